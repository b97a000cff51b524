"""An OpenDocument form that comes back: what the format itself can do to an answer."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.documents.filling import answers, reading
from tests.documents.samples import REFERENCE

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "draw", "meta")
)


def opendocument(inner: str, *, sheet: bool = False) -> bytes:
    """A document whose body is this."""
    kind = "spreadsheet" if sheet else "text"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        body = f"<office:body><office:{kind}>{inner}</office:{kind}></office:body>"
        archive.writestr("content.xml", f"<office:document-content {NAMES}>{body}</office:document-content>")
        meta = f'<meta:user-defined meta:name="relance-reference">{REFERENCE}</meta:user-defined>'
        archive.writestr(
            "meta.xml", f"<office:document-meta {NAMES}><office:meta>{meta}</office:meta></office:document-meta>"
        )
    return written.getvalue()


def row(answer: str) -> str:
    cells = "<table:table-cell><text:p>[Q5] Le programme a-t-il été un levier ? Comment ?</text:p></table:table-cell>"
    return f"<table:table-row>{cells}<table:table-cell>{answer}</table:table-cell></table:table-row>"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("<text:p>Oui</text:p><text:p>et non</text:p>", "Oui\net non"),
        ("<text:p>Deux<text:s text:c='3'/>mots<text:tab/>et<text:line-break/>ligne</text:p>", "Deux   mots\tet\nligne"),
        ("<text:p>Avec  \n  des <text:span>blancs</text:span> repliés</text:p>", "Avec des blancs repliés"),
        (
            "<text:p>Il y a <text:change text:change-id='1'/><text:change-start text:change-id='2'/>14"
            "<text:change-end text:change-id='2'/> lits</text:p>",
            "Il y a 14 lits",
        ),
        (
            "<text:list><text:list-item><text:p>un</text:p></text:list-item>"
            "<text:list-item><text:p>deux</text:p></text:list-item></text:list>",
            "- un\n- deux",
        ),
        (
            "<table:table><table:table-row><table:table-cell><text:p>2016</text:p></table:table-cell>"
            "<table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>",
            "2016 | 12",
        ),
        ("<text:p>Oui<office:annotation><text:p>une note</text:p></office:annotation>.</text:p>", "Oui."),
        (
            "<text:p><draw:frame><draw:text-box><text:p>Encadré</text:p></draw:text-box></draw:frame></text:p>",
            "Encadré",
        ),
        ("<text:p/>", None),
    ],
    ids=["paragraphs", "spaces", "folded", "tracked", "list", "nested-table", "note", "text-box", "empty"],
)
def test_an_answer_is_read_as_its_author_saw_it(answer: str, expected: str | None) -> None:
    deleted = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>12</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    found = reading(opendocument(f"{deleted}<table:table>{row(answer)}</table:table>"), "f.odt")
    assert answers(found) == ({} if expected is None else {"Q5": expected})


def test_cells_merged_downwards_answer_both_questions_and_wide_ones_only_theirs() -> None:
    rows = (
        "<table:table-row><table:table-cell table:number-columns-spanned='2'><text:p>Partie</text:p></table:table-cell>"
        "<table:covered-table-cell/></table:table-row>"
        "<table:table-row><table:table-cell><text:p>[Q5] x</text:p></table:table-cell>"
        "<table:table-cell table:number-rows-spanned='2'><text:p>Pareil</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:table-cell><text:p>[2.1] y</text:p></table:table-cell><table:covered-table-cell/>"
        "</table:table-row>"
    )
    found = answers(reading(opendocument(f"<table:table>{rows}</table:table>"), "f.odt"))
    assert {code: text.split("\n")[0] for code, text in found.items()} == {"Q5": "Pareil", "2.1": "Pareil"}


def test_a_sheet_shows_dates_and_amounts_as_they_were_seen() -> None:
    rows = (
        "<table:table-row table:number-rows-repeated='1048000'><table:table-cell/></table:table-row>"
        "<table:table-row><table:table-cell><text:p>[2.1] Combien de retours d’expérience ?</text:p></table:table-cell>"
        "<table:table-cell office:value-type='date' office:date-value='2017-09-12'><text:p>12/09/17</text:p>"
        "</table:table-cell></table:table-row>"
    )
    found = reading(opendocument(f"<table:table>{rows}</table:table>", sheet=True), "f.ods")
    assert answers(found) == {"2.1": "12/09/17"}
