"""Wiring: from a configuration and a data folder to an installation, and to the ways in and out.

What only some commands need is imported where it is needed: most of a short command's time would be imports.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from campaigns.campaign import Campaign
from documents.forms import FormPrinter
from documents.reports import ReportPrinter
from documents.returned import FormFileReader
from relance.config import Config
from relance.later import MEGABYTE, LaterComposer, LaterReader
from storage.catalogue import OFTEN, ShippedCatalogue
from storage.files import DirectoryFiles
from storage.reader import open_reading
from storage.secret import installation_secret
from usecases.installation import Installation
from usecases.ports import BadInput, ChatSender, Mailbox, MailSender, Store
from usecases.sift import StoreSieve

if TYPE_CHECKING:
    from mail.smtp import SmtpSender
    from usecases.tick import Post

# A folder that nobody wrote to yet has no secret; what is shown of it is not what would be sent.
NO_SECRET = b"no campaign was launched here yet"


@asynccontextmanager
async def open_installation(
    config: Config, data: Path, *, writing: bool, holder: str, wait: float = 5.0
) -> AsyncIterator[Installation]:
    """The installation on this folder; everything it started is ended with it."""
    async with AsyncExitStack() as stack:
        store: Store
        if writing:
            from storage.store import open_store

            store = await stack.enter_async_context(open_store(data / "store", holder=holder, wait=wait))
        else:
            store = await stack.enter_async_context(open_reading(data / "store"))
        secret = installation_secret(data, create=writing and not await _has_a_campaign(store)) or NO_SECRET
        if writing and secret is NO_SECRET:
            raise BadInput(
                f"Le fichier « {data / 'secret'} » manque et une campagne est lancée : rétablissez-le depuis une "
                f"sauvegarde. S’il est perdu, « head -c 32 /dev/urandom > {data / 'secret'} » en fait un autre, mais "
                "les liens déjà envoyés pour la messagerie ne vaudront plus rien."
            )
        reader = LaterReader(config)
        stack.push_async_callback(reader.close)
        yield Installation(
            store=store,
            files=DirectoryFiles(data / "files"),
            catalogue=ShippedCatalogue(data, OFTEN),
            composer=LaterComposer(config),
            reader=reader,
            form_reader=FormFileReader(),
            forms=FormPrinter(),
            reports=ReportPrinter(),
            secret=secret,
            domain=config.mail.sender_address.rpartition("@")[2],
            chat_link=f"https://t.me/{config.chat.bot_name}?start={{token}}" if config.chat.bot_name else "",
            steps=(*config.calendar.steps, *config.calendar.overdue),
            hour=config.calendar.leaves_at,
            most_reminders=config.calendar.most_reminders,
            escalate_addressee=config.calendar.escalate_addressee,
            escalate_coordinator=config.calendar.escalate_coordinator,
            connections=config.mail.smtp_connections if config.mail.smtp_host else 1,
        )


async def _has_a_campaign(store: Store) -> bool:
    async with store.reading() as reading:
        return bool(await reading.find(Campaign))


@asynccontextmanager
async def open_post(config: Config, data: Path, house: Installation | None = None) -> AsyncIterator[Post]:
    """The ways in and out that the configuration names: servers, or the Maildirs of DATA/mail.

    With the `house` an IMAP box is sifted: what it knows is not fetched again, and of a shared box only what is ours.
    """
    from mail.maildir import MaildirMailbox, MaildirSender
    from usecases.dispatch import take_over
    from usecases.tick import Post

    if house is not None:
        await take_over(house)  # the lock says that we are the only ones who send
    async with AsyncExitStack() as stack:
        mail: MailSender = MaildirSender(data / "mail" / "out")
        mailbox: Mailbox = MaildirMailbox(data / "mail" / "in", config.mail.max_megabytes * MEGABYTE)
        chat: ChatSender | None = None
        if config.mail.smtp_host:
            mail = await stack.enter_async_context(_smtp(config))
        if config.mail.imap_host or config.mail.boxes:
            mailbox = await stack.enter_async_context(_imap(config, house))
        if config.chat.telegram_token:
            from bot.telegram import TelegramSender

            chat = await stack.enter_async_context(TelegramSender(config.chat.telegram_token, config.chat.base_url))
        yield Post(mailbox, mail, chat)


def _smtp(config: Config) -> SmtpSender:
    from mail.smtp import SmtpSender
    from relance.accounts import smtp_settings

    return SmtpSender(smtp_settings(config))


@asynccontextmanager
async def _imap(config: Config, house: Installation | None) -> AsyncIterator[Mailbox]:
    from mail.boxes import Mailboxes
    from mail.imap import ImapMailbox
    from relance.boxes import imap_boxes

    sieve = StoreSieve(house) if house else None
    boxes = [ImapMailbox(settings, sieve=sieve) for settings in imap_boxes(config)]
    try:
        yield boxes[0] if len(boxes) == 1 else Mailboxes(boxes)
    finally:
        await asyncio.gather(*(box.close() for box in boxes))
