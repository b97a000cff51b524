"""One turn of a person we know: record what they said, remember where they stand, say what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from campaigns.campaign import Invitation, RoundKind
from campaigns.contribution import Channel, Contribution, Manner, Return
from campaigns.devices import spoke_in
from campaigns.people import Contact
from questionnaires.anew import replace
from questionnaires.asking import NOTED, quoted
from questionnaires.attaching import attach
from questionnaires.dialogue import open_conversation
from questionnaires.editing import amend, same_order
from questionnaires.model import Kind
from questionnaires.quoting import meant
from questionnaires.scene import Effect, Turn
from questionnaires.talk import Talk
from questionnaires.turns import go_on, hold
from questionnaires.typography import NBSP
from usecases.apply_reply import speaker
from usecases.chat.effects import AFTER_THE_END, Taken, apply_effect, why_a_person_looks
from usecases.chat.files import FilesRead
from usecases.chat.reply import Conversed, before_a_person, reply_to
from usecases.chat.review import on_passage, review
from usecases.chat.scene import is_quiet, reader_of, scene_of
from usecases.chat.whose import Speaker
from usecases.chat.wishes import wished
from usecases.correspond import circulating_draft
from usecases.find import asked_version
from usecases.installation import Installation
from usecases.intentions import HANDED_OVER
from usecases.messages import Incoming, LetterKind, Outcome, Outgoing, Received, Unmatched
from usecases.ports import Reading, Transaction
from usecases.propose import propose, reworded
from usecases.record import by_code, entry_from, heard_from, record
from usecases.remarks import remarks
from usecases.replies import Placed, ProposedChange

ELSEWHERE = (
    "Votre conversation est maintenant ouverte aussi dans une autre discussion. Vous pouvez continuer ici comme "
    "là-bas. Si ce n’est pas vous, prévenez la coordination, qui peut retirer cet accès."
)
CLOSE_TOGETHER = timedelta(seconds=5)
ALBUM = timedelta(seconds=2)  # files that come this close together were sent together


async def apply_turn(
    house: Installation,
    transaction: Transaction,
    found: Speaker,
    incoming: Incoming,
    files: FilesRead,
    now: datetime,
    said: str,
) -> Conversed:
    """Write down this message of this person; the caller puts the inbox entry, with `said` as its words, and the reply.

    There is a reply where it goes to a chat.
    """
    contact, invitation = await speaker(house, transaction, found.round, found.contact, now)
    incoming = _in_order(invitation, incoming)
    in_files = await _record(house, transaction, found, contact, invitation, incoming, files.answers, Channel.FORM)
    turn, changes, earlier = await _decide(house, transaction, found, contact, invitation, incoming, files)
    contact = _speaking(contact, incoming, turn, found.starts)
    transaction.put(contact)
    before = invitation.talk
    changed_mind = bool(turn.record) and not invitation.declined.startswith(HANDED_OVER)
    invitation = replace(
        heard_from(invitation, incoming.received_at),
        declined="" if changed_mind else invitation.declined,
        approved="" if changes else invitation.approved,
        opened_at=invitation.opened_at or incoming.received_at,
        talk=replace(turn.talk, held=_held(turn, before, incoming), turned_at=incoming.received_at),
    )
    transaction.put(invitation)
    placed = [Placed(s.code, s.text, Manner.ADD if s.adds else Manner.REPLACE, how="chat") for s in turn.record]
    recorded = await _record(house, transaction, found, contact, invitation, incoming, placed, incoming.channel)
    is_review = found.round.kind is RoundKind.REVIEW
    draft = await circulating_draft(transaction, found.campaign, found.round) if is_review else None
    proposed = (*changes, *files.changes)
    amendments = await propose(transaction, found.campaign, contact, draft, proposed, incoming)
    if turn.takes_held:
        await _take_from_pen(transaction, before.held, contact.email)
    posts, seen = await apply_effect(Taken(house, transaction, found, contact, incoming, now), turn)
    over = AFTER_THE_END if found.round.closed_at is not None and turn.record else ""
    looks = "" if _are_the_answer(house, found, turn, files) else files.to_look_at
    why = " ".join(reason for reason in (why_a_person_looks(turn), seen, over, files.why, looks) if reason)
    if why and not (why == looks and await _beside_the_album(transaction, before, incoming)):
        before_a_person(transaction, incoming, why, found.campaign.id, contact.email)
    # An edit is remembered by its own words, so that the next edit of the same message finds them.
    answers = {s.code: incoming.text for s in turn.record} if incoming.is_edit else by_code((*in_files, *recorded))
    received = entry_from(
        incoming,
        found.campaign,
        found.round,
        contact,
        _outcome(bool(answers), bool(amendments), bool(why), turn),
        answers=answers,
        leftover=(turn.words,) if turn.effect is Effect.UNPLACED else (),
        reason=why,
        said=said,
    )
    text = _with_remarks(turn.lines, await _remarks(house, transaction, found, invitation, earlier, recorded))
    queued: list[Outgoing] = []
    if incoming.channel is Channel.CHAT and text:
        queued.append(reply_to(house, found, incoming, text, turn.offers, now))
        if found.left:
            queued.append(reply_to(house, found, incoming, ELSEWHERE, (), now, LetterKind.NOTICE, found.left))
    return Conversed(received, text, turn.offers, (*queued, *posts))


def _speaking(contact: Contact, incoming: Incoming, turn: Turn, starts: bool) -> Contact:
    """The contact with the chat that they speak in; who asked for quiet is written to again once they go on."""
    if incoming.channel is not Channel.CHAT or not incoming.sender or incoming.group:
        return contact
    if turn.effect is Effect.QUIET:
        return replace(spoke_in(contact, incoming.sender), chat="")
    goes_on = starts or bool(turn.record) or turn.effect in (Effect.SPOKEN, Effect.REOPENED)
    return contact if is_quiet(contact, incoming) and not goes_on else spoke_in(contact, incoming.sender)


def _are_the_answer(house: Installation, found: Speaker, turn: Turn, files: FilesRead) -> bool:
    """Whether the files of this message are what a question asked for."""
    asked = asked_version(house.catalogue, found.campaign) if files.kept and turn.record else None
    question = asked.question(turn.record[-1].code) if asked else None
    return question is not None and question.kind is Kind.FILES


async def _remarks(
    house: Installation,
    transaction: Transaction,
    found: Speaker,
    invitation: Invitation,
    said: Sequence[Contribution],
    recorded: Sequence[Contribution],
) -> list[str]:
    """What strikes about what was just recorded, once it stands beside what the organisation had said before."""
    if not recorded:
        return []
    questionnaire = asked_version(house.catalogue, found.campaign)
    if not questionnaire.checks and all(c.contact == found.contact.id for c in said):
        return []  # nothing to add up, and nobody to differ from
    standing = await transaction.get(Return, invitation.return_id)
    new = {contribution.id for contribution in recorded}
    earlier = [contribution for contribution in said if contribution.id not in new]
    before = house.lately.told(questionnaire, invitation.return_id, earlier, standing).merged
    # in the order in which they will be found with the next message
    everything = sorted((*earlier, *recorded), key=lambda contribution: contribution.id)
    merged = house.lately.told(questionnaire, invitation.return_id, everything, standing).merged
    return remarks(questionnaire, merged, [contribution.question for contribution in recorded], before)


def _with_remarks(lines: Sequence[str], remarks: Sequence[str]) -> str:
    """The text of a turn with what strikes about an answer below the line that notes it."""
    if not remarks:
        return "\n".join(lines)
    noted = [n for n, line in enumerate(lines, 1) if line.startswith(NOTED)]
    place = noted[-1] if noted else 0
    return "\n".join((*lines[:place], *remarks, *lines[place:]))


async def _record(
    house: Installation,
    transaction: Transaction,
    found: Speaker,
    contact: Contact,
    invitation: Invitation,
    incoming: Incoming,
    placed: Sequence[Placed],
    channel: Channel,
) -> list[Contribution]:
    if not placed:
        return []
    questionnaire = asked_version(house.catalogue, found.campaign)
    where = (found.campaign, found.round, invitation, contact, questionnaire)
    return await record(transaction, *where, placed, channel, incoming)


def _in_order(invitation: Invitation, incoming: Incoming) -> Incoming:
    """The message, not earlier than the one before it: a chat dates in whole seconds, and what came last counts."""
    last = invitation.last_heard
    if last is None or not last - CLOSE_TOGETHER <= incoming.received_at <= last:
        return incoming
    return replace(incoming, received_at=last + timedelta(microseconds=1))


async def _decide(
    house: Installation,
    reading: Reading,
    found: Speaker,
    contact: Contact,
    invitation: Invitation,
    incoming: Incoming,
    files: FilesRead,
) -> tuple[Turn, tuple[ProposedChange, ...], Sequence[Contribution]]:
    """What the dialogue of this round makes of the message, and what the organisation had said before it."""
    if found.round.kind is RoundKind.REVIEW:
        draft = await circulating_draft(reading, found.campaign, found.round)
        again = await reworded(reading, found.campaign, contact, incoming) if incoming.is_edit else None
        if again is not None:
            line = f"C’est corrigé{NBSP}: {quoted(again.proposed)}."
            return Turn(invitation.talk, (line,)), (again,), ()
        typed = "reprendre" if found.starts else on_passage(incoming.quoted, incoming.text)
        told = review(draft, invitation.talk, typed, await reader_of(reading, found, contact))
        lines = (*files.lines, *told.lines)
        return Turn(told.talk, lines, told.offers, effect=told.effect, words=told.words), told.changes, ()
    scene, before = await scene_of(house, reading, found, invitation, incoming)
    if found.starts:
        return open_conversation(scene), (), before
    if incoming.is_edit:
        corrected = await _edited(reading, found, contact, incoming)
        if corrected:
            return amend(scene, *corrected, incoming.text), (), before
        if same_order(scene, await _said_before(reading, contact, incoming), incoming.text):
            return go_on(scene, []), (), before
    if incoming.quoted or incoming.answered:
        own = await _edited(reading, found, contact, replace(incoming, message=incoming.answered or "-"))
        said = meant(scene, incoming.text, incoming.quoted, own[0] if own else "")
        if said.codes:
            return hold(scene, said.text, "À quelle question répondez-vous", said.codes), (), before
        incoming = replace(incoming, text=said.text)
    wish = None if incoming.attachments else wished(scene, incoming.text)
    if wish is not None:
        return wish, (), before
    turned = invitation.talk.turned_at
    quick = turned is not None and not incoming.text.strip() and abs(incoming.received_at - turned) <= ALBUM
    sent = (incoming.is_unseen, quick, incoming.album, incoming.reference)
    return attach(scene, incoming.text, files.kept, files.lines, *sent), (), before


async def _edited(reading: Reading, found: Speaker, contact: Contact, incoming: Incoming) -> tuple[str, str] | None:
    """The code and the words of the one answer that the edited message gave, as it last stood."""
    earlier = [
        received
        for received in await reading.find(Received, contact=contact.email)
        if received.message == incoming.message and received.round == found.round.id and received.answers
    ]
    latest = max(earlier, key=lambda received: received.received_at, default=None)
    return next(iter(latest.answers.items())) if latest and len(latest.answers) == 1 else None


async def _beside_the_album(transaction: Transaction, before: Talk, incoming: Incoming) -> bool:
    """Whether this is one more picture of an album that waits for a person: the album is one thing to look at."""
    known = None if incoming.text.strip() else before.album_of(incoming.album)
    waiting = await transaction.find(Unmatched, reference=known[1]) if known else []
    if not waiting or waiting[0].state != "open":
        return False
    names = tuple(file.name for file in incoming.attachments)
    first = waiting[0]
    transaction.put(replace(first, attachments=(*first.attachments, *names), together=(*first.together, incoming.raw)))
    return True


async def _said_before(reading: Reading, contact: Contact, incoming: Incoming) -> str:
    """The words of an edited message as it stood before, or ""."""
    found = [r for r in await reading.find(Received, contact=contact.email) if r.message == incoming.message]
    return max(found, key=lambda received: received.received_at).said if found and incoming.message else ""


async def _take_from_pen(transaction: Transaction, references: str, who: str) -> None:
    """The words that waited for their question have found it: nobody else needs to look."""
    for reference in references.split():
        for waiting in await transaction.find(Unmatched, reference=reference):
            transaction.put(replace(waiting, state="closed", assigned_to=who))


def _held(turn: Turn, before: Talk, incoming: Incoming) -> str:
    """The references of the messages whose words stand in `unfinished` and in the pen."""
    if not turn.talk.unfinished:
        return ""
    if turn.effect is Effect.UNPLACED:
        return f"{before.held} {incoming.reference}".strip()
    if turn.effect is not Effect.NONE:
        return incoming.reference
    return before.held if turn.talk.unfinished == before.unfinished else ""


def _outcome(recorded: bool, amended: bool, seen: bool, turn: Turn) -> Outcome:
    if recorded or amended:
        return Outcome.RECORDED if recorded else Outcome.AMENDMENT
    if turn.effect in (Effect.REFUSAL, Effect.HANDOVER, Effect.SHARED, Effect.DIFFICULTY):
        return Outcome.DIFFICULTY
    return Outcome.UNMATCHED if seen else Outcome.NOTHING_NEW
