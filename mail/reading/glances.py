"""Words without one of which a rule of intents cannot match: looked for first, since nearly no text holds any.

In lower case, with straight apostrophes. Whoever adds a phrase to a rule adds its word here; a test tells.
"""

from __future__ import annotations

# fmt: off
REFUSES = ("pas", "plus", "aucune", " ni ", "déclin", "declin", "refus")
HANDS_OVER = (
    "transm", "transf", "suivre", "relaie", "confi", "adress", "envoie", "envoyer", "passe la main", "laisse le soin",
    "qui suit", "s'occupe", "qui rép", "qui rep", "en charge", "interlocut", "correspondant", "contact", "écrire",
    "ecrire", "sollicit", "rapprocher", "voir avec", "rempla", "success", "succed", "succéd", "succèd",
    "travaille plus", "en copie", "vous mets", "suis plus", "est plus", "j'ai quitt", "j'ai chang", "pris ma",
    "pris la", "reprend", "bon personne", "bonne personne", "voyez", "écriv", "ecriv", "@",
)
REPORTS_A_DIFFICULTY = (
    "délai", "delai", "report", "sursis", "relance", "rappel", "arriv", "parvien",
    "parven", "réussi", "reussi", "possible", "ne fonctionne", "ne marche", "s'ouvre", "s'affiche", "lisible",
    "accessible", "pas joint", "endommag", "corrompu", "prolong", "repouss", "décal", "decal", "rallong", "trop court",
    "trop proche", "intenable", "difficile", "ne pourr", "ne ser", "reçu", "recu", "ne compr", "ne vo", "ne trouv",
    "difficult", "probl", "souci", "pouvez-", "pourriez-", "pourrait-", "faut-il", "doit-on", "devons-", "entendez",
    "merci de", "renvoyer", "transmettre", "de plus", "plus de temps", "suppl", "compris", "?",
)
CLOSES = (
    "fini", "termin", "complet", "complèt", "clo", "clô", "final", "consolid", "considér", "consider", "n'a rien",
    "n'aura rien", "n'a pas", "n'aura pas",
)
FINISHES = (
    "fini", "termin", "tout dit", "tout rempli", "tout renseign", "tout compl", "c'est tout", "complet", "rien d'autre",
    "rien de plus", "plus rien", "partie est", "pour ma part",
)
SAYS_NOTHING = (
    "ras", "r.a", "ra.s", "signaler", "déclarer", "declarer", "ajouter", "remonter", "communiquer", "néant", "neant",
    "sans objet", "rien de", "pas de", "pas d'", "aucun",
)
# fmt: on


def holds(low: str, words: tuple[str, ...]) -> bool:
    """Whether one of these words stands in this text, which is in lower case."""
    return any(map(low.__contains__, words))
