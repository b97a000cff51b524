"""What a chat message is kept as can be read back, and what is damaged takes nothing else with it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.contribution import Channel
from storage.files import DirectoryFiles
from tests.bot.house import ANNE, START, a_house
from usecases.chat.kept import KeptMessage, KeptPiece, Pieces, attachments_of, keep, pieces_of, read, written
from usecases.messages import Attachment, Incoming, Unmatched

PIECE = KeptPiece("été.jpg", "image/jpeg", "0" * 64)
KEPT = KeptMessage("tg:1", "11", "Anne", START, "voici", (PIECE,))
PHOTO = Attachment("été.jpg", "image/jpeg", b"JFIF")
VOICE = Attachment("message-vocal-3.ogg", "audio/ogg", b"OggS")


@given(
    st.builds(
        KeptMessage,
        st.text(),
        st.text(),
        st.text(),
        st.datetimes(timezones=st.just(UTC)),
        st.text(),
        st.lists(st.builds(KeptPiece, st.text(), st.text(), st.text())).map(tuple),
    )
)
def test_what_is_written_is_read_back(message: KeptMessage) -> None:
    assert read(written(message)) == message


def _without(field: str) -> bytes:
    return json.dumps({k: v for k, v in json.loads(written(KEPT)).items() if k != field}).encode()


def _with(**fields: object) -> bytes:
    return json.dumps(json.loads(written(KEPT)) | fields).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[1]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"update_id": 7, "message": {"text": "bonjour"}}',
        written(KEPT)[:-9],
        _without("attachments"),
        _without("received_at"),
        _with(attachments=None),
        _with(attachments=[{"name": "a.jpg"}]),
        _with(attachments=["a.jpg"]),
        _with(attachments=[{"name": 1, "media_type": "", "content": ""}]),
        _with(received_at="hier"),
        _with(received_at=7),
        _with(text=None),
    ],
    ids=[
        "empty",
        "nothing",
        "a list",
        "no text",
        "deep",
        "what a network sent",
        "cut off",
        "no attachments",
        "no moment",
        "attachments of another kind",
        "half a piece",
        "a piece that is a word",
        "a piece named by a number",
        "a moment that is none",
        "a moment that is a number",
        "words of another kind",
    ],
)
def test_what_is_no_kept_message_is_read_as_none(raw: bytes) -> None:
    assert read(raw) is None


@given(st.binary())
def test_no_bytes_raise(raw: bytes) -> None:
    assert read(raw) is None


async def _waiting(files: DirectoryFiles, *pieces: Attachment) -> Unmatched:
    """What waits for a person after this was sent."""
    incoming = Incoming("tg:1", Channel.CHAT, START, "11", attachments=pieces)
    raw = await keep(files, incoming, "voici")
    names = tuple(piece.name for piece in pieces)
    return Unmatched("77aa", "tg:1", Channel.CHAT, START, "11", "", "voici", "Des images", raw, attachments=names)


async def test_the_pieces_of_an_album_are_those_of_all_its_messages(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path)
    first, second = await _waiting(files, PHOTO), await _waiting(files, VOICE, PHOTO)
    album = replace(first, together=(second.raw,))
    found = await pieces_of(files, album)
    assert ([piece.name for piece in found.found], found.is_whole) == (["été.jpg", VOICE.name, "été.jpg"], True)
    assert await attachments_of(files, album) == (PHOTO, VOICE, PHOTO)


async def test_a_damaged_message_of_an_album_takes_nothing_else_with_it(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path)
    first, second = await _waiting(files, PHOTO), await _waiting(files, VOICE)
    next(tmp_path.rglob(second.raw)).write_bytes(b"autre chose")
    found = await pieces_of(files, replace(first, together=(second.raw, "f" * 64)))
    assert ([piece.name for piece in found.found], found.is_whole) == (["été.jpg"], False)
    assert await pieces_of(files, second) == Pieces(is_whole=False)


async def test_words_without_files_have_no_pieces(tmp_path: Path) -> None:
    alone = Unmatched("77aa", "tg:1", Channel.CHAT, START, "11", "", "bonjour", "Un inconnu")
    assert await pieces_of(DirectoryFiles(tmp_path), alone) == Pieces()


async def test_a_code_sent_with_a_file_stands_nowhere_in_clear(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat("7", "Bonjour")
        await house.chat("7", "123456", attachments=(PHOTO,))
        kept = b"".join(path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file())
        assert PHOTO.content in kept
        assert b"123456" not in kept


async def test_what_a_person_sends_is_kept_with_their_words(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat("7", f"/start {await house.token(ANNE)}")
        said = await house.chat("7", "Q1a : voir la photo", attachments=(PHOTO,))
        raw = await house.installation.files.get(said.received.raw)
    assert raw is not None
    message = read(raw)
    assert message is not None
    assert (message.text, [piece.name for piece in message.attachments]) == ("Q1a : voir la photo", ["été.jpg"])
    assert message.received_at == said.received.received_at
