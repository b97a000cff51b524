"""DKIM: a mail signed by the sender's domain is proven, one changed afterwards is not, and no key proves nothing."""

# ruff: noqa: E501 -- a case is easier to read on one line

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import dkim
import pytest

from mail.reading import ReadingSettings, open_mail
from tests.reading.letters import PARIS, PATTERN
from usecases.messages import Proof

SETTINGS = ReadingSettings(PATTERN, ("pnsp@dgos.example",))
NOW = datetime(2017, 8, 1, 9, 0, tzinfo=PARIS)
MAIL = (
    b"From: Marie Dupont <marie.dupont@ars.example>\r\nTo: relance+abcdefgh2345@dgos.example\r\n"
    b"Subject: RE: Bilan du PNSP\r\nDate: Tue, 18 Jul 2017 10:00:00 +0200\r\nMessage-ID: <1@ars.example>\r\n\r\n"
    b"Q5 : oui\r\n"
)
NAME = b"t2017._domainkey.ars.example."


@dataclass(frozen=True)
class Key:
    private: bytes
    record: bytes  # as the domain publishes it


def _prime(chance: random.Random, bits: int) -> int:
    while True:
        number = chance.getrandbits(bits) | (1 << (bits - 1)) | (1 << (bits - 2)) | 1
        if all(pow(witness, number - 1, number) == 1 for witness in (2, 3, 5, 7, 11)) and number % 65537 != 1:
            return number


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes((size,)) if size < 128 else bytes((0x82, *size.to_bytes(2, "big")))
    return bytes((tag,)) + length + content


def _sequence(*numbers: int) -> bytes:
    return _der(0x30, b"".join(_der(0x02, n.to_bytes(n.bit_length() // 8 + 1, "big")) for n in numbers))


@lru_cache(maxsize=2)
def key(seed: int = 1) -> Key:
    """An RSA key of this test's own: nothing real is signed with it."""
    chance = random.Random(seed)
    p, q = _prime(chance, 512), _prime(chance, 512)
    n, e = p * q, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    private = _sequence(0, n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    public = _der(0x30, algorithm + _der(0x03, b"\0" + _sequence(n, e)))
    lines = base64.encodebytes(private)
    return Key(
        b"-----BEGIN RSA PRIVATE KEY-----\n" + lines + b"-----END RSA PRIVATE KEY-----\n",
        b"v=DKIM1; k=rsa; p=" + base64.b64encode(public),
    )


def signed(raw: bytes = MAIL, domain: bytes = b"ars.example", length: bool = False) -> bytes:
    signature: bytes = dkim.sign(raw, b"t2017", domain, key().private, length=length)
    return signature + raw


def answering(record: bytes | None) -> Callable[..., bytes | None]:
    """A name server that knows one record."""

    def resolve(name: bytes, timeout: int = 5) -> bytes | None:
        return record if name == NAME else None

    return resolve


CASES = {
    "signed by the sender's domain": (signed(), key().record, Proof.PASSED),
    "by the domain above": (signed(MAIL.replace(b"@ars.example>\r\nTo", b"@mail.ars.example>\r\nTo")), key().record, Proof.PASSED),
    "its text changed": (signed().replace(b"oui", b"non"), key().record, Proof.FAILED),
    "its subject changed": (signed().replace(b"Bilan", b"Autre"), key().record, Proof.FAILED),
    "signed with another key": (signed(), key(2).record, Proof.FAILED),
    "no key published": (signed(), None, Proof.NONE),
    "a key withdrawn": (signed(), b"v=DKIM1; k=rsa; p=", Proof.NONE),
    "a key that is none": (signed(), b"v=DKIM1; p=AAAA", Proof.NONE),
    "signed by somebody else": (signed(domain=b"ailleurs.example"), key().record, Proof.NONE),
    "a signature that is none": (b"DKIM-Signature: v=1; d=ars.example; b=\r\n" + MAIL, key().record, Proof.NONE),
    "only the beginning signed": (signed(length=True) + b"Q6 : ajout\r\n", key().record, Proof.NONE),
    "a broken signature above a good one": (signed(signed().replace(b"t2017", b"t2016", 1)), key().record, Proof.PASSED),
    "not signed": (MAIL, key().record, Proof.NONE),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "record", "proof"), CASES.values(), ids=CASES.keys())
def test_a_signature_proves_the_sender_only_when_it_holds(raw: bytes, record: bytes | None, proof: Proof) -> None:
    facts = open_mail(raw, NOW, SETTINGS, answering(record)).mail
    assert facts is not None
    assert facts.proof is proof


def test_without_a_name_server_a_signature_proves_nothing() -> None:
    facts = open_mail(signed(), NOW, SETTINGS).mail
    assert facts is not None
    assert facts.proof is Proof.NONE
