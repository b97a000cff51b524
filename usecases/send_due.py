"""Open the rounds whose time has come, write to everyone who is due now, and close what is over.

Due work is a query on stored state and `now`; each message is decided again in a transaction of its own.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from campaigns.calendar import INVITATION, OPEN, deadline
from campaigns.campaign import Campaign, Invitation, Round, RoundKind, Sending
from campaigns.contribution import Channel, Return
from campaigns.due import Due
from campaigns.people import Contact
from usecases.chat.reminder import chat_reminder, prefers_chat
from usecases.correspond import letter_to, queue_letter
from usecases.installation import Installation
from usecases.messages import Delivery, LetterKind, Outgoing
from usecases.outbox import awaiting
from usecases.ports import BadInput, Reading, Transaction
from usecases.still_right import withdraw
from usecases.sweep import Sweep, is_undelivered, still_due, sweep
from usecases.transact import transact

# What may be said in the chat; the rest is a letter.
BY_CHAT = (LetterKind.REMINDER, LetterKind.OVERDUE)
# How long a reminder waits for the mail to be read.
LONGEST_HOLD = timedelta(days=1)
# A round stays open for late returns this long after its last deadline and its last step.
GRACE = timedelta(days=30)
# So many organisations are written to together: their files and commits then share the waits for the disk.
TOGETHER = 32


async def open_and_close(house: Installation, now: datetime) -> int:
    """Mark the rounds that open and close at `now`; returns how many opened."""
    opened = 0
    async with house.store.reading() as reading:
        campaigns = await reading.find(Campaign)
        lasts = {r.id: await _last_deadline(reading, c, r) for c in campaigns for r in c.rounds if _may_end(r, now)}
    for campaign in campaigns:
        rounds = tuple(_moved_on(r, now, lasts.get(r.id)) for r in campaign.rounds)
        if rounds != campaign.rounds:
            opened += sum(1 for old, new in zip(campaign.rounds, rounds, strict=True) if new.opened_at != old.opened_at)

            async def decide(transaction: Transaction, id: str = campaign.id) -> None:
                fresh = await transaction.get(Campaign, id)
                if fresh is not None:
                    moved = tuple(_moved_on(r, now, lasts.get(r.id)) for r in fresh.rounds)
                    transaction.put(replace(fresh, rounds=moved))

            await transact(house.store, "tick", decide)
    return opened


def _may_end(round: Round, now: datetime) -> bool:
    """Whether the end may have come; an extension only makes it later."""
    return round.opened_at is not None and round.closed_at is None and now.date() > round.last_day


def _moved_on(round: Round, now: datetime, last: datetime | None) -> Round:
    if round.opened_at is None and round.opens <= now:
        return replace(round, opened_at=now)
    over = last + timedelta(days=max((0, *round.steps))) + GRACE if last else None
    if round.opened_at and round.closed_at is None and over and now > over:
        return replace(round, closed_at=now)
    return round


async def _last_deadline(reading: Reading, campaign: Campaign, round: Round) -> datetime:
    returns = {r.organisation: r for r in await reading.find(Return, round=round.id)}
    return max(deadline(round, returns.get(o.code)) for o in campaign.organisations)


async def queue_due(house: Installation, now: datetime, by_chat: bool = False, mail_was_read: bool = True) -> list[str]:
    """Put every message that is due at `now` into the outbox. Returns what could not be written, one line each.

    `by_chat`: chat messages can be sent. Where the mail could not be read, an answer may wait unread: what reminds is
    held for a day at most after its hour; invitations leave all the same.
    """
    sweeps: list[Sweep] = []
    troubles: list[str] = []
    async with house.store.reading() as reading:
        for campaign in await reading.find(Campaign):
            for round in campaign.rounds:
                if round.opened_at is not None and round.closed_at is None:
                    try:
                        sweeps.append(await sweep(house, reading, campaign, round, now))
                    except BadInput as trouble:  # its questionnaire is gone or faulty: the other campaigns go on
                        troubles.append(trouble.sentence)
    lanes: dict[tuple[str, str], list[tuple[Sweep, Due]]] = {}
    held = 0
    for found in sweeps:
        for item in found.items:
            if not mail_was_read and item.kind != INVITATION and now - item.when < LONGEST_HOLD:
                held += 1
                continue
            lanes.setdefault((found.round.id, item.organisation), []).append((found, item))
    several = list(lanes.values())
    for start in range(0, len(several), TOGETHER):
        some = (_queue_all(house, lane, by_chat, now) for lane in several[start : start + TOGETHER])
        troubles += [sentence for sentences in await asyncio.gather(*some) for sentence in sentences]
    if held:
        troubles.append(
            f"{awaiting(held, 'rappel')} : la boîte de réception ne peut pas être lue, et des réponses s’y trouvent "
            "peut-être. L’envoi suivra la lecture de la boîte, au plus tard un jour après l’heure prévue."
        )
    return troubles


async def _queue_all(house: Installation, lane: list[tuple[Sweep, Due]], by_chat: bool, now: datetime) -> list[str]:
    """The messages of one organisation, one after the other; what could not be written, one line each."""
    troubles: list[str] = []
    for found, item in lane:
        try:
            await _queue(house, found, item, by_chat, now)
        except BadInput as trouble:
            troubles.append(trouble.sentence)
    return troubles


async def _queue(house: Installation, found: Sweep, item: Due, by_chat: bool, now: datetime) -> None:
    async def decide(transaction: Transaction) -> None:
        invitation = await transaction.get(Invitation, item.invitation)
        contact = await transaction.get(Contact, invitation.contact) if invitation else None
        if invitation is None or contact is None:
            return
        outbox = [m for m in await transaction.find(Outgoing, contact=contact.id) if m.round == found.round.id]
        undelivered = [m for m in outbox if m.state is Delivery.FAILED and is_undelivered(invitation, m)]
        again = await still_due(house, transaction, found, invitation, contact, now, bool(undelivered))
        if again is None or again.occasion != item.occasion:
            return
        waiting = [m for m in outbox if m.step and m.state is Delivery.QUEUED]
        if any(m.step == OPEN or (m.claimed_until is not None and m.claimed_until > now) for m in waiting):
            return  # the invitation goes first; what is in flight may have arrived
        for older in waiting:
            invitation = withdraw(transaction, older, invitation, "un rappel plus récent le remplace")
        kind = letter_kind(found.round, item.kind)
        letter = await letter_to(
            house, transaction, found.campaign, found.round, invitation, contact, kind, item.step, now, item.occasion
        )
        channel = Channel.MAIL
        if by_chat and kind in BY_CHAT and not undelivered and prefers_chat(invitation, contact, outbox):
            channel = Channel.CHAT
            transaction.put(chat_reminder(house, found.round, letter, item.occasion))
        else:
            await queue_letter(house, transaction, letter, found.round, item.occasion)
        before = invitation.sendings[:-1] if undelivered else invitation.sendings
        transaction.put(replace(invitation, sendings=(*before, Sending(item.step, now, channel))))

    await transact(house.store, "tick", decide)


def letter_kind(round: Round, kind: str) -> LetterKind:
    """The letter for a kind of due message; what opens a review round is the draft."""
    if round.kind is RoundKind.REVIEW and kind == INVITATION:
        return LetterKind.DRAFT
    return LetterKind(kind)
