"""The reports say all of the draft and the questionnaire in three formats, and each can be used by everyone."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from documents.bookmarks import bookmark, by_bookmark
from documents.layout import Shape, blocks_of
from documents.reports import ReportPrinter
from documents.typography import french, long_date, paragraphs
from synthesis.draft import Draft, Paragraph, Style
from tests.documents.samples import DRAFT, QUESTIONNAIRE, REPORT
from usecases.reports import ReportOrder


def parsed_page() -> html.HtmlElement:
    found = html.document_fromstring(ReportPrinter().html(REPORT))
    assert isinstance(found, html.HtmlElement)
    return found


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    return parsed_page()


@pytest.fixture(scope="module")
def document() -> docx.document.Document:
    return docx.Document(io.BytesIO(ReportPrinter().docx(REPORT)))


def visible(text: str) -> str:
    return " ".join(text.split())


def test_the_page_holds_every_paragraph_at_its_id(page: html.HtmlElement) -> None:
    for paragraph in DRAFT.paragraphs:
        element = page.get_element_by_id(paragraph.id)
        shown = visible(element.text_content())
        for cell in paragraph.text.split("\t"):
            assert visible(french(cell)) in shown


def test_the_page_is_in_french_with_landmarks_headings_and_table_headers(page: html.HtmlElement) -> None:
    assert page.get("lang") == "fr"
    assert [len(list(page.iter(tag))) for tag in ("main", "h1", "nav")] == [1, 1, 1]
    assert page.xpath("//a[@class='skip']/@href") == ["#contenu"]
    assert page.xpath("//thead//th/@scope") == ["col", "col", "col"]
    assert page.xpath("//tbody//th/@scope") == ["row", "row"]
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_page_loads_nothing_and_runs_nothing(page: html.HtmlElement) -> None:
    assert page.xpath("//script | //link | //img | //iframe | //@onclick") == []


def test_the_page_shows_marks_of_paragraphs_only_in_a_draft() -> None:
    assert b'class="mark" href' in ReportPrinter().html(REPORT)
    assert b'class="mark" href' not in ReportPrinter().html(replace(REPORT, draft=replace(DRAFT, final=True)))


def test_every_paragraph_of_the_word_report_carries_its_id(document: docx.document.Document) -> None:
    names = [mark.get(qn("w:name"), "") for mark in document.element.body.iter(qn("w:bookmarkStart"))]
    ids = by_bookmark(tuple(paragraph.id for paragraph in DRAFT.paragraphs))
    assert [ids[name] for name in names if name in ids] == [paragraph.id for paragraph in DRAFT.paragraphs]
    assert len(names) == len(set(names))


def test_the_word_report_has_a_table_with_a_repeated_header_and_page_numbers(document: docx.document.Document) -> None:
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["ARS", "État", "Date"],
        ["Bretagne", "Retour complet", "28 septembre 2017"],
        ["Corse", "Sans réponse", ""],
    ]
    assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    fields = [element.text for element in document.sections[0].footer._element.iter(qn("w:instrText"))]
    assert fields == [" PAGE ", " NUMPAGES "]


@pytest.mark.parametrize("shown", ["html", "docx"])
def test_the_questionnaire_stands_in_the_annex(shown: str) -> None:
    if shown == "html":
        text = visible(parsed_page().text_content())
    else:
        document = docx.Document(io.BytesIO(ReportPrinter().docx(REPORT)))
        text = visible(" ".join(paragraph.text for paragraph in document.paragraphs))
    for question in QUESTIONNAIRE.questions():
        assert visible(french(f"{question.code} {question.text}")) in text
        for example in question.examples:
            assert visible(french(example)) in text
    assert "Avez-vous un exemple" in text
    assert "Le programme national" in text


def test_no_page_ends_with_the_words_that_announce_what_follows() -> None:
    written = (
        Paragraph("p1", Style.TEXT, "Au moins 15 actions."),
        Paragraph("p2", Style.TEXT, "ARS Bretagne :"),
        Paragraph("p3", Style.QUOTE, "Chaque mois."),
    )
    printed = docx.Document(io.BytesIO(ReportPrinter().docx(replace(REPORT, draft=replace(DRAFT, paragraphs=written)))))
    kept = {p.text.replace("\u00a0", " "): p.paragraph_format.keep_with_next for p in printed.paragraphs}
    assert kept["ARS Bretagne :"] is True
    assert kept["Au moins 15 actions."] is None


def test_a_list_of_the_questionnaire_is_a_list_in_the_annex() -> None:
    listed = replace(QUESTIONNAIRE, context="Deux axes :\n- Informer\n- Déclarer")
    order = replace(REPORT, questionnaire=listed)
    annex = html.document_fromstring(ReportPrinter().html(order)).find(".//*[@class='annex']")
    assert annex is not None
    assert [item.text for item in annex.iter("li")][:2] == ["Informer", "Déclarer"]
    styles = {
        p.text: p.style.name for p in docx.Document(io.BytesIO(ReportPrinter().docx(order))).paragraphs if p.style
    }
    assert styles["Déclarer"] == "List Bullet"


def test_the_pdf_is_tagged_and_says_so() -> None:
    content = ReportPrinter().pdf(REPORT)
    assert content.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in content
    assert b"pdfuaid:part" in content
    assert b"/Lang(fr" in content.replace(b"/Lang (", b"/Lang(")


def test_the_same_order_gives_the_same_bytes() -> None:
    for first, second in zip(every_format(REPORT), every_format(REPORT), strict=True):
        assert first == second


def every_format(order: ReportOrder) -> tuple[bytes, bytes, bytes]:
    printer = ReportPrinter()
    return printer.docx(order), printer.html(order), printer.pdf(order)


def test_a_draft_without_a_title_or_without_anything_prints() -> None:
    for written in ((), (Paragraph("x", Style.TEXT, ""),), (Paragraph("r", Style.ROW, "seule\tligne"),)):
        for content in every_format(replace(REPORT, draft=replace(DRAFT, paragraphs=written))):
            assert content


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(Style)), st.text(max_size=60)), max_size=6))
def test_any_text_prints_in_every_format_and_is_never_markup(written: list[tuple[Style, str]]) -> None:
    paragraphs = tuple(Paragraph(f"p{n}", style, text) for n, (style, text) in enumerate(written))
    assert all(every_format(replace(REPORT, draft=replace(DRAFT, paragraphs=paragraphs), title="#panic() <b> & *")))


def test_signs_that_no_font_has_still_print() -> None:
    strange = (Paragraph("p1", Style.HEADING, "😀 漢字 \U000e0041"), Paragraph("p2", Style.TEXT, "\ufdd0 ☒ ✓ ﷽"))
    assert ReportPrinter().pdf(replace(REPORT, draft=replace(DRAFT, paragraphs=strange))).startswith(b"%PDF")


def test_consecutive_rows_are_one_table_and_consecutive_items_one_list() -> None:
    shapes = [block.shape for block in blocks_of(DRAFT.paragraphs)]
    assert shapes.count(Shape.TABLE) == shapes.count(Shape.LIST) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quoi ?", "Quoi\u00a0?"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("76 % : bien", "76\u00a0%\u00a0: bien"),
        ("1 234 567 €", "1\u00a0234\u00a0567\u00a0€"),
        ("16 M€", "16\u00a0M€"),
        ("n° 2", "n°\u00a02"),
        ("http://a.example", "http://a.example"),
        ("a\x00b\x0bc", "abc"),
    ],
)
def test_spaces_that_must_not_break_do_not(text: str, expected: str) -> None:
    assert french(text) == expected


def test_dates_are_written_out() -> None:
    assert long_date(DRAFT.created_at) == "20\u00a0octobre\u00a02017"
    assert long_date(DRAFT.created_at.replace(day=1)) == "1er\u00a0octobre\u00a02017"
    late = DRAFT.created_at.replace(hour=22, minute=30)  # already the 21st in Paris
    assert long_date(late).startswith("21")


def test_a_wrapped_line_is_one_paragraph_and_a_list_stays_a_list() -> None:
    wrapped = "Une ligne assez longue pour avoir été coupée par son auteur à la\nfin de la ligne.\n- un\n- deux"
    first = "Une ligne assez longue pour avoir été coupée par son auteur à la fin de la ligne."
    assert paragraphs(wrapped) == (first, "–\u00a0un", "–\u00a0deux")


@given(st.lists(st.text(min_size=1, max_size=40), unique=True, max_size=8))
def test_a_bookmark_is_a_name_that_word_takes(ids: list[str]) -> None:
    for id in ids:
        assert len(bookmark(id)) <= 40
        assert bookmark(id).replace("_", "").isalnum()
        assert bookmark(id).isascii()


def test_a_draft_is_a_value_of_its_own() -> None:
    assert isinstance(REPORT.draft, Draft)
