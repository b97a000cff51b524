"""A questionnaire, a draft and the orders of the tests: small, and of every kind."""

from __future__ import annotations

from datetime import UTC, date, datetime

from campaigns.people import Contact, Organisation
from questionnaires.model import Choice, Document, Field, Kind, Probe, Question, Questionnaire, Section
from synthesis.draft import Draft, Paragraph, Style
from usecases.reports import FormOrder, ReportOrder

FIELDS = (
    Field("nature", "Nature de l’action"),
    Field("secteur", "Secteur", Kind.CHOICE, (Choice("Ville", ("V",)), Choice("Établissement de santé", ("ES",)))),
    Field("pilote", "Pilote"),
    Field("fir", "Financement FIR", Kind.AMOUNT, help="oui, non ou montant"),
)

QUESTIONNAIRE = Questionnaire(
    id="essai",
    version="1",
    title="Revue des actions régionales",
    context="La direction souhaite connaître les actions menées : « rien » est aussi une réponse.",
    instructions="Répondez à ce que vous savez.\n\n- Une réponse libre suffit.\n- Aucune question n’est obligatoire.",
    sections=(
        Section(
            "1",
            "Les actions",
            "Citez les principales réalisations.",
            (
                Question(
                    "Q1a",
                    Kind.ACTIONS,
                    "Actions à l’initiative de l’ARS",
                    "1",
                    help="Dix lignes au plus.",
                    examples=("Semaine de la sécurité des patients", "Formation des usagers"),
                    fields=FIELDS,
                ),
                Question("Q1b", Kind.ACTIONS, "Actions d’autres acteurs", "1", fields=FIELDS, optional=True),
            ),
        ),
        Section(
            "2",
            "L’avis",
            "",
            (
                Question(
                    "Q5",
                    Kind.TEXT,
                    "Le programme a-t-il été un levier ? Comment ?",
                    "2",
                    probes=(Probe("Avez-vous un exemple ?"),),
                ),
                Question("2.1", Kind.NUMBER, "Combien de retours d’expérience ?", "2", unit="REX"),
                Question(
                    "Q7",
                    Kind.CHOICE,
                    "Faut-il continuer ?",
                    "2",
                    choices=(Choice("Oui"), Choice("Non")),
                    other=True,
                ),
                Question("H2", Kind.PEOPLE, "Qui a répondu ?", "2"),
            ),
        ),
    ),
    documents=(Document("Le programme national", "programme.pdf"),),
)

DRAFT = Draft(
    "essai/2",
    "essai",
    2,
    datetime(2017, 10, 20, 9, 30, tzinfo=UTC),
    (
        Paragraph("p1", Style.TITLE, "Synthèse des retours des ARS"),
        Paragraph("p2", Style.HEADING, "Participation"),
        Paragraph("p3", Style.TEXT, "13 ARS sur 17 ont répondu : le taux de retour est de 76 %."),
        Paragraph("p4", Style.ROW, "ARS\tÉtat\tDate"),
        Paragraph("p5", Style.ROW, "Bretagne\tRetour complet\t28 septembre 2017"),
        Paragraph("p6", Style.ROW, "Corse\tSans réponse\t"),
        Paragraph("p7", Style.HEADING, "Les actions"),
        Paragraph("p8", Style.SUBHEADING, "Q1a Actions à l’initiative de l’ARS"),
        Paragraph("p9", Style.ITEM, "La semaine de la sécurité des patients, citée 9 fois"),
        Paragraph("p10", Style.ITEM, "Les retours d’expérience"),
        Paragraph("p11", Style.QUOTE, "« Une vraie dynamique * avec #des _signes_ $ et <des> balises & @tout »"),
        Paragraph("p12", Style.TEXT, "Les montants sont peu cités."),
    ),
)

REPORT = ReportOrder(DRAFT, QUESTIONNAIRE, "Programme national – revue 2017", "Retours des agences régionales de santé")

BRETAGNE = Organisation("53", "ARS Bretagne")
CONTACT = Contact("essai/a@ars.example", "essai", "53", "a@ars.example", "Anne Le Goff")
REFERENCE = "essai/recueil/1/abcdefgh2345"
ORDER = FormOrder(
    REFERENCE,
    "Revue des actions régionales",
    QUESTIONNAIRE,
    QUESTIONNAIRE.codes,
    BRETAGNE,
    CONTACT,
    date(2017, 9, 29),
)
