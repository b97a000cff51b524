"""Which parts of a message are meant to be read, as texts and pages; a text is only decoded where it is needed."""

from __future__ import annotations

import re

from mail.reading.decoding import is_latin
from mail.reading.lines import MAX_LINES, MAX_TEXT, Line, lines_of_bytes, text_lines, words_of
from mail.reading.markup import MAX_SOURCE, html_lines, without_pictures
from mail.reading.parts import Part
from mail.reading.sealed import without_armour
from mail.reading.stretches import lines_of_page

_READABLE = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext"})
_ENRICHED = frozenset({"text/enriched", "text/richtext"})
_COMMAND = re.compile(r"<param>[^<]*</param>|<(?!<)/?[a-z-]+>", re.I)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|body|(?:div|p|table|span|font|meta)\b[^<>]*>.*</)", re.I | re.S
)
# what is written for programs, or again for those that show more
_NO_TEXTS = frozenset(
    {"text/calendar", "text/css", "text/x-amp-html", "text/rfc822-headers", "text/vcard", "text/x-vcard"}
)


class Text:
    """One text part; `quoted`: of an attached message, so that all of it stands behind a quote mark.

    `alone`: it stands beside a page, and is not the same message in another form.
    """

    __slots__ = ("_text", "alone", "part", "quoted")

    def __init__(self, part: Part, quoted: bool = False, text: str | None = None) -> None:
        self.part = part
        self.quoted = quoted
        self.alone = False
        self._text = text

    @property
    def text(self) -> str:
        """All of it, decoded."""
        if self._text is None:
            self._text = _decoded(self.part)
        return "\n".join("> " + line for line in self._text.split("\n")) if self.quoted else self._text

    def lines(self) -> list[Line]:
        """Its lines."""
        data = self.plain_bytes()
        found = None if data is None or b"-----BEGIN PGP" in data else lines_of_bytes(data)
        return text_lines(self.text) if found is None else found

    def plain_bytes(self) -> bytes | None:
        """Its bytes, where its lines can be told by them."""
        part = self.part
        if self._text is not None or self.quoted or part.media_type != "text/plain":
            return None
        return None if part.parameters.get("format", "") or not is_latin(part.charset) else part.content()

    def is_too_long(self) -> bool:
        """Whether more was written than is read; a line takes a byte at least."""
        if len(self.part.body) <= MAX_LINES:
            return False
        return len(self.text) > MAX_TEXT or self.text.count("\n") > MAX_LINES


class Page:
    """One page; `quoted`: of an attached message, so that all of it stands in a block quote."""

    __slots__ = ("_source", "part", "quoted")

    def __init__(self, part: Part, quoted: bool = False, source: str | None = None) -> None:
        self.part = part
        self.quoted = quoted
        self._source = source

    @property
    def source(self) -> str:
        """All of it, decoded."""
        if self._source is None:
            self._source = _decoded(self.part)
        return f"<blockquote>{self._source}</blockquote>" if self.quoted else self._source

    def lines(self) -> list[Line]:
        """What a reader of it sees; what is our own and came back is found by its bytes, and not decoded again."""
        data = self.plain_bytes()
        found = None if data is None else lines_of_page(data)
        return html_lines(self.source) if found is None else found

    def plain_bytes(self) -> bytes | None:
        """Its bytes, where its lines can be told by them."""
        is_plain = self._source is None and not self.quoted and is_latin(self.part.charset)
        return self.part.content() if is_plain else None

    def is_too_long(self) -> bool:
        """Whether more was written than is read, pictures aside; a character takes a byte at least."""
        if len(self.part.body) <= MAX_LINES:
            return False
        if self.part.content().count(b"<") >= MAX_LINES and len(self.lines()) >= MAX_LINES:
            return True
        return len(self.source) > MAX_SOURCE and len(without_pictures(self.source)) > MAX_SOURCE


def readable(mail: Part, only: str = "") -> tuple[list[Text], list[Page]]:
    """The texts and the pages of a message that are meant to be read, in order; or `only` one type."""
    texts: list[Text] = []
    pages: list[Page] = []
    named: list[Part] = []
    parts = list(mail.walk())
    for part in parts:
        if part.media_type not in _READABLE or part.children or (only and part.media_type != only):
            continue
        if part.header("content-disposition") and part.disposition == "attachment":
            continue
        if part.file_name:
            named.append(part)
            continue
        _add_body(part, texts, pages)
    if not texts and not pages and len(named) == 1 and named[0].disposition != "attachment":
        _add_body(named[0], texts, pages)
    elif not texts and not pages and not named and not only:
        # a text of another kind, or one that was sent as a file and is all there is
        for part in parts:
            if _is_text_after_all(part, part is mail):
                _add_body(part, texts, pages)
    elif texts and pages and not (len(parts) == 3 and mail.media_type == "multipart/alternative"):
        _mark_alone(parts, texts)
    return texts, pages


def _is_text_after_all(part: Part, whole: bool) -> bool:
    if part.children or not part.media_type.startswith("text/") or part.media_type in _NO_TEXTS:
        return False
    return whole or (part.disposition != "attachment" and not part.file_name)


def _mark_alone(parts: list[Part], texts: list[Text]) -> None:
    """Tell the texts that stand beside a page from those that are its other form."""
    twins: set[int] = set()
    for part in parts:
        if part.media_type == "multipart/alternative":
            below = list(part.walk())
            if any(one.media_type == "text/html" for one in below):
                twins.update(map(id, below))
    for text in texts:
        text.alone = id(text.part) not in twins


def lines_beside(texts: list[Text], page: list[Line]) -> list[Line]:
    """The lines of the texts that stand beside the pages, of which these are the lines, and say something else."""
    lines: list[Line] = []
    alone = [text for text in texts if text.alone]
    said = set(words_of("\n".join([line.text for line in page]))) if alone else set()
    for text in alone:
        words = words_of(text.text[:MAX_TEXT])
        if sum(word not in said for word in words) * 10 > len(words):
            lines += [*text.lines(), Line("", "")]
    return lines


def page_lines(texts: list[Text], pages: list[Page]) -> list[Line]:
    """All that a page shows, and the texts that stand beside it; without what was struck."""
    lines = [line for page in pages for line in page.lines()]
    return [line for line in lines + lines_beside(texts, lines) if not line.struck]


def bodies(mail: Part, only: str = "") -> tuple[list[str], list[str]]:
    """The same, decoded."""
    texts, pages = readable(mail, only)
    return [text.text for text in texts], [page.source for page in pages]


def all_bodies(mail: Part, own: frozenset[str] = frozenset()) -> tuple[list[Text], list[Page]]:
    """The texts and pages, those of attached messages included unless it is a letter of ours."""
    texts, pages = readable(mail)
    waiting = [mail]
    while waiting:
        for part in waiting.pop().walk():
            if part.media_type == "message/rfc822" and part.children:
                inner = part.children[0]
                waiting.append(inner)
                if inner.header("message-id").strip().casefold() in own:
                    continue
                inner_texts, inner_pages = readable(inner)
                if inner_texts or not inner_pages:
                    texts += [Text(one.part, quoted=True) for one in inner_texts]
                pages += [Page(one.part, quoted=True) for one in inner_pages]
    return texts, pages


def _add_body(part: Part, texts: list[Text], pages: list[Page]) -> None:
    """One text part: a page where it is one, whatever it was declared."""
    if part.media_type == "text/html":
        pages.append(Page(part))
    elif part.media_type == "text/plain" and _begins_with_text(part):
        texts.append(Text(part))
    else:
        text = _decoded(part)
        if text.lstrip()[:1] == "<" and _PAGE.match(text):
            pages.append(Page(part, source=text))
        else:
            texts.append(Text(part, text=text))


def _begins_with_text(part: Part) -> bool:
    """Whether the first byte alone tells that this is no page: « É » or a sign of ASCII that opens no tag."""
    if not is_latin(part.charset):
        return False
    first = part.content()[:400].lstrip()[:1]
    return (b"!" <= first < b"\x80" and first != b"<") or first == b"\xc3"


def _decoded(part: Part) -> str:
    text = part.text()
    if "-----BEGIN PGP" in text:
        text = without_armour(text)
    return _COMMAND.sub("", text[:200_000]) if part.media_type in _ENRICHED else text
