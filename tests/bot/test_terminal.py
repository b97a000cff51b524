"""`relance chat` as a program talks to it: lines in, replies out, and everything said is stored."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
import termios
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.terminal import chosen, readable, talk_in_terminal
from campaigns.contribution import Channel
from tests.bot.house import ANNE, a_house
from usecases.messages import Button


async def one_by_one(*lines: str) -> AsyncIterator[str]:
    """These lines."""
    for line in lines:
        yield line + "\n"


async def test_one_line_is_one_message_and_the_end_of_the_file_loses_nothing(tmp_path: Path) -> None:
    shown: list[str] = []
    async with a_house(tmp_path) as house:
        person = (await house.place(ANNE))[3]
        lines = one_by_one("Un colloque en 2016", "Néant", "", "Q3a : un centre de simulation", "  une revue  ")
        await talk_in_terminal(house.installation, person, lines, shown.append, house.clock)
        said = await house.contributions()
    assert [(c.question, c.text) for c in said] == [
        ("Q1a", "Un colloque en 2016"),
        ("Q1b", "Néant"),
        ("Q3a", "un centre de simulation"),
        ("Q2a", "une revue"),
    ]
    assert {c.channel for c in said} == {Channel.TERMINAL}
    assert len(shown) == 5
    assert [("[Q1a]" in shown[0]), ("[Q1b]" in shown[1]), ("[Q2a]" in shown[2])] == [True, True, True]
    assert "‹Rien à signaler›" in shown[0]


async def test_a_pipe_in_another_encoding_is_read(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        person = (await house.place(ANNE))[3]
        piped = io.TextIOWrapper(io.BytesIO("Évaluation – été 2016\nNéant".encode("cp1252")), encoding="utf-8")
        await talk_in_terminal(house.installation, person, piped, lambda _: None, house.clock)
        assert await house.answers() == {"Q1a": "Évaluation – été 2016", "Q1b": "Néant"}


@pytest.mark.parametrize("kind", ["file", "pipe"])
async def test_a_file_and_a_pipe_give_the_same_conversation(tmp_path: Path, kind: str) -> None:
    content = "Évaluation en 2016\r\nNéant\nun centre sans fin de ligne".encode()
    if kind == "file":
        (tmp_path / "lines").write_bytes(content)
        descriptor = os.open(tmp_path / "lines", os.O_RDONLY)
    else:
        descriptor, write = os.pipe()
        os.write(write, content)
        os.close(write)
    with os.fdopen(descriptor, encoding="ascii") as lines:
        async with a_house(tmp_path) as house:
            person = (await house.place(ANNE))[3]
            await talk_in_terminal(house.installation, person, lines, lambda _: None, house.clock)
            answers = await house.answers()
    assert answers == {"Q1a": "Évaluation en 2016", "Q1b": "Néant", "Q2a": "un centre sans fin de ligne"}


async def test_whoever_pastes_more_than_a_terminal_takes_is_told(tmp_path: Path) -> None:
    shown: list[str] = []
    ours, theirs = os.openpty()
    modes = termios.tcgetattr(theirs)
    modes[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, modes)
    os.write(ours, f"{'é' * 2500}\nun bus\n\x04".encode())
    with os.fdopen(theirs, encoding="utf-8") as lines:
        async with a_house(tmp_path) as house:
            person = (await house.place(ANNE))[3]
            await talk_in_terminal(house.installation, person, lines, shown.append, house.clock)
            kept = (await house.answers())["Q1a"]
    os.close(ours)
    assert kept == "é" * 2047
    assert sum("coupe une ligne après" in text for text in shown) == 1


async def test_waiting_for_a_line_can_be_cut_off(tmp_path: Path) -> None:
    descriptor, write = os.pipe()
    begun = asyncio.Event()
    with os.fdopen(descriptor, encoding="utf-8") as lines, os.fdopen(write, "w", encoding="utf-8"):
        async with a_house(tmp_path) as house:
            person = (await house.place(ANNE))[3]
            talk = talk_in_terminal(house.installation, person, lines, lambda _: begun.set(), house.clock)
            task = asyncio.create_task(talk)
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task


@pytest.mark.parametrize("line", [b"\xff\xfe\x00", b"\x81\x8d", "é\n".encode(), b"\xef\xbb\xbfoui\n"])
def test_no_line_is_unreadable(line: bytes) -> None:
    assert isinstance(readable(line), str)


def test_a_button_is_chosen_by_its_label_whatever_its_capitals_and_accents() -> None:
    buttons = [Button("Néant", "Q1a : Néant"), Button("J’ai fini ma partie", "j’ai fini ma partie")]
    assert chosen("neant", buttons) == "Q1a : Néant"
    assert chosen("J'AI FINI MA PARTIE", buttons) == "j’ai fini ma partie"
    assert chosen("Néant, à notre connaissance", buttons) == "Néant, à notre connaissance"
    assert chosen("…", buttons) == "…"


async def test_the_command_talks_over_a_pipe_in_any_locale(tmp_path: Path) -> None:
    async with a_house(tmp_path / "data"):
        (tmp_path / "data" / "secret").write_bytes(bytes(32))  # a campaign was launched with one
    talked = await asyncio.to_thread(
        subprocess.run,
        [
            sys.executable,
            "-m",
            "relance",
            "--data",
            str(tmp_path / "data"),
            "chat",
            "pnsp",
            "anne@ars-bretagne.example",
        ],
        input="Un bus en été\nNéant\n".encode(),
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "LANG": "C", "PYTHONUTF8": "0"},
        check=False,
    )
    assert talked.returncode == 0, talked.stderr.decode()
    assert "[Q2a]" in talked.stdout.decode()
    async with a_house(tmp_path / "data") as house:
        assert await house.answers() == {"Q1a": "Un bus en été", "Q1b": "Néant"}
