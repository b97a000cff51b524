"""Which earlier message an update of Telegram answers: ours, the part of it that was chosen, or one of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest
from telegram import Bot, Update

from bot.telegram_groups import Me
from bot.telegram_updates import meaning_of
from usecases.messages import Incoming

ANNE, US = 7, 99
CHAT = {"id": ANNE, "type": "private", "first_name": "Anne"}


def message(id: int, sender: int, text: str, **more: object) -> dict[str, object]:
    who = {"id": sender, "is_bot": sender == US, "first_name": "Anne"}
    return {"message_id": id, "date": 1_500_000_000, "chat": CHAT, "from": who, "text": text, **more}


async def nothing_goes_on(group: str, member: str, album: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("answered", "more", "expected"),
    [
        (message(5, US, "Noté pour [I1]"), {}, ("Noté pour [I1]", "")),
        (message(5, US, "[I1] 34\n[I2] 120"), {"quote": {"text": "[I1] 34", "position": 0}}, ("[I1] 34", "")),
        (message(4, ANNE, "34"), {}, ("", "4")),
    ],
    ids=["ours", "a part of ours", "their own"],
)
async def test_the_message_that_is_answered_is_known(
    answered: dict[str, object], more: dict[str, object], expected: tuple[str, str]
) -> None:
    raw = {"update_id": 1, "message": message(9, ANNE, "35", reply_to_message=answered, **more)}
    update = Update.de_json(raw, None)
    # nothing is fetched for words alone
    incoming = await meaning_of(cast("Bot", None), update, lambda: datetime.now(UTC), Me(US, "r"), nothing_goes_on)
    assert isinstance(incoming, Incoming)
    assert (incoming.text, incoming.quoted, incoming.answered) == ("35", *expected)
