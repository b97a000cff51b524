"""Receive a mail: keep it, find whose it is, read what it says, and write all of it down at once.

Reading happens outside any transaction, in a worker; the short transaction then checks again that the
message was not applied meanwhile, records, queues the receipt and commits.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime

from campaigns.campaign import Campaign, Invitation, RoundKind
from campaigns.contribution import Channel, Contribution, Return
from campaigns.returns import missing_codes
from questionnaires.anew import replace
from usecases.apply_reply import apply_reply
from usecases.correspond import circulating_draft
from usecases.file_reading import read_file
from usecases.find import asked_version
from usecases.heard import Heard
from usecases.installation import Installation
from usecases.machine_mail import apply_machine_mail
from usecases.messages import Incoming, LetterKind, Outcome, Outgoing, Received
from usecases.pen import put_aside
from usecases.ports import Files, Reading, Transaction
from usecases.replies import Asked, FormReading, SentLetter
from usecases.transact import transact
from usecases.whose import Unplaced, Whose, whose, whose_form

# How many of our own letters a reply is compared with: those it answers first, then the newest.
COMPARED = 8
# So many bytes of them are read in one go.
TOGETHER = 4_000_000


class _NotCommitted(Exception):
    """Ends a dry run before its commit."""

    def __init__(self, received: Received) -> None:
        super().__init__()
        self.received = received


class _Unkept:
    """The files of a dry run: what is there can be read, nothing is added."""

    def __init__(self, files: Files) -> None:
        self._files = files

    async def put(self, content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()

    async def get(self, name: str) -> bytes | None:
        return await self._files.get(name)

    async def get_some(self, names: Sequence[str], most: int) -> list[bytes | None]:
        return await self._files.get_some(names, most)


async def receive_mail(
    house: Installation, raw: bytes, received_at: datetime, now: datetime, dry_run: bool = False
) -> Received:
    """Apply one raw mail, once. A dry run says what would become of it and writes nothing."""
    if dry_run:
        incoming = replace(await house.reader.open(raw, received_at), raw="")
    else:
        incoming = await keep_and_open(house, raw, received_at)
    return await apply_mail(house, raw, incoming, now, dry_run)


async def keep_and_open(house: Installation, raw: bytes, received_at: datetime) -> Incoming:
    """Keep the bytes, durably, and open them meanwhile."""
    name, incoming = await asyncio.gather(house.files.put(raw), house.reader.open(raw, received_at))
    return replace(incoming, raw=name)


async def apply_mail(
    house: Installation,
    raw: bytes,
    incoming: Incoming,
    now: datetime,
    dry_run: bool = False,
) -> Received:
    """Apply a mail that was opened, once; its bytes are kept already, except in a dry run."""
    if dry_run:
        house = replace(house, files=_Unkept(house.files))
    asked: tuple[Asked, str] | None = None
    async with house.store.reading() as reading:
        earlier = await reading.get(Received, incoming.reference)
        found = None if earlier else await whose_mail(reading, incoming)
        if isinstance(found, Whose):
            asked = await what_was_asked(house, reading, found, incoming)
    if earlier is not None:
        return replace(earlier, outcome=Outcome.DUPLICATE, answers={}, suggested={})
    if isinstance(found, Unplaced) and incoming.attachments:
        found = await _by_form(house, incoming) or found
    heard = await listen(house, incoming, raw, found, asked) if isinstance(found, Whose) else None

    async def decide(transaction: Transaction) -> Received:
        again = await transaction.get(Received, incoming.reference)
        if again is not None:
            return replace(again, outcome=Outcome.DUPLICATE, answers={}, suggested={})
        received = await _apply(house, transaction, incoming, found, heard, now)
        if dry_run:
            raise _NotCommitted(received)
        return received

    try:
        return await transact(house.store, incoming.reference, decide)
    except _NotCommitted as stopped:
        return stopped.received


async def whose_mail(reading: Reading, incoming: Incoming) -> Whose | Unplaced | None:
    """Whose this mail is; None for the mail of a machine, which is nobody's."""
    facts = incoming.mail
    if facts and facts.machine:
        return None
    found = await whose(reading, incoming)
    if facts and facts.undecipherable:
        places = found.places if isinstance(found, Unplaced) else ()
        return Unplaced(facts.undecipherable, places)
    return found


async def _by_form(house: Installation, incoming: Incoming) -> Whose | Unplaced | None:
    """Whose a mail is by the reference that a form attached to it carries: nobody else knows its token."""
    async with house.store.reading() as reading:
        campaigns = await reading.find(Campaign)
        if not campaigns:
            return None
        nobody = Asked(asked_version(house.catalogue, campaigns[0]), (), (), ())
        for file in incoming.attachments:
            form = await house.form_reader.read_form(file, nobody, "")
            if form.reference:
                found = await whose_form(reading, incoming, form.reference.rpartition("/")[2])
                if found is not None:
                    return found
    return None


async def listen(
    house: Installation, incoming: Incoming, raw: bytes, found: Whose, known: tuple[Asked, str] | None = None
) -> Heard:
    """Ask the readers what the mail and its attachments say, compared with what this person was asked.

    `known` is what `what_was_asked` gave, for a caller that has it already.
    """
    if known is None:
        async with house.store.reading() as reading:
            known = await what_was_asked(house, reading, found, incoming)
    asked, reference = known
    reply = await house.reader.read(raw, asked)
    forms: list[tuple[str, FormReading]] = [
        (file.name, await read_file(house, file, asked, reference)) for file in incoming.attachments
    ]
    return Heard(asked, reply, tuple(forms))


async def what_was_asked(house: Installation, reading: Reading, found: Whose, incoming: Incoming) -> tuple[Asked, str]:
    """The questions and letters that this person's mail is compared with, and the reference of their form."""
    questionnaire = asked_version(house.catalogue, found.campaign)
    return_id = f"{found.round.id}/{found.contact.organisation}"
    contributions = await reading.find(Contribution, return_id=return_id)
    closing = await reading.get(Return, return_id)
    merged = house.lately.told(questionnaire, return_id, contributions, closing).merged
    invitation = await reading.get(Invitation, f"{found.round.id}/{found.asked}")
    token = invitation.token if invitation else ""
    reference = "/".join((found.campaign.id, found.round.label, found.campaign.version, token))
    is_review = found.round.kind is RoundKind.REVIEW
    asked = Asked(
        questionnaire=questionnaire,
        codes=tuple(q.code for q in questionnaire.questions(found.contact.profile)),
        # in a review nothing is asked but the draft: « RAS » is said of it, and of no question
        open=() if is_review else missing_codes(questionnaire, merged, found.contact.profile),
        sent=await _letters(house, reading, found, incoming),
        draft=await circulating_draft(reading, found.campaign, found.round) if is_review else None,
        day=incoming.received_at.date(),
    )
    return asked, reference


async def _letters(house: Installation, reading: Reading, found: Whose, incoming: Incoming) -> tuple[SentLetter, ...]:
    people = dict.fromkeys((found.asked, found.contact.id))
    sent = [m for person in people for m in await reading.find(Outgoing, contact=person)]
    answered = set(incoming.mail.answers_to if incoming.mail else ())
    # A receipt echoes answers: it is compared only with what answers it, or an answer said again would look like ours.
    ours = [
        m
        for m in sent
        if m.round == found.round.id
        and m.channel is Channel.MAIL
        and m.raw
        and (m.may_have_left or m.message_id in answered)
        and (m.kind is not LetterKind.RECEIPT or m.message_id in answered)
    ]
    ours.sort(key=lambda m: (m.message_id in answered, m.created_at), reverse=True)
    compared = ours[:COMPARED]
    raws: list[bytes | None] = []
    while len(raws) < len(compared):
        raws += await house.files.get_some([m.raw for m in compared[len(raws) :]], TOGETHER)
    return tuple(SentLetter(m.message_id, raw) for m, raw in zip(compared, raws, strict=True) if raw)


async def _apply(
    house: Installation,
    transaction: Transaction,
    incoming: Incoming,
    found: Whose | Unplaced | None,
    heard: Heard | None,
    now: datetime,
) -> Received:
    """Write down what this mail is: a machine's, nobody's, or somebody's."""
    if isinstance(found, Whose) and heard is not None:
        if found.why == "domain" and not heard.says_something:
            found = Unplaced(f"{incoming.sender} n’est pas un contact connu et ce message ne répond à aucune question.")
        else:
            return await apply_reply(house, transaction, incoming, found, heard, now)
    if isinstance(found, Unplaced):
        return put_aside(transaction, incoming, found.reason, found.places)
    return await apply_machine_mail(transaction, incoming)
