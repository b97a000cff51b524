"""Words in private are read without the library: they must mean the same, and all else is left to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, Update

from bot.telegram_groups import Me
from bot.telegram_plain import plain_words
from bot.telegram_updates import meaning_of

ME = Me(1, "relance_bot")
NOW = datetime(2017, 9, 4, 9, tzinfo=UTC)
CHAT = {"id": 11, "type": "private", "first_name": "Anne"}
MESSAGE: dict[str, object] = {
    "message_id": 7,
    "date": 1504515600,
    "chat": CHAT,
    "from": {"id": 11, "is_bot": False, "first_name": "Anne", "language_code": "fr"},
    "text": "Un colloque",
}
WORDS = (
    "Un colloque",
    "/start",
    "/start abc-def",
    " /START x ",
    "/aide@relance_bot",
    "@relance_bot Q1a : oui",
    " ",
    "",
)

PLAIN: list[dict[str, object]] = [
    {},
    {"from": {"id": 11, "is_bot": False, "first_name": "Anne", "last_name": "Le Goff"}},
    {"entities": [{"type": "bold", "offset": 0, "length": 2}]},
    *(dict[str, object](text=text) for text in WORDS),
]
OTHER: list[dict[str, object]] = [
    {"edit_date": 1504515700},
    {"photo": []},
    {"caption": "une photo", "text": None},
    {"chat": {"id": -5, "type": "group", "title": "ARS"}},
    {"reply_to_message": MESSAGE},
    {"migrate_to_chat_id": -6},
    {"from": None},
    {"from": {"id": 11, "is_bot": False}},
    {"date": "hier"},
    {"message_id": True},
]


@pytest.mark.parametrize("changed", PLAIN, ids=str)
async def test_words_mean_what_the_library_reads_in_them(changed: dict[str, object]) -> None:
    await _means_the_same({**MESSAGE, **changed})


@given(st.text())
def test_any_words_are_taken_as_they_stand(text: str) -> None:
    said = plain_words({"update_id": 3, "message": {**MESSAGE, "text": "Q1a : " + text}}, Me(1))
    assert said is not None
    assert said.text == "Q1a : " + text


@pytest.mark.parametrize("changed", OTHER, ids=str)
def test_what_is_more_than_words_is_left_to_the_library(changed: dict[str, object]) -> None:
    assert plain_words({"update_id": 3, "message": {**MESSAGE, **changed}}, ME) is None


@pytest.mark.parametrize("kind", ["edited_message", "callback_query", "my_chat_member"])
def test_another_kind_of_update_is_left_to_the_library(kind: str) -> None:
    assert plain_words({"update_id": 3, kind: MESSAGE}, ME) is None


async def _means_the_same(message: dict[str, object]) -> None:
    raw = {"update_id": 3, "message": message}
    parsed = Update.de_json(raw, Bot("1:essai"))
    said = plain_words(raw, ME)
    assert said is not None
    assert said == await meaning_of(Bot("1:essai"), parsed, lambda: NOW, ME, _never)


async def _never(group: str, member: str, album: str) -> bool:
    """No album is expected."""
    return False
