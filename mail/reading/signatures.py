"""The signature below what is said: « -- », a closing formula or the sender's name with nothing below that answers.

Never at the price of an answer. Decided line by line.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mail.reading.closing import is_closing, is_thanks
from mail.reading.first_names import is_first_name
from mail.reading.footers import is_footer, without_disclaimer
from mail.reading.headers import is_greeting
from mail.reading.lines import straight

_JOB = re.compile(
    r"\b(?:charg[ée]e?s?|direct(?:ion|eur|rice)|responsable|agence|p[ôo]le|service|d[ée]partement|mission|docteur|dr"
    r"|m[ée]decin"
    r"|pharmacien(?:ne)?|conseill[èe]re?|chef(?:fe)?|adjointe?|d[ée]l[ée]gu[ée]e?|inspecteur|inspectrice"
    r"|secr[ée]tariat|secr[ée]taire|coordonn\w+"
    r"|ars|chu|minist[èe]re|bureau|unit[ée]|cellule|r[ée]f[ée]rente?|ing[ée]nieur|gestionnaire|assistante?|t[ée]l"
    r"|t[ée]l[ée]phone|mobile"
    r"|fax|port|standard|rue|avenue|boulevard|bd|cedex|cs|bp|www|https?|r[ée]gionale?|sant[ée]|qualit[ée])\b",
    re.I,
)
_CONTACT = re.compile(r"@|https?://|www\.|(?:\+33|0\d)(?:[\s.-]?\d\d){4}|\b\d{5}\b")
_STANDING = re.compile(
    r"^\W*(?:n[ée]ant|ras|r\.a\.s\.?|oui|non|idem|aucune?|sans objet|non concern[ée]e?s?|nc|n/a|rien)\W*$", re.I
)
_NAME = re.compile(
    r"^(?:[A-ZÀ-Ý][\w'’.-]*|de|du|d'|la|le|et|pour|P/O|von|van)(?:\s+(?:[A-ZÀ-Ý][\w'’.-]*|de|du|la|le|et)){0,5}\W*$"
)
_HOURS = re.compile(r"^\W*(?:horaires?|permanence|accueil)\b[^:]{0,40}:.{0,80}$", re.I)
_RULED = re.compile(r"\s*(?:--|—|[-_=*~]{3,})\s*$")
_PRONOUN = re.compile(r"\s*\((?:elle|il|iel|she|he|they)\b[^()]*\)", re.I)
_BEHIND_NAME = re.compile(r"\s*(?:[|,•·/–—]|-(?=\s))\s*")
_BETWEEN_WORDS = re.compile(r"\W+")
_LONGEST = 40


def split_signature(lines: list[str], sender: str, strict: bool = False) -> tuple[list[str], list[str]]:
    """What is said, and the signature below it, with what a client or a habit puts between the two.

    A signature is « -- » or a closing formula with nothing below that could be an answer. `strict`: it must also
    name the sender (used where an answer could be cut).
    """
    said, signature = _split(lines, sender, strict)
    if not signature:
        return said, signature
    end = len(said)
    while end > 0 and (not said[end - 1].strip() or is_footer(said[end - 1])):
        end -= 1
    return said[:end], [line for line in said[end:] if line.strip()] + signature


def is_only_signature(lines: list[str], sender: str) -> bool:
    """Whether nothing stands here but the sender's name, what they are and a way to reach them."""
    names = _names_of(sender)
    said = [line for line in lines if line.strip()]
    reached = any(_CONTACT.search(line) for line in said[1:])
    return reached and _names_sender(said[:1], names) and _is_signature(said, names, strict=True)


def ends_letter(line: str) -> bool:
    """A closing formula, or the « -- » that a client puts above a signature."""
    return is_closing(line) or line.strip() in ("--", "—")


@lru_cache(maxsize=256)
def _names_of(sender: str) -> frozenset[str]:
    return frozenset(_long_words(sender.casefold()))


def _long_words(folded: str) -> set[str]:
    return {word for word in _BETWEEN_WORDS.split(folded) if len(word) > 2}


def _split(lines: list[str], sender: str, strict: bool = False) -> tuple[list[str], list[str]]:
    names = _names_of(sender)
    # a signature is short: looking for it further up would only find answers
    tail = range(max(0, len(lines) - _LONGEST), len(lines))
    for number in tail:
        line = lines[number]
        ruled = _RULED.match(line)
        if ruled is None or (len(ruled[0].strip()) > 2 and not _names_sender(lines[number + 1 :], names)):
            continue  # a longer rule may stand in an answer
        if _is_signature(lines[number + 1 :], names, strict):
            above = lines[max(0, number - _LONGEST) : number]
            said = number - len(above) + _before_closing(above, names, strict)
            return lines[:said], lines[said:]
    said = tail.start + _before_closing(lines[tail.start :], names, strict)
    if said < len(lines):
        return lines[:said], lines[said:]
    if not strict and len(lines) > 2 and _is_colleague(lines):
        return lines[:-1], lines[-1:]
    if not strict and names:
        # a bare name at the end, after a blank line
        end = next((n for n in range(len(lines), 0, -1) if lines[n - 1].strip()), 0)
        for number in range(end - 1, max(end - 10, 0), -1):
            if not any(map(lines[number].casefold().__contains__, names)):
                continue
            words = _long_words(_name_in(lines[number], names).casefold())
            alone = 0 < len(words) <= 4 and words <= names
            first_name = len(words) == 1 and not lines[number - 1].rstrip().endswith((":", ",", ";"))
            if (
                alone
                and (first_name or _may_precede_name(lines[number - 1]))
                and _is_signature(lines[number + 1 :], names, False)
            ):
                return lines[:number], lines[number:]
    return lines, []


def _names_sender(lines: list[str], names: frozenset[str]) -> bool:
    """Whether the first of these lines with words is the sender's name."""
    first = next((line for line in lines if re.search(r"\w", line)), "")
    words = re.findall(r"\w{3,}", _name_in(first, names).casefold())
    return 0 < len(words) < 5 and all(word in names for word in words)


def _name_in(line: str, names: frozenset[str]) -> str:
    """The name in a line such as « Marie Dupont (elle) » or « Marie Dupont | Chargée de mission »; else the line."""
    line = _PRONOUN.sub("", line)
    first, *rest = _BEHIND_NAME.split(line, maxsplit=1)
    words = re.findall(r"\w{3,}", first.casefold())
    named = bool(rest) and len(words) > 1 and all(word in names for word in words)
    return first if named and len(line) < 160 and (_JOB.search(rest[0]) or _CONTACT.search(rest[0])) else line


def _is_colleague(lines: list[str]) -> bool:
    """Whether the last line is somebody's first name alone below a blank line."""
    return not lines[-2].strip() and is_first_name(lines[-1])


def _may_precede_name(line: str) -> bool:
    return not line.strip() or is_thanks(line) or is_closing(line) or is_footer(line)


def _before_closing(lines: list[str], names: frozenset[str], strict: bool) -> int:
    """How many of these lines stand before the formula that closes the letter; all, when there is none."""
    for number, line in enumerate(lines):
        takes_leave = is_closing(line) or (is_thanks(line) and number > 0)
        if takes_leave and _is_signature(lines[number + 1 :], names, strict):
            return number
    return len(lines)


def _is_signature(lines: list[str], names: frozenset[str], strict: bool) -> bool:
    said = [line for line in without_disclaimer(lines) if line.strip()]
    if len(said) > 14:
        return False
    if any(_STANDING.match(straight(line)) for line in said):
        return False
    named = not said and not strict
    for index, line in enumerate(said):
        flat = straight(line.strip())
        words = set(_BETWEEN_WORDS.split(flat.casefold()))
        if words & names:
            named = True
        if len(flat) > 120 and not _CONTACT.search(flat):
            return False
        fits = (
            bool(words & names and len(words) <= 12)
            or is_closing(flat)
            or is_greeting(flat)
            or is_thanks(flat)
            or is_footer(flat)
            or bool(_CONTACT.search(flat) and len(flat) < 120)
            or bool(_JOB.search(flat) and len(flat) < 90 and not flat.endswith((".", ";", ":")))
            or bool(_NAME.match(flat))
            or (index < 3 and len(words) <= 4 and flat[:1].isupper() and not re.search(r"[\d:;?]|\.$", flat))
            or bool(_HOURS.match(flat))
            or not re.search(r"\w{2}", flat)
        )
        if not fits:
            return False
    return named or not strict
