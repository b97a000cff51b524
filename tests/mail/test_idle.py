"""The bell that rings when mail arrives: it is never needed, and it never gives up for good."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from mail.idle import ImapBell
from mail.imap_session import ImapSettings
from relance.schedule import listen
from tests.mail.crooked_imap import CrookedImap, Wrong, crooked_imap, letter
from usecases.ports import Unreachable


def settings(server: CrookedImap, **changes: object) -> ImapSettings:
    base = ImapSettings(server.host, server.port, server.user, server.password, tls="none", timeout=2)
    return replace(base, **changes)  # type: ignore[arg-type]  # the tests name the fields of ImapSettings


class Beats:
    """Counts what would be passes of the service."""

    def __init__(self) -> None:
        self.count = 0
        self._changed = asyncio.Condition()

    async def beat(self) -> None:
        async with self._changed:
            self.count += 1
            self._changed.notify_all()

    async def until(self, count: int) -> None:
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: self.count >= count), 20)


async def listening(bell: ImapBell) -> None:
    """The bell, connected and waiting."""
    await asyncio.wait_for(bell.wait(), 5)


async def test_it_rings_for_a_mail_and_for_nothing_else() -> None:
    async with crooked_imap(mails=1) as server:
        bell = ImapBell(settings(server))
        await listening(bell)
        ring = asyncio.create_task(bell.wait())
        await server.until(lambda: server.idling == 1)
        server.say("* OK toujours là\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 1 EXPUNGE\r\n* 0 RECENT\r\n")
        done, _ = await asyncio.wait({ring}, timeout=0.1)
        assert not done
        await server.put(letter(2))
        await asyncio.wait_for(ring, 5)
        await bell.close()
        assert server.marked() == set()


async def test_a_mail_that_arrives_while_nobody_waits_rings_at_the_next_wait() -> None:
    async with crooked_imap() as server:
        bell = ImapBell(settings(server))
        await listening(bell)
        await server.put(letter(1))
        await asyncio.wait_for(bell.wait(), 5)
        await bell.close()


async def test_a_server_without_idle_is_asked_from_time_to_time() -> None:
    async with crooked_imap(capabilities="IMAP4rev1") as server:
        bell = ImapBell(settings(server), asked=0.01)
        await listening(bell)
        await asyncio.wait_for(bell.wait(), 5)
        assert "NOOP" in server.heard
        assert "IDLE" not in server.heard
        await bell.close()


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(Wrong("IDLE", lambda tag: f"{tag} NO pas maintenant\r\n".encode(), times=1), id="refused"),
        pytest.param(Wrong("IDLE", lambda _: b"", times=1, hangs_up=True), id="hangs up"),
        pytest.param(Wrong("IDLE", lambda _: b"%%\r\n", times=1), id="garbage"),
        pytest.param(Wrong("EXAMINE", lambda tag: f"{tag} NO\r\n".encode(), times=1), id="no folder"),
        pytest.param(Wrong("LOGIN", lambda tag: f"{tag} NO non\r\n".encode(), times=1), id="no login"),
        pytest.param(Wrong("IDLE", lambda _: None, times=1), id="silence"),
    ],
)
async def test_what_goes_wrong_is_said_and_the_next_try_listens(wrong: Wrong) -> None:
    async with crooked_imap() as server:
        bell = ImapBell(settings(server, timeout=0.3))
        server.wrongs.append(wrong)
        with pytest.raises(Unreachable) as raised:
            await bell.wait()
        assert raised.value.sentence.startswith("La boîte de réception 127.0.0.1:")
        await listening(bell)
        await bell.close()


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("* 3 EX", id="half a line"),
        pytest.param("<html>\r\n", id="garbage"),
        pytest.param("* BYE dodo\r\n", id="BYE"),
        pytest.param("* 9 FETCH (FLAGS\r\n", id="half an answer"),
    ],
)
async def test_nonsense_while_waiting_rings_or_is_said_and_never_goes_round_in_circles(said: str) -> None:
    async with crooked_imap() as server:
        bell = ImapBell(settings(server, timeout=0.3))
        await listening(bell)
        await server.until(lambda: server.idling == 1)
        server.say(said)
        server.hang_up_soon()
        with pytest.raises(Unreachable, match=r"^La boîte de réception "):
            await wait_again_and_again(bell)
        await listening(bell)
        await bell.close()


async def wait_again_and_again(bell: ImapBell) -> None:
    for _ in range(4):
        await asyncio.wait_for(bell.wait(), 5)


async def test_a_broken_connection_is_opened_again_and_mail_that_came_meanwhile_is_looked_for() -> None:
    async with crooked_imap() as server:
        beats = Beats()
        bell = ImapBell(settings(server))
        task = asyncio.create_task(listen(bell, beats.beat, first_pause=0.01, calm=0))
        await beats.until(1)
        for turn in range(2, 4):
            await server.until(lambda: server.idling == 1)
            server.hang_up()
            await beats.until(turn)  # listening again: a look at once, for what came in between
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.wait_for(bell.close(), 1)
        assert server.connections == 3


async def test_waiting_ends_at_once_when_the_service_ends() -> None:
    async with crooked_imap() as server:
        bell = ImapBell(settings(server, timeout=600))
        await listening(bell)
        server.wrongs.append(Wrong("", lambda _: None, times=-1))
        ring = asyncio.create_task(bell.wait())
        await server.until(lambda: server.idling == 1)
        ring.cancel()
        await asyncio.gather(ring, return_exceptions=True)
        await asyncio.wait_for(bell.close(), 1)
