"""French sentences that agree with their numbers: the response rate, who did not answer, what became of amendments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from synthesis.draft import Amendment, AmendmentState, Change

_WORDS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
    "onze", "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip


@dataclass(frozen=True)
class Noun:
    """A noun that is counted: its two forms and its gender. `of` is « d’ » before a vowel."""

    one: str
    many: str
    feminine: bool = False

    def agreed(self, number: int) -> str:
        return self.one if number < 2 else self.many

    def counted(self, number: int) -> str:
        """« 13 ARS »."""
        return f"{grouped(number)} {self.agreed(number)}"

    def spelt(self, number: int) -> str:
        """« deux ajouts », « une remarque »."""
        return f"{in_letters(number, self.feminine)} {self.agreed(number)}"

    def ending(self, number: int) -> str:
        """What a participle takes: « », « s », « e », « es »."""
        return ("e" if self.feminine else "") + ("s" if number > 1 else "")


ARS = Noun("ARS", "ARS", feminine=True)
BODY = Noun("organisme", "organismes")
ACTION = Noun("action", "actions", feminine=True)
_REMARK = Noun("remarque", "remarques", feminine=True)
_PROPOSAL = Noun("proposition", "propositions", feminine=True)
PERSON = Noun("personne", "personnes", feminine=True)


def noun_for(names: Iterable[str]) -> Noun:
    """What the organisations of a campaign are called together: « ARS » where each name says so."""
    listed = list(names)
    return ARS if listed and all(name.startswith("ARS ") for name in listed) else BODY


def in_letters(number: int, feminine: bool = False) -> str:
    """« deux » up to « seize », figures from 17 on."""
    if number == 1:
        return "une" if feminine else "un"
    return _WORDS[number] if 0 <= number < len(_WORDS) else grouped(number)


def grouped(number: float) -> str:
    """A number as French writes it: « 12 450 », « 3,5 »; at most two decimals."""
    if number == int(number):
        return f"{int(number):,}".replace(",", "\u202f")
    whole, _, part = f"{number:,.2f}".partition(".")
    part = part.rstrip("0")
    return whole.replace(",", "\u202f") + (f",{part}" if part else "")


def enumerated(things: Sequence[str]) -> str:
    """« a, b et c »."""
    if len(things) < 2:
        return "".join(things)
    return ", ".join(things[:-1]) + " et " + things[-1]


def response_rate(returned: int, invited: int, noun: Noun) -> str:
    """« 13 ARS sur 17 ont répondu à cette enquête. »"""
    to = "à cette enquête."
    if invited == 0:
        return f"Auc{'une' if noun.feminine else 'un'} {noun.one} n’a été interrogé{noun.ending(1)}."
    if invited == 1:
        article = "L’" if noun.one[0].casefold() in "aeioué" else ("La " if noun.feminine else "Le ")
        verb = "a répondu" if returned else "n’a pas répondu"
        return f"{article}{noun.one} interrogé{noun.ending(1)} {verb} {to}"
    if returned == 0:
        none = "Aucune" if noun.feminine else "Aucun"
        return f"{none} des {noun.counted(invited)} interrogé{noun.ending(2)} n’a répondu {to}"
    if returned == invited:
        return f"Les {noun.counted(invited)} ont répondu {to}"
    verb = "a répondu" if returned == 1 else "ont répondu"
    return f"{noun.counted(returned)} sur {grouped(invited)} {verb} {to}"


def silent(names: Sequence[str]) -> str:
    """Who did not answer, or "" when everybody did."""
    if not names:
        return ""
    return f"{'N’ont' if len(names) > 1 else 'N’a'} pas répondu : {enumerated(names)}."


def declare(number: int, noun: Noun, verb_one: str, verb_many: str) -> str:
    """« 2 ARS déclarent n’avoir rien à signaler »: the number, the noun and the verb that agrees, without a stop."""
    return f"{noun.counted(number)} {verb_one if number < 2 else verb_many}"


def amendments_sentence(amendments: Iterable[Amendment]) -> str:
    """How many changes were proposed, by how many correspondents, and what became of them.

    « Deux correspondants ont proposé des ajouts, qui ont été intégrés. »
    """
    given = list(amendments)
    if not given:
        return "Aucun correspondant n’a proposé de modification."
    people = len({amendment.contact or amendment.source for amendment in given})
    noun = _noun_of(given)
    number = len(given)
    done = "formulé" if noun in (_REMARK, _PROPOSAL) else "proposé"
    who = "Un correspondant a" if people == 1 else f"{in_letters(people).capitalize()} correspondants ont"
    what = f"des {noun.many}" if number == people > 1 else noun.spelt(number)
    return f"{who} {done} {what}{_fate(given, noun)}."


def _noun_of(given: Sequence[Amendment]) -> Noun:
    if all(a.kind is Change.COMMENT for a in given):
        return _REMARK
    if all(_only_adds(a) for a in given):
        return Noun("ajout", "ajouts")
    if all(a.kind is Change.DELETE for a in given):
        return Noun("suppression", "suppressions", feminine=True)
    if any(a.kind is Change.COMMENT for a in given):
        return _PROPOSAL
    return Noun("modification", "modifications", feminine=True)


def _only_adds(amendment: Amendment) -> bool:
    """Whether nothing of the original is lost: an insertion, or a new wording that keeps every word in its order."""
    if amendment.kind is Change.INSERT:
        return True
    if amendment.kind is not Change.REPLACE or not amendment.original.strip():
        return False
    words = iter(amendment.proposed.split())
    return all(word in words for word in amendment.original.split())


def _fate(given: Sequence[Amendment], noun: Noun) -> str:
    """The second half: « , qui ont été intégrés », or the count of each decision where they differ."""
    number = len(given)
    states = [amendment.state for amendment in given]
    modified = states.count(AmendmentState.MODIFIED)
    integrated = states.count(AmendmentState.ACCEPTED) + modified
    rejected = states.count(AmendmentState.REJECTED)
    left = states.count(AmendmentState.PROPOSED)
    if number in (integrated, rejected, left):
        several = " toutes" if noun.feminine else " tous"
        people = len({amendment.contact or amendment.source for amendment in given})
        every = several if number > 2 and number != people else ""
        return f", qui {_done(number, integrated, rejected, modified, noun, every)}"
    parts = [
        f"{in_letters(count, noun.feminine)} {_done(count, count * (i == 0), count * (i == 1), modified, noun, '')}"
        for i, count in enumerate((integrated, rejected, left))
        if count
    ]
    return f" : {enumerated(parts)}"


def _done(number: int, integrated: int, rejected: int, modified: int, noun: Noun, every: str) -> str:
    has = "ont" if number > 1 else "a"
    if rejected:
        return f"n’{has} pas été retenu{noun.ending(number)}"
    if not integrated:
        return "restent à examiner" if number > 1 else "reste à examiner"
    # A remark changes no text by itself: it is heard.
    plural = "s" if number > 1 else ""
    taken = f"prise{plural} en compte" if noun is _REMARK else f"intégré{noun.ending(number)}"
    done = f"{has}{every} été {taken}"
    if modified == integrated:
        return f"{done} après modification"
    return f"{done}, dont {in_letters(modified, noun.feminine)} après modification" if modified else done
