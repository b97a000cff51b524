"""The names by which a paragraph is found again in a Word document that comes back."""

from __future__ import annotations

import re

DRAFT_PROPERTY = "relance-projet"
OURS = "relance_"  # what the name of every bookmark of ours starts with
ANNEX = "relance_annexe"
_PREFIX = "relance_p_"
_PLAIN = re.compile(r"[A-Za-z0-9]{1,28}\Z")


def bookmark(id: str) -> str:
    """The bookmark of the paragraph with this id; at most 40 letters, digits and underscores, as Word wants."""
    if _PLAIN.match(id):
        return _PREFIX + id
    return _PREFIX + "_" + id.encode().hex()[:28]


def by_bookmark(ids: tuple[str, ...]) -> dict[str, str]:
    """Bookmark names to ids."""
    return {bookmark(id): id for id in ids}
