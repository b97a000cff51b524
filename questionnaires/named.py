"""Questions named by what stands first in their label (« Axe 2 : réalisée ») instead of their code."""

from __future__ import annotations

import re

from questionnaires.scene import Scene
from questionnaires.speech import Answers, Keyed, WhichQuestion
from questionnaires.values.words import folded

_NAMES = r"axe|theme|thematique|volet|partie|rubrique|objectif|indicateur|action|chapitre|point"
_LABEL = re.compile(rf"(?:{_NAMES}) ?(?:n°|no)? ?\d{{1,2}}\b")
_LINE = re.compile(
    rf"\s*(?:[-•*] ?)?(?:(?:pour|sur|concernant|dans) )?(?:l'|le |la )?(?P<name>(?:{_NAMES}) ?(?:n°|no)? ?\d{{1,2}})"
    r"\s*(?:[:=,]|->|\u2192|[-\u2013\u2014](?= ))\s*(?=\S)"
)


def by_name(scene: Scene, typed: str) -> Answers | WhichQuestion | None:
    """The answers of a text whose lines name their questions so; where several share the name, which one is meant is
    asked, unless it is the one that waits.
    """
    low = folded(typed)
    if len(low) != len(typed) or _LINE.match(low) is None:
        return None
    names: dict[str, list[str]] = {}
    for question in scene.questions:
        if label := _LABEL.match(folded(question.label)):
            names.setdefault(_one(label[0]), []).append(question.code)
    answers: list[Keyed] = []
    at = 0
    for line in typed.split("\n"):
        found = _LINE.match(low[at : at + len(line)])
        at += len(line) + 1
        codes = names.get(_one(found["name"]), []) if found else []
        if found and len(codes) == 1:
            answers.append(Keyed(codes[0], line[found.end() :].strip()))
        elif codes and not answers and scene.talk.asked not in codes:
            return WhichQuestion(tuple(codes), typed.strip())
        elif answers:
            last = answers[-1]
            answers[-1] = Keyed(last.code, f"{last.text}\n{line}".strip())
        else:
            return None
    return Answers(tuple(answers))


def _one(name: str) -> str:
    return re.sub(r"[^a-z\d]|n°|no(?= ?\d)", "", name)
