"""The grammar around answers: greetings, introductions, closings, signatures, footers, disclaimers.

Only for what alignment leaves over, and never at the price of an answer. Decided line by line.
"""

from __future__ import annotations

import re

from mail.reading.announcing import cover_lines, foreign_words, is_cover_note
from mail.reading.first_names import is_first_name
from mail.reading.headers import is_greeting, is_separator
from mail.reading.lines import straight

_DEVICE = (
    r"(?:iphone|ipad|android|smartphone|mobile|t[ée]l[ée]phone|galaxy|samsung|huawei|xiaomi|outlook|yahoo|gmail|orange|sfr"
    r"|bouygues|blackberry|proton|tablette|appareil|bluemail|k-9|mail|courrier|apple)"
)
_FOOTER = re.compile(
    rf"^\W*(?:(?:envoy[ée]e?|sent|[ée]crit) (?:de|depuis|[àa] partir d|avec|par|via|from|with)\b"
    rf".{{0,40}}\b{_DEVICE}\b.{{0,60}}"
    r"|obtenir outlook pour .{0,40}|get outlook for .{0,40}|t[ée]l[ée]charger outlook pour .{0,40}"
    r"|provenance\s?: courrier (?:pour|de) windows.{0,20}|veuillez excuser (?:ma"
    r"|la) bri[èe]vet[ée].{0,80}"
    r"|yahoo mail .{0,80}|garanti sans virus.{0,60}|sans virus\W*www.{0,60}|virus-free.{0,60}"
    r"|l'absence de virus dans ce (?:courrier|message).{0,120}|cet e-mail a [ée]t[ée] v[ée]rifi[ée].{0,120}"
    r"|(?:pensez|penser) (?:[àa] l'environnement|vert).{0,120}|(?:merci de )?n'imprime[rz] (?:ce|cet|que).{0,160}"
    r"|avant d'imprimer.{0,160}|mobile\s?: envoy[ée].{0,40})$",
    re.I,
)
_BANNER = re.compile(
    r"^\W*(?:attention\b.{0,20}(?:courriel|message|mail|e-mail|exp[ée]diteur).{0,40}(?:externe|ext[ée]rieur)"
    r"|\[?(?:externe|external|ext)\]?\W*$"
    r"|(?:ce|cet) (?:message|courriel|mail|e-mail) (?:provient|a [ée]t[ée] envoy[ée]) (?:de |d'|depuis )?(?:l'"
    r"|un )?(?:ext[ée]rieur|exp[ée]diteur externe)"
    r"|caution: this (?:e-?mail|message)|vous n'obtenez pas souvent d'e-?mail|you don't often get email)",
    re.I,
)
_DISCLAIMER = re.compile(
    r"(?:\bconfidentiel\w*\b.{0,200}\b(?:destinataire|usage exclusif|destin[ée])|destin[ée]s? exclusivement"
    r"|\b(?:message|courriel|mail) et (?:toutes? )?(?:les|ses)? ?(?:[ée]ventuelles? )?pi[èe]ces? jointes?"
    r"|si vous (?:avez re[çc]u|recevez|n'[êe]tes pas).{0,80}(?:erreur|destinataire)|this (?:e-?mail"
    r"|message) .{0,80}confidential"
    r"|intended (?:solely|only) for)",
    re.I | re.S,
)
_CLOSING = re.compile(
    r"^\W*(?:(?:bien |tr[èe]s |salutations |meilleures |sinc[èe]res )*(?:cordialement|cdlt|cdt|respectueusement"
    r"|amicalement|sinc[èe]rement)"
    r"|(?:bien|sinc[èe]rement|cordialement|tr[èe]s cordialement|respectueusement) [àa] (?:vous|toi|tous)"
    r"|(?:avec )?(?:mes|nos|meilleures|sinc[èe]res|cordiales|respectueuses).{0,30}salutations.{0,30}|salutations.{0,30}"
    r"|(?:bonne|excellente|tr[èe]s bonne) (?:journ[ée]e|r[ée]ception|soir[ée]e|semaine|fin de .{3,12}|lecture"
    r"|continuation)(?: [àa] (?:vous|tous))?"
    r"|(?:je vous prie|nous vous prions|veuillez|je vous prie de bien vouloir).{0,60}(?:agr[ée]er|recevoir|croire"
    r"|accepter).{0,200}"
    r""
    r"|avec (?:toutes )?(?:mes|nos) (?:plus \w+ |sinc[èe]res )?excuses(?: pour .{0,60})?"
    r"|(?:bien )?[àa] vous|belle journ[ée]e|kind regards|best regards|regards|bien c(?:ordialement)?)\W*$",
    re.I,
)
# « merci de supprimer … » asks for something, « merci de votre message » thanks
REQUESTS = (
    r" (?:de |d')(?:bien vouloir |me |nous |m'|les? |la |l'|ne pas ){0,3}(?:supprim|retir|annul|ignor|effac|enlev"
    r"|corrig|rectifi|remplac|modifi|chang|rayer|rappel|appel|contact|tenir compte)"
)
_THANKS = re.compile(
    r"^\W*(?:(?:un grand |mille )?mercis?(?: (?:beaucoup|bien|d'avance|par avance|infiniment|[àa] (?:vous|tous|toi)"
    r"|encore|et))*\W*$"
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
_PLACEHOLDER = re.compile(
    r"^\W*(?:\[?(?:cid:|image\d*\.|image:|logo)[^\]]*\]?|<?mailto:\S+|\[image[^\]]*\]|\[logo[^\]]*\])\W*$", re.I
)


def is_footer(line: str) -> bool:
    """A mobile footer, an antivirus or ecology line, a placeholder for a picture, a banner of the mail server."""
    flat = straight(line)[:400]
    return bool(_FOOTER.match(flat) or _BANNER.match(flat) or _PLACEHOLDER.match(flat))


def without_footers(lines: list[str]) -> list[str]:
    """The lines without footers and banners at either end."""
    first, last = 0, len(lines)
    while first < last and (not lines[first].strip() or is_footer(lines[first])):
        first += 1
    while last > first and (not lines[last - 1].strip() or is_footer(lines[last - 1])):
        last -= 1
    return lines[first:last]


def without_disclaimer(lines: list[str]) -> list[str]:
    """The lines without a confidentiality notice at the end."""
    last = len(lines)
    while last > 0:
        start = last
        while start > 0 and lines[start - 1].strip():
            start -= 1
        paragraph = straight(" ".join(lines[start:last]))
        if start == last:
            last -= 1
        elif len(paragraph) > 60 and _DISCLAIMER.search(paragraph[:2000]):
            last = start
        else:
            break
    return lines[:last] if any(line.strip() for line in lines[last:]) else lines


def is_closing(line: str) -> bool:
    """« Cordialement, », « Bien à vous », alone on a line."""
    return len(line) < 300 and bool(_CLOSING.match(straight(line)))


def is_thanks(line: str) -> bool:
    return bool(_THANKS.match(straight(line)[:200]))


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


_LONGEST = 40


def split_signature(lines: list[str], sender: str, strict: bool = False) -> tuple[list[str], list[str]]:
    """What is said, and the signature below it.

    A signature is « -- » or a closing formula with nothing below that could be an answer. `strict`: it must also
    name the sender (used where an answer could be cut).
    """
    names = {word for word in re.split(r"[^\w]+", sender.casefold()) if len(word) > 2}
    # a signature is short: looking for it further up would only find answers
    tail = range(max(0, len(lines) - _LONGEST), len(lines))
    for number in tail:
        line = lines[number]
        if line.rstrip() in ("--", "—", "-- ") and _is_signature(lines[number + 1 :], names, strict):
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
        for number in range(len(lines) - 1, max(len(lines) - 8, 0), -1):
            words = {word for word in re.split(r"[^\w]+", lines[number].casefold()) if len(word) > 2}
            alone = 0 < len(words) <= 4 and words <= names
            first_name = len(words) == 1 and not lines[number - 1].rstrip().endswith((":", ",", ";"))
            if (
                alone
                and (first_name or _may_precede_name(lines[number - 1]))
                and _is_signature(lines[number + 1 :], names, False)
            ):
                return lines[:number], lines[number:]
    return lines, []


def _is_colleague(lines: list[str]) -> bool:
    """Whether the last line is somebody's first name alone below a blank line."""
    return not lines[-2].strip() and is_first_name(lines[-1])


def _may_precede_name(line: str) -> bool:
    return not line.strip() or is_thanks(line) or is_closing(line)


def _before_closing(lines: list[str], names: set[str], strict: bool) -> int:
    """How many of these lines stand before the formula that closes the letter; all, when there is none."""
    for number, line in enumerate(lines):
        takes_leave = is_closing(line) or (is_thanks(line) and number > 0)
        if takes_leave and _is_signature(lines[number + 1 :], names, strict):
            return number
    return len(lines)


def _is_signature(lines: list[str], names: set[str], strict: bool) -> bool:
    said = [line for line in without_disclaimer(lines) if line.strip()]
    if len(said) > 14:
        return False
    if any(_STANDING.match(straight(line)) for line in said):
        return False
    named = not said and not strict
    for index, line in enumerate(said):
        flat = straight(line.strip())
        words = set(re.split(r"[^\w]+", flat.casefold()))
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
            or not re.search(r"\w{2}", flat)
        )
        if not fits:
            return False
    return named or not strict


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
        if not grammar and re.search(r"\w", line):
            return True
    return False
