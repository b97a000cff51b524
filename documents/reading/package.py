"""What sort of file this is, by its bytes and never by its name, and a zip opened within limits."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import Enum

from lxml import etree

from documents.reading.refusal import Reason, Refused

MAX_FILE = 25_000_000  # bytes, as attached
MAX_ENTRIES = 3_000
MAX_PART = 40_000_000  # bytes of one part, decompressed
MAX_READ = 60_000_000  # bytes of all the parts that are read
MAX_DECLARED = 400_000_000  # bytes of everything, as the directory of the zip claims
MAX_RATIO = 250  # XML of Word rarely goes beyond 60
_RATIO_MATTERS = 4_000_000  # bytes; a small part may be as regular as it likes


class Format(Enum):
    """The formats that are told apart; the last one is none of our business."""

    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    ODS = "ods"
    RTF = "rtf"
    PDF = "pdf"
    TEXT = "txt"
    CSV = "csv"
    OTHER = "other"


class Package:
    """The parts of a zip, read one by one; nothing is ever written to disk, so that their paths do not matter."""

    def __init__(self, content: bytes) -> None:
        """Raises `Refused` when it is no zip, or breaks a limit."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError) as error:
            raise Refused(Reason.DAMAGED) from error
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_DECLARED:
            raise Refused(Reason.BOMB)
        self._entries = {entry.filename: entry for entry in entries}
        self._read = 0
        self._roots: dict[str, etree._Element] = {}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    @property
    def is_encrypted(self) -> bool:
        return any(entry.flag_bits & 0x1 for entry in self._entries.values())

    def part(self, name: str) -> bytes | None:
        """The bytes of a part, or None when there is none of this name. Raises `Refused` beyond the limits."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        if entry.file_size > _RATIO_MATTERS and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise Refused(Reason.BOMB)
        room = min(MAX_PART, MAX_READ - self._read)
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(room + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            NotImplementedError,
            ValueError,
            OverflowError,
        ) as error:
            raise Refused(Reason.DAMAGED) from error
        if len(data) > room:
            raise Refused(Reason.BOMB)
        self._read += len(data)
        return data

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part, parsed once and not to be changed, or None when there is no such part."""
        if name not in self._roots:
            data = self.part(name)
            if data is None:
                return None
            self._roots[name] = parsed(data)
        return self._roots[name]


def parsed(data: bytes) -> etree._Element:
    """XML with no entities, no DTD and no network. Raises `Refused` when it is not well formed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(Reason.DAMAGED) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs forget that a tree has one
        raise Refused(Reason.DAMAGED)
    return root


def all_text(element: etree._Element) -> str:
    """Every character inside an element."""
    return "".join(str(piece) for piece in element.itertext())


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
_ODF = b"application/vnd.oasis.opendocument."


def recognise(name: str, content: bytes) -> tuple[Format, Package | None]:
    """The format, and the open package where it is a zip. Raises `Refused` for what goes to a person."""
    suffix = name.lower().rsplit(".", 1)[-1] if "." in name else ""
    if len(content) > MAX_FILE:
        raise Refused(Reason.TOO_LARGE)
    if content.startswith(_OLE):
        raise Refused(_legacy(content))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:5] == b"{\\rtf":
        return Format.RTF, None
    if b"%PDF-" in content[:1024]:
        return Format.PDF, None
    if content.startswith(_IMAGES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP") or content[4:12] in _HEIF:
        if len(content) < _LOGO and _LOGO_NAMES.match(name):
            return Format.OTHER, None
        raise Refused(Reason.IMAGE)
    if content.startswith((b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b")):
        raise Refused(Reason.ARCHIVE)
    if content.startswith(b"PK"):
        package = Package(content)
        return _kind(package, suffix), package
    if suffix in ("doc", "xls") and content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Refused(Reason.FOREIGN)  # a page that a program calls a document
    if suffix in ("docx", "docm", "dotx", "xlsx", "xlsm", "odt", "ods", "rtf", "doc", "xls"):
        raise Refused(Reason.DAMAGED)
    if suffix not in _WRITTEN or _LEFT_BY_MAIL.match(name) or not content.strip():
        return Format.OTHER, None
    if _WRITTEN[suffix] is Format.OTHER:
        raise Refused(Reason.FOREIGN)
    return _WRITTEN[suffix], None


# What people write answers in beside Word and Excel; mail programs leave texts of their own under such names.
_WRITTEN = dict.fromkeys(
    ("htm", "html", "mht", "mhtml", "pages", "numbers", "key", "fodt", "fods", "wps", "wpd", "xps", "epub"),
    Format.OTHER,
)
_WRITTEN |= {"txt": Format.TEXT, "md": Format.TEXT, "csv": Format.CSV, "tsv": Format.CSV}
_LEFT_BY_MAIL = re.compile(r"att\d{1,6}\b|disclaimer|footer|avertissement|pied[ _-]de[ _-]page", re.IGNORECASE)
_LOGO = 20_000  # bytes; what mail programs attach for a signature is small and has such a name
_LOGO_NAMES = re.compile(r"(?:image\d{1,3}|logo|signature|outlook-|icon)[^/]*\.(?:png|jpe?g|gif|bmp)\Z", re.IGNORECASE)
_HEIF = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")


def _kind(package: Package, suffix: str) -> Format:
    names = package.names
    lowered = {entry.lower() for entry in names}
    if any(entry.endswith(_MACRO_PARTS) for entry in lowered):
        raise Refused(Reason.MACROS)
    if any(entry.startswith(("basic/script", "scripts/")) and not entry.endswith("/") for entry in lowered):
        raise Refused(Reason.MACROS)
    if package.is_encrypted:
        raise Refused(Reason.PROTECTED)
    types = package.part("[Content_Types].xml")
    if types is not None:
        if b"macroenabled" in types.lower() or suffix in ("docm", "xlsm", "dotm", "xltm"):
            raise Refused(Reason.MACROS)
        if b"wordprocessingml" in types:
            return Format.DOCX
        if b"spreadsheetml" in types:
            return Format.XLSX
        if b"presentationml" in types:
            raise Refused(Reason.FOREIGN)
        return Format.OTHER
    kind = (package.part("mimetype") or b"").strip()
    if kind.startswith(_ODF) or "content.xml" in names:
        if b"encryption-data" in (package.part("META-INF/manifest.xml") or b""):
            raise Refused(Reason.PROTECTED)
        if kind.startswith((_ODF + b"presentation", _ODF + b"graphics")):
            raise Refused(Reason.FOREIGN)
        return Format.ODS if kind.startswith(_ODF + b"spreadsheet") else Format.ODT
    if suffix in ("docx", "xlsx", "odt", "ods"):
        raise Refused(Reason.DAMAGED)
    raise Refused(Reason.ARCHIVE)


def _legacy(content: bytes) -> Reason:
    """What an OLE2 file is, by the names of its streams (UTF-16)."""
    for stream, reason in (
        ("EncryptedPackage", Reason.PROTECTED),
        ("EncryptionInfo", Reason.PROTECTED),
        ("WordDocument", Reason.LEGACY_WORD),
        ("Workbook", Reason.LEGACY_EXCEL),
    ):
        if stream.encode("utf-16-le") in content:
            return reason
    return Reason.LEGACY
