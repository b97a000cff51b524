"""What one mail says in all: its text and its attachments together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from usecases.replies import Asked, FormReading, IntentKind, Placed, ProposedChange, Reply


@dataclass(frozen=True)
class Heard:
    """What a mail and its attachments say. `forms` are (file name, reading)."""

    asked: Asked
    reply: Reply
    forms: tuple[tuple[str, FormReading], ...] = ()

    @property
    def in_text(self) -> tuple[Placed, ...]:
        """The answers of the text; « rien à signaler » for the whole is said of every open question."""
        if self.reply.answers or self.in_forms:
            return self.reply.answers
        for intent in self.reply.intents:
            if intent.kind is IntentKind.NOTHING_TO_REPORT:
                return tuple(Placed(code, intent.text, how="whole") for code in self.asked.open)
        return ()

    @property
    def in_forms(self) -> tuple[Placed, ...]:
        """The answers of the files; what a form says and its PDF says again is said once."""
        found: dict[tuple[str, str], Placed] = {}
        for _, form in sorted(self.forms, key=lambda one: one[0].casefold().endswith(".pdf")):
            for answer in form.answers:
                found.setdefault((answer.code, _bare(answer.text)), answer)
        return tuple(found.values())

    @property
    def changes(self) -> tuple[ProposedChange, ...]:
        return self.reply.changes + tuple(change for _, form in self.forms for change in form.changes)

    @property
    def suggested(self) -> tuple[Placed, ...]:
        """Answers whose question is not sure, of the text and of the files."""
        return self.reply.suggested + tuple(placed for _, form in self.forms for placed in form.suggested)

    @property
    def leftover(self) -> tuple[str, ...]:
        """What could be an answer and has no question, in the text and beside the tables of the files."""
        return self.reply.leftover + tuple(text for _, form in self.forms for text in form.leftover)

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read, each with its reason, in French."""
        unread = [form.problem for _, form in self.forms if form.problem]
        strays = [
            f"Le fichier « {name} » est le formulaire d’une autre demande ({form.elsewhere})."
            for name, form in self.forms
            if form.elsewhere
        ]
        return (*self.reply.problems, *unread, *strays)

    @property
    def says_something(self) -> bool:
        return bool(self.in_text or self.in_forms or self.changes)


_ITEM = re.compile(r"^\s*(?:[-–•*]|\d{1,2}[.)])\s", re.MULTILINE)


def _bare(text: str) -> str:
    """The letters and figures of a text: all that the same answer keeps from one format to another."""
    signs = "".join(sign for sign in _ITEM.sub(" ", text) if sign.isalnum())
    return signs.casefold() or text.strip()
