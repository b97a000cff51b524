"""Send what the outbox holds: claim some, send them, and write down what became of each before its connection goes on.

A mail counts as in flight only while its content is on the wire: after a crash those, at most one per connection,
leave again with the same bytes and Message-ID; what was only claimed had not left.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from campaigns.contribution import Channel
from campaigns.people import Contact
from usecases.chat.dispatch import dispatch_chats
from usecases.dispatched import Dispatched
from usecases.installation import Installation
from usecases.messages import Delivery, Outgoing
from usecases.outbox import awaiting
from usecases.ports import Attempt, ChatSender, MailSender, Sent, Transaction
from usecases.still_right import held_back
from usecases.transact import transact

# How long a claim holds, and how long after it a mail may still be begun: one that is slow must end before the claim.
HELD = timedelta(minutes=10)
BEGUN_WITHIN = timedelta(minutes=4)
# Claimed together at most, and the time that one such batch should take; the first batch of a pass is one mail.
MOST_TOGETHER = 64
BATCH_TIME = timedelta(seconds=1)
# So many bytes of mails are in memory at once, or one mail.
MOST_BYTES = 8_000_000
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
MOST_ATTEMPTS = 16


async def dispatch(
    house: Installation, mail: MailSender, chat: ChatSender | None, clock: Callable[[], datetime]
) -> Dispatched:
    """Send everything that is due by the clock; `chat` is None where no chat is configured."""
    mails, chats = await asyncio.gather(_Mails(house, mail, clock).send(), dispatch_chats(house, chat, clock))
    return mails + chats


async def take_over(house: Installation) -> None:
    """Claim anew what a process that is gone had claimed. Only where this process is the only one that sends.

    Some of these may have left without a word about it: they count as tried.
    """
    async with house.store.reading() as reading:
        held = [m for m in await reading.find(Outgoing, state=Delivery.QUEUED) if m.claimed_until is not None]

    async def decide(transaction: Transaction) -> None:
        for message in held:
            fresh = await transaction.get(Outgoing, message.id)
            if fresh is not None and fresh.claimed_until == message.claimed_until:
                transaction.put(replace(fresh, claimed_until=None, attempts=max(1, fresh.attempts)))

    if held:
        await transact(house.store, "dispatch", decide)


class _Mails:
    """One pass over the mails that are due."""

    def __init__(self, house: Installation, sender: MailSender, clock: Callable[[], datetime]) -> None:
        self._house, self._sender, self._clock = house, sender, clock
        self._done = Dispatched()
        self._together = 1  # the first one tells whether the server takes anything
        self._over = False
        self._down: Attempt | None = None

    async def send(self) -> Dispatched:
        """Until nothing is due, nothing more may leave, or nothing can."""
        if await self._batch():
            # two at a time, so that the next are claimed and read while these are sent
            await asyncio.gather(self._batches(), self._batches())
        if self._down is not None:
            await self._tell(self._down)
        return self._done

    async def _batches(self) -> None:
        while await self._batch():
            pass

    async def _batch(self) -> bool:
        """Claim and send some; whether there may be more."""
        if self._over:
            return False
        now = self._clock()

        async def claim(transaction: Transaction) -> list[Outgoing]:
            return await transaction.claim(now, self._together, now + HELD, Channel.MAIL)

        claimed = await transact(self._house.store, "dispatch", claim)
        held = await held_back(self._house, claimed, now)
        self._done += Dispatched(withdrawn=len(held.withdrawn))
        ready = [m for m in claimed if m.id not in held]
        async for some in self._read(ready):
            await self._send(some, now + BEGUN_WITHIN)
        if ready:
            self._adapt(self._clock() - now)
        return bool(claimed)

    def _adapt(self, taken: timedelta) -> None:
        """A slow server gets few at a time: what is claimed can no longer be withdrawn."""
        if taken > BATCH_TIME:
            self._together = max(1, self._together // 2)
        elif taken < BATCH_TIME / 2:
            self._together = min(MOST_TOGETHER, self._together * 4)

    async def _read(self, messages: Sequence[Outgoing]) -> AsyncIterator[list[tuple[Outgoing, bytes]]]:
        """The messages with their bytes, in portions that the memory holds."""
        left = list(messages)
        while left:
            found = await self._house.files.get_some([message.raw for message in left], MOST_BYTES)
            some, left = left[: len(found)], left[len(found) :]
            portion: list[tuple[Outgoing, bytes]] = []
            for message, raw in zip(some, found, strict=True):
                if raw is None:
                    missing = Attempt(Sent.LATER, f"le fichier du message ({message.raw[:12]}…) manque ou est abîmé")
                    await self._write_down(message, missing)
                else:
                    portion.append((message, raw))
            if portion:
                yield portion

    async def _send(self, portion: Sequence[tuple[Outgoing, bytes]], until: datetime) -> None:
        messages = [message for message, _ in portion]
        if self._over:
            await self._release(messages, None)
            return
        tried: set[int] = set()

        async def noted(number: int, attempt: Attempt) -> bool:
            tried.add(number)
            await self._write_down(messages[number], attempt)
            return self._clock() < until

        attempts = await self._sender.send([(message.to, raw) for message, raw in portion], noted)
        untried = [number for number in range(len(messages)) if number not in tried]
        if untried:
            verdict = attempts[untried[0]]
            # the time of the claim was over: what is left is claimed again; a pace or a dead server ends the pass
            self._over = self._over or verdict.result is Sent.DOWN or self._clock() < until
            down = verdict if verdict.result is Sent.DOWN and self._down is None else None
            self._down = self._down or down
            await self._release([messages[number] for number in untried], down)

    async def _release(self, messages: Sequence[Outgoing], down: Attempt | None) -> None:
        """These were not tried: no attempt is used up. With `down`, the first one bears what stands in the way."""
        now = self._clock()

        async def decide(transaction: Transaction) -> None:
            for message in messages:
                fresh = await transaction.get(Outgoing, message.id)
                if fresh is None or fresh.state is not Delivery.QUEUED:
                    continue
                free = replace(fresh, claimed_until=None)
                if down is not None and message is messages[0]:
                    free = replace(free, held_since=fresh.held_since or now, error=down.detail)
                transaction.put(free)

        await transact(self._house.store, "dispatch", decide)

    async def _tell(self, down: Attempt) -> None:
        """What waits because nothing can leave."""
        now = self._clock()
        async with self._house.store.reading() as reading:
            queued = await reading.find(Outgoing, state=Delivery.QUEUED)
        waiting = sum(1 for m in queued if m.channel is Channel.MAIL and m.due_at <= now)
        trouble = f"Rien ne peut partir : {down.detail}. {awaiting(waiting)}."
        self._done += Dispatched(retried=waiting, troubles=(trouble,))

    async def _write_down(self, message: Outgoing, attempt: Attempt) -> None:
        """Store what became of a message; an address that was refused is not written to again."""
        now = self._clock()

        async def decide(transaction: Transaction) -> Dispatched:
            fresh = await transaction.get(Outgoing, message.id)
            if fresh is None or (fresh.state is not Delivery.QUEUED and attempt.result is not Sent.DONE):
                return Dispatched()
            after = after_attempt(fresh, attempt, now)
            transaction.put(after)
            if attempt.result is not Sent.REFUSED:
                return _counted(after)
            reason = attempt.detail or "adresse refusée"
            contact = await transaction.get(Contact, message.contact)
            if contact is not None and contact.email.casefold() == message.to.casefold():
                transaction.put(replace(contact, unreachable=reason))
            return _counted(after)

        counted = await transact(self._house.store, "dispatch", decide)
        self._done += counted  # not in one line: the old sum would be read before the wait


def after_attempt(message: Outgoing, attempt: Attempt, now: datetime) -> Outgoing:
    """The message as it stands after it was tried."""
    tried = replace(message, attempts=message.attempts + 1, error=attempt.detail, claimed_until=None, held_since=None)
    if attempt.result is Sent.DONE:
        return replace(tried, state=Delivery.SENT, sent_at=now, error="")
    if attempt.result in (Sent.REFUSED, Sent.UNFIT) or tried.attempts >= MOST_ATTEMPTS:
        return replace(tried, state=Delivery.FAILED)
    return replace(tried, due_at=now + pause_after(tried, attempt))


def pause_after(tried: Outgoing, attempt: Attempt) -> timedelta:
    """How long to wait: 5 minutes, doubled each time, at most 6 hours; first what the other side asks for.

    Up to a quarter more, which depends on the message, so that those refused together do not come back together.
    """
    pause = min(FIRST_PAUSE * float(2 ** (tried.attempts - 1)), LONGEST_PAUSE)
    if attempt.wait is not None:
        pause = attempt.wait if tried.attempts == 1 else max(attempt.wait, pause)
    digest = hashlib.sha256(f"{tried.message_id} {tried.attempts}".encode()).digest()
    return pause * (1 + int.from_bytes(digest[:4]) / 2**34)


def _counted(message: Outgoing) -> Dispatched:
    match message.state:
        case Delivery.SENT:
            return Dispatched(sent=1)
        case Delivery.FAILED:
            trouble = f"Le message pour {message.to} n’est pas parti et ne sera plus essayé : {message.error}"
            return Dispatched(failed=1, troubles=(trouble,))
        case _:
            return Dispatched(retried=1)
