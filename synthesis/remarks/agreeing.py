"""Whoever has nothing to change in a draft: « Validé sans réserve », « Ce projet n’appelle pas de remarque »."""

from __future__ import annotations

import re
import unicodedata

from synthesis.remarks.citing import straight

_NAMED = re.compile(
    r"\b(?:ARS|ars|[Aa]gence(?: r[ée]gionale de sant[ée])?|[Rr][ée]gion|DT|DD|M\.|Mme|Mr|Dr|Pr|Monsieur|Madame|Docteur)"
    r"(?:[\s-]+(?:de la|de l'|de|du|des|d'|la|le|les|l'|et)?\s?'?[A-ZÀ-Ý][\w.-]*(?:'[A-ZÀ-Ý][\w-]+)?){1,6}"
)
_DATED = re.compile(
    r"\b(?:version|projet|draft|v)\s?(?:n°\s?)?\d{1,2}\b|\b\d{1,2}(?:er)? [a-zéû]{3,9}(?: \d{4})?\b"
    r"|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?",
    re.I,
)
_WHAT = (
    r"(?:remarques?|observations?|objections?|commentaires?|modifications?|amendements?|corrections?|changements?"
    r"|reserves?|ajouts?|complements?|precisions?|propositions?|contributions?|demandes?|points?|elements?"
    r"|suggestions?)"
)
_DO = (
    r"(?: (?:particulieres?|supplementaires?|complementaires?|majeures?|notables?|de fond|de forme|de modifications?"
    r"|d amendements?)){0,3}"
    r"(?: (?:a|pour) (?:\w+ ){0,2}?(?:faire|formuler|apporter|proposer|signaler|emettre|ajouter|communiquer|transmettre"
    r"|soumettre|porter|suggerer|demander))?"
)
_NO_CHANGE = (
    rf"(?:n \w+ |ne \w+ )?(?:(?:pas|point|plus) (?:d |de |a |lieu d |lieu a )?|aucune? |sans |ni )(?:aucune?"
    rf" )?(?:autres? |nouvelles? )?"
    rf"(?:{_WHAT}{_DO})(?: (?:et|ni|ou) (?:de |d )?{_WHAT}{_DO})*"
    r"|rien (?:de (?:plus|particulier|special) )?(?:a|d autre a) (?:redire|changer|modifier|corriger|signaler|ajouter"
    r"|dire|reprendre|amender|retirer|completer|enlever)(?: ou (?:a )?\w+)?"
    r"|rien de (?:plus|particulier|special)"
    r"|(?:ne )?(?:pas|rien|ni) (?:de |d )?(?:modifier|amender|changer)"
)
_ACCEPTS = (
    r"(?:ok|okay|d accord|accord|valid(?:e|es|ee|ees|ons|er|ation)|approuv(?:e|es|ee|ees|ons|er)|approbation|favorable"
    r"|favorablement|conforme|convien(?:t|nent)|adopt(?:e|ons|ee)|souscri(?:s|vons|t)|adher(?:e|ons)|parfait|ras|r a s"
    r"|nickel|impeccable|(?:c|tout) est (?:tout a fait |tres |bien )?(?:bon|correct|clair)|bon pour (?:accord|moi"
    r"|nous)"
    r"|go|agre(?:e|ons)|tel quel|telle quelle|en l etat)"
)
_PRAISES = (
    r"(?:bravo|felicitations|merci|mercis|remercie|remercions|excellent\w*|tres bon(?:ne)?|beau travail|bon travail"
    r"|travail|(?:tres )?(?:claire?|complete?|complet|fidele|interessante?|utile|synthetique|lisible|fournie?"
    r"|qualite|riche"
    r"|bonne?|precise?|equilibree?|bien faite?|reflete))"
)
_WORDS = """
l le la les un une des de d du a au aux en y par pour sur avec et ou dans ce cet cette ces c s n ne je j nous on
vous me notre nos mon ma mes votre vos leur tout tous toute toutes ensemble qui que qu il elle est sont suis
sommes ont ai avons etre soit ainsi donc bien tres fait parfaitement pleinement entierement totalement
globalement completement ars agence agences regionale region equipe equipes direction directeur directrice
directeurs general generale adjoint adjointe dg dgars dga service services pole referent referente referents
responsable delegation departement comite collegues coordination dgos sante cote part niveau nom document texte
projet synthese draft version rapport bilan contenu redaction propos proposee propose envoye envoyee transmis
transmise recu recue joint jointe ci dessous dessus lu lue relu relue relecture apres avoir pris connaissance
lecture vu vue attentive attentivement donne donnons emet emettons emis avis accord oui parfait bonne bon
qualite travail effectue realise fourni fournie fois encore beaucoup infiniment retour retours reponse reponses
message mail courriel partage envoi transmission appelle appellent apporter transmettre formuler signaler
particulier nationale national pnsp annexe annexes etat actuel actuelle reflete fidelement contribution
contributions elements action actions cela ca moi chez bonjour madame monsieur cordialement conforme conformes
formule formulee formulees pas non plus autre programme patients securite enquete questionnaire presente
presentee soumis soumise restitution confirme confirmons vais valider m
"""
_SMALL = frozenset(_WORDS.split())
_UNLESS = re.compile(
    r"\b(?:sauf|mais|hormis|toutefois|cependant|neanmoins|pourtant|si|sous reserve|avec (?:une |quelques |des"
    r" )?reserves?"
    r"|condition|except\w*|ajout\w*|ajoute\w*|modif\w*|pas|non|ni|jamais|aucun\w*|sans|manque\w*|reste|restent"
    r"|seul\w*|juste"
    r"|quelques?|deux|trois|suivant\w*|ne)\b"
)
_COURTESY = re.compile(
    r"^(?:bien recu|bonne? (?:reception|journee|continuation|fin .*)|(?:tres )?bien|bonjour.*|cordialement.*)$"
)


_RECEIVED = re.compile(r"\b(?:recue?s?|reception|prends? note|prenons note)\b")
_FIRMLY = re.compile(r"\b(?:valid|approuv|favorable|conforme|convien|adopt|souscri|adher|pas|aucun|sans|rien|ras)")
_NEUTRAL, _PRAISED, _ACCEPTED = 1, 2, 3  # « après relecture », « bravo », « je valide »


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", straight(text).casefold().replace("œ", "oe"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", bare).split())


def agrees(text: str) -> bool:
    """Whether every clause of this text accepts the draft as it is, or thanks or praises; one at least must accept."""
    return _heard(text) == _ACCEPTED


def praises(text: str) -> bool:
    """Whether every clause of this text only thanks for the draft or praises it, or says that it was received."""
    return _heard(text) >= _PRAISED


def _heard(text: str) -> int:
    """The strongest of its clauses; 0 where one says something else."""
    if len(text) > 600 or "?" in text or "«" in text or '"' in text:
        return 0
    flat = _DATED.sub(" ", _NAMED.sub(" ars ", straight(text)))
    clauses = [plain for clause in re.split(r"[.!;,:\n()](?:\s+|$)|\s[-–—]\s", flat) if (plain := _plain(clause))]
    grades = [_grade(clause) for clause in clauses]
    if not all(grades):
        return 0
    # « OK, bien reçu » has received it, no more
    received = any(_RECEIVED.search(clause) for clause in clauses)
    firm = any(_FIRMLY.search(clause) for clause, grade in zip(clauses, grades, strict=True) if grade == _ACCEPTED)
    return _PRAISED if received and not firm and _ACCEPTED in grades else max(grades, default=0)


def _grade(clause: str) -> int:
    if any(character.isdigit() for character in clause):
        return 0
    left, kept = re.subn(rf"\b(?:{_NO_CHANGE})\b", " ", clause)
    if _UNLESS.search(left):
        return 0
    left, accepted = re.subn(rf"\b{_ACCEPTS}\b", " ", left)
    left, praised = re.subn(rf"\b{_PRAISES}\b", " ", left)
    if not all(word in _SMALL for word in left.split()):
        return 0
    if kept or accepted:
        return _ACCEPTED
    return _PRAISED if praised or _COURTESY.match(clause) else _NEUTRAL
