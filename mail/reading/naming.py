"""How a text names its questions: by their codes, else by their words, else by number, else by what is counted."""

from __future__ import annotations

from collections.abc import Sequence

from mail.reading.counted import counted
from mail.reading.headers import is_greeting
from mail.reading.keyed import Entry, Keyed, keyed
from mail.reading.letters import identity
from mail.reading.worded import worded
from questionnaires.model import Questionnaire


def named(lines: list[str], questionnaire: Questionnaire, open: tuple[str, ...]) -> Keyed:
    """The answers in these lines, each with its question. `open` are the questions that nobody has answered yet."""
    found = keyed(lines, identity(questionnaire).codes)
    if found.entries and all(entry.how != "number" for entry in found.entries):
        above = worded(found.before, questionnaire) if any(line.strip() for line in found.before) else None
        if above is None or not above.entries:
            return found
        for entry in above.entries if above.unsure else ():
            entry.collapsed = True
        return Keyed(above.before, [*above.entries, *found.entries], found.unsure)  # « Axe 1 : … », above « Q5 : … »
    by_words = worded(lines, questionnaire)
    sure = [entry for entry in by_words.entries if not entry.collapsed]
    if not found.unsure and _say_the_same_and_more(found, sure):
        return found  # « 5) Le PNSP, un levier ? Oui. 6) … »
    if len(open) == 1 and by_words.unsure:
        return found  # the only question open: its answer may well have headings of its own
    if sure or (by_words.entries and not found.entries):
        return by_words
    return found if found.entries else counted(lines, questionnaire) or found


def _say_the_same_and_more(numbered: Keyed, titled: Sequence[Entry]) -> bool:
    """Whether numbers stand before all titles that were found, and before others too; nothing else stands above."""
    codes = {entry.codes for entry in numbered.entries if not entry.collapsed}
    nothing_above = all(not line.strip() or is_greeting(line) for line in numbered.before)
    return nothing_above and len(codes) > len(titled) and {entry.codes for entry in titled} <= codes
