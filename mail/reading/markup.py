"""HTML as lines: one per block, table cell or <br>, with the depth of its blockquotes.

A scan of the tags, not a tree: it is faster, has no depth limit, and unclosed elements do it no harm.
"""

from __future__ import annotations

import re
from html import unescape

from mail.reading.lines import MAX_LINES, Line, straight, without_invisible

_NAME = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9:]*)")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "blockquote",
        "pre",
        "hr",
        "address",
        "article",
        "aside",
        "section",
        "header",
        "footer",
        "main",
        "nav",
        "form",
        "fieldset",
        "center",
        "body",
        "html",
        "figure",
        "figcaption",
        "details",
        "summary",
    ]
)
_SKIPPED = frozenset({"style", "script", "head", "title", "template", "xml", "o:p-none"})
_VOID = frozenset({"br", "img", "hr", "input", "meta", "link", "wbr", "col", "base", "area", "source"})


def html_lines(source: str) -> list[Line]:
    """The lines that a reader of this page sees."""
    scan = _Scan()
    for piece in _without_comments(source).split("<"):
        scan.take(piece)
        if len(scan.lines) >= MAX_LINES:
            break
    scan.end_line()
    return scan.lines


def _without_comments(source: str) -> str:
    start = source.find("<!--")
    if start < 0:
        return source
    out, position = [], 0
    while start >= 0:
        out.append(source[position:start])
        end = source.find("-->", start + 4)
        if end < 0:
            # an unclosed comment: browsers hide the rest, we would rather read it
            position = start + 4
            break
        position = end + 3
        start = source.find("<!--", position)
    out.append(source[position:])
    return "".join(out)


class _Scan:
    """The state while the tags go by."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.text: list[str] = []
        self.depth = 0
        self.preformatted = 0
        self.skip = ""  # the element whose content is not shown
        self.skip_depth = 0
        self.first = True

    def take(self, piece: str) -> None:
        if self.first:
            self.first = False
            self.add(piece)
            return
        named = _NAME.match(piece)
        if named is None:
            if piece[:1] in ("!", "?"):
                self.add(piece.partition(">")[2])
            else:
                self.add("<" + piece)
            return
        end = piece.find(">", named.end())
        if end < 0:
            rest, attributes = "", piece[named.end() :]
            if "@" in piece:  # « <x@y » typed by hand
                self.add("<" + piece)
                return
        else:
            attributes = piece[named.end() : end]
            if attributes.count('"') % 2:
                quote = piece.find('"', end)
                end = piece.find(">", quote) if quote >= 0 else end
                end = end if end >= 0 else len(piece)
            rest = piece[end + 1 :]
            if attributes[:1] == "@" or (attributes[:1] in ".-_+" and "@" in attributes):
                self.add("<" + piece)
                return
        self.tag(named[2].lower(), named[1] == "/", attributes)
        if rest:
            self.add(rest)

    def tag(self, name: str, closing: bool, attributes: str) -> None:
        if self.skip:
            if name == self.skip:
                self.skip_depth += -1 if closing else 1
                if self.skip_depth <= 0:
                    self.skip = ""
            elif name == "body" and self.skip == "head":
                self.skip = ""
            return
        if name == "br":
            self.end_line(blank=True)
        elif name in _BLOCKS:
            self.end_line()
            if name == "blockquote":
                self.depth = max(0, self.depth + (-1 if closing else 1))
            elif name == "pre":
                self.preformatted = max(0, self.preformatted + (-1 if closing else 1))
        elif name in _SKIPPED and not closing and not attributes.endswith("/"):
            self.skip, self.skip_depth = name, 1
            return
        if (
            not closing
            and name not in _VOID
            and attributes
            and "none" in attributes.lower()
            and _HIDDEN.search(attributes)
        ):
            self.skip, self.skip_depth = name, 1

    def add(self, text: str) -> None:
        if not text or self.skip:
            return
        if "&" in text:
            text = unescape(text)
        if self.preformatted and "\n" in text:
            first, *others = text.split("\n")
            self.text.append(first)
            for other in others:
                self.end_line(blank=True)
                self.text.append(other)
            return
        self.text.append(text)

    def end_line(self, blank: bool = False) -> None:
        if not self.text:
            if blank and self.lines and self.lines[-1].text:
                self.lines.append(Line("", "", self.depth))
            return
        joined = "".join(self.text) if len(self.text) > 1 else self.text[0]
        self.text = []
        joined = without_invisible(joined)
        shown = _SPACES.sub(" ", joined).strip()
        if shown:
            self.lines.append(Line(shown, " ".join(straight(shown).split()), self.depth))
        elif (blank or "\xa0" in joined) and self.lines and self.lines[-1].text:
            self.lines.append(Line("", "", self.depth))
