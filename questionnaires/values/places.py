"""Several choices by their places: « les deux premiers », « 1 à 3 », « 1 2 3 », « tous sauf le 2 »."""

from __future__ import annotations

import re

from questionnaires.understood import Understood

_RANKS = {
    **dict.fromkeys(("premier", "premiere", "1er", "1re", "1ere"), 1),
    **dict.fromkeys(("deuxieme", "second", "seconde", "2e", "2eme", "2nd", "2nde", "2d"), 2),
    **dict.fromkeys(("troisieme", "3e", "3eme"), 3),
    **dict.fromkeys(("quatrieme", "4e", "4eme"), 4),
    **dict.fromkeys(("cinquieme", "5e", "5eme"), 5),
    **dict.fromkeys(("dernier", "derniere"), -1),
}
_COUNTS = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
_ONE = rf"(?:(?:choix|option|reponse|proposition|numero|n ?°|no) ?)?(\d{{1,2}}|{'|'.join(_RANKS)})"
_SEVERAL = re.compile(
    rf"(?:les )?(?P<count>\d|{'|'.join(_COUNTS)}) (?P<end>premi|derni)[a-z]+(?: (?:choix|options?|reponses?"
    rf"|propositions?))?"
)
_RANGE = re.compile(
    r"(?:de |du |les )?(?:la |le )?(?P<first>\d{1,2}) (?:a|au|jusqu'a|jusqu'au) (?:la |le )?(?P<last>\d{1,2})"
)
_DASHED = re.compile(r"(?P<first>\d{1,2}) ?- ?(?P<last>\d{1,2})")
_EACH = re.compile(rf"(?:(?:le|la|les|l') ?)?{_ONE}(?:(?: ?(?:,|;|/|\+|&|et|puis) ?| )(?:(?:le|la|l') ?)?{_ONE})*")
_BUT = re.compile(rf"(?:tous|toutes|tout) (?:sauf|hormis|excepte) (?:(?:le|la|l') ?)?{_ONE}")


def placed(labels: list[str], low: str) -> Understood | None:
    """The choices whose places are all that these folded words say; a question back where there is no such place.

    Labels that hold figures are named, not counted.
    """
    if len(low) > 60 or any(c.isdigit() for label in labels for c in label):
        return None
    count = len(labels)
    if found := _SEVERAL.fullmatch(low):
        many = _COUNTS.get(found["count"]) or int(found["count"])
        places = list(range(1, many + 1)) if found["end"] == "premi" else list(range(count - many + 1, count + 1))
    elif found := _RANGE.fullmatch(low):
        places = list(range(int(found["first"]), int(found["last"]) + 1))
    elif found := _DASHED.fullmatch(low):
        first, last = int(found["first"]), int(found["last"])
        if last - first > 1 and last <= count:
            return Understood(ask=f"« {low} » : est-ce {first} et {last}, ou de {first} à {last} ?")
        places = [first, last]
    elif found := _BUT.fullmatch(low):
        left = _place(found[1], count)
        places = [place for place in range(1, count + 1) if place != left]
    elif _EACH.fullmatch(low):
        places = [_place(word, count) for word in re.findall(rf"\d{{1,2}}(?![a-z\d])|{'|'.join(_RANKS)}", low)]
    else:
        return None
    if not places or min(places) < 1 or max(places) > count:
        return Understood(ask=f"Il n’y a que {count} choix : lesquels faut-il retenir ?")
    return Understood(value=[labels[place - 1] for place in sorted(set(places))])


def _place(word: str, count: int) -> int:
    place = int(word) if word.isdigit() else _RANKS[word]
    return count if place < 0 else place
