"""Sentences about the exchange itself: who answers, when, by which mail. None of them answers the one open question.

« Notre réponse est en cours de validation », « Je suis absente jusqu’au 15 », « Quel est le délai ? »: they are shown.
Told by the words in which people speak of their own answer, of our mail or of themselves, never by what is missing.
"""

from __future__ import annotations

import re

from mail.reading.lines import straight

_MAIL = (
    r"(?:messages?|mails?|m[ée]ls?|e-?mails?|courriels?|courriers?|envois?|questionnaires?|enqu[êe]tes?|formulaires?)"
)
_MINE = r"(?:ma|mon|mes|notre|nos)"
_ANSWER = r"(?:r[ée]ponses?|retours?|contributions?)"
_READY = r"(?:validation|r[ée]daction|consolidation|relecture|signature|finalisation|pr[ée]paration|collecte)"
_SENT = r"(?:r[ée]pondu|envoy[ée]e?s?|transmis(?:e?s?)?|adress[ée]e?s?|retourn[ée]e?s?|renvoy[ée]e?s?)"
_NAME = r"(?-i:[A-ZÀ-Ý][\w'-]+)(?: (?-i:[A-ZÀ-Ý])[\w'-]+){0,3}"
_DAY = r"(?:hier|avant-hier|ce (?:jour|matin)|lundi|mardi|mercredi|jeudi|vendredi|la semaine|le mois|le \d|en \w+|par)"
_EXCHANGE = re.compile(
    # our answer is being written, will come, was sent
    rf"^\W*(?:{_MINE} {_ANSWER}\b[^,;:]{{0,30}}|(?:la |les )?r[ée]ponses? (?:est |sont )?(?:encore |toujours )?)"
    rf"\ben (?:cours|attente)(?: de {_READY}\b.{{0,60}}|\W*$)"
    rf"|^\W*(?:toujours |encore )?en (?:cours|attente) de {_READY}\b.{{0,60}}$"
    rf"|\b{_MINE} {_ANSWER}\b.{{0,40}}\b(?:partira|partiront|suivra|suivront|arrive|arrivent|arrivera|parviendra"
    rf"|(?:sera|seront|est|sont|(?:a|ont) (?:d[ée]j[àa] )?[ée]t[ée]) (?:bien |prochainement |d[ée]j[àa] )?{_SENT})\b"
    rf"|\b(?:je|nous|on) (?:vous )?(?:transmettr|enverr|adresser|finaliser|renverr|retourner)\w+ {_MINE} {_ANSWER}\b"
    rf"|\bdoi(?:t|vent) (?:encore )?(?:valider|relire|viser|signer)\b.{{0,20}}\b{_MINE} {_ANSWER}\b"
    # it was done already
    rf"|\b(?:ai|avons|a) (?:d[ée]j[àa] |bien ){_SENT}"
    rf"(?:\W*$| (?:{_DAY}|[àa] (?:cette|votre|ce|vos)|{_MINE}|le {_MAIL}|la r[ée]ponse)\b)"
    r"|^\W*(?:c'est|voil[àa],? c'est) (?:fait|envoy[ée]|parti|en cours|transmis)\W*$"
    # a mail that does not count
    r"|\b(?:ignorer|annuler|supprimer|retirer|effacer|ne (?:pas|plus) (?:tenir compte|prendre en compte)"
    r"|ne tenez pas compte)\b.{0,20}"
    rf"\b(?:{_MINE}|le|la|les|ce|cette) (?:(?:pr[ée]c[ée]dent|premi[èe]r|dernier)\w* )?(?:{_MAIL}|{_ANSWER})\b"
    # who is away
    r"|\b(?:je suis|je serai|nous serons) (?:actuellement |encore )?(?:absente?s?|en (?:cong[ée]s?|vacances"
    r"|arr[êe]t|formation|d[ée]placement|rtt))\b|\b(?:en|pendant|durant) mon absence\b"
    r"|\bje (?:suis|serai) (?:[àa] nouveau )?(?:de retour|joignable|disponible)\b|^\W*de retour\b.{0,40}$"
    # who is concerned, or looks after it
    rf"|\b(?:pas|plus) concern[ée]e?s? par (?:cette|votre|ce|la) (?:{_MAIL}|demande|campagne|consultation)\b"
    r"|\b(?:je|nous) (?:vous )?met(?:s|tons) .{0,60}\ben copie\b|\ben copie de ce (?:mail|message)\b"
    rf"|\bje (?:le |la |les |l')?(?:transf[èe]re|transmets|fais suivre)\b.{{0,20}}\b[àa] {_NAME}"
    r"(?: pour .{0,40})?\W*$"
    r"|\b(?:je )?ne travaille plus\b|\b(?:ma rempla[çc]ante|mon rempla[çc]ant)\b"
    # one colleague to another
    r"|^\W*@\w+|^\W*pour (?:r[ée]ponse|suite|avis|validation|action|attribution)\b.{0,30}$"
    r"|\b(?:peux|pourrais|veux|pourras)-tu\b|\b(?:stp|s'il te pla[îi]t|merci de t'en)\b|\btu (?:peux|pourrais|veux)\b"
    # a call, a reaction, a trial
    r"|^\W*(?:je|nous|on) (?:vous |t')(?:appell|rappell|t[ée]l[ée]phon|contact|recontact)\w+\b.{0,60}$"
    r"|\ba r[ée]agi (?:[àa]|via|avec)\b|^\W*(?:test|essai)\W*$",
    re.I,
)
_ASKS_US = re.compile(
    r"(?:\b\w+(?:-t)?-(?:vous|tu|on|je|nous|il|elle|ce)\b|^\W*(?:quel|quelle|quels|quelles|quand|comment|o[ùu]|qui|combien"
    r"|jusqu'[àa] quand|jusqu'o[ùu]|est-ce|[àa] (?:qui|quelle)|de quel\w*|pour quel\w*)\b)",
    re.I,
)
_LONGEST = 600


def about_the_exchange(sentences: list[str]) -> bool:
    """Whether all of these few sentences speak of the exchange, or ask us something."""
    if not sentences or sum(map(len, sentences)) > _LONGEST:
        return False
    return all(map(_is_about, sentences))


def _is_about(sentence: str) -> bool:
    flat = straight(sentence).replace("\xa0", " ").strip()
    asks = flat.endswith("?") and bool(_ASKS_US.search(flat))
    return asks or bool(_EXCHANGE.search(flat))
