"""The world around Relance in the demonstration: a mail server that everyone shares, an IMAP box, a Bot API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from mail.smtp import SmtpSender
from mail.smtp_opening import SmtpSettings
from relance.clock import PlayedClock
from relance.config import ChatSection, Config, MailSection, OrganisationSection, WebSection
from relance.demo.servers.botapi import BotApi, serving_bot_api
from relance.demo.servers.imap import ImapServer, imap_server
from relance.demo.servers.smtp import Boxes, SmtpServer, smtp_server

DOMAIN = "relance.example"
SENDER = f"enquete@{DOMAIN}"


class SharedBoxes(Boxes):
    """What is written to Relance arrives in its IMAP box; all other mail in the correspondents' own."""

    def __init__(self, inbox: ImapServer, clock: PlayedClock) -> None:
        super().__init__()
        self._inbox, self._clock = inbox, clock

    async def put(self, address: str, raw: bytes) -> None:
        """Deliver one mail."""
        if address.lower().endswith(f"@{DOMAIN}"):
            await self._inbox.append(raw, self._clock())
        else:
            await super().put(address, raw)


@dataclass(frozen=True)
class Town:
    """The running servers, and a way to post a letter as a correspondent."""

    smtp: SmtpServer
    imap: ImapServer
    bot: BotApi
    boxes: SharedBoxes
    outgoing: SmtpSender

    async def post(self, recipient: str, raw: bytes) -> None:
        """A correspondent sends a mail, over SMTP like everyone."""
        (attempt,) = await self.outgoing.send([(recipient, raw)])
        if attempt.detail and attempt.result.value != "done":
            raise RuntimeError(f"the demonstration's mail server refused a reply: {attempt.detail}")

    def config(self) -> Config:
        """The configuration with which Relance meets this town."""
        return Config(
            mail=MailSection(
                smtp_host=self.smtp.host,
                smtp_port=self.smtp.port,
                smtp_tls="none",
                imap_host=self.imap.host,
                imap_port=self.imap.port,
                imap_tls="none",
                imap_user=self.imap.user,
                imap_password=self.imap.password,
                sender_name="DGOS – bureau qualité et sécurité des soins",
                sender_address=SENDER,
                reply_pattern=f"enquete+{{token}}@{DOMAIN}",
            ),
            chat=ChatSection(telegram_token=self.bot.token, base_url=self.bot.base_url, bot_name="relance_bot"),
            web=WebSection(port=8017),
            # a number that is kept for fiction
            organisation=OrganisationSection(contact="Une question ? Florence Aubry, 01 99 00 12 34"),
        )


@asynccontextmanager
async def town(clock: PlayedClock) -> AsyncIterator[Town]:
    """Start every server on loopback, on free ports, and end them all."""
    async with AsyncExitStack() as stack:
        imap = await stack.enter_async_context(imap_server())
        boxes = SharedBoxes(imap, clock)
        smtp = await stack.enter_async_context(smtp_server(boxes))
        bot = await stack.enter_async_context(serving_bot_api(clock=clock))
        sender = SmtpSender(SmtpSettings(smtp.host, smtp.port, "correspondants@demo.example", tls="none"))
        outgoing = await stack.enter_async_context(sender)
        yield Town(smtp, imap, bot, boxes, outgoing)
