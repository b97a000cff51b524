"""`relance serve` hears mail arrive: the receipt leaves long before the next pass of its calendar."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from relance.demo.servers.imap import imap_server
from relance.demo.servers.smtp import SmtpServer, smtp_server
from tests import replies
from tests.journeys.commands import CONTACTS
from tests.mail.crooked_imap import Wrong, crooked_imap
from tests.mail.dovecot import PASSWORD, dovecot

NOW = "2017-07-17T09:05+02:00"
CONFIG = """
[mail]
smtp_host = "127.0.0.1"
smtp_port = {smtp}
smtp_tls = "none"
imap_host = "127.0.0.1"
imap_port = {imap}
imap_tls = "none"
imap_user = "{user}"
imap_password = "{password}"

[web]
port = {web}
"""


class Ours:
    """The service in a process of its own, on `folder`, with a campaign that is due."""

    def __init__(self, folder: Path, every: float = 600) -> None:
        self._folder, self._every = folder, every
        self.lines: list[str] = []

    async def command(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "relance", "--config", str(self._folder / "config.toml"), "--now", NOW, *arguments,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip

    @asynccontextmanager
    async def serving(self, **config: object) -> AsyncIterator[asyncio.subprocess.Process]:
        """The service, running; however it goes, it has ended afterwards."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            web = free.getsockname()[1]
        (self._folder / "config.toml").write_text(CONFIG.format(**config, web=web))
        (self._folder / "contacts.csv").write_text(CONTACTS)
        create = await self.command(
            "campaign", "create", "pnsp-2017", "--id", "pnsp", "--contacts", str(self._folder / "contacts.csv"),
            "--opens", "2017-07-17", "--deadline", "2017-09-29",
        )  # fmt: skip
        _, errors = await create.communicate()
        assert create.returncode == 0, errors.decode()
        process = await self.command("serve", "--every", str(self._every))
        assert process.stderr is not None
        reading = asyncio.create_task(self._read(process.stderr))
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await reading

    async def _read(self, errors: asyncio.StreamReader) -> None:
        while line := await errors.readline():
            self.lines.append(line.decode())


async def end(process: asyncio.subprocess.Process) -> int:
    """Ask it to end; its exit code. Two seconds are enough, and a busy machine gets more."""
    process.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(process.wait(), 10)


async def until_everybody_has(smtp: SmtpServer, count: int) -> None:
    await asyncio.wait_for(smtp.boxes.until(count), 60)


def answer(smtp: SmtpServer) -> bytes:
    """What Marie writes under the questions that she got."""
    [invitation] = smtp.boxes.of("marie.dupont@ars-bretagne.example")
    return replies.thunderbird_inline(replies.Sent.read(invitation)).raw


async def test_an_answer_is_acknowledged_as_soon_as_it_arrives(tmp_path: Path) -> None:
    ours = Ours(tmp_path)
    async with (
        imap_server() as imap,
        smtp_server() as smtp,
        ours.serving(smtp=smtp.port, imap=imap.port, user=imap.user, password=imap.password) as process,
    ):
        await until_everybody_has(smtp, 4)
        await imap.append(answer(smtp), datetime.now(UTC))
        await until_everybody_has(smtp, 5)
        [_, receipt] = smtp.boxes.of("marie.dupont@ars-bretagne.example")
        assert b"In-Reply-To:" in receipt
        assert await end(process) == 0, ours.lines


@pytest.mark.program("dovecot")
async def test_an_answer_in_a_real_dovecot_is_acknowledged_as_soon_as_it_arrives(tmp_path: Path) -> None:
    ours = Ours(tmp_path)
    with dovecot() as imap:
        user = imap.account()
        async with (
            smtp_server() as smtp,
            ours.serving(smtp=smtp.port, imap=imap.port, user=user, password=PASSWORD) as process,
        ):
            await until_everybody_has(smtp, 4)
            await asyncio.to_thread(imap.deliver, user, answer(smtp))
            await until_everybody_has(smtp, 5)
            assert await end(process) == 0, ours.lines


async def test_a_server_that_says_nothing_any_more_does_not_hold_up_the_end(tmp_path: Path) -> None:
    ours = Ours(tmp_path)
    async with (
        crooked_imap() as imap,
        smtp_server() as smtp,
        ours.serving(smtp=smtp.port, imap=imap.port, user=imap.user, password=imap.password) as process,
    ):
        await until_everybody_has(smtp, 4)
        await imap.until(lambda: imap.idling == 1)
        imap.wrongs.append(Wrong("", lambda _: None, times=-1))
        await imap.put(answer(smtp))  # the bell rings, and the search that follows is never answered
        await imap.until(lambda: imap.heard[-1].startswith("SELECT"))
        assert await end(process) == 0, ours.lines


async def test_a_mail_server_that_is_not_there_at_the_start_is_a_line_and_no_more(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = free.getsockname()[1]
    ours = Ours(tmp_path, every=0.5)
    async with smtp_server() as smtp, ours.serving(smtp=smtp.port, imap=nobody, user="a", password="b") as process:
        await until_everybody_has(smtp, 4)
        async with imap_server(port=nobody) as imap:
            assert (imap.user, imap.password) != ("a", "b")
        assert await end(process) == 0, ours.lines
    assert not [line for line in ours.lines if "Traceback" in line], "".join(ours.lines)
    assert [line for line in ours.lines if "La boîte de réception" in line and "rien n’écoute" in line]
