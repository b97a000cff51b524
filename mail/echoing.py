"""What a receipt says back: what was understood, what was not, and what is missing; and what a notice says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from mail.blocks import Block, block, joined
from mail.mime import one_line
from mail.view import PLACES, Context, EchoView, prose, prose_line, quoted, sections, still_missing
from mail.wording import awaited, number_of
from questionnaires.model import Kind, Question
from synthesis.draft import Amendment, Change
from usecases.letters import Letter, ReceiptContent, UnderstoodAnswer

_SUGGESTED = (
    "Ces passages ressemblent à des réponses, sans que nous en soyons sûrs. Ils ne sont pas comptés : confirmez-les "
    "en répondant avec le code de la question."
)
_LEFTOVER = (
    "Rien n’est perdu : ces passages sont conservés avec votre message. Si l’un d’eux est une réponse, renvoyez-le "
    "précédé du code de sa question."
)


def receipt(blocks: Collection[str]) -> Context:
    """What frames the blocks of a receipt (their names): the headings, and a word before some of them."""
    places: Context = {name: place if name in blocks else "" for name, place in PLACES.items()}
    return {**places, "suggested_intro": _SUGGESTED, "leftover_intro": _LEFTOVER}


def receipt_blocks(letter: Letter) -> dict[str, Block]:
    """Question by question what was understood, then what is left, what is missing and how to correct; by place."""
    content = letter.receipt or ReceiptContent()
    asked = still_missing(letter)
    echoed = content.understood or content.suggested
    problems = tuple(line for problem in content.problems for line in prose(problem))
    blocks = {
        "opening": [
            block("p", words) for words in _first_words(content, complete=bool(letter.questions) and not asked)
        ],
        "understood": [
            *(block("answer", _echo(answer)) for answer in content.understood),
            *(shown for amendment in content.amendments for shown in _amendment(amendment)),
        ],
        "suggested": [block("answer", _echo(answer)) for answer in content.suggested],
        "leftover": [block("words_of", quoted(text)) for text in content.leftover],
        "problems": [block("bullets", problems)] if problems else [],
        "correcting": [block("p", _correcting(_example(echoed)))] if echoed else [],
        "missing": list(_missing(letter, asked)) if asked else [],
    }
    return {name: joined(several) for name, several in blocks.items() if several}


def _amendment(amendment: Amendment) -> Iterator[Block]:
    """What would change in the draft, in the words of its author."""
    words = {
        Change.INSERT: ("Ajouter :", amendment.proposed, ""),
        Change.DELETE: ("Supprimer :", amendment.original, ""),
        Change.REPLACE: ("Remplacer :", amendment.original, amendment.proposed),
        Change.COMMENT: ("Votre remarque :", amendment.proposed, ""),
    }
    what, first, second = words[amendment.kind]
    yield block("p", what)
    yield block("words_of", quoted(first))
    if second:
        yield block("p", "par :")
        yield block("words_of", quoted(second))


def _example(echoed: tuple[UnderstoodAnswer, ...]) -> str:
    """The code to show how to correct with: that of an answer, rather than of who gives it."""
    questions = [answer.question for answer in echoed]
    return one_line(next((q.code for q in questions if q.kind is not Kind.PEOPLE), questions[0].code))


def _correcting(example: str) -> str:
    return (
        f"Répondez à ce message en donnant le code de la question : « {example}, lire : … » remplace votre "
        f"réponse, « Complément {example} : … » la complète."
    )


def _missing(letter: Letter, asked: tuple[Question, ...]) -> Iterator[Block]:
    """How many answers are missing, until when they are awaited, and the questions under their sections."""
    count = number_of(len(asked), "une réponse", "réponses")
    yield block("p", f"Il manque encore {count} : répondez ci-dessous, sous chaque question, quand vous le pourrez.")
    yield block("callout", awaited("Réponse attendue", letter.last_day, letter.strict))
    for section in sections(letter, asked, brief=True):
        if section.title:
            yield block("h3", section.title)
        yield from (block("question", question) for question in section.questions)


def notice(letter: Letter) -> Context:
    """A word about one message, with the passages and the difficulties that it names."""
    content = letter.receipt or ReceiptContent(remark=f"Ce message concerne « {letter.title} ».")
    return {
        "opening": prose(content.remark),
        "leftover": tuple(quoted(text) for text in content.leftover),
        "problems": tuple(line for problem in content.problems for line in prose(problem)),
    }


def _first_words(content: ReceiptContent, complete: bool) -> tuple[str, ...]:
    opening = ["Merci pour votre message."]
    if content.understood:
        opening[0] += " Voici ce que nous en avons compris ; corrigez-nous si besoin."
    elif not content.amendments and not content.remark:
        opening[0] += " Nous n’y avons pas trouvé de réponse que nous puissions noter sans vous."
    if content.amendments:
        number = len(content.amendments)
        proposals = number_of(number, "une proposition de modification", "propositions de modification")
        opening.append(
            f"Nous avons noté {proposals} du projet de synthèse, que voici ; corrigez-nous si besoin, en réponse à ce "
            "message. La version finale dira ce qui a été retenu."
        )
    opening.extend(prose(content.remark))
    if content.understood and complete:
        opening.append("Toutes les questions ont une réponse : le retour de votre organisme est complet.")
    return tuple(opening)


def _echo(answer: UnderstoodAnswer) -> EchoView:
    return EchoView(
        *_named(answer.question.code, answer.question.label),
        quoted(answer.text),
        prose_line(answer.reading),
        prose_line(answer.ask),
    )


@lru_cache(maxsize=512)
def _named(code: str, label: str) -> tuple[str, str]:
    return one_line(code), prose_line(label)
