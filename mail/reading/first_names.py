"""A first name alone at the end of a mail is who wrote it, not an answer."""

from __future__ import annotations

import re

from questionnaires.values.first_names import FIRST_NAMES
from questionnaires.values.words import folded

_FIRST_NAME = re.compile(r"^\s*([A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?)(?:\s+[A-ZÀ-Ý][\w'’-]*\.?){0,2}\s*[.,]?\s*$")


def is_first_name(line: str) -> bool:
    """« Sophie », « Sophie M. », « Jean-Luc, »."""
    found = _FIRST_NAME.match(line[:80])
    if found is None:
        return False
    return all(folded(piece) in FIRST_NAMES for piece in found[1].split("-"))
