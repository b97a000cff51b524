"""How far the claimed sender is supported: our own server's verdict, DKIM, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from mail.reading.parts import Part
from mail.reading.settings import ReadingSettings
from usecases.messages import Proof

_RESULT = re.compile(r"\b(dmarc|dkim|spf|compauth)\s*=\s*(\w+)", re.I)
_SIGNER = re.compile(r"(?:^|;)\s*d\s*=\s*([^\s;]+)")
_PARTLY = re.compile(r"(?:^|;)\s*l\s*=")
_ALIGNED = re.compile(r"(?:header\.(?:d|i|from)|smtp\.(?:mailfrom|mail))\s*=\s*@?\"?([^\s;\"]+)", re.I)


def proof_of(
    raw: bytes, mail: Part, sender: str, settings: ReadingSettings, resolver: Callable[..., bytes | None] | None = None
) -> Proof:
    """The verdict of our own server where it is named; else another server's fail; else DKIM, with a resolver."""
    domain = sender.rpartition("@")[2]
    verdict = _server_verdict(mail, domain, settings.authserv_id)
    if verdict is not Proof.NONE or resolver is None or not mail.header("dkim-signature"):
        return verdict
    return _dkim(raw, mail, domain, resolver)


def _server_verdict(mail: Part, domain: str, own: str) -> Proof:
    failed = False
    for value in mail.all_headers("authentication-results")[:20]:
        server, _, results = value.partition(";")
        is_own = (bool(own) and server.split()[:1] == [own]) or (
            bool(own) and server.split()[:1] and server.split()[0].casefold() == own.casefold()
        )
        if own and not is_own:
            continue
        verdict = _verdict(results, domain)
        if is_own:
            # only the topmost of our own is ours for sure: those below may have come with the message
            return verdict
        failed = failed or verdict is Proof.FAILED
    return Proof.FAILED if failed else Proof.NONE


def _verdict(results: str, domain: str) -> Proof:
    said: dict[str, set[str]] = {}
    passed = False
    for clause in re.split(r";", results):
        found = _RESULT.search(clause)
        if not found:
            continue
        method, result = found[1].casefold(), found[2].casefold()
        said.setdefault(method, set()).add(result)
        named = [name.rpartition("@")[2].casefold().rstrip(".") for name in _ALIGNED.findall(clause)]
        if method in ("dkim", "spf") and result == "pass" and any(is_aligned(name, domain) for name in named):
            passed = True
    if "pass" in said.get("dmarc", ()):
        return Proof.PASSED
    if "fail" in said.get("dmarc", ()):
        return Proof.FAILED
    if passed:
        return Proof.PASSED
    if "fail" in said.get("dkim", ()) or "fail" in said.get("spf", ()) or "fail" in said.get("compauth", ()):
        return Proof.FAILED
    return Proof.NONE


def is_aligned(name: str, domain: str) -> bool:
    """Whether two domains are the same or one stands below the other."""
    name, domain = name.casefold(), domain.casefold()
    return bool(name and domain) and (
        name == domain or (domain.endswith("." + name) and "." in name) or name.endswith("." + domain)
    )


def _dkim(raw: bytes, mail: Part, domain: str, resolver: Callable[..., bytes | None]) -> Proof:
    """PASSED with one signature of the sender's domain that holds, FAILED when there is none but broken ones."""
    import dkim  # only a signed message pays for it

    verdict = Proof.NONE
    for index, value in enumerate(mail.all_headers("dkim-signature")[:3]):
        signer = _SIGNER.search(value)
        # with « l= » anything may stand below what was signed
        if signer is None or not is_aligned(signer[1], domain) or _PARTLY.search(value):
            continue
        passed = False
        verifier = dkim.DKIM(raw)
        # a signature is the sender's text: whatever goes wrong with it before its key is known proves nothing
        with suppress(Exception):
            passed = verifier.verify(idx=index, dnsfunc=resolver)
        if passed:
            return Proof.PASSED
        if hasattr(verifier, "pk"):
            verdict = Proof.FAILED
    return verdict
