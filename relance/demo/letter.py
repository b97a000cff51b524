"""A mail of ours as its reader has it on the screen, and what every mail client makes of it in an answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cached_property

NBSP = "\u00a0"
CODE = re.compile(r"^\s*\[([A-Z]?\d+(?:\.\d+)?[a-z]?)\]")
Answers = Mapping[str, str]


@dataclass(frozen=True)
class Letter:
    """A mail of ours as its reader has it on the screen, and who reads it when."""

    message: EmailMessage
    reader: str
    address: str
    at: datetime

    @classmethod
    def opened(cls, raw: bytes, reader: str, address: str, at: datetime) -> Letter:
        """Read the bytes that arrived."""
        return cls(message_from_bytes(raw, policy=policy.default), reader, address, at)

    @cached_property
    def lines(self) -> list[str]:
        part = self.message.get_body(("plain",))
        return str(part.get_content()).splitlines() if part else []

    @property
    def body(self) -> str:
        """What stands inside the body of the HTML part."""
        part = self.message.get_body(("html",))
        page = str(part.get_content()) if part else ""
        found = re.search(r"<body[^>]*>(.*)</body>", page, re.S | re.I)
        return found[1] if found else page

    def answer(self, prefix: str = "Re: ") -> EmailMessage:
        """An empty reply: to the reply address, in the thread."""
        reply = EmailMessage()
        reply["From"] = f"{self.reader} <{self.address}>"
        reply["To"] = str(self.message["Reply-To"] or self.message["From"])
        reply["Subject"] = prefix + str(self.message["Subject"])
        reply["Date"] = format_datetime(self.at)
        reply["Message-ID"] = self.message_id
        reply["In-Reply-To"] = reply["References"] = str(self.message["Message-ID"]).strip()
        return reply

    @property
    def message_id(self) -> str:
        """The id of this reader's answer at this moment: the same whenever the demonstration is played."""
        return message_id_of(self.address, str(self.message["Message-ID"]), self.at)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The four lines that Outlook puts before the original."""
        return (
            ("De", str(self.message["From"])),
            ("Envoyé", str(self.message["Date"])),
            ("À", f"{self.reader} <{self.address}>"),
            ("Objet", str(self.message["Subject"])),
        )

    @property
    def attribution(self) -> str:
        return f"Le {self.at:%d/%m/%Y à %H:%M}, {self.message['From']} a écrit{NBSP}:"

    def quoted(self, answers: Answers, mark: str = "> ") -> str:
        """The text with a mark before each line, and each answer below its question."""
        out: list[str] = []
        waiting = ""
        for number, line in enumerate(self.lines):
            if found := CODE.match(line):
                waiting = found[1] if found[1] in answers else ""
            out.append((mark + line).rstrip())
            following = self.lines[number + 1] if number + 1 < len(self.lines) else ""
            if waiting and not following.strip():
                out += ["", answers[waiting], ""]
                waiting = ""
        return "\n".join(out)


def message_id_of(address: str, what: str, at: datetime) -> str:
    key = f"{address} {what.strip()} {at.isoformat()}".encode()
    return f"<{hashlib.sha256(key).hexdigest()[:24]}@{address.rpartition('@')[2]}>"
