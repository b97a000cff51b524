"""An IMAP server that misbehaves: one French sentence, nothing lost, and nothing marked that was not taken in."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mail.imap import ImapMailbox
from mail.imap_session import ImapSettings
from mail.oauth import AccessTokens
from tests.mail.crooked_imap import CrookedImap, Wrong, crooked_imap, letter
from usecases.ports import Arrived, Unreachable

PEM = Path(__file__).with_name("loopback.pem")

SAYS: dict[str, tuple[Callable[[str], bytes | None], bool]] = {
    "hangs up": (lambda _: b"", True),
    "half a line and hangs up": (lambda _: b"* 12 EXI", True),
    "half a line and silence": (lambda _: b"* 12 EXI", False),
    "garbage": (lambda _: b"\x00\xff%%% <html>\r\n", False),
    "garbage that looks like an answer": (lambda _: b"* 1 FETCH (UID x BODY[] {zz}\r\n", False),
    "silence": (lambda _: None, False),
    "BYE": (lambda _: b"* BYE je ferme\r\n", True),
    "NO": (lambda tag: f"{tag} NO [UNAVAILABLE] plus tard\r\n".encode(), False),
    "BAD": (lambda tag: f"{tag} BAD pardon\r\n".encode(), False),
    "a tag of its own": (lambda _: b"ZZZ9 OK voici\r\n", False),
    "an endless line": (lambda _: b"* " + b"x" * 2_000_000, True),
}
COMMANDS = [
    "GREETING", "CAPABILITY", "LOGIN", "SELECT", "UID SEARCH", "UID STORE",
    r"UID FETCH \S+ \(RFC822.SIZE", r"UID FETCH \S+ \(BODY.PEEK",
]  # fmt: skip


def settings(server: CrookedImap, **changes: object) -> ImapSettings:
    base = ImapSettings(server.host, server.port, server.user, server.password, tls="none", timeout=0.25)
    return replace(base, **changes)  # type: ignore[arg-type]  # the tests name the fields of ImapSettings


async def take_everything(mailbox: ImapMailbox, durable: list[Arrived]) -> None:
    """One pass, as `take_in` does it."""
    async for batch in mailbox.arrivals():
        durable += batch
        await mailbox.taken([arrived.handle for arrived in batch])


def is_one_sentence(text: str) -> bool:
    return text.startswith("La boîte de réception 127.0.0.1:") and text.endswith(".") and "\n" not in text


@pytest.mark.parametrize("said", SAYS)
@pytest.mark.parametrize("command", COMMANDS)
async def test_whatever_it_does_wrong_is_one_sentence_and_the_next_pass_takes_what_is_left(
    command: str, said: str
) -> None:
    does, hangs_up = SAYS[said]
    async with crooked_imap(mails=3) as server, ImapMailbox(settings(server)) as mailbox:
        server.wrongs.append(Wrong(command, does, times=1, hangs_up=hangs_up))
        durable: list[Arrived] = []
        sentences = []
        for _ in range(3):
            try:
                await take_everything(mailbox, durable)
            except Unreachable as out_of_reach:
                sentences.append(out_of_reach.sentence)
            assert server.marked() <= {int(arrived.handle.partition(".")[2]) for arrived in durable}
        assert {arrived.raw for arrived in durable} == {letter(n) for n in (1, 2, 3)}
        assert server.marked() == {1, 2, 3}
        assert [sentence for sentence in sentences if not is_one_sentence(sentence)] == []
        assert len(sentences) <= 1


@pytest.mark.parametrize("said", ["hangs up", "silence", "garbage", "NO"])
@pytest.mark.parametrize("command", COMMANDS)
async def test_what_is_always_wrong_ends_each_pass_with_a_sentence(command: str, said: str) -> None:
    does, hangs_up = SAYS[said]
    async with crooked_imap(mails=3) as server, ImapMailbox(settings(server, timeout=0.1)) as mailbox:
        server.wrongs.append(Wrong(command, does, times=-1, hangs_up=hangs_up))
        durable: list[Arrived] = []
        with pytest.raises(Unreachable) as raised:
            await take_everything(mailbox, durable)
        assert is_one_sentence(raised.value.sentence)
        assert server.marked() <= {int(arrived.handle.partition(".")[2]) for arrived in durable}


@pytest.mark.parametrize("asked", ["RFC822.SIZE", "BODY.PEEK"])
async def test_a_mail_that_the_server_cannot_give_does_not_hold_back_the_others(asked: str) -> None:
    async with crooked_imap(mails=4) as server, ImapMailbox(settings(server)) as mailbox:
        server.wrongs.append(Wrong(rf"UID FETCH (\S+,)?2(,\S+)? \({asked}", SAYS["NO"][0], times=-1))
        durable: list[Arrived] = []
        with pytest.raises(Unreachable, match="n°\N{NO-BREAK SPACE}2 ") as raised:
            await take_everything(mailbox, durable)
        assert raised.value.was_read
        assert server.marked() == {1, 3, 4}


async def test_a_server_that_refuses_every_mail_is_not_asked_for_each() -> None:
    async with crooked_imap(mails=200) as server, ImapMailbox(settings(server, timeout=5)) as mailbox:
        server.wrongs.append(Wrong(r"UID FETCH \S+ \(BODY.PEEK", SAYS["NO"][0], times=-1))
        with pytest.raises(Unreachable) as raised:
            await take_everything(mailbox, [])
        assert not raised.value.was_read
        assert len(server.heard) < 80


async def test_alerts_and_news_of_other_mails_between_the_answers_change_nothing() -> None:
    async with crooked_imap(mails=3) as server, ImapMailbox(settings(server)) as mailbox:
        news = (
            b"* OK [ALERT] le quota est presque plein\r\n* 9 EXISTS\r\n* 4 EXPUNGE\r\n"
            b"* 2 FETCH (FLAGS (\\Seen))\r\n* 3 FETCH (UID 3 FLAGS (\\Seen $Forwarded))\r\n"
        )
        answer = server._answer

        async def chatty(tag: str, command: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
            if not command.startswith(("LOGIN", "CAPABILITY")):
                writer.write(news)
            return await answer(tag, command, reader, writer)

        server._answer = chatty  # type: ignore[method-assign]  # the same server, with more to say
        durable: list[Arrived] = []
        await take_everything(mailbox, durable)
        assert [arrived.raw for arrived in durable] == [letter(n) for n in (1, 2, 3)]


async def test_answers_out_of_order_come_in_order_and_what_was_removed_meanwhile_is_left_out() -> None:
    async with crooked_imap(mails=3) as server, ImapMailbox(settings(server)) as mailbox:

        def shuffled(tag: str) -> bytes:
            from tests.mail.crooked_imap import _fetched

            items = "(BODY.PEEK[] INTERNALDATE)"
            return _fetched(server.box, 3, items) + _fetched(server.box, 1, items) + f"{tag} OK fait\r\n".encode()

        server.wrongs.append(Wrong(r"UID FETCH \S+ \(BODY.PEEK", shuffled))
        [batch] = [batch async for batch in mailbox.arrivals()]
        assert [arrived.raw for arrived in batch] == [letter(1), letter(3)]


async def test_an_answer_that_makes_no_sense_is_no_mail() -> None:
    async with crooked_imap(mails=2) as server, ImapMailbox(settings(server)) as mailbox:

        def nonsense(tag: str) -> bytes:
            return f"* 1 FETCH (UID x BODY[] NIL (\r\n{tag} OK fait\r\n".encode()

        server.wrongs.append(Wrong(r"UID FETCH \S+ \(BODY.PEEK", nonsense))
        durable: list[Arrived] = []
        await take_everything(mailbox, durable)  # asked again, one by one
        assert [arrived.raw for arrived in durable] == [letter(1), letter(2)]


async def test_a_literal_longer_than_announced_is_not_taken_for_the_mail() -> None:
    async with crooked_imap(mails=1) as server, ImapMailbox(settings(server)) as mailbox:

        def longer(tag: str) -> bytes:
            return b"* 1 FETCH (UID 1 BODY[] {5}\r\n" + letter(1) + f")\r\n{tag} OK fait\r\n".encode()

        server.wrongs.append(Wrong(r"UID FETCH \S+ \(BODY.PEEK", longer, times=2))
        durable: list[Arrived] = []
        with pytest.raises(Unreachable):
            await take_everything(mailbox, durable)
        assert (durable, server.marked()) == ([], set())
        await take_everything(mailbox, durable)
        assert [arrived.raw for arrived in durable] == [letter(1)]


async def test_a_box_made_anew_between_the_listing_and_the_fetch_is_listed_again() -> None:
    async with crooked_imap(mails=3) as server, ImapMailbox(settings(server, batch=1)) as mailbox:
        durable: list[Arrived] = []
        async for batch in mailbox.arrivals():
            durable += batch
            server.validity += 1
            server.hang_up()
            # taken under the old numbers: after the reconnection they mean other mails, and nothing is marked
            await mailbox.taken([arrived.handle for arrived in batch])
        assert (len(durable), server.marked()) == (1, set())
        await take_everything(mailbox, durable)
        assert [arrived.raw for arrived in durable] == [letter(n) for n in (1, 1, 2, 3)]
        assert server.marked() == {1, 2, 3}


async def test_a_box_that_can_only_be_looked_at_is_said() -> None:
    def select_only(tag: str) -> bytes:
        return f"* 1 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [READ-ONLY]\r\n{tag} OK [READ-ONLY] vu\r\n".encode()

    async with crooked_imap(mails=1) as server, ImapMailbox(settings(server)) as mailbox:
        server.wrongs.append(Wrong("SELECT", select_only, times=-1))
        with pytest.raises(Unreachable, match="consultation"):
            await take_everything(mailbox, [])


@pytest.mark.parametrize(
    ("user", "password", "said"),
    [
        pytest.param("relance", "faux", "LOGIN", id="a wrong password"),
        pytest.param("relance", "été", "AUTHENTICATE", id="a wrong password with accents"),
    ],
)
async def test_a_refused_login_is_said_without_the_password(user: str, password: str, said: str) -> None:
    def echo(tag: str) -> bytes:
        return f"{tag} NO {user} {password} est inconnu\r\n".encode()

    async with crooked_imap() as server, ImapMailbox(settings(server, password=password)) as mailbox:
        server.wrongs.append(Wrong("LOGIN", echo))
        with pytest.raises(Unreachable, match="refuse ces identifiants") as raised:
            await take_everything(mailbox, [])
        assert password not in raised.value.sentence
        assert any(command.startswith(said) for command in server.heard)


async def test_a_refused_password_is_not_tried_at_each_pass() -> None:
    async with crooked_imap() as server, ImapMailbox(settings(server, password="faux")) as mailbox:
        for _ in range(3):
            with pytest.raises(Unreachable, match="refuse ces identifiants"):
                await take_everything(mailbox, [])
        assert server.connections == 1


async def test_a_password_with_accents_opens_the_box() -> None:
    async with (
        crooked_imap(mails=1, password="Éléphant d’été") as server,
        ImapMailbox(settings(server)) as mailbox,
    ):
        await take_everything(mailbox, [])
        assert server.marked() == {1}


async def test_an_access_token_opens_the_box() -> None:
    async with crooked_imap(mails=1) as server:
        with_token = settings(server, password="", tokens=AccessTokens(token="jeton-juste"))
        async with ImapMailbox(with_token) as mailbox:
            await take_everything(mailbox, [])
        assert server.marked() == {1}


async def test_a_token_that_has_expired_is_asked_for_again(tmp_path: Path) -> None:
    command = tmp_path / "token"
    command.write_text(
        '#!/bin/sh\nif test -e "$0.asked"; then echo jeton-juste; else touch "$0.asked"; echo vieux; fi\n'
    )
    command.chmod(0o755)
    async with crooked_imap(mails=1) as server:
        with_token = settings(server, tokens=AccessTokens(str(command)), timeout=5)
        async with ImapMailbox(with_token) as mailbox:
            await take_everything(mailbox, [])
        assert server.marked() == {1}


async def test_a_refused_token_and_a_command_that_fails_are_said() -> None:
    async with crooked_imap() as server:
        async with ImapMailbox(settings(server, tokens=AccessTokens(token="vieux-jeton"))) as mailbox:
            with pytest.raises(Unreachable, match="refuse ces identifiants") as raised:
                await take_everything(mailbox, [])
            assert "vieux-jeton" not in raised.value.sentence
        async with ImapMailbox(settings(server, tokens=AccessTokens("/bin/false"))) as mailbox:
            with pytest.raises(Unreachable, match="oauth_command"):
                await take_everything(mailbox, [])


async def test_no_encryption_where_it_is_asked_for_is_said_and_no_password_is_sent() -> None:
    async with crooked_imap() as server:
        for tls in ("tls", "starttls"):
            async with ImapMailbox(settings(server, tls=tls)) as mailbox:
                with pytest.raises(Unreachable) as raised:
                    await take_everything(mailbox, [])
                assert is_one_sentence(raised.value.sentence)
        assert not [command for command in server.heard if "LOGIN" in command]


async def test_a_certificate_of_another_name_is_said() -> None:
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(PEM)
    async with crooked_imap(tls=ours) as server:
        elsewhere = settings(server, host="localhost", tls="tls", timeout=5)
        async with ImapMailbox(elsewhere, ssl.create_default_context(cafile=str(PEM))) as mailbox:
            with pytest.raises(Unreachable, match="certificat"):
                await take_everything(mailbox, [])
        assert not [command for command in server.heard if "LOGIN" in command]


async def test_the_end_does_not_wait_for_a_server_that_says_nothing() -> None:
    async with crooked_imap(mails=1) as server:
        server.wrongs += [Wrong("UID SEARCH", lambda _: None, times=-1), Wrong("LOGOUT", lambda _: None, times=-1)]
        mailbox = ImapMailbox(settings(server, timeout=600))
        reading = asyncio.create_task(take_everything(mailbox, []))
        await server.until(lambda: any(command.startswith("UID SEARCH") for command in server.heard))
        await asyncio.wait_for(mailbox.close(), 2)
        with pytest.raises(Unreachable):
            await asyncio.wait_for(reading, 2)
