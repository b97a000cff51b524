"""The five ways of giving no answer, which are five different things: only when that is all that is said."""

from __future__ import annotations

import re

from questionnaires.understood import Standing, Understood
from questionnaires.values.words import folded, plain, squeezed

_MOST_LETTERS = 250

# What may stand around: a greeting, for whom, since when, thanks.
_BEFORE = re.compile(
    r"(?:(?:bonjour|bonsoir|madame|monsieur|reponse|desolee?|pour (?:notre|l'|mon|la|nous)(?: ?[\w'-]+){0,3}"
    r"|(?:notre|l') ?(?:ars|region|etablissement)|a ce jour|a ma connaissance|a notre connaissance|malheureusement"
    r"|de (?:notre|mon) cote|concernant [\w' -]{1,40}|en \d{4})\s*[,:.!-]*\s*)+"
)
_AFTER = re.compile(
    r"\s*[,;.!-]*\s*(?:(?:pour|dans|sur|par|a|en|au|de|du|cote) ?(?:notre|nos|l'|la|le|les|mon|ma|cet?|cette|nous|ars"
    r"|ce qui (?:nous|me) concerne|titre de|\d{4})(?:[ ']?[\w'’°-]+){0,5}|a ce jour|a ce stade|actuellement|en region|chez nous"
    r"|pour l'instant|pour le moment|pour l'heure|merci(?: d'avance| beaucoup)?|cordialement|bien cordialement|svp"
    r"|desolee?|a ma connaissance|a notre connaissance|malheureusement|en particulier|cette annee|encore)\s*"
)

_PHRASES: tuple[tuple[Standing, str], ...] = (
    (
        Standing.NOTHING_TO_REPORT,
        r"r[. ]?a[. ]?s\b\.?|(?:il n'y a |je n'ai |nous n'avons )?rien (?:a signaler|a declarer|a ajouter|a dire|a preciser"
        r"|a mentionner|de particulier|de special|de plus|de notable|de neuf|d'autre)"
        r"|(?:pas d'|aucune? |sans |pas de )(?:observations?|remarques?|commentaires?|autres? (?:remarques?|commentaires?))",
    ),
    (
        Standing.NOT_CONCERNED,
        r"(?:(?:l'|notre |cette )?(?:ars|region|etablissement|structure|agence)? ?(?:n'est |n'etait )?)?"
        r"(?:non|pas) concernee?s?|(?:(?:nous )?(?:ne )?sommes|je (?:ne )?suis|on n'est) (?:pas|non) concernee?s?"
        r"|(?:cela |ca |cette question )?ne (?:nous|me) concerne pas|sans objet|s[. ]?/?o\.?|n[./ ]?a\.?|n\.a\.?"
        r"|non applicable|pas applicable|(?:cela )?ne s'applique pas(?: a (?:nous|notre [\w-]+))?|hors (?:perimetre|champ|sujet)"
        r"|pas dans (?:notre|nos|mon) (?:perimetre|champ|missions?|competences?)",
    ),
    (
        Standing.LATER,
        r"(?:(?:a|je|nous|on|reponse|sera|seront|vous)\b[\w' ,-]{0,45}?)?(?:plus tard|ulterieure?ment|prochainement)"
        r"|(?:je|nous|on) (?:vous |le |la |l')*(?:completer\w+|repondr\w+|reviendr\w+|renseigner\w+|enverr\w+|transmettr\w+"
        r"|verr\w+)[\w' -]{0,60}|(?:(?:donnees?|elements?|reponses?|infos?|informations?|chiffres?|la suite)\s*:? ?)?"
        r"(?:a venir|a suivre|a completer|a renseigner|a remplir|en attente|a transmettre|a preciser)"
        r"|(?:je|nous) reviens?(?:ons)? vers vous[\w' -]{0,60}|reponse (?:a venir|ulterieure|differee|en attente)"
        r"|(?:recueil|collecte|recensement|consolidation|donnees?) en cours|en cours de (?:recueil|collecte|recensement"
        r"|consolidation|validation|redaction|completude)|(?:seront|sera) (?:transmise?s?|communiquee?s?|envoyee?s?|completee?s?)"
        r"[\w' -]{0,60}|tbd|on verra",
    ),
    (
        Standing.UNKNOWN,
        r"(?:je |on |nous |l'ars |elle )?(?:ne |n')?(?:le )?(?:sais?|savons|sait) pas(?: du tout| trop| repondre| dire)?|n[. ]?s[. ]?p\.?"
        r"|(?:je |nous |on )?(?:l'|n'en )(?:ignore|ignorons|sais rien|savons rien)|inconnue?s?|non connue?s?|pas connue?s?"
        r"|n[./ ]?d\.?|(?:aucune idee|pas d'idee)|(?:donnees?|informations?|infos?|elements?|chiffres?)? ?(?:est |sont )?"
        r"(?:non|pas|in) ?-?(?:disponibles?|connues?|renseignee?s?|communiquee?s?)"
        r"|(?:nous |je |on )?(?:ne |n')?(?:disposons|ai|avons|a|dispose) pas (?:de |d'|cette |ces |l'|la )*(?:cette |ces )?"
        r"(?:donnees?|informations?|elements?|chiffres?)|(?:pas|aucune?) (?:de |d')?(?:donnees?|informations?|chiffres?)"
        r"(?: disponibles?)?",
    ),
    (
        Standing.NOTHING,
        r"neant|nul|rien|aucune?s?|pas d'(?:action|initiative|activite)s?(?: [\w' -]{1,40})?|(?:il n'y en a |il y en a )?(?:pas|aucune?)"
        r"|aucune? (?:action|realisation|initiative|projet|activite|reponse|proposition|document|personne|autre)s?"
        r"(?: (?:a (?:citer|signaler|mentionner|declarer|ce titre)|realisee?s?|menee?s?|conduite?s?|identifiee?s?|connue?s?"
        r"|recensee?s?|en cours|specifiques?|particuli\w+))*|(?:il n'y a |nous n'avons |n'avons )?(?:rien|pas)"
        r"(?: (?:eu|ete|fait|realise|mene|engage|organise|mis en place|a citer|entrepris))+|pas de (?:proposition|realisation|projet"
        r"|document|personne)s?|rien n'a ete (?:fait|realise|engage)",
    ),
)
_COMPILED = tuple((standing, re.compile(pattern)) for standing, pattern in _PHRASES)

_SEE = re.compile(
    r"(?:(?P<sure>voyez|demande[rz]|adresse[rz]-vous|s'adresser|contacte[rz]|interroge[rz]|sollicite[rz]|rapproche[rz]-vous"
    r"|se rapprocher|joindre|joignez|voir|a voir|vu|cf\.?|appele[rz]|ecrire|ecrivez|questionne[rz]|consulte[rz])"
    r"(?P<with> (?:cela |ca |la question |directement |plutot |donc |peut-etre )*(?:avec|aupres de|aupres du|aupres d'|a|au|aux|de|du|d')(?: |(?<='))"
    r"| )(?P<who>.{2,120}))",
    re.IGNORECASE,
)
_IT_IS = re.compile(
    r"(?:c'est|ce serait|seule?) (?P<who>.{2,80}?) (?:qui|le|la) (?:sait|connai\w+|a la reponse|suit|pourra).{0,60}",
    re.I,
)
_A_DOCUMENT = re.compile(
    r"(?:(?:le|la|les|l'|un|une|en|notre|nos|ma|mon)? ?(?:documents?|pj|pieces?|annexes?|fichiers?|tableaux?|rapports?|mail|courriel"
    r"|courrier|ci-|site|lien|page|question|reponse|plus haut|plus bas|dessus|dessous|q\d|https?:|www|bilan|synthese|note|supra|infra"
    r"|precedent\w*|prs|formulaire|plan|projet|programme|plaquette|excel))"
)
_A_PERSON = re.compile(
    r"^(?:(?:m\.|mr|mme|mmes|mlle|madame|monsieur|dr|docteur|pr|professeur|le|la|les|l'|notre|nos|mon|ma|un|une)\b|[A-ZÀ-Þ]|\S+@)",
)
_NAMED = re.compile(
    r"^(?:(?:M\.|Mr|Mme|Mmes|Mlle|Madame|Monsieur|Dr|Docteur|Pr|Professeur)\b|[A-ZÀ-Þ][\w'-]+ [A-ZÀ-Þ]|\S+@)"
)
_MARK_ONLY = re.compile(r"[-–—_/.…?xX*+=\s]+")


def standing_of(text: str) -> Understood | None:
    """The standing, when one of the five is all that the text says; None when it says anything else.

    A bare dash or question mark is a question back: it could be any of the five.
    """
    if len(text) > _MOST_LETTERS:
        return None
    composed = squeezed(plain(text)).strip(' "«»()[]')
    low = folded(composed)
    if _MARK_ONLY.fullmatch(low):
        ask = f"Vous avez répondu « {composed} » : est-ce « néant », « non concerné » ou « ne sait pas » ?"
        return Understood(ask=ask)
    core = low.strip(" .!;,")
    if core == "nc" or core == "n.c":
        return Understood(ask="« NC » veut dire « non concerné » ou « non communiqué » : lequel des deux ?")
    head, refer = _referred(composed)
    if refer:
        said = _phrase(folded(head).strip(" .!;,:-")) if head else Standing.UNKNOWN
        if said is not None and said is not Standing.ANSWER:
            return Understood(standing=Standing.UNKNOWN if said is not Standing.LATER else said, refer=refer)
        return None
    said = _phrase(core)
    return None if said is None else Understood(standing=said)


def _phrase(low: str) -> Standing | None:
    for candidate in _peeled(low):
        for standing, pattern in _COMPILED:
            if pattern.fullmatch(candidate):
                return standing
    return None


def _peeled(low: str) -> list[str]:
    """The text, then without what may stand before it, after it, and both."""
    start = _BEFORE.match(low)
    heads = [low] + ([low[start.end() :]] if start else [])
    peeled: list[str] = []
    for head in heads:
        peeled.append(head)
        for cut in re.finditer(r"[\s,;.!-]", head):
            if _ends_with_courtesies(head, cut.start()):
                peeled.append(head[: cut.start()].strip(" .!;,-"))
                break
    return [candidate for candidate in peeled if candidate]


def _ends_with_courtesies(text: str, at: int) -> bool:
    while at < len(text):
        found = _AFTER.match(text, at)
        if found is None or found.end() == at:
            return not text[at:].strip(" .!;,-")
        at = found.end()
    return True


def _referred(text: str) -> tuple[str, str]:
    """What is said before « voyez X », and X; X is "" when nobody is named."""
    for found in _SEE.finditer(text):
        who = found["who"].strip(" .!;,")
        verb = found["sure"].casefold()
        before = text[: found.start()].strip()
        if _A_DOCUMENT.match(folded(who)) or not _A_PERSON.match(who):
            return text, ""
        only_seen = verb in ("voir", "a voir", "à voir", "vu", "cf", "cf.", "joindre", "consulter", "consultez")
        if only_seen and not found["with"].strip() and not _NAMED.match(who):
            return text, ""
        if before and not before[-1].isspace() and not re.search(r"[\s,;:.!(-]$|^$", text[: found.start()]):
            continue
        return before.strip(" ,;:.!(-"), who.strip(" )")
    if found := _IT_IS.fullmatch(text.strip(" .!")):
        return "", found["who"]
    return text, ""
