"""Who is asked: organisations (they count once) and the contacts who speak for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """Addressees and respondents are invited and reminded; resource persons and coordinators are not."""

    ADDRESSEE = "addressee"
    RESPONDENT = "respondent"
    RESOURCE = "resource"
    COORDINATOR = "coordinator"

    @property
    def is_invited(self) -> bool:
        return self in (Role.ADDRESSEE, Role.RESPONDENT)


@dataclass(frozen=True)
class Organisation:
    """One respondent. `zone` is an IANA time zone; `holidays` a subdivision code of its public holidays or ""."""

    code: str
    name: str
    zone: str = "Europe/Paris"
    holidays: str = ""


@dataclass(frozen=True)
class Contact:
    """One person in one campaign, known by an e-mail address, other addresses learned since, and maybe a chat.

    `organisation` is "" for coordinators. `origin` says how we know them: "list", "reply" (a colleague who
    answered with a token), "handover" (named by a colleague), "named" (in H2 or H3), "assigned" (by a coordinator),
    "group" (spoke in the chat group of an organisation). `unreachable` is the reason of a permanent bounce, or "".

    `chat` is the chat that this person used last and that takes our messages, or ""; `chats` are all of theirs (one
    per device or network), `lost_chats` those that refuse us now. `chat_links` counts how often the personal link
    was revoked. `campaigns.devices` changes them.
    """

    id: str
    campaign: str
    organisation: str
    email: str
    name: str = ""
    role: Role = Role.RESPONDENT
    function: str = ""
    department: str = ""
    zone: str = ""
    profile: str = ""
    aliases: tuple[str, ...] = ()
    chat: str = ""
    origin: str = "list"
    unreachable: str = ""
    absent_until: date | None = None
    chats: tuple[str, ...] = ()
    lost_chats: tuple[str, ...] = ()
    chat_links: int = 0

    @property
    def devices(self) -> tuple[str, ...]:
        """Every chat in which this person is known, the one used last first."""
        known = (self.chat, *self.chats) if self.chat else self.chats
        return tuple(dict.fromkeys(known))

    @property
    def addresses(self) -> tuple[str, ...]:
        return (self.email, *self.aliases)


def contact_id(campaign: str, email: str) -> str:
    """The id of the contact with this address in this campaign (addresses compare without case)."""
    return f"{campaign}/{email.strip().casefold()}"
