"""The chats of a person: one per device or network, the last used first in line, and those that refuse us now."""

from __future__ import annotations

from campaigns.people import Contact
from questionnaires.anew import replace


def spoke_in(contact: Contact, chat: str) -> Contact:
    """This person speaks here now: the chat is theirs, takes our messages, and is the one used last."""
    if contact.chat == chat and contact.chats[:1] == (chat,) and chat not in contact.lost_chats:
        return contact
    chats = contact.devices if chat in contact.devices else (*contact.devices, chat)
    lost = tuple(c for c in contact.lost_chats if c != chat)
    if (contact.chat, contact.chats, contact.lost_chats) == (chat, chats, lost):
        return contact
    return replace(contact, chat=chat, chats=chats, lost_chats=lost)


def refused_by(contact: Contact, chat: str) -> Contact:
    """This chat takes nothing from us any more (blocked, deleted): another one of theirs is used, or e-mail."""
    if chat not in contact.devices:
        return contact
    lost = tuple(dict.fromkeys((*contact.lost_chats, chat)))
    left = [c for c in contact.devices if c not in lost]
    return replace(contact, chat=left[0] if left else "", chats=contact.devices, lost_chats=lost)


def moved_to(contact: Contact, before: str, after: str) -> Contact:
    """This chat has another id from now on."""
    if before not in contact.devices:
        return contact
    chats = tuple(dict.fromkeys(after if c == before else c for c in contact.devices))
    return replace(contact, chat=after if contact.chat == before else contact.chat, chats=chats)


def revoked(contact: Contact) -> Contact:
    """No chat is theirs any more, and the personal link of earlier mails opens none."""
    return replace(contact, chat="", chats=(), lost_chats=(), chat_links=contact.chat_links + 1)
