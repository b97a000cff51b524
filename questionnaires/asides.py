"""What people say beside their answers: courtesies, and what concerns the coordinators. Whole-message rules."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.remembered import remembered


class Matter(StrEnum):
    """What concerns the coordinators rather than a question."""

    REFUSAL = "refusal"
    HANDOVER = "handover"
    DIFFICULTY = "difficulty"
    QUESTION = "question"


@dataclass(frozen=True)
class Courtesy:
    """Greetings, thanks, a thumb: nothing that answers a question."""

    thanks: bool
    greets: bool = False
    leaves: bool = False
    grumbles: bool = False
    thinks: bool = False


@dataclass(frozen=True)
class ForPeople:
    """Something that the coordinators should see."""

    matter: Matter
    text: str


# One message is looked at by several rules, the labels of a question with every answer to it.
@remembered(most=256, longest=4_000)
def bare(text: str) -> str:
    """The words alone, to compare: no accents, capitals, punctuation or doubled spaces."""
    # no sign that combines with a letter comes before U+0300
    letters = [c for c in unicodedata.normalize("NFKD", text) if c < "\u0300" or not unicodedata.combining(c)]
    bare = "".join(letters)
    return " ".join(re.sub(r"[^\w@+]|_", " ", bare.casefold()).split())


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COURTESIES = _words_of(
    "bonjour bonsoir salut hello coucou rebonjour merci mercis remerciements ok okay accord dac entendu bien recu "
    "note cordialement respectueusement salutations bonne bon journee soiree fin semaine week end au revoir a bientot "
    "beaucoup infiniment tres pour votre vos aide message retour d accord vous tous toutes madame monsieur mesdames "
    "messieurs voila et c est compris parfait super de rien plaisir avec test essai lol mdr haha"
)
_GREETINGS = _words_of("bonjour bonsoir salut hello coucou rebonjour")
# « c’est bon », « ça marche »: heard, nothing that answers
_FINE = re.compile(
    r"(?:(?:ok|oui|bon|ah|merci|bien|super|d accord|et|donc) )*(?:c est (?:bon|ok|note|compris|entendu|tout bon)"
    r"|ca marche"
    r"|pas de (?:souci|probleme)s?|je vois|bien compris|j ai compris)"
    r"(?: merci(?: beaucoup| bien)?)?"
)
# somebody who thinks
_HUM = r"alors|euh+|heu+|hum+|hm+|mm+|bon|ben|bah|eh bien|voyons|donc|ah|oh"
_THINKS = re.compile(
    rf"(?:(?:{_HUM}|et|ok|oui|une?|2|5|deux|cinq|petite?) )*"
    rf"(?:{_HUM}|un (?:instant|moment)|minutes?|secondes?|min|attendez|attends"
    r"|je (?:cherche|reflechis|regarde|verifie|me renseigne|reviens)(?: (?:tout de suite|dans .{1,20}|vite))?"
    r"|(?:pour|concernant|sur|a propos de|au sujet de) (?:la |cette |l |le |votre )(?:premiere |deuxieme )?"
    r"(?:question|axe|point|partie)(?: (?:sur|de|du|des|a|n|l)\b.{0,30}| \d\w?)?)(?: svp| merci)?"
)
# « veuillez trouver ci-dessous nos réponses »: they come
_ANNOUNCES = re.compile(
    r"(?:(?:bonjour|bonsoir|madame|monsieur|mesdames|messieurs|cher\w*|collegues?|et|a tous) )*"
    r"(?:je (?:vous )?(?:prie de (?:bien vouloir )?trouver|transmets|envoie|adresse|fais parvenir)|veuillez trouver"
    r"|vous trouverez|merci de trouver|voici|ci dessous|ci apres) (?:[a-z]+ ){0,4}"
    r"(?:reponses?|elements|retours?|contributions?)(?: (?:a|au|de|pour|sur|l|du) [a-z ]{2,50})?"
    r"(?: (?:bien a vous|cordialement|merci|bonne (?:reception|journee)|salutations)[a-z ]{0,40})?"
)
# nothing but ill temper
_GRUMBLES = re.compile(
    r"(?:(?:ah|oh|mais|et|vraiment|bon|non) )*(?:(?:putain|merde|bordel|punaise|mince|zut|crotte|puree|pf+|gr+|argh+"
    r"|fait chier|(?:ca |vous |tu )?(?:me |m )?(?:fait|faites|fais) chier|(?:ca|vous|tu) (?:me |m )?"
    r"(?:saoule|soule|gonfle|fatigue|enerve|emmerde|saoulez|gonflez|fatiguez|enervez|emmerdez)s?"
    r"|c est (?:chiant|penible|relou|lourd|n importe quoi|du n importe quoi|une blague|nul)|(?:j en ai |y en a )?"
    r"(?:ras le bol|marre|assez)|j en ai (?:marre|assez)|(?:c est )?(?:beaucoup )?trop long|ta gueule|connerie?s?)"
    r"(?: |$))+(?:de (?:votre|ce|vos|ces) (?:truc|questionnaire|questions?|robot|bot)s?)?"
)
_LEAVES = re.compile(r"\b(?:au revoir|a bientot|bonne (?:journee|soiree|fin|semaine)|bon week end)\b")
_THANKS = _words_of("merci mercis remerciements")
# One of these must be there: « votre retour » alone is no courtesy.
_COURTEOUS = _words_of(
    "bonjour bonsoir salut hello coucou rebonjour merci mercis remerciements ok okay accord dac entendu recu note "
    "voila cordialement respectueusement salutations revoir bientot journee soiree test essai lol mdr haha"
)

_HELLO = r"(?:bonjour|bonsoir|desole|desolee|merci|mais|madame|monsieur)"
_ME = rf"(?:{_HELLO} )*(?:je|j|nous|on)"
_REFUSAL = re.compile(
    rf"{_ME} (?:(?:ne |n )?(?:souhait\w+|desir\w+|voul\w+|veux|veut|compt\w+|envisag\w+) pas "
    r"(?:y |donner (?:une )?suite|participer|repondre|remplir|contribuer)"
    r"|ne (?:participer\w+|repondr\w+|contribuer\w+) pas|(?:refus|declin)\w+ (?:de |d |cette |votre |l |l "
    r"invitation))"
)
_HANDOVER = re.compile(
    rf"{_ME} (?:ne suis (?:pas|plus) (?:la bonne personne|le bon interlocuteur|la bonne interlocutrice|l "
    rf"interlocut\w+"
    r"|en charge|en poste|charge|chargee|dans ce service)|(?:transmets|transfere|transmettons|transferons"
    r"|fais suivre"
    r"|passe la main|passe le relais|vous invite a (?:contacter|vous adresser|vous rapprocher))\b"
    r"|(?:ai |vais )?(?:quitt\w+|chang\w+ de) (?:mes fonctions|mon poste|l ars|le service|service|poste|fonctions?)"
    r"|(?:ne )?suis plus (?:en charge|en poste|chargee?|responsable|referente?|dans ce service|a l ars|la "
    r"personne|l interloc\w+)"
    r"|(?:ne )?m (?:en |y )?occupe plus\b|(?:ne )?travaille plus|(?:ne )?(?:gere|suis) plus ce (?:dossier|sujet)"
    r"|(?:suis|pars|suis parti\w*) (?:a la|en) retraite)"
    rf"|(?:{_HELLO} )*(?:ce n est|c est) (?:plus|pas) (?:a )?moi\b"
    r"|.{0,40}\b(?:ma|mon) (?:collegue|successeur|remplacante?|remplacant) .{0,60}\b(?:repondra|prend la suite"
    r"|a pris la suite|s en charge|s en occupe)"
)
_TO_ANSWER = (
    r"(?:a |d |de |y |vous )*(?:repondre|remplir|completer|ouvrir|acceder|telecharger|me connecter|nous connecter"
    r"|joindre|envoyer|transmettre|lire|obtenir|rassembler|reunir|fournir|tenir|respecter|trouver"
    r"|retrouver|finir|terminer)\b"
)
_DIFFICULTY = re.compile(
    rf"{_ME} (?:n (?:arriv|y arriv)\w+ pas(?:$| {_TO_ANSWER})"
    rf"|ne (?:peu[xt]|pouvons|parvien[st]|parvenons) pas {_TO_ANSWER}"
    r"|(?:ne |n y |y )?(?:comprends|comprenons) (?:pas|rien)(?:$| (?:la|cette|votre|vos|le|ce|bien|ce que|a)\b)"
    r"|(?:ai|avons|a|rencontr\w+) (?:un|une|des|quelques) (?:probleme|souci|difficulte)s?"
    rf"(?:$| technique| {_TO_ANSWER}| pour {_TO_ANSWER}| avec (?:le|ce|la|votre|un|mon) (?:questionnaire|formulaire"
    r"|lien|fichier|document|messagerie|courriel|mail|question|robot))"
    r"|n (?:ai|avons|a) pas (?:encore |eu )*(?:le temps|recu|acces)|manqu\w+ de temps"
    r"|(?:ai|avons|aurai|aurions|aurais) besoin (?:de plus de temps|d un delai|de delai|d aide)"
    r"|(?:(?:vous )?(?:demand\w+|sollicit\w+|souhait\w+|voudr\w+|aimer\w+)) .{0,30}\b(?:delai|report"
    r"|prolongation|sursis"
    r"|plus de temps|temps supplementaire)\b"
    r"|n (?:aurai|aurons|aura) pas (?:fini|termine|le temps|tout)|ne (?:pourrai|pourrons|pourra) pas "
    r"(?:repondre|finir|terminer|rendre|tenir) .{0,40}\b(?:avant|delai|temps|date|pour le)\b"
    r"|(?:suis|serai|sommes|serons) (?:actuellement |encore )?(?:en (?:conges?|arret|deplacement"
    r"|vacances)|absente?s?)\b)"
    r"|(?:(?:putain|merde|bordel|mais|zut|pf+|ah|bon|desolee?|bonjour) )*(?:ca|cela|(?:votre|ce) (?:truc|machin"
    r"|robot|site|bot)"
    r"|le (?:lien|fichier|formulaire|questionnaire|bouton)) (?:ne )?(?:marche|fonctionne|s "
    r"ouvre|s affiche) (?:pas|plus)"
    r"|(?:il y a )?un? (?:bug|probleme technique)$|bug$"
)
_QUESTION = re.compile(
    r"(?:(?:bonjour|bonsoir|euh|mais|et|svp|pardon|excusez moi|dites|juste) )*(?:qui |que |qu |quoi |quel|quand "
    r"|comment |pourquoi |combien |ou |est ce |c est |puis "
    r"je |peut on "
    r"|peux tu |dois je |doit on |faut il |avez vous |vous (?:avez|etes|pouvez|allez|savez) |(?:je|on"
    r"|nous) (?:peux|peut|pouvons|dois|doit|devons) |avez vous |pouvez vous |pourriez vous |a quoi |de "
    r"quoi |jusqu a quand |(?:a|avec|pour|par|chez|vers|de) (?:qui|quel\w*) |dans quel\w* |sur (?:quoi|quel\w*) "
    r"|en quoi "
    r"|(?:est|sommes|suis|ai|avons|doit|peut|sera|va|faudra|fallait) (?:on|nous|je|il|ce|t on|t il) |y a t il |il y a "
    r"|(?:mes|nos|les|ma|notre|la|ces|cette) (?:reponses?|donnees|questions?|collegues?|dates?) "
    r"|il faut |faudrait il |vos? |vous |tu |t (?:es|as) |on (?:est|a|sera|va|fait) |what |who |when |how |why "
    r"|where |which |is |are |can |do |does |should |could "
    r"|may )"
)
# the same without a question mark, where it is plain
_ASKS = re.compile(
    r"(?:(?:bonjour|euh|mais|et|svp) )*(?:(?:que|quoi|qu est ce que|qu est ce qu il) (?:dois|doit|faut|puis"
    r"|je dois|on doit)\b"
    r"|comment (?:je|dois je|puis je|on fait|ca|faire)\b|c est quoi\b|pourquoi (?:je|on|vous|tu|faut|dois|me)\b"
    r"|est ce que (?:je|on|c est|il faut|nous|vous|mes|ca)\b|faut il\b|(?:dois|puis) je\b|peut on\b|doit on\b"
    r"|combien de (?:temps|questions)\b|c est (?:obligatoire|anonyme|confidentiel)\b).{0,60}"
)
_ANY_BESIDE = re.compile("|".join(f"(?:{rule.pattern})" for rule in (_FINE, _THINKS, _ANNOUNCES, _GRUMBLES)))
# « merci de m’envoyer le questionnaire », « rappelez-moi au 06 … »: asked of people, not told to them
_REQUEST = re.compile(
    r"(?:(?:bonjour|bonsoir|svp|s il vous plait) )*(?:"
    r"(?:merci de (?:bien vouloir )?|veuillez |pourriez vous |pouvez vous |peux tu |"
    r"(?:j aimerais|je (?:voudrais|souhaite|souhaiterais)) que vous |je vous (?:prie|remercie|demande) "
    r"de (?:bien vouloir )?)"
    r"(?:me |m |nous )(?:re ?)?"
    r"(?:envoyer|renvoyer|transmettre|transferer|rappeler|appeler|telephoner|contacter|recontacter|ecrire|expliquer"
    r"|preciser|indiquer|dire|adresser|communiquer|confirmer|envoyiez|rappeliez|appeliez)\b"
    r"|(?:supprimez|effacez|oubliez|retirez|enlevez) (?:moi|nous|(?:toutes )?mes (?:donnees|coordonnees|informations)"
    r"|mon (?:nom|adresse|compte|numero))\b"
    r"|(?:rappelez|appelez|contactez|recontactez|ecrivez|renvoyez|envoyez|expliquez|joignez) (?:moi|nous)\b"
    r"|(?:je (?:veux|voudrais|souhaite|souhaiterais)|j aimerais) "
    r"(?:etre (?:rappele|contacte|recontacte)e?|(?:vous )?parler)\b)"
)
_ABOUT_ONE = re.compile(r"\b(?:cette|la|ce) (?:question|point)\b")
_ACRONYM = re.compile(r"[A-Z]{2,10}\s*\?+")  # « RGPD ? »
LONGEST_MATTER = 300
_MOST_BESIDE = 25  # words


def aside(text: str, words: str) -> Courtesy | ForPeople | None:
    """What `text` is beside an answer, if it is that and nothing else; `words` are its bare words."""
    spoken = words.split()
    if not any(c.isalnum() for c in text):
        return Courtesy(thanks=False)
    if all(word in _COURTESIES for word in spoken) and any(word in _COURTEOUS for word in spoken):
        leaves = bool(_LEAVES.search(words))
        greets = not leaves and any(word in _GREETINGS for word in spoken)
        return Courtesy(any(word in _THANKS for word in spoken), greets, leaves)
    if len(spoken) <= _MOST_BESIDE:
        if not _ANY_BESIDE.fullmatch(words):
            pass
        elif _FINE.fullmatch(words):
            return Courtesy("merci" in spoken)
        elif _THINKS.fullmatch(words) or _ANNOUNCES.fullmatch(words):
            return Courtesy(thanks=False, thinks=True)
        else:
            return Courtesy(thanks=False, grumbles=True)
    if len(text) > LONGEST_MATTER:
        return None
    for matter, rule in ((Matter.REFUSAL, _REFUSAL), (Matter.HANDOVER, _HANDOVER), (Matter.DIFFICULTY, _DIFFICULTY)):
        # « je ne souhaite pas répondre à cette question » answers this question
        if rule.match(words) and not (matter is Matter.REFUSAL and _ABOUT_ONE.search(words)):
            return ForPeople(matter, text)
    if len(spoken) <= 25 and _REQUEST.match(words):
        return ForPeople(Matter.QUESTION, text)
    if len(spoken) == 1 and _ACRONYM.fullmatch(text.strip()):
        return ForPeople(Matter.QUESTION, text)
    if text.rstrip().endswith("?") and len(spoken) <= 15 and _QUESTION.match(words + " "):
        return ForPeople(Matter.QUESTION, text)
    if len(spoken) <= 10 and _ASKS.fullmatch(words):
        return ForPeople(Matter.QUESTION, text)
    return None
