"""Comments and footnotes in a form that comes back: never an answer by themselves, never lost."""

from __future__ import annotations

import io

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.comments import Comment

from tests.documents.filling import answers, filled_word, printed, reading, row_of, saved, with_part
from tests.documents.samples import ORDER
from tests.documents.test_opendocument_returns import opendocument, row
from usecases.replies import Placed

W = nsdecls("w")


def commented(where: str, kind: str = "comment") -> bytes:
    """A form with an answer to 2.1, and a note hung on the row of a code (or on the first paragraph of the file)."""
    document = docx.Document(io.BytesIO(filled_word({"2.1": "12"})))
    paragraph = row_of(document, where).cells[0].paragraphs[0] if where else document.paragraphs[0]
    paragraph._p.append(parse_xml(f"<w:r {W}><w:{kind}Reference w:id='7'/></w:r>"))
    note = f"<w:{kind} w:id='7' w:author='Anne'><w:p><w:r><w:t>Oui, sans hésiter.</w:t></w:r></w:p></w:{kind}>"
    part = f"<w:{kind}s {W}>{note}<w:{kind} w:id='0'><w:p/></w:{kind}></w:{kind}s>"
    return with_part(saved(document), f"word/{kind}s.xml", lambda _: part.encode())


def test_a_comment_on_a_question_is_suggested_there() -> None:
    for kind in ("comment", "footnote", "endnote"):
        found = reading(commented("Q5", kind))
        assert answers(found) == {"2.1": "12"}
        assert found.suggested == (Placed("Q5", "Oui, sans hésiter.", how="form-note"),)
        assert found.leftover == ()


def test_a_comment_elsewhere_is_left_over() -> None:
    found = reading(commented(""))
    assert answers(found) == {"2.1": "12"}
    assert (found.suggested, found.leftover) == ((), ("Oui, sans hésiter.",))


def test_an_annotation_of_an_open_document_is_suggested_on_its_question() -> None:
    note = "<office:annotation><text:p>une note</text:p></office:annotation>"
    found = reading(opendocument(f"<table:table>{row(f'<text:p>Oui{note}.</text:p>')}</table:table>"), "f.odt")
    assert answers(found) == {"Q5": "Oui."}
    assert found.suggested == (Placed("Q5", "une note", how="form-note"),)


def test_a_comment_of_a_sheet_is_left_over_with_its_cell() -> None:
    book = openpyxl.load_workbook(io.BytesIO(printed(ORDER, "xlsx")))
    assert book.active is not None
    place = next(cells[-1] for cells in book.active.iter_rows() if str(cells[0].value).startswith("[Q5]"))
    place.comment = Comment("Oui, sans hésiter.", "Anne")
    written = io.BytesIO()
    book.save(written)
    found = reading(written.getvalue(), "f.xlsx")
    assert answers(found) == {}
    assert found.leftover == (f"{place.coordinate} : Oui, sans hésiter.",)


def test_a_thread_of_a_sheet_is_told_once() -> None:
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    threads = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    old = (
        f"<comments xmlns='{sheet}'><authors><author>tc={{1}}</author><author>Anne</author></authors><commentList>"
        "<comment ref='B9' authorId='0'><text><t>[Commentaire de thread] Commentaire : Oui.</t></text></comment>"
        "<comment ref='B10' authorId='1'><text><t>Une note simple.</t></text></comment></commentList></comments>"
    )
    said = "<threadedComment ref='B9'><text>Oui.</text></threadedComment>"
    new = f"<ThreadedComments xmlns='{threads}'>{said}</ThreadedComments>"
    form = with_part(printed(ORDER, "xlsx"), "xl/comments1.xml", lambda _: old.encode())
    told = reading(with_part(form, "xl/threadedComments/threadedComment1.xml", lambda _: new.encode()), "f.xlsx")
    assert told.leftover == ("B10 : Une note simple.\nB9 : Oui.",)
    alone = reading(form, "f.xlsx")
    assert alone.leftover == ("B9 : [Commentaire de thread] Commentaire : Oui.\nB10 : Une note simple.",)


def test_damaged_comments_cost_no_answer() -> None:
    found = reading(with_part(commented("Q5"), "word/comments.xml", lambda _: b"<w:comments"))
    assert answers(found) == {"2.1": "12"}
    assert found.problem == ""
