"""One pass of the scheduler: take in, open, remind, send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from usecases.dispatch import dispatch
from usecases.installation import Installation
from usecases.ports import ChatSender, Mailbox, MailSender, Unreachable
from usecases.send_due import open_and_close, queue_due
from usecases.take_in import take_in


@dataclass(frozen=True)
class Post:
    """The ways in and out: where mail arrives, what sends mail, and what sends chat messages (None: no chat)."""

    mailbox: Mailbox
    mail: MailSender
    chat: ChatSender | None = None


@dataclass(frozen=True)
class Ticked:
    """What one pass did; `troubles` are French sentences for the log."""

    received: int
    opened: int
    sent: int
    failed: int
    retried: int
    troubles: tuple[str, ...] = ()


async def tick(house: Installation, post: Post, clock: Callable[[], datetime]) -> Ticked:
    """Do all that is due by the clock, once."""
    received, troubles = 0, []
    try:
        received = len(await take_in(house, post.mailbox, clock))
    except Unreachable as out_of_reach:
        # What waits there comes at a later pass; what is due leaves all the same.
        troubles.append(str(out_of_reach))
    opened = await open_and_close(house, clock())
    troubles += await queue_due(house, clock())
    sent = await dispatch(house, post.mail, post.chat, clock)
    return Ticked(received, opened, sent.sent, sent.failed, sent.retried, (*troubles, *sent.troubles))
