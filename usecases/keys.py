"""Names that are derived, not stored: keys of outgoing messages, their Message-IDs, and the tokens of invitations.

All depend on the installation's secret, so that a token cannot be guessed and a second sending is the same message.
"""

from __future__ import annotations

import base64
import hashlib
import hmac


def derive(secret: bytes, *parts: str) -> bytes:
    """32 bytes that depend on the secret and on every part."""
    return hmac.new(secret, "\0".join(parts).encode(), hashlib.sha256).digest()


def token(secret: bytes, invitation: str) -> str:
    """The token of an invitation: 12 characters a-z2-7 (60 bits)."""
    return base64.b32encode(derive(secret, "token", invitation))[:12].decode().lower()


def key(round: str, contact: str, channel: str, kind: str, occasion: str) -> str:
    """The key of an outgoing message; `occasion` is the step, or the reference of the message it answers."""
    return "|".join((round, contact, channel, kind, occasion))


def message_id(secret: bytes, key: str, domain: str) -> str:
    """The Message-ID of the outgoing message with this key, with its angle brackets."""
    return f"<{derive(secret, 'message', key).hex()[:32]}@{domain}>"
