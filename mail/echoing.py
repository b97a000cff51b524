"""What a receipt says back: what was understood, what was not, and what is missing; and what a notice says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from mail.blocks import Block, block, joined
from mail.mime import one_line
from mail.view import PLACES, Context, EchoView, prose, prose_line, quoted, sections, still_missing
from mail.wording import awaited, number_of
from questionnaires.model import Question
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
        "understood": [block("answer", _echo(answer)) for answer in content.understood],
        "suggested": [block("answer", _echo(answer)) for answer in content.suggested],
        "leftover": [block("words_of", quoted(text)) for text in content.leftover],
        "problems": [block("bullets", problems)] if problems else [],
        "correcting": [block("p", _correcting(one_line(echoed[0].question.code)))] if echoed else [],
        "missing": list(_missing(letter, asked)) if asked else [],
    }
    return {name: joined(several) for name, several in blocks.items() if several}


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
        proposals = number_of(content.amendments, "une proposition de modification", "propositions de modification")
        opening.append(
            f"Nous avons noté {proposals} du projet de synthèse. La version finale dira ce qui a été retenu."
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
