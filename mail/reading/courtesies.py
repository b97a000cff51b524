"""Sentences that answer nothing, whatever they answer to: a receipt, a promise, an apology, thanks.

What says more than that, with a number or behind a colon, is somebody's answer and stays.
"""

from __future__ import annotations

import re

from mail.reading.closing import REQUESTS, is_thanks

# a few words, and a day at most
_LITTLE = r"[^\d:]{0,60}(?:\b(?:le|du|au|avant|sous|d'ici|dans) (?:le )?\d{1,2}\b[^\d:]{0,40})?"
_SOON = (
    r"(?:d[èe]s|sous|au plus|avant|d'ici|dans|demain|lundi|mardi|mercredi|jeudi|vendredi|prochainement|rapidement"
    r"|bient[ôo]t|cette semaine|la semaine|ult[ée]rieurement|tr[èe]s vite|vers|en (?:d[ée]but|fin)|le \d)\b"
)
_COURTESY = re.compile(
    rf"^\W*(?:(?:bien|bonne|bon) re[çc]ue?\b{_LITTLE}|(?:c'est )?(?:bien )?not[ée]\b{_LITTLE}"
    rf"|(?:j'|nous |je |on )?(?:accus\w+|ai bien|avons bien) (?:bonne )?r[ée]ce(?:ption|ptionn\w+)?\b{_LITTLE}"
    rf"|(?:j'ai|nous avons) bien (?:re[çc]u|pris (?:note|connaissance))\b{_LITTLE}"
    r"|d'accord|entendu|parfait|tr[èe]s bien|ok"
    # a promise
    rf"|(?:je|nous|on) (?:vous |te |y )?(?:reviens|revenons|reviendr\w+)(?: (?:bien |donc )?{_SOON}[^:]{{0,140}})?"
    rf"|(?:je|nous|on) (?:vous |y )?r[ée]pondr\w+[^:]{{0,140}}"
    rf"|(?:je|nous) vous r[ée]pond(?:s|ons)(?: {_SOON}[^:]{{0,100}})?"
    r"|(?:je|nous) (?:ferai|ferons|fais|faisons) (?:le n[ée]cessaire|au (?:mieux|plus)|suivre|retour|le point|passer"
    r"|(?:tout )?(?:mon|notre) possible)[^:]{0,100}"
    r"|(?:je|nous) vous (?:ferai|ferons|adresser|transmettr|enverr)\w*[^\d:]{0,140}"
    r"(?:\b(?:le|avant|sous|d'ici|dans|fin|d[èe]s) (?:le )?\d{1,2}\b[^\d:]{0,40})?"
    r"|(?:la q\d\w?|les (?:q\d|autres)"
    r"|(?:l|n)(?:a|es|e|os|otre) (?:r[ée]ponses?|suite|reste|compl[ée]ments?|retours?|questions?|[ée]l[ée]ments)\b)"
    r".{0,60}\b(?:ser(?:a|ont)|suivr(?:a|ont)"
    r"|parviendr(?:a|ont))\b.{0,30}(?:compl[ée]t|transmis|envoy|renseign|adress|communiqu)\w*.{0,80}"
    r"|(?:et )?(?:le reste|la suite) (?:suivra|suit|viendra)\b[^:]{0,60}"
    # an error admitted
    r"|(?:bonjour,? )?(?:je me suis|on s'est|nous nous sommes) tromp\w+.{0,60}"
    r"|(?:une|des) (?:petites? )?(?:erreur|coquille)s? (?:s'est|s'[ée]tai(?:en)?t|se sont) gliss\w+[^\d:]{0,80}:?"
    r"|ce (?:message|courriel|mail) annule et remplace .{0,60}"
    # a leave taken
    r"|(?:je|nous) rest\w+ (?:bien |enti[èe]rement )?(?:s[ûu]r )?[àa] (?:votre|ta).{0,100}|n'h[ée]sitez pas.{0,120}"
    r"|(?:dans l'attente|en esp[ée]rant|en restant|restant|[àa] bient[ôo]t|bon courage|bonnes? vacances)"
    r"(?!.*\b(?:avons|a [ée]t[ée]|ont [ée]t[ée]|ai)\b)[^:]{0,120}"
    r"|pour (?:information|info|mémoire|votre information|(?:toute )?suite (?:[àa] donner|utile)|attribution|avis"
    r"|action|(?:suivi|traitement|validation)(?: svp| merci)?)\W*|fyi\W*|pi"
    r"|merci\b(?! (?:de |d')(?!me |nous |m'|bien |votre |vos |confirm|r[ée]pondre|faire)\w+(?:er|ir|re)\b)"
    rf"(?!{REQUESTS})(?!.{{0,40}}\b(?:noter|not[ée]|que|ajouter|indiquer|pr[ée]ciser|compl[ée]ter)\b)"
    r"[^\d:]{0,160})\W*$",
    re.I,
)
_BETWEEN = re.compile(r"\s*[,;!–-]+\s+|\s+(?:et )?(?=merci\b)", re.I)


def is_courteous(flat: str) -> bool:
    """« Parfait, merci beaucoup », « OK merci »: nothing but courtesies, in straight apostrophes."""
    if _COURTESY.match(flat):
        return True
    pieces = [piece for piece in _BETWEEN.split(flat) if piece] if len(flat) < 120 else []
    return len(pieces) > 1 and all(_COURTESY.match(piece) or is_thanks(piece) for piece in pieces)
