"""What does not belong to an answer at its ends: dashes, the question copied in front, words that speak to us."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from mail.reading.first_names import is_first_name
from mail.reading.lines import Spans, first_word, spans_of, straight, words_key, words_of
from mail.reading.merging import Candidate
from questionnaires.model import Question

_ADDRESSED = re.compile(
    r"\b(?:pouvez|pourriez)-vous\b|\bmerci de (?:me|nous|bien vouloir)\b|\b(?:je"
    r"|nous) (?:vous )?transm\w+\b.{0,60}\bcoll[èe]gue"
    r"|\b(?:j'ai|nous avons) (?:fini|termin[ée])\b|\bc'est tout pour (?:ma|moi|notre)\b|\bvous pouvez (?:clore"
    r"|consid[ée]rer)\b|\b(?:r[ée]pondra|compl[ée]tera|transmettra)\b.{0,30}\b(?:questions?|reste|suite|autres)\b"
    r"|^\W*n'h[ée]sitez pas\b|^\W*(?:je|nous) rest\w+ (?:[àa] (?:votre|ta)|bien s[ûu]r [àa])\b",
    re.I,
)
_ASKS_US = re.compile(
    r"^\W*(?:merci de (?:me|nous) |(?:pouvez|pourriez)-vous (?:me |nous )?(?:pr[ée]ciser|confirmer|renvoyer|accorder"
    r"|rappeler|indiquer si)|serait-il possible "
    r"|(?:le reste|la suite|les autres [^\W\d]+)\b.{0,40}"
    r"\b(?:suivr|parviendr|transmis|communiqu|adress|envoy|compl[ée]t)\w*"
    r"|(?:je|nous) (?:souhait|aimer|demand|sollicit)\w+ .{0,40}\bd[ée]lai)",
    re.I,
)
_HANDED = re.compile(
    r"(?<=[.!?;])\s+(?=[A-ZÀ-Ýp])[^.!?]{0,80}\b(?:coll[èe]gue|adjointe?|service|M\.|Mme|docteur|dr)\b[^!?]{0,120}"
    r"\bvous (?:r[ée]pondra|transmettra|adressera|compl[ée]tera|contactera|enverra|fera)[^!?]{0,60}$",
    re.I,
)
_LATER = re.compile(
    r"(?<=[.!?])\s+(?:le reste|la suite|les autres [^\W\d]+)\b[^.!?]{0,40}"
    r"\b(?:suivr|parviendr|transmis|communiqu|adress|envoy)[^.!?]{0,60}[.!]?\s*$",
    re.I,
)
_TAKES_LEAVE = re.compile(
    r"(?<=[.!?])\s+(?:(?:(?:bien )?cordialement|cdlt|bien [àa] vous)(?:[\s,.]+(?-i:[A-ZÀ-Ý])[\w'-]+){0,3}"
    r"|merci(?: (?:d'avance|beaucoup|[àa] vous))?|bonne (?:journ[ée]e|r[ée]ception|soir[ée]e))\W*$",
    re.I,
)
_HEADING = re.compile(
    r"^\W*(?:partie|chapitre|rubrique|section|volet|th[èe]me|axe)\s+(?:n°\s?)?(?:\d{1,2}|[IVX]{1,4})\W*$", re.I
)
_BESIDE = re.compile(r"^\s*(?:[:=→–—-]|->|=>)\s+")
_SPEAKER = re.compile(
    r"^\s*(?:>{2,}\s*)?(?:[\[<(]\s?(?P<name>[^\[\]<>()\d@]{2,40}?)\s?[\]>)]\s*:?"
    r"|(?P<label>[A-ZÀ-Ý][\w' -]{1,30}?)\s?(?::|>>?))\s+"
    r"(?=\S)"
)
_LABEL = re.compile(
    r"^\W{0,3}(?:(?:notre |nos |ma |mes )?r[ée]ponses?(?: (?:de |du )?(?:l['’]|la )?(?:ars|agence|r[ée]gion|organisme"
    r"|service|chu)\b(?: (?-i:[A-ZÀ-Ý])[\w'’-]+){0,3})?|r[ée]p\.?|r)\s?[:/]\s*",
    re.I,
)
# « Notre réponse à la Q5 est non », « Pour la Q5, notre réponse est : … »
_IS = re.compile(
    r"^(?:(?:ma|notre|la) r[ée]ponse )?est\s?(?::|(?=(?:oui|non|n[ée]ant)\b))\s*"
    r"|^(?:a chang[ée]|[ée]tait (?:erron[ée]e|fausse|inexacte))\s?[:,.]\s*"
    r"(?:c'est (?:d[ée]sormais|maintenant)?|(?:il (?:faut|fallait) |merci de )?lire)?\s*:?\s*",
    re.I,
)
_ARROW = re.compile(r"^(?:->|=>|→|➔|⇒|==>|-->|:)\s*")
# « Q6 – Propositions à compter de 2018 : … »: a title behind its code, on a line of its own or before a sign
_BEHIND_TITLE = re.compile(r"[^\w\n]*(?:\n|[:|\t–—]\s*|-\s)")
_MARK = re.compile(r"[*=#+~>§/\\|•·-]{2,5}\s*(?=[^\W_])")
_MARK_OF_MANY = re.compile(
    _MARK.pattern + r"|\[[^\[\]\d\n]{2,40}\]\s*:?\s*|[#*+-]\s+"
    r"|(?:ARS|Agence|CHU?|R[ée]gion|SRA|Direction)\b[^:\n\d]{0,40}:\s+"
)
_RULED = re.compile(r"\s*[-_=*~#–—]{3,}\s*\n")
_DASHED = re.compile(r"^\s*[–—-]\s", re.M)


def trimmed(lines: Sequence[str]) -> str:
    return "\n".join([line.rstrip() for line in lines]).strip()


def is_rest_of(text: str, question: Question | None) -> bool:
    """Whether this is a rest of the question itself that a client changed."""
    if question is None:
        return False
    asked = words_key(question.text)
    if first_word(text) not in asked or (len(text) > 24 and " ".join(words_of(text[:24])[:-1]) not in asked):
        return False  # as nearly all answers
    words = words_of(text)
    return len(words) >= 6 and " ".join(words) in asked


def without_address(lines: list[str]) -> tuple[list[str], str]:
    """The lines of the last answer, and the paragraphs below it that speak to us and answer nothing."""
    for number in range(max(1, len(lines) - 12), len(lines)):
        if not lines[number - 1].strip() and _ADDRESSED.search(straight(lines[number])[:500]):
            end = next((n for n in range(number, len(lines)) if not lines[n].strip()), len(lines))
            return [*lines[:number], *lines[end:]], trimmed(lines[number:end])
    asks = next((n for n in range(max(1, len(lines) - 14), len(lines)) if _ASKS_US.match(straight(lines[n][:200]))), 0)
    if asks:
        end = next((n for n in range(asks, len(lines)) if not lines[n].strip()), len(lines))
        return [*lines[:asks], *lines[end:]], trimmed(lines[asks:end])
    last = next((n for n in range(len(lines) - 1, -1, -1) if lines[n].strip()), -1)
    if last >= 0 and (leave := _TAKES_LEAVE.search(lines[last])):
        lines = [*lines[:last], lines[last][: leave.start()], *lines[last + 1 :]]
    if last >= 0 and (found := _HANDED.search(lines[last]) or _LATER.search(lines[last])):
        # « … Pour le reste, ma collègue vous répondra. »
        return [*lines[:last], lines[last][: found.start()], *lines[last + 1 :]], lines[last][found.start() :].strip()
    return lines, ""


def without_heading(lines: list[str]) -> list[str]:
    """An answer's lines without « Partie 2 » at their end, which stands above what follows."""
    last = next((n for n in range(len(lines) - 1, 0, -1) if lines[n].strip()), 0)
    return lines[:last] if last and _HEADING.match(lines[last]) else lines


def without_speaker(text: str, sender: str) -> str:
    """An answer without the name or the initials of its writer in front: « [Marie Dupont] oui », « MD : oui »."""
    head = text[:80]
    if head[:1] not in "[<(>" and ":" not in head[:40] and ">" not in head[:40]:
        return text  # a label is that short
    found = _SPEAKER.match(head)
    if found is None:
        return text
    said = re.findall(r"\w+", (found["name"] or found["label"]).casefold())
    known, initials = _names_of(sender)
    if said and all(word in known for word in said):
        # « ARS : 12 » from « ARS Bretagne » is no speaker
        is_speaker = bool(found["name"]) or len(said) > 1 or is_first_name(said[0].title())
    else:
        is_speaker = False
    is_speaker = is_speaker or (len(said) == 1 and len(initials) > 1 and said[0] in (initials, initials[::-1]))
    return text[found.end() :] if is_speaker else text


@lru_cache(maxsize=64)
def _names_of(sender: str) -> tuple[tuple[str, ...], str]:
    """The words of a sender's name (of the address, where there is none), and their initials."""
    name, _, address = sender.partition("<")
    known = tuple(word for word in re.findall(r"\w+", (name.strip() or address).casefold()) if len(word) > 1)
    return known, "".join(word[0] for word in known)


def without_label(text: str) -> str:
    """An answer without « Réponse : », « Réponse de l’ARS : » or an arrow in front."""
    if text[0].isalpha() and text[0] not in "rRnNmM":
        return text  # as nearly all answers
    return without_head(_ARROW, without_head(_LABEL, text))


def without_verb(text: str) -> str:
    """What stands behind a key, without its label and the verb that joins them."""
    return without_head(_IS, without_head(_LABEL, text))


def without_common_mark(answers: Sequence[Candidate]) -> None:
    """Takes « ** » or « [ARS] » from the lines of the answers in place, where every answer begins with the same."""
    if len(answers) < 2:
        return
    pattern = _MARK if len(answers) == 2 else _MARK_OF_MANY
    if not (found := pattern.match(answers[0].text)):
        return
    mark = found[0].rstrip()
    if len(mark) == 1 and any("\n" in answer.text for answer in answers):
        return  # a list of its own
    if all(answer.text.startswith(mark) and pattern.match(answer.text) for answer in answers):
        for answer in answers:
            lines = [
                line.removeprefix(mark).lstrip() if line.startswith(mark) else line for line in answer.text.split("\n")
            ]
            answer.text = "\n".join(lines)


def without_dash(text: str) -> str:
    """The answer without the dash, or the rule, that separates it from its question, unless it is a list of its own."""
    text = without_head(_RULED, text)
    if len(_DASHED.findall(text)) > 1:
        return text
    return without_head(_BESIDE, text)


def without_head(pattern: re.Pattern[str], text: str) -> str:
    """The text without what matches at its start."""
    found = pattern.match(text)
    return text[found.end() :] if found else text


def without_question(lines: list[str], question: Question | None) -> list[str]:
    """The lines of a keyed answer without the question's own wording copied in front of it."""
    if question is None or not lines:
        return lines
    text = "\n".join(lines[:40])
    wording, title = _words_of(question.text), _words_of(question.short)
    begun = first_word(text)
    if begun and begun not in (*wording[:1], *title[:1]):
        return lines  # as nearly all answers
    spans = spans_of(text)
    said = tuple([span[0] for span in spans])
    if len(said) > 1 and said in (wording, title):
        return []  # a row of a table of theirs, which was left empty
    if end := _led_by(spans, wording, 4):
        # a question copied on the answer's own line is part of what was written
        rest, line_end, below = text[end:].partition("\n")
        return [*below.split("\n"), *lines[40:]] if line_end and not re.search(r"\w", rest) else lines
    end = _led_by(spans, title, 2)
    if end and (sign := _BEHIND_TITLE.match(text, end)):
        return [*text[sign.end() :].split("\n"), *lines[40:]]
    return lines


@lru_cache(maxsize=1024)
def _words_of(asked: str) -> tuple[str, ...]:
    return tuple(words_of(asked))


def _led_by(spans: Spans, wanted: tuple[str, ...], least: int) -> int:
    """Where these words end at the start of a text that goes on; 0 where it does not begin with all of them."""
    length = len(wanted)
    if (
        length < least
        or length >= len(spans)
        or any(span[0] != word for span, word in zip(spans, wanted, strict=False))
    ):
        return 0
    return spans[length - 1][2]
