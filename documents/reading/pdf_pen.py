"""The pen of a PDF page: where text and ruled lines fall, followed operator by operator."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pypdf.generic import DictionaryObject, PdfObject
from pypdf.generic._font import Font  # the library's own reading of a font has no public name yet

Matrix = tuple[float, float, float, float, float, float]

_THIN = 3.0  # points: a filled shape this thin is a line
_GAP = 0.2  # of the type size: a wider gap inside a text is a space
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_STILL: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text on one baseline, in points from the bottom left; `ends[i]` is where its character i ends.

    `whole`: typed into a field, so that its line is one line whatever room is left behind it.
    """

    x: float
    y: float
    size: float
    text: str
    ends: Sequence[float]
    whole: bool = False

    @property
    def end(self) -> float:
        return self.ends[-1] if self.ends else self.x


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from one corner to the other; one of its sides is thin."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass
class Page:
    """Everything on one page. `margins` is what the file itself declares to be no content (headers, footers).

    `remarks` are notes stuck on the page, each with its height; `places` the middles of pictures that can be seen.
    """

    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    margins: list[Piece] = field(default_factory=list)
    remarks: list[tuple[float, str]] = field(default_factory=list)
    pictures: int = 0
    places: list[tuple[float, float]] = field(default_factory=list)


class Pen:
    """Where the next character goes, and in which type."""

    def __init__(self, place: Matrix, page: Page) -> None:
        self.place = place
        self.page = page
        self.font: Font | None = None
        self.size = 0.0
        self._kept: list[tuple[Matrix, Font | None, float, float, float, float, float]] = []
        self._text = self._line = _STILL
        self._spacing = self._words = self._leading = self._rise = 0.0
        self._stretch = 1.0
        self._path: list[list[tuple[float, float]]] = []
        self._marked: list[bool] = []  # of each mark that is open, whether it says « no content »
        self._instead: list[tuple[int, str]] = []  # the text that stands for what is drawn, and since which mark

    def do(self, operator: bytes, operands: Sequence[PdfObject]) -> int:
        """Follow one operator; how many characters or lines it brought."""
        name = operator.decode("latin-1")
        numbers = [as_number(operand) for operand in operands[:6]] if name not in _SHOWING else []
        match name:
            case "BT":
                self._text = self._line = _STILL
            case "q":
                if len(self._kept) < 500:
                    self._kept.append(
                        (self.place, self.font, self.size, self._spacing, self._words, self._stretch, self._leading)
                    )
            case "Q":
                if self._kept:
                    self.place, self.font, self.size, *others = self._kept.pop()
                    self._spacing, self._words, self._stretch, self._leading = others
            case "cm" if len(numbers) == 6:
                self.place = times(matrix_of(numbers), self.place)
            case "Tm" if len(numbers) == 6:
                self._text = self._line = matrix_of(numbers)
            case "Td" | "TD" if len(numbers) == 2:
                if name == "TD":
                    self._leading = -numbers[1]
                self._next(*numbers)
            case "T*":
                self._next(0, -self._leading)
            case "Tc" | "Tw" | "Tz" | "TL" | "Ts" if numbers:
                self._set(name, numbers[0])
            case "Tj" | "TJ" if operands:
                shown = operands[0]
                return self._show(shown if isinstance(shown, list) else [shown])
            case "'" | '"' if operands:
                self._next(0, -self._leading)
                return self._show([operands[-1]])
            case "BMC" | "BDC":
                self._mark(operands)
            case "EMC":
                if self._marked:
                    self._marked.pop()
                if self._instead and self._instead[-1][0] > len(self._marked):
                    self._instead.pop()
            case _:
                return self._draw(name, numbers)
        return 0

    def _set(self, name: str, value: float) -> None:
        match name:
            case "Tc":
                self._spacing = value
            case "Tw":
                self._words = value
            case "Tz":
                self._stretch = value / 100
            case "TL":
                self._leading = value
            case _:
                self._rise = value

    def _next(self, x: float, y: float) -> None:
        self._text = self._line = times((1.0, 0.0, 0.0, 1.0, x, y), self._line)

    def _mark(self, operands: Sequence[PdfObject]) -> None:
        if len(self._marked) < 500:
            self._marked.append(bool(operands) and str(operands[0]) == "/Artifact")
            said = operands[1] if len(operands) > 1 else None
            if isinstance(said, DictionaryObject) and "/ActualText" in said:
                self._instead.append((len(self._marked), _words(said["/ActualText"])))

    def _show(self, shown: Sequence[PdfObject]) -> int:
        """Put characters on the page. Text that is turned, or in no font, is left out."""
        if self.font is None:
            return 0
        text: list[str] = []
        ends: list[float] = []
        across = self.size * self._stretch
        whole = times(self._text, self.place)
        width, x = whole[0], 0.0
        for one in shown[:20_000]:
            if isinstance(one, (bytes, str)):
                for character, step, is_space in _characters(self.font, one):
                    x += step / 1000 * across + (self._spacing + (self._words if is_space else 0)) * self._stretch
                    for letter in character:
                        text.append(letter)
                        ends.append(x)
            else:
                gap = -as_number(one) / 1000 * across
                x += gap
                if gap > _GAP * across and text and not text[-1].isspace():
                    text.append(" ")
                    ends.append(x)
        origin_x, origin_y = moved(whole, 0, self._rise)
        self._text = times((1.0, 0.0, 0.0, 1.0, x, 0.0), self._text)
        upright = width > 0 and abs(whole[1]) < 0.02 * width
        if not text or not upright:
            return 0
        if self._instead:
            since, said = self._instead[-1]
            self._instead[-1] = (since, "")
            text, ends = list(said), [ends[-1]] * len(said)
            if not said:
                return 0
        size = abs(self.size * whole[3])
        piece = Piece(origin_x, origin_y, size, "".join(text), [origin_x + end * width for end in ends])
        (self.page.margins if any(self._marked) else self.page.pieces).append(piece)
        return len(text)

    def _draw(self, name: str, numbers: Sequence[float]) -> int:
        if name == "re" and len(numbers) == 4:
            x, y, width, height = numbers
            corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
            self._path.append([moved(self.place, *corner) for corner in corners])
        elif name == "m" and len(numbers) == 2:
            self._path.append([moved(self.place, *numbers)])
        elif name == "l" and len(numbers) == 2 and self._path:
            self._path[-1].append(moved(self.place, *numbers))
        elif name in ("c", "v", "y") and self._path:
            self._path[-1].append(moved(self.place, *numbers[-2:]))
        elif name in _PAINTS:
            drawn = [rule for path in self._path[:5000] for rule in _ruled(path, stroked=name not in _FILLS)]
            self._path = []
            self.page.rules += drawn
            return len(drawn)
        elif name == "n":
            self._path = []
        return 0


_SHOWING = frozenset({"Tj", "TJ", "'", '"', "BMC", "BDC", "EMC"})
_FILLS = frozenset({"f", "F", "f*"})
_PAINTS = _FILLS | {"S", "s", "B", "B*", "b", "b*"}


def _ruled(path: Sequence[tuple[float, float]], *, stroked: bool) -> Iterator[Rule]:
    """The straight lines of a path: a thin shape, or the sides of what was drawn with a pen."""
    if len(path) < 2:
        return
    across, along = [x for x, _ in path], [y for _, y in path]
    whole = Rule(min(across), min(along), max(across), max(along))
    if min(whole.right - whole.left, whole.top - whole.bottom) <= _THIN:
        yield whole
    elif stroked:
        for (x, y), (x2, y2) in pairwise(path):
            if min(abs(x - x2), abs(y - y2)) <= _THIN:
                yield Rule(min(x, x2), min(y, y2), max(x, x2), max(y, y2))


def _characters(font: Font, shown: bytes | str) -> Iterator[tuple[str, float, bool]]:
    """What each code means, how far it moves the pen (in thousandths), and whether it is a space."""
    codes = shown if isinstance(shown, bytes) else shown.encode("latin-1", "replace")
    if isinstance(font.encoding, str):
        signs = codes.decode(font.encoding, "replace")
        keys = signs
    else:
        signs = "".join(font.encoding.get(code, chr(code)) for code in codes)
        keys = codes.decode("latin-1")
        if len(keys) != len(signs):
            keys = signs
    for sign, key in zip(signs, keys, strict=True):
        said = font.character_map.get(sign, sign)
        width = font.space_width if key == font.space_char else font.get_text_width(key)
        text = said if isinstance(said, str) else sign
        yield _LIGATURES.get(text, text), float(width), key == " "


def _words(value: PdfObject) -> str:
    found: object = value.get_object()
    if isinstance(found, str):
        return found
    if not isinstance(found, bytes):
        return ""
    return found.decode("utf-16" if found.startswith((BOM_UTF16_BE, BOM_UTF16_LE)) else "latin-1", "replace")


def as_number(value: PdfObject | float | None) -> float:
    """A number as the file gives it; 0 for anything else, and for what is on no page."""
    found = float(value) if isinstance(value, (int, float)) else 0.0
    return found if abs(found) < 1e7 else 0.0


def matrix_of(numbers: Sequence[PdfObject | float] | None) -> Matrix:
    """The six numbers of a matrix, or the one that moves nothing."""
    if not isinstance(numbers, (list, tuple)) or len(numbers) != 6:
        return _STILL
    a, b, c, d, e, f = (as_number(number) for number in numbers)
    return (a, b, c, d, e, f)


def times(first: Matrix, second: Matrix) -> Matrix:
    """The second after the first."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a point comes to stand."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)
