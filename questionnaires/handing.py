"""What concerns other people: a question or everything handed to a colleague, a difficulty, a farewell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from questionnaires.anew import replace
from questionnaires.asides import Matter, bare
from questionnaires.asking import example_lines, quoted
from questionnaires.codes import code_named
from questionnaires.commands import Command
from questionnaires.recap import limit_line
from questionnaires.scene import Effect, Mode, Offer, Scene, Turn
from questionnaires.shorthand import spelled_out
from questionnaires.turns import ADDRESS, CANCEL, go_on, moved, turn_of
from questionnaires.typography import NBSP

# A person named in a few words, where we asked for one: « Marie Dupont, cheffe du pôle ».
_PERSON = re.compile(
    r"(?:(?:c['’]est|voici|il s['’]agit de|voyez(?: avec)?|avec|à)\s+)?(?:(?:M\.|Mme|Mlle|Dr|Pr|Monsieur"
    r"|Madame)\s+)?"
    r"[A-ZÀ-Ý][\w’'-]+(?:\s+[A-ZÀ-Ý][\w’'-]+){1,3}(?:\s*[,(–-].{0,50})?[.\s]*"
)
_SOMEONE = re.compile(
    r"\b(?:mme|mlle|madame|monsieur|dr|docteur|ma collegue|mon collegue|successeure?|remplac\w+|s en occupe\w*"
    r"|(?:est|sera) en charge|prend\w* la suite|reprend\w* (?:le|ce|mon))\b"
)
_NOBODY_KNOWN = re.compile(
    r"(?:(?:je )?(?:ne )?sais pas(?: (?:qui|encore|son|a qui).{0,40})?|aucune idee|(?:je )?n ai pas "
    r"(?:son|sa|l|leur|d|de|le|la)"
    r" ?(?:adresse|mail|courriel|e mail|coordonnees|nom).{0,30}|personne(?: pour l instant| encore)?|pas "
    r"encore|non|je l ignore)"
)
SUCCESSOR = "?"  # what `Talk.about` holds where we asked who answers instead of this person
_WHAT_IS = re.compile(
    r"(?:c['’ ]est quoi|que (?:veut dire|signifie)|qu['’]est[- ]ce que?(?: c['’]est(?: que)?)?"
    r"|qu['’]entend(?:ez[- ]vous|-on) par|(?:la )?(?:définition|definition|signification)(?: de)?)\s*"
    r"(?:(?:le|la|les|un|une|des|ce|cette|l['’]|d['’])\s*)?(?P<term>[^?]{1,30}?)\s*\??|(?P<alone>[^\s?]{1,12})\s*\?+",
    re.IGNORECASE,
)
_WHO = (
    f"Merci de le dire, c’est transmis à la coordination. À qui devons-nous écrire{NBSP}? Donnez son nom et son "
    "adresse de courriel. Sinon, continuez simplement."
)
_NAMED_ALREADY = "Merci, c’est transmis à la coordination. Si vous avez son adresse de courriel, écrivez-la."
_WHOM, _TROUBLE = "À qui confier", "Qu’est-ce qui vous gêne"
LONGEST_NAMING = 150  # characters in which someone is named, address included; an answer may hold addresses too
_CODE_NAMED = re.compile(r"\[([^\]\s]{1,16})\]")
_WORD = re.compile(r"[\w.]+")
_NUMBERED = re.compile(r"\bquestions?\s+(?:n[°o]\s*)?(\d{1,2}[a-z]?)\b", re.IGNORECASE)
_THIS_ONE = re.compile(r"\bcette question|\bla question(?!\s+\w{0,3}\d)|\bcelle-ci\b", re.IGNORECASE)


def to_colleague(scene: Scene, command: Command) -> Turn:
    """« /collegue Q3a maud@… »: the question and the address may stand in the same message, or be asked for."""
    codes = scene.questionnaire.codes
    rest = ADDRESS.sub(" ", command.text)
    named = (code_named(f"q{n}", codes) for n in _NUMBERED.findall(rest))
    code = next((found for word in _WORD.findall(rest) if (found := code_named(word, codes))), "") or next(named, "")
    if not code and _THIS_ONE.search(rest):
        code = scene.talk.asked
    if ADDRESS.search(command.text):
        return hand(scene, code, command.text)
    what = f"la question [{code}]" if code else "la suite du questionnaire"
    ask = f"{_WHOM} {what}{NBSP}? Écrivez son adresse de courriel, et son nom si vous voulez."
    there = moved(scene, mode=Mode.HANDING, about=code)
    return turn_of(there, [ask], [CANCEL])


def order_asked_for(said: str, words: str) -> str:
    """The whole order that these words make where they answer what we said (« À qui confier [Q3a] ? »), or ""."""
    if said.startswith(_TROUBLE):
        return f"difficulté{NBSP}: {words}"
    if not said.startswith((_WHOM, _WHO[:40])) or not ADDRESS.search(words):
        return ""
    named = _CODE_NAMED.search(said)
    return f"/collegue {named[1] if named else ''} {words}"


def successor(scene: Scene, words: str) -> Turn | None:
    """What follows when these words say who answers instead; None where they say something else."""
    if len(words) > LONGEST_NAMING:
        return None
    if others_in(scene, words):
        return hand(scene, "", words)
    if _NOBODY_KNOWN.fullmatch(bare(words)):
        return go_on(moved(scene, mode=Mode.ASKING), ["D’accord, la coordination s’en occupe."])
    if _PERSON.fullmatch(words) or _SOMEONE.search(bare(words)):
        return for_people(scene, Matter.HANDOVER, words)
    return None


def others_in(scene: Scene, words: str) -> list[str]:
    """The addresses in these words, the person's own aside."""
    found = (address.casefold() for address in ADDRESS.findall(words))
    return [address for address in found if address != scene.address.casefold()]


def hand(scene: Scene, code: str, words: str) -> Turn:
    """Hand over the question `code`, "" for everything, to the person whose address stands in these words."""
    others = others_in(scene, words)
    here = moved(scene, mode=Mode.ASKING)
    if not others and ADDRESS.search(words) is None:
        again = f"collègue {code} nom@organisme.fr".replace("  ", " ")
        lost = f"Je n’y ai pas trouvé d’adresse. Quand vous l’aurez{NBSP}: «{NBSP}{again}{NBSP}»."
        if _NOBODY_KNOWN.fullmatch(bare(words)):
            return go_on(here, [lost])
        turn = go_on(replace(here, talk=replace(here.talk, unfinished=(words,))), [lost])
        mine = [Offer("C’est ma réponse", f"ma réponse à {here.talk.asked}")] if here.talk.asked else []
        return replace(turn, offers=(*turn.offers, *mine), effect=Effect.UNPLACED, words=words)
    if not others:
        return go_on(here, [f"C’est votre propre adresse{NBSP}: rien ne change."])
    address = others[0]
    # whoever reads these words next takes the first address in them
    words = re.sub(re.escape(scene.address), "", words, flags=re.IGNORECASE).strip() if scene.address else words
    if not code:
        line = f"Merci. {address} va recevoir une invitation à répondre pour {scene.whom}."
        rest = "Vous n’aurez plus de rappel. Si vous voulez répondre vous aussi, écrivez simplement."
        turn = turn_of(moved(here, asked=""), [line, rest], [Offer("Continuer", "reprendre")])
        return replace(turn, effect=Effect.HANDOVER, words=words)
    kept = [own for own in scene.talk.handed if own.partition(" ")[0] != code]
    shared = replace(here, talk=replace(here.talk, handed=(*kept, f"{code} {address}")))
    if shared.talk.asked == code:
        shared = moved(shared, asked="", mode=Mode.ASKING)
    line = f"Merci. {address} va recevoir une invitation, avec [{code}] en premier. Vous ne la verrez plus ici."
    return replace(go_on(shared, [line]), effect=Effect.SHARED, words=f"{code} {words}")


def difficulty(scene: Scene, command: Command) -> Turn:
    """« /difficulte … »: the words stand in the same message, or are asked for."""
    if command.text:
        return for_people(scene, Matter.DIFFICULTY, command.text)
    ask = f"{_TROUBLE}{NBSP}? Dites-le en quelques mots{NBSP}: la coordination le lira et vous aidera."
    return turn_of(moved(scene, mode=Mode.TELLING), [ask], [CANCEL])


def ask(scene: Scene, _: Command) -> Turn:
    """« j’ai une question »: which one?"""
    line = f"Posez-la en quelques mots{NBSP}: la coordination la lira et vous répondra."
    return turn_of(moved(scene, mode=Mode.TELLING), [line], [CANCEL])


def for_people(scene: Scene, matter: Matter, words: str) -> Turn:
    """A refusal, a handover, a difficulty or a question: acknowledged, shown to the coordinators, never an answer."""
    if matter is Matter.HANDOVER and others_in(scene, words):
        return hand(scene, "", words)
    talk = replace(scene.talk, unfinished=(words,))
    extra = [Offer("C’est ma réponse", f"ma réponse à {talk.asked}")] if talk.asked else []
    if matter is Matter.HANDOVER:
        ask = _WHO if talk.about != SUCCESSOR else _NAMED_ALREADY
        there = moved(replace(scene, talk=replace(talk, about="")), mode=Mode.HANDING, about=SUCCESSOR)
        turn = turn_of(there, [ask], [Offer("Continuer", "reprendre"), *extra])
        return replace(turn, effect=Effect.HANDOVER, words=words)
    what = {
        Matter.REFUSAL: "C’est noté, et transmis à la coordination. Vous pouvez changer d’avis à tout moment.",
        Matter.DIFFICULTY: "C’est noté, et transmis à la coordination, qui vous aidera. Une réponse partielle, "
        f"tardive ou «{NBSP}néant{NBSP}» est utile aussi.",
        Matter.QUESTION: f"Votre {'question' if '?' in words else 'demande'} est transmise à la coordination."
        + (f" {limit_line(scene)}" if scene.last_day and scene.over_since is None else ""),
    }[matter]
    term = _WHAT_IS.fullmatch(words) if matter is Matter.QUESTION and len(words) <= LONGEST_NAMING else None
    if term is not None and term["term"] and scene.questionnaire.glossary:
        what = f"{quoted(term['term'])} n’est pas au glossaire. {what}"
    here = moved(replace(scene, talk=talk), mode=Mode.ASKING if scene.talk.mode == Mode.TELLING else None)
    asked = scene.asked
    hints = [asked.help, *(example_lines(asked) if asked.examples else ())] if asked is not None else []
    told = [what, *(hints if "compren" in words.casefold() else ())]
    return replace(go_on(here, told, extra), effect=Effect(matter.value), words=words)


def stop(scene: Scene, _: Command) -> Turn:
    """No more messages in this chat: what was said stays, e-mail goes on."""
    lines = [
        f"C’est entendu{NBSP}: plus de messages ni de rappels ici. Vos réponses restent enregistrées.",
        f"Pour continuer, écrivez «{NBSP}reprendre{NBSP}». Vous pouvez aussi répondre par courriel, comme avant.",
    ]
    return replace(
        turn_of(moved(scene, mode=Mode.ASKING), lines, [Offer("Reprendre", "reprendre")]), effect=Effect.QUIET
    )


def term_asked(scene: Scene, typed: str) -> str | None:
    """The term of the glossary that is asked about (« que veut dire FIR ? », « FIR ? »), None for anything else."""
    if len(typed) > LONGEST_NAMING:
        return None
    found = _WHAT_IS.fullmatch(typed.strip()) or _WHAT_IS.fullmatch(spelled_out(typed))
    term = (found["term"] or found["alone"]).strip() if found else ""
    return term if term and any(known.means(term) for known in scene.questionnaire.glossary) else None


def glossary(scene: Scene, command: Command) -> Turn:
    """One term of the questionnaire, or all of them."""
    terms = scene.questionnaire.glossary
    if not terms:
        return go_on(scene, ["Ce questionnaire n’a pas de glossaire."])
    lines: Sequence[str] = [f"{term.word}{NBSP}: {term.meaning}" for term in terms]
    if command.text:
        found = [f"{t.word}{NBSP}: {t.meaning}" for t in terms if t.means(command.text)]
        lines = found or [
            f"{quoted(command.text, 40)} n’est pas au glossaire. Il explique{NBSP}: "
            + ", ".join(t.word for t in terms)
            + "."
        ]
    return go_on(scene, lines)
