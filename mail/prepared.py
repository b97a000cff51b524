"""A letter rendered and encoded once for everyone who gets the same one, with the personal places left open."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import escape

from mail.mime import quoted_printable
from mail.plain import wrapped
from mail.view import PERSONAL

_MARK = re.compile("\ufdd0([a-z])")
_NAMES = {mark[1]: name for name, mark in PERSONAL.items()}


@dataclass(frozen=True)
class Prepared:
    """A body: encoded lines as bytes, and lines with personal places (their marks) as text, in order."""

    pieces: tuple[bytes | str, ...]
    lines_of: Callable[[str, Mapping[str, str]], str]

    def filled(self, personal: Mapping[str, str]) -> bytes:
        """The whole body, encoded, for one person."""
        return b"".join(
            piece if isinstance(piece, bytes) else quoted_printable(self.lines_of(piece, personal))
            for piece in self.pieces
        )


def prepare_text(rendered: str) -> Prepared:
    """A text part: each line of `rendered` is a paragraph; empty lines stand alone or in pairs."""
    paragraphs: list[str] = []
    empty = 0
    for line in rendered.strip("\n").split("\n"):
        empty = 0 if line.strip() else empty + 1
        if empty <= 2:
            paragraphs.append(line.rstrip(" "))
    return _prepared(paragraphs, _text_lines)


def prepare_html(rendered: str) -> Prepared:
    """An HTML part; its lines are kept, without the empty ones."""
    return _prepared([line.strip() for line in rendered.split("\n") if line.strip()], _html_lines)


def _prepared(lines: list[str], lines_of: Callable[[str, Mapping[str, str]], str]) -> Prepared:
    pieces: list[bytes | str] = []
    common: list[str] = []
    for line in lines:
        if _MARK.search(line):
            if common:
                pieces.append(quoted_printable("".join(common)))
                common = []
            pieces.append(line)
        else:
            common.append(lines_of(line, {}))
    if common:
        pieces.append(quoted_printable("".join(common)))
    return Prepared(tuple(pieces), lines_of)


def _text_lines(line: str, personal: Mapping[str, str]) -> str:
    return "\n".join(wrapped(_MARK.sub(lambda mark: personal[_NAMES[mark[1]]], line))) + "\n"


def _html_lines(line: str, personal: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: str(escape(personal[_NAMES[mark[1]]])), line) + "\n"
