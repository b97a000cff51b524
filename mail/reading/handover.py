"""Somebody else answers from now on: who hands over to whom, said in many ways, with an address or without."""

from __future__ import annotations

import re

_ELSEWHERE = (
    r"(?:ma|mon|notre|nos|mes|leur) (?:coll[èe]gues?|coll[èe]gue|adjointe?|sup[ée]rieure?|successeur|rempla[çc]ante?"
    r"|service|[ée]quipe"
    r"|homologue|collaborat(?:eur|rice)|directeur|directrice|responsable|direction|secr[ée]tariat)"
)
_NAME = r"(?-i:[A-ZÀ-Ý])[\w'-]+ (?-i:[A-ZÀ-Ý])[\w'-]+"
_SOMEBODY = rf"(?:(?:mme|madame|monsieur|m\.|dr|le dr|ma coll[èe]gue|mon coll[èe]gue) )?{_NAME}"
_HANDOVER = re.compile(
    rf"\b(?:transmets|transmettons|transf[èe]re|transf[ée]rons|fais suivre|faisons suivre|ai transmis|avons transmis"
    rf"|ai transf[ée]r[ée]"
    rf"|relaie|confie|adresse|envoie|ai confi[ée]|passe la main|laisse le soin)\b.{{0,90}}?(?:[àa]"
    rf"|vers) (?:{_ELSEWHERE}|m(?:me|adame|onsieur)\b|m\. |dr |(?-i:[A-ZÀ-Ý])\w+ (?-i:[A-ZÀ-Ý]))"
    r"|\bpasse la main\b|\b(?:c'est (?:d[ée]sormais|maintenant|dor[ée]navant)|sera|est (?:d[ée]sormais|maintenant"
    r"|dor[ée]navant))\b.{0,60}\b(?:qui (?:suit|s'occupe|r[ée]pondra|est en charge|reprend)|votre (?:interlocut"
    r"|correspondant|contact))"
    r"|\b(?:merci de|veuillez|bien vouloir|il (?:faut|convient de)|je vous (?:invite|prie) (?:[àa]|de)"
    r"|vous pouvez)\b.{0,30}\b(?:vous adresser|contacter|prendre contact|[ée]crire|adresser (?:ce|cette|vos|votre"
    r"|le)|solliciter|vous rapprocher|voir avec|envoyer (?:ce|le) questionnaire)\b"
    rf"|\b(?:transmis|transf[ée]r[ée]) [àa] {_SOMEBODY}"
    rf"|\b(?:ma rempla[çc]ante|mon rempla[çc]ant|mon successeur|ma successeure?) (?:est|sera|s'appelle)\b"
    rf"|\bje ne travaille plus\b|\b(?:suivie?|trait[ée]e?|pris en charge) par {_SOMEBODY}\b.{{0,60}}\ben copie\b"
    rf"|\b(?:je|nous) met(?:s|tons) {_SOMEBODY}\b.{{0,40}}\ben copie\b.{{0,60}}\br[ée]pond\w+"
    rf"|\bvous mets en (?:relation|contact) avec\b"
    r"|\b(?:je ne suis|n'est) plus (?:en charge|en poste|responsable|dans|l'interlocut\w+|le bon|la bonne|votre"
    r"|[àa] l'ars|r[ée]f[ée]rente?)\b"
    r"|\bj'ai (?:quitt[ée]|chang[ée] de) (?:l'|le |mes |mon |de )?\w+|\b(?:me remplace|m'a succ[ée]d[ée]"
    r"|me succ[èe]de|a pris (?:ma|la) suite|reprend (?:ce|le|mon) (?:dossier|poste|sujet))\b"
    rf"|\b(?:contactez|voyez(?: avec)?|adressez-vous [àa]|voir avec|[ée]crivez [àa]) {_SOMEBODY}"
    rf"|{_SOMEBODY},? en copie,? (?:vous |se |prend |suit |r[ée]pond)"
    r"|\b(?:je|nous) (?:le |la |l')?transm\w+ [àa] qui de droit\b"
    r"|\b(?:le|la) (?:bon|bonne) (?:interlocut\w+|personne|correspondante?|contact)\b",
    re.I,
)
_PASSES_ON = re.compile(
    r"\b(?:je|nous) (?:le |la |l'|vous )?(?:transmet|transf[èée]r|fais suivre|faisons suivre|confi|relai)\w*\b"
    r".{0,40}\b(?:[àa]|vers)\b",
    re.I,
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PERSON = re.compile(
    r"(?:\b(?:M(?:me|adame|onsieur|lle)?\.?|Dr|Docteur|Pr|[cC]oll[èe]gue|[sS]uccesseur|[rR]empla[çc]ante?"
    r"|[aA]djointe?)\s*,?\s+|\b(?:[àa]|contacter|contactez|voyez|c'est|avec|par|mets|mettons|est|s'appelle)\s+"
    r"(?:(?:Mme|Madame|Monsieur|M\.|le Dr|le Docteur)\s+)?)"
    r"((?:[A-ZÀ-Ý][\w'’-]+\s){1,3}(?:(?:de|du|la|le)\s)?[A-ZÀ-Ý][\w'’-]+|[A-ZÀ-Ý][\w'’-]+\s[A-ZÀ-Ý][\w'’-]+)"
)
# said to us of whoever is named by an address; what says « contacter » or « le référent » may be an answer
_NAMED_AS = re.compile(
    r"\b(?:adressez-vous|[ée]crivez|contactez|voyez|interrogez|sollicitez|me succ[èe]de|m'a succ[ée]d[ée]|me remplac\w+"
    r"|vous r[ée]pondra|prend(?:ra)? (?:le relais|ma suite|la suite)|votre (?:interlocut\w+|correspondante?|contact))\b"
    r"|\b(?:interlocut\w+|r[ée]f[ée]rente?|correspondante?|contact|responsable)\b.{0,30}"
    r"\b(?:d[ée]sormais|dor[ée]navant|maintenant|[àa] pr[ée]sent)\b"
    r"|\b(?:ce dossier|(?:ce|votre) questionnaire|(?:cette|votre) demande)\b.{0,30}"
    r"\b(?:suivie?|trait[ée]e?|g[ée]r[ée]e?|port[ée]e?"
    r"|repris[es]?|confi[ée]e?) (?:par|[àa])\b",
    re.I,
)
_BESIDE = re.compile(rf"({_NAME})(?=,? en copie\b|\s*[,;:<(–-]?\s*[\w.+-]+@)")
# « en mon absence, écrivez à … »: they come back; « pour toute question, … »: said of anybody
_AWAY = re.compile(
    r"\b(?:en|pendant|durant) (?:mon absence|mes (?:cong[ée]s|vacances))\b"
    r"|\bpour (?:toute question|le guide|en savoir plus|tout renseignement)\b",
    re.I,
)
_LONGEST = 200  # characters


def hands_over(sentence: str) -> bool:
    """Whether this sentence says that somebody else answers."""
    if _AWAY.search(sentence):
        return False
    if _HANDOVER.search(sentence):
        return True
    return len(sentence) <= _LONGEST and bool(_EMAIL.search(sentence) and _NAMED_AS.search(sentence))


def passes_on(sentence: str) -> bool:
    """Whether the message is passed on, whoever it goes to."""
    return _PASSES_ON.search(sentence) is not None


def handed_to(sentence: str, text: str) -> tuple[str, str]:
    """The name and the address of the one who is handed over to, each "" where it is not said."""
    address = _EMAIL.search(sentence) or _EMAIL.search(text)
    person = _PERSON.search(sentence) or _BESIDE.search(sentence) or _PERSON.search(text)
    return person[1].strip() if person else "", address[0].casefold().rstrip(".") if address else ""
