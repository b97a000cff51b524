"""On which line of a TOML text each key stands: tomllib tells the values, never the place.

Only texts that tomllib has read come here, so the scanner follows the grammar without checking it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LONG = r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}"
_SHORT = r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'"
_STRING = re.compile(f"{_LONG}|{_SHORT}", re.DOTALL)
_CLOSED_OR_OPEN = re.compile(rf"#[^\n]*|{_LONG}|(?P<open>\"\"\"|''')|{_SHORT}", re.DOTALL)
_SCALAR = re.compile(r"[^,\]}#\n]*")
_ESCAPES = {'\\"': '"', "\\\\": "\\", "\\t": "\t", "\\n": "\n"}


def key_lines(text: str) -> Mapping[Path, int]:
    """The line (from 1) of every key and table of a valid TOML text, by its path: ("sections", 0, "title")."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return scanner.found


def open_text_line(text: str) -> int:
    """The line where a text between triple quotes opens and never closes; 0 when there is none."""
    for found in _CLOSED_OR_OPEN.finditer(text):
        if found["open"]:
            return text.count("\n", 0, found.start()) + 1
    return 0


def line_of(found: Mapping[Path, int], path: Path) -> int:
    """The line of this path, or of the nearest table around it; 0 when nothing is known."""
    while path and path not in found:
        path = path[:-1]
    return found.get(path, 0)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._line = 1
        self._counted = 0

    def document(self) -> None:
        prefix: Path = ()
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                prefix = self._header()
            else:
                self._pair(prefix)
            self._skip()

    def _line_here(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def _skip(self) -> None:
        match = _BLANK.match(self.text, self.at)
        assert match is not None
        self.at = match.end()

    def _header(self) -> Path:
        line = self._line_here()
        repeated = self.text.startswith("[[", self.at)
        self.at += 2 if repeated else 1
        parts = self._key()
        self.at += 2 if repeated else 1
        path: Path = ()
        for part in parts[:-1]:
            path = self._last((*path, part))
        path = (*path, parts[-1])
        if repeated:
            self.found.setdefault(path, line)
            self._counts[path] = self._counts.get(path, 0) + 1
            path = (*path, self._counts[path] - 1)
        self.found[path] = line
        return path

    def _last(self, path: Path) -> Path:
        """Inside an array of tables, the path of its latest table."""
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _key(self) -> list[str]:
        parts: list[str] = []
        while True:
            self._skip()
            string = _STRING.match(self.text, self.at)
            bare = _BARE_KEY.match(self.text, self.at)
            match = string or bare
            if match is None:  # not TOML: move on, so that the scan always ends
                self.at += 1
                return parts or [""]
            self.at = match.end()
            part = match[0]
            if string:
                part = part[1:-1]
                if match[0][0] == '"':
                    part = re.sub(r"\\.", lambda m: _ESCAPES.get(m[0], m[0]), part)
            parts.append(part)
            self._skip()
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def _pair(self, prefix: Path) -> None:
        line = self._line_here()
        path: Path = prefix
        for part in self._key():
            path = (*path, part)
            self.found.setdefault(path, line)
        if self.text.startswith("=", self.at):
            self.at += 1
        self._skip()
        self._value(path)

    def _value(self, path: Path) -> None:
        self.found.setdefault(path, self._line_here())
        opening = self.text[self.at : self.at + 1]
        if opening in ("[", "{"):
            self._several(path, "]" if opening == "[" else "}")
        elif match := _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at):
            self.at = match.end()

    def _several(self, path: Path, closing: str) -> None:
        self.at += 1
        index = 0
        self._skip()
        while self.at < len(self.text) and self.text[self.at] != closing:
            if closing == "]":
                self._value((*path, index))
                index += 1
            else:
                self._pair(path)
            self._skip()
            if self.text.startswith(",", self.at):
                self.at += 1
                self._skip()
            elif self.at < len(self.text) and self.text[self.at] != closing:
                self.at += 1
        self.at += 1
