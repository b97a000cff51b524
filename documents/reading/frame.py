"""What a form says of itself where its properties were lost: the lines that only this one prints, and whose it is."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from documents.form_plan import FRAME_PROPERTY, KNOWN_PROPERTY, digest, plain
from documents.reading.content import Content
from questionnaires.model import Questionnaire

_DEADLINE = plain("À retourner au plus tard le ")


def framed(content: Content, questionnaire: Questionnaire) -> Content:
    """The same content with its title, recipient and deadline known as ours: the deadline ends them."""
    if FRAME_PROPERTY in content.properties:
        return content
    above = [
        block
        for block in takewhile(lambda block: isinstance(block, str), content.blocks)
        if isinstance(block, str) and block.strip()
    ]
    last = next((place for place, line in enumerate(above) if plain(line).startswith(_DEADLINE)), None)
    if last is None:
        return content
    known = dict(content.properties)
    known[FRAME_PROPERTY] = " ".join(digest(line) for line in above[max(0, last - 2) : last + 1])
    whose = above[last - 1].rpartition(" – ") if last else ("", "", "")
    for question in questionnaire.questions():
        if question.prefill == "organisation":
            known.setdefault(KNOWN_PROPERTY + question.code, digest(whose[0] or whose[2]))
    return replace(content, properties=known)
