"""All that one remark orders, sentence by sentence; what is said between the orders stays a remark."""

from __future__ import annotations

import re
from collections.abc import Callable

from synthesis.draft import Change, Paragraph, ProposedChange
from synthesis.remarks.agreeing import praises
from synthesis.remarks.citing import skeleton
from synthesis.remarks.commands import Commands
from synthesis.remarks.itemising import announces, statements_of

_LONGEST = 6_000  # characters; a longer text orders nothing, and is a remark as a whole
_PART = re.compile(r"\b(?:l['’]|la |le )?(?:axe|partie|section|chapitre|point)s?\s?\d(?:(?:,| et| [àa])\s?\d)*\b", re.I)
Comment = Callable[[str], ProposedChange]


def changes_in(
    commands: Commands,
    text: str,
    context: Paragraph | None,
    placed: str,
    comment: Comment,
    is_grammar: Callable[[str], bool] = announces,
) -> list[ProposedChange]:
    """The changes that this text orders, with its other sentences as remarks; none at all where it orders nothing.

    `context` is the paragraph at hand, `placed` a line above that says where; `comment` makes a remark of a text.
    """
    statements = statements_of(text) if len(text) < _LONGEST else []
    lead = placed
    told: list[list[ProposedChange]] = []
    for statement in statements:
        is_placed = commands.targets.where.scope(skeleton(statement).text).is_known
        told.append(commands.changes(statement, context, "" if is_placed else lead))
        lead = statement if is_placed else lead
    if not any(told):
        return commands.changes(text, context, placed) if len(statements) > 1 else []
    found: list[ProposedChange] = []
    beside: list[str] = []
    for statement, changes in [*zip(statements, told, strict=True), ("", [])]:
        if statement and not changes:
            beside.append(statement)
            continue
        if beside and not all(is_grammar(said) or approves_a_part(said) for said in beside):
            found.append(comment(" ".join(beside)))
        beside = []
        found += changes
    return found


def approves_a_part(statement: str) -> bool:
    """Whether a sentence only thanks, or approves what it does not change: « Pas de remarque sur l’axe 1. »."""
    return praises(_PART.sub("le texte", statement))


def remark(commands: Commands, text: str, context: Paragraph | None = None, placed: str = "") -> ProposedChange:
    """The text as a remark on the paragraph that it is about, or on the whole."""
    about = commands.about(text, context, placed)
    if about is None and len(text) < _LONGEST:
        named = (commands.about(statement, None) for statement in statements_of(text))
        about = next((paragraph for paragraph in named if paragraph is not None), None)
    said = f"{placed} {text}" if placed and context is None else text
    return ProposedChange(about.id if about else "", Change.COMMENT, about.text if about else "", said)
