"""Which order a whole message is: a command, other words for it, with a code, or with a slip of the finger."""

from __future__ import annotations

import re
from collections.abc import Sequence

from questionnaires.anew import replace
from questionnaires.asides import bare
from questionnaires.codes import CODE, code_named, codes_alone, family_of, looks_like_one
from questionnaires.commands import ASKED_ABOUT, GUESSED, VERBS, Command, Order, order_of
from questionnaires.politeness import LONGEST_ORDER, unwrapped
from questionnaires.shorthand import spelled_out
from questionnaires.values.slips import slip_of
from questionnaires.values.words import folded
from questionnaires.worded import handing_over, worded


def command_in(text: str, words: str, codes: Sequence[str]) -> Command | None:
    """The order that a whole message is; `words` are its bare words."""
    if len(text) > LONGEST_ORDER:
        return order_of(text, words)
    low = folded(text)
    heard = _said(text, low, words, codes)
    if heard is not None:
        return heard
    inner = unwrapped(text, low)
    if inner and inner != text:
        heard = _said(inner, folded(inner), bare(inner), codes)
    return heard or _guessed(text, low, words, codes)


def _guessed(text: str, low: str, words: str, codes: Sequence[str]) -> Command | None:
    """The order that this is but for a slip of the finger: « pasesr », « modifer Q1a »."""
    meant = slip_of(words, GUESSED)
    if meant:
        return Command(GUESSED[meant], text=text, is_guess=True)
    if slip_of(words, ASKED_ABOUT):
        return Command(Order.UNKNOWN, text=text, is_guess=True)
    first, _, rest = low.partition(" ")
    verb = slip_of(first, VERBS) if rest and len(text) <= 40 else ""
    heard = _with_code(f"{verb} {rest}", codes) if verb else None
    return replace(heard, text=text, is_guess=True) if heard and heard.order is not Order.WHICH_CODE else None


def _said(text: str, low: str, words: str, codes: Sequence[str]) -> Command | None:
    whole = order_of(text, words) or worded(words)
    if whole is not None:
        return _without_slash(words) or whole if whole.order is Order.UNKNOWN else whole
    if handing_over(low):
        return Command(Order.COLLEAGUE, text=text)
    if several := codes_alone(text, codes):
        return Command(Order.WHICH_CODE, " ".join(several[1]), text=several[0])
    heard = _with_code(_AT_BOT.sub(r"\1", low, count=1), codes)
    return replace(heard, text=text) if heard is not None and heard.order is Order.NO_SUCH else heard


def _without_slash(words: str) -> Command | None:
    """What « /fini », « /menu » or « /lsite » mean without their slash: an end, or what changes nothing."""
    spelled = spelled_out(words)
    meant = slip_of(words, GUESSED)
    return order_of(spelled, spelled) or worded(spelled) or (Command(GUESSED[meant]) if meant else None)


def _with_code(low: str, codes: Sequence[str]) -> Command | None:
    found = _ORDER_WITH_CODE.fullmatch(low)
    if found is None:
        return None
    verb, name = found["order"] or "", found["code"]
    named = code_named(name, codes) or (code_named(f"q{name}", codes) if verb else "")
    number = int(found["number"] or 0)
    if not named and not number and (verb or not name.isdigit()) and len(family := family_of(name, codes)) > 1:
        return Command(Order.WHICH_CODE, " ".join(family), text=verb)
    if not named and not number and len(name) < 6 and looks_like_one(name, codes):
        return Command(Order.NO_SUCH)
    order = _order_named(verb)
    # « I1 34 » answers I1, and a number alone is an answer even where a code is one
    if named and bool(number) == (order is Order.CHOOSE) and (verb or not name.isdigit()):
        return Command(order, named, number)
    return None


_AT_BOT = re.compile(r"^(\s*/\w+)@\w+")
# looks at folded text; what stands between the verb and the code is « ma réponse à la question »
_ORDER_WITH_CODE = re.compile(
    r"\s*/?(?P<order>(?:je )?(?:corrige|modifie|change|remplace|rectifie|supprime|efface|enleve|retire"
    r"|complete|ajoute"
    r"|precise|detaille|deplace|continue)r?|repondre|(?:aller|allons|va|retourn\w+|reven\w+|je reviens"
    r"|retour|reprendre)"
    r"|(?:passer|passe|passons|on passe) a|(?:je |on )?(?:passer?|saute|sauter)|exemples?|autres reponses"
    r"|voir|relire|pour(?= (?:la |ma )?(?:question |q))"
    r"|question|c'(?:etait|est)(?: la (?:suite|reponse))?(?: pour| de| a)|choix|ma reponse|joindre|)"
    r"(?:\s+(?:a|sur|vers|de|pour|en))?(?:\s+(?:la|ma|le|l'|mes))?(?:\s*reponses?(?:\s+(?:a|de|pour"
    r"|sur))?(?:\s+la)?)?"
    rf"(?:\s+question)?\s*(?<![a-z]){CODE}(?:\s+(?P<number>\d{{1,3}}))?\s*[.!?]*\s*",
)
_ORDERS = {
    "complete": Order.COMPLETE,
    "ajoute": Order.COMPLETE,
    "precise": Order.COMPLETE,
    "deplace": Order.MOVE,
    "c": Order.MOVE,
    "choix": Order.CHOOSE,
    "ma": Order.MINE,
    "joindre": Order.MINE,
    "continue": Order.CONTINUE,
    "detaille": Order.DETAIL,
    "passe": Order.SKIP,
    "saute": Order.SKIP,
    "exemple": Order.EXAMPLE,
    "exemples": Order.EXAMPLE,
    "autres": Order.OTHERS,
    # what stands there is shown, and what may take its place
    **dict.fromkeys(
        ("corrige", "modifie", "change", "remplace", "rectifie", "supprime", "efface", "enleve", "retire"),
        Order.CORRECT,
    ),
}


def _order_named(verb: str) -> Order:
    words = bare(verb).removeprefix("je ").removeprefix("on ").split()
    if not words or (len(words) > 1 and words[0].startswith("passe")):  # « passer à Q3a » goes there
        return Order.GO
    return _ORDERS.get(words[0], _ORDERS.get(words[0].removesuffix("r"), Order.GO))
