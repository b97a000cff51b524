"""How a change is ordered in words: replace, take away, add, write anew. `o` is what goes, `n` what comes."""

from __future__ import annotations

import re

from synthesis.remarks.citing import CITED

_INSTEAD_OF = (
    r"(?:au lieu (?:de|d'|du|des)|plut[ôo]t que(?: de)?|[àa] la place (?:de|du|d')|en lieu et place (?:de|du|d')"
    r"|en remplacement (?:de|du|d')|et non(?: pas)?|et pas)"
)
_WRITE = r"(?:lire|lisez|[ée]crire|[ée]crivez|mettre|mettez|indiquer|noter|dire|pr[ée]f[ée]rer|utiliser|privil[ée]gier)"
_SWAP = r"(?:remplacer|remplacez|remplaçons|remplacement d[eu]|substituer|changer|changez)"
_AMEND = r"(?:corriger|corrigez|modifier|modifiez|rectifier|transformer|reformuler|[ée]crire)"
_ARROW = r"(?:→|➔|➜|⇒|-+>|=+>)"
_BECOMES = (
    r"(?:(?:est |sont |doit [êe]tre |serait |sera )?(?:[àa] )?(?:remplac[ée]e?s?|remplacer|chang[ée]|changer|corriger"
    r"|modifier|corrig[ée]e?|substitu[ée]) (?:par|en)|devient|doit devenir|:?\s*[àa] remplacer par"
    r"|:?\s*(?:lire|lisez|[ée]crire|mettre)(?: plut[ôo]t)?|:?\s*plut[ôo]t|en fait)"
)
_CUT = (
    r"(?:supprimer|supprimez|supprimons|retirer|retirez|enlever|enlevez|[ôo]ter|rayer|effacer|biffer"
    r"|suppression d[eu']|retrait d[eu'])"
)
_IS_CUT = (
    r"(?:(?:est|sont|serait|seraient|peut [êe]tre|doit [êe]tre|pourrait [êe]tre|devrait [êe]tre"
    r"|soi(?:en)?t)\s+)?(?:[àa] )?"
    r"(?:supprimer|retirer|enlever|supprim[ée]e?s?|retir[ée]e?s?|enlev[ée]e?s?)"
)
_PUT = (
    r"(?:(?:soi(?:en)?t|[êe]tre) (?:ajout|ins[ée]r|rajout)[ée]e?s?|ajouter|ajoutez|ajoutons|ajout (?:de|d'|du)|rajouter"
    r"|rajoutez|ins[ée]rer|ins[ée]rez|int[ée]grer|intercaler)"
)
_SIDE = r"(?P<side>(?:juste )?(?:apr[èe]s|avant|[àa] la suite de|derri[èe]re|devant|[àa] c[ôo]t[ée] de))"

_EDGE = r"(?P<side>[àa] la fin|en fin|au d[ée]but|en d[ée]but|en t[êe]te) (?=d[eu'])"
_KIND = r"(?:textes?|r[ée]daction|version|formulation|phrase|passage)"
_OLD = rf"(?:{_KIND} (?:actuel|initial|existant|d'origine|ancien)\w*|(?:ancien|actuel)\w* {_KIND}|avant)"
_NEW = (
    rf"(?:{_KIND} (?:propos|modifi|souhait|corrig|nouve)\w*|(?:nouve(?:au|lle)) {_KIND}|apr[èe]s|propositions?"
    r"(?: de (?:r[ée]daction|modification|reformulation))?)"
)
# each gives `o`, what goes, and `n`, what comes; the most telling first
REPLACES = tuple(
    re.compile(pattern, re.I | re.S)
    for pattern in (
        rf"\b{_SWAP}\b(?P<o>[^:]{{1,200}}?)\s+par\b(?P<n>.+)",
        rf"\b{_SWAP}\b\s*:?(?P<o>\s*{CITED})\s*,?\s*(?:par|en)\b(?P<n>.+)",
        r"\bsubstituer\b(?P<n>.{1,200}?)\s+[àa]\s+(?P<o>.+)",
        rf"\b{_SWAP}\b(?P<o>[^:]{{1,200}}?)\s+en\b(?P<n>.+)",
        rf"\b{_AMEND}\b(?P<o>[^:{CITED[1:-1]}]{{1,80}}?)\s+(?:en|par)\s(?P<n>[^,;]+)",
        rf"\b{_AMEND}\b(?P<o>[^:]{{0,60}}?{CITED})\s*(?:par|en|comme suit\s*:?)(?P<n>.+)",
        rf"\bau lieu (?:de|d'|du|des)\b\s*:?(?P<o>[^:]{{1,200}}?)\s*[,:]?\s*(?:(?:il faut|merci de?|nous"
        rf" proposons(?: de)?"
        rf"|je propose(?: de)?)?\s*(?:d')?{_WRITE}|il faut|on (?:peut|pourrait|devrait) {_WRITE})\b(?P<n>.+)",
        rf"\bau lieu (?:de|d'|du|des)\b\s*(?P<o>{CITED})\s*[,:]\s*(?P<n>{CITED}.*)",
        rf"\b(?:{_WRITE}|il s'agit (?:de|d'|du)|il faut)\b[^:]{{0,60}}?(?P<n>{CITED})[\s,(]*{_INSTEAD_OF}(?P<o>[^:]+)",
        rf"\b(?:{_WRITE}|il s'agit (?:de|d'|du))\b\s*:?(?P<n>[^:]{{1,120}}?)[\s,(]+{_INSTEAD_OF}(?P<o>[^:]+)",
        rf"(?P<n>{CITED})[\s,(]*{_INSTEAD_OF}(?P<o>[^:]+)",
        rf"(?:^|[\s:,])(?P<n>\d[\d\s.,]{{0,15}}%?(?:\s\w{{1,30}}){{0,2}}?)[\s,(]+{_INSTEAD_OF}\s(?P<o>\d[^:]*)",
        r"\b(?:ce n'est pas|il ne s'agit pas (?:de|d'))\b(?P<o>.{1,120}?)\s*,?\s+mais\b(?: (?:de"
        r"|d'))?(?P<n>\s*(?:\d[\d.,]*|[^,;]+))",
        rf":\s*(?P<n>[^:{CITED[1:-1]}]{{1,80}}?)[\s,(]+{_INSTEAD_OF}\s*(?P<o>[^:]{{1,80}})$",
        rf"^\W*{_OLD}\s*:\s*(?P<o>.{{1,2000}}?)\s*{_NEW}\s*:(?P<n>.+)$",
        rf"(?P<o>{CITED})\s*,?\s*:?\s*(?:{_ARROW}|{_BECOMES})\s*:?(?P<n>.+)",
        rf"^(?P<o>[^:]{{1,120}}?)\s*{_ARROW}(?P<n>.{{1,300}})$",
        rf":(?P<o>[^:]{{1,120}}?)\s*{_ARROW}(?P<n>.{{1,300}})$",
    )
)
MORE = re.compile(
    rf"^(?:[^{CITED[1:-1]}.]{{0,60}}?)(?:,|;|\bet|ainsi que)\s*(?P<o>{CITED})\s*(?:par|en|{_ARROW})\s*(?P<n>{CITED})",
    re.I,
)
CUTS = tuple(
    re.compile(pattern, re.I | re.S)
    for pattern in (
        rf"\b{_CUT}(?!\w)\s*:?(?P<o>.+)",
        rf"(?P<o>[^:]{{0,60}}?{CITED})\s*[:,(]?\s*{_IS_CUT}\b",
        r"^(?P<o>[^:]{1,80}?)\s*[:,(]?\s*(?:[àa] (?:supprimer|retirer|enlever))\W*$",
    )
)
ADDS = tuple(
    re.compile(pattern, re.I | re.S)
    for pattern in (
        rf"\b{_PUT}(?!\w)[^:]{{0,80}}?(?P<n>{CITED})\s*,?\s*{_SIDE}\b(?P<o>.+)",
        rf"\b{_PUT}(?!\w)[^:]{{0,80}}?(?P<side>entre)\s+[^:]{{0,30}}?(?P<o>{CITED})\s+et\s+[^:]{{0,30}}?{CITED}[^:]{{0,60}}?:?\s*"
        rf"(?P<n>{CITED})",
        rf"\b{_PUT}(?!\w)[^:]{{0,80}}?(?P<n>{CITED})\s+{_EDGE}(?P<o>[^:]+)",
        rf"\b{_EDGE}(?P<o>[^:]{{1,200}}?)\s*[,:]\s*(?:{_PUT}|ajout)(?!\w)(?P<n>.+)",
        rf"\b(?:{_PUT}|ajout)(?!\w)[\s:,]*{_EDGE}(?P<o>[^:]{{1,200}}?)\s*[,:]\s*(?P<n>.+)",
        rf"{_SIDE}\b(?P<o>[^:]{{1,200}}?)\s*[,:]?\s*(?:(?:merci d'|il (?:faut|faudrait|conviendrait d')|nous"
        rf" proposons d'"
        rf"|je propose d'|on pourrait )\s*)?(?:{_PUT}|ajout)(?!\w)(?P<n>.+)",
        rf"\b(?:{_PUT}|ajout)(?!\w)[\s:,]*{_SIDE}\b(?P<o>[^:]{{1,200}}?)\s*[:,]\s*(?P<n>.+)",
        rf"\b(?:{_PUT}|ajout)(?!\w)[\s:,]*{_SIDE}\b(?P<o>[^:]{{0,60}}?{CITED})\s+(?P<n>[^:]{{0,40}}?{CITED}.*)",
    )
)
ENDS = re.compile(r"\b(?:[àa] la|en) fin\b|\bcompl[ée]ter\b|\bpour finir\b|\bterminer\b", re.I)
STARTS = re.compile(r"\b(?:au d[ée]but|en d[ée]but|en t[êe]te|d[ée]buter|commencer)\b", re.I)
JUST_PUT = re.compile(
    rf"\b(?:{_PUT}|ajout|compl[ée]ter|compl[ée]tez|[àa] ajouter|texte [àa] ajouter|nouveau paragraphe"
    r"|nouve(?:au|lle) (?:point|tiret|puce|phrase|action))(?!\w)(?P<rest>.*)",
    re.I | re.S,
)
REWRITE = re.compile(
    r"(?:^|\b)(?:nouvelle (?:r[ée]daction|formulation|version)|(?:r[ée]daction|formulation|version|texte)"
    r" (?:propos[ée]e?"
    r"|corrig[ée]e?|modifi[ée]e?|suivante?|alternative)|propositions? de (?:r[ée]daction|reformulation|formulation"
    r"|texte)"
    r"|(?:merci d'|nous pr[ée]f[ée]rons |je pr[ée]f[ée]rerais |nous souhait\w+ |pr[ée]f[ée]rer|plut[ôo]t"
    r" )?[ée]cri\w*(?:"
    r" plut[ôo]t)?|r[ée]diger (?:ainsi|comme suit)|remplacer(?: ce paragraphe| ce passage| cette phrase| par| le"
    r" texte)*"
    r"(?: par)?(?: le texte| la phrase| ce qui| le paragraphe)?(?: suivante?| suit)?|lire(?: plut[ôo]t)?"
    r"|reformuler(?: ainsi| comme suit| en)?|proposition|mettre plut[ôo]t|plut[ôo]t)\s*:\s*(?P<text>.+)$",
    re.I | re.S,
)
ALL = re.compile(
    r"\b(?:partout|dans (?:tout le|l'ensemble du) (?:texte|document|projet)|dans toute la synth[èe]se|toutes les"
    r" occurrences|[àa] chaque (?:fois|occurrence)|syst[ée]matiquement)\b",
    re.I,
)
PART = re.compile(r"\b(?:parties?|sections?|chapitres?|rubriques?|axes?)\b", re.I)
MOST_AT_ONCE = 8  # paragraphs that one order may take away
THIS = re.compile(
    r"\b(?:ce|cet|cette|tout le|le|l'|ci-dessus)\b.{0,20}(?:paragraphe|alin[ée]a|passage|texte|point|phrase|action"
    r"|ligne|tiret|titre|item)|ci-dessus",
    re.I,
)
LEAD_WORDS = re.compile(
    r"^[\s:,]*(?:(?:(?:les? |la |une? |l'|\d{1,2}(?:e|[èe]me) )?(?:nouve(?:au|l|lle) |autre |dernier )?(?:mots?"
    r"|mentions?"
    r"|termes?|expressions?|phrases?|texte|paragraphes?|passage|pr[ée]cisions?|formulations?|formules?|chiffres?"
    r"|nombres?"
    r"|points?|tirets?|puces?|items?|lignes?|actions?|alin[ée]as?|[ée]l[ée]ments?)"
    r"(?: suivante?s?| nouve(?:au|lle)s?| compl[ée]mentaires?)?|ce qui suit|ici|comme suit|ainsi|plut[ôo]t|suivante?"
    r"|propos[ée]e?|en|[àa] savoir)(?=[\s:,]|$))",
    re.I,
)
# a new wording of a paragraph that it is like
RECAST = re.compile(
    r"\b(?:compl[ée]ter|modifier|reformuler|corriger|reprendre|r[ée]diger|formuler|tourner)\b[^:]{0,120}:\s*(?P<text>.+)$",
    re.I | re.S,
)
# asks for words that nobody has written yet
DESCRIBES = re.compile(
    r"\b(?:une?|des|quelques)\s+(?:paragraphe|phrase|mention|point|r[ée]f[ée]rence|pr[ée]cision|partie|exemple"
    r"|encadr[ée]"
    r"|tableau|mot|ligne)s?\s+(?:sur|[àa]|au|aux|de|du|des|d'|concernant|relati\w+|pour)\b",
    re.I,
)
BEHIND = re.compile(
    r"[\s,(]+(?:(?:dans|au|aux|[àa]|en|de|du|sur|pour)\s+)?(?:(?:le|la|les|l'|cette|ce|tout le|toute"
    r" la)\s*)?(?:\S+\s+){0,2}?"
    r"(?:paragraphe|§|alin[ée]a|tableau|titre|conclusion|introduction|partie|section|axe|page|p\.|phrase|point|ligne"
    r"|texte|document|synth[èe]se|projet|partout)(?!\w)[^:]*$",
    re.I,
)
# a line that the next one completes: « Remplacer : », « par : », « Texte actuel : … » before « Texte proposé : »
OPENS = re.compile(
    rf"^\W*(?:(?:{_SWAP}|{_CUT}|{_PUT}|au lieu de|lire|par)\b[^:]{{0,60}}:\s*|par)$|^\W*{_OLD}\s*:",
    re.I,
)
CONTINUES = re.compile(rf"^\W*(?:(?:par|lire|au lieu de|[àa] la place)\b|{_NEW}\s*:)", re.I)
COURTESY = re.compile(r"[\s,;]*\b(?:svp|s['’]il vous pla[iî]t|merci(?: d['’]avance| beaucoup)?)\W*$", re.I)
