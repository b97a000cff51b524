"""The headers of quoted mails: « Le … a écrit : », « De : / Envoyé : / À : / Objet : », separators.

Only for what alignment leaves over. Everything is decided line by line, so no text can make it slow.
"""

from __future__ import annotations

import re

from mail.reading.lines import rule_of_a_line, straight
from questionnaires.remembered import remembered

_WROTE = re.compile(
    r"(?:(?:a|avez) [ée]crit|wrote|schrieb|escribi[óo]|ha scritto|escreveu|schreef|napisał\(?a?\)?|skrev|(?<=>)"
    r"|ecrit)$",
    re.I,
)
_WROTE_BEFORE = re.compile(r"\b(?:schrieb|schreef|skrev)\s[^:]{1,120}$", re.I)
_WROTE_START = re.compile(
    r"^\W{0,3}(?:le|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|on|am|em|el|il|op|den|w dniu|en date du"
    r"|\d{4}-\d\d-\d\d)\b|^[^<>]{0,80}<[^<>\s]+@[^<>\s]+>",
    re.I,
)
_HEADER = re.compile(
    r"^\W{0,3}(de|from|von|exp[ée]diteur|envoy[ée](?: le| par)?|sent|gesendet|date|[àa]|to|an|destinataires?|pour"
    r"|cci?|copie|copie [àa]|objet|sujet|subject|betreff|r[ée]pondre [àa]|reply-to|importance|organisation"
    r"|pi[èe]ces? jointes?|attachments?)\W{0,3}\s?:(?:\W|$)",
    re.I,
)
_HEADER_KIND = {
    "from": "de", "von": "de", "expediteur": "de", "envoye": "date", "envoye le": "date", "sent": "date",
    "gesendet": "date", "a": "to", "an": "to", "destinataire": "to", "destinataires": "to", "pour": "to",
    "copie": "cc", "copie a": "cc", "subject": "objet", "sujet": "objet", "betreff": "objet",
    "repondre a": "reply", "reply-to": "reply",
}  # fmt: skip
_ONE_LINE_HEADER = re.compile(
    r"\b(?:De|From)\s?:.{1,300}(?:Envoyé|Sent|Date)\s?:.{1,200}(?:À|A|To)\s?:.{1,2000}(?:Objet|Subject)\s?:", re.S
)
_ADDRESS_OR_TIME = re.compile(r"@|\b\d{1,2}\s?[:h]\s?\d\d\b|\bmailto:", re.I)
_SEPARATOR = re.compile(
    r"^\W*(?:[-_=*]{2,}\s*)?(?:message d'origine|message original|original message|mail original"
    r"|(?:message|mail|courriel) transf[ée]r[ée]"
    r"|forwarded message|d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])|begin forwarded message"
    r"|message r[ée]exp[ée]di[ée]|ursprüngliche nachricht|courriel original|message initial|r[ée]ponse au message"
    r"|message du \d\d/\d\d/\d{2,4}.{0,30}"
    r"|transf[ée]r[ée] par .{1,60}|forwarded by .{1,60})\s*(?:de .{1,80})?\W*$",
    re.I,
)
_BARE_HEADER = re.compile(
    r"^\s*(?:De|From|À|A|To|Cc|Copie(?: à)?|Date|Envoyé|Sent|Objet|Subject)(?:\s?:.*|\s\s*\S.*)$", re.I
)
# one of these stands in any quoting header: without them there is nothing to cut
_NEEDLES = (
    "crit", "CRIT", "wrote", ">", "bjet", "BJET", "ubject", "etreff", "essage", "ESSAGE", "ourriel", "orwarded",
    "ail original", "achricht", "ransf", "----",
)  # fmt: skip
_WITH_COLON = ("schrieb", "escrib", "escrev", "schreef", "napisa", "skrev")
_ANY = (*_NEEDLES, *_WITH_COLON)
# in lower case: without one of these nobody is said to have written, and nothing but a rule separates
_SAYS_WROTE = ("crit", "wrote", *_WITH_COLON, ">>>")
_SAYS_MESSAGE = ("message", "ail original", "courriel original", "nachricht", "ransf", "forwarded")
_RULED = frozenset("_=*~#-")
_NAMED = re.compile(
    r"(?:^|[:,>;]|\d)[ \t]*[\"']?((?:[A-ZÀ-Ý][\w'’-]+[ ,]{1,2}){1,3}[A-ZÀ-Ý][\w'’-]+)[\"']?"
    r"[ \t]*(?:[<(\[]\S+@|$|\n| a [ée]crit)",
    re.M,
)
_TITLED = re.compile(r"^\s*[-_=*#~]{3,}\s?[^-_=*#~]{3,60}[-_=*#~]{3,}\s*$")  # « ----- … ----- »
_BARE_NAMES = {"a": "to", "à": "to", "to": "to", "pour": "to", "objet": "objet", "subject": "objet"}
_DRAWN = re.compile(r"^\s*[|>]\s?-{4,}[->|\s]*$|^\s*-{6,}[>|]\s*$")
_RULE = re.compile(r"^[_=*~#-]{5,}$")
_WRITER = re.compile(
    r"^(?:>+\s)?[^<>@]{2,80}(?:<|&lt;|\[)\s?(?:mailto:)?[^<>\[\]\s]+@[^<>\[\]\s]+\s?(?:>|&gt;|\])(?:\W*\w+){0,8}\W*$"
)
_GREETING = re.compile(
    r"^\W*(?:bonjour|bonsoir|madame|monsieur|mesdames|messieurs|ch[èe]re?s?\b|mme|m\.|hello|salut|re-?bonjour|coucou"
    r"|docteur|bjr|dear|hi)\b(?:\s[^.:;!?\d\s]{1,25}){0,5}\s?[,.!:]?\s*$",
    re.I,
)


@rule_of_a_line
def is_greeting(line: str) -> bool:
    """« Bonjour, », « Madame la Directrice, », alone on a line."""
    return bool(_GREETING.match(straight(line)[:120]))


def names_a_writer(line: str) -> bool:
    """« DGOS <pnsp@dgos.example> a écrit : »: a line of a header, though all its words may be ours."""
    return "@" in line and len(line) < 300 and bool(_WRITER.match(line))


def is_attribution(lines: list[str], at: int, quoted_after: bool) -> int:
    """How many lines from here say « Le … a écrit : » (0: none). Without an address it must end what is theirs."""
    if lines[at].rstrip().endswith(">>>") and "@" in lines[at]:
        return 1
    if not _WROTE_START.match(lines[at]):
        return 0
    joined = ""
    for count in range(1, 6):
        if at + count > len(lines) or not lines[at + count - 1].strip():
            return 0
        joined = f"{joined} {straight(lines[at + count - 1].strip())}".strip()
        if len(joined) > 500:
            return 0
        if _says_wrote(joined) and (joined.endswith(":") or not joined.endswith(">")) and re.search(r"\d|@", joined):
            last = at + count >= len(lines) or not any(line.strip() for line in lines[at + count :])
            if "@" in joined or re.search(r"\d{1,2}[:h]\d\d", joined) or (last and quoted_after):
                return count
    return 0


def _says_wrote(text: str) -> bool:
    """Whether this ends with « a écrit », with or without a colon; a few languages name the writer behind it."""
    bare = text.rstrip().removesuffix(":").rstrip()
    return bool(_WROTE.search(bare[-20:]) or (text.rstrip()[-1:] == ":" and _WROTE_BEFORE.search(bare[-160:])))


def _folded(name: str) -> str:
    plain = name.casefold().replace("é", "e").replace("à", "a")
    return _HEADER_KIND.get(plain, plain)


def is_header_block(lines: list[str], at: int) -> int:
    """How many lines from here are the header of a quoted mail: three different names at least (0: none)."""
    first = _HEADER.match(lines[at]) if len(lines) - at > 2 else None
    if first is None:
        return _is_one_line_header(lines[at])
    if _folded(first[1]) not in ("de", "date", "objet", "to"):
        return 0
    names: set[str] = set()
    end = number = at
    wrapped = 0
    while number < len(lines) and number - at < 24:
        line = lines[number]
        if found := _HEADER.match(line):
            names.add(_folded(found[1]))
            end, wrapped = number + 1, 0
        elif not line.strip():
            # some clients leave a blank line between the headers; any other ends them
            if number + 1 >= len(lines) or not _HEADER.match(lines[number + 1]):
                break
        else:
            wrapped += 1
            if wrapped > 2:
                break
        number += 1
    # names of people or places can look like headers: an address or a time of day must stand among them
    proven = _ADDRESS_OR_TIME.search(" ".join(lines[at:end])[:4000])
    if len(names) < 3 or not proven or ("objet" not in names and "date" not in names):
        return _is_one_line_header(lines[at])
    if end < len(lines) and lines[end - 1].rstrip().endswith(":") and lines[end].strip():
        return end + 1 - at  # a table: the value stands below its name
    if end < len(lines) and _looks_wrapped(lines[end - 1]) and lines[end].strip() and not is_greeting(lines[end]):
        end += 1  # the subject is usually last, and may be wrapped
    return end - at


def _is_one_line_header(line: str) -> int:
    return int(len(line) < 1500 and ("Objet" in line or "Subject" in line) and bool(_ONE_LINE_HEADER.search(line)))


def _looks_wrapped(line: str) -> bool:
    return len(line) >= 60


@rule_of_a_line
def is_separator(line: str) -> bool:
    """« -----Message d'origine----- » and its likes, or a rule."""
    return bool(_SEPARATOR.match(straight(line)[:200])) or bool(_RULE.match(line.strip()[:200]))


def header_words(text: str) -> tuple[str, ...]:
    """Of the pieces of words that stand in quoting headers those that stand in this text."""
    return tuple([needle for needle in _ANY if needle in text])


def cut_at_headers(lines: list[str], quoted_after: bool, words: tuple[str, ...] = _ANY) -> list[list[str]]:
    """The lines between the headers of quoted mails; the headers themselves are dropped.

    `words`: what `header_words` found in a text that holds these lines, if that is known.
    """
    if not words:
        return [lines]
    text = lines[0] if len(lines) == 1 else "\n".join(lines)
    for needle in words:
        if needle in text and (needle not in _WITH_COLON or ":" in text):
            break
    else:
        return [lines]
    if "----" in text and any(_DRAWN.match(line) for line in lines):
        lines = _without_drawn(lines)
    lowered = text.lower()
    if "objet" in lowered or "subject" in lowered:
        lines = _without_named_apart(lines)
    wrote = any(needle in lowered for needle in _SAYS_WROTE)
    message = any(needle in lowered for needle in _SAYS_MESSAGE)
    segments: list[list[str]] = [[]]
    number = 0
    while number < len(lines):
        line = lines[number]
        stripped = line.strip()
        if not stripped:
            segments[-1].append("")
            number += 1
            continue
        taken = is_attribution(lines, number, quoted_after) if wrote else 0
        if not taken and ":" in line:
            taken = is_header_block(lines, number)
        if not taken and (message or stripped[0] in _RULED) and (is_separator(line) or _TITLED.match(line[:200])):
            taken = _separated(lines, number, quoted_after)
        if taken:
            segments.append([])
            number += taken
        else:
            segments[-1].append(line)
            number += 1
    return segments


def names_in(lines: list[str]) -> list[str]:
    """The names of those who wrote or got the messages whose headers stand in these lines, a few at most."""
    text = "\n".join([line[:300] for line in lines[:400] if "<" in line or ":" in line or "[" in line])
    return list(_names_in(text))


# the header above what a client quotes of one letter is the same in all of its replies
@remembered(most=1024, longest=1000)
def _names_in(text: str) -> tuple[str, ...]:
    return tuple([found[1] for found in _NAMED.finditer(text[:20_000])][:8])


def _without_drawn(lines: list[str]) -> list[str]:
    """The lines without a header drawn as a table, as Lotus Notes does: from its first rule to its last."""
    rules = [number for number, line in enumerate(lines) if _DRAWN.match(line)]
    first, last = rules[0], rules[-1]
    while last + 1 < len(lines) and re.match(r"\s*[|>]", lines[last + 1]):
        last += 1
    return lines if last - first > 40 else [*lines[:first], *lines[last + 1 :]]


def _without_named_apart(lines: list[str]) -> list[str]:
    """The lines without a header whose names stand alone on their lines, above what they name (Lotus Notes).

    The writer stands first, then the time, then « A », « cc », « Objet ».
    """
    last = next((n for n, line in enumerate(lines[:-1]) if _BARE_NAMES.get(_bare(line)) == "objet"), -1)
    if last < 0:
        return lines
    first = next((n for n in range(last, max(last - 16, -1), -1) if _BARE_NAMES.get(_bare(lines[n])) == "to"), -1)
    above = [n for n in range(first - 1, max(first - 8, -1), -1) if lines[n].strip()][:2]
    if first < 0 or not above or not _ADDRESS_OR_TIME.search(" ".join(lines[n] for n in above)):
        return lines
    start = above[-1] if len(above) > 1 and len(lines[above[-1]]) < 120 and "@" in lines[above[-1]] else above[0]
    return [*lines[:start], *lines[last + 2 :]]


def _bare(line: str) -> str:
    return line.strip().rstrip(":").strip().casefold() if len(line) < 20 else ""


def _separated(lines: list[str], at: int, quoted_after: bool) -> int:
    """How many lines a separator takes: with the headers below it; a bare rule only counts above a header."""
    if _SEPARATOR.match(straight(lines[at])[:200]):
        taken = 1
        while at + taken < len(lines) and _BARE_HEADER.match(lines[at + taken][:200]):
            taken += 1
        return taken
    below = next((later for later in range(at + 1, min(at + 4, len(lines))) if lines[later].strip()), -1)
    if below < 0:
        return int(quoted_after and bool(_TITLED.match(lines[at][:200])))
    return int(bool(is_header_block(lines, below) or is_attribution(lines, below, True)))
