"""What politeness puts around an order: « je voudrais » before it, « svp » after it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from questionnaires.values.words import folded

LONGEST_ORDER = 150  # characters; what is longer is no order

# These look at folded text: no capitals, no accents, one kind of apostrophe, each letter in its place.
_BEFORE = re.compile(
    r"(?:(?:bonjour|bonsoir|re ?bonjour|pardon|excusez[- ]moi|desolee?|oups|erreur|je me suis trompee?(?: "
    r"de question)?|ok|okay|d'accord|merci(?: de)?|svp|stp"
    r"|s'il (?:vous|te) plait|finalement|en fait|alors|bon|donc|euh|ah)[\s,.!:…]+"
    r"|(?:est[- ]ce que |comment )?(?:je |j'|nous |on |vous |tu )(?:l'|la |le |les )?"
    r"(?:aimerai\w+|voudr\w+|veux|veut|voulons|souhait\w+|desir\w+|peux|peut|pouvons|pourr\w+|prefere\w*)\s+"
    r"|(?:(?:puis|pourrais)[- ]je|peut[- ]on|peux[- ]tu|(?:pouvez|pourriez)[- ]vous|comment|faut[- ]il)\s+"
    r"(?:me |m'|nous )?)+"
)
_AFTER = re.compile(
    r"[\s,;.!?…]*\b(?:(?:svp|stp|please|s'il (?:vous|te) plait|merci(?: beaucoup| bien| d'avance)?|maintenant"
    r"|tout de suite|d'abord)[\s,.!?…]*)+$"
)
_LONGEST_AFTER = 60
_CLOSES = re.compile(
    r"(?:bien )?(?:cordialement|respectueusement|merci(?: (?:beaucoup|bien|d'avance|a vous))?|salutations"
    r"|bien a vous|cdt|bonne "
    r"(?:journee|reception|soiree))(?: a (?:vous|tous))?[\s,.!]*"
)
_MOST_BELOW = 2  # lines of a name


def without_closing(lines: Sequence[str]) -> list[str]:
    """The lines of an answer without the thanks and the name that close a message."""
    for at in range(max(len(lines) - 1 - _MOST_BELOW, 1), len(lines)):
        below = [line for line in lines[at + 1 :] if line.strip()]
        is_name = all(len(line.split()) <= 4 and line.strip()[:1].isupper() and line.isprintable() for line in below)
        if _CLOSES.fullmatch(folded(lines[at]).strip()) and is_name and not any(c.isdigit() for c in "".join(below)):
            return list(lines[:at])
    return list(lines)


def unwrapped(text: str, low: str = "") -> str:
    """The text without what politeness puts around an order: « je voudrais relire mes réponses svp ».

    `low` is the folded text, where the caller has it.
    """
    if len(text) > LONGEST_ORDER:
        return text
    low = low or folded(text)
    start, end = _BEFORE.match(low), _AFTER.search(low, max(len(low) - _LONGEST_AFTER, 0))
    return text[start.end() if start else 0 : end.start() if end else None].strip()
