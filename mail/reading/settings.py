"""What the reader must know of this installation: its own addresses, its server, its limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

TOKEN = "[a-z2-7]{12}"  # noqa: S105 -- the shape of a token, not one


@dataclass(frozen=True)
class ReadingSettings:
    """`reply_pattern` holds `{token}`; `addresses` are our other addresses (From, the mailbox itself).

    `bounce_pattern` is where undelivered mail comes back to, where that is another address with `{token}`, or "".
    `authserv_id` is the name with which our own server signs Authentication-Results ("" when unknown).
    `max_bytes` is the largest message that is read; a larger one goes to a person.
    """

    reply_pattern: str = "relance+{token}@relance.example"
    addresses: tuple[str, ...] = ()
    authserv_id: str = ""
    max_bytes: int = 40_000_000
    bounce_pattern: str = ""

    def is_own(self, address: str) -> bool:
        """Whether this address is one of ours: the mailbox, the sender, or a reply address with any token."""
        folded = address.strip().casefold()
        return (
            folded in {own.strip().casefold() for own in self.addresses}
            or bool(token_pattern(self.reply_pattern).fullmatch(folded))
            or folded == self.mailbox
            or bool(self.bounce_pattern and token_pattern(self.bounce_pattern).fullmatch(folded))
        )

    @property
    def mailbox(self) -> str:
        """The reply address without its token."""
        local, _, domain = self.reply_pattern.casefold().partition("@")
        return f"{local.replace('{token}', '').rstrip('+.-=_')}@{domain}"


@lru_cache(maxsize=16)
def token_pattern(reply_pattern: str) -> re.Pattern[str]:
    """A pattern that finds the token in a reply address, whichever of the separators + . - = _ carries it.

    Older mail of ours may have left with another separator: any of them is read.
    """
    local, _, domain = reply_pattern.casefold().partition("@")
    before, _, after = local.partition("{token}")
    before, after = before.rstrip("+.-=_"), after.lstrip("+.-=_")
    sign = "(?:[+.=_-]|%2b|=2b)"  # the last two as they stand in a link and in quoted-printable
    left = re.escape(before) + (sign if before else "")
    right = (sign if after else "") + re.escape(after)
    return re.compile(f"{left}({TOKEN}){right}@{re.escape(domain)}" if domain else f"{left}({TOKEN}){right}")
