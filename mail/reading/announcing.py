"""Sentences that only announce or accompany: « Vous trouverez nos réponses ci-dessous », « Voir pièce jointe ».

They are told by having nothing of their own: every word is one of announcing, no number, no name but the sender's
organisation, no second clause. One word more and the sentence is somebody's, and stays.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mail.reading.lines import straight
from questionnaires.remembered import remembered

_THINGS = (
    r"r[ée]ponses?|retours?|contributions?|[ée]l[ée]ments?|compl[ée]ments?|questionnaires?|enqu[êe]tes?|formulaires?"
    r"|fichiers?|documents?|pi[èe]ces?|pj|remarques?|propositions?|amendements?|observations?|modifications?|ajouts?"
    r"|corrections?|commentaires?|annotations?|pr[ée]cisions?|relecture|version|informations?|renseignements?|donn[ée]es"
    r"|tableaux?|bilan|synth[èe]se|projet|suivi|envoi|annexes?|rectificatifs?|erratum"
)
_PLACES = (
    r"ci-?dessous|ci-?apr[èe]s|ci-?joint(?:e?s?)?|ci-?inclus(?:e?s?)?|ci-?contre|jointe?s?|infra|dessous|plus|bas|corps"
    r"|texte|fil|message|mail|e-?mail|m[ée]l|courriel|courrier|attach[ée]e?s?|annexe|bleu|rouge|vert|couleur|gras"
    r"|droite|gauche|regard|colonne|face|c[ôo]t[ée]|italique|surlign[ée]e?s?|jaune|violet|orange|suite|apr[èe]s|questions?|ligne"
)
_VERBS = (
    r"voici|voil[àa]|voir|cf|veuillez|trouver|trouverez|trouvez|trouvera|adress(?:e|ons|er|[ée]e?s?)"
    r"|transme(?:ts|ttons|ttre|ttant)|transmis(?:e?s?)?"
    r"|transf[ée]r(?:ons|er|[ée]e?s?)|transf[èe]re"
    r"|envo(?:ie|yons|yer|y[ée]e?s?)|retourn(?:e|ons|er|[ée]e?s?)|renvo(?:ie|yons|yer|y[ée]e?s?)|fais|faisons|faire"
    r"|parvenir|joins|joignons|joindre|prie|prions|permets|permettons|sont|est|figurent|figure|ai|avons|a|ont|m'?a"
    r"|mis(?:e?s?)?"
    r"|port[ée]e?s?|ins[ée]r[ée]e?s?|indiqu[ée]e?s?|not[ée]e?s?|saisie?s?|r[ée]pondu|compl[ée]t[ée]e?s?|renseign[ée]e?s?"
    r"|rempli(?:e?s?)?|demand[ée]e?s?|convenue?s?|attendue?s?|souhait[ée]e?s?|annonc[ée]e?s?|apport[ée]e?s?"
    r"|annot[ée]e?s?|corrig[ée]e?s?|relue?s?|modifi[ée]e?s?|recueillie?s?|collect[ée]e?s?|consolid[ée]e?s?"
    r"|pr[ée]c[ée]d[ée]e?s?|pr[ée]fix[ée]e?s?|marqu[ée]e?s?|signal[ée]e?s?|identifi[ée]e?s?|compl[èe]te"
    r"|pu|concernant|relati(?:f|ve)s?|directement|reprendre|reprise?s?|propos[ée]e?s?"
)
_SMALL = (
    r"je|j|nous|vous|on|me|m|ma|mon|mes|notre|nos|votre|vos|leur|leurs|l|le|la|les|un|une|des|de|du|d|au|aux|[àa]|en"
    r"|dans|sur|sous|par|pour|avec|et|ou|que|qu|qui|ce|cet|cette|ces|c|s|se|y|comme|donc|bien|aussi|ainsi|tout|toute"
    r"|toutes|tous|chaque|chacune|quelques|petite?s?|premi[èe]re?s?|autres?|derni[èe]re?s?|nouvelle|nouveaux|nouveau"
    r"|r[ée]gionale?s?|r[ée]gion|ars|agence|sant[ée]|service|services|[ée]quipes?|direction|p[ôo]le|d[ée]partement"
    r"|coll[èe]gues?|part|fins?|titre|nom|objet|demande|sollicitation|relance|rappel|r[ée]ception|attention|information"
    r"|bonne|bonjour|bonsoir|madame|monsieur|merci|cordialement|excuses?|retard|d[ée]sol[ée]e?s?|encore|vu|utiles?"
    r"|possible|toujours|[ée]galement|afin|cours|respectivement|mars|pr[ée]cit[ée]e?s?|susmentionn[ée]e?s?|pnsp"
)
_KNOWN = re.compile(rf"(?:{_THINGS}|{_PLACES}|{_VERBS}|{_SMALL})\Z", re.I)
_THING = re.compile(rf"(?<![\w-])(?:{_THINGS})(?![\w-])", re.I)
# without one of these a sentence announces nothing: « Par courriel. » may well be an answer
_ANNOUNCES = re.compile(
    r"(?<![\w-])(?:voici|voil[àa]|voir|cf|ci-?dessous|ci-?apr[èe]s|ci-?joint\w*|ci-?inclus\w*|infra"
    r"|dans (?:le|ce|votre) (?:corps|texte|fil|message|mail|courriel|m[ée]l|tableau)|vous trouver(?:ez|a)"
    r"|veuillez trouver|de trouver"
    r"|en (?:bleu|rouge|vert|couleur|gras|italique|jaune|violet|annexe|pi[èe]ces? jointes?|pj|suivi)|plus bas"
    r"|[àa] (?:droite|gauche)|en (?:regard|face)|sont (?:pr[ée]|marqu|signal|identifi)\w+|en dessous"
    r"|pi[èe]ces? jointes?"
    r"|sous (?:chaque|les|vos) questions?"
    r"|(?:je|nous) (?:vous |t'|te )(?:adress|transme|transf|envo|fai|retourn|renvo|joi)\w+"
    r"|suite [àa] (?:votre|vos|la)|(?:faire|fait) suite|en r[ée]ponse|comme (?:demand|conven|annonc)\w+)(?![\w-])",
    re.I,
)
_TITLE = re.compile(
    r"^\W*(?:(?:pj|pi[èe]ces? jointes?|n°|n[o°]s?|num[ée]ros?|codes?|questions?|(?:vos|nos|mes|votre|notre) (?=r)"
    r"|r[ée]ponses?)[\s/|:.]*){1,4}$",
    re.I,
)
_MONTH = r"(?:janv|f[ée]vr|mars|avr|mai|juin|juil|ao[ûu]t|sept|oct|nov|d[ée]c)\w*\.?"
# what such a sentence may name: a day, the questions, the inquiry by its title, who answers
_NAMED = re.compile(
    rf"\b\d{{1,2}}(?:er)? {_MONTH}(?: \d{{4}})?|\b\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|\b20\d\d(?:\s?[-–/]\s?20\d\d)?"
    r"|(?<=question )[A-Za-z]?\d+[a-z]?|(?<=questions )[A-Za-z]?\d+[a-z]?(?:(?:,| et| [àa]|-)\s?[A-Za-z]?\d+[a-z]?)*"
    r"|(?:questionnaires?|enqu[êe]te|bilan|dossier|sujet|synth[èe]se|projet)\s(?:relati(?:f|ve) (?:au|[àa] la) |sur le"
    r" |du |de la |de )?(?:«[^«»]{1,150}»|\"[^\"]{1,150}\"|[A-ZÀ-Ý]{2,}\b)"
    r"|\[[^\[\]\d]{1,40}\]"
    r"|\b(?:ars|ARS|Agence(?: r[ée]gionale de sant[ée])?|agence(?: r[ée]gionale de sant[ée])?|r[ée]gion)\b"
    r"(?:[\s-](?:de la|de l'|de|du|des|d'|la|le|l'|et)?\s?[A-ZÀ-Ý][\w-]+(?:'[A-ZÀ-Ý][\w-]+)?){0,6}"
)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_REFERS_BACK = re.compile(
    r"\b(?:voir|cf)\b.{0,16}\b(?:r[ée]ponse|note|courrier|mail|courriel|envoi|message)s?"
    rf" (?:du \d|(?:de |d'){_MONTH})",
    re.I,
)
_LONGEST = 260


def foreign_words(sentence: str) -> int:
    """How many words of this sentence are none of announcing; a number, or words behind a colon, count for many."""
    return _foreign(straight(sentence)[: _LONGEST + 1])


@lru_cache(maxsize=4096)
def _foreign(flat: str) -> int:
    plain = _NAMED.sub(" ", flat)
    if any(character.isdigit() for character in plain):
        return 100
    lead, colon, rest = plain.partition(":")
    behind = sum(not _is_known(word) for word in _WORD.findall(rest)) if colon else 0
    return sum(not _is_known(word) for word in _WORD.findall(lead)) + 10 * behind


# the words of covering notes are few, and to try them all takes long
@remembered(most=8192, longest=40)
def _is_known(word: str) -> bool:
    return bool(_KNOWN.match(word)) or all(_KNOWN.match(piece) for piece in word.split("-"))


def is_cover_note(sentence: str) -> bool:
    """Whether this sentence only announces what stands elsewhere."""
    flat = straight(sentence)
    if len(flat) < 60 and _TITLE.match(flat):
        return True
    if _REFERS_BACK.search(flat):
        return False  # « Voir notre réponse de mars »: what was said before is the answer
    if len(flat) > _LONGEST or not (_ANNOUNCES.search(flat) or (_TITLE.match(flat) and _THING.search(flat))):
        return False
    return foreign_words(flat) == 0


def cover_lines(lines: list[str], at: int) -> int:
    """How many lines from here are one cover note, which may be wrapped (0: none)."""
    joined = ""
    best = 0
    for count in range(1, 5):
        if at + count > len(lines) or not lines[at + count - 1].strip():
            break
        joined = f"{joined} {lines[at + count - 1].strip()}".strip()
        if is_cover_note(joined):
            best = count
        if joined.endswith((".", "!", ":", "?")) or len(joined) > _LONGEST:
            break
    return best


def without_announcement(text: str) -> str:
    """« Voici notre réponse : 42 » is 42."""
    lead, colon, rest = text.partition(":")
    if not colon or "\n" in lead or len(lead) > 120 or not re.search(r"\w", rest):
        return text
    announces = re.search(r"r[ée]ponse|retour|contribution|[ée]l[ée]ments|voici", lead, re.I)
    return rest.strip() if announces and foreign_words(lead) == 0 else text
