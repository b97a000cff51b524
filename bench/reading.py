"""Replies read, from bytes to placed answers, on one core, beside parsing alone and beside the known reply parsers.

talon and mail-parser-reply run in an environment of their own, made on first use under ~/.cache/relance-bench; where
they cannot be installed their columns are missing and a line says so. They only cut quotes: they place nothing.
"""

from __future__ import annotations

import email
import email.policy
import json
import random
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

from bench.rows import Row, in_turn
from mail.reading import read_reply
from tests.reading.letters import invited
from tests.reading.manners import MANNERS, Made, Pick, packed, an_answer, bodies_of
from usecases.replies import Asked

REPLIES = 60
PEERS = Path("~/.cache/relance-bench/reply-parsers").expanduser()

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
    timed("talon", lambda text, is_html: quotations.extract_from_html(text) if is_html else quotations.extract_from_plain(text))
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


def replies(asked: Asked, manners: tuple[str, ...], seed: str) -> list[tuple[Made, str]]:
    """Different replies in these manners, with the body that the peers are given."""
    pick: Pick = random.Random(seed).choice
    ours = bodies_of(asked)
    made = []
    for _ in range(REPLIES):
        answers = {code: an_answer(pick, asked) for code in ours.codes}
        text, page, how = MANNERS[pick(manners)](pick, asked, ours, answers)
        raw, _ = packed(pick, text, page)
        made.append((Made(raw, answers, how), page or text))
    return made


def measure() -> list[Row]:
    """Text and HTML replies, 5 rounds in turn; the peers' figures are added to the rows."""
    asked = invited()
    rows = []
    for work, manners in (
        ("replies read, text", ("inline-text", "keyed-text", "beside-text")),
        ("replies read, HTML", ("inline-html", "keyed-html")),
    ):
        made = replies(asked, manners, work)
        row = in_turn(
            work,
            {
                "relance": _over(made, lambda raw: read_reply(raw, asked)),
                "policy.default, headers and body": _over(made, _default),
                "policy.default, tree only": _over(made, _tree),
                "compat32, tree only": _over(made, email.message_from_bytes),
            },
        )
        peers = _peers([(body, "<" in body and work.endswith("HTML")) for _, body in made])
        rows.append(Row(row.work, {**row.seconds, **peers}))
    return rows


def _over(made: list[tuple[Made, str]], run: Callable[[bytes], object]) -> Callable[[], int]:
    def work() -> int:
        for one, _ in made:
            run(one.raw)
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


if __name__ == "__main__":
    start = time.perf_counter()
    for measured in measure():
        print(measured)
    sys.stdout.write(f"{time.perf_counter() - start:.0f} s\n")
