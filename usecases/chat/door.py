"""Someone whom we do not know writes: they come in with a code that goes to their e-mail address, or they do not.

Nothing that is said at the door depends on whether the address is that of a contact.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from campaigns.campaign import Campaign, Invitation
from campaigns.devices import spoke_in
from campaigns.people import Contact
from questionnaires.anew import replace
from questionnaires.typography import NBSP, typeset
from usecases.chat.entries import Knock
from usecases.chat.reply import Conversed, before_a_person, reply_to
from usecases.chat.whose import Speaker, Stranger, left_by, place_of
from usecases.correspond import letter_to, queue_letter
from usecases.installation import Installation
from usecases.keys import code, code_check
from usecases.launch_campaign import invitation as new_invitation
from usecases.letters import ReceiptContent
from usecases.messages import Incoming, LetterKind, Outcome
from usecases.pen import inbox_entry
from usecases.ports import Reading, Transaction

VALID = timedelta(minutes=15)
MOST_TRIES = 5
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AN_HOUR, A_DAY = 3, 6  # codes asked for, by one chat and for one address

HOW_TO_BEGIN = typeset(
    "Bonjour. Pour savoir qui vous êtes, j’ai besoin du lien personnel de votre courriel d’invitation : touchez-le. "
    "Sans lui, écrivez-moi ici votre adresse de courriel : je vous y envoie un code."
)
KEPT = "Ce que vous avez écrit est gardé et sera lu par la coordination."
DEAD_LINK = typeset(
    "Ce lien n’ouvre plus la conversation. Touchez celui de votre dernier courriel, ou écrivez-moi ici votre adresse "
    "de courriel : je vous y envoie un code."
)
ON_ITS_WAY = typeset(
    "Si cette adresse est celle d’une personne invitée, un code à six chiffres lui est envoyé à l’instant. "
    "Recopiez-le ici dans les quinze minutes. Rien reçu ? Regardez dans les indésirables, et vérifiez l’adresse."
)
ENOUGH = typeset(
    "Plusieurs codes ont déjà été demandés : attendez une heure, touchez le lien de votre courriel d’invitation, "
    "ou répondez simplement à ce courriel."
)
STRANGERS = typeset("Une personne inconnue écrit dans la messagerie : elle n’a pas encore utilisé de lien personnel.")
NOBODYS = "Une personne inconnue veut entrer dans la messagerie avec une adresse qui n’est celle d’aucun contact."
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_CODE = re.compile(r"(?:(?:mon |le )?code(?: est)?\s*:?\s*)?(\d{3})[\s.-]?(\d{3})\s*\.?", re.IGNORECASE)
_BESIDE = 60  # characters around an address that is given as one


def code_in(text: str) -> str:
    """The six digits, where a message is nothing else than a code."""
    found = _CODE.fullmatch(text.strip())
    return found[1] + found[2] if found else ""


async def admitted(house: Installation, transaction: Transaction, incoming: Incoming) -> Speaker | None:
    """Who comes in with the code of this message: from now on this chat is theirs, in every campaign that knows them.

    A wrong code is counted.
    """
    given = code_in(incoming.text)
    knock = await _latest(transaction, incoming) if given else None
    if knock is None or _refusal(knock, incoming.received_at):
        return None
    people = await _people(transaction, knock.address)
    if not people or not hmac.compare_digest(knock.check, code_check(house.secret, knock.id, given)):
        transaction.put(replace(knock, tries=knock.tries + 1))
        return None
    transaction.put(replace(knock, is_over=True))
    place = await place_of(transaction, people)
    transaction.put(*(spoke_in(person, incoming.sender) for person in people if place and person != place.contact))
    if place is None:
        return None
    return replace(place, starts=True, left=left_by(place.contact, incoming.sender))


async def at_the_door(
    house: Installation, transaction: Transaction, found: Stranger, incoming: Incoming, now: datetime
) -> Conversed:
    """What is said to a stranger; what they said waits for a person, unless it only opens the door."""
    given = code_in(incoming.text)
    addresses = list(dict.fromkeys(_ADDRESS.findall(incoming.text)))
    outcome, reason, posts = Outcome.NOTHING_NEW, "", False
    if incoming.opens or found.gave_link:
        text = DEAD_LINK if found.gave_link else HOW_TO_BEGIN
    elif given and (knock := await _latest(transaction, incoming)) is not None:
        text = _wrong(knock, incoming.received_at)
    elif len(addresses) == 1 and len(incoming.text.strip()) <= len(addresses[0]) + _BESIDE:
        address = addresses[0].casefold()
        if await _asked_enough(transaction, incoming, address):
            text = ENOUGH
        else:
            text = ON_ITS_WAY
            posts = await _send_code(house, transaction, incoming, address, now)
            outcome, reason = (outcome, "") if posts else (Outcome.UNMATCHED, NOBODYS)
    else:
        text, outcome, reason = f"{HOW_TO_BEGIN} {KEPT}", Outcome.UNMATCHED, STRANGERS
    if reason:
        before_a_person(transaction, incoming, reason)
    received = inbox_entry(transaction, incoming, outcome, reason=reason)
    return Conversed(received, text, queued=(reply_to(house, None, incoming, text, (), now),), posts=posts)


async def _send_code(
    house: Installation, transaction: Transaction, incoming: Incoming, address: str, now: datetime
) -> bool:
    """Remember that this address was given here, and write to it where it is that of a contact."""
    for earlier in await transaction.find(Knock, chat=incoming.sender):
        if not earlier.is_over:
            transaction.put(replace(earlier, is_over=True))
    digits = code(house.secret, incoming.reference)
    check = code_check(house.secret, incoming.reference, digits)
    transaction.put(Knock(incoming.reference, incoming.sender, address, incoming.received_at, check))
    place = await place_of(transaction, await _people(transaction, address))
    if place is None:
        return False
    contact = replace(place.contact, email=address)
    invitation = await transaction.get(Invitation, f"{place.round.id}/{contact.id}")
    letter = await letter_to(
        house,
        transaction,
        place.campaign,
        place.round,
        invitation or new_invitation(house.secret, place.round, contact, now),
        contact,
        LetterKind.NOTICE,
        "",
        now,
        incoming.reference,
    )
    words = (
        f"Votre code pour répondre dans la messagerie{NBSP}: {digits[:3]} {digits[3:]}\n\n"
        "Recopiez-le dans la conversation dans les quinze minutes. Si vous n’avez rien demandé, ne faites rien : "
        "sans ce code, personne n’y entre. Ne le donnez à personne."
    )
    letter = replace(letter, title=f"{letter.title} – votre code", receipt=ReceiptContent(remark=words))
    message = await queue_letter(house, transaction, letter, place.round, incoming.reference)
    # It was asked for just now, by someone who waits for it.
    transaction.put(replace(message, due_at=now, at_once=True))
    return True


async def _people(reading: Reading, address: str) -> list[Contact]:
    """The contacts with this address who may answer: coordinators belong to no organisation and do not."""
    found = [c for c in await reading.find(Contact, addresses=address) if c.organisation]
    return [c for c in found if await reading.get(Campaign, c.campaign) is not None]


async def _latest(reading: Reading, incoming: Incoming) -> Knock | None:
    """The code that was last asked for in this chat, if it was not used."""
    knocks = [knock for knock in await reading.find(Knock, chat=incoming.sender) if not knock.is_over]
    return max(knocks, key=lambda knock: knock.at, default=None)


def _refusal(knock: Knock, at: datetime) -> str:
    """Why this code can no longer be used, or ""."""
    if knock.tries >= MOST_TRIES:
        return f"Trop de codes faux{NBSP}: celui-ci ne vaut plus rien."
    return f"Ce code n’est plus valable{NBSP}: quinze minutes ont passé." if at - knock.at > VALID else ""


def _wrong(knock: Knock, at: datetime) -> str:
    why = _refusal(knock, at)
    if why:
        return f"{why} Écrivez de nouveau votre adresse pour en recevoir un autre."
    left = MOST_TRIES - knock.tries
    return f"Ce n’est pas le bon code. Vérifiez-le{NBSP}: il vous reste {left} essai{'s' if left > 1 else ''}."


async def _asked_enough(reading: Reading, incoming: Incoming, address: str) -> bool:
    by_chat = await reading.find(Knock, chat=incoming.sender)
    for_address = await reading.find(Knock, address=address)
    return any(_too_many(knocks, incoming.received_at) for knocks in (by_chat, for_address))


def _too_many(knocks: Iterable[Knock], at: datetime) -> bool:
    ages = [at - knock.at for knock in knocks]
    return sum(age < HOUR for age in ages) >= AN_HOUR or sum(age < DAY for age in ages) >= A_DAY
