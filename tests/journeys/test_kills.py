"""Ours is killed again and again while the world goes on: nothing is lost, and nothing happens twice."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from relance.clock import PARIS

KILLS = 20
OPENING = datetime(2017, 7, 17, 9, 5, tzinfo=PARIS)
ORGANISATIONS = ("11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93")


@pytest.mark.timeout(900)
def test_nothing_is_lost_and_nothing_is_sent_twice_when_ours_is_killed_twenty_times(tmp_path: Path) -> None:
    seed = int(os.environ.get("RELANCE_SEED", "2017"))
    chance = random.Random(seed)
    with _world(tmp_path):
        _relance(
            tmp_path, OPENING - timedelta(days=1), "campaign", "create", "pnsp-2017", "--id", "pnsp",
            "--contacts", str(_contacts(tmp_path)), "--opens", "2017-07-17", "--deadline", "2017-09-29",
        )  # fmt: skip
        for turn in range(KILLS):
            # The campaign goes on between the kills: the opening, the reminders, the days after the deadline.
            now = OPENING + timedelta(days=4 * turn)
            _serve_and_kill(tmp_path, now, chance.uniform(0.05, 2.5), at_work=turn % 5 != 4)
        last = OPENING + timedelta(days=4 * KILLS)
        for _ in range(4):
            _relance(tmp_path, last, "tick")
        delivered, answered = _lines(tmp_path / "delivered.jsonl"), _lines(tmp_path / "answered.jsonl")
        # The answers are dated by the world's mail server, which knows nothing of 2017.
        _relance(
            tmp_path,
            datetime.now(PARIS) + timedelta(days=1),
            "export",
            "pnsp",
            "--format",
            "json",
            "-o",
            str(tmp_path / "export.json"),
        )

    assert len(answered) >= len(ORGANISATIONS)
    recorded = _recorded(tmp_path / "export.json")
    for answer in answered:
        codes = recorded.get(f"mail:<{answer['id']}>", [])
        assert sorted(codes) == sorted(answer["answers"]), f"seed {seed}: {answer['id']}"

    times = Counter((line["to"], line["id"]) for line in delivered)
    assert sum(count - 1 for count in times.values()) <= KILLS, f"seed {seed}: more than the one in flight"
    openings = Counter(line["to"] for line in {(d["to"], d["id"]): d for d in delivered}.values() if _opens(line))
    assert set(openings.values()) == {1}, f"seed {seed}: an invitation left under two Message-IDs"
    assert len(openings) == len(ORGANISATIONS)


def _opens(line: dict[str, Any]) -> bool:
    subject = line["subject"].casefold()
    return not subject.startswith(("re", "rappel")) and "rappel" not in subject and "date limite" not in subject


def _contacts(folder: Path) -> Path:
    file = folder / "contacts.csv"
    rows = [f"{code};Correspondant {code};reponse@ars-{code}.example;respondent;" for code in ORGANISATIONS]
    file.write_text("organisation;name;email;role;function\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return file


@contextmanager
def _world(folder: Path) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    world = subprocess.Popen([sys.executable, "-m", "tests.journeys.world", str(folder), str(port)])
    try:
        deadline = time.monotonic() + 60
        while not (folder / "config.toml").exists():
            assert world.poll() is None, "the world did not start"
            assert time.monotonic() < deadline, "the world did not listen within a minute"
            os.sched_yield()
        yield
    finally:
        world.kill()
        world.wait()


def _command(folder: Path, now: datetime, *arguments: str) -> list[str]:
    return [
        sys.executable, "-m", "relance", "--config", str(folder / "config.toml"), "--data", str(folder / "data"),
        "--now", now.isoformat(), *arguments,
    ]  # fmt: skip


def _relance(folder: Path, now: datetime, *arguments: str) -> None:
    done = subprocess.run(_command(folder, now, *arguments), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout


def _serve_and_kill(folder: Path, now: datetime, seconds: float, at_work: bool) -> None:
    """Start the service and kill it, without a word, after so many seconds: of its life, or (`at_work`) of its work."""
    ours = subprocess.Popen(
        _command(folder, now, "serve", "--every", "0.2"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert ours.stderr is not None
    with ours.stderr as said:
        lines: list[bytes] = []
        while at_work and not (lines and b"pages" in lines[-1]):
            lines.append(said.readline())
            assert lines[-1], f"the service ended by itself: {b''.join(lines).decode()}"
        try:
            code = ours.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            ours.send_signal(signal.SIGKILL)
            ours.wait()
        else:
            pytest.fail(f"the service ended by itself with {code}: {said.read().decode()}")


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def _recorded(file: Path) -> dict[str, list[str]]:
    """The codes that each message caused to be recorded, once per contribution."""
    recorded: dict[str, list[str]] = {}
    for organisation in json.loads(file.read_text("utf-8"))["organisations"]:
        for code, answer in organisation["answers"].items():
            for contribution in answer["contributions"]:
                recorded.setdefault(contribution["source"], []).append(code)
    return recorded
