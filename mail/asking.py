"""What an invitation, a reminder and an overdue notice say."""

from __future__ import annotations

from datetime import date

from mail.mime import one_line
from mail.view import PERSONAL, Context, Passage, passages, prose_line, sections, still_missing
from mail.wording import awaited, listed, number_of, time_left
from questionnaires.model import Kind, Question
from usecases.letters import Letter
from usecases.messages import LetterKind


def asking(letter: Letter, today: date) -> Context:
    """The questions, the deadline and the ways to answer; a reminder asks only what is still missing."""
    first = letter.kind is LetterKind.INVITATION
    asked = letter.questions if first else still_missing(letter)
    questionnaire = letter.questionnaire
    return {
        "opening": _first_words(letter, today, asked),
        "due": awaited("Réponse attendue", letter.last_day, letter.strict),
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
    }


def _first_words(letter: Letter, today: date, asked: tuple[Question, ...]) -> tuple[str, ...]:
    who = f" ({PERSONAL['organisation']})" if letter.organisation.name.strip() else ""
    title = prose_line(letter.title)
    if letter.kind is LetterKind.INVITATION:
        return (f"Nous sollicitons votre contribution{who} au questionnaire « {title} ».",)
    lines = [f"Nous attendons votre réponse{who} au questionnaire « {title} » : {time_left(today, letter.last_day)}."]
    if letter.last_day < today:
        lines[0] += " Elle nous reste utile et sera prise en compte."
    known = [code for code in letter.known if code not in letter.missing]
    if known:
        received = number_of(len(known), "votre réponse à la question", "réponses, aux questions")
        lines.append(
            f"Nous avons bien reçu {received} {listed(known)}, merci. "
            f"Inutile de {'la' if len(known) == 1 else 'les'} reprendre, sauf pour corriger."
        )
    if known and asked:
        missing = listed([question.code for question in asked])
        lines.append(f"Il manque encore {number_of(len(asked), 'une réponse', 'réponses')} : {missing}.")
    elif asked:
        lines.append("Nous n’avons encore rien reçu. Si votre réponse s’est croisée avec ce message, merci !")
    return tuple(lines)


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
    names = listed([f"« {one_line(attachment.name)} »" for attachment in letter.attachments])
    if names:
        ways.append(f"Ou remplissez le formulaire joint ({names}) et renvoyez-le en pièce jointe de votre réponse.")
    ways.append(
        "Répondez en une ou plusieurs fois, dans l’ordre qui vous convient ; plusieurs personnes peuvent répondre, "
        "nous rassemblons leurs contributions. Un texte libre convient pour toutes les questions."
    )
    ways.append("À chaque envoi, nous vous dirons ce que nous avons compris et ce qui manque.")
    return tuple(ways)
