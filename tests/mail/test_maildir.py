"""Mail as files: what is sent, and what has arrived."""

from __future__ import annotations

import mailbox
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mail.compose import MailComposer
from mail.maildir import MaildirMailbox, MaildirSender, deliver
from tests.mail.letters import INVITATION, REPLY_PATTERN
from usecases.ports import Arrived, Sent, Unreachable

RAW = MailComposer("Bureau d’essai", "relance@dgos.example", REPLY_PATTERN).compose(INVITATION)


def answer(number: int) -> bytes:
    return f"Message-ID: <{number}@ars.example>\n\nréponse {number}\n".encode()


async def everything(box: MaildirMailbox) -> list[Arrived]:
    return [arrived async for batch in box.arrivals() for arrived in batch]


async def test_any_mail_client_can_open_what_was_sent(tmp_path: Path) -> None:
    [attempt] = await MaildirSender(tmp_path / "out").send([("marie@ars.example", RAW)])
    assert attempt.result is Sent.DONE
    [message] = list(mailbox.Maildir(tmp_path / "out", create=False))
    assert message["Message-ID"] == INVITATION.message_id
    assert [file.read_bytes() for file in (tmp_path / "out" / "new").iterdir()] == [RAW]
    assert list((tmp_path / "out" / "tmp").iterdir()) == []


async def test_the_same_mail_sent_twice_is_there_once_read_or_not(tmp_path: Path) -> None:
    sender = MaildirSender(tmp_path)
    await sender.send([("marie@ars.example", RAW)])
    await sender.send([("marie@ars.example", RAW)])
    [file] = (tmp_path / "new").iterdir()
    file.rename(tmp_path / "cur" / f"{file.name}:2,S")
    assert [a.result for a in await sender.send([("marie@ars.example", RAW)])] == [Sent.DONE]
    assert list((tmp_path / "new").iterdir()) == []


async def test_one_mail_to_two_people_is_there_twice(tmp_path: Path) -> None:
    await MaildirSender(tmp_path).send([("marie@ars.example", RAW), ("paul@ars.example", RAW)])
    assert len(list((tmp_path / "new").iterdir())) == 2


async def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("un fichier à la place du dossier")
    [attempt] = await MaildirSender(tmp_path / "out").send([("marie@ars.example", RAW)])
    assert attempt.result is Sent.DOWN
    assert str(tmp_path / "out") in attempt.detail


async def test_what_waits_comes_again_until_it_is_taken(tmp_path: Path) -> None:
    box = MaildirMailbox(tmp_path)
    for number in range(3):
        deliver(tmp_path, answer(number), f"m{number}")
        os.utime(tmp_path / "new" / f"m{number}", (1505203200 + number, 1505203200 + number))
    first = await everything(box)
    assert [arrived.raw for arrived in first] == [answer(0), answer(1), answer(2)]
    assert first[0].received_at == datetime(2017, 9, 12, 8, 0, tzinfo=UTC)
    assert await everything(box) == first
    await box.taken([first[0].handle, first[2].handle])
    assert await everything(box) == [first[1]]
    assert sorted(file.name for file in (tmp_path / "cur").iterdir()) == ["m0:2,S", "m2:2,S"]


async def test_a_mail_that_a_client_moved_but_nobody_read_still_waits(tmp_path: Path) -> None:
    box = MaildirMailbox(tmp_path)
    deliver(tmp_path, answer(0), "m0")
    (tmp_path / "new" / "m0").rename(tmp_path / "cur" / "m0:2,F")
    [arrived] = await everything(box)
    await box.taken([arrived.handle])
    assert [file.name for file in (tmp_path / "cur").iterdir()] == ["m0:2,FS"]
    assert await everything(box) == []


@pytest.mark.parametrize("name", ["réponse.eml", "REPONSE.EML"])
async def test_a_file_dropped_beside_new_has_arrived_too(tmp_path: Path, name: str) -> None:
    box = MaildirMailbox(tmp_path)
    assert await everything(box) == []
    (tmp_path / name).write_bytes(answer(0))
    (tmp_path / "dovecot-uidlist").write_text("l’index d’un autre programme")
    (tmp_path / ".caché.eml").write_bytes(answer(1))
    [arrived] = await everything(box)
    await box.taken([arrived.handle])
    assert arrived.raw == answer(0)
    assert await everything(box) == []
    assert (tmp_path / "cur" / f"{name}:2,S").read_bytes() == answer(0)


async def test_two_files_of_one_name_dropped_one_after_the_other_are_both_kept(tmp_path: Path) -> None:
    box = MaildirMailbox(tmp_path)
    for number in range(2):
        (tmp_path / "a.eml").write_bytes(answer(number))
        [arrived] = await everything(box)
        assert arrived.raw == answer(number)
        await box.taken([arrived.handle])
    assert sorted(file.read_bytes() for file in (tmp_path / "cur").iterdir()) == [answer(0), answer(1)]


async def test_a_handle_whose_file_is_gone_changes_nothing(tmp_path: Path) -> None:
    box = MaildirMailbox(tmp_path)
    deliver(tmp_path, answer(0), "m0")
    [arrived] = await everything(box)
    Path(arrived.handle).unlink()
    await box.taken([arrived.handle])
    assert await everything(box) == []


async def test_of_a_mail_that_is_too_large_only_its_start_is_read(tmp_path: Path) -> None:
    deliver(tmp_path, answer(0) + b"x" * 5000, "m0")
    [arrived] = await everything(MaildirMailbox(tmp_path, max_bytes=1000))
    assert len(arrived.raw) == 1001


async def test_half_a_mail_is_never_seen(tmp_path: Path) -> None:
    box = MaildirMailbox(tmp_path)
    assert await everything(box) == []
    (tmp_path / "tmp" / "en-cours").write_bytes(b"Message-ID: <1@")
    assert await everything(box) == []


async def test_a_mail_that_cannot_be_read_is_named_and_holds_back_no_other(tmp_path: Path) -> None:
    box = MaildirMailbox(tmp_path)
    deliver(tmp_path, answer(0), "m0")
    deliver(tmp_path, answer(2), "m2")
    (tmp_path / "new" / "m1").symlink_to("/proc/self/mem")  # what no one can read, not even root
    found: list[Arrived] = []
    with pytest.raises(Unreachable, match="new/m1") as raised:
        await taken_one_by_one(box, found)
    assert raised.value.was_read
    assert sorted(arrived.raw for arrived in found) == [answer(0), answer(2)]


async def taken_one_by_one(box: MaildirMailbox, found: list[Arrived]) -> None:
    async for batch in box.arrivals():
        found += batch
        await box.taken([arrived.handle for arrived in batch])


async def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("un fichier à la place du dossier")
    with pytest.raises(Unreachable, match="ne peut pas être lue"):
        await everything(MaildirMailbox(tmp_path / "in"))


@pytest.mark.parametrize(
    ("name", "arrives"),
    [
        pytest.param("m:2,", True, id="no flag"),
        pytest.param("m:2,a", True, id="a keyword"),
        pytest.param("m:2,FPRT", True, id="all but seen"),
        pytest.param("m:2,Sab", False, id="seen, with keywords"),
        pytest.param("m:2,D", False, id="a draft"),
        pytest.param("Sans drapeau", True, id="no flags at all"),
        pytest.param("m:1,experimental S", True, id="flags of another kind"),
        pytest.param(".m:2,", False, id="hidden"),
    ],
)
async def test_what_the_flags_of_a_name_say(tmp_path: Path, name: str, arrives: bool) -> None:
    box = MaildirMailbox(tmp_path)
    assert await everything(box) == []
    (tmp_path / "cur" / name).write_bytes(answer(0))
    found = await everything(box)
    assert bool(found) is arrives
    await box.taken([arrived.handle for arrived in found])
    assert await everything(box) == []


async def test_a_link_that_leads_nowhere_a_pipe_and_a_folder_are_no_mail(tmp_path: Path) -> None:
    box = MaildirMailbox(tmp_path)
    deliver(tmp_path, answer(0), "m0")
    (tmp_path / "new" / "lien").symlink_to(tmp_path / "absent")
    os.mkfifo(tmp_path / "new" / "tube")
    (tmp_path / "new" / "dossier").mkdir()
    assert [arrived.raw for arrived in await everything(box)] == [answer(0)]
