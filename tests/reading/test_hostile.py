"""Garbage, bombs and endless lines: an answer within bounded work, and never an exception.

`RELANCE_MUTATIONS=100000` is the nightly size.
"""

from __future__ import annotations

import os
import random
import time
from datetime import datetime

import pytest

from mail.reading import ReadingSettings, open_mail, read_reply
from tests.mails.cases import CASES
from tests.mails.clients import CLIENTS
from tests.reading.letters import PARIS, PATTERN, invited
from tests.reading.manners import bodies_of

SETTINGS = ReadingSettings(PATTERN, ("pnsp@dgos.example",))
NOW = datetime(2017, 8, 1, 9, 0, tzinfo=PARIS)
MUTATIONS = int(os.environ.get("RELANCE_MUTATIONS", "150"))
HEAD = b"From: a <a@ars.example>\r\nTo: relance+abcdefgh2345@dgos.example\r\nMIME-Version: 1.0\r\n"
TEXT = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
PAGE = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"

BOMBS = {
    "20,000 times « Le » on a line": TEXT + b"Le " * 20_000,
    "20,000 lines « Le »": TEXT + b"Le \n" * 20_000,
    "20,000 half attributions": TEXT + b"Le 12 a 10:00 x@y.example " * 20_000,
    "a line of 10 MB": TEXT + b"mot " * 2_500_000,
    "10 MB of keys": TEXT + b"Q1a : x ; " * 50_000,
    "keys without end": TEXT + b"Q1a : x\n" * 8_000,
    "20,000 different keyed lines": TEXT + b"".join(b"[Q1a] x%d\n" % i for i in range(20_000)),
    "20,000 lines « Axe 1 »": TEXT + b"Axe 1 : x\n" * 20_000,
    "questions spoken without end": TEXT + b"question un a oui question cinq non " * 3_000,
    "« RAS sauf » without end": TEXT + b"RAS sauf Q5 : oui\n" * 5_000,
    "mojibake without end": TEXT + "Ã©".encode() * 200_000,
    "codes without end": TEXT + b"[Q1a] " * 40_000,
    "headers without end": TEXT + b"De : a\nObjet : b\n" * 4_000,
    "closings without end": TEXT + b"Cordialement,\n" * 20_000,
    "marks without end": TEXT + b">" * 1_000_000,
    "refusals without end": TEXT + b"nous ne souhaitons pas " * 20_000,
    "quotes without end": TEXT + "remplacer « par » ".encode() * 20_000,
    "3,000 parts in parts": HEAD
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(3000)),
    "100,000 parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000,
    "3,000 messages in messages": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3000,
    "100,000 open <div>": PAGE + b"<div>" * 100_000 + b"x",
    "open comments": PAGE + b"<!--" * 200_000,
    "open quotes": PAGE + b'<a "' * 200_000,
    "struck without end": PAGE + b"<s>a<p>b</s>" * 60_000,
    "headers in 400 parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + (b"--b\r\n" + b"A: b\r\n" * 5_000 + b"\r\nx\r\n") * 400,
    "a sign on every other line": TEXT + b":\n: x\n" * 100_000,
    "PGP without end": TEXT + b"-----BEGIN PGP MESSAGE-----\n" * 30_000,
    "words called base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"Q5 oui\r\n" * 500_000,
    "encoded words": b"Subject: " + b"=?utf-8?q?x?= " * 50_000 + b"\r\n\r\n",
    "references": HEAD + b"References: " + b"<a@b.example> " * 100_000 + b"\r\n\r\nx",
    "parameters": HEAD + b"Content-Type: text/plain; " + b"name*0*=x; " * 100_000 + b"\r\n\r\nx",
    "nothing": b"",
    "zeros": b"\0" * 1_000_000,
    "no header": b"x" * 100_000,
}


@pytest.mark.parametrize("raw", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_costs_bounded_work(raw: bytes) -> None:
    start = time.process_time()
    opened = open_mail(raw, NOW, SETTINGS)
    read_reply(raw, invited())
    assert opened.mail is not None
    # generous, for a slow machine: what explodes takes minutes
    assert time.process_time() - start < 10


def test_what_stands_below_thousands_of_lines_is_shown() -> None:
    said = TEXT + b"".join(b"[Q1a] x%d\n" % i for i in range(12_000)) + "[Q5] oui, évidemment\n".encode()
    reply = read_reply(said, invited())
    assert any("oui, évidemment" in text for text in reply.leftover)


def test_a_list_below_words_and_a_key_of_two_questions_is_read() -> None:
    said = TEXT + "Q3 : comment faire\n– le plus simple : ceci\nQ5 : oui\n".encode()
    reply = read_reply(said, invited())
    assert {p.code: p.text for p in reply.answers} == {"Q5": "oui"}
    assert {p.text for p in reply.suggested} == {"comment faire\n– le plus simple : ceci"}


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """The message with some bytes lost, doubled, changed or moved."""
    data = bytearray(raw)
    for _ in range(chance.choice((1, 3, 10, 40))):
        at = chance.randrange(len(data))
        size = chance.choice((1, 1, 2, 10, 200))
        match chance.randrange(6):
            case 0:
                del data[at : at + size]
            case 1:
                data[at : at + size] = chance.randbytes(size)
            case 2:
                data[at:at] = data[at : at + size] * 3
            case 3:
                data[at:at] = chance.choice(
                    (b"\r\n\r\n", b"--b\r\n", b"=?utf-8?b?", b"<", b"\xff\xfe", b"\0", b'"', b"[Q1a]")
                )
            case 4:
                other = chance.randrange(len(data))
                data[at : at + size] = data[other : other + size]
            case _:
                data[at : at + 1] = b""
        if not data:
            return raw
    return bytes(data)


@pytest.mark.timeout(max(120, MUTATIONS // 20))
def test_mutated_messages_never_raise() -> None:
    asked = invited()
    chance = random.Random(20170717)
    originals = [CLIENTS[case.client](case.said, case.inline, bodies_of(asked)).as_bytes() for case in CASES[::9]]
    originals.append(asked.sent[0].raw)
    for _ in range(MUTATIONS):
        raw = mutated(chance.choice(originals), chance)
        assert open_mail(raw, NOW, SETTINGS).mail is not None
        read_reply(raw, asked)
