"""Conversations written as they are had: `anne.says(…)`, `anne.presses(…)`, `anne.reads(…)`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from campaigns.contribution import Return
from campaigns.people import Contact
from tests.bot.house import House
from tests.usecases.scripts import flat
from usecases.chat.reply import Conversed
from usecases.messages import Attachment, Button, Outgoing
from usecases.transact import transact


@dataclass
class Correspondent:
    """One person in a private chat of their own. `message` is the id of their last message."""

    house: House
    id: str
    chat: str
    said: Conversed
    message: int = 1

    async def says(self, words: str, *files: str, is_unseen: bool = False, album: str = "") -> int:
        """They write this, with these files; the id of their message."""
        self.message += 2
        attachments = tuple(Attachment(name, media_type_of(name), b"content") for name in files)
        self.said = await self.house.chat(
            self.chat, words, message=str(self.message), attachments=attachments, is_unseen=is_unseen, album=album
        )
        return self.message

    async def presses(self, label: str) -> None:
        """They press this button below our last message."""
        wanted = [button for button in self.said.buttons if flat(button.label) == flat(label)]
        assert wanted, f"no button « {label} » among {self.labels}"
        self.said = await self.house.chat(self.chat, wanted[0].says)

    async def edits(self, message: int, words: str) -> None:
        """They change one of their messages."""
        self.said = await self.house.chat(self.chat, words, message=str(message), is_edit=True)

    def reads(self, *words: str) -> None:
        """Our last message holds these words."""
        for part in words:
            assert flat(part) in flat(self.said.text), self.said.text

    def reads_nothing_of(self, words: str) -> None:
        """Our last message does not hold these words."""
        assert flat(words) not in flat(self.said.text), self.said.text

    @property
    def labels(self) -> list[str]:
        """The buttons below our last message."""
        return [flat(button.label) for button in self.said.buttons]

    @property
    def buttons(self) -> tuple[Button, ...]:
        return self.said.buttons

    async def waits(self, **much: int) -> None:
        """Time passes (`days=3`)."""
        self.house.now += timedelta(**much)


def media_type_of(name: str) -> str:
    """The media type that a messenger gives for a name."""
    endings = {"jpg": "image/jpeg", "ogg": "audio/ogg", "pdf": "application/pdf"}
    return endings.get(name.rpartition(".")[2], "application/octet-stream")


async def opened(house: House, id: str, chat: str) -> Correspondent:
    """This person, after they touched their link: they have read the greeting and the first question."""
    token = await house.token(id)
    return Correspondent(house, id, chat, await house.chat(chat, f"/start {token}"))


async def contact(house: House, email: str) -> Contact | None:
    """The contact with this address."""
    async with house.installation.store.reading() as reading:
        return await reading.get(Contact, f"pnsp/{email}")


async def closed_by(house: House, id: str) -> str:
    """Who closed the return of this person's organisation, or ""."""
    _, _, invitation, _ = await house.place(id)
    async with house.installation.store.reading() as reading:
        standing = await reading.get(Return, invitation.return_id)
    return standing.closed_by if standing else ""


async def posted(house: House, to: str) -> list[Outgoing]:
    """What was queued for this chat, in order."""
    async with house.installation.store.reading() as reading:
        found = [m for m in await reading.find(Outgoing) if m.to == to]
    return sorted(found, key=lambda m: m.created_at)


async def close_the_round(house: House, id: str) -> None:
    """The coordinators' calendar closes the collection for everyone."""
    campaign, round, _, _ = await house.place(id)
    over = replace(campaign, rounds=(replace(round, opened_at=round.opens, closed_at=house.clock()),))

    async def decide(transaction: object) -> None:
        transaction.put(over)  # type: ignore[attr-defined]  # `transact` gives a Transaction

    await transact(house.installation.store, "test", decide)
