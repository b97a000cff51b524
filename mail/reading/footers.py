"""What nobody typed: banners of mail servers, mobile footers, antivirus and ecology lines, confidentiality notices.

Only for what alignment leaves over, and at either end of it.
"""

from __future__ import annotations

import re

from mail.reading.lines import rule_of_a_line, straight

_DEVICE = (
    r"(?:iphone|ipad|android|smartphone|mobile|t[ée]l[ée]phone|galaxy|samsung|huawei|xiaomi|outlook|yahoo|gmail|orange|sfr"
    r"|bouygues|blackberry|proton|tablette|appareil|bluemail|k-9|mail|courrier|apple|messagerie|webmail|windows|phone|oneplus|pixel|redmi|oppo|spark|zimbra|thunderbird|mailo|workspace|application|appli|t[ée]l)"
)
_FOOTER = re.compile(
    rf"^\W*(?:P\s)?(?:(?:envoy[ée]e?|sent|[ée]crit) (?:de|depuis|[àa] partir d(?:e|u)?|avec|par|via|from|with)\b"
    rf".{{0,40}}\b{_DEVICE}\b.{{0,60}}"
    r"|obtenir outlook pour .{0,80}|get outlook for .{0,80}|t[ée]l[ée]charge[rz] outlook pour .{0,80}"
    r"|provenance\s?: courrier (?:pour|de) windows.{0,20}|veuillez excuser (?:ma"
    r"|la) bri[èe]vet[ée].{0,80}"
    r"|yahoo mail .{0,80}|garanti sans virus.{0,60}|sans virus\W*www.{0,60}|virus-free.{0,60}"
    r"|l'absence de virus dans ce (?:courrier|message).{0,120}|cet e-mail a [ée]t[ée] v[ée]rifi[ée].{0,120}"
    r"|(?:pensez|penser) (?:[àa] l'environnement|vert).{0,120}|(?:merci de )?n'imprime[rz] (?:ce|cet|que).{0,160}"
    r"|avant d'imprimer.{0,160}|mobile\s?: envoy[ée].{0,40}|sent (?:from|with|via) (?:my |the )?[A-Z][^.!?]{2,40}"
    r"|(?:afin de|pour) (?:respecter|pr[ée]server|prot[ée]ger) l'environnement.{0,160}"
    r"|(?:mes|nos) (?:horaires|jours) (?:de travail|de pr[ée]sence).{0,200}|my working hours.{0,200}"
    r"|(?:je (?:suis |travaille ).{0,20})?(?:absente?|en t[ée]l[ée]travail|pr[ée]sente?|[àa] temps partiel)"
    r" (?:tous )?(?:les? |du )?(?:lun|mar|mercre|jeu|vendre)di.{0,60}"
    r"|(?:retrouvez|suivez)[ -]nous sur .{0,120}"
    r"|(?:veuillez |merci de )?(?:r[ée]pond(?:ez|re)|[ée]crire|entrer|saisir).{0,30}au-dessus de (?:cette|la) ligne"
    r".{0,30}"
    r"|(?:please )?(?:reply|type your reply) above this line.{0,30}"
    r"|(?:le contenu de )?ce (?:mail|message|courriel) est (?:strictement )?(?:personnel|confidentiel)"
    r"(?: et (?:personnel|confidentiel))?\W*"
    r"|ce (?:mail|message|courriel) n'appelle pas de r[ée]ponse (?:en dehors|imm[ée]diate).{0,120})$",
    re.I,
)
_BANNER = re.compile(
    r"^\W*(?:\[?(?:externe|external|ext|s[ée]curit[ée])\b\]?\W*)?(?:attention\b.{0,20}(?:courriel|message|mail|e-mail|exp[ée]diteur).{0,40}(?:externe|ext[ée]rieur)"
    r"|\[?(?:externe|external|ext)\]?\W*$"
    r"|(?:ce|cet) (?:message|courriel|mail|e-mail) (?:provient|vient|[ée]mane|a [ée]t[ée] envoy[ée])"
    r" (?:de |d'|depuis |par ).{0,40}(?:ext[ée]rieure?|externe|inconnu)\b"
    r"|(?:message|courriel|mail) provenant (?:d'internet|de l'(?:ext[ée]rieur|internet)).{0,80}$|zjqcmq\w+$"
    r"|this (?:e-?mail|message) (?:is|was|comes?|came|originated)\b.{0,40}\b(?:external|outside)\b"
    r"|(?:courriel|courrier|message|mail|e-mail|exp[ée]diteur) externe\s*(?:[:!.*\])–—-].{0,120})?$"
    r"|(?:caution|warning|attention)\b\W{0,3}(?:this |an )?external\b|caution: this (?:e-?mail|message)"
    r"|external (?:e-?mail|message|sender)|soyez (?:tr[èe]s )?(?:vigilant|prudent)e?s?\b.{0,120}$"
    r"|(?:ne (?:pas cliquer|cliquez pas)|do not click)\b.{0,160}$"
    r"|(?:classification|sensibilit[ée]|diffusion|confidentialit[ée])\s?:\s?(?:usage )?(?:interne|externe|publi|restrei"
    r"|limit|confidentiel|c\d)\w*\W*$"
    r"|(?:c\d\s?[-–—:]?\s?)(?:interne|publi(?:c|que)|restreinte?|confidentiel(?:le)?)\W*$|usage interne\W*$"
    r"|(?:vous n'obtenez|certaines personnes qui ont re[çc]u ce message ne re[çc]oivent) pas souvent"
    r"|(?:you don't often get|some people who received this message don't often get) email)",
    re.I,
)
_DISCLAIMER = re.compile(
    r"(?:\bconfidentiel\w*\b.{0,200}\b(?:destinataire|usage exclusif|destin[ée])|destin[ée]s? exclusivement"
    r"|\b(?:message|courriel|mail) et (?:toutes? )?(?:les|ses)? ?(?:[ée]ventuelles? )?pi[èe]ces? jointes?"
    r"|si vous (?:avez re[çc]u|recevez|n'[êe]tes pas).{0,80}(?:erreur|destinataire)|this (?:e-?mail"
    r"|message) .{0,80}confidential"
    r"|intended (?:solely|only) for|\bint[ée]grit[ée] de ce (?:message|mail|courriel)\b"
    r"|\bne (?:peut|peuvent|saurait|sauraient) [êe]tre (?:tenue?s? )?(?:pour )?responsables?\b.{0,80}"
    r"\b(?:message|mail|courriel|alt[ée]r[ée])|\btoute (?:utilisation|diffusion|reproduction|publication)\b.{0,60}"
    r"\b(?:message|mail|courriel)\b.{0,80}\b(?:interdite|autoris[ée]e)|\bcontents? of this e-?mail\b)",
    re.I | re.S,
)
# an answer may speak of confidential data, and of those who get them
_OF_MAIL = re.compile(
    r"\b(?:messages?|courriels?|courriers?|e-?mails?|m[ée]ls?|transmission|correspondance"
    r"|pi[èe]ces? jointes?|files?|fichiers?|communication|attachments?)\b",
    re.I,
)
_KEYED = re.compile(r"\W{0,3}(?:question\s)?[a-z]{0,2}\s?\d{1,2}(?:\.\d+)?\s?[a-z]?\s*[]:)=–—-]", re.I)
_OF_LIST = re.compile(
    r"\bmailing list\s*$|\bliste de diffusion\b|\S/listinfo/|\b(?:d[ée]sabonner|d[ée]sinscrire)\b|\bunsubscribe\b"
    r"|\bvous [êe]tes (?:abonn|inscrit)[ée]?e? (?:au groupe|[àa] la liste)|\byou are subscribed to\b",
    re.I,
)
_LONGEST_OF_LIST = 12
_RULED = frozenset("-_=*~# ")
_WRAPPED = 50  # a line that a client broke is longer than this
_PLACEHOLDER = re.compile(
    r"^\W*(?:\[?(?:cid:|image\d*\.|image:|logo)[^\]]*\]?|<?mailto:\S+|\[image[^\]]*\]|\[logo[^\]]*\])\W*$", re.I
)


@rule_of_a_line
def is_footer(line: str) -> bool:
    """A mobile footer, an antivirus or ecology line, a placeholder for a picture, a banner of the mail server."""
    flat = straight(line)[:400]
    return bool(_FOOTER.match(flat) or _BANNER.match(flat) or _PLACEHOLDER.match(flat))


def without_footers(lines: list[str]) -> list[str]:
    """The lines without footers and banners at either end."""
    first, last = 0, len(lines)
    while first < last and (not lines[first].strip() or is_footer(lines[first])):
        first += 1
    while last > first and (not lines[last - 1].strip() or is_footer(lines[last - 1]) or _is_rule(lines[last - 1])):
        last -= 1
    return lines[first : _before_list(lines, first, last)]


def _before_list(lines: list[str], first: int, last: int) -> int:
    """Where the footer of a mailing list begins that stands at the end, below a rule; else the end."""
    for at in range(max(first, last - _LONGEST_OF_LIST), last):
        if (_is_rule(lines[at]) or lines[at].strip() == "--") and any(map(_OF_LIST.search, lines[at + 1 : last])):
            return last if any(map(_KEYED.match, lines[at + 1 : last])) else at
    return last


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
        elif len(paragraph) > 60 and _is_notice(paragraph):
            notice = _where_it_begins(lines, start, last)
            last = notice
            if notice > start:
                break  # above it, in the same paragraph, somebody typed
        else:
            break
    return lines[:last] if any(line.strip() for line in lines[last:]) else lines


def _where_it_begins(lines: list[str], start: int, last: int) -> int:
    """The line of this paragraph with which its notice begins, its rule included: below « Q5 : oui », perhaps."""
    sentences = [start]
    for at in range(start + 1, last):
        above = lines[at - 1].rstrip()
        ended = above[-1:] in ".!?;:" or len(above) < _WRAPPED or _is_rule(above)
        if ended and not lines[at].lstrip()[:1].islower():
            sentences.append(at)
    if any(_KEYED.match(line) for line in lines[start + 1 : last]):
        return last  # answers stand behind it, or around it: nothing is cut
    for at, end in zip(sentences, [*sentences[1:], last], strict=True):
        if not _KEYED.match(lines[at]) and _is_notice(straight(" ".join(lines[at:end]))):
            while at > start and _is_rule(lines[at - 1]):
                at -= 1
            return at
    return last if _KEYED.match(lines[start]) else start


def _is_rule(line: str) -> bool:
    return line[:1] in _RULED and len(line) > 2 and _RULED.issuperset(line.strip())


def _is_notice(paragraph: str) -> bool:
    return bool(_DISCLAIMER.search(paragraph[:2000]) and _OF_MAIL.search(paragraph[:2000]))
