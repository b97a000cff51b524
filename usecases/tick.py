"""One pass of the scheduler: take in, open, remind, send."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from usecases.dispatch import dispatch
from usecases.dispatched import Dispatched
from usecases.escalate import escalate
from usecases.installation import Installation
from usecases.ports import ChatSender, Mailbox, MailSender, Unreachable
from usecases.send_due import open_and_close, queue_due
from usecases.take_in import take_in

log = logging.getLogger(__name__)


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
    """Do all that is due by the clock, once.

    What a message stumbles over while it is taken in is raised at the end: it must not keep back what leaves.
    """
    received, troubles, was_read = 0, list[str](), True
    stumbled: Exception | None = None
    try:
        received = len(await take_in(house, post.mailbox, clock))
    except Unreachable as out_of_reach:
        # What waits there comes at a later pass; reminders wait for it, a day at most.
        troubles.append(str(out_of_reach))
        received, was_read = out_of_reach.received, out_of_reach.was_read
    except Exception as error:  # raised below; what it left unread may be an answer
        log.error("what arrived could not be taken in", exc_info=error)  # what comes after may raise too
        stumbled, was_read = error, False
    opened = await open_and_close(house, clock())
    sent = Dispatched()
    for _ in range(2):
        # What was withdrawn right before it left is decided again at once, from what is stored now.
        troubles += await queue_due(house, clock(), post.chat is not None, was_read)
        if was_read:
            troubles += await escalate(house, clock())
        sent = replace(sent, withdrawn=0) + await dispatch(house, post.mail, post.chat, clock)
        if not sent.withdrawn:
            break
    if stumbled is not None:
        for trouble in dict.fromkeys((*troubles, *sent.troubles)):
            log.warning("%s", trouble)  # nobody gets the `Ticked` that tells them
        raise stumbled
    return Ticked(
        received, opened, sent.sent, sent.failed, sent.retried, tuple(dict.fromkeys((*troubles, *sent.troubles)))
    )
