"""Names that are derived, not stored: keys of outgoing messages, their Message-IDs, tokens, chat links and codes.

All depend on the installation's secret, so that a token cannot be guessed and a second sending is the same message.
"""

from __future__ import annotations

import base64
import hmac


def derive(secret: bytes, *parts: str) -> bytes:
    """32 bytes that depend on the secret and on every part."""
    return hmac.digest(secret, "\0".join(parts).encode(), "sha256")


def token(secret: bytes, invitation: str) -> str:
    """The token of an invitation: 12 characters a-z2-7 (60 bits)."""
    return base64.b32encode(derive(secret, "token", invitation))[:12].decode().lower()


def key(round: str, contact: str, channel: str, kind: str, occasion: str) -> str:
    """The key of an outgoing message; `occasion` is the step, or the reference of the message it answers."""
    return "|".join((round, contact, channel, kind, occasion))


def message_id(secret: bytes, key: str, domain: str) -> str:
    """The Message-ID of the outgoing message with this key, with its angle brackets."""
    return f"<{derive(secret, 'message', key).hex()[:32]}@{domain}>"


def chat_key(secret: bytes, invitation: str, token: str, revoked: int) -> str:
    """What the personal chat link of an invitation carries: its token and a signature, 35 characters A-Z a-z 0-9 _ -.

    `revoked` is how often this person's link was revoked: each time it is another one.
    """
    signature = base64.urlsafe_b64encode(derive(secret, "chat", invitation, str(revoked)))[:22].decode()
    return f"{token}-{signature}"


def code(secret: bytes, reference: str) -> str:
    """The six digits that are sent to whoever asked for a code with this message."""
    return f"{int.from_bytes(derive(secret, 'code', reference)) % 1_000_000:06d}"


def code_check(secret: bytes, reference: str, code: str) -> str:
    """What is stored of such a code: enough to recognise it, and useless without the secret."""
    return derive(secret, "code check", reference, code).hex()
