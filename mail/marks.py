"""The marks that let a reply find its way back: the reply address, the subject mark, the reference line, the codes.

Composing writes them and reading looks for them, so both forms of each stand here, side by side.
"""

from __future__ import annotations

import re

TOKEN = r"[a-z2-7]{12}"
REFERENCE = "Référence à conserver dans votre réponse :"

_SUBJECT_MARK = re.compile(rf"\[#({TOKEN})\]", re.IGNORECASE)
_REFERENCE_LINE = re.compile(
    rf"r[ée]f[ée]rence\s+[àa]\s+conserver\s+dans\s+votre\s+r[ée]ponse\s*:\s*({TOKEN})\b", re.IGNORECASE
)
# What a question starts with, in the text part and in the HTML part; nothing else may start so.
CODE = re.compile(r"^\s*\[([A-Za-z]{0,3}\d+(?:\.\d+)*[a-z]?)\]")
_CODE_AT_START = re.compile(r"^(\s*)\[([A-Za-z]{0,3}\d+(?:\.\d+)*[a-z]?)\]", re.MULTILINE)


def reply_address(pattern: str, token: str) -> str:
    """The address that the answers to one person's mail come back to; `pattern` holds `{token}` or is an address."""
    return pattern.replace("{token}", token)


def token_of_address(pattern: str, address: str) -> str:
    """The token in an address that follows `pattern`, or ""; letters may have changed case on the way."""
    before, mark, after = pattern.partition("{token}")
    if not mark:
        return ""
    found = re.fullmatch(f"{re.escape(before)}({TOKEN}){re.escape(after)}", address.strip(), re.IGNORECASE)
    return found[1].lower() if found else ""


def subject_mark(token: str) -> str:
    """The mark at the end of a subject: `[#token]`."""
    return f"[#{token}]"


def tokens_of_subject(subject: str) -> list[str]:
    """The tokens marked in a subject, in order."""
    return [token.lower() for token in _SUBJECT_MARK.findall(subject)]


def tokens_of_text(text: str) -> list[str]:
    """The tokens of the reference lines in a quoted text, in order, wherever the lines were broken or marked."""
    unmarked = re.sub(r"[\s>|\u200b\ufeff]+", " ", text)
    return [token.lower() for token in _REFERENCE_LINE.findall(unmarked)]


def without_codes_in_front(text: str) -> str:
    """The text with « [Q1a] » at the start of a line made into « (Q1a) »: only questions start with a code."""
    return _CODE_AT_START.sub(r"\1(\2)", text)
