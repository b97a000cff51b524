"""Every shape of `tests/replies.py`, made from the mail as it was sent and taken in through the command line."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from tests import replies
from tests.journeys.commands import Desk

WHO = "marie.dupont@ars-bretagne.example"


def compared(text: str) -> str:
    """NFC, NBSP and line breaks as spaces, runs of spaces as one, straight apostrophes."""
    text = unicodedata.normalize("NFC", text).replace("\u2019", "'")
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


@pytest.mark.parametrize("kind", ["invitation", "reminder"])
@pytest.mark.parametrize("shape", replies.SHAPES, ids=lambda shape: shape.__name__)
def test_a_reply_is_read_as_a_careful_reader_would(tmp_path: Path, shape: object, kind: str) -> None:
    desk = Desk(tmp_path)
    desk.launch()
    desk.tick("2017-07-17T09:05")
    now = "2017-07-18T10:00"
    if kind == "reminder":
        desk.tick("2017-09-15T09:05")
        now = "2017-09-16T10:00"
    sent = replies.Sent.read(desk.does("mail", "compose", "pnsp", WHO, "--kind", kind).raw)
    expected = replies.write(sent, [shape], tmp_path / "in")
    (file,) = (tmp_path / "in").glob("*.eml")
    (result,) = desk.does("mail", "ingest", str(file), "--json", now=now).json
    wanted = expected[file.name]
    assert result["outcome"] == wanted["outcome"], json.dumps(result, ensure_ascii=False)
    assert {code: compared(text) for code, text in result["answers"].items()} == {
        code: compared(text) for code, text in wanted["answers"].items()
    }


def test_the_same_reply_twice_counts_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.launch()
    desk.tick("2017-07-17T09:05")
    sent = replies.Sent.read(desk.does("mail", "compose", "pnsp", WHO).raw)
    replies.write(sent, [replies.thunderbird_inline], tmp_path / "in")
    (file,) = (tmp_path / "in").glob("*.eml")
    first = desk.does("mail", "ingest", str(file), "--json", now="2017-07-18T10:00").json
    again = desk.does("mail", "ingest", str(file), "--json", now="2017-07-18T10:01").json
    assert first[0]["outcome"] == "recorded"
    assert again[0]["outcome"] == "duplicate"
    assert again[0]["answers"] == {}
    status = desk.does("campaign", "status", "pnsp", "--json", now="2017-07-18T11:00").json
    assert status["returned"] == 1


def test_every_shape_in_turn_is_read_whole_whatever_was_answered_before(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.launch()
    desk.tick("2017-07-17T09:05")
    sent = replies.Sent.read(desk.does("mail", "compose", "pnsp", WHO).raw)
    expected = replies.write(sent, replies.SHAPES, tmp_path / "in")
    for number, name in enumerate(sorted(expected)):
        now = f"2017-07-{18 + number}T10:00"
        (result,) = desk.does("mail", "ingest", str(tmp_path / "in" / name), "--json", now=now).json
        assert result["outcome"] == expected[name]["outcome"], name
        assert {code: compared(text) for code, text in result["answers"].items()} == {
            code: compared(text) for code, text in expected[name]["answers"].items()
        }, name
        desk.tick(now.replace("10:00", "10:05"))
