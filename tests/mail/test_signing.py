"""DKIM: the very bytes that were sent are signed, which dkimpy's own verifier confirms (dkim.pem is for tests only)."""

from __future__ import annotations

from pathlib import Path

import dkim
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.compose import MailComposer
from mail.signing import BadKey, Signer
from mail.smtp import SmtpSender
from mail.smtp_opening import SmtpSettings
from mail.smtp_session import on_the_wire
from relance.demo.servers.smtp import smtp_server
from tests.mail.letters import ALL, FORM, INVITATION, REPLY_PATTERN
from usecases.ports import Sent

KEY = Path(__file__).with_name("dkim.pem").read_bytes()
PUBLISHED = (
    b"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAlj2TMWpBgASV3Cm+h1yGTKDTlvnM9YQF1tRZFKKQhn/QGilKMZ28XQNq"
    b"JQweyVpt2sn6aymiDFgLqH4sD6Lqn/KlkKXD90MQsSMXjaWCzWyjjHjTCxj+dY2oSah8eDg7M7Xr6/lOVq4HAOEmPhqqWC1VTOvq"
    b"tavaszxbw4teQXbTdJE1G/PAi0y3q/xp+86+lv8IKRoYyh8rZoXHaoU8UzaBDSQ22NNuhJAo8HSIAM2/erAyKKSCVv15mam3fW/z"
    b"vb5JEl95zVMQqc6PKslDA5m31wKAd9FP1nq2GuMg2SproHA89uUcM56Iu78U596/WKKCJ8Z1cZB7WkwKg+pwQQIDAQAB"
)
SIGNER = Signer("relance", "dgos.example", KEY)
COMPOSER = MailComposer("Bureau d’essai", "relance@dgos.example", REPLY_PATTERN)


def is_valid(signed: bytes) -> bool:
    """Whether the signature holds for who asks the DNS."""

    def answer(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"relance._domainkey.dgos.example."
        return b"v=DKIM1; k=rsa; p=" + PUBLISHED

    return bool(dkim.verify(signed, dnsfunc=answer))


@pytest.mark.parametrize("letter", ALL, ids=lambda letter: letter.kind.value)
def test_every_letter_is_signed(letter: object) -> None:
    sent = on_the_wire(COMPOSER.compose(letter))  # type: ignore[arg-type]  # ids make it an object
    header = SIGNER(sent)
    assert header.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=dgos.example;")
    assert header.endswith(b"\r\n")
    assert is_valid(header + sent)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_whatever_the_lines_are_the_bytes_on_the_wire_are_those_signed(text: str, end: str, final: bool) -> None:
    body = text.replace("\r", "").replace("\n", end) + (end if final else "")
    raw = f"From: a@dgos.example{end}To: b@ars.example{end}Subject: essai{end}{end}{body}".encode()
    sent = on_the_wire(raw)
    assert is_valid(SIGNER(sent) + sent)


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"Subject: ", b"Subject: Re: "), (b"Bonjour", b"Bonsoir"), (b"From: ", b"From: pirate@ars.example\r\nFrom: ")],
    ids=["the subject", "the body", "another From"],
)
def test_what_is_changed_on_the_way_is_noticed(before: bytes, after: bytes) -> None:
    sent = on_the_wire(COMPOSER.compose(INVITATION))
    signed = SIGNER(sent) + sent
    assert not is_valid(signed.replace(before, after, 1)) if before in signed else pytest.fail("nothing was changed")


@pytest.mark.parametrize("body", [b"Bonjour.", b".\n..deux\n.", b"accents : \xc3\xa9\n", b""], ids=range(4))
async def test_a_signed_mail_arrives_signed_and_otherwise_as_it_was(body: bytes) -> None:
    raw = b"From: a@dgos.example\nSubject: essai\n\n" + body
    async with smtp_server() as server:
        mine = SmtpSettings(server.host, server.port, "a@dgos.example", tls="none", sign=SIGNER)
        async with SmtpSender(mine) as sender:
            assert [a.result for a in await sender.send([("b@ars.example", raw)])] == [Sent.DONE]
        [got] = server.boxes.of("b@ars.example")
    assert got.startswith(b"DKIM-Signature: ")
    assert got.rstrip(b"\n").endswith(raw.rstrip(b"\n"))
    assert is_valid(on_the_wire(got))


@pytest.mark.parametrize(
    ("selector", "domain", "key", "sentence"),
    [
        pytest.param("s", "dgos.example", b"", "clé privée RSA", id="nothing"),
        pytest.param("s", "dgos.example", KEY[:300], "clé privée RSA", id="half a key"),
        pytest.param("s", "dgos.example", b"-----BEGIN X-----\nYQ==\n-----END X-----\n", "clé privée RSA", id="no key"),
        pytest.param("s p", "dgos.example", KEY, "« s p »", id="selector"),
        pytest.param("s", "dgos.example\r\nX: y", KEY, "nom de DNS", id="domain"),
    ],
)
def test_what_cannot_sign_is_refused_at_the_start(selector: str, domain: str, key: bytes, sentence: str) -> None:
    with pytest.raises(BadKey, match=sentence):
        Signer(selector, domain, key)


def test_a_key_with_windows_line_ends_signs_too() -> None:
    sent = on_the_wire(COMPOSER.compose(INVITATION))
    assert is_valid(Signer("relance", "dgos.example", KEY.replace(b"\n", b"\r\n"))(sent) + sent)


def test_a_mail_with_files_is_signed_whole() -> None:
    sent = on_the_wire(COMPOSER.compose(INVITATION)) + FORM.content.hex().encode()
    assert is_valid(SIGNER(sent) + sent)
