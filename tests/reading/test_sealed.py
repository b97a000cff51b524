"""Opaque signed mail and winmail.dat are opened; what is encrypted waits for a person."""

from __future__ import annotations

import base64
import struct
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.reading import ReadingSettings, open_mail, read_reply
from mail.reading.sealed import signed_content, winmail
from tests.reading.letters import PARIS, PATTERN, invited

NOW = datetime(2017, 8, 1, 9, 0, tzinfo=PARIS)
SETTINGS = ReadingSettings(PATTERN)
INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nQ6 : rien.\r\n"
SIGNED = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("06092a864886f70d010701")


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def sealed(content: bytes, kind: str = "signed-data") -> bytes:
    head = f"From: m@ars.example\r\nContent-Type: application/pkcs7-mime; smime-type={kind}; name=smime.p7m\r\n"
    return head.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content)


WHOLE = der(0x30, SIGNED + der(0xA0, der(0x30, b"\x02\x01\x01" + der(0x30, DATA + der(0xA0, der(0x04, INNER))))))
PIECES = b"\x30\x80" + SIGNED + b"\xa0\x80\x30\x80\x02\x01\x01\x30\x80" + DATA + b"\xa0\x80\x24\x80"
PIECES += der(0x04, INNER[:20]) + der(0x04, INNER[20:]) + b"\0\0" * 6


@pytest.mark.parametrize("content", [WHOLE, PIECES], ids=["whole", "in pieces"])
def test_opaque_signed_mail_is_read(content: bytes) -> None:
    raw = sealed(content)
    assert [(p.code, p.text) for p in read_reply(raw, invited()).answers] == [("Q6", "rien.")]
    facts = open_mail(raw, NOW, SETTINGS).mail
    assert facts is not None
    assert facts.undecipherable == ""


def attribute(level: int, identifier: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, identifier, len(value)) + value + b"\0\0"


def tnef() -> bytes:
    body = "Q6 : été.".encode("utf-16-le")
    properties = (
        struct.pack("<I", 1) + struct.pack("<HHII", 0x1F, 0x1000, 1, len(body)) + body + b"\0" * (-len(body) % 4)
    )
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + attribute(1, 0x00069003, properties)
        + attribute(2, 0x00069002, b"\0" * 14)
        + attribute(2, 0x0006800F, b"contenu")
        + attribute(2, 0x00018010, "bilan été.docx\0".encode("cp1252"))
    )


def test_winmail_is_opened_with_its_files() -> None:
    raw = (
        b"From: m@ars.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\n\r\n"
        b"--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(tnef())
        + b"--b--\r\n"
    )
    opened = open_mail(raw, NOW, SETTINGS)
    assert [(a.name, a.content) for a in opened.attachments] == [("bilan été.docx", b"contenu")]
    assert [(p.code, p.text) for p in read_reply(raw, invited()).answers] == [("Q6", "été.")]


@given(st.binary(max_size=200), st.integers(0, 200))
def test_broken_seals_are_left_alone(noise: bytes, cut: int) -> None:
    signed_content(WHOLE[:cut] + noise)
    winmail(tnef()[:cut] + noise)
