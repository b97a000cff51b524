"""What gateways and clients do to the bytes of a reply: its answers come out whole."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

import base64
import quopri
import unicodedata

import pytest

from mail.reading import read_reply
from tests.mails.clients import WHO, with_answers
from tests.reading.letters import invited
from tests.reading.manners import bodies_of
from tests.reading.test_corpus import plain_all

HEADS = "From: Marie Dupont <marie.dupont@ars.example>\r\nTo: relance+abcdefgh2345@dgos.example\r\nSubject: RE: Bilan\r\nMIME-Version: 1.0\r\n"
INLINE = {"Q5": "Oui, déjà fêté à Besançon : n° 12", "Q6": "Néant"}
OURS = bodies_of(invited())
SAID = f"Bonjour,\n\nLe 17/07/2017 à 09:00, {WHO} a écrit :\n{with_answers(OURS, INLINE, '> ')}\n"
KEYED = {"Q5": "Oui", "Q6": "Non"}
PLAIN = "Content-Type: text/plain; charset=utf-8"
PAGE = "Content-Type: text/html; charset=utf-8"


def one(kind: str, body: bytes, encoding: str = "8bit") -> bytes:
    return f"{HEADS}Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def several(kind: str, *parts: tuple[str, str], boundary: str = "BB", end: str = "--BB--\r\n") -> bytes:
    inner = "".join(f"--{boundary}\r\n{head}\r\n\r\n{body}\r\n" for head, body in parts)
    return f'{HEADS}Content-Type: multipart/{kind}; boundary="BB"\r\n\r\n{inner}{end}'.encode()


CHARSETS = {
    "UTF-8 called ISO-8859-1": one("text/plain; charset=iso-8859-1", SAID.encode()),
    "Windows-1252 called UTF-8": one("text/plain; charset=utf-8", SAID.encode("cp1252", "replace")),
    "encoded twice": one("text/plain; charset=utf-8", SAID.encode().decode("latin-1").encode()),
    "encoded twice, through Windows-1252": one("text/plain; charset=utf-8", SAID.encode().decode("cp1252", "ignore").encode()),
    "nothing declared, UTF-8": one("text/plain", SAID.encode()),
    "nothing declared, Windows-1252": one("text/plain", SAID.encode("cp1252", "replace")),
    "an answer in another charset than the quote": one("text/plain; charset=utf-8", b"\n".join(line.encode("cp1252") if line in INLINE.values() else line.encode() for line in SAID.split("\n"))),
    "Macintosh": one("text/plain; charset=macintosh", SAID.encode("mac_roman", "replace")),
    "UTF-16 without a mark": one("text/plain; charset=utf-16le", SAID.encode("utf-16le")),
    "decomposed accents": one("text/plain; charset=utf-8", unicodedata.normalize("NFD", SAID).encode()),
    "encoded three times": one("text/plain; charset=utf-8", SAID.encode().decode("latin-1").encode().decode("latin-1").encode()),
    "UTF-16 by its mark alone": one("text/plain; charset=utf-8", base64.encodebytes(SAID.encode("utf-16")), "base64"),
    "UTF-8 called UTF-16": one("text/plain; charset=utf-16", base64.encodebytes(SAID.encode()), "base64"),
    "UTF-7 by its old name": one("text/plain; charset=unicode-1-1-utf-7", SAID.encode("utf-7")),
    "Macintosh by its old name": one("text/plain; charset=x-mac-roman", SAID.encode("mac_roman", "replace")),
    "quoted-printable, not declared": one("text/plain; charset=utf-8", quopri.encodestring(SAID.encode()), "7bit"),
    "base64, not declared": one("text/plain; charset=utf-8", base64.encodebytes(SAID.encode()), "7bit"),
    "base64 with a comment": one("text/plain; charset=utf-8", base64.encodebytes(SAID.encode()), "base64 (MIME)"),
    "called base64": one("text/plain; charset=utf-8", SAID.encode(), "base64"),
    "blanks at soft line ends": one("text/plain; charset=utf-8", quopri.encodestring(SAID.encode()).replace(b"=\n", b"= \r\n"), "quoted-printable"),
    "only returns": one("text/plain; charset=utf-8", SAID.encode()).replace(b"\r\n", b"\n").replace(b"\n", b"\r"),
    "returns twice": one("text/plain; charset=utf-8", SAID.replace("\n", "\r\n").encode()).replace(b"\r\n", b"\r\r\n"),
    "a page of preformatted text": one("text/html; charset=utf-8", f"<html><body><pre>{SAID.replace('<', '&lt;')}</pre></body></html>".encode()),
    "a page of lines with marks": one("text/html; charset=utf-8", ("<div>" + SAID.replace("<", "&lt;").replace("\n", "<br>") + "</div>").encode()),
    "the page cut off": several("alternative", (PLAIN, SAID), (PAGE, "<p>Bonj"), end=""),
}  # fmt: skip


@pytest.mark.parametrize("raw", CHARSETS.values(), ids=CHARSETS.keys())
def test_accents_survive_what_gateways_do(raw: bytes) -> None:
    assert plain_all({p.code: p.text for p in read_reply(raw, invited()).answers}) == plain_all(INLINE)


SHAPES = {
    "nothing in the text part": several("alternative", (PLAIN, ""), (PAGE, "<p>Q5 : Oui</p><p>Q6 : Non</p>" + OURS.page)),
    "a stub in the text part": several("alternative", (PLAIN, "Votre logiciel ne lit pas le HTML."), (PAGE, "<p>Q5 : Oui</p><p>Q6 : Non</p>")),
    "nothing in the page": several("alternative", (PLAIN, "Q5 : Oui\nQ6 : Non"), (PAGE, "<html><body></body></html>")),
    "only a page, in base64": one("text/html; charset=utf-8", base64.encodebytes(("<p>Q5&nbsp;: Oui</p><p>Q6&nbsp;: Non</p>" + OURS.page).encode()), "base64"),
    "text, a picture, text, a file, text": several("mixed", (PLAIN, "Q5 : Oui"), ("Content-Type: image/png; name=a.png\r\nContent-Disposition: inline; filename=a.png", "x"), (PLAIN, "Q6 : Non"), ("Content-Type: application/pdf; name=b.pdf\r\nContent-Disposition: attachment; filename=b.pdf", "x"), (PLAIN, "Cordialement\nMarie Dupont")),
    "a picture between two pages": several("alternative", (PLAIN, "Q5 : Oui\n\nQ6 : Non"), ("Content-Type: multipart/mixed; boundary=CC", "--CC\r\nContent-Type: text/html\r\n\r\n<p>Q5 : Oui</p>\r\n--CC\r\nContent-Type: image/png; name=i.png\r\nContent-Disposition: inline; filename=i.png\r\n\r\nx\r\n--CC\r\nContent-Type: text/html\r\n\r\n<p>Q6 : Non</p>\r\n--CC--")),
    "no boundary declared": several("mixed", (PLAIN, "Q5 : Oui"), (PLAIN, "Q6 : Non")).replace(b'; boundary="BB"', b""),
    "another boundary declared": several("mixed", (PLAIN, "Q5 : Oui"), (PLAIN, "Q6 : Non")).replace(b'boundary="BB"', b'boundary="XX"'),
    "no last boundary": several("mixed", (PLAIN, "Q5 : Oui"), (PLAIN, "Q6 : Non"), end=""),
    "a page called text": one("text/plain; charset=utf-8", b"<html><body><p>Q5 : Oui</p><p>Q6 : Non</p></body></html>"),
    "enriched text": one("text/enriched", b"<bold>Q5</bold> : Oui\n\n<color><param>red</param>Q6 : Non</color>"),
    "flowed": one("text/plain; format=flowed", b"Q5 : \nOui\n\nQ6 : Non"),
    "flowed, with DelSp": one("text/plain; format=flowed; delsp=yes", b"Q5 : O \nui\nQ6 : Non"),
    "old line ends": one("text/plain", b"Q5 : Oui\r\rQ6 : Non\r"),
    "line breaks of Word": one("text/plain", b"Q5 : Oui\x0bQ6 : Non"),
    "a page, and a text beside it": several("mixed", (PAGE, "<p>Q5 : Oui</p>"), (PLAIN, "Q6 : Non")),
    "a page, and the same as text beside it": several("mixed", (PLAIN, "Q5 : Oui\nQ6 : Non"), (PAGE, "<p>Q5 : Oui</p><p>Q6 : Non</p>")),
    "a piece of a page called text": one("text/plain; charset=utf-8", b"<div>Q5 : Oui</div><div>Q6 : Non</div>"),
    "another kind of text": one("text/markdown; charset=utf-8", b"Q5 : Oui\n\nQ6 : Non"),
    "all of it sent as a file": one("text/plain; charset=utf-8\r\nContent-Disposition: attachment", b"Q5 : Oui\nQ6 : Non"),
    "no line between headers and text": one("text/plain", b"Q5 : Oui\r\nQ6 : Non\r\n").replace(b"8bit\r\n\r\n", b"8bit\r\n"),
    "a forward as a file without its type": several("mixed", (PLAIN, "Bonjour"), ("Content-Type: application/octet-stream; name=RE.eml\r\nContent-Transfer-Encoding: base64", base64.encodebytes(f"{HEADS}Date: Mon, 17 Jul 2017 09:00:00 +0200\r\n\r\nQ5 : Oui\r\nQ6 : Non".encode()).decode())),
    "a forward in a forward": several("mixed", (PLAIN, "Bonjour"), ("Content-Type: message/rfc822", f"{HEADS}Content-Type: message/rfc822\r\n\r\n{HEADS}\r\nQ5 : Oui\r\nQ6 : Non")),
    "signed by PGP in the text": one("text/plain", b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nQ5 : Oui\nQ6 : Non\n- -- \nMarie Dupont\n-----BEGIN PGP SIGNATURE-----\n\niQEc\n=abcd\n-----END PGP SIGNATURE-----\n"),
    "a footer of a list behind base64": one("text/plain", base64.encodebytes(b"Q5 : Oui\nQ6 : Non    ") + b"_____________\r\nListe de diffusion ARS\r\n", "base64"),
    "base64 joined to base64": one("text/plain", base64.encodebytes(b"Q5 : Oui\n") + base64.encodebytes(b"Q6 : Non"), "base64"),
    "base64 without its padding": one("text/plain", base64.encodebytes(b"Q5 : Oui\nQ6 : Non").rstrip(b"=\n"), "base64"),
}  # fmt: skip


@pytest.mark.parametrize("raw", SHAPES.values(), ids=SHAPES.keys())
def test_answers_are_found_in_whatever_part_they_stand(raw: bytes) -> None:
    assert plain_all({p.code: p.text for p in read_reply(raw, invited()).answers}) == KEYED


def test_a_mail_cut_within_a_character_keeps_the_others() -> None:
    cut = quopri.encodestring("Q1a : trois réunions\nQ5 : déjà f".encode()) + b"=C3"
    answers = {
        p.code: p.text for p in read_reply(one("text/plain; charset=utf-8", cut, "quoted-printable"), invited()).answers
    }
    assert answers["Q1a"] == "trois réunions"
    assert answers["Q5"].startswith("déjà f")
