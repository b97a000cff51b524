"""Ports that are made when they are first used: most commands write no mail and read none."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from relance.config import Config
from usecases.letters import Letter
from usecases.messages import Incoming
from usecases.replies import Asked, Reply

if TYPE_CHECKING:
    from mail.compose import MailComposer
    from mail.worker import WorkerReader

MEGABYTE = 1_000_000


class LaterComposer:
    """The `Composer` port: the templates are loaded for the first mail."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def compose(self, letter: Letter) -> bytes:
        return self._composer.compose(letter)

    @cached_property
    def _composer(self) -> MailComposer:
        from mail.compose import MailComposer

        mail = self._config.mail
        return MailComposer(
            mail.sender_name, mail.sender_address, mail.reply_pattern, self._config.organisation.contact
        )


class LaterReader:
    """The `Reader` port: what reads mail is imported, and its process started, for the first mail."""

    def __init__(self, config: Config) -> None:
        self._config = config

    async def open(self, raw: bytes, received_at: datetime) -> Incoming:
        return await self._reader.open(raw, received_at)

    async def read(self, raw: bytes, asked: Asked) -> Reply:
        return await self._reader.read(raw, asked)

    async def close(self) -> None:
        """End the process, if there is one."""
        if "_reader" in self.__dict__:
            await self._reader.close()

    @cached_property
    def _reader(self) -> WorkerReader:
        from mail.reading.settings import ReadingSettings
        from mail.worker import WorkerReader

        mail = self._config.mail
        return WorkerReader(
            ReadingSettings(
                reply_pattern=mail.reply_pattern,
                addresses=(mail.sender_address, *([mail.bounce_address] if mail.bounce_address else [])),
                authserv_id=mail.authserv_id,
                max_bytes=mail.max_megabytes * MEGABYTE,
                bounce_pattern=mail.bounce_address if "{token}" in mail.bounce_address else "",
            )
        )
