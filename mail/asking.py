"""What an invitation, a reminder and an overdue notice say; an escalation too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from campaigns.wishes import CHANGE, STOP
from mail.inviting import first_words
from mail.marks import reply_address, subject_mark
from mail.mime import one_line
from mail.view import PERSONAL, Context, Passage, passages, prose_line, sections, still_missing
from mail.wording import due, listed, number_of, time_left, whose_answer
from questionnaires.model import Kind, Question
from usecases.letters import Letter
from usecases.messages import LetterKind

# How many codes a sentence lists, and how many colleagues are named.
_MOST_CODES, _MOST_COLLEAGUES = 12, 3


def asking(letter: Letter, today: date, reply_pattern: str) -> Context:
    """The questions, the deadline and the ways to answer; a reminder asks only what is still missing."""
    first = letter.kind is LetterKind.INVITATION
    asked = letter.questions if first else still_missing(letter)
    questionnaire = letter.questionnaire
    return {
        "opening": _first_words(letter, today, asked),
        "due": due(letter, today, "Réponse attendue", "La réponse était attendue"),
        "context": passages(questionnaire.context) if first else (),
        "instructions": (*passages(questionnaire.instructions), *_promise(letter)) if first else (),
        "ways": _ways(letter, asked),
        "chat_way": "Ou répondez par messagerie, question par question :" if letter.chat_link.strip() else "",
        "documents": tuple(prose_line(document.title) for document in questionnaire.documents) if first else (),
        "sections": sections(letter, asked, brief=False),
        "handover": (
            "Vous n’êtes pas la bonne personne ? Transférez ce message à votre collègue, ou donnez-nous en réponse "
            "son nom et son adresse électronique. Une difficulté pour répondre dans les délais ? Dites-le-nous, "
            "simplement, en réponse à ce message."
        ),
        **({"stopping": (), "stopping_words": ""} if first else stopping(reply_pattern)),
    }


def _first_words(letter: Letter, today: date, asked: tuple[Question, ...]) -> tuple[str, ...]:
    if letter.kind is LetterKind.INVITATION:
        return first_words(letter)
    who = f" ({PERSONAL['organisation']})" if letter.organisation.name.strip() else ""
    title = prose_line(letter.title)
    is_addressee = letter.is_to_addressee
    left = time_left(today, letter.last_day)
    lines = [f"Nous attendons {whose_answer(letter)}{who} au questionnaire « {title} » : {left}."]
    if letter.last_day < today:
        lines[0] += f" {'Cette' if is_addressee else 'Votre'} réponse nous reste utile et sera prise en compte."
    received = [*_thanks(letter), *_colleagues(letter), *_others(letter)]
    lines += received
    if asked:
        if not received:
            lines.append("Nous n’avons encore reçu aucune réponse. Si la vôtre s’est croisée avec ce message, merci !")
        codes = _these([question.code for question in asked])
        lines.append(f"Il reste à répondre à {codes} : {_EITHER}" if is_addressee else f"Il vous reste {codes}.")
    if letter.elsewhere:
        lines.append(f"Pour votre organisme, nous attendons aussi {_these(letter.elsewhere)} d’autres personnes.")
    return tuple(lines)


def _thanks(letter: Letter) -> list[str]:
    """A word for what this person has answered."""
    if not letter.own:
        return []
    if len(letter.own) == 1:
        return [f"Merci pour votre réponse à {letter.own[0]} : inutile de la reprendre, sauf pour la corriger."]
    return [f"Merci pour vos réponses à {_these(letter.own)} : inutile de les reprendre, sauf pour les corriger."]


def _colleagues(letter: Letter) -> list[str]:
    """What colleagues have answered, in a sentence each; beyond a few, together."""
    named = (
        letter.colleagues if len(letter.colleagues) <= _MOST_COLLEAGUES else letter.colleagues[: _MOST_COLLEAGUES - 1]
    )
    lines = [f"{prose_line(colleague.name)} a répondu à {_these(colleague.codes)}." for colleague in named]
    rest = {code: None for colleague in letter.colleagues[len(named) :] for code in colleague.codes}
    if rest:
        count = number_of(len(letter.colleagues) - len(named), "un autre collègue a", "autres collègues ont")
        lines.append(f"{count[:1].upper()}{count[1:]} répondu à {_these(list(rest))}.")
    return lines


def _others(letter: Letter) -> list[str]:
    """What else has been received for the organisation."""
    told = {*letter.missing, *letter.own, *(code for colleague in letter.colleagues for code in colleague.codes)}
    codes = [code for code in letter.known if code not in told]
    if not codes:
        return []
    received = number_of(len(codes), "votre réponse à la question", "réponses, aux questions")
    return [f"Nous avons bien reçu {received} {_these(codes)}, merci."]


def _these(codes: Sequence[str]) -> str:
    """« Q3b et Q5 »; many are counted."""
    if len(codes) <= _MOST_CODES:
        return listed(codes)
    return f"{len(codes)} questions, de {codes[0]} à {codes[-1]}"


# what an addressee is reminded of is the organisation's, not theirs alone
_EITHER = "vous pouvez le faire vous-même, ou transférer ce message à la personne qui le fera."

_STOPPING = (
    "Répondez STOP pour ne plus recevoir de rappels. Répondez « changer de correspondant », avec son nom et son "
    "adresse, pour que nous écrivions à quelqu’un d’autre."
)


def stopping(reply_pattern: str) -> Context:
    """How reminders are stopped: in words, and by two links (a new mail to us, its subject already written)."""
    address = quote(reply_address(reply_pattern, "{token}"), safe="@+{}").replace("{token}", PERSONAL["token"])
    mark = subject_mark("{token}")

    def link(words: str) -> str:
        subject = quote(f"{words} {mark}", safe="{}").replace("{token}", PERSONAL["token"])
        return f"mailto:{address}?subject={subject}"

    links = (("Ne plus me relancer", link(STOP)), ("Changer de correspondant", link(CHANGE)))
    return {"stopping": links, "stopping_words": _STOPPING}


def _promise(letter: Letter) -> tuple[Passage, ...]:
    """What is promised where the results must not be used to compare organisations with each other."""
    if letter.questionnaire.comparison:
        return ()
    return (Passage("Vos réponses ne serviront pas à comparer les organismes entre eux."),)


def _ways(letter: Letter, asked: tuple[Question, ...]) -> tuple[str, ...]:
    ways = []
    if asked:
        # an example that looks like the others: not one of the header's, who is who
        code = next((q.code for q in asked if q.kind is not Kind.PEOPLE and not q.prefill), asked[0].code)
        ways.append(
            "Le plus simple : répondez à ce message et écrivez sous chaque question, dans le texte repris. Vous pouvez "
            f"aussi répondre en tête de message, avec le code de chaque question (« {code} : votre réponse »)."
        )
    forms = [attachment for attachment in letter.attachments if attachment.name not in letter.enclosed]
    names = listed([f"« {one_line(attachment.name)} »" for attachment in forms])
    if names:
        ways.append(f"Ou remplissez le formulaire joint ({names}) et renvoyez-le en pièce jointe de votre réponse.")
    ways.append(
        "Répondez en une ou plusieurs fois, dans l’ordre qui vous convient ; plusieurs personnes peuvent répondre, "
        "nous rassemblons leurs contributions. Un texte libre convient pour toutes les questions."
    )
    ways.append("À chaque envoi, nous vous dirons ce que nous avons compris et ce qui manque.")
    return tuple(ways)
