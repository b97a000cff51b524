"""The grammar around answers: greetings, introductions, closings, signatures, footers, disclaimers.

Only for what alignment leaves over, and never at the price of an answer. Decided line by line.
"""

from __future__ import annotations

import re

from mail.reading.announcing import cover_lines, foreign_words, is_cover_note
from mail.reading.first_names import is_first_name
from mail.reading.footers import is_footer
from mail.reading.headers import is_greeting, is_separator
from mail.reading.lines import rule_of_a_line, straight
from mail.reading.regions import SAYS

_CLOSING = re.compile(
    r"^\W*(?:(?:bien |tr[èe]s |salutations |meilleures |sinc[èe]res )*(?:cordialement|cdlt|cdt|respectueusement"
    r"|amicalement|sinc[èe]rement)"
    r"|(?:bien|sinc[èe]rement|cordialement|tr[èe]s cordialement|respectueusement) [àa] (?:vous|toi|tous)"
    r"|(?:avec )?(?:mes|nos|meilleures|sinc[èe]res|cordiales|respectueuses).{0,30}salutations.{0,30}|salutations.{0,30}"
    r"|(?:tr[èe]s )?(?:bon(?:ne)?|excellente?|belle) (?:journ[ée]e|r[ée]ception|soir[ée]e|semaine"
    r"|fin de .{3,12}|lecture|continuation|week-?end|apr[èe]s-midi|vacances|f[êe]tes)"
    r"(?:,? (?:[àa] (?:vous|tous|toutes|toi)(?: et [àa] \w+)?|et .{3,40}))?"
    r"|(?:(?:en vous (?:souhaitant|remerciant)|dans l'attente|en esp[ée]rant|vous en souhaitant|restant)\b.{0,90},\s*)?"
    r"(?:je vous prie|nous vous prions|veuillez|je vous prie de bien vouloir).{0,60}(?:agr[ée]er|recevoir|croire"
    r"|accepter).{0,200}"
    r"|(?:(?:je|nous) )?rest(?:e|ons|ant) (?:bien |enti[èe]rement )?(?:s[ûu]r )?[àa] (?:votre|ta) (?:enti[èe]re )?"
    r"(?:disposition|[ée]coute).{0,80}"
    r"|pour (?:le|la) (?:direct|pr[ée]fet|ministre|chef).{0,50}(?:d[ée]l[ée]gation|ordre|emp[êe]ch[ée]e?)"
    r"|avec (?:toutes )?(?:mes|nos) (?:plus \w+ |sinc[èe]res )?excuses(?: pour .{0,60})?"
    r"|(?:en )?vous (?:en )?(?:souhaitant|remerciant) (?:bonne|par avance|d'avance|une? \w+|de) ?.{0,40}"
    r"|[àa] (?:votre|ta) (?:enti[èe]re )?(?:disposition|[ée]coute).{0,60}"
    r"|(?:bien )?[àa] vous|belle journ[ée]e|(?:(?:kind|best|warm) )?regards|(?:many )?thanks|thank you"
    r"|yours sincerely|mit freundlichen gr[üu](?:ß|ss)en|viele gr[üu](?:ß|ss)e|bien c(?:ordialement)?)\W*$",
    re.I,
)
# « merci de supprimer … » asks for something, « merci de votre message » thanks
REQUESTS = (
    r" (?:de |d')(?:bien vouloir |me |nous |m'|les? |la |l'|ne pas ){0,3}(?:supprim|retir|annul|ignor|effac|enlev"
    r"|corrig|rectifi|remplac|modifi|chang|rayer|rappel|appel|contact|relanc|tenir compte)"
    r"| (?:de |d')ne (?:plus|pas)\b"
)
_THANKS = re.compile(
    r"^\W*(?:(?:un grand |mille )?mercis?(?: (?:beaucoup|bien|d'avance|par avance|infiniment|[àa] (?:vous|tous|toi)"
    r"|encore|et))*(?:,? bonne (?:r[ée]ception|journ[ée]e|soir[ée]e|semaine))?\W*$"
    rf"|(?:un grand )?merci\b(?!{REQUESTS}).{{0,40}}\b(?:votre|vos|vous|ton|ta|tes|nous|me|m'|l'attention"
    r"|bien vouloir)\b[^.!?:\d]{0,120}\W*$"
    r"|(?:je|nous) vous (?:en )?(?:remercie|remercions)\b[^.!?:]{0,120}\W*$|(?:avec|vous en) (?:mes|nos|tous mes"
    r"|remerciant).{0,60}$"
    r"|en vous remerciant\b[^.!?:]{0,120}\W*$"
    r"|(?:(?:je suis |nous sommes |encore )?d[ée]sol[ée]e?s?|pardon|(?:je vous prie|nous vous prions|veuillez|merci)"
    r" (?:de |d')?(?:bien vouloir )?(?:m'|nous )?excuser)\b[^.!?:\d]{0,80}\b(?:retard|d[ée]lai|tardive?)\b"
    r"[^.!?:\d]{0,60}\W*$)",
    re.I,
)
_INTRODUCTION = re.compile(
    r"(?:r[ée]ponses?|retours?|contributions?|[ée]l[ée]ments|compl[ée]ments|questionnaire|remarques|propositions"
    r"|amendements|observations|modifications)\b",
    re.I,
)
_INTRODUCES = re.compile(
    r"\b(?:voici|voil[àa]|ci-dessous|ci-apr[èe]s|ci-joint|ci-joints|dans le (?:corps|texte|fil|message|mail)"
    r"|vous trouver(?:ez|a)|en (?:bleu|rouge|vert|couleur|gras|italique|pi[èe]ce jointe)"
    r"|je vous (?:adresse|transmets|envoie|fais parvenir|prie de trouver|retourne)|nous vous (?:adressons"
    r"|transmettons|envoyons|faisons parvenir|prions|retournons)"
    r"|veuillez trouver|plus bas|en dessous|suite [àa] votre|en r[ée]ponse [àa]|comme (?:demand[ée]|convenu)"
    r"|sous (?:chaque|les) questions?|pour faire suite)\b",
    re.I,
)


@rule_of_a_line
def is_closing(line: str) -> bool:
    """« Cordialement, », « Bien à vous », alone on a line."""
    return len(line) < 300 and bool(_CLOSING.match(straight(line)))


@rule_of_a_line
def is_thanks(line: str) -> bool:
    return bool(_THANKS.match(straight(line)[:200]))


@rule_of_a_line
def is_introduction(line: str) -> bool:
    """« Voici nos réponses », « Vous trouverez ci-dessous nos éléments »: announces answers and is none."""
    flat = straight(line)[:400]
    if is_cover_note(flat):
        return True
    if len(flat) > 220 or (len(flat) > 70 and not _INTRODUCES.search(flat)):
        return False
    if not _INTRODUCTION.search(flat) or not (_INTRODUCES.search(flat) or flat.rstrip().endswith(":")):
        return False
    # a word or two of its own (« la charte », « nos retours d'ensemble »), but no clause and no number
    return foreign_words(flat) <= (2 if not re.search(r"[,;(–]\s*\w", flat) else 0)


def without_opening(lines: list[str]) -> list[str]:
    """The lines from the first that is no greeting and no introduction."""
    first = 0
    while first < len(lines):
        plain = not lines[first].strip() or is_greeting(lines[first]) or is_thanks(lines[first])
        plain = plain or (lines[first].rstrip().endswith(",") and is_first_name(lines[first]))
        taken = int(plain) or cover_lines(lines, first) or int(is_introduction(lines[first]))
        if not taken:
            break
        first += taken
    return lines[first:]


def without_late_greeting(lines: list[str]) -> list[str]:
    """The lines without a greeting at their end: some clients put one before « vous avez écrit »."""
    last = len(lines)
    while last > 1 and (not lines[last - 1].strip() or is_greeting(lines[last - 1])):
        last -= 1
    return lines[:last]


def is_substantial(text: str) -> bool:
    """Whether this could be an answer: some words that are no greeting, introduction, thanks or footer."""
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        if taken := cover_lines(lines, number):
            number += taken
            continue
        number += 1
        grammar = (
            is_greeting(line)
            or (line.rstrip().endswith(",") and is_first_name(line))
            or is_closing(line)
            or is_footer(line)
            or is_introduction(line)
            or is_thanks(line)
            or is_separator(line)
        )
        if not grammar and SAYS.search(line):
            return True
    return False
