"""What someone proposes in the chat of a review, and how it is told back."""

from __future__ import annotations

import re

from questionnaires.asking import quoted
from questionnaires.typography import NBSP
from synthesis.draft import Change, Draft, Paragraph, ProposedChange, Style
from synthesis.remarks.commands import Commands
from synthesis.remarks.itemising import announces, items_of
from synthesis.remarks.several import changes_in, remark

_HEADINGS = (Style.TITLE, Style.HEADING, Style.SUBHEADING)
NTH = re.compile(
    r"\s*(?:(?:au|sur le|pour le|dans le|le)\s+)?(?:passage|extrait)\s*(?:n°\s*)?(?P<number>\d{1,2})\s*[:,–—-]?\s+"
    r"(?P<text>\S.*)",
    re.IGNORECASE | re.DOTALL,
)


def changes_said(draft: Draft, about: Paragraph | None, text: str) -> tuple[ProposedChange, ...]:
    """The changes that this message orders, each item of a list for itself; otherwise it is one remark as a whole.

    `about` is the passage that is being read, or the heading of the part.
    """
    commands = Commands(draft)
    context = about if about is not None and about.style not in _HEADINGS else None
    placed = about.text if about is not None and context is None else ""
    found: list[ProposedChange] = []
    is_order = False
    items = items_of(text.splitlines()) if "\n" in text else items_of([text])
    for item in items:
        if len(items) > 1 and announces(item):
            continue
        changes = changes_in(commands, item, context, placed, lambda said: remark(commands, said, about))
        is_order = is_order or bool(changes)
        found += changes or [remark(commands, item, about)]
    return tuple(found) if is_order else (remark(commands, text, about),)


def told(change: ProposedChange) -> str:
    """« remplacer « 12 » par « 13 » dans p3 »."""
    where = change.paragraph
    if change.kind is Change.COMMENT:
        return f"remarque{f' sur {where}' if where else ''}{NBSP}: {quoted(change.proposed)}"
    if change.kind is Change.INSERT:
        return f"ajouter{f' après {where}' if where else ''}{NBSP}: {quoted(change.proposed)}"
    some = f" dans {where}" if change.said else ""
    what = quoted(change.original) if change.said else where
    if change.kind is Change.DELETE:
        return f"supprimer {what}{some}"
    return f"remplacer {what} par {quoted(change.proposed)}{some}"
