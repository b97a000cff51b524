"""What a chat message is kept as can be read back, and what is damaged takes nothing else with it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.contribution import Channel
from documents.forms import FormPrinter
from documents.returned import FormFileReader
from storage.files import DirectoryFiles
from tests.bot.house import ANNE, START, YANN, House, a_house
from tests.documents.filling import row_of, saved
from tests.usecases.test_converse import open_the_round
from usecases.assign_unmatched import assign_unmatched
from usecases.chat.kept import KeptMessage, KeptPiece, Pieces, attachments_of, keep, pieces_of, read, written
from usecases.correspond import DOCX
from usecases.form_for import form_for
from usecases.messages import Attachment, Incoming, Received, Unmatched

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


async def _strangers_message(house: House, *pieces: Attachment, text: str = "") -> Received:
    """A stranger sends this, and a coordinator says that it is Anne's."""
    await open_the_round(house)
    await house.chat("99", text, attachments=pieces)
    (waiting,) = await house.pen()
    return await assign_unmatched(house.installation, waiting.id, "anne@ars-bretagne.example", house.clock(), "pnsp")


async def test_the_form_of_a_stranger_counts_once_a_coordinator_says_whose_it_is(tmp_path: Path) -> None:
    async with a_house(tmp_path, FormFileReader()) as house:
        house.installation = replace(house.installation, forms=FormPrinter())
        printed = await form_for(house.installation, "pnsp", "anne@ars-bretagne.example", "docx", START)
        document = docx.Document(io.BytesIO(printed))
        for code, text in (("Q2a", "Une charte."), ("Q6", "Former.")):
            row_of(document, code).cells[-1].text = text
        form = Attachment("formulaire.docx", DOCX, saved(document))
        received = await _strangers_message(house, form)
        assert received.answers == {"Q2a": "Une charte.", "Q6": "Former."}
        assert received.attachments == ("formulaire.docx",)
        assert await house.answers() == {"Q2a": "Une charte.", "Q6": "Former."}
        assert await house.pen() == []
        assert (await house.place(ANNE))[3].chat == "99"


async def test_all_the_words_of_what_is_assigned_count_and_stay_in_the_inbox(tmp_path: Path) -> None:
    words = "Q1a : " + "\n".join(f"- un colloque à la date numéro {number}" for number in range(60))
    async with a_house(tmp_path) as house:
        received = await _strangers_message(house, text=words)
        assert received.answers == {"Q1a": words.removeprefix("Q1a : ")}
        kept = await house.received(received.id)
        assert kept is not None
        assert kept.said == words


async def test_the_words_of_one_person_given_to_another_leave_their_chat_alone(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await open_the_round(house)
        await house.chat("7", f"/start {await house.token(YANN)}")
        await house.chat("8", f"/start {await house.token(ANNE)}")
        await house.chat("7", "", attachments=(PHOTO,))
        (waiting,) = await house.pen()
        await assign_unmatched(house.installation, waiting.id, "anne@ars-bretagne.example", house.clock(), "pnsp")
        assert [(await house.place(who))[3].chat for who in (YANN, ANNE)] == ["7", "8"]
