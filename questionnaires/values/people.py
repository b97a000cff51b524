"""Reads who is named: « DUPONT Marie, directrice / Paul Martin, tél. … », one person per record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from questionnaires.understood import Understood, Value
from questionnaires.values.first_names import FIRST_NAMES
from questionnaires.values.words import composed, folded, squeezed

_MOST_LETTERS = 10_000
_MOST_PEOPLE = 60

_EMAIL = re.compile(r"(?:mailto:)?([\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_PHONE = re.compile(r"(?:(?:\+|00)\d{2,3}[\s.-]?(?:\(0\)[\s.-]?)?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
_LABELS = {
    "name": r"nom(?: de famille)?",
    "first_name": r"prenoms?",
    "full_name": r"nom et prenom|prenom et nom|nom,? prenom|nom ?/ ?prenom|identite|personne|correspondant\w*|contact",
    "function": r"fonctions?|qualite|poste|service|titre",
    "phone": r"tel(?:ephone)?\.?|portable|mobile|ligne directe|standard",
    "email": r"e-?mail|mail|mel|courriel|adresse(?: electronique| mail| e-mail| courriel)",
}
_LABELLED = re.compile(
    r"(?:^|(?<=[\n;,|/]))[ \t•*-]*(?:" + "|".join(f"(?P<{key}>{words})" for key, words in _LABELS.items()) + r")\s*:\s*"
)
_CIVILITY = re.compile(
    r"^(?:l[ea]\s+(?=(?:Dr|Docteure?|Pr|Professeure?)\b))?(?:(?:M\.(?=\s|[A-ZÀ-Þ][a-zà-ÿ])|MM\.|Mr\.?|Mme\.?|Mmes|Mlle|Madame|Monsieur|Mesdames|Messieurs|Dr\.?|Docteur|Docteure|Pr\.?|Professeure?)"
    r"(?:\s+(?:le|la)(?=\s+(?:Dr|Docteur|Professeur|Pr)))?(?:\s+|(?<=M\.)(?=[A-ZÀ-Þ])))+",
    re.IGNORECASE,
)
_ONLY_CIVILITY = re.compile(r"(?:M|Mr|Mme|Mlle|Madame|Monsieur|Dr|Pr)\.?", re.IGNORECASE)
_CONTACT_LABEL = re.compile(r"(?i)\b(?:tél(?:éphone)?|tel|portable|mobile|e-?mail|mail|mél|mel|courriel)\b\.?\s*:?\s*$")
_FUNCTION = re.compile(
    r"(?:direct|respons|charge|medecin|conseill|ingenieur|pharmac|chef|coord|refer|adjoint|secretaire|inspect|infirm"
    r"|cadre|delegu|president|gestionnaire|assistant|qualiticien|attache|technicien|pilote|expert|sage-|departement|pole"
    r"|service|bureau|mission|dga\b|dg\b|dgars|ars\b|sra\b|omedit|cpias|urps|dos\b|dosa\b|dspa?r?\b|chu?\b|ide\b|iass?\b"
    r"|misp|phisp|qualite|gestion|securite|sante|usagers?|animat|correspond|equipe|contact|noms?\b|prenoms?\b|idem|(?:la|le|les|une?|notre|nos|voir|cf|ars)\b|fonction|professeur|general|veille|offre|soins)"
)
# What may stand before a name: a bullet, a number, « Contact : ».
_LEADING = re.compile(
    r"^\s*(?:[-–—*o]\s+|\d{1,2}[.)]\s+)?(?:(?:contacts?|correspondante?s?|référente?s?|personnes?(?: ressources?)?"
    r"|noms?(?: et|,)? prénoms?|prénoms?(?: et|,)? noms?)\s*:\s*)?",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"[A-ZÀ-Þ](?:\.?-?[A-ZÀ-Þ])?\.")
_PARTICLES = {"de", "du", "des", "d'", "le", "la", "les", "van", "von", "el", "al", "ben", "di", "da", "dos"}


def understand_people(text: str) -> Understood:
    """A list of people; None where nobody could be made out, and the text stands as it is."""
    if len(text) > _MOST_LETTERS:
        return Understood()
    people = list(_people(composed(text)))[:_MOST_PEOPLE]
    value: list[Value] = [dict(person) for person in people if person]
    return Understood(value=value or None)


def _people(text: str) -> Iterator[dict[str, str]]:
    if len(_LABELLED.findall(folded(text))) >= 2:
        yield from _labelled(text)
        return
    for piece in _pieces(text):
        person = _person(piece)
        if person:
            yield person


def _labelled(text: str) -> Iterator[dict[str, str]]:
    """« Nom : … », « Prénom : … »: a label that comes again starts the next person."""
    matches = list(_LABELLED.finditer(folded(text)))
    # « Marie Durand, tél. : … »: the name stands in front of the first label
    person: dict[str, str] = _person(squeezed(text[: matches[0].start()]).strip(" ,;|/-•"))
    for place, match in enumerate(matches):
        end = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        value = squeezed(text[match.end() : end]).strip(" ;,|/•*-")
        key = str(match.lastgroup)
        if not value:
            continue
        if key in person or (key == "full_name" and "name" in person):
            yield person
            person = {}
        if key == "full_name":
            person |= _person(value)
        elif key == "email" and (found := _EMAIL.search(value)):
            person[key] = found[1]
        else:
            person[key] = value
    if person:
        yield person


def _pieces(text: str) -> list[str]:
    """One piece of text per person. A line without a name belongs to the person above it."""
    pieces: list[str] = []
    for line in re.split(
        r"\n|;|(?:(?<=\s)|(?<=[^\s:/]))/(?![/\d])(?=\s|[A-ZÀ-Þ])|•|\s\d{1,2}[.)]\s+(?=[A-ZÀ-Þ])", text
    ):
        line = _LEADING.sub("", line).strip(" ,-")
        if not line:
            continue
        parts = _several_names(line)
        if parts:
            pieces += parts
        elif pieces and not _starts_with_name(line) and not (_EMAIL.match(line) and _EMAIL.search(pieces[-1])):
            pieces[-1] += ", " + line
        else:
            pieces.append(line)
    return pieces


def _several_names(line: str) -> list[str]:
    """« Marie Dupont, Paul Martin et Julie Roux »: nothing but names of two words and more."""
    parts = [part.strip() for part in re.split(r",|\bet\b|&", line) if part.strip()]
    if len(parts) > 1 and all(_is_full_name(part) for part in parts):
        return parts
    both = re.split(r"\s+et\s+(?=(?:M\.|Mme|Dr|Pr|[A-ZÀ-Þ]))", line)
    if len(both) > 1 and all(_starts_with_name(part) for part in both):
        return both
    return _names_with_functions(line)


def _names_with_functions(line: str) -> list[str]:
    """« Marie Dupont (DOSA), Paul Martin (DSP) »: a sure full name after a comma starts the next person."""
    people: list[str] = []
    for part in re.split(r",(?![^()]*\))", line):
        if people and not (_opens_with_full_name(part) and _opens_with_full_name(people[0])):
            people[-1] += "," + part
        else:
            people.append(part)
    return [part.strip() for part in people] if len(people) > 1 else []


def _opens_with_full_name(part: str) -> bool:
    """Two words of a name, one of them a known first name or in capitals."""
    words = _CIVILITY.sub("", part.strip()).split()[:2]
    named = len(words) == 2 and all(_is_name_word(word) for word in words)
    return named and any(_is_first_name(word) or (word.isupper() and len(word) > 3) for word in words)


def _is_full_name(part: str) -> bool:
    words = _CIVILITY.sub("", part).split()
    if len(words) == 1 and _CIVILITY.match(part):
        return _is_name_word(words[0])
    return 2 <= len(words) <= 5 and all(_is_name_word(word) or word.lower() in _PARTICLES for word in words)


def _starts_with_name(line: str) -> bool:
    if _CIVILITY.match(line):
        return True
    words = line.replace(",", " , ").split()
    first = words[0] if words else ""
    if not _is_name_word(first):
        return False
    second = next((word for word in words[1:] if word != ","), "")
    return _is_name_word(second) or second.lower() in _PARTICLES or len(words) == 1


def _is_name_word(word: str) -> bool:
    bare = re.sub(r"^[dD]['’](?=[A-ZÀ-Þ])", "", word.strip(".,()"))
    if not re.fullmatch(r"[^\W\d_]+(?:['’.-]+[^\W\d_]+)*", bare) or not bare[:1].isupper():
        return False
    return _FUNCTION.match(folded(bare)) is None or folded(bare) in FIRST_NAMES


def _person(piece: str) -> dict[str, str]:
    person: dict[str, str] = {}
    rest = piece
    for key, pattern in (("email", _EMAIL), ("phone", _PHONE)):
        if found := pattern.search(rest):
            person[key] = found[1] if key == "email" else found[0]
            rest = (
                _CONTACT_LABEL.sub("", rest[: found.start()].rstrip(" <(")) + " , " + rest[found.end() :].lstrip(" >)")
            )
    parts = [part.strip(" .:-") for part in re.split(r"[,()\t<>|]|\s[-–—]\s|\s:\s", rest)]
    parts = [part for part in parts if part and re.search(r"\w", part)]
    if not parts:
        return _ordered(person)
    parts = [part for part in parts if not _ONLY_CIVILITY.fullmatch(part)] or parts
    words = _CIVILITY.sub("", parts[0]).split()
    # « Mme LE GOFF Marie »
    begun = len(words) > 1 and words[0].isupper() and words[0].lower() in _PARTICLES and _is_name_word(words[1])
    count = int(begun)
    while count < len(words) and (_is_name_word(words[count]) or (count and words[count].lower() in _PARTICLES)):
        count += 1
    named, after = words[:count], words[count:]
    if not named:
        return _ordered(person) if not person else _ordered({**person, "function": ", ".join(parts)})
    functions = [" ".join(after)] if after else []
    following = parts[1:]
    if len(named) == 1 and not after and following and len(following[0].split()) == 1 and _is_name_word(following[0]):
        person["name"], person["first_name"] = named[0], following[0]
        following = following[1:]
    else:
        person |= _split_name(named)
    functions += following
    if functions:
        person["function"] = ", ".join(functions)
    if len(person) == 1 and not _CIVILITY.match(parts[0]) and len(words) > 1:
        return {}
    return _ordered(person)


def _split_name(words: Sequence[str]) -> dict[str, str]:
    """Capitals are the family name; else a known first name decides; else the first name comes first."""
    if len(words) == 1:
        return {"name": words[0]}
    if _INITIAL.fullmatch(words[0]):
        return {"name": " ".join(words[1:]), "first_name": words[0]}
    if _INITIAL.fullmatch(words[-1]) and len(words[-1]) > 2:
        return {"name": " ".join(words[:-1]), "first_name": words[-1]}
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    if capitals and len(capitals) < len(words):
        family = [word for word in words if word in capitals or word.lower() in _PARTICLES]
        given = [word for word in words if word not in family]
        if given:
            return {"name": " ".join(family), "first_name": " ".join(given)}
    known = [_is_first_name(word) for word in words]
    if known[-1] and not known[0]:
        count = next(n for n in range(1, len(words) + 1) if not known[-n]) - 1
        return {"name": " ".join(words[:-count]), "first_name": " ".join(words[-count:])}
    count = 1
    while count < len(words) - 1 and known[count]:
        count += 1
    return {"name": " ".join(words[count:]), "first_name": " ".join(words[:count])}


def _is_first_name(word: str) -> bool:
    first = folded(word).split("-")[0].strip(".")
    return first in FIRST_NAMES and first != "martin"  # the most common family name


def _ordered(person: dict[str, str]) -> dict[str, str]:
    return {key: person[key] for key in ("name", "first_name", "function", "phone", "email") if person.get(key)}
