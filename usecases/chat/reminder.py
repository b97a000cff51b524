"""A reminder in the chat: for whom it is the right way, what it says, and what its buttons say back."""

from __future__ import annotations

from collections.abc import Iterable

from campaigns.calendar import next_leave
from campaigns.campaign import Invitation, Round, RoundKind
from campaigns.contribution import Channel
from campaigns.dates import in_words
from campaigns.people import Contact
from campaigns.wishes import LATER, STOP
from campaigns.working_days import place_of
from questionnaires.typography import NBSP, listed
from usecases.installation import Installation
from usecases.keys import key, message_id
from usecases.letters import Letter, summed_up
from usecases.messages import Button, Delivery, LetterKind, Outgoing

BUTTONS = (
    Button("Répondre maintenant", "continuer"),
    Button("Plus tard", LATER),
    Button("Ne plus me relancer", STOP),
)


def prefers_chat(invitation: Invitation, contact: Contact, outbox: Iterable[Outgoing]) -> bool:
    """Whether this person's last word in this round came by a chat that still takes our messages."""
    spoke = invitation.talk.turned_at
    if not contact.chat or spoke is None or (invitation.last_heard is not None and spoke < invitation.last_heard):
        return False
    refused = (m for m in outbox if m.channel is Channel.CHAT and m.state is Delivery.FAILED and m.to == contact.chat)
    return not any(message.created_at >= spoke for message in refused)


def chat_reminder(house: Installation, round: Round, letter: Letter, occasion: str) -> Outgoing:
    """The reminder as a chat message; like a mail it leaves in working hours, on a working day."""
    zone, holidays = place_of(letter.organisation, letter.contact)
    id = key(round.id, letter.contact.id, Channel.CHAT, letter.kind, occasion)
    return Outgoing(
        id=id,
        message_id=message_id(house.secret, id, house.domain),
        channel=Channel.CHAT,
        kind=letter.kind,
        to=letter.contact.chat,
        campaign=letter.campaign,
        round=round.id,
        contact=letter.contact.id,
        created_at=letter.dated,
        due_at=next_leave(letter.dated, zone),
        zone=zone,
        holidays=holidays,
        step=letter.step,
        says=summed_up(letter),
        text=_text(round, letter),
        buttons=BUTTONS,
    )


def _text(round: Round, letter: Letter) -> str:
    greeting = f"Bonjour {letter.contact.name}," if letter.contact.name.strip() else "Bonjour,"
    until = f"au plus tard le {in_words(letter.last_day, weekday=True)}"
    if round.kind is RoundKind.REVIEW:
        return f"{greeting}\nvos remarques sur le projet de synthèse sont attendues {until}."
    title = f"«{NBSP}{letter.title}{NBSP}»"
    if letter.kind is LetterKind.OVERDUE:
        asked = f"votre réponse au questionnaire {title} était attendue {until}. Elle reste utile."
    else:
        asked = f"votre réponse au questionnaire {title} est attendue {until}."
    lines = [greeting, asked]
    if letter.own:
        lines.append(f"Merci pour ce que vous nous avez déjà dit ({listed(list(letter.own))}).")
    lines += [f"{colleague.name} a répondu à {listed(list(colleague.codes))}." for colleague in letter.colleagues]
    if letter.missing:
        lines.append(f"Il vous reste {listed(list(letter.missing))}.")
    return "\n".join(lines)
