"""What a message does beside answering: refuses, hands over, reports a difficulty, stops reminders, ends, thanks.

Looked for sentence by sentence in what stands on no question; an answer is never searched for intents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from campaigns.wishes import Wish, wish_in
from mail.reading import glances
from mail.reading.closing import is_closing, is_introduction, is_substantial, is_thanks
from mail.reading.codes import names_some
from mail.reading.courtesies import is_courteous
from mail.reading.footers import is_footer
from mail.reading.handover import handed_to, hands_over, passes_on
from mail.reading.headers import is_greeting
from mail.reading.lines import straight
from usecases.replies import Intent, IntentKind

_I = r"(?:je|j'|nous|on|l'ars|notre (?:ars|agence|[ée]quipe|service))"
# « nous ne pourrons pas répondre avant le 15 », « … à la question 3 »: no refusal of the whole
_LATER = r"(?:avant|d'ici|dans les (?:temps|d[ée]lais)|[àa] temps|cette semaine)\b"
_WHOLLY = (
    rf"(?!.{{0,40}}\br[ée]pondre .{{0,12}}{_LATER})(?!.{{0,60}}\b(?:(?:question|indicateur|point|item|axe|rubrique"
    r"|partie|certaine|toute)s?\b|[a-z]{1,2}\d))"
)
_REFUSAL = re.compile(
    rf"\b{_I}\s?(?:ne |n')(?:souhait\w+|d[ée]sir\w+|veux|voulons|comptons|compte|peux|pouvons|pourr\w+|prend\w*"
    r"|participer\w*|r[ée]pondr\w*|donner\w*"
    rf"|sera|serons|serai)\s(?:pas|plus|aucune){_WHOLLY}\b.{{0,40}}\b(?:r[ée]pondre|participer|contribuer|part"
    r"|donner suite|suite|ce questionnaire|cette enqu[êe]te)"
    rf"|\b{_I}\s?ne (?:participer|r[ée]pondr)\w+ pas\b(?!.{{0,60}}\b{_LATER}){_WHOLLY}"
    rf"|\b{_I}\s?n'(?:ai|avons|a)(?: malheureusement| h[ée]las)? (?:pas|ni){_WHOLLY} (?:les?|la|assez de|de) (?:moyens?"
    r"|ressources?|temps|capacit[ée]s?|disponibilit[ée]s?)\b.{0,30}\b(?:r[ée]pondre|participer|contribuer)\b"
    r"|\b(?:pas|plus) concern[ée]e?s? par (?:cette|votre|ce|la) (?:enqu[êe]te|questionnaire|demande|campagne"
    r"|consultation)\b"
    rf"|\b{_I}\s?(?:d[ée]clin\w+|refus\w+){_WHOLLY}\b(?=\W*$|.{{0,40}}\b(?:r[ée]pondre|particip|contribu|votre"
    r"|cette|ce questionnaire|enqu[êe]te|demande|invitation|proposition))"
    r"|\bne (?:donnera|donnerons|donnerai) pas (?:une )?suite\b",
    re.I,
)
_DIFFICULTY = re.compile(
    r"\b(?:demand\w+|sollicit\w+|souhait\w+|aimer\w+|besoin|obtenir|accorder|voudr\w+)\b.{0,40}\b(?:d[ée]lai|report"
    r"|sursis|temps suppl[ée]mentaire|plus de temps)\b|\b(?:suspend\w+|interromp\w+)\b.{0,30}\b(?:relances?|rappels?)\b"
    r"|\b(?:je|nous|on|j'|n')\s?(?:ne |n')?(?:arriv\w+|parvien\w+|parven\w+|r[ée]ussi\w+) pas\b|\bimpossible (?:d'"
    r"|de )|\b(?:ne (?:fonctionne|marche|s'ouvre|s'affiche)(?:nt)?|n'(?:est|[ée]tait) pas (?:lisible|accessible"
    r"|joint))\b.{0,10}"
    r"|\b(?:illisible|endommag[ée]|corrompu)e?\b|\bd[ée]lai (?:suppl[ée]mentaire|plus long|additionnel)|\b(?:report"
    r"|prolong\w+|repousser|d[ée]caler|reporter|rallong\w+)\b.{0,30}\b(?:d[ée]lai|date|[ée]ch[ée]ance|limite)"
    r"|\b(?:d[ée]lai|date|[ée]ch[ée]ance|limite)\b.{0,30}\b(?:trop court|trop proche|intenable|report[ée]"
    r"|repouss[ée]e?|prolong[ée]e?|difficile [àa] tenir)"
    r"|\bne (?:pourr|sera|ser)\w*\b.{0,40}\b(?:dans les (?:temps|d[ée]lais)|avant (?:le|la)|[àa] temps|tenir"
    r"|respecter)|\b(?:n'ai|n'avons|ne l'ai) (?:pas|jamais|rien) (?:bien )?re[çc]u|\bne (?:comprends|comprenons|vois"
    r"|voyons|trouve|trouvons) pas\b"
    r"|\b(?:rencontr\w+|avons|ai) (?:une|des|quelques|un) (?:difficult[ée]s?|probl[èe]mes?|soucis?)\b|\bpouvez-vous"
    r"|\bpourriez-vous|\bpourrait-on|\bserait-il possible|\best-il possible|\bfaut-il\b.{0,120}\?"
    r"|\bdoit-on\b.{0,120}\?|\bdevons-nous\b.{0,120}\?"
    r"|\b(?:besoin|souhait\w*|demand\w*|accord\w*|voudr\w*|aimer\w*|laisse[rz]?)\b.{0,40}\b(?:jours?|semaines?|mois"
    r"|temps) (?:de plus|suppl[ée]mentaires?)\b(?! de | d')"
    r"|\bn'(?:ai|avons) pas (?:bien )?compris\b.{0,30}\b(?:question"
    r"|demande|indicateur|formulaire|consigne)"
    r"|^\W*(?:et |mais )?(?:quel(?:le)?s? (?:est|sont) (?:la|le|les|l'|votre) ?(?:date|d[ée]lai|[ée]ch[ée]ance|limite"
    r"|format|adresse|p[ée]rim[èe]tre|d[ée]finition|p[ée]riode)"
    r"|peut-on|pouvons-nous|puis-je|avez-vous|jusqu'[àa] quand)\b.{0,200}\?\W*$"
    r"|\bqu'entendez-vous|\bque faut-il|\bmerci de (?:me|nous) (?:pr[ée]ciser|confirmer|renvoyer|indiquer|dire"
    r"|faire parvenir)|\b(?:me|nous) (?:renvoyer|re-?transmettre)\b",
    re.I,
)
_CLOSED = re.compile(
    r"\b(?:fini|termin[ée]|complet|complets|compl[èe]te|compl[èe]tes|d[ée]finitive?s?|clos|closes?|clore"
    r"|cl[ôo]turer?|cl[ôo]tur[ée]e?|finalis[ée]e?s?|consolid[ée]e?s?)\b.{0,60}\b(?:pour (?:l'|mon |notre "
    r"|toute l')(?:ars|agence|organisme)|de l'(?:ars|agence)|au nom de (?:l'|notre |mon ))"
    r"|\b(?:notre|nos|la|les) (?:retours?|r[ée]ponses?|contributions?)\b.{0,40}\b(?:est|sont) (?:d[ée]sormais |donc "
    r"|maintenant |ainsi )?(?:compl[èe]te?s?|d[ée]finitive?s?|finale?s?|close?s?|termin[ée]e?s?)\b"
    r"|\b(?:vous pouvez|merci de|pouvez) (?:donc )?(?:clore|cl[ôo]turer|consid[ée]rer)\b|\b(?:l'ars|notre ars"
    r"|notre agence|l'agence) (?:n'a|n'aura) (?:rien|pas) (?:d'autre|plus|autre)",
    re.I,
)
_FINISHED = re.compile(
    r"\b(?:j'ai|nous avons|ai) (?:bien )?(?:(?:fini|termin[ée])(?! (?:l[ae]s?|l'|une?|notre"
    r"|nos|ces?|cette|deux|trois)\b ?(?!questionn|saisie|partie|r[ée]pon|recueil|remont|enqu[êe]te|formulaire|compl))"
    r"|tout (?:dit|rempli|renseign[ée]|compl[ée]t[ée]))\b"
    r"|\bc'est (?:tout|fini|termin[ée]|complet)\b.{0,30}\b(?:pour (?:ma|mon|moi|notre)\b|pour nous\W*$"
    r"|de (?:ma|mon) (?:c[ôo]t[ée]|part))"
    r"|\b(?:rien (?:d'autre|de plus)|plus rien) [àa] (?:ajouter|d[ée]clarer|dire)|\b(?:ma"
    r"|notre) partie est (?:termin[ée]e|finie|compl[èe]te)|\bpour ma part\b.{0,30}\b(?:fini|termin[ée]|complet|tout)",
    re.I,
)
_NOTHING = re.compile(
    r"^\W*(?:(?:nous|je|j'|l'ars|pour (?:notre|ma|l') ?\w+,?)\s*(?:n'avons|n'ai|n'a|n')?\s*)?(?:r\.?a\.?s\.?"
    r"|rien (?:de particulier |de nouveau |[àa] (?:ce jour |notre niveau )?)?(?:[àa] )?(?:signaler|d[ée]clarer"
    r"|ajouter|remonter|faire remonter|communiquer)|n[ée]ant|sans objet"
    r"|rien de (?:neuf|nouveau)"
    r"|(?:pas de|aucune?) (?:contribution|retour|r[ée]ponse)s?(?: [àa] apporter| de notre (?:part|c[ôo]t[ée]))"
    r"|aucun(?:e)?s? (?:remarques?|observations?|[ée]l[ée]ments?|actions?|commentaires?|modifications?|amendements?"
    r"|contributions?|corrections?)\b.{0,80}|pas (?:de|d')\s?(?:remarques?|observations?|commentaires?"
    r"|modifications?|amendements?)\b.{0,80})(?: (?:pour|de|sur|dans|[àa]|concernant|cette|en)\b.{0,80})?\W*$",
    re.I,
)
_BUT = re.compile(r"\b(?:sauf|hormis|except[ée]|mais|[àa] l'exception|hors|mis [àa] part|en dehors)\b", re.I)
_GREETED = re.compile(r"^(?:bonjour|bonsoir|madame|monsieur)(?:,| (?=je |nous |j'))\s*", re.I)
_THANKS = re.compile(r"\bmerci\b|\bremerci", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\bM\.)(?<!\bDr\.)(?<!\bPr\.)\s+(?=[A-ZÀ-Ý«])|\n\s*\n")
_ENDS = ((_CLOSED, glances.CLOSES), (_FINISHED, glances.FINISHES))
# each is only tried on a text that holds one of its words
_RULES: tuple[tuple[IntentKind, Callable[[str], object], tuple[str, ...]], ...] = (
    (IntentKind.REFUSAL, _REFUSAL.search, glances.REFUSES),
    (IntentKind.HANDOVER, hands_over, glances.HANDS_OVER),
    (IntentKind.DIFFICULTY, _DIFFICULTY.search, glances.REPORTS_A_DIFFICULTY),
    (IntentKind.CLOSED, _CLOSED.search, glances.CLOSES),
    (IntentKind.FINISHED, _FINISHED.search, glances.FINISHES),
)
# the subjects of one campaign are nearly all the same
_wish_in = lru_cache(maxsize=1024)(wish_in)
_MARKS = re.compile(r"^(?:\s*(?:re|rép|rep|réf|tr|fw|fwd|aw)\s*:)+|\[#[a-z2-7]{12}\]", re.I)
_NAME_AND_ADDRESS = re.compile(r"((?:[A-ZÀ-Ý][\w'’-]+ ){1,3}[A-ZÀ-Ý][\w'’-]+)\s*[,;:<(–-]?\s*(?=[\w.+-]+@)")
_NAME_AND_OFFICE = 14  # words of a signature without a closing formula
_READ = 20_000  # characters that are looked at for intents
_TAKES_ALL = (IntentKind.REFUSAL, IntentKind.HANDOVER, IntentKind.DIFFICULTY)


def wishes_of(
    subject: str, free: list[tuple[str, int]], beside: Sequence[str] = ()
) -> tuple[list[Intent], list[tuple[str, int]]]:
    """What the subject, or all the words of a text, ask of our reminders; and the texts that are left.

    A name below the one word is a signature, whatever else stands there is left. « Merci de ne plus me relancer »
    looks like taking leave: what was taken for a courtesy or a signature (`beside`) is looked at too.
    """
    found: list[Intent] = []
    bare = _MARKS.sub("", subject)
    asked = _wish_in(bare)
    if asked is not None:
        written = "\n".join(text for text, depth in free if not depth)
        found += _wish(asked, bare.strip(), written)
    left: list[tuple[str, int]] = []
    for text, depth in free:
        first, _, rest = text.strip().partition("\n")
        whole = _wish_in(text)
        wish = whole or _wish_in(first)
        if depth or wish is None:
            if not depth and asked is Wish.CHANGE:
                continue  # the name that was asked for
            left.append((text, depth))
            continue
        found += [intent for intent in _wish(wish, first, text) if all(intent.kind is not f.kind for f in found)]
        if whole is None and wish is not Wish.CHANGE and is_substantial(rest) and len(rest.split()) > _NAME_AND_OFFICE:
            left.append((rest.strip(), depth))
    for text in beside:
        wish = _wish_in(text)
        if wish in (Wish.STOP, Wish.RESUME) and not found:
            found += _wish(wish, text.strip(), text)
    return found, left


def _wish(wish: Wish, said: str, text: str) -> list[Intent]:
    if wish is Wish.STOP:
        return [Intent(IntentKind.STOP, said)]
    if wish is Wish.RESUME:
        return [Intent(IntentKind.RESUME, said)]
    if wish is Wish.CHANGE:
        named = _intent(IntentKind.HANDOVER, text, text)
        alone = _NAME_AND_ADDRESS.search(text)
        return [replace(named, text=said, name=named.name or (alone[1] if alone else ""))]
    return []  # « plus tard » by mail changes nothing


def intents_of(
    free: list[tuple[str, int]], said: list[str], codes: tuple[str, ...] = ()
) -> tuple[list[Intent], list[tuple[str, int]]]:
    """The intents in these texts, and the texts that could still be answers. `said`: all that stands on no question.

    « Rien à signaler » is said of the whole only where it names none of the questions (`codes`).
    """
    found: list[Intent] = []
    left: list[tuple[str, int]] = []
    told = False
    for text, depth in free:
        mine = _of_the_whole(text, codes)
        if not depth:
            found += [intent for intent in mine if intent not in found]
        rest = _without_intents(text, mine, codes)
        if not depth and any(i.kind is IntentKind.NOTHING_TO_REPORT for i in mine) and is_substantial(rest):
            # « RAS. » above a paragraph of its own is not said of the whole
            told = True
            rest = text
        if is_substantial(rest) or len(text) > _READ:
            # of a very long text only the beginning was looked at
            left.append((text if len(text) > _READ or len(rest) > 0.6 * len(text) else rest, depth))
    for text in said:
        for intent in _of_the_whole(text, codes):
            if all(intent.kind is not known.kind for known in found):
                found.append(intent)
        if not found and _THANKS.search(text):
            found.append(Intent(IntentKind.THANKS, text.strip()[:400]))
    if told:
        found = [intent for intent in found if intent.kind is not IntentKind.NOTHING_TO_REPORT]
    real = [intent for intent in found if intent.kind is not IntentKind.THANKS]
    return real or found[:1], left


def _of_the_whole(text: str, codes: tuple[str, ...]) -> list[Intent]:
    nothing = IntentKind.NOTHING_TO_REPORT
    return [i for i in intents_in(text) if i.kind is not nothing or not names_some(i.text, codes)]


def sentences(text: str) -> list[str]:
    """The sentences of a text; wrapped lines are joined, a list item stays on its own."""
    joined = re.sub(r"(?<=[a-zà-ÿ0-9,;'’(])\n(?=[a-zà-ÿ(])", " ", text[:_READ])
    return [s.strip() for piece in joined.split("\n") for s in _SENTENCE.split(piece) if s.strip()]


@lru_cache(maxsize=64)
def intents_in(text: str) -> tuple[Intent, ...]:
    """Every intent in one text, at most one of each kind."""
    flat = straight(text[:_READ]).replace("\xa0", " ")
    low = flat.casefold().replace("\n", " ")
    rules = [(kind, rule) for kind, rule, words in _RULES if glances.holds(low, words)]
    if not rules and not glances.holds(low, glances.SAYS_NOTHING):
        return ()
    found: dict[IntentKind, Intent] = {}
    for sentence in sentences(flat):
        if len(sentence) > 1500 or is_greeting(sentence) or (len(sentence) < 80 and is_introduction(sentence)):
            continue
        for kind, rule in rules:
            if kind in found or not rule(sentence):
                continue
            if kind is IntentKind.REFUSAL and passes_on(sentence):
                continue  # « je ne peux pas répondre, je transmets à ma collègue »
            found[kind] = _intent(kind, sentence, flat)
            break
        else:
            nothing = _NOTHING.match(sentence) and not _BUT.search(sentence)
            if IntentKind.NOTHING_TO_REPORT not in found and nothing:
                found[IntentKind.NOTHING_TO_REPORT] = Intent(IntentKind.NOTHING_TO_REPORT, sentence)
    return tuple(found.values())


def _intent(kind: IntentKind, sentence: str, text: str) -> Intent:
    if kind is not IntentKind.HANDOVER:
        return Intent(kind, sentence)
    return Intent(kind, sentence, *handed_to(sentence, text))


def _ends(flat: str) -> bool:
    """« Nous avons terminé », for oneself or for all."""
    low = flat.casefold()
    return any(glances.holds(low, words) and rule.search(flat) for rule, words in _ENDS)


def _without_intents(text: str, intents: Sequence[Intent], codes: tuple[str, ...]) -> str:
    """What could still be an answer: without the sentences that say the intents, and without courtesies."""
    said = {" ".join(intent.text.split()) for intent in intents}
    if any(intent.kind in _TAKES_ALL for intent in intents) and len(sentences(text)) <= 5:
        # the rest of such a message belongs to it, unless it speaks of a question of ours
        others = [s for s in sentences(text) if " ".join(straight(s).replace("\xa0", " ").split()) not in said]
        return "\n".join(sentence for sentence in others if codes and names_some(sentence, codes))
    kept = []
    for sentence in sentences(text):
        flat = _GREETED.sub("", " ".join(straight(sentence).replace("\xa0", " ").split()))
        if flat in said or is_courteous(flat) or is_greeting(flat) or is_thanks(flat) or is_closing(flat):
            continue
        if is_introduction(flat) or is_footer(flat) or _ends(flat):
            continue
        kept.append(sentence)
    return "\n".join(kept)
