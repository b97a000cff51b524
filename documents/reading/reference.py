"""The reference that a file carries: `campaign/round/version/token`, in its properties or in a visible line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.form_plan import REFERENCE_PROPERTY
from documents.reading.content import Content, Table

_LINE = re.compile(r"R[ée]f[ée]rence\s*[:,]\s*([^/\n]+/[^\n]+/[^/\s]+/[\w-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Reference:
    """Its four parts."""

    campaign: str
    round: str
    version: str
    token: str

    @classmethod
    def parse(cls, text: str) -> Reference | None:
        """From `campaign/round/version/token`; only a round may hold a slash."""
        campaign, _, rest = text.strip().partition("/")
        parts = rest.rsplit("/", 2)
        return cls(campaign, *parts) if campaign and len(parts) == 3 else None


def is_reference(line: str) -> bool:
    """Whether this line is the visible reference and nothing else."""
    return _LINE.match(line.strip()) is not None


def carried(content: Content) -> str:
    """The reference in this file, or ""."""
    own = content.properties.get(REFERENCE_PROPERTY, "").strip()
    if own:
        return own
    for line in (content.properties.get("keywords", ""), *content.margins):
        match = _LINE.search(line)
        if match:
            return match[1]
    for block in reversed(content.blocks):
        lines = (
            [line for row in block.rows for cell in row for line in cell.lines] if isinstance(block, Table) else [block]
        )
        for line in lines:
            match = _LINE.match(line.strip())
            if match:
                return match[1]
    return ""


def elsewhere(found: str, expected: str) -> str:
    """What the form belongs to when it is not what was asked (French), or "". Another token is no other form."""
    theirs, ours = Reference.parse(found), Reference.parse(expected)
    if theirs is None or ours is None:
        return ""
    if theirs.campaign != ours.campaign:
        return f"campagne «\u00a0{theirs.campaign}\u00a0»"
    if theirs.round != ours.round:
        return f"tour «\u00a0{theirs.round}\u00a0» de la campagne «\u00a0{theirs.campaign}\u00a0»"
    if theirs.version != ours.version:
        return f"version {theirs.version} du questionnaire"
    return ""
