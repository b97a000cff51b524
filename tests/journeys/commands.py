"""The command line as a test uses it: in this process, on a folder of its own, at a moment of its own."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from relance.cli.run import exit_code

CONTACTS = """organisation;name;email;role;function
53;Jean Kermeur;direction@ars-bretagne.example;addressee;directeur général
53;Marie Dupont;marie.dupont@ars-bretagne.example;respondent;chargée de mission
44;Paul Weber;paul.weber@ars-grand-est.example;respondent;médecin
OI;Rose Payet;rose.payet@ars-oi.example;respondent;infirmière
"""


class _Output(io.TextIOWrapper):
    """Standard output with its `buffer`, kept in memory."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    @property
    def content(self) -> bytes:
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue()


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    raw: bytes
    errors: str

    @property
    def text(self) -> str:
        return self.raw.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Desk:
    """A coordinator's desk: `desk("campaign", "status", "pnsp")` runs the command on this folder."""

    folder: Path
    now: str = "2017-07-10T10:00"
    stdin: str = field(default="", repr=False)

    def __call__(self, *arguments: str, now: str = "", stdin: str = "") -> Said:
        """Run a command that may fail."""
        output, errors = _Output(), io.StringIO()
        given = ["--data", str(self.folder / "data"), "--now", now or self.now, *arguments]
        before = sys.stdin
        sys.stdin = io.StringIO(stdin)
        try:
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
                code = exit_code(given)
        finally:
            sys.stdin = before
        return Said(code, output.content, errors.getvalue())

    def does(self, *arguments: str, now: str = "", stdin: str = "") -> Said:
        """Run a command that must succeed."""
        said = self(*arguments, now=now, stdin=stdin)
        assert said.code == 0, said.errors + said.text
        return said

    def launch(self, campaign: str = "pnsp", contacts: str = CONTACTS) -> None:
        """Launch the 2017 campaign of the seeds with a few contacts."""
        file = self.folder / "contacts.csv"
        file.write_text(contacts, encoding="utf-8")
        self.does(
            "campaign", "create", "pnsp-2017", "--id", campaign, "--contacts", str(file),
            "--opens", "2017-07-17", "--deadline", "29 septembre 2017",
        )  # fmt: skip

    def tick(self, now: str) -> dict[str, int]:
        """One pass of the scheduler at this moment."""
        result: dict[str, int] = self.does("tick", "--json", now=now).json
        return result

    def sent(self) -> list[bytes]:
        """Every mail that left, in the order of the files' names."""
        folder = self.folder / "data" / "mail" / "out"
        return [file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()]
