"""HTML as lines: one per block, table cell or <br>, with the depth of its blockquotes.

A scan of the tags, not a tree: it is faster, has no depth limit, and unclosed elements do it no harm.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from html import unescape
from typing import AnyStr

from mail.reading.lines import MAX_LINES, Line, straight, text_lines, without_invisible

MAX_SOURCE = 4_000_000
_NAME = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9:]*)")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_RUNS = ("  ", "\n", "\t", "\r", "\f")
_PICTURE = re.compile(r'"data:[^"]*')
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)
_BLOCKS = frozenset(
    {
        "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "tbody", "thead",
        "tfoot", "tr", "td", "th", "caption", "hr", "address", "article", "aside", "section", "header", "footer",
        "main", "nav", "form", "fieldset", "center", "body", "html", "figure", "figcaption", "details", "summary",
    }
)  # fmt: skip
# what is not shown
_SKIPPED = frozenset({"style", "script", "head", "title", "template", "xml"})
# withdrawn by whoever struck it; but a question of ours may be struck once it is answered
_STRUCK = frozenset({"del", "s", "strike"})
_VOID = frozenset({"br", "img", "hr", "input", "meta", "link", "wbr", "col", "base", "area", "source"})


def html_lines(source: str) -> list[Line]:
    """The lines that a reader of this page sees."""
    scan = Scan()
    if len(source) > MAX_SOURCE:
        source = without_pictures(source)
    first, *pieces = without_comments(source[:MAX_SOURCE], "<!--", "-->").split("<")
    scan.add(first)
    scan.run(pieces)
    scan.end_line()
    return all_unmarked(scan.lines)


def all_unmarked(lines: list[Line]) -> list[Line]:
    """The lines with the marks that stand written out in the page as marks."""
    if sum([line.key[:1] == ">" for line in lines]) > 2:
        return [_unmarked(line) for line in lines]
    return lines


def _unmarked(line: Line) -> Line:
    """A line of text that a client put into a page as it stood, `>` and all."""
    if line.key[:1] != ">":
        return line
    (plain,) = text_lines(line.text)
    return Line(plain.text, plain.key, plain.depth + line.depth, plain.marks)


def without_pictures(source: str) -> str:
    """The page without the pictures written out in it, which no one reads as text."""
    return _PICTURE.sub('"', source)


def without_comments(source: AnyStr, opening: AnyStr, closing: AnyStr) -> AnyStr:
    """The source of a page, as text or as bytes, without its comments."""
    start = source.find(opening)
    if start < 0:
        return source
    out, position = [], 0
    while start >= 0:
        out.append(source[position:start])
        end = source.find(closing, start + 4)
        if end < 0:
            # an unclosed comment: browsers hide the rest, we would rather read it
            position = start + 4
            break
        position = end + 3
        start = source.find(opening, position)
    out.append(source[position:])
    return source[:0].join(out)


@lru_cache(maxsize=4096)
def _tag(head: str) -> tuple[str, str, bool]:
    """What a tag does, its name, and whether it closes; its effect is "" where it has none, "text" for no tag."""
    if head.count('"') % 2:
        return "quote", "", False
    found = _NAME.match(head)
    if found is None:
        return ("" if head[:1] in ("!", "?") else "text"), "", False
    name, closing, attributes = found[2].lower(), found[1] == "/", head[found.end() :]
    if attributes[:1] == "@" or (attributes[:1] in (".", "-", "_", "+") and "@" in attributes):
        return "text", "", False  # « <marie.dupont@ars.example> » typed by hand
    if name == "br":
        effect = "br"
    elif name in ("blockquote", "pre"):
        effect = name
    elif name in _BLOCKS:
        effect = "block"
    else:
        effect = ""
    if not closing and name not in _VOID and not attributes.endswith("/"):
        style = attributes.lower()
        hidden = "none" in style and bool(_HIDDEN.search(attributes))
        if name in _SKIPPED or hidden or "mso-hide" in style:
            effect = "skip"
        elif name in _STRUCK or "line-through" in style:
            effect = "strike"
    return effect, name, closing


@lru_cache(maxsize=16384)
def _line(joined: str, depth: int) -> Line | None:
    joined = without_invisible(joined)
    runs = any(map(joined.__contains__, _RUNS))
    shown = (_SPACES.sub(" ", joined) if runs else joined).strip()
    if shown:
        return Line(shown, " ".join(straight(shown).split()), depth)
    return Line("", "", depth) if "\xa0" in joined else None


class Scan:
    """The state while the tags go by."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.text: list[str] = []
        self.depth = 0
        self.preformatted = 0
        self.skip = ""  # the element whose content is not shown
        self.skip_depth = 0
        self.struck = ""  # the element whose content is struck
        self.struck_depth = 0
        self.withdrawn: list[str] = []  # what was struck on this line

    def is_between(self) -> bool:
        """Whether nothing is open but block quotes."""
        return not (self.text or self.skip or self.preformatted or self.struck or self.withdrawn)

    def follows_text(self) -> bool:
        return bool(self.lines and self.lines[-1].text)

    def run(self, pieces: list[str]) -> None:
        """Pieces of the source, each of which began with « < »."""
        # the two commonest cases stand here, without a call each
        for piece in pieces:
            head, end, rest = piece.partition(">")
            effect = _tag(head)[0] if end and len(head) < 2000 else "rare"
            if self.skip or self.struck or (effect and effect != "block"):
                self.take(piece)
                if len(self.lines) >= MAX_LINES:
                    break
                continue
            if effect and (self.text or self.withdrawn):
                self.end_line()
                if len(self.lines) >= MAX_LINES:
                    break
            if rest and rest != "\n":
                self.add(rest)

    def take(self, piece: str) -> None:
        """One piece of the source that began with « < »."""
        head, end, rest = piece.partition(">")
        if end and head.count('"') % 2:
            quote = rest.find('"')
            closed = rest.find(">", quote) if quote >= 0 else -1
            if closed >= 0:
                head, rest = head + end + rest[:closed], rest[closed + 1 :]
        effect, name, closing = _tag(head) if len(head) < 2000 else _tag(head[:2000])
        if effect == "text" or (not end and "@" in piece):
            self.add("<" + piece)
            return
        if effect == "quote":
            effect, name, closing = _tag(head[:2000].replace('"', ""))
        if self.skip:
            self.skipped(name, closing, rest)
            return
        if self.struck == name:
            self.struck_depth += -1 if closing else 1
            self.struck = name if self.struck_depth > 0 else ""
        if effect == "block":
            if self.text or self.withdrawn:
                self.end_line()
        elif effect == "br":
            self.end_line(blank=True)
        elif effect == "skip":
            self.end_line() if name in _BLOCKS else None
            self.skip, self.skip_depth = name, 1
        elif effect == "strike":
            self.end_line() if name in _BLOCKS else None
            if not self.struck:
                self.struck, self.struck_depth = name, 1
        elif effect:
            self.end_line()
            if effect == "blockquote":
                self.depth = max(0, self.depth + (-1 if closing else 1))
            else:
                self.preformatted = max(0, self.preformatted + (-1 if closing else 1))
        if rest:
            self.add(rest)

    def skipped(self, name: str, closing: bool, rest: str) -> None:
        if name == self.skip:
            self.skip_depth += -1 if closing else 1
        if self.skip_depth <= 0 or (name == "body" and self.skip == "head"):
            self.skip = ""
            self.add(rest)

    def add(self, text: str) -> None:
        if not text or self.skip:
            return
        if "&" in text:
            text = unescape(text)
        if self.struck:
            self.withdrawn.append(text)
        elif self.preformatted and "\n" in text:
            first, *others = text.split("\n")
            self.text.append(first)
            for other in others:
                self.end_line(blank=True)
                self.text.append(other)
        elif self.text or not text.isspace() or "\xa0" in text:
            self.text.append(text)

    def end_line(self, blank: bool = False) -> None:
        line = None
        if self.withdrawn:
            struck = _line.__wrapped__("".join(self.withdrawn), self.depth)
            self.withdrawn = []
            if struck is not None and struck.text:
                self.lines.append(replace(struck, struck=True))
        if self.text:
            joined = "".join(self.text) if len(self.text) > 1 else self.text[0]
            self.text = []
            line = _line(joined, self.depth) if len(joined) < 2000 else _line.__wrapped__(joined, self.depth)
        if line is None and blank:
            line = Line("", "", self.depth)
        if line is not None and (line.text or self.follows_text()):
            self.lines.append(line)
