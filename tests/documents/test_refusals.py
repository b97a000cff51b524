"""Files that are not read: each goes to a person, with the reason and what the sender can do."""

from __future__ import annotations

import io
import struct
import zipfile

import docx
import openpyxl
import pytest

from documents.reading import package
from documents.reading.reader import read
from documents.reading.refusal import Reason, sentence
from documents.returned import FormFileReader
from tests.documents.filling import answers, asked, filled_word, saved, with_part
from tests.documents.pages import picture_only
from tests.documents.samples import QUESTIONNAIRE, REFERENCE
from usecases.messages import Attachment
from usecases.replies import FormReading

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
FORM = filled_word({"Q5": "Oui"})


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + b"\0" * 64


def zipped(*parts: tuple[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return written.getvalue()


def encrypted_flag(content: bytes) -> bytes:
    """Set the bit that says that the first entry is encrypted, in its header and in the directory."""
    data = bytearray(content)
    data[6] |= 1
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def many_entries() -> bytes:
    return zipped(*((f"{n}.xml", b"") for n in range(package.MAX_ENTRIES + 1)))


def entity() -> bytes:
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'
    return with_part(FORM, "word/document.xml", lambda _: bomb)


def external_entity() -> bytes:
    outside = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
    return with_part(FORM, "word/document.xml", lambda _: outside)


def swollen() -> bytes:
    return with_part(FORM, "word/document.xml", lambda _: b"<w>" + b" " * (package.MAX_PART + 1) + b"</w>")


def lying_about_its_size() -> bytes:
    """A bomb whose directory claims that it is small."""
    data = bytearray(swollen())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + length] == b"word/document.xml":
            struct.pack_into("<I", data, at + 24, 1000)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


ODF = b"application/vnd.oasis.opendocument.text"
ENCRYPTED_ODF = zipped(
    ("mimetype", ODF), ("content.xml", b"\1\2"), ("META-INF/manifest.xml", b"<m:encryption-data xmlns:m='m'/>")
)
CASES = [
    pytest.param("retour.doc", stream("WordDocument"), Reason.LEGACY_WORD, id="old-word"),
    pytest.param("retour.xls", stream("Workbook"), Reason.LEGACY_EXCEL, id="old-excel"),
    pytest.param("retour.msg", stream("__substg1.0"), Reason.LEGACY, id="other-old-office"),
    pytest.param("retour.docx", stream("EncryptedPackage"), Reason.PROTECTED, id="password-word"),
    pytest.param("retour.odt", ENCRYPTED_ODF, Reason.PROTECTED, id="password-opendocument"),
    pytest.param("retour.docx", encrypted_flag(FORM), Reason.PROTECTED, id="password-zip"),
    pytest.param("formulaire.docx", picture_only(), Reason.SCAN, id="scanned-pdf-under-another-name"),
    pytest.param("scan.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50_000, Reason.IMAGE, id="image"),
    pytest.param("f.docm", FORM, Reason.MACROS, id="macro-extension"),
    pytest.param("f.docx", with_part(FORM, "word/vbaProject.bin", lambda _: b"x"), Reason.MACROS, id="macro-inside"),
    pytest.param(
        "f.docx",
        with_part(
            FORM, "[Content_Types].xml", lambda data: data.replace(b"document.main+xml", b"x.macroEnabled.main+xml")
        ),
        Reason.MACROS,
        id="macro-type",
    ),
    pytest.param("f.odt", zipped(("mimetype", ODF), ("Basic/script-lc.xml", b"x")), Reason.MACROS, id="macro-odt"),
    pytest.param("f.docx", FORM[: len(FORM) // 2], Reason.DAMAGED, id="cut-in-two"),
    pytest.param("f.docx", b"", Reason.DAMAGED, id="empty"),
    pytest.param("f.xlsx", b"n'importe quoi", Reason.DAMAGED, id="not-a-zip"),
    pytest.param("f.docx", zipped(("[Content_Types].xml", b"wordprocessingml")), Reason.DAMAGED, id="no-document"),
    pytest.param(
        "f.docx", with_part(FORM, "word/document.xml", lambda data: data[:-90]), Reason.DAMAGED, id="broken-xml"
    ),
    pytest.param("f.docx", entity(), Reason.DAMAGED, id="billion-laughs"),
    pytest.param("f.docx", external_entity(), Reason.DAMAGED, id="external-entity"),
    pytest.param("f.docx", swollen(), Reason.BOMB, id="zip-bomb"),
    pytest.param("f.docx", many_entries(), Reason.BOMB, id="too-many-entries"),
    pytest.param("f.zip", zipped(("a.txt", b"x")), Reason.ARCHIVE, id="archive"),
    pytest.param("f.docx", b"PK" + b"x" * package.MAX_FILE, Reason.TOO_LARGE, id="too-large"),
]


@pytest.mark.parametrize(("name", "content", "reason"), CASES)
def test_a_file_that_is_not_read_goes_to_a_person_with_the_reason(name: str, content: bytes, reason: Reason) -> None:
    found = read(Attachment(name, "", content), asked(), REFERENCE)
    assert found.problem == sentence(name, reason)
    assert (found.recognised, found.answers) == (False, ())


def test_the_sentence_says_what_to_do() -> None:
    assert sentence("scan.pdf", Reason.SCAN) == (
        "Le fichier «\u00a0scan.pdf\u00a0» est un PDF sans texte (une numérisation, par exemple), "
        "que nous ne lisons pas automatiquement\u00a0: renvoyez le formulaire en .docx, ou répondez dans le message."
    )


def test_a_part_that_lies_about_its_size_is_stopped_while_it_is_read() -> None:
    found = read(Attachment("f.docx", "", lying_about_its_size()), asked(), REFERENCE)
    assert found.problem in (sentence("f.docx", Reason.BOMB), sentence("f.docx", Reason.DAMAGED))


@pytest.mark.parametrize(
    ("name", "content"),
    [("ATT00001.txt", b"Ce message est confidentiel"), ("moi.vcf", b"BEGIN:VCARD"), ("reunion.ics", b"BEGIN:VCALENDAR"),
     ("smime.p7s", b"0\x82\x03"), ("vide.txt", b" \r\n")],
)  # fmt: skip
def test_a_file_that_is_none_of_our_business_is_left_alone(name: str, content: bytes) -> None:
    found = read(Attachment(name, "", content), asked(), REFERENCE)
    assert (found.recognised, found.problem) == (False, "")


def own_words() -> bytes:
    document = docx.Document()
    document.add_paragraph("Notre bilan : quatre groupes de RMM en 2016.")
    return saved(document)


def own_sheet() -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Établissements formés", 42])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("bilan.docx", own_words()), ("bilan.xlsx", own_sheet()), ("reponses.txt", "Néant".encode()), ("a.csv", b"a;b")],
)
def test_an_answer_in_a_layout_of_their_own_goes_to_a_person(name: str, content: bytes) -> None:
    found = read(Attachment(name, "", content), asked(), REFERENCE)
    assert found.problem == sentence(name, Reason.FOREIGN)


def test_a_reference_document_is_known_by_its_title_inside_too() -> None:
    document = docx.Document()
    document.add_paragraph(QUESTIONNAIRE.documents[0].title)
    document.add_paragraph("Ses quatre axes, et ce qu’il demande.")
    found = read(Attachment("doc1.docx", "", saved(document)), asked(), REFERENCE)
    assert (found.recognised, found.problem) == (False, "")


def test_an_empty_document_is_no_matter_for_a_person() -> None:
    assert read(Attachment("doc1.docx", "", saved(docx.Document())), asked(), REFERENCE) == FormReading()


def test_a_small_logo_of_a_signature_is_left_alone() -> None:
    logo = Attachment("image001.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"\0" * 3000)
    assert read(logo, asked(), REFERENCE).problem == ""


def test_a_reference_document_of_ours_that_comes_back_is_no_matter_for_a_person() -> None:
    assert read(Attachment("Programme.PDF", "", b"%PDF-1.7"), asked(), REFERENCE) == FormReading()


def test_paths_inside_a_package_never_reach_the_disk() -> None:
    content = with_part(FORM, "../../../../tmp/evil.txt", lambda _: b"x")
    assert answers(read(Attachment("f.docx", "", content), asked(), REFERENCE)) == {"Q5": "Oui"}


async def test_the_reader_reads_in_a_process_of_its_own() -> None:
    found = await FormFileReader().read_form(Attachment("f.docx", "", FORM), asked(), REFERENCE)
    assert answers(found) == {"Q5": "Oui"}


async def test_a_file_that_takes_too_long_goes_to_a_person() -> None:
    found = await FormFileReader(seconds=0.0).read_form(Attachment("f.docx", "", FORM), asked(), REFERENCE)
    assert found.problem == sentence("f.docx", Reason.TOO_SLOW)


async def test_without_libreoffice_an_rtf_goes_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    found = await FormFileReader().read_form(Attachment("f.rtf", "", b"{\\rtf1 Bonjour}"), asked(), REFERENCE)
    assert found.problem == sentence("f.rtf", Reason.NO_OFFICE)
