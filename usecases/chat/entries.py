"""How people come in by chat, as stored values: a code that was asked for, and a group bound to an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Knock:
    """Someone whom we do not know asked, in this chat, for a code to be sent to this address (small letters).

    `id` is the reference of their message. `check` is the keyed hash of the code, which itself stands in no store;
    the same is kept for an address that is nobody's, so that nothing tells the two apart. `tries` counts wrong codes;
    `is_over` once it was used, or another one took its place.
    """

    id: str
    chat: str
    address: str
    at: datetime
    check: str
    tries: int = 0
    is_over: bool = False


@dataclass(frozen=True)
class Group:
    """A group chat of one organisation in one campaign. `id` is its chat id, `bound_by` the contact who bound it.

    `moved_to` is the id that the group has from now on, or "".
    """

    id: str
    campaign: str
    organisation: str
    bound_by: str
    at: datetime
    moved_to: str = ""
