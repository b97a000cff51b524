"""Lines found by their bytes are the lines of the decoded text, whatever the bytes are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.reading.bodies import Text, readable
from mail.reading.lines import text_lines
from mail.reading.parts import parse

PIECES = (
    b"\n", b"\r\n", b"\r", b"\0", b"\x0b", b"> ", b">> ", b"\n>", b"DG> ", b"\n DG> ", b"| ", b"oui", b" ", b"=",
    "déclarés".encode(), "déclarés".encode("cp1252"), "e\u0301t\u00e9".encode(), "Ã©".encode(), "â€™".encode(),
    "l’axe".encode(), "l’axe".encode("cp1252"), "\ufeff".encode(), "\u200b".encode(), "\u2028".encode(),
    "\x85".encode(), "\u2000".encode(), "« à »".encode(), b"\xc3", b"<html>", b"<p>",
)  # fmt: skip
CHARSETS = ("", "utf-8", "us-ascii", "iso-8859-1", "windows-1252", "iso-8859-15", "utf-16", "utf-7", "nowhere")


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from(CHARSETS), st.sampled_from(("", "flowed")))
def test_lines_found_by_their_bytes_are_those_of_the_text(pieces: list[bytes], charset: str, flow: str) -> None:
    flowed = "; format=flowed" if flow else ""
    head = f"From: a@b.example\nContent-Type: text/plain; charset={charset or 'unknown'}{flowed}\n\n"
    mail = parse(head.encode() + b"".join(pieces))
    texts, pages = readable(mail)
    for text in texts:
        expected = text_lines(Text(text.part).text)
        assert Text(text.part).lines() == expected
        assert text.lines() == expected  # once more, from what was kept
    decoded = mail.text()
    assert bool(pages) == decoded.lstrip().startswith(("<html>",)), decoded


@pytest.mark.parametrize("size", [19_999, 20_000, 20_001, 30_000])
def test_a_text_of_very_many_lines_is_cut_and_said_to_be(size: int) -> None:
    mail = parse(b"From: a@b.example\n\n" + b"a\n" * size + b"b")
    text = readable(mail)[0][0]
    assert text.lines() == text_lines(text.text)
    assert text.is_too_long() == (size > 20_000)
