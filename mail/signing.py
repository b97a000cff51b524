"""DKIM: signs a mail as it stands on the wire, with the RSA key of the sender's domain (dkimpy does the work)."""

from __future__ import annotations

import re

import dkim
from dkim.crypto import UnparsableKeyError, parse_pem_private_key

# What of ours a signature vouches for. From stands twice, so that no second one can be added underneath.
_HEADERS = (
    b"from",
    b"from",
    b"to",
    b"reply-to",
    b"subject",
    b"date",
    b"message-id",
    b"in-reply-to",
    b"references",
    b"auto-submitted",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"content-language",
    b"mime-version",
    b"content-type",
)
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


class BadKey(Exception):
    """What was given cannot sign. `sentence` is French, without a final stop."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Signer:
    """Signs for one domain; `selector` names the key in its DNS (`selector._domainkey.domain`).

    `key` is an RSA private key in PEM. Raises `BadKey`.
    """

    def __init__(self, selector: str, domain: str, key: bytes) -> None:
        for name in (selector, domain):
            if not _NAME.fullmatch(name):
                raise BadKey(f"« {name} » n’est pas un nom de DNS")
        key = key.replace(b"\r\n", b"\n")
        try:
            parse_pem_private_key(key)
        except (UnparsableKeyError, ValueError, KeyError, IndexError):
            raise BadKey("ce n’est pas une clé privée RSA au format PEM, sans mot de passe") from None
        self._selector, self._domain, self._key = selector.encode(), domain.encode(), key

    def __call__(self, content: bytes) -> bytes:
        """The DKIM-Signature header of this content (CRLF line ends, no dot doubled), with its line end."""
        signature: bytes = dkim.sign(
            content,
            self._selector,
            self._domain,
            self._key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=_HEADERS,
        )
        return signature
