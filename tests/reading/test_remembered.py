"""What is taken from memory is what would be made anew: letters alike, pages by their bytes, lines by their bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.reading import alike, sent
from mail.reading.bodies import Page, Text
from mail.reading.decoding import text_of
from mail.reading.letters import SentMail, identity
from mail.reading.lines import lines_of_bytes, text_lines
from mail.reading.markup import html_lines
from mail.reading.parts import Part
from mail.reading.sent import SentText
from mail.reading.stretches import lines_of_page
from mail.reading.vocabulary import Taken
from tests.reading.letters import letter, questionnaire
from usecases.messages import LetterKind
from usecases.replies import SentLetter

NAMES = ("pnsp-2017", "rex-2014", "guide-entretien-2015", "feuille-de-route-2023")
CHANGES = {
    "another person": (b"Marie Dupont", b"Paule Martin"),
    "a longer name": (b"Marie Dupont", b"Marie-Line de la Tour Dupont"),
    "another token": (b"abcdefgh2345", b"zyxwvuts7654"),
    "another organisation": (b"ARS Provence-Alpes-C", b"Organisme Alpes-C"),
    "another word in a question": (b"contribution", b"participation"),
    "another line about a question": (b"Nom, pr=C3=A9nom, fonctions", b"Nom, fonctions"),
    "signs of quoting": (b"Marie Dupont", b"Marie > Dupont"),
    "nothing": (b"", b""),
}


def _both(given: SentLetter, name: str) -> tuple[SentText, SentText]:
    prepared = SentMail((given,), identity(questionnaire(name)))
    return prepared.text, prepared.html


def _forget() -> None:
    sent._models.clear()
    alike._patterns.clear()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("kind", [LetterKind.INVITATION, LetterKind.REMINDER])
def test_a_letter_copied_from_one_like_it_is_the_same_as_one_prepared(
    name: str, change: tuple[bytes, bytes], kind: LetterKind
) -> None:
    first = letter(questionnaire(name), kind)
    other = SentLetter("<other@dgos.example>", first.raw.replace(*change))
    _forget()
    alone = _both(other, name)
    _forget()
    before = _both(first, name)
    copied = _both(other, name)
    assert copied == alone
    _forget()
    assert _both(first, name) == before, "the letter that was copied from has changed"


PIECES = (
    "<p>Bonjour,</p>", "<p>é &amp; è</p>", "\n", "<br>", "<br>\n<br>", "<blockquote>", "</blockquote>\n", "<div>texte",
    "</div>\n", "<pre>a\nb</pre>\n", "<style>p {}\n</style>\n", "<!-- caché\n-->", "<!--", "<td>\n<td>", '<a "x>',
    "5 < 6", "<script>\n<p>non</p>\n</script>\n", "<s>rayé</s>\n", "&nbsp;", "\u200b", "&gt; cité<br>\n",
    "\r\n", ">\n<", "Ã©",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.integers(0, 30), st.sampled_from(PIECES), st.booleans())
def test_a_letter_like_another_is_taken_apart_as_if_it_were_the_only_one(
    pieces: list[str], at: int, other: str, is_page: bool
) -> None:
    changed = [*pieces[:at], other, *pieces[at + 1 :]]
    first, second = (f"<p>a</p>\n{''.join(some)}\n<p>b</p>\n<p>c</p>".encode() for some in (pieces, changed))
    _forget()
    alone = _taken(second, is_page)
    _forget()
    _taken(first, is_page)
    assert _taken(second, is_page) == alone


def _taken(data: bytes, is_page: bool) -> list[Taken]:
    bodies = [Page(Part([], data, "text/html"))] if is_page else [Text(Part([], data))]
    return alike.letter_of(bodies).lines


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_a_page_read_by_its_bytes_shows_what_the_decoded_page_shows(pieces: list[str]) -> None:
    data = "".join(pieces).encode()
    for _ in range(2):  # the second time from memory
        found = lines_of_page(data)
        assert found is None or found == html_lines(text_of(data, "utf-8"))


WORDS = (
    "mot",
    "> cité",
    "é",
    "\n",
    "\n\n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "\u200b",
    "\u2028",
    "DG> ",
    " ",
    ">",
    "\ufeff",
    "Ã©",
)


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_a_text_read_by_its_bytes_shows_what_the_decoded_text_shows(pieces: list[str]) -> None:
    data = "".join(pieces).encode()
    shown = [(line.text, line.key, line.depth, line.marks) for line in text_lines(text_of(data, "utf-8"))]
    for _ in range(2):
        found = lines_of_bytes(data)
        assert found is None or [(line.text, line.key, line.depth, line.marks) for line in found] == shown
        assert found is None or "\n".join(line.raw for line in found) == text_of(data, "utf-8")
