"""Whatever comes back: no crash, no hang, and nothing that was typed is lost."""

from __future__ import annotations

import asyncio
import functools
import io
import unicodedata
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from documents.form_plan import plain
from documents.reading import reader
from documents.reading.office import converted
from documents.reading.refusal import Reason, Refused
from documents.reading.wording import Ours, _folded
from tests.documents.filling import asked, filled_sheet, filled_word, with_part
from tests.documents.samples import REFERENCE
from tests.documents.test_draft_returns import ASKED
from usecases.messages import Attachment
from usecases.replies import FormReading

GIVEN = {"Q1a": "Semaine de la sécurité", "Q5": "Oui, « beaucoup ».", "2.1": "14"}
ODT = "application/vnd.oasis.opendocument.text"


def odt() -> bytes:
    """A small OpenDocument form, by hand."""
    rows = "".join(
        f"<table:table-row><table:table-cell><text:p>[{code}] Question</text:p></table:table-cell>"
        f"<table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>"
        for code, text in GIVEN.items()
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
    )
    body = f"<office:body><office:text><table:table>{rows}</table:table></office:text></office:body>"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODT)
        archive.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
    return written.getvalue()


@functools.cache
def sources() -> dict[str, tuple[bytes, str]]:
    """A filled form of each format and its main part."""
    return {
        "docx": (filled_word(GIVEN), "word/document.xml"),
        "xlsx": (filled_sheet(GIVEN), "xl/worksheets/sheet1.xml"),
        "odt": (odt(), "content.xml"),
    }


def read(name: str, content: bytes) -> FormReading:
    return reader.read(Attachment(name, "", content), asked(), REFERENCE)


edits = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=6
)


def edited(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """The bytes with some cut out and others put in."""
    for share, length, added in changes:
        at = int(share * len(data))
        data = data[:at] + added + data[at + length :]
    return data


@pytest.mark.parametrize("kind", ["docx", "xlsx", "odt"])
@settings(max_examples=40, deadline=None)
@given(changes=edits)
def test_a_package_whose_bytes_were_damaged_is_read_or_refused(
    kind: str, changes: list[tuple[float, int, bytes]]
) -> None:
    content, _ = sources()[kind]
    found = read(f"f.{kind}", edited(content, changes))
    assert found.recognised or found.problem or found == FormReading()
    reader.read(Attachment(f"f.{kind}", "", edited(content, changes)), ASKED, "")


@pytest.mark.parametrize("kind", ["docx", "xlsx", "odt"])
@settings(max_examples=40, deadline=None)
@given(cut=st.floats(0, 1, exclude_max=True), length=st.integers(0, 400), again=st.booleans())
def test_a_part_whose_elements_were_moved_about_is_read_or_refused(
    kind: str, cut: float, length: int, again: bool
) -> None:
    content, part = sources()[kind]

    def shuffle(data: bytes) -> bytes:
        pieces = data.split(b"><")
        at = int(cut * len(pieces))
        taken = pieces[at : at + length]
        return b"><".join([*pieces[:at], *(taken * 2 if again else []), *pieces[at + length :]])

    found = read(f"f.{kind}", with_part(content, part, shuffle))
    assert found.recognised or found.problem or found == FormReading()


printable = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"), exclude_characters="\ufeff"), max_size=80
)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@settings(max_examples=15, deadline=None)
@given(text=printable.filter(lambda text: any(character.isalnum() for character in text)))
def test_whatever_is_typed_in_a_cell_comes_back(kind: str, text: str) -> None:
    content = filled_word({"Q5": text}) if kind == "docx" else filled_sheet({"Q5": "’" + text})
    found = read(f"f.{kind}", content)
    expected = text if kind == "docx" else "’" + text
    assert [placed.text.split() for placed in found.answers] == [expected.split()]


@given(st.text(max_size=60))
@example("¨\u0e38")
def test_the_folded_text_is_the_one_that_is_compared(text: str) -> None:
    folded, places = _folded(text)
    assert len(folded) == len(places)
    assert places == sorted(places)
    # marks that stack on one letter may stand in another order, which no reader sees
    assert unicodedata.normalize("NFC", folded) == unicodedata.normalize("NFC", plain(folded))


@given(st.lists(st.text(max_size=30), max_size=4), st.text(st.characters(categories=("Lu", "Ll")), min_size=3))
def test_what_is_typed_beside_lines_of_ours_is_left(lines: list[str], typed: str) -> None:
    ours = Ours([f"Question numéro un {line}" for line in lines])
    kept = ours.theirs([f"Question numéro un {line}" for line in lines] + [f"zq{typed}"])
    assert kept == [f"zq{typed}"]


def test_very_long_and_very_deep_texts_take_no_time() -> None:
    long = filled_word({"Q5": "Le " * 200_000})
    assert len(read("f.docx", long).answers) == 1
    deep = with_part(long, "word/document.xml", lambda _: b"<w>" * 5000 + b"</w>" * 5000)
    assert read("f.docx", deep).problem
    rows = "<table:table-row table:number-rows-repeated='1048576'><table:table-cell "
    rows += "table:number-columns-repeated='16384'><text:p>x</text:p></table:table-cell></table:table-row>"
    wide = with_part(
        odt(), "content.xml", lambda data: data.replace(b"</table:table>", rows.encode() + b"</table:table>")
    )
    assert read("f.odt", wide).recognised


async def test_libreoffice_is_ended_when_it_takes_too_long() -> None:
    start = asyncio.get_running_loop().time()
    with pytest.raises(Refused) as refused:
        await converted(b"{\\rtf1 Bonjour}", "rtf", "docx", seconds=0.05)
    assert refused.value.reason is Reason.TOO_SLOW
    assert asyncio.get_running_loop().time() - start < 20
