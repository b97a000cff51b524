"""The five ways of giving no answer, which are five different things: only when that is all that is said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaires.understood import Standing, Understood
from questionnaires.values.phrases import AFTER, BEFORE, PHRASES, SIGNS, WORDS
from questionnaires.values.slips import slip_of
from questionnaires.values.words import composed, folded, plain, squeezed

_MOST_LETTERS = 250

# « voyez Mme X », « voir avec X », « demandez à X », « à voir auprès du Dr X ».
_SEE = re.compile(
    r"(?<!\w)(?P<verb>voyez|demande[rz]|adresse[rz]-vous|s'adresser|contacte[rz]|interroge[rz]|sollicite[rz]"
    r"|rapproche[rz]-vous|se rapprocher|joindre|joignez|voir|cf\.?|appele[rz]|ecrire|ecrivez|questionne[rz])"
    r"(?: (?:cela|ca|la question|directement|plutot|donc|peut-etre))*"
    r"(?P<with> (?:avec|aupres d[eu']|a|au|aux|d[eu']))?"
    r"(?: |(?<='))(?P<who>.{2,120})"
)
_IT_IS = re.compile(
    r"(?:c'est|ce serait|seule?) (?P<who>.{2,80}?) (?:qui (?:sait|connai\w+|suit)|qui a la reponse).{0,60}"
)
# one of these stands wherever somebody else is named
_SEEING = (
    "voyez", "demande", "adresse", "contacte", "interroge", "sollicite", "rapproche", "joindre", "joignez", "voir",
    "cf", "appele", "ecri", "questionne",
)  # fmt: skip
_BEING = ("c'est", "ce serait", "seul")
# « voir » alone needs a name to be about a person; « voyez » and « demandez » do not.
_WEAK_VERBS = ("voir", "cf", "cf.", "joindre")
_A_DOCUMENT = re.compile(
    r"(?:(?:le|la|les|l'|un|une|en|notre|nos|ma|mon) ?)?(?:documents?|pj|pieces?|annexes?|fichiers?|tableaux?|rapports?"
    r"|mail|courriel|courrier|ci-|site|lien|page|question|reponse|plus haut|plus bas|dessus|dessous|q\d|https?:|www"
    r"|bilan|synthese|note|supra|infra|precedent|prs|formulaire|plan|projet|programme|plaquette|excel|cpom)"
)
_AFTER_NAME = re.compile(
    r"[\s,]+(?:svp|merci|s['’]il vous pla[iî]t|pour (?:les?|la|plus|ces|cette|en|tout)\b.*)[\s.!]*$", re.I
)
_A_PERSON = re.compile(
    r"(?:(?i:m\.|mr|mme|mmes|mlle|madame|monsieur|dr|docteur|pr|professeur|le|la|les|notre|nos|mon|ma|un|une)\b"
    r"|l'|[A-ZÀ-Þ]|\S+@)"
)
_NAMED = re.compile(
    r"(?:(?:M\.|Mr|Mme|Mmes|Mlle|Madame|Monsieur|Dr|Docteur|Pr|Professeur)\b|[A-ZÀ-Þ][\w'-]+ [A-ZÀ-Þ]|[A-ZÀ-Þ]{3,}\b"
    r"|\S+@|(?:mon|ma|notre|le|la) (?:collègue|direct|responsable|chef|service|pôle|département))"
)
_GENDER = re.compile(r"(?<=\w)(?:\((?:e|s|es)\)|[.·](?:e|es|s)\b)+")
_GENDERED = ("(e)", "(s)", "(es)", ".e", ".s", "·")
# What is typed most, in which a slip of the finger is put right.
_OFTEN = ("plus tard", "neant", "rien a signaler", "non concerne", "non concernee", "sans objet", "je ne sais pas")
_PARTS = re.compile(r"[(),.;:/]| - ")
_TOKEN = re.compile(r"[a-z0-9']+")
_MARK_ONLY = re.compile(r"[-_/.…?x*+=\s]+")


def standing_of(text: str) -> Understood | None:
    """The standing, when one of the five is all that the text says; None when it says anything else.

    A bare dash or question mark is a question back: it could be any of the five.
    """
    if len(text) > _MOST_LETTERS:
        return None
    whole = squeezed(composed(text))
    if any(map(whole.__contains__, _GENDERED)):
        whole = _GENDER.sub("", whole)
    whole = whole.strip(' "«»()[]')
    low = folded(whole)
    if _MARK_ONLY.fullmatch(low):
        return Understood(
            ask=f"Vous avez répondu « {whole} » : est-ce « néant », « non concerné » ou « ne sait pas » ?"
        )
    core = low.strip(" .!;,")
    if core in ("nc", "n.c", "n c"):
        return Understood(ask="« NC » veut dire « non concerné » ou « non communiqué » : lequel des deux ?")
    before, refer = _referred(whole, low)
    if refer:
        said = _phrase(before) if before else Standing.UNKNOWN
        if said is None:
            return None
        return Understood(standing=said if said is Standing.LATER else Standing.UNKNOWN, refer=refer)
    said = _phrase(core)
    if said is None and (meant := slip_of(core, _OFTEN)):
        said = _one_phrase(meant)
    return None if said is None else Understood(standing=said)


def _phrase(low: str) -> Standing | None:
    """The standing of the whole, or of its first part where every part is such a phrase: « néant (pas d'action) »."""
    if not may_be_a_phrase(low):
        return None
    whole = _one_phrase(low)
    if whole is not None:
        return whole
    parts = [part.strip() for part in _PARTS.split(low) if part.strip()]
    if not 2 <= len(parts) <= 3:
        return None
    said = [_one_phrase(part) for part in parts]
    return said[0] if None not in said else None


def may_be_a_phrase(low: str) -> bool:
    """Whether any phrase of a standing can stand here: nearly no answer holds a word of one."""
    return any(map(low.__contains__, WORDS)) or not SIGNS.isdisjoint(_TOKEN.findall(low))


def _one_phrase(low: str) -> Standing | None:
    for candidate in _peeled(low):
        for standing, pattern in PHRASES:
            if pattern.fullmatch(candidate):
                return standing
    return None


def _peeled(low: str) -> Iterator[str]:
    """The text, then without what may stand before it, after it, and both."""
    start = BEFORE.match(low)
    for head in (low, low[start.end() :]) if start else (low,):
        yield head
        for cut in re.finditer(r"[\s,;.!-]+", head):
            if _is_courtesy(head, cut.start()):
                yield head[: cut.start()].strip(" .!;,-")


def _is_courtesy(text: str, at: int) -> bool:
    """Is there nothing from here on but what may stand after a phrase?"""
    while found := AFTER.match(text, at):
        if found.end() == at:
            break
        at = found.end()
    return not text[at:].strip(" .!;,-")


def _referred(whole: str, low: str) -> tuple[str, str]:
    """What is said before « voyez X » (folded), and X as written; X is "" when nobody is named."""
    found = _SEE.search(low) if any(map(low.__contains__, _SEEING)) else None
    if found is None:
        named = _IT_IS.search(low) if any(map(low.__contains__, _BEING)) else None
        if named is None or low[named.end() :].strip(" .!"):
            return low, ""
        return low[: named.start()].strip(" ,;:.!(-"), whole[named.start("who") : named.end("who")]
    who = _AFTER_NAME.sub("", whole[found.start("who") : found.end("who")]).strip(" .!;,")
    who += ")" * (who.count("(") - who.count(")"))
    if _A_DOCUMENT.match(folded(who)) or not _A_PERSON.match(plain(who)):
        return low, ""
    if found["verb"] in _WEAK_VERBS and not found["with"] and not _NAMED.match(who):
        return low, ""
    before = re.sub(r"(?:\b(?:a|il faut|merci de|veuillez|mais|et|donc|pouvez-vous)\s*)+$", "", low[: found.start()])
    return before.strip(" ,;:.!(-"), who
