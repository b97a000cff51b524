"""The marks that bring a reply back: the reply address, the mark in the subject, the reference line, the codes."""

from __future__ import annotations

import re

REFERENCE = "Référence à conserver dans votre réponse :"

_SUBJECT_MARK = re.compile(r"\[#([a-z2-7]{12})\]", re.IGNORECASE)
# What a question starts with, in the text part and in the HTML part; nothing else may start so.
CODE = re.compile(r"^\s*\[([A-Za-z]{0,3}\d+(?:\.\d+)*[a-z]?)\]")
_CODE_AT_START = re.compile(r"^(\s*)\[([A-Za-z]{0,3}\d+(?:\.\d+)*[a-z]?)\]", re.MULTILINE)


def reply_address(pattern: str, token: str) -> str:
    """The address that the answers to one person's mail come back to; `pattern` holds `{token}` or is an address."""
    return pattern.replace("{token}", token)


def subject_mark(token: str) -> str:
    """The mark at the end of a subject: `[#token]`."""
    return f"[#{token}]"


def tokens_of_subject(subject: str) -> list[str]:
    """The tokens marked in a subject, in order."""
    return [token.lower() for token in _SUBJECT_MARK.findall(subject)]


def without_marks(subject: str) -> str:
    """A subject without its marks."""
    return _SUBJECT_MARK.sub("", subject)


def without_codes_in_front(text: str) -> str:
    """The text with « [Q1a] » at the start of a line made into « (Q1a) »: only questions start with a code."""
    return _CODE_AT_START.sub(r"\1(\2)", text)
