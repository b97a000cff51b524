"""What a receipt says back: what was understood, what was not, and what is missing; and what a notice says."""

from __future__ import annotations

from mail.mime import one_line
from mail.view import Context, EchoView, prose, prose_line, quoted, sections, still_missing
from mail.wording import awaited, number_of
from usecases.letters import Letter, ReceiptContent, UnderstoodAnswer

_SUGGESTED = (
    "Ces passages ressemblent à des réponses, sans que nous en soyons sûrs. Ils ne sont pas comptés : confirmez-les "
    "en répondant avec le code de la question."
)
_LEFTOVER = (
    "Rien n’est perdu : ces passages sont conservés avec votre message. Si l’un d’eux est une réponse, renvoyez-le "
    "précédé du code de sa question."
)


def receipt(letter: Letter) -> Context:
    """Question by question what was understood, then what is left, what is missing and how to correct."""
    content = letter.receipt or ReceiptContent()
    asked = still_missing(letter)
    understood = tuple(_echo(answer) for answer in content.understood)
    suggested = tuple(_echo(answer) for answer in content.suggested)
    example = (understood or suggested)[0].code if understood or suggested else ""
    return {
        "opening": _first_words(content, complete=bool(letter.questions) and not asked),
        "understood": understood,
        "suggested": suggested,
        "suggested_intro": _SUGGESTED,
        "leftover": tuple(quoted(text) for text in content.leftover),
        "leftover_intro": _LEFTOVER,
        "problems": tuple(line for problem in content.problems for line in prose(problem)),
        "correcting": (
            f"Répondez à ce message en donnant le code de la question : « {example}, lire : … » remplace votre "
            f"réponse, « Complément {example} : … » la complète."
        )
        if example
        else "",
        "sections": sections(letter, asked, brief=True),
        "missing_intro": f"Il manque encore {number_of(len(asked), 'une réponse', 'réponses')} : répondez ci-dessous, "
        "sous chaque question, quand vous le pourrez.",
        "due": awaited("Réponse attendue", letter.last_day, letter.strict),
    }


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
        one_line(answer.question.code),
        prose_line(answer.question.label),
        quoted(answer.text),
        prose_line(answer.reading),
        prose_line(answer.ask),
    )
