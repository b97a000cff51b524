"""Letters for the tests of this folder: an invented questionnaire in the manner of the shipped ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from campaigns.people import Contact, Organisation
from questionnaires.model import Choice, Condition, Document, Field, Kind, Probe, Question, Questionnaire, Section
from synthesis.draft import Amendment, Change, Draft, Paragraph, Style
from usecases.letters import Letter, ReceiptContent, UnderstoodAnswer
from usecases.messages import Attachment, LetterKind

TOKEN = "abcdefghijkl"
REPLY_PATTERN = "relance+{token}@dgos.example"

_HEADER = Section(
    "H",
    "Pour la participation de votre ARS",
    "",
    (
        Question("H1", Kind.TEXT, "ARS (région)", "H", prefill="organisation"),
        Question(
            "H2",
            Kind.PEOPLE,
            "Personne(s) renseignant le questionnaire",
            "H",
            fields=(Field("nom", "Nom"), Field("fonction", "Fonction")),
        ),
    ),
)
_ACTIONS = Section(
    "A",
    "Axe 1 – information du patient, patient co-acteur de sécurité",
    "Citez les actions qui vous semblent les plus intéressantes ; l’exhaustivité n’est pas recherchée.",
    (
        Question(
            "Q1a",
            Kind.ACTIONS,
            "Quelles réalisations votre ARS a-t-elle conduites au titre de l’axe 1, à son initiative, depuis 2013 "
            "et jusqu’à ce jour ?",
            "A",
            short="Axe 1, à l’initiative de l’ARS",
            help="Un financement FIR mobilisé est à indiquer.",
            examples=("Semaine sécurité des patients : bus « chambre des erreurs » (12 ES et 5 EHPAD sensibilisés).",),
            fields=(Field("nature", "Nature de l’action"), Field("secteur", "Secteur (V, ES, EMS)")),
        ),
        Question("Q1b", Kind.NUMBER, "Combien d’établissements ont participé ?", "A", unit="établissements"),
        Question(
            "Q2",
            Kind.CHOICE,
            "Un dispositif régional de signalement existe-t-il ?",
            "A",
            choices=(Choice("oui"), Choice("non")),
            other=True,
        ),
        Question("Q3", Kind.AMOUNT, "Quel montant FIR a été mobilisé ?", "A", condition=Condition("Q2", ("oui",))),
        Question(
            "1.1",
            Kind.TEXT,
            "Qu’en pensez-vous ?",
            "A",
            optional=True,
            probes=(Probe("Et la ville ?"), Probe("Pourquoi ?")),
        ),
    ),
)
QUESTIONNAIRE = Questionnaire(
    "bilan-essai",
    "1",
    "Revue des actions régionales de sécurité des patients",
    "Le programme arrive à échéance. Des éclairages sur les réalisations des régions sont nécessaires.\n\n"
    "Ce bilan complète celui des actions nationales.",
    "Vous pouvez regrouper les réponses de plusieurs collègues ou répondre séparément.",
    (_HEADER, _ACTIONS),
    documents=(Document("Instruction n° 2013/298 relative au programme national"),),
)
CODES = QUESTIONNAIRE.codes
DRAFT = Draft(
    "essai/1",
    "essai",
    1,
    datetime(2017, 11, 16, 9, tzinfo=UTC),
    (
        Paragraph("p1", Style.TITLE, "Synthèse des réponses"),
        Paragraph("p2", Style.TEXT, "13 ARS sur 17 ont répondu à cette enquête, soit 76 % d’entre elles."),
        Paragraph("p3", Style.HEADING, "Axe 1"),
        Paragraph("p4", Style.ITEM, "Semaine de la sécurité des patients : 9 ARS."),
        Paragraph("p5", Style.ITEM, "Formation des représentants des usagers : 4 ARS."),
        Paragraph("p6", Style.SUBHEADING, "Verbatim"),
        Paragraph("p7", Style.QUOTE, "« Le programme a donné un cadre commun. »"),
        Paragraph("p8", Style.ROW, "Région\tActions citées"),
        Paragraph("p9", Style.ROW, "Bretagne\t12"),
    ),
)
INVITATION = Letter(
    LetterKind.INVITATION,
    "<0123456789abcdef0123456789abcdef@dgos.example>",
    datetime(2017, 7, 17, 7, 0, tzinfo=UTC),
    Contact("essai/marie.dupont@ars.example", "essai", "53", "marie.dupont@ars.example", "Marie Dupont"),
    Organisation("53", "ARS Bretagne"),
    "essai",
    QUESTIONNAIRE.title,
    QUESTIONNAIRE,
    date(2017, 9, 29),
    TOKEN,
    questions=tuple(QUESTIONNAIRE.questions()),
    missing=CODES,
    step="open",
)
FORM = Attachment(
    "Questionnaire – ARS Bretagne.docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    bytes(range(256)) * 40,
)


def question(code: str) -> Question:
    """A question of the sample questionnaire."""
    found = QUESTIONNAIRE.question(code)
    assert found is not None
    return found


REMINDER = replace(
    INVITATION,
    kind=LetterKind.REMINDER,
    message_id="<rappel@dgos.example>",
    dated=datetime(2017, 9, 15, 7, 0, tzinfo=UTC),
    missing=("Q1b", "Q3"),
    known={"Q1a": "Déjà dit", "Q2": "oui"},
    thread=(INVITATION.message_id,),
    answers_to=INVITATION.message_id,
    step="J-14",
)
OVERDUE = replace(
    REMINDER, kind=LetterKind.OVERDUE, message_id="<retard@dgos.example>", dated=datetime(2017, 10, 2, 7, tzinfo=UTC)
)
RECEIPT = replace(
    REMINDER,
    kind=LetterKind.RECEIPT,
    message_id="<accuse@dgos.example>",
    answers_to="<reponse-1@mail.ars.example>",
    subject_of=f"RE: Revue des actions [#{TOKEN}]",
    receipt=ReceiptContent(
        understood=(
            UnderstoodAnswer(question("Q1a"), "Semaine de la sécurité :\n42 établissements.\n[Q1b] ligne citée"),
            UnderstoodAnswer(question("Q2"), "plutôt oui", "oui", "Confirmez-vous « oui » ?"),
        ),
        suggested=(UnderstoodAnswer(question("Q1b"), "une trentaine", "environ 30"),),
        leftover=("[Q9] Nous avons aussi une remarque sur le calendrier.",),
        problems=("Le fichier « ancien.doc » n’a pas pu être lu : renvoyez-le au format .docx.",),
    ),
)
DRAFT_LETTER = replace(
    INVITATION,
    kind=LetterKind.DRAFT,
    message_id="<projet@dgos.example>",
    dated=datetime(2017, 11, 16, 9, tzinfo=UTC),
    last_day=date(2017, 11, 30),
    draft=DRAFT,
    questions=(),
    missing=(),
)
FINAL = replace(
    DRAFT_LETTER,
    kind=LetterKind.FINAL,
    message_id="<finale@dgos.example>",
    amendments_sentence="Deux modifications ont été proposées ; les deux ont été intégrées.",
)
NOTICE = replace(
    RECEIPT,
    kind=LetterKind.NOTICE,
    message_id="<avis@dgos.example>",
    receipt=ReceiptContent(remark="Un message n’a pas pu être rattaché à une ARS.", problems=("Adresse inconnue.",)),
)


def proposed(kind: Change, original: str, proposal: str) -> Amendment:
    """A change to one paragraph of the draft, as its author made it."""
    author, when = RECEIPT.contact.id, RECEIPT.dated
    return Amendment("essai/A1", "essai", "essai/1", "p21", kind, original, proposal, author, "53", "mail", "x", when)


ALL = (INVITATION, REMINDER, OVERDUE, RECEIPT, DRAFT_LETTER, FINAL, NOTICE)
