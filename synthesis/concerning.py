"""Which passages of a draft are about one organisation: those that name it, and those that carry its own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from synthesis.draft import Draft, Paragraph, Style

LONG_ENOUGH = 25  # characters of somebody's words that are theirs and nobody else's
_HEADINGS = (Style.TITLE, Style.HEADING, Style.SUBHEADING)


def passages_about(draft: Draft, name: str, said: Iterable[str]) -> list[Paragraph]:
    """In the order of the draft. `name` is the organisation's (« ARS Bretagne »), `said` the texts of its answers.

    What stands below a heading that names it is about it, up to the next heading.
    """
    named = _plain(name)
    words = [line for text in said for part in text.splitlines() if len(line := _plain(part)) >= LONG_ENOUGH]
    found: list[Paragraph] = []
    below = False
    for paragraph in draft.paragraphs:
        text = _plain(paragraph.text)
        names = bool(named) and re.search(rf"(?<!\w){re.escape(named)}(?!\w)", text) is not None
        if paragraph.style in _HEADINGS:
            below = names
        elif text and (below or names or any(word in text for word in words)):
            found.append(paragraph)
    return found


def _plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", bare.casefold()).split())
