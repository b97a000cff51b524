"""The chat group of one organisation: who binds it, whose words are taken there, and how short the answers are.

Only what is addressed to us reaches this module; what else is said in a group stays between its members.
"""

from __future__ import annotations

import re
from datetime import datetime

from campaigns.campaign import Campaign, Invitation
from campaigns.people import Contact
from questionnaires.anew import replace
from questionnaires.asides import Courtesy, aside, bare
from questionnaires.commands import Order, order_of
from questionnaires.ending import asks_which_end
from questionnaires.handing import order_asked_for
from questionnaires.model import Questionnaire
from questionnaires.recap import NEWS
from questionnaires.scene import LONG, Mode
from questionnaires.speech import Answers, WhichQuestion, hear
from questionnaires.talk import ALL_SHOWN, Talk
from questionnaires.typography import typeset, with_article
from questionnaires.worded import worded
from usecases.chat.entries import Group
from usecases.chat.files import FilesRead
from usecases.chat.members import group_of, member
from usecases.chat.reply import Conversed, before_a_person, reply_to
from usecases.chat.turn import apply_turn
from usecases.chat.whose import Speaker, place_of
from usecases.find import asked_version
from usecases.installation import Installation
from usecases.messages import Incoming, Outcome
from usecases.pen import inbox_entry
from usecases.ports import Transaction

HOW_TO_BIND = typeset(
    "Bonjour. Pour que ce groupe réponde au questionnaire, une personne qui me parle déjà en privé écrit ici "
    "« /lier » : le groupe est alors relié à son organisme. Personne n’écrit ici son lien personnel, ni son code."
)
NOT_KNOWN = typeset(
    "Je ne vous connais pas encore. Écrivez-moi d’abord en privé, avec le lien personnel de votre courriel "
    "d’invitation, puis écrivez ici « /lier »."
)
BOUND = typeset(
    "Ce groupe est relié à {name}. Je n’y lis que ce qui m’est adressé : citez-moi, répondez à l’un de mes messages, "
    "ou utilisez une commande. Par exemple « Q1a : votre réponse », « /recapitulatif », « /question Q1a ». "
    "Ce que chacun me dit compte comme sa contribution pour {name}."
)
TAKEN = "Ce groupe est déjà relié à {name}."
ELSEWHERE = typeset("Vous répondez pour un autre organisme que celui de ce groupe : écrivez-moi plutôt en privé.")
NO_STOP = (
    "« stop » ne change rien dans ce groupe : je n’y écris que pour répondre à qui s’adresse à moi. Pour ne plus "
    "recevoir mes messages ni mes rappels, écrivez « stop » dans notre conversation privée. Pour que je parte d’ici, "
    "retirez-moi des membres du groupe."
)
WHICH = typeset(
    "Commencez par le code de la question, par exemple « {code} : votre réponse », ou répondez à mon message."
)
NOT_BOUND_WORDS = "Quelqu’un écrit dans un groupe de la messagerie qui n’est relié à aucun organisme."
ELSEWHERE_WORDS = "Une personne écrit dans le groupe d’un autre organisme que le sien."
_BIND = re.compile(r"/?lier[ .!]*", re.IGNORECASE)
_ASKED = re.compile(r"^\[([^\]\s]{1,16})\]", re.MULTILINE)
_WHICH = re.compile(r"^J’ai gardé .* répond(?:-il|ez-vous)\b", re.DOTALL)
_COMPLETES = re.compile(r"maintenant (?:la )?complète")
_NAMED = re.compile(r"\[([^\]\s]{1,16})\]")


async def in_group(
    house: Installation, transaction: Transaction, incoming: Incoming, files: FilesRead, now: datetime
) -> Conversed:
    """Take what was addressed to us in a group as the words of the member who wrote it."""
    group = await group_of(transaction, incoming.group)
    if _BIND.fullmatch(incoming.text.strip()):
        return await _bind(house, transaction, incoming, group, now)
    if group is None:
        if incoming.text.strip() and not incoming.opens:
            before_a_person(transaction, incoming, NOT_BOUND_WORDS)
        return _said(house, transaction, incoming, HOW_TO_BIND, now)
    found = await member(transaction, group, incoming)
    if found is None:
        before_a_person(transaction, incoming, ELSEWHERE_WORDS, group.campaign)
        return _said(house, transaction, incoming, ELSEWHERE, now)
    if incoming.opens:
        return _said(house, transaction, incoming, BOUND.format(name=_name(found.campaign, group)), now)
    order = order_of(incoming.text.strip(), bare(incoming.text))
    if order is not None and order.order is Order.STOP:
        return _said(house, transaction, incoming, NO_STOP, now)
    said = addressed(incoming, asked_version(house.catalogue, found.campaign))
    return await _take(house, transaction, found, said, files, now)


async def album_goes_on(house: Installation, chat: str, sender: str, album: str) -> bool:
    """Whether this member of the group began this album with words to us: its other pictures name nobody."""
    async with house.store.reading() as reading:
        group = await group_of(reading, chat) if album else None
        if group is None:
            return False
        people = [c for c in await reading.find(Contact, devices=sender) if c.campaign == group.campaign]
        talks = [i.talk for c in people for i in await reading.find(Invitation, contact=c.id)]
    return any(talk.album_of(album) is not None for talk in talks)


def addressed(incoming: Incoming, questionnaire: Questionnaire) -> Incoming:
    """The message with the code of the one question of ours that it quotes, where it names none itself."""
    if isinstance(hear(incoming.text, questionnaire.codes), (Answers, WhichQuestion)):
        return incoming
    if order := order_asked_for(incoming.quoted, incoming.text.strip()):
        return replace(incoming, text=order)
    asked, named = _ASKED.findall(incoming.quoted), _NAMED.findall(incoming.quoted)
    quoted = set(asked or named)
    code = quoted.pop() if len(quoted) == 1 else ""  # of a list of questions none is meant
    words = bare(incoming.text)
    is_order = order_of(incoming.text, words) is not None or worded(words) is not None
    if not code or not words or is_order or isinstance(aside(incoming.text, words), Courtesy):
        return incoming
    if re.match(rf"\s*\[?{re.escape(code)}\b", incoming.text, re.IGNORECASE):
        return incoming
    question = questionnaire.question(code)
    if question is None or question.kind not in LONG:  # one value takes the place of the other
        return replace(incoming, text=f"{code} : {incoming.text}")
    adds = not asked or bool(_COMPLETES.search(incoming.quoted))
    return replace(incoming, text=f"{code} {'+ ' if adds else ''}: {incoming.text}")


async def _take(
    house: Installation,
    transaction: Transaction,
    found: Speaker,
    incoming: Incoming,
    files: FilesRead,
    now: datetime,
) -> Conversed:
    """One turn of this member, apart from what they are being asked in private."""
    id = f"{found.round.id}/{found.contact.id}"
    before = await transaction.get(Invitation, id)
    talk = before.talk if before else Talk()
    if before is not None:
        # what colleagues answered is told in private
        mode = Mode.ENDING if asks_which_end(incoming.quoted) else Mode.ASKING
        there = replace(talk, asked="", mode=mode, about="", unfinished=(), held="", shown=(ALL_SHOWN,))
        transaction.put(replace(before, talk=there))
    done = await apply_turn(house, transaction, found, incoming, files, now, incoming.text)
    after = await transaction.get(Invitation, id)
    asked = ""
    if after is not None:
        asked = after.talk.asked
        said = after.talk
        kept = replace(
            talk, turned_at=said.turned_at, files=said.files, album=said.album, last=said.last, said=said.said
        )
        transaction.put(replace(after, talk=kept))
    text = brief(done.text)
    if asked and _WHICH.search(text):
        text = f"{text}\n{WHICH.format(code=asked)}"
    return replace(done, text=text, buttons=(), queued=tuple(replace(m, text=text, buttons=()) for m in done.queued))


def brief(text: str) -> str:
    """A reply without the news above it and the question, or the closing words, that go on below it in private."""
    said = text.split("\n\n")[0].strip()
    if said.startswith(NEWS):
        own = [line for line in said.split("\n")[1:] if not line.startswith(("[", "…"))]
        said = "\n".join(own)
    return said or text


async def _bind(
    house: Installation, transaction: Transaction, incoming: Incoming, group: Group | None, now: datetime
) -> Conversed:
    """Bind the group to the organisation of the person who says so, if nobody bound it to another one."""
    people = [c for c in await transaction.find(Contact, devices=incoming.sender) if c.origin != "group"]
    place = await place_of(transaction, people)
    if group is not None:
        campaign = await transaction.get(Campaign, group.campaign)
        return _said(house, transaction, incoming, TAKEN.format(name=_name(campaign, group)), now)
    if place is None:
        return _said(house, transaction, incoming, NOT_KNOWN, now)
    who = place.contact
    bound = Group(incoming.group, place.campaign.id, who.organisation, who.id, incoming.received_at)
    transaction.put(bound)
    return _said(house, transaction, incoming, BOUND.format(name=_name(place.campaign, bound)), now)


def _said(house: Installation, transaction: Transaction, incoming: Incoming, text: str, now: datetime) -> Conversed:
    received = inbox_entry(transaction, incoming, Outcome.NOTHING_NEW)
    return Conversed(received, text, queued=(reply_to(house, None, incoming, text, (), now),))


def _name(campaign: Campaign | None, group: Group) -> str:
    organisation = campaign.organisation(group.organisation) if campaign else None
    return with_article(organisation.name) if organisation else group.organisation
