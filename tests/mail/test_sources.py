"""The messages of the files that someone points at."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from mail.sources import messages
from usecases.ports import BadInput

ONE = b"From: a@ars.example\nMessage-ID: <1@ars.example>\n\nUn.\n"
TWO = b"From: b@ars.example\nMessage-ID: <2@ars.example>\n\nDeux.\n\nFrom here on, a sentence.\n"


def raws(path: Path) -> list[bytes]:
    return [raw for _, raw in messages(path)]


def test_an_eml_file_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(ONE)
    assert list(messages(tmp_path / "a.eml")) == [(str(tmp_path / "a.eml"), ONE)]


@pytest.mark.parametrize(
    "separator",
    [
        pytest.param(b"From a@ars.example Tue Sep 12 10:00:00 2017\n", id="classic"),
        pytest.param(b"From MAILER-DAEMON Fri Jul  8 12:08:34 2011\n", id="python"),
        pytest.param(b"From - Tue Sep 12 10:00:00 2017\n", id="Thunderbird"),
        pytest.param(b"From \n", id="recent Thunderbird"),
        pytest.param(b"From 1577@xxx Tue Sep 12 10:00:00 +0000 2017\n", id="Takeout"),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_an_mbox_is_taken_apart(tmp_path: Path, separator: bytes, end: bytes) -> None:
    box = b"".join(separator + mail.replace(b"\nFrom ", b"\n>From ") + b"\n" for mail in (ONE, TWO, ONE))
    (tmp_path / "boîte").write_bytes(box.replace(b"\n", end))
    assert raws(tmp_path / "boîte") == [mail.replace(b"\n", end) for mail in (ONE, TWO, ONE)]


def test_a_sentence_that_starts_like_a_separator_does_not_cut(tmp_path: Path) -> None:
    text = TWO + b"\nFrom 10:00 to 12:30 we met.\n\nFrom Monday on\nNote that: no.\n"
    (tmp_path / "boîte").write_bytes(b"From x Tue Sep 12 10:00:00 2017\n" + text + b"\n")
    assert raws(tmp_path / "boîte") == [text]


def test_the_labels_of_an_mbox_say_which_message(tmp_path: Path) -> None:
    path = tmp_path / "boîte"
    path.write_bytes((b"From x Tue Sep 12 10:00:00 2017\n" + ONE + b"\n") * 2)
    assert [label for label, _ in messages(path)] == [f"{path}#1", f"{path}#2"]


def test_what_the_standard_library_writes_is_read_back(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "mbox")
    for number in range(3):
        mail = EmailMessage()
        mail["Message-ID"] = f"<{number}@ars.example>"
        mail.set_content(f"Bonjour,\n\nFrom Paris with love {number}.\n>From there\n")
        box.add(mail)
    box.close()
    found = raws(tmp_path / "mbox")
    assert [f"<{n}@ars.example>".encode() in raw for n, raw in enumerate(found)] == [True] * 3
    assert b"\nFrom Paris with love 0." in found[0]


def test_a_maildir_gives_what_is_new_and_what_was_read_and_stays_as_it_is(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "boîte")
    box.add(ONE)
    read = mailbox.MaildirMessage(TWO)
    read.set_subdir("cur")
    read.set_flags("S")
    box.add(read)
    before = sorted(str(file) for file in tmp_path.rglob("*"))
    assert sorted(raws(tmp_path / "boîte")) == sorted([ONE, TWO])
    assert sorted(str(file) for file in tmp_path.rglob("*")) == before


def test_a_folder_gives_its_messages_and_leaves_other_files(tmp_path: Path) -> None:
    (tmp_path / "b.eml").write_bytes(TWO)
    (tmp_path / "a.eml").write_bytes(ONE)
    (tmp_path / "expected.json").write_text("{}")
    (tmp_path / ".caché.eml").write_bytes(ONE)
    (tmp_path / "plus").mkdir()
    (tmp_path / "plus" / "c.EML").write_bytes(ONE)
    assert [Path(label).name for label, _ in messages(tmp_path)] == ["a.eml", "b.eml", "c.EML"]


def test_an_empty_file_is_still_a_message_that_somebody_must_see(tmp_path: Path) -> None:
    (tmp_path / "vide.eml").write_bytes(b"")
    assert raws(tmp_path / "vide.eml") == [b""]


def test_a_path_that_does_not_exist_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        messages(tmp_path / "absent.eml")
    assert raised.value.sentence == f"{tmp_path / 'absent.eml'} : ce chemin ne peut pas être ouvert (il n’existe pas)."


def test_of_a_message_that_is_too_large_only_its_start_is_given(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(ONE + b"x" * 5000)
    (tmp_path / "boîte").write_bytes(b"From x Tue Sep 12 10:00:00 2017\n" + ONE + b"x" * 5000 + b"\n\n")
    assert [len(raw) for _, raw in messages(tmp_path, max_bytes=1000)] == [1001, 1001]


def test_a_file_that_is_one_endless_line_is_read_in_pieces(tmp_path: Path) -> None:
    (tmp_path / "boîte").write_bytes(
        b"From x Tue Sep 12 10:00:00 2017\n"
        + ONE
        + b"x" * 3_000_000
        + b"\n\nFrom x Tue Sep 12 10:00:00 2017\n"
        + TWO
        + b"\n"
    )
    first, second = messages(tmp_path / "boîte", max_bytes=1000)
    assert (len(first[1]), second[1]) == (1001, TWO)


def test_a_line_that_is_cut_where_a_separator_could_stand_is_no_separator(tmp_path: Path) -> None:
    line = b"y" * 1_000_000 + b"From x Tue Sep 12 10:00:00 2017\nSubject: non\n"
    (tmp_path / "boîte").write_bytes(b"From x Tue Sep 12 10:00:00 2017\n" + ONE + line)
    assert raws(tmp_path / "boîte") == [ONE + line]


def test_a_mail_that_a_client_opens_while_the_maildir_is_read_is_found_where_it_went(tmp_path: Path) -> None:
    for name in ("a", "b"):
        for folder in ("new", "cur", "tmp"):
            (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / "new" / name).write_bytes(ONE if name == "a" else TWO)
    reading = messages(tmp_path)
    assert next(reading)[1] == ONE
    (tmp_path / "new" / "b").rename(tmp_path / "cur" / "b:2,S")
    assert [raw for _, raw in reading] == [TWO]
