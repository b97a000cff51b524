"""Apply one chat message, once: find who speaks, let the dialogue decide, record, and queue what it says next."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime

from campaigns.campaign import Invitation, RoundKind
from campaigns.contribution import Channel, Manner
from questionnaires.dialogue import open_conversation, respond
from questionnaires.scene import Effect, Turn
from usecases.apply_reply import speaker as take_place
from usecases.chat_review import review
from usecases.chat_scene import scene_of
from usecases.chat_whose import Speaker, Stranger, whose_chat
from usecases.correspond import latest_draft
from usecases.find import asked_version
from usecases.installation import Installation
from usecases.intentions import TROUBLES, apply_intents
from usecases.keys import key, message_id
from usecases.messages import Button, Delivery, Incoming, LetterKind, Outcome, Outgoing, Received, Unmatched
from usecases.pen import inbox_entry, show_to_a_person
from usecases.ports import Files, Reading, Transaction
from usecases.propose import propose
from usecases.record import record
from usecases.replies import Intent, IntentKind, Placed, ProposedChange
from usecases.transact import transact
from usecases.whose import Whose

HOW_TO_BEGIN = (
    "Bonjour. Pour savoir qui vous êtes, j’ai besoin du lien personnel qui se trouve dans votre courriel "
    "d’invitation : touchez-le, ou recopiez ici la référence de douze caractères qui le termine. "
    "Ce que vous avez écrit est gardé et sera lu par la coordination."
)
UNKNOWN_REFERENCE = (
    "Je ne reconnais pas la référence « {token} ». Reprenez le lien de votre dernier courriel d’invitation ou de "
    "rappel, ou répondez simplement à ce courriel. Votre message est transmis à la coordination."
)
ELSEWHERE = (
    "Cette conversation continue maintenant dans une autre discussion, ouverte avec votre lien personnel. Si ce n’est "
    "pas vous, prévenez la coordination ; touchez le lien de votre courriel pour reprendre ici."
)
STRANGERS = "Une personne inconnue écrit dans la messagerie : elle n’a pas encore utilisé de lien personnel."
WHY_SEEN = {
    Effect.QUESTION: "Une question est posée dans la conversation.",
    Effect.UNPLACED: "Un message de la conversation ne répond à aucune question posée.",
}
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Conversed:
    """What became of a chat message, and what was said in return ("" for a message applied before)."""

    received: Received
    text: str = ""
    buttons: tuple[Button, ...] = ()


async def converse(house: Installation, incoming: Incoming, now: datetime, round: str = "") -> Conversed:
    """Apply one message of the chat or the terminal; the reply to a chat stands in the outbox when this returns.

    `round` is the id of the round to talk about, by default the one in which this person is talking.
    """
    incoming = await kept(house.files, incoming)

    async def decide(transaction: Transaction) -> Conversed:
        earlier = await transaction.get(Received, incoming.reference)
        if earlier is not None:
            return Conversed(replace(earlier, outcome=Outcome.DUPLICATE, answers={}, suggested={}))
        found = await whose_chat(transaction, incoming, round)
        if isinstance(found, Stranger):
            return _stranger(house, transaction, found, incoming, now)
        return await apply_turn(house, transaction, found, incoming, now)

    return await transact(house.store, incoming.reference, decide)


async def kept(files: Files, incoming: Incoming) -> Incoming:
    """The message with its words and files kept as they came, before anything is decided about it."""
    if incoming.raw:
        return incoming
    attachments = [
        {"name": file.name, "media_type": file.media_type, "content": await files.put(file.content)}
        for file in incoming.attachments
    ]
    whole = {
        "reference": incoming.reference,
        "sender": incoming.sender,
        "sender_name": incoming.sender_name,
        "received_at": incoming.received_at.isoformat(),
        "text": incoming.text,
        "attachments": attachments,
    }
    return replace(incoming, raw=await files.put(json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace")))


async def apply_turn(
    house: Installation, transaction: Transaction, found: Speaker, incoming: Incoming, now: datetime
) -> Conversed:
    """One turn of a person we know: record what they said, remember where they stand, queue the reply."""
    whose = Whose(found.campaign, found.round, found.contact, found.contact.id, "chat")
    contact, invitation = await take_place(house, transaction, whose, incoming.received_at, now)
    if contact.chat != found.contact.chat:
        contact = replace(contact, chat=found.contact.chat)
        transaction.put(contact)
    held_before = invitation.talk.held
    turn, changes = await _decide(house, transaction, found, invitation, incoming)
    invitation = replace(
        invitation,
        opened_at=invitation.opened_at or incoming.received_at,
        talk=replace(turn.talk, held=_held(turn, held_before, incoming), turned_at=incoming.received_at),
    )
    transaction.put(invitation)
    placed = [Placed(s.code, s.text, Manner.ADD if s.adds else Manner.REPLACE, how="chat") for s in turn.record]
    recorded = await record(
        transaction,
        found.campaign,
        found.round,
        invitation,
        contact,
        asked_version(house.catalogue, found.campaign),
        placed,
        incoming.channel,
        incoming.reference,
        incoming.received_at,
    )
    draft = await latest_draft(transaction, found.campaign) if changes else None
    amendments = await propose(transaction, found.campaign, contact, draft, changes, incoming)
    if turn.takes_held:
        await _take_from_pen(transaction, held_before, contact.email)
    intent = _intent(turn)
    if intent is not None:
        await apply_intents(house, transaction, whose, contact, (intent,), now)
    why = _why_a_person_looks(turn)
    if why:
        _before_a_person(transaction, incoming, why, found.campaign.id, contact.email)
    received = Received(
        id=incoming.reference,
        channel=incoming.channel,
        received_at=incoming.received_at,
        outcome=_outcome(bool(recorded), bool(amendments), turn),
        raw=incoming.raw,
        campaign=found.campaign.id,
        round=found.round.id,
        organisation=contact.organisation,
        contact=contact.email,
        sender=incoming.sender,
        answers={c.question: c.text for c in recorded},
        attachments=tuple(file.name for file in incoming.attachments),
        leftover=(turn.words,) if turn.effect is Effect.UNPLACED else (),
        reason=why,
    )
    transaction.put(received)
    buttons = tuple(Button(offer.label, offer.says) for offer in turn.offers)
    if incoming.channel is Channel.CHAT:
        transaction.put(reply_to(house, found, incoming, turn.text, buttons, now))
        if found.left:
            notice = reply_to(house, found, incoming, ELSEWHERE, (), now, LetterKind.NOTICE)
            transaction.put(replace(notice, to=found.left))
    return Conversed(received, turn.text, buttons)


async def _decide(
    house: Installation, reading: Reading, found: Speaker, invitation: Invitation, incoming: Incoming
) -> tuple[Turn, tuple[ProposedChange, ...]]:
    """What the dialogue of this round makes of the message."""
    if found.round.kind is RoundKind.REVIEW:
        draft = await latest_draft(reading, found.campaign)
        typed = "/start" if found.starts else incoming.text
        told = review(draft, invitation.talk, typed, found.contact.name, found.round.last_day)
        return Turn(told.talk, told.lines, told.offers, effect=told.effect, words=told.words), told.changes
    scene = await scene_of(house, reading, found, invitation, incoming)
    if found.starts:
        return open_conversation(scene), ()
    unseen = incoming.channel is Channel.CHAT and await _is_unseen(reading, found.contact.id)
    return respond(scene, incoming.text, unseen), ()


def reply_to(
    house: Installation,
    found: Speaker | None,
    incoming: Incoming,
    text: str,
    buttons: tuple[Button, ...],
    now: datetime,
    kind: LetterKind = LetterKind.CHAT,
) -> Outgoing:
    """The one message of this kind that answers this one."""
    round, contact = (found.round.id, found.contact.id) if found else ("", f"chat:{incoming.sender}")
    id = key(round, contact, Channel.CHAT, kind, incoming.reference)
    return Outgoing(
        id=id,
        message_id=message_id(house.secret, id, house.domain),
        channel=Channel.CHAT,
        kind=kind,
        to=incoming.sender,
        campaign=found.campaign.id if found else "",
        round=round,
        contact=contact,
        created_at=now,
        due_at=now,
        answers_to=incoming.reference,
        text=text,
        buttons=buttons,
    )


def _stranger(
    house: Installation, transaction: Transaction, found: Stranger, incoming: Incoming, now: datetime
) -> Conversed:
    """Say how to begin; what a stranger said waits for a person, unless it was only the start of a chat."""
    if re.fullmatch(r"\s*/start(@\w+)?\s*", incoming.text):
        received = inbox_entry(transaction, incoming, Outcome.NOTHING_NEW)
    else:
        _before_a_person(transaction, incoming, STRANGERS)
        received = inbox_entry(transaction, incoming, Outcome.UNMATCHED, reason=STRANGERS)
    text = UNKNOWN_REFERENCE.format(token=found.token) if found.token else HOW_TO_BEGIN
    if incoming.channel is Channel.CHAT and incoming.sender:
        transaction.put(reply_to(house, None, incoming, text, (), now))
    return Conversed(received, text)


def _before_a_person(
    transaction: Transaction, incoming: Incoming, why: str, campaign: str = "", sender: str = ""
) -> None:
    """Into the pen, with all its words: a chat message has no other form in which a person could read it."""
    waiting = show_to_a_person(transaction, incoming, why, campaign=campaign)
    transaction.put(replace(waiting, sender=sender or incoming.sender, extract=incoming.text))


async def _is_unseen(reading: Reading, contact: str) -> bool:
    """Whether our last question has never left: what was written before it could be read cannot answer it."""
    return any(
        message.channel is Channel.CHAT
        and message.state is Delivery.QUEUED
        and not message.attempts
        and message.claimed_until is None
        for message in await reading.find(Outgoing, contact=contact)
    )


async def _take_from_pen(transaction: Transaction, references: str, who: str) -> None:
    """The words that waited for their question have found it: nobody else needs to look."""
    for reference in references.split():
        for waiting in await transaction.find(Unmatched, reference=reference):
            transaction.put(replace(waiting, state="closed", assigned_to=who))


def _held(turn: Turn, before: str, incoming: Incoming) -> str:
    """The references of the messages whose words stand in `unfinished`."""
    if not turn.talk.unfinished:
        return ""
    return f"{before} {incoming.reference}".strip() if turn.effect in WHY_SEEN else before


def _intent(turn: Turn) -> Intent | None:
    if turn.effect.value not in {kind.value for kind in IntentKind}:
        return None
    address = _ADDRESS.search(turn.words)
    return Intent(IntentKind(turn.effect.value), turn.words, email=address[0] if address else "")


def _why_a_person_looks(turn: Turn) -> str:
    intent = _intent(turn)
    trouble = TROUBLES.get(intent.kind, "") if intent else ""
    return f"{trouble[:1].upper()}{trouble[1:]}." if trouble else WHY_SEEN.get(turn.effect, "")


def _outcome(recorded: bool, amended: bool, turn: Turn) -> Outcome:
    if recorded or amended:
        return Outcome.RECORDED if recorded else Outcome.AMENDMENT
    if turn.effect in (Effect.REFUSAL, Effect.HANDOVER, Effect.DIFFICULTY):
        return Outcome.DIFFICULTY
    return Outcome.UNMATCHED if turn.effect in WHY_SEEN else Outcome.NOTHING_NEW
