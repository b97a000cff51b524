"""The French phrases that give no answer, standing by standing, as patterns over folded text.

They are matched against the whole of what is said, greetings and « à ce jour » put aside.
"""

from __future__ import annotations

import re

from questionnaires.understood import Standing

_DATA = r"(?:donnees?|informations?|infos?|elements?|chiffres?|reponses?)"
_WE = r"(?:je |j'|nous |on |l'ars |notre ars |elle )?"
_THING = (
    r"(?:actions?|realisations?|initiatives?|projets?|activites?|reponses?|propositions?|documents?|personnes?|autres?"
    r"|demarches?|dispositifs?|travaux)"
)
_DID = r"(?:mene|conduit|realise|engage|eu|organise|identifie|recense|mis en (?:place|oeuvre|œuvre))e?s?"
_DONE = (
    r"(?: (?:a (?:citer|signaler|mentionner|declarer|rapporter|ce titre)|realisee?s?|menee?s?|conduite?s?|identifiee?s?"
    r"|connue?s?|recensee?s?|engagee?s?|en cours|specifiques?|particuli\w+|prevue?s?"
    r"|mises? en (?:place|oeuvre|œuvre)))*"
)

_NOTHING_TO_REPORT = (
    r"r[. ]?a[. ]?s\.?",
    r"(?:il n'y a |je n'ai |nous n'avons |pas )?rien (?:a|de) "
    r"(?:signaler|declarer|ajouter|dire|preciser|mentionner|rapporter)",
    r"rien (?:de (?:particulier|special|plus|notable|neuf|nouveau)|d'autre)"
    r"(?: a (?:signaler|declarer|ajouter|dire|preciser|mentionner|rapporter))?",
    r"(?:(?:nous n'avons |je n'ai )?pas d'|aucune? |sans |pas de )(?:autres? )?"
    r"(?:observations?|remarques?|commentaires?)(?: particuli\w+)?",
)
_NOT_CONCERNED = (
    r"(?:(?:l'|notre |cette |la )?(?:ars|region|etablissement|structure|agence) )?"
    r"(?:n'(?:est|etait) )?(?:non|pas) concernee?s?",
    r"(?:nous (?:ne )?sommes|je (?:ne )?suis|on n'est) (?:pas|non) concernee?s?",
    r"(?:cela |ca |cette question )?ne (?:nous|me) concerne pas",
    r"(?:non|pas) concernee?s?\s*(?:car|parce qu|puisqu|[:,(])"
    r"(?!.*\b(?:mais|sauf|hormis|toutefois|cependant)\b).{1,120}",
    r"(?:question )?sans objet|s\.? ?/?o\.?|n[./ ]?a\.?|n\. ?a\.?",
    r"(?:non|pas|not) applicable|(?:cela )?ne s'applique pas(?: a (?:nous|notre [\w-]+))?",
    r"hors (?:de notre |du |de mon )?(?:perimetre|champ|sujet)",
    r"pas dans (?:notre|nos|mon) (?:perimetre|champ|missions?|competences?)",
)
_LATER = (
    r"(?:(?:a|je|nous|on|reponse|sera|seront|vous|pas encore)\b[\w' ,-]{0,45} )?"
    r"(?:plus tard|ulterieure?ment|prochainement)",
    r"(?:je|nous|on) (?:vous |le |la |les |l')*"
    r"(?:(?:completer|repondr|reviendr|renseigner|enverr|transmettr|verr)\w+)[\w' -]{0,60}",
    r"(?:je|nous) rev(?:iens|enons) vers vous[\w' -]{0,60}",
    rf"(?:{_DATA} ?:? ?|la suite )?"
    r"(?:a venir|a suivre|a completer|a renseigner|a remplir|en attente|a transmettre|a preciser)",
    r"(?:sera |seront )?(?:transmis|envoye|communique|complete|renseigne|fourni)(?:es?|s)? "
    r"(?:plus tard|ulterieurement|prochainement)",
    r"reponse (?:ulterieure|differee)|tbd|later|on verra|(?:je|nous|on) y reviendr\w+|pas (?:maintenant|tout de suite)",
    r"(?:en )?attente (?:du |de |d'|des |retour )[\w' -]{2,60}",
    rf"(?:(?:les )?{_DATA} ne sont |{_WE}n(?:e dispos\w+|'ai|'avons|'a) )pas encore (?:les |d[eu']s? ?|l'|ces |cette )?"
    rf"(?:disponibles?|connue?s?|consolidee?s?|{_DATA})",
    rf"pas encore (?:de |d'|disponible|connu|{_DATA})[\w' ]{{0,30}}",
    r"(?:montant|cout|nombre|chiffre|date|total) (?:exact )?(?:a (?:preciser|completer|venir|definir|determiner"
    r"|chiffrer)|(?:reste )?a confirmer)|(?:encore |reste )?a (?:definir|determiner|confirmer|chiffrer|fixer|valider)",
    r"(?:date )?(?:non|pas|pas encore) (?:fixee|definie|determinee|decidee|chiffree?)s?(?: a ce jour)?",
    rf"(?:recueil|collecte|recensement|consolidation|{_DATA}) en cours",
    rf"(?:{_DATA} )?en cours (?:de |d')(?:chiffrage|evaluation|estimation|calcul|recueil"
    r"|collecte|recensement|consolidation|validation|redaction|completude)",
    rf"(?:(?:les )?{_DATA} )?(?:seront|sera) "
    r"(?:transmis|communique|envoye|complete|renseigne)(?:es?|s)?[\w' -]{0,60}",
)
_UNKNOWN = (
    rf"{_WE}(?:ne |n')?(?:le |en )?"
    r"(?:sais?|savons|sait|saurai|saurait|saurions) pas"
    r"(?: du tout| trop| repondre| dire)?(?: a cette question)?",
    rf"{_WE}(?:ne )?(?:suis |sommes |est )?pas en mesure de (?:vous )?(?:repondre|renseigner)(?: a cette question)?",
    rf"{_WE}(?:ne )?(?:connai(?:s|t|ssons)) pas (?:la reponse|le chiffre|le nombre|la date|le montant|{_DATA})",
    r"n\.? ?s\.? ?p\.? ?p?\.?|n\.? ?d\.?|n/d|n\.? ?r\.?|(?:nous )?ne (?:se|nous) pronon(?:ce|cons) pas|sans reponse",
    rf"{_WE}(?:l'ignor(?:e|ons)|n'en (?:sais|savons|sait) rien)",
    r"aucune idee|pas d'idee|inconnue?s?|(?:non|pas) connue?s?",
    r"jsp|(?:j'|j |je )?(?:chais|sais) (?:pas|po)|idk|(?:i )?(?:do not|don'?t) know|no idea|unknown",
    rf"(?:(?:l'|les? |la |cette |ces )?{_DATA} (?:est |sont |n'est |ne sont )?)?"
    r"(?:non|pas|in) ?-?(?:disponibles?|connue?s?)",
    rf"(?:(?:l'|les? |la |cette |ces )?{_DATA} )?non (?:renseignee?s?|communiquee?s?)",
    rf"{_WE}(?:ne |n')(?:dispos\w+|ai|avons|a) pas (?:de |d'|l'|la |cette |ces |encore )*{_DATA}",
    rf"(?:pas|aucune?) (?:de |d')?{_DATA}(?: disponibles?)?",
)
_NOTHING = (
    r"none|nothing|neant|rien|nul|aucune?s?|(?:il n'y en a |il y en a )(?:pas|aucune?)",
    rf"aucune? {_THING}(?: de [\w' -]{{2,40}}?)?{_DONE}",
    rf"(?:il n'y a eu |nous n'avons {_DID} |l'ars n'a {_DID} )?aucune? {_THING}(?: n'(?:a|ont) ete {_DID})?{_DONE}",
    rf"(?:il n'y a pas eu|(?:nous n'avons|l'ars n'a|je n'ai) pas {_DID}) (?:d'|de ){_THING}{_DONE}",
    rf"(?:il n'y a |nous n'avons |je n'ai )?pas (?:de |d'){_THING}{_DONE}",
    r"(?:il n'y a |nous n'avons |n'avons |je n'ai )?(?:rien|pas)"
    r"(?: (?:eu|ete|fait|realise|mene|engage|organise|mis en place|entrepris|a citer|a proposer))+",
    r"rien n'a ete (?:fait|realise|engage|mene|mis en place)",
)

# The order decides where phrases overlap: « rien à signaler » before « rien ».
PHRASES: tuple[tuple[Standing, re.Pattern[str]], ...] = tuple(
    (standing, re.compile("|".join(f"(?:{pattern})" for pattern in patterns)))
    for standing, patterns in (
        (Standing.NOTHING_TO_REPORT, _NOTHING_TO_REPORT),
        (Standing.NOT_CONCERNED, _NOT_CONCERNED),
        (Standing.LATER, _LATER),
        (Standing.UNKNOWN, _UNKNOWN),
        (Standing.NOTHING, _NOTHING),
    )
)

# One of these stands in every phrase, or it is one of the signs as words: « so », « n.a. », « nsp ».
# fmt: off
WORDS = (
    "rien", "observation", "remarque", "commentaire", "concern", "objet", "appli", "hors ", "pas dans", "plus tard",
    "ulterieur", "prochainement", "complet", "repond", "reviend", "renseign", "enverr", "transm", "verr", "reviens",
    "revenons", "a venir", "a suivre", "a rempl", "attente", "a precis", "communiqu", "fourni", "envoye", "differee",
    "maintenant", "tout de suite", "en cours", "sai", "savons", "saur", "en mesure", "connai", "pronon", "ignor",
    "aucun", "idee", "connu", "disponible", "donnee", "info", "element", "chiffre", "reponse", "neant", "y en a pas",
    "pas d", "pas e", "pas fait", "pas real", "pas m", "pas org", "pas a ", "pas c", "pas id", "pas rec",
    "a defini", "a determin", "a chiffr", "a confirm", "a fixer", "a valider", "fixee", "definie", "determinee",
    "decidee", "chiffre", "know", "idea", "nothing", "none", "jsp", "idk", "chais", "later",
)
# fmt: on
SIGNS = frozenset({"ras", "r", "ra", "s", "so", "n", "na", "tbd", "ns", "nsp", "nspp", "nd", "nr", "nul"})

# What may stand before the phrase: a greeting, for whom, since when.
BEFORE = re.compile(
    r"(?:(?:bonjour|bonsoir|madame|monsieur|reponse|non(?=\W)|desolee?|malheureusement|a ce jour|a ce stade|en \d{4}"
    r"|a (?:ma|notre) connaissance|de (?:notre|mon) cote|en ce qui (?:nous|me) concerne|concernant [\w' -]{1,40}"
    r"|pour (?:notre|l'|mon|la|le|nous|ma)(?: ?[\w'-]+){0,3}|(?:axe|question) ?\w{1,4})\s*[,:.!-]*\s*){1,4}"
)
# What may stand after it.
AFTER = re.compile(
    r"\s*[,;.!-]*\s*(?:"
    r"(?:pour|dans|sur|par|en|au|du|cote) ?(?:notre|nos|l'|la|le|les|mon|ma|ce|ces|cet|cette|nous|ars|titre de|\d{4})"
    r"(?:[ ']?[\w'’°-]+){0,5}"
    r"|en ce qui (?:nous|me) concerne|a ce jour|a ce stade|actuellement|en region|chez nous|de (?:notre|mon) cote"
    r"|pour (?:l'instant|le moment|l'heure)|merci(?: d'avance| beaucoup)?|(?:bien )?cordialement|svp|desolee?"
    r"|a (?:ma|notre) connaissance|malheureusement|en particulier|cette annee|encore"
    r")\s*"
)
