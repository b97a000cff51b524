"""Replies read, from bytes to placed answers, on one core, beside parsing alone and beside the known reply parsers.

talon and mail-parser-reply run in an environment of their own, made on first use under ~/.cache/relance-bench; where
they cannot be installed their columns are missing and a line says so. They only cut quotes: they place nothing.
Every round reads replies that nobody read before: other answers, in other words, from other people.
"""

from __future__ import annotations

import email
import email.policy
import json
import random
import re
import subprocess
import time
import venv
from collections.abc import Callable
from itertools import count
from pathlib import Path

from bench.rows import Row, in_turn
from mail.reading import read_reply
from tests.mails.clients import CLIENTS
from tests.reading.letters import invited
from tests.reading.manners import SENTENCES, Pick, an_answer, bodies_of
from usecases.replies import Asked

PEERS = Path("~/.cache/relance-bench/reply-parsers").expanduser()
ROUNDS = 9
_WORD = re.compile(r"[a-zà-ÿœ]{4,}")
_FIRST_NAMES = ("Alice", "Bernard", "Chantal", "Denis", "Élise", "Fabrice", "Gisèle", "Hugues", "Irène", "Jérôme")

# run by the other environment: reads a JSON list of [text, is_html], prints seconds per message for each parser
_PEER_PROGRAM = """
import json, sys, time
texts = json.load(sys.stdin)
found = {}
def timed(name, run):
    best = None
    for _ in range(3):
        start = time.perf_counter()
        for text, is_html in texts:
            run(text, is_html)
        taken = (time.perf_counter() - start) / len(texts)
        best = taken if best is None else min(best, taken)
    found[name] = best
try:
    import talon
    from talon import quotations
    talon.init()
    extract = {True: quotations.extract_from_html, False: quotations.extract_from_plain}
    timed("talon", lambda text, is_html: extract[is_html](text))
except Exception as error:
    print("talon:", error, file=sys.stderr)
try:
    from mailparser_reply import EmailReplyParser
    parser = EmailReplyParser(languages=["fr", "en"])
    timed("mail-parser-reply", lambda text, is_html: parser.parse_reply(text=text))
except Exception as error:
    print("mail-parser-reply:", error, file=sys.stderr)
print(json.dumps(found))
"""


def replies(asked: Asked, marked: bool, seed: str) -> list[tuple[bytes, str]]:
    """Different replies, two for each client of the corpus, each with the body that the peers are given.

    Replies of another seed say other things in other words; only our letter and the grammar of mail are the same.
    """
    pick: Pick = random.Random(seed).choice
    ours = bodies_of(asked)
    made = []
    for client in CLIENTS:
        for _ in range(2):
            answers = {code: _in_other_words(pick, an_answer(pick, asked), ours.text) for code in ours.codes}
            name, reader = (f"{pick(_FIRST_NAMES)} {_invented(pick).title()}" for _ in range(2))
            said = f"Bonjour,\n\nNos réponses sont dans le texte, relues par {reader}."
            message = CLIENTS[client](said, answers, ours)
            message.replace_header("From", f"{name} <{_invented(pick)}@ars.example>")
            body = message.get_body(("html",) if marked else ("plain",))
            if body is not None and (message.get_body(("html",)) is not None) is marked:
                made.append((message.as_bytes(), str(body.get_content())))
    return made


def _in_other_words(pick: Pick, answer: str, ours: str) -> str:
    """An answer of the same shape whose longer words and numbers are others; what it copies from our letter stays."""
    known = _WORD.findall(f"{ours} {' '.join(SENTENCES)}")

    def another(_: re.Match[str]) -> str:
        return pick(known) if pick(range(10)) else _invented(pick)

    lines = [line if "?" in line else _WORD.sub(another, line) for line in answer.split("\n")]
    return re.sub(r"\d", lambda _: pick("123456789"), "\n".join(lines))


def _invented(pick: Pick) -> str:
    """A word that no message held before."""
    return "".join(pick("bcdfglmnprstv") + pick("aeiou") for _ in range(5))


def measure() -> list[Row]:
    """Text and HTML replies, new ones in each round, in turn; the peers' figures are added to the rows."""
    asked = invited()
    rows = []
    for work, marked in (("replies read, text", False), ("replies read, HTML", True)):
        made = [replies(asked, marked, f"{work} {number}") for number in range(ROUNDS)]
        row = in_turn(
            work,
            {
                "relance": _over(made, lambda raw: read_reply(raw, asked)),
                "policy.default, headers and body": _over(made, _default),
                "policy.default, tree only": _over(made, _tree),
                "compat32, tree only": _over(made, email.message_from_bytes),
            },
            ROUNDS,
            time.process_time,
        )
        peers = _peers([(body, marked) for _, body in made[0]])
        rows.append(Row(row.work, {**row.seconds, **peers}))
    return rows


def _over(rounds: list[list[tuple[bytes, str]]], run: Callable[[bytes], object]) -> Callable[[], int]:
    """Each call reads the messages of the next round."""
    numbers = count()

    def work() -> int:
        made = rounds[next(numbers)]
        for raw, _ in made:
            run(raw)
        return len(made)

    return work


def _tree(raw: bytes) -> object:
    return email.message_from_bytes(raw, policy=email.policy.default)


def _default(raw: bytes) -> object:
    """What everybody writes: the tree, who, about what, and the body as text."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("html", "plain"))
    return str(message["From"]), str(message["Subject"]), body.get_content() if body else ""


def _peers(bodies: list[tuple[str, bool]]) -> dict[str, float]:
    python = PEERS / "bin" / "python"
    if not python.exists():
        print("  (making an environment for talon and mail-parser-reply)", flush=True)
        venv.create(PEERS, with_pip=True)
        for name in ("talon", "mail-parser-reply"):
            done = subprocess.run(
                [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", name],
                capture_output=True, text=True, timeout=300, check=False,
            )  # fmt: skip
            if done.returncode:
                print(f"  ({name} cannot be installed here)", flush=True)
    run = subprocess.run(
        [python, "-c", _PEER_PROGRAM],
        input=json.dumps(bodies),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if run.stderr.strip():
        print(f"  (peers: {run.stderr.strip().splitlines()[-1]})", flush=True)
    found = json.loads(run.stdout or "{}")
    return {str(name): float(seconds) for name, seconds in found.items()}
