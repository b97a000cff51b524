"""What a composed mail holds: its structure, its codes, its headers."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from urllib.parse import unquote

import pytest
from lxml import html

from campaigns.people import Organisation, Role
from mail.compose import MailComposer
from questionnaires.model import Kind, Question
from synthesis.draft import Amendment, Change
from tests.mail.letters import (
    ALL,
    CODES,
    DRAFT_LETTER,
    FINAL,
    FORM,
    INVITATION,
    NOTICE,
    OVERDUE,
    RECEIPT,
    REMINDER,
    REPLY_PATTERN,
    TOKEN,
    proposed,
)
from usecases.letters import Answered, Letter, ReceiptContent
from usecases.messages import Attachment, LetterKind

# How other programs find the questions in our text part.
CODE = re.compile(r"^\s*\[([A-Z]?\d+(?:\.\d+)?[a-z]?)\]")
BLOCKS = {"p", "h1", "h2", "h3", "h4", "li", "td", "div", "blockquote"}


def composer() -> MailComposer:
    return MailComposer("DGOS – Bureau qualité", "relance@dgos.example", REPLY_PATTERN, "Tél. 01 00 00 00 00")


def read(letter: Letter) -> EmailMessage:
    message = email.message_from_bytes(composer().compose(letter), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content


def text(letter: Letter) -> str:
    return body(read(letter), "plain")


def page(letter: Letter) -> html.HtmlElement:
    return html.document_fromstring(body(read(letter), "html"))


def asked_in_text(letter: Letter) -> list[str]:
    return [found[1] for line in text(letter).splitlines() if (found := CODE.match(line))]


def asked_in_page(letter: Letter) -> list[str]:
    """The codes that innermost block elements start with."""
    codes = []
    for block in page(letter).iter(*BLOCKS):
        inner = list(block.iterdescendants(*BLOCKS))
        if not inner and (found := CODE.match(block.text_content())):
            codes.append(found[1])
    return codes


EACH = pytest.mark.parametrize("letter", ALL, ids=lambda letter: letter.kind.value)


@EACH
def test_the_same_letter_gives_the_same_bytes_also_from_another_composer(letter: Letter) -> None:
    one = composer()
    one.compose(replace(letter, token="z" * 12, organisation=Organisation("11", "ARS Île-de-France")))
    assert one.compose(letter) == one.compose(letter) == composer().compose(letter)


@EACH
@pytest.mark.parametrize("attachments", [(), (FORM, FORM)], ids=["alone", "with files"])
def test_every_line_survives_any_relay(letter: Letter, attachments: tuple[Attachment, ...]) -> None:
    raw = composer().compose(replace(letter, attachments=attachments))
    assert raw.isascii()
    assert b"\r" not in raw
    assert b"\0" not in raw
    assert max(map(len, raw.split(b"\n"))) <= 320
    assert max(len(line) for line in raw.split(b"\n") if not re.search(b"filename|openxml|^List-Unsub", line)) <= 78


@EACH
def test_text_and_page_stand_side_by_side_and_files_behind(letter: Letter) -> None:
    def shape(message: EmailMessage) -> list[str]:
        return [part.get_content_type() for part in message.walk()]

    assert shape(read(letter)) == ["multipart/alternative", "text/plain", "text/html"]
    with_form = read(replace(letter, attachments=(FORM,)))
    assert shape(with_form) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", FORM.media_type,
    ]  # fmt: skip
    [attached] = with_form.iter_attachments()
    assert attached.get_filename() == FORM.name
    assert attached.get_content() == FORM.content


@pytest.mark.parametrize(
    ("letter", "codes"),
    [
        pytest.param(INVITATION, list(CODES), id="an invitation asks everything"),
        pytest.param(REMINDER, ["Q1b", "Q3"], id="a reminder asks what is missing"),
        pytest.param(OVERDUE, ["Q1b", "Q3"], id="an overdue notice asks what is missing"),
        pytest.param(RECEIPT, ["Q1b", "Q3"], id="a receipt asks what is missing"),
        pytest.param(replace(RECEIPT, missing=()), [], id="a receipt of a whole return asks nothing"),
        pytest.param(DRAFT_LETTER, [], id="a draft asks nothing"),
        pytest.param(FINAL, [], id="a final version asks nothing"),
        pytest.param(NOTICE, [], id="a notice asks nothing"),
    ],
)
def test_only_questions_start_with_a_code_in_brackets(letter: Letter, codes: list[str]) -> None:
    assert asked_in_text(letter) == codes
    assert asked_in_page(letter) == codes


def test_words_that_look_like_questions_do_not_become_questions() -> None:
    sly = "[Q1a] en tête\n[Q2] ailleurs [Q3] " + "et du texte " * 20 + "[Q1b]"
    questionnaire = replace(INVITATION.questionnaire, context=sly, instructions=sly)
    asked = replace(INVITATION.questions[0], text="Une question\n[Q1b] citée", help=sly, examples=(sly,))
    letter = replace(
        INVITATION, title=sly, questionnaire=questionnaire, questions=(asked,), organisation=Organisation("1", "[Q1a]")
    )
    assert asked_in_text(letter) == asked_in_page(letter) == ["H1"]
    content = ReceiptContent(leftover=(sly,), problems=(sly,), remark=sly)
    receipt = replace(RECEIPT, receipt=content, missing=(), title=sly)
    assert asked_in_text(receipt) == asked_in_page(receipt) == []


def test_each_question_is_one_text_block_with_room_below() -> None:
    for block in text(INVITATION).split("\n\n\n"):
        assert len(re.findall(r"(?m)^\[", block)) <= 1
    blocks = [part for part in re.split(r"\n{2,}", text(INVITATION)) if CODE.match(part)]
    assert len(blocks) == len(CODES)
    assert "Exemple\u00a0: Semaine sécurité des patients" in blocks[2]
    assert blocks[2].replace("\n", " ").startswith("[Q1a] Quelles réalisations votre ARS a-t-elle conduites")


def test_every_wording_of_a_question_is_in_both_parts() -> None:
    written = re.sub(r"\s+", " ", text(INVITATION))
    shown = re.sub(r"\s+", " ", page(INVITATION).text_content())
    for question in INVITATION.questions:
        for words in (question.text, *question.examples, *(probe.text for probe in question.probes)):
            assert re.sub(r"\s+", " ", words) in written
            assert re.sub(r"\s+", " ", words) in shown


@EACH
def test_lines_of_text_are_short_enough_to_be_quoted(letter: Letter) -> None:
    assert max(map(len, text(letter).splitlines())) <= 72


@pytest.mark.parametrize(
    ("strict", "words"),
    [(False, "au plus tard le vendredi 29 septembre 2017"), (True, "avant le samedi 30 septembre 2017")],
    ids=["that day included", "before a day"],
)
@pytest.mark.parametrize("letter", [INVITATION, REMINDER, RECEIPT], ids=["invitation", "reminder", "receipt"])
def test_the_deadline_stands_in_words_on_one_line(letter: Letter, strict: bool, words: str) -> None:
    assert f"Réponse attendue {words}." in text(replace(letter, strict=strict)).splitlines()
    assert words in page(replace(letter, strict=strict)).text_content()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2017, 9, 15), "il vous reste 14 jours"),
        (date(2017, 9, 28), "la date limite est demain"),
        (date(2017, 9, 29), "la date limite est aujourd’hui"),
        (date(2017, 9, 30), "la date limite était hier"),
        (date(2017, 10, 2), "la date limite est passée de 3 jours"),
    ],
)
def test_a_reminder_says_how_many_days_are_left(day: date, words: str) -> None:
    moment = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    assert words in text(replace(REMINDER, dated=moment)).replace("\n", " ")


def test_days_are_counted_where_the_recipient_is() -> None:
    late_in_paris = datetime(2017, 9, 28, 21, 30, tzinfo=UTC)  # past midnight in La Réunion
    there = replace(
        REMINDER, dated=late_in_paris, organisation=Organisation("OI", "ARS Océan Indien", "Indian/Reunion")
    )
    assert "aujourd’hui" in text(there)
    assert "demain" in text(replace(REMINDER, dated=late_in_paris))
    assert read(there)["Date"].datetime.utcoffset() == timedelta(hours=4)
    assert read(there)["Date"].datetime == late_in_paris


def test_a_reminder_thanks_for_what_came() -> None:
    written = text(REMINDER).replace("\n", " ")
    assert "Nous avons bien reçu 2 réponses, aux questions Q1a et Q2, merci." in written
    assert "Il vous reste Q1b et Q3." in written
    nothing = text(replace(REMINDER, known={}, missing=CODES))
    assert "Nous n’avons encore reçu aucune réponse." in nothing


def test_a_reminder_says_who_answered_what() -> None:
    begun = replace(REMINDER, own=("Q1a",), colleagues=(Answered("Yann Le Bihan", ("Q2",)),), elsewhere=("Q4", "Q5"))
    written = text(begun).replace("\n", " ")
    assert "Merci pour votre réponse à Q1a\u00a0: inutile de la reprendre, sauf pour la corriger." in written
    assert "Yann Le Bihan a répondu à Q2." in written
    assert "Il vous reste Q1b et Q3. Pour votre organisme, nous attendons aussi Q4 et Q5 d’autres" in " ".join(
        written.split()
    )
    assert "il vous reste Q1b et Q3, pour le 29 septembre 2017" in read(begun)["Subject"]
    many = replace(begun, colleagues=tuple(Answered(f"Collègue {n}", ("Q2",)) for n in range(5)))
    assert "Collègue 1 a répondu à Q2. 3 autres collègues ont répondu à Q2." in " ".join(text(many).split())
    assert text(begun) != text(REMINDER), "one composer does not mix them"


def test_the_addressee_is_reminded_of_what_the_organisation_owes() -> None:
    director = replace(REMINDER.contact, role=Role.ADDRESSEE)
    for kind, subject in (
        (LetterKind.REMINDER, "la contribution de votre organisme pour le 29 septembre 2017"),
        (LetterKind.OVERDUE, "la réponse de votre organisme est encore attendue"),
    ):
        asked = replace(REMINDER, kind=kind, contact=director)
        written = " ".join(text(asked).split())
        assert "Nous attendons la réponse de votre organisme" in written
        assert "Il reste à répondre à Q1b et Q3 : vous pouvez le faire vous-même" in written
        assert "ou transférer ce message à la personne qui le fera." in written
        assert "Il vous reste" not in written
        assert subject in read(asked)["Subject"]
    begun = replace(REMINDER, contact=director, colleagues=(Answered("Yann Le Bihan", ("Q2",)),))
    assert "il manque Q1b et Q3, pour le 29 septembre 2017" in read(begun)["Subject"]


@pytest.mark.parametrize("letter", [REMINDER, OVERDUE], ids=["reminder", "overdue"])
def test_a_reminder_shows_how_to_stop_by_one_word_or_one_link(letter: Letter) -> None:
    assert "Répondez STOP pour ne plus recevoir de rappels." in text(letter).replace("\n", " ")
    page = html.fromstring(body(read(letter), "html"))
    links = [link for a in page.iter("a") if "?" in (link := a.get("href") or "")]
    assert [unquote(link.partition("subject=")[2]) for link in links] == [
        f"ne plus me relancer [#{TOKEN}]",
        f"changer de correspondant [#{TOKEN}]",
    ]
    assert all(TOKEN in link.partition("?")[0] for link in links)
    assert "STOP" not in text(INVITATION)


def test_a_receipt_says_what_was_understood_and_what_was_not() -> None:
    written = text(RECEIPT)
    for words in (
        "Q1a – Axe 1, à l’initiative de l’ARS",
        "«\u00a0Semaine de la sécurité :\n    42 établissements.\n    (Q1b) ligne citée\u00a0»",
        "Lu ainsi\u00a0: oui",
        "Une précision, s’il vous plaît\u00a0: Confirmez-vous « oui » ?",
        "== À confirmer ==",
        "«\u00a0une trentaine\u00a0»",
        "(Q9) Nous avons aussi une remarque sur le calendrier.",
        "– Le fichier « ancien.doc » n’a pas pu être lu",
        "== Ce qui manque encore ==",
    ):
        assert words in written
    assert "«\u00a0Q1a, lire\u00a0:" in written


def test_a_receipt_of_the_whole_says_so() -> None:
    assert "le retour de votre organisme est complet" in text(replace(RECEIPT, missing=())).replace("\n", " ")


def test_a_receipt_of_amendments_counts_them() -> None:
    said = " ".join(text(receipt_of(change(Change.INSERT), change(Change.COMMENT))).split())
    assert "Nous avons noté 2 propositions de modification" in said


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        pytest.param(Change.INSERT, ["Ajouter :", "« Chaque mois. »"], id="an insertion"),
        pytest.param(Change.DELETE, ["Supprimer :", "« Chaque année. »"], id="a deletion"),
        pytest.param(
            Change.REPLACE, ["Remplacer :", "« Chaque année. »", "par :", "« Chaque mois. »"], id="a new text"
        ),
        pytest.param(Change.COMMENT, ["Votre remarque :", "« Chaque mois. »"], id="a remark"),
    ],
)
def test_a_receipt_says_back_what_would_change_in_the_draft(kind: Change, words: list[str]) -> None:
    said = " ".join(text(receipt_of(change(kind))).replace("\xa0", " ").split())
    shown = " ".join(page(receipt_of(change(kind))).text_content().replace("\xa0", " ").split())
    assert " ".join(words) in said
    assert " ".join(words) in shown


def change(kind: Change) -> Amendment:
    """What this kind of change says of the draft."""
    original = "" if kind in (Change.INSERT, Change.COMMENT) else "Chaque année."
    return proposed(kind, original, "" if kind is Change.DELETE else "Chaque mois.")


def receipt_of(*amendments: Amendment) -> Letter:
    return replace(RECEIPT, receipt=ReceiptContent(amendments=amendments), questions=(), missing=())


def test_a_reminder_of_the_draft_asks_for_remarks_and_not_for_answers() -> None:
    letter = replace(DRAFT_LETTER, kind=LetterKind.REMINDER, step="J-3", chat_link="https://chat.example/1")
    said = " ".join(text(letter).split())
    assert "vos remarques sur le projet pour le 30 novembre 2017" in str(read(letter)["Subject"]).replace("\xa0", " ")
    assert "pour relecture" in said
    assert "Remarques attendues au plus tard le jeudi 30 novembre 2017." in said
    assert "Répondez STOP" in said
    assert "question" not in said.casefold()
    late = replace(letter, kind=LetterKind.OVERDUE, dated=datetime(2017, 12, 4, 9, tzinfo=UTC), step="J+3")
    assert "Les remarques étaient attendues au plus tard le jeudi 30 novembre 2017." in " ".join(text(late).split())


def test_the_draft_stands_in_the_body_paragraph_by_paragraph() -> None:
    blocks = [re.sub(r"\s+", " ", block) for block in text(DRAFT_LETTER).split("\n\n")]
    shown = [
        re.sub(r"\s+", " ", b.text_content()).strip() for b in page(DRAFT_LETTER).iter("p", "h2", "h3", "h4", "li")
    ]
    assert DRAFT_LETTER.draft is not None
    for paragraph in DRAFT_LETTER.draft.paragraphs:
        if "\t" in paragraph.text:
            assert paragraph.text.replace("\t", " | ") in blocks
            cells = [cell.text_content() for cell in page(DRAFT_LETTER).iter("td")]
            assert all(cell in cells for cell in paragraph.text.split("\t"))
        else:
            assert paragraph.text in blocks
            assert paragraph.text in shown


def test_the_final_version_says_what_became_of_the_amendments() -> None:
    letter = replace(FINAL, attachments=(FORM,))
    assert FINAL.amendments_sentence in text(letter).replace("\n", " ")
    assert f"Document joint\u00a0: «\u00a0{FORM.name}\u00a0»." in text(letter).replace("\n", " ")


@EACH
def test_four_marks_bring_the_answer_back(letter: Letter) -> None:
    message = read(letter)
    assert message["Reply-To"].addresses[0].addr_spec == f"relance+{TOKEN}@dgos.example"
    assert message["Subject"].endswith(f"[#{TOKEN}]")
    assert message["Message-ID"] == letter.message_id
    assert f"Référence à conserver dans votre réponse\u00a0: {TOKEN}" in text(letter).splitlines()
    assert TOKEN in page(letter).text_content()


@pytest.mark.parametrize(
    "pattern", ["relance+{token}@dgos.example", "relance.{token}@dgos.example", "r-{token}@d.example"]
)
def test_the_reply_address_follows_the_configuration(pattern: str) -> None:
    raw = MailComposer("DGOS", "relance@dgos.example", pattern).compose(INVITATION)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message["Reply-To"].addresses[0].addr_spec == pattern.replace("{token}", TOKEN)


def test_a_letter_follows_its_thread() -> None:
    message = read(RECEIPT)
    assert message["In-Reply-To"] == "<reponse-1@mail.ars.example>"
    assert message["References"].split() == [INVITATION.message_id, "<reponse-1@mail.ars.example>"]
    assert message["Subject"] == f"Re: Revue des actions [#{TOKEN}]"
    assert read(INVITATION)["In-Reply-To"] is None


@pytest.mark.parametrize(
    "broken", ["pas d’identifiant", "<a b@c.example>", "<a@b>\r\nBcc: x@y.example", "<[é]@c.example>", ""], ids=repr
)
def test_a_broken_message_id_of_somebody_else_is_left_out(broken: str) -> None:
    message = read(replace(RECEIPT, answers_to=broken, thread=()))
    assert message["In-Reply-To"] is None
    assert message["References"] is None
    assert message["Bcc"] is None


def test_machines_know_what_not_to_answer() -> None:
    assert [read(letter)["Auto-Submitted"] for letter in ALL] == [
        None, "auto-generated", "auto-generated", "auto-replied", None, None, "auto-generated",
    ]  # fmt: skip
    assert read(RECEIPT)["X-Auto-Response-Suppress"] == "All"
    assert "OOF" not in read(INVITATION)["X-Auto-Response-Suppress"]


def test_a_client_can_offer_to_stop_the_reminders_by_a_mail_of_its_own() -> None:
    link = f"<mailto:relance+{TOKEN}@dgos.example?subject=ne%20plus%20me%20relancer>"
    offered = {letter.kind.value: read(letter)["List-Unsubscribe"] for letter in ALL}
    assert offered == {
        "invitation": link, "reminder": link, "overdue": link, "receipt": None,
        "draft": link, "final": None, "notice": None,
    }  # fmt: skip
    assert all(read(letter)["List-Unsubscribe-Post"] is None for letter in ALL), "nothing acts on a click alone"


SLY = "Marie\r\nBcc: tous@ars.example\n\n<script>alert(1)</script>\u2028X-Autre: 1"


@EACH
def test_nothing_that_was_given_can_add_a_header_or_markup(letter: Letter) -> None:
    contact = replace(letter.contact, name=SLY, email="marie@ars.example\r\nBcc: x@y.example")
    sly = replace(
        letter,
        title=SLY,
        contact=contact,
        organisation=Organisation("1", SLY),
        subject_of=SLY,
        chat_link=SLY,
        amendments_sentence=SLY,
        attachments=(Attachment(SLY, "text/html\r\nX-Autre: 1", b"x"),),
    )
    message = read(sly)
    assert set(message.keys()) - {"In-Reply-To", "References"} == set(read(letter).keys()) - {
        "In-Reply-To",
        "References",
    }
    assert isinstance(message["To"], AddressHeader)
    assert len(message["To"].addresses) == 1
    assert page(sly).xpath("//script") == []


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Marie Dupont", "marie@ars.example"),
        ("Zoë de L’Épine-d’Ûr", "zoe@ars.example"),
        ('Dupont, Marie "MD" \\ ARS', "marie@ars.example"),
        ("", "marie@ars.example"),
        ("=?utf-8?q?pas_un_mot?=", "marie@ars.example"),
        ("Une dame au nom très long " * 8, "marie@ars.example"),
        ("Marie", '"odd name"@ars.example'),
        ("m.dupont@ars.example", "m.dupont@ars.example"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_names_and_addresses_come_out_as_they_went_in(name: str, address: str) -> None:
    to = read(replace(INVITATION, contact=replace(INVITATION.contact, name=name, email=address)))["To"].addresses[0]
    assert to.display_name == name.strip()[:200]
    assert to.addr_spec == address


@pytest.mark.parametrize(
    "name",
    ["réponse.docx", "a" * 300 + ".docx", "été " * 80 + ".xlsx", "../../etc/passwd", 'guillemet".pdf', ""],
    ids=lambda name: name[:12],
)
def test_names_of_files_are_harmless_and_keep_their_extension(name: str) -> None:
    [attached] = read(replace(INVITATION, attachments=(replace(FORM, name=name),))).iter_attachments()
    got = attached.get_filename()
    assert got
    assert "/" not in got
    assert got.rpartition(".")[2] == (name.rpartition(".")[2].replace("/", "_") or "document")


def test_a_letter_without_names_still_reads_well() -> None:
    bare = replace(INVITATION, contact=replace(INVITATION.contact, name=""), organisation=Organisation("53", ""))
    assert text(bare).startswith("Bonjour,\n\nNous sollicitons votre contribution au questionnaire")
    assert "Déjà noté" not in text(bare)


def test_the_ways_to_answer_are_those_that_there_are() -> None:
    alone, both = text(INVITATION), text(replace(INVITATION, attachments=(FORM,), chat_link="https://chat.example/abc"))
    assert "formulaire joint" not in alone
    assert "messagerie" not in alone
    assert FORM.name in both.replace("\n  ", " ")
    assert "https://chat.example/abc" in both


def test_questions_of_every_kind_say_what_is_expected() -> None:
    question = Question("Q7", Kind.DATE, "Quand ?", "A")
    other = replace(INVITATION, questions=(*INVITATION.questions, question))
    assert asked_in_text(other) == [*CODES, "Q7"]
    assert "Réponse attendue\u00a0: une date." in text(other)
    assert "Choix proposés\u00a0: oui\u00a0; non\u00a0; autre (à préciser)." in text(other)


def test_different_letters_of_one_composer_do_not_mix() -> None:
    one = composer()
    changed = [
        replace(INVITATION, token="z" * 12),
        replace(INVITATION, organisation=Organisation("11", "ARS <Île-de-France> & Cie")),
        replace(INVITATION, strict=True),
        replace(INVITATION, last_day=date(2017, 10, 1)),
        replace(INVITATION, questions=INVITATION.questions[:3]),
        replace(INVITATION, title="Autre titre"),
        replace(REMINDER, missing=("Q2",)),
        replace(REMINDER, known={"Q2": "x"}),
        replace(DRAFT_LETTER, draft=replace(DRAFT_LETTER.draft, paragraphs=()) if DRAFT_LETTER.draft else None),
        *ALL,
    ]
    for letter in (*changed, *reversed(changed)):
        assert one.compose(letter) == composer().compose(letter)


def test_probes_are_offered_together_and_never_as_questions() -> None:
    block = next(part for part in re.split(r"\n{2,}", text(INVITATION)) if part.startswith("[1.1]"))
    assert "Pour aller plus loin, si vous le souhaitez\u00a0:\n– Et la ville ?\n– Pourquoi ?" in block


def test_results_that_must_not_be_compared_are_promised_not_to_be() -> None:
    promise = "ne serviront pas à comparer"
    assert promise not in text(INVITATION)
    private = replace(INVITATION, questionnaire=replace(INVITATION.questionnaire, comparison=False))
    assert promise in text(private)
