"""A letter rendered and encoded once for everyone who gets the same one, with the personal places left open."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import escape

from mail.mime import quoted_printable
from mail.plain import wrapped
from mail.view import PERSONAL, PLACES

_MARK = re.compile("\ufdd0([a-z])")
_NAMES = {mark[1]: name for name, mark in PERSONAL.items()}
_PLACES = {mark: name for name, mark in PLACES.items()}
_NO_BLOCKS: Mapping[str, bytes] = {}


@dataclass(frozen=True)
class Place:
    """Where whole lines that were encoded elsewhere are put in."""

    name: str


@dataclass(frozen=True)
class Prepared:
    """A body: encoded lines as bytes, lines with personal places (their marks) as text, places of blocks, in order."""

    pieces: tuple[bytes | str | Place, ...]
    lines_of: Callable[[str, Mapping[str, str]], str]

    def filled(self, personal: Mapping[str, str], blocks: Mapping[str, bytes] = _NO_BLOCKS) -> bytes:
        """The whole body, encoded, for one person; `blocks` are the lines of its places, encoded."""
        return b"".join(
            piece
            if isinstance(piece, bytes)
            else blocks[piece.name]
            if isinstance(piece, Place)
            else quoted_printable(self.lines_of(piece, personal))
            for piece in self.pieces
        )


def prepare_text(rendered: str) -> Prepared:
    """A text part: each line of `rendered` is a paragraph; empty lines stand alone or in pairs."""
    return _prepared(_paragraphs(rendered.strip("\n")), _text_lines)


def prepare_html(rendered: str) -> Prepared:
    """An HTML part; its lines are kept, without the empty ones."""
    return _prepared(_stripped(rendered), _html_lines)


def text_block(rendered: str) -> bytes:
    """Whole lines of a text part, encoded, with the empty ones behind them and without personal places."""
    paragraphs = _paragraphs(rendered.lstrip("\n").removesuffix("\n"))
    return quoted_printable("".join([f"{line}\n" for paragraph in paragraphs for line in wrapped(paragraph)]))


def html_block(rendered: str) -> bytes:
    """The same of a page."""
    return quoted_printable("".join([f"{line}\n" for line in _stripped(rendered)]))


def _paragraphs(rendered: str) -> list[str]:
    paragraphs: list[str] = []
    empty = 0
    for line in rendered.split("\n"):
        empty = 0 if line.strip() else empty + 1
        if empty <= 2:
            paragraphs.append(line.rstrip(" "))
    return paragraphs


def _stripped(rendered: str) -> list[str]:
    return [stripped for line in rendered.split("\n") if (stripped := line.strip())]


def _prepared(lines: list[str], lines_of: Callable[[str, Mapping[str, str]], str]) -> Prepared:
    pieces: list[bytes | str | Place] = []
    common: list[str] = []
    for line in lines:
        place = _PLACES.get(line)
        if place is not None or _MARK.search(line):
            if common:
                pieces.append(quoted_printable("".join(common)))
                common = []
            pieces.append(line if place is None else Place(place))
        else:
            common.append(lines_of(line, {}))
    if common:
        pieces.append(quoted_printable("".join(common)))
    return Prepared(tuple(pieces), lines_of)


def _text_lines(line: str, personal: Mapping[str, str]) -> str:
    return "\n".join(wrapped(_MARK.sub(lambda mark: personal[_NAMES[mark[1]]], line))) + "\n"


def _html_lines(line: str, personal: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: str(escape(personal[_NAMES[mark[1]]])), line) + "\n"
