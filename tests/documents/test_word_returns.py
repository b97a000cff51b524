"""A Word form that comes back, filled in all the ways that people find."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import _Cell

from documents.forms import FormPrinter
from documents.reading.reader import read
from documents.reading.refusal import Reason, sentence
from tests.documents.filling import (
    DOCX,
    answers,
    asked,
    filled_word,
    reading,
    row_of,
    saved,
    with_part,
    word_form,
)
from tests.documents.samples import ORDER, REFERENCE
from usecases.messages import Attachment
from usecases.replies import Placed

NB = "\u00a0"
W = nsdecls("w")


def answer(document: Document, code: str) -> _Cell:
    return row_of(document, code).cells[-1]


def set_xml(cell: _Cell, inner: str) -> None:
    """Replace what a cell holds by raw XML."""
    for child in list(cell._tc):
        if child.tag != qn("w:tcPr"):
            cell._tc.remove(child)
    for child in list(parse_xml(f"<w:tc {W}>{inner}</w:tc>")):
        cell._tc.append(child)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def plain_text(document: Document) -> None:
    answer(document, "Q5").text = "Oui, « beaucoup » & plus."


def several_paragraphs(document: Document) -> None:
    cell = answer(document, "Q5")
    cell.text = "Premier"
    cell.add_paragraph("")
    cell.add_paragraph("Second")


def content_control(document: Document) -> None:
    inner = f"<w:sdt><w:sdtPr><w:tag w:val='x'/></w:sdtPr><w:sdtContent><w:p>{run('Dans un contrôle')}</w:p>"
    set_xml(answer(document, "Q5"), inner + "</w:sdtContent></w:sdt>")


def inline_control(document: Document) -> None:
    inner = f"<w:p>{run('Avant ')}<w:sdt><w:sdtContent>{run('dedans')}</w:sdtContent></w:sdt>{run(' après')}</w:p>"
    set_xml(answer(document, "Q5"), inner)


def control_around_the_cell(document: Document) -> None:
    tc = answer(document, "Q5")._tc
    row = tc.getparent()
    assert row is not None
    row.remove(tc)
    inner = f"<w:sdt {W}><w:sdtContent><w:tc><w:p>{run('Toute la cellule')}</w:p></w:tc></w:sdtContent></w:sdt>"
    row.append(parse_xml(inner))


def placeholder(document: Document) -> None:
    shown = f"<w:sdtContent><w:p>{run('Cliquez ici')}</w:p></w:sdtContent>"
    set_xml(answer(document, "Q5"), f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{shown}</w:sdt>")


def tracked(document: Document) -> None:
    inner = (
        f"<w:p>{run('Il y a ')}<w:del w:id='1' w:author='a'><w:r><w:delText>12</w:delText></w:r></w:del>"
        f"<w:ins w:id='2' w:author='a'>{run('14')}</w:ins>{run(' lits')}"
        f"<w:moveFrom w:id='3' w:author='a'>{run(' ailleurs')}</w:moveFrom>"
        f"<w:moveTo w:id='4' w:author='a'>{run(' ici')}</w:moveTo></w:p>"
    )
    set_xml(answer(document, "Q5"), inner)


def tracked_paragraph_mark(document: Document) -> None:
    inner = (
        f"<w:p><w:pPr><w:rPr><w:del w:id='1' w:author='a'/></w:rPr></w:pPr>{run('Une seule ')}</w:p>"
        f"<w:p>{run('phrase')}</w:p>"
    )
    set_xml(answer(document, "Q5"), inner)


def list_items(document: Document) -> None:
    inner = "".join(
        f"<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>{run(text)}</w:p>"
        for text in ("un", "deux")
    )
    set_xml(answer(document, "Q5"), f"<w:p>{run('Liste')}</w:p>" + inner)


def nested_table(document: Document) -> None:
    rows = "".join(
        f"<w:tr><w:tc><w:p>{run(a)}</w:p></w:tc><w:tc><w:p>{run(b)}</w:p></w:tc></w:tr>"
        for a, b in (("Année", "REX"), ("2016", "12"))
    )
    set_xml(answer(document, "Q5"), f"<w:p>{run('Voir')}</w:p><w:tbl>{rows}</w:tbl><w:p/>")


def text_box(document: Document) -> None:
    box = f"<w:txbxContent><w:p>{run('Dans un cadre')}</w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    inner = (
        f"<w:p><w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    set_xml(answer(document, "Q5"), inner)


def merged_with_the_question(document: Document) -> None:
    row = row_of(document, "Q5")
    row.cells[-1].text = "Dans la cellule fusionnée"
    row.cells[0].merge(row.cells[-1])


def under_the_question(document: Document) -> None:
    row_of(document, "Q5").cells[0].add_paragraph("Répondu sous la question")


def on_the_line_of_the_question(document: Document) -> None:
    row_of(document, "Q5").cells[0].paragraphs[0].add_run(" Répondu sur la ligne")


def field_codes(document: Document) -> None:
    inner = (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>FORMTEXT</w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run('Saisi')}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
        f"<w:hyperlink>{run(' avec lien')}</w:hyperlink>"
        f"<w:r><w:tab/></w:r>{run('tabulé')}<w:r><w:br/></w:r>{run('suite')}</w:p>"
    )
    set_xml(answer(document, "Q5"), inner)


@pytest.mark.parametrize(
    ("fill", "expected"),
    [
        (plain_text, "Oui, « beaucoup » & plus."),
        (several_paragraphs, "Premier\n\nSecond"),
        (content_control, "Dans un contrôle"),
        (inline_control, "Avant dedans après"),
        (control_around_the_cell, "Toute la cellule"),
        (placeholder, None),
        (tracked, "Il y a 14 lits ici"),
        (tracked_paragraph_mark, "Une seule phrase"),
        (list_items, "Liste\n- un\n- deux"),
        (nested_table, "Voir\nAnnée | REX\n2016 | 12"),
        (text_box, "Dans un cadre"),
        (merged_with_the_question, "Dans la cellule fusionnée"),
        (under_the_question, "Répondu sous la question"),
        (on_the_line_of_the_question, "Répondu sur la ligne"),
        (field_codes, "Saisi avec lien\ttabulé\nsuite"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_an_answer_is_read_however_it_was_put_into_the_form(
    fill: Callable[[Document], None], expected: str | None
) -> None:
    assert answers(reading(word_form(fill))) == ({} if expected is None else {"Q5": expected})


def test_every_cell_is_read_whole() -> None:
    given = {code: f"Réponse à {code}\nen deux lignes" for code in ORDER.codes}
    assert answers(reading(filled_word(given))) == given


def fields_of(document: Document, code: str, values: dict[str, str]) -> None:
    """Fill the rows of sub-fields below a question, by their label."""
    table = document.tables[0]
    labels = [row.cells[0].text for row in table.rows]
    start = next(n for n, label in enumerate(labels) if label.startswith(f"[{code}]"))
    for label, value in values.items():
        at = next(n for n in range(start, len(labels)) if labels[n].split("\n")[0] == label)
        table.rows[at].cells[-1].text = value


def test_the_rows_of_an_action_are_put_together_in_the_answer_of_their_question() -> None:
    def fill(document: Document) -> None:
        fields_of(document, "Q1a", {"Nature de l’action": "Formation", "Pilote": "OMÉDIT", "Financement FIR": "45 k€"})

    expected = f"Nature de l’action{NB}: Formation\nPilote{NB}: OMÉDIT\nFinancement FIR{NB}: 45 k€"
    assert answers(reading(word_form(fill))) == {"Q1a": expected}


def test_free_text_stands_before_the_rows_of_an_action() -> None:
    def fill(document: Document) -> None:
        answer(document, "Q1a").text = "Deux actions, en résumé."
        fields_of(document, "Q1a", {"Pilote": "OMÉDIT"})

    assert answers(reading(word_form(fill))) == {"Q1a": f"Deux actions, en résumé.\n\nPilote{NB}: OMÉDIT"}


def test_rows_that_were_copied_are_a_second_action() -> None:
    def fill(document: Document) -> None:
        fields_of(document, "Q1a", {"Nature de l’action": "Formation", "Pilote": "OMÉDIT"})
        rows = document.tables[0].rows
        start = next(n for n, row in enumerate(rows) if row.cells[0].text.startswith("Nature"))
        last = rows[start + 3]._tr
        for offset in reversed(range(4)):
            copied = parse_xml(rows[start + offset]._tr.xml)
            last.addnext(copied)
        rows = document.tables[0].rows
        rows[start + 4].cells[-1].text = "Audit"
        rows[start + 6].cells[-1].text = "SRA"

    first = f"Nature de l’action{NB}: Formation\nPilote{NB}: OMÉDIT"
    second = f"Nature de l’action{NB}: Audit\nPilote{NB}: SRA"
    assert answers(reading(word_form(fill))) == {"Q1a": f"{first}\n\n{second}"}


def test_a_row_with_a_label_of_their_own_is_kept_with_the_action() -> None:
    def fill(document: Document) -> None:
        fields_of(document, "Q1b", {"Pilote": "SRA"})
        row = next(r for r in reversed(document.tables[0].rows) if r.cells[0].text.startswith("Pilote"))
        added = parse_xml(row._tr.xml)
        row._tr.addnext(added)
        new = next(r for r in document.tables[0].rows if r._tr is added)
        new.cells[0].text, new.cells[-1].text = "Calendrier", "2018"

    assert answers(reading(word_form(fill))) == {"Q1b": f"Pilote{NB}: SRA\nCalendrier{NB}: 2018"}


def test_a_cell_merged_over_two_questions_answers_both() -> None:
    def fill(document: Document) -> None:
        upper, lower = answer(document, "Q5"), answer(document, "2.1")
        upper.text = "Pareil pour les deux"
        upper.merge(lower)

    assert answers(reading(word_form(fill))) == {"Q5": "Pareil pour les deux", "2.1": "Pareil pour les deux"}


def test_text_below_the_table_goes_to_the_question_that_it_names() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("[Q5] Oui, un vrai levier.")
        document.add_paragraph("Et une suite.")
        document.add_paragraph("2.1 : 14")

    found = reading(word_form(fill))
    assert answers(found) == {"Q5": "Oui, un vrai levier.\nEt une suite.", "2.1": "14"}


def test_text_below_the_table_is_a_guess_when_one_question_is_open_and_left_over_otherwise() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("Une phrase sans numéro.")

    content = word_form(fill)
    assert reading(content).leftover == ("Une phrase sans numéro.",)
    one_open = replace(asked(), open=("Q5",))
    found = read(Attachment("f.docx", DOCX, content), one_open, REFERENCE)
    assert found.answers == ()
    assert [(placed.code, placed.text) for placed in found.suggested] == [("Q5", "Une phrase sans numéro.")]


def test_what_is_written_beside_the_table_is_not_lost() -> None:
    def fill(document: Document) -> None:
        document.paragraphs[0].insert_paragraph_before("Bonjour, voici notre retour partiel.")

    assert reading(word_form(fill)).leftover == ("Bonjour, voici notre retour partiel.",)


def test_an_untouched_form_gives_nothing() -> None:
    for content in (FormPrinter().docx(ORDER), filled_word({})):
        found = reading(content)
        assert found.recognised
        assert (found.answers, found.suggested, found.leftover, found.problem) == ((), (), (), "")


def test_an_untouched_prefilled_value_is_no_answer_and_a_changed_one_is() -> None:
    order = replace(ORDER, known={"Q5": "Déjà dit : oui.", "2.1": "12"})
    assert answers(reading(FormPrinter().docx(order))) == {}
    assert answers(reading(filled_word({"2.1": "13"}, order))) == {"2.1": "13"}


@pytest.mark.parametrize("text", ["…………", "________", " ", ". . . .", "☐"])
def test_a_line_to_write_on_is_no_answer(text: str) -> None:
    assert answers(reading(filled_word({"Q5": text}))) == {}


def test_an_example_copied_as_it_is_is_no_answer_and_a_longer_one_is() -> None:
    assert answers(reading(filled_word({"Q1a": "Semaine de la sécurité des patients"}))) == {}
    own = "Semaine de la sécurité des patients à Brest"
    assert answers(reading(filled_word({"Q1a": own}))) == {"Q1a": own}


def test_the_words_of_the_question_can_be_the_answer_elsewhere() -> None:
    assert answers(reading(filled_word({"Q5": "Formation des usagers"}))) == {"Q5": "Formation des usagers"}


@pytest.mark.parametrize(
    ("other", "place"),
    [
        ("rex-2014/vague-1/1/abcdefgh2345", f"campagne «{NB}rex-2014{NB}»"),
        ("essai/vague 2/1/abcdefgh2345", f"tour «{NB}vague 2{NB}» de la campagne «{NB}essai{NB}»"),
        ("essai/recueil/2/abcdefgh2345", "version 2 du questionnaire"),
        ("essai/recueil/1/zzzzzzzz2345", ""),
    ],
    ids=["another-campaign", "another-round", "another-version", "the-form-of-a-colleague"],
)
def test_the_form_of_another_campaign_round_or_version_belongs_elsewhere(other: str, place: str) -> None:
    content = filled_word({"Q5": "Oui"}, replace(ORDER, reference=other))
    others = (
        b'<Properties xmlns:v="v"><property name="Classification"><v:lpwstr>interne</v:lpwstr></property></Properties>'
    )
    only_others = with_part(content, "docProps/custom.xml", lambda _: others)
    only_the_footer = with_part(only_others, "docProps/core.xml", lambda _: b"<core/>")
    for found in map(reading, (content, only_others, only_the_footer)):
        assert found.recognised
        assert (found.elsewhere, found.reference) == (place, other)
        assert answers(found) == ({} if place else {"Q5": "Oui"})


def test_a_table_copied_into_another_document_is_still_the_form() -> None:
    source = docx.Document(io.BytesIO(filled_word({"Q5": "Oui", "2.1": "12"})))
    target = docx.Document()
    target.add_paragraph("Notre réponse")
    target.element.body.insert(1, source.tables[0]._tbl)
    found = reading(saved(target))
    assert found.recognised
    assert answers(found) == {"Q5": "Oui", "2.1": "12"}


def test_answers_typed_under_the_codes_in_a_document_of_their_own_are_read() -> None:
    document = docx.Document()
    for line in ("Bonjour", "[Q5] Le programme a-t-il été un levier ? Comment ?", "Oui.", "[2.1] 14"):
        document.add_paragraph(line)
    assert answers(reading(saved(document))) == {"Q5": "Oui.", "2.1": "14"}


def test_codes_without_brackets_in_a_document_of_their_own_are_only_guesses() -> None:
    document = docx.Document()
    for line in ("Q5 : oui", "Q7 : non"):
        document.add_paragraph(line)
    found = reading(saved(document))
    assert found.answers == ()
    assert found.suggested == (Placed("Q5", "oui", how="form-below"), Placed("Q7", "non", how="form-below"))


def test_codes_in_a_table_of_their_own_are_only_guesses() -> None:
    document = docx.Document()
    table = document.add_table(3, 2)
    for row, texts in zip(table.rows, (("Question", "Réponse"), ("Q5", "oui"), ("Q7", "non")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    found = reading(saved(document))
    assert found.answers == ()
    assert found.suggested == (Placed("Q5", "oui", how="form-below"), Placed("Q7", "non", how="form-below"))


def test_a_document_of_their_own_is_no_form_and_goes_to_a_person() -> None:
    document = docx.Document()
    document.add_heading("Tableau des objectifs")
    document.add_paragraph("2.1 Former les équipes")
    found = reading(saved(document))
    assert not found.recognised
    assert (found.answers, found.suggested) == ((), ())
    assert found.problem == sentence("formulaire.docx", Reason.FOREIGN)


def test_a_form_saved_in_the_strict_format_is_read() -> None:
    def strict(data: bytes) -> bytes:
        usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        return data.replace(usual, b"http://purl.oclc.org/ooxml/wordprocessingml/main")

    content = with_part(filled_word({"Q5": "Oui"}), "word/document.xml", strict)
    assert answers(reading(content)) == {"Q5": "Oui"}
