"""A reminder in the chat: for whom it is the right way, what it says, and what its buttons say back."""

from __future__ import annotations

from collections.abc import Iterable

from campaigns.campaign import Invitation, Round, RoundKind
from campaigns.contribution import Channel
from campaigns.dates import in_words
from campaigns.people import Contact
from campaigns.wishes import LATER, STOP
from questionnaires.typography import NBSP, listed
from usecases.correspond import outgoing_of
from usecases.installation import Installation
from usecases.letters import Letter
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
    return outgoing_of(house, letter, round, Channel.CHAT, occasion, text=_text(round, letter), buttons=BUTTONS)


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
