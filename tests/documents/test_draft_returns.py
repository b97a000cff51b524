"""A draft that comes back changed in Word: tracked, silently, or commented."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from documents.reading.reader import read
from documents.reports import ReportPrinter
from synthesis.draft import Change
from tests.documents.filling import DOCX, asked, saved
from tests.documents.samples import DRAFT, REPORT
from usecases.messages import Attachment
from usecases.replies import FormReading, ProposedChange

ASKED = replace(asked(), draft=DRAFT)
P3 = "13 ARS sur 17 ont répondu : le taux de retour est de 76 %."
P12 = "Les montants sont peu cités."


def returned(change: Callable[[Document], None]) -> FormReading:
    """What the draft says once it was changed and sent back."""
    document = docx.Document(io.BytesIO(ReportPrinter().docx(REPORT)))
    change(document)
    return read(Attachment("synthese.docx", DOCX, saved(document)), ASKED, "")


def paragraph(document: Document, start: str) -> Paragraph:
    return next(p for p in document.paragraphs if p.text.startswith(start))


def remove(element: BaseOxmlElement) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def tracked(kind: str, text: str) -> str:
    tag = "delText" if kind == "del" else "t"
    return (
        f'<w:{kind} {nsdecls("w")} w:id="900" w:author="Anne" w:date="2017-10-21T10:00:00Z"><w:r>'
        f'<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r></w:{kind}>'
    )


def insert_words(document: Document) -> None:
    paragraph(document, "Les montants")._p.append(parse_xml(tracked("ins", " Il faut les demander.")))


def delete_paragraph(document: Document) -> None:
    target = paragraph(document, "Les montants")
    text = target.text
    for run in target.runs:
        remove(run._r)
    target._p.append(parse_xml(tracked("del", text)))


def replace_words(document: Document) -> None:
    target = paragraph(document, "Les montants")
    target.runs[0].text = "Les montants sont "
    target._p.append(parse_xml(tracked("del", "peu cités")))
    target._p.append(parse_xml(tracked("ins", "rarement cités")))
    target.add_run(".")


def add_paragraph(document: Document) -> None:
    paragraph(document, "Les montants").insert_paragraph_before("Une phrase nouvelle.")


def edit_silently(document: Document) -> None:
    paragraph(document, "13").runs[0].text = "14 ARS sur 17 ont répondu."


def edit_a_row(document: Document) -> None:
    document.tables[0].rows[2].cells[1].text = "Retour partiel"


def remove_a_paragraph(document: Document) -> None:
    remove(paragraph(document, "Les montants")._p)


def comment(document: Document) -> None:
    run = paragraph(document, "Les montants").runs[0]
    document.add_comment([run], "Citez la Bretagne.", author="Anne", initials="A")


def move_a_paragraph(document: Document) -> None:
    paragraph(document, "13")._p.addnext(paragraph(document, "Les montants")._p)


def add_a_row(document: Document) -> None:
    table = document.tables[0]
    row = copy.deepcopy(table.rows[2]._tr)
    for mark in list(row.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
        row_mark = mark.getparent()
        assert row_mark is not None
        row_mark.remove(mark)
    table.rows[2]._tr.addnext(row)
    for cell, text in zip(table.rows[3].cells, ("Guyane", "Retour partiel", "12 octobre"), strict=True):
        cell.text = text


def strike_words_by_hand(document: Document) -> None:
    target = paragraph(document, "Les montants")
    target.runs[0].text = "Les montants sont "
    target.add_run("peu").font.strike = True
    target.add_run("rarement cités.")


def only_format(document: Document) -> None:
    run = paragraph(document, "Les montants").runs[0]
    run.bold = True
    run._r.get_or_add_rPr().append(
        parse_xml(
            f'<w:rPrChange {nsdecls("w")} w:id="1" w:author="Anne" w:date="2017-10-21T10:00:00Z"><w:rPr/></w:rPrChange>'
        )
    )


def draw_a_text_box(document: Document) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Encadré à revoir</w:t></w:r></w:p></w:txbxContent>"
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    paragraph(document, "Les montants")._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')} {names}><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )


def keep_one_paragraph(document: Document) -> None:
    kept = paragraph(document, "13")
    kept.runs[0].text = "14 ARS sur 17 ont répondu."
    for element in list(document.element.body):
        if element is not kept._p and element.tag != qn("w:sectPr"):
            remove(element)


def lose_the_bookmarks_and_edit(document: Document) -> None:
    for mark in list(document.element.body.iter(qn("w:bookmarkStart"))):
        remove(mark)
    paragraph(document, "Les montants").runs[0].text = "Les montants sont trop peu cités."


def split_a_paragraph(document: Document) -> None:
    target = paragraph(document, "13")
    target.runs[0].text = "13 ARS sur 17 ont répondu :"
    target._p.addnext(parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>le taux de retour est de 76 %.</w:t></w:r></w:p>"))


def change_only_the_spaces(document: Document) -> None:
    paragraph(document, "13").runs[0].text = "13 ARS  sur 17 ont répondu: le taux de retour est de 76%."


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda document: None, []),
        (insert_words, [("p12", Change.REPLACE, P12, P12 + " Il faut les demander.")]),
        (delete_paragraph, [("p12", Change.DELETE, P12, "")]),
        (replace_words, [("p12", Change.REPLACE, P12, "Les montants sont rarement cités.")]),
        (add_paragraph, [("p11", Change.INSERT, "", "Une phrase nouvelle.")]),
        (edit_silently, [("p3", Change.REPLACE, P3, "14 ARS sur 17 ont répondu.")]),
        (edit_a_row, [("p6", Change.REPLACE, "Corse\tSans réponse\t", "Corse\tRetour partiel\t")]),
        (remove_a_paragraph, [("p12", Change.DELETE, P12, "")]),
        (comment, [("p12", Change.COMMENT, P12, "Citez la Bretagne.")]),
        (move_a_paragraph, [("p3", Change.INSERT, "", P12), ("p12", Change.DELETE, P12, "")]),
        (add_a_row, [("p6", Change.INSERT, "", "Guyane\tRetour partiel\t12 octobre")]),
        (strike_words_by_hand, [("p12", Change.REPLACE, P12, "Les montants sont rarement cités.")]),
        (only_format, []),
        (draw_a_text_box, [("p12", Change.COMMENT, P12, "Encadré à revoir")]),
        (keep_one_paragraph, [("p3", Change.REPLACE, P3, "14 ARS sur 17 ont répondu.")]),
        (lose_the_bookmarks_and_edit, [("p12", Change.REPLACE, P12, "Les montants sont trop peu cités.")]),
        (split_a_paragraph, []),
        (change_only_the_spaces, []),
    ],
    ids=[
        "untouched",
        "words-inserted",
        "paragraph-deleted",
        "words-replaced",
        "paragraph-added",
        "edited-without-tracking",
        "table-row-edited",
        "paragraph-removed-without-tracking",
        "commented",
        "paragraph-moved",
        "row-added",
        "struck-by-hand",
        "only-the-format-changed",
        "text-box",
        "only-one-paragraph-returned",
        "bookmarks-lost",
        "paragraph-split",
        "only-spaces-changed",
    ],
)
def test_what_was_changed_in_a_returned_draft_is_proposed(
    change: Callable[[Document], None], expected: list[tuple[str, Change, str, str]]
) -> None:
    reading = returned(change)
    assert reading.recognised
    assert reading.problem == ""
    assert list(reading.changes) == [ProposedChange(*values) for values in expected]


def test_a_change_in_the_annex_is_a_remark_on_the_whole() -> None:
    def change(document: Document) -> None:
        paragraph(document, "Répondez à ce que")._p.append(parse_xml(tracked("ins", " Merci de revoir l’annexe.")))

    (remark,) = returned(change).changes
    assert (remark.paragraph, remark.kind) == ("", Change.COMMENT)
    assert remark.proposed.endswith("Merci de revoir l’annexe.")


def test_a_comment_keeps_the_words_that_it_is_about() -> None:
    def change(document: Document) -> None:
        target = paragraph(document, "Les montants")
        target.runs[0].text = "Les montants sont "
        words = target.add_run("peu cités")
        target.add_run(".")
        document.add_comment([words], "Vraiment ?\n\nVoir le FIR.", author="Anne", initials="A")

    (remark,) = returned(change).changes
    assert (remark.original, remark.proposed) == ("peu cités", "Vraiment ?\n\nVoir le FIR.")


def test_the_draft_of_another_version_or_campaign_belongs_elsewhere() -> None:
    for other, place in ((replace(DRAFT, id="essai/1", number=1), "projet n°"), (None, "projet de synthèse")):
        content = ReportPrinter().docx(REPORT)
        reading = read(Attachment("s.docx", DOCX, content), replace(ASKED, draft=other), "")
        assert reading.recognised
        assert reading.elsewhere.startswith(place)
        assert reading.changes == ()


def test_a_document_of_their_own_is_not_taken_for_the_draft() -> None:
    document = docx.Document()
    document.add_paragraph("Compte rendu de la réunion du 3 octobre.")
    reading = read(Attachment("cr.docx", DOCX, saved(document)), ASKED, "")
    assert not reading.recognised
    assert reading.changes == ()


def test_who_changed_and_who_commented_is_kept() -> None:
    def change(document: Document) -> None:
        insert_words(document)
        comment(document)

    changed, remark = returned(change).changes
    assert (changed.said, remark.said) == ("Suivi des modifications de Anne.", "Commentaire de Anne.")


def test_a_reply_stands_below_the_comment_that_it_answers() -> None:
    def change(document: Document) -> None:
        run = paragraph(document, "Les montants").runs[0]
        for author, text in (("Anne", "Citez la Bretagne."), ("Paul", "C’est fait.")):
            document.add_comment([run], text, author=author, initials=author[0])

    document = docx.Document(io.BytesIO(ReportPrinter().docx(REPORT)))
    change(document)
    reading = read(Attachment("synthese.docx", DOCX, _threaded(saved(document))), ASKED, "")
    (remark,) = reading.changes
    assert remark.proposed == "Citez la Bretagne.\n– Paul : C’est fait."
    assert remark.said == "Commentaire de Anne. Marqué comme résolu."


def _threaded(content: bytes) -> bytes:
    """The same file with its second comment a reply to the first, which is settled, as Word writes it."""
    w14, w15 = (f"http://schemas.microsoft.com/office/word/{name}/wordml" for name in ("2010", "2012"))
    ids = iter(("00000001", "00000002"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            data = given.read(name)
            if name == "word/comments.xml":
                marked = re.sub(
                    r"<w:p(?=[ >])", lambda _: f'<w:p xmlns:w14="{w14}" w14:paraId="{next(ids)}"', data.decode()
                )
                data = marked.encode()
            made.writestr(name, data)
        made.writestr(
            "word/commentsExtended.xml",
            f'<w15:commentsEx xmlns:w15="{w15}"><w15:commentEx w15:paraId="00000001" w15:done="1"/>'
            '<w15:commentEx w15:paraId="00000002" w15:paraIdParent="00000001" w15:done="1"/></w15:commentsEx>',
        )
    return out.getvalue()
