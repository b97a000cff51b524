"""What a message does beside answering: refuses, hands over, reports a difficulty, says it is finished, thanks."""

from __future__ import annotations

from usecases.replies import Intent


def intents_of(free: list[tuple[str, int]], said: list[str]) -> tuple[list[Intent], list[tuple[str, int]]]:
    """The intents in these texts, and the texts that could still be answers."""
    return [], free
