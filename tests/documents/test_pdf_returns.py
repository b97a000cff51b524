"""A form that comes back as a PDF: its answers where they were typed, and what is no answer left out."""

from __future__ import annotations

import re
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from documents.reading.content import PICTURE
from documents.reading.reader import read
from documents.reading.refusal import Reason, sentence
from tests.documents.filling import answers, asked, filled_word
from tests.documents.pages import (
    add_picture,
    annotation,
    edited,
    picture_only,
    typeset,
    typeset_form,
    with_annotations,
    with_contents,
)
from tests.documents.samples import QUESTIONNAIRE, REFERENCE
from tests.documents.test_draft_returns import ASKED
from usecases.messages import Attachment
from usecases.replies import FormReading

LONG = (
    "La structure régionale d’appui a accompagné 45 établissements publics, privés et médico-sociaux ; l’ARS a financé "
    "des formations à l’analyse des causes (120 000 €), des visites de risques et des retours d’expérience "
    "« ville-hôpital », avec les URPS et l’université."
)
Q1A, Q5, Q7 = (
    "[Q1a] Actions à l’initiative de l’ARS",
    "[Q5] Le programme a-t-il été un levier ? Comment ?",
    "[Q7] Faut-il continuer ?",
)
HEADER_LIKE = ("Question 2 : sans objet", "Votre réponse", "Référence : aucune")
WIDE = b"BT /F 9 Tf (" + b"a" * 15_000 + b") Tj ET "
FORM = typeset_form([(Q1A, LONG), (Q5, "Oui."), (Q7, "")])


def returned(content: bytes, name: str = "formulaire.pdf") -> FormReading:
    return read(Attachment(name, "application/pdf", content), asked(), REFERENCE)


def lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.split("\n")]


def test_a_form_as_another_program_prints_it_gives_its_answers() -> None:
    found = returned(FORM)
    assert (found.recognised, found.reference, found.problem, found.leftover) == (True, REFERENCE, "", ())
    assert {code: lines(text) for code, text in answers(found).items()} == {"Q1a": lines(LONG), "Q5": [["Oui."]]}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("Un paragraphe.\n\nUn autre.", "Un paragraphe.\nUn autre.", id="paragraphs"),
        pytest.param(f"{LONG}\n\n{LONG}", f"{LONG}\n{LONG}", id="long-paragraphs"),
        pytest.param(f"Trois :\n- {LONG}\n- deux\n- trois", f"Trois :\n- {LONG}\n- deux\n- trois", id="bullets"),
        pytest.param(" \\ ".join(HEADER_LIKE), "\n".join(HEADER_LIKE), id="look-alikes"),
        pytest.param("#table(columns: 2, [An], [Formés], [2015], [12])", "An | Formés\n2015 | 12", id="inner-table"),
        pytest.param("#underline[Oui], *vraiment* #super[1]", "Oui, vraiment 1", id="underlined"),
        pytest.param("effectif, différé, fluide, affligé", "effectif, différé, fluide, affligé", id="ligatures"),
    ],
)
def test_an_answer_comes_back_with_its_lines(typed: str, expected: str) -> None:
    found = answers(returned(typeset_form([(Q1A, typed), (Q5, "Oui.")])))
    assert {code: lines(text) for code, text in found.items()} == {"Q1a": lines(expected), "Q5": [["Oui."]]}


def test_a_row_that_goes_on_over_the_page_is_one_answer() -> None:
    text = " ".join([LONG] * 14)
    found = answers(returned(typeset_form([(Q1A, text), (Q5, "Oui.")])))
    assert {code: text.split() for code, text in found.items()} == {"Q1a": text.split(), "Q5": ["Oui."]}


def test_a_form_of_another_campaign_or_version_says_so() -> None:
    other = returned(typeset_form([(Q5, "Oui.")], "autre/recueil/1/abcdefgh2345"))
    assert (other.elsewhere, other.answers) == ("campagne «\u00a0autre\u00a0»", ())
    older = returned(typeset_form([(Q5, "Oui.")], "essai/recueil/0/abcdefgh2345"))
    assert (older.elsewhere, older.answers) == ("version 0 du questionnaire", ())


def test_what_was_typed_over_the_page_is_read_where_it_stands() -> None:
    blank = typeset_form([(Q1A, ""), (Q5, ""), (Q7, "")])
    over = (300.0, 765.0, 500.0, 775.0)
    filled = with_annotations(blank, annotation("/Widget", over, FT="/Tx", T="champ", V="Une réponse"))
    assert answers(returned(filled)) == {"Q1a": "Une réponse"}
    written = with_annotations(blank, annotation("/FreeText", over, Contents="Une réponse\rEt une autre"))
    assert answers(returned(written)) == {"Q1a": "Une réponse\nEt une autre"}
    stuck = returned(with_annotations(blank, annotation("/Text", (300.0, 750.0, 320.0, 768.0), Contents="À revoir")))
    assert [(placed.code, placed.text) for placed in stuck.suggested] == [("Q1a", "À revoir")]
    assert stuck.answers == ()


def test_a_picture_in_the_place_of_an_answer_is_shown_to_a_person() -> None:
    pixel = '#image(bytes((0, 0, 0, 255)), format: (encoding: "rgba8", width: 1, height: 1), width: 2cm)'
    found = returned(typeset_form([(Q1A, pixel), (Q5, "Oui.")]))
    assert answers(found) == {"Q5": "Oui."}
    assert [(placed.code, placed.text) for placed in found.suggested] == [("Q1a", PICTURE)]


def test_a_table_of_their_own_beside_bare_codes_is_suggested() -> None:
    found = returned(typeset("#table(columns: 2, [Q1a], [Un colloque], [Q5], [Oui])"))
    assert {placed.code: placed.text for placed in found.suggested} == {"Q1a": "Un colloque", "Q5": "Oui"}
    assert found.answers == ()


def test_a_document_of_their_own_goes_to_a_person_with_its_words() -> None:
    found = returned(typeset("Notre bilan : quatre groupes de RMM en 2016, deux colloques."), "bilan.pdf")
    assert found.problem == sentence("bilan.pdf", Reason.FOREIGN)
    assert found.text == "Notre bilan : quatre groupes de RMM en 2016, deux colloques."


def test_codes_without_a_table_are_only_suggested() -> None:
    found = returned(typeset("\\[Q1a\\] Un colloque.\n\n\\[Q5\\] Oui, vraiment."))
    assert found.answers == ()
    assert {placed.code: placed.text for placed in found.suggested} == {"Q1a": "Un colloque.", "Q5": "Oui, vraiment."}
    assert found.problem


def test_a_form_with_scanned_pages_gives_its_answers_and_goes_to_a_person() -> None:
    found = returned(edited(FORM, add_picture), "retour.pdf")
    assert set(answers(found)) == {"Q1a", "Q5"}
    assert found.problem == sentence("retour.pdf", Reason.SCANNED_PAGES)


def test_a_draft_that_comes_back_as_a_pdf_goes_to_a_person() -> None:
    found = read(Attachment("synthese.pdf", "", FORM), ASKED, REFERENCE)
    assert found.problem == sentence("synthese.pdf", Reason.PDF)


CIPHERS = ("RC4-128", "AES-128", "AES-256")


def protected(user: str, cipher: str = "RC4-128") -> bytes:
    def change(writer: PdfWriter) -> None:
        writer.encrypt(user, "propriétaire", algorithm=cipher)

    return edited(FORM, change)


def with_broken_stream() -> bytes:
    """The form with one byte of its largest page changed."""
    streams = [found.span(1) for found in re.finditer(rb"stream\r?\n(.*?)endstream", FORM, re.DOTALL)]
    opens = [start for start, end in streams if b"BT" in unpacked(FORM[start:end])]
    assert opens
    return FORM[: opens[0] + 40] + bytes([FORM[opens[0] + 40] ^ 0xFF]) + FORM[opens[0] + 41 :]


def unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.parametrize("cipher", CIPHERS)
def test_a_pdf_that_may_only_not_be_changed_is_read(cipher: str) -> None:
    assert set(answers(returned(protected("", cipher)))) == {"Q1a", "Q5"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        *(pytest.param(protected("secret", cipher), Reason.PROTECTED, id=f"password-{cipher}") for cipher in CIPHERS),
        pytest.param(picture_only(), Reason.SCAN, id="scan"),
        pytest.param(b"%PDF-1.7\n...", Reason.DAMAGED, id="no-pdf"),
        pytest.param(FORM[: len(FORM) // 3], Reason.DAMAGED, id="cut"),
        pytest.param(with_broken_stream(), Reason.DAMAGED, id="broken-stream"),
        pytest.param(with_contents(b"/Self Do " * 9), Reason.SCAN, id="draws-itself"),
        pytest.param(with_contents(WIDE * 3), Reason.FOREIGN, id="long-lines"),
        pytest.param(with_contents(WIDE * 70), Reason.BOMB, id="too-much-text"),
    ],
)
def test_a_pdf_that_is_not_read_goes_to_a_person_with_the_reason(content: bytes, reason: Reason) -> None:
    found = returned(content, "f.pdf")
    assert (found.problem, found.answers) == (sentence("f.pdf", reason), ())


def test_a_reference_document_that_comes_back_as_a_pdf_concerns_nobody() -> None:
    found = returned(typeset(f"= {QUESTIONNAIRE.documents[0].title}\n\nSes quatre axes."), "document.pdf")
    assert (found.recognised, found.problem) == (False, "")


def test_a_word_form_under_the_name_of_a_pdf_is_read_for_what_it_is() -> None:
    assert answers(returned(filled_word({"Q5": "Oui"}), "f.pdf")) == {"Q5": "Oui"}


edits = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.binary(max_size=12)), min_size=1)


@settings(max_examples=40, deadline=None)
@given(changes=edits, is_plain=st.booleans())
def test_a_pdf_whose_bytes_were_damaged_is_read_or_refused(
    changes: list[tuple[float, int, bytes]], is_plain: bool
) -> None:
    data = with_contents(WIDE) if is_plain else FORM
    for share, length, added in changes[:20]:
        at = int(share * len(data))
        data = data[:at] + added + data[at + length :]
    found = returned(data)
    assert found.recognised or found.problem or found.text or found == FormReading()
