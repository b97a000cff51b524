"""What the letters of the synthesis say: the draft to amend, the reminder of it, the final version."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from mail.asking import stopping
from mail.marks import without_codes_in_front
from mail.mime import one_line
from mail.view import Context, GroupView, ParagraphView, prose, prose_line
from mail.wording import due, listed, time_left
from synthesis.draft import Paragraph, Style
from usecases.letters import Letter

_SILENCE = "Sans remarque de votre part à cette date, nous considérerons que le texte vous convient."


def draft(letter: Letter, today: date) -> Context:
    """The draft in the body, each paragraph a block of its own, and the ways to propose changes."""
    paragraphs = tuple(_paragraph(p) for p in letter.draft.paragraphs if p.text.strip()) if letter.draft else ()
    return {
        **_frame(letter, today),
        "opening": (
            f"Voici le projet de synthèse « {prose_line(letter.title)} », issu des réponses reçues. Nous vous "
            f"invitons à nous faire connaître vos remarques et vos demandes de modification : "
            f"{time_left(today, letter.last_day)}.",
            *prose(letter.amendments_sentence),
        ),
        "ways": (
            "Répondez à ce message et corrigez directement le texte repris : ajoutez, supprimez ou réécrivez ; nous "
            "retrouverons vos changements.",
            "Ou écrivez vos remarques en tête de votre réponse, en citant le passage concerné.",
            *_in_the_file(letter),
        ),
        "paragraphs": paragraphs,
        "groups": tuple(GroupView(style, tuple(run)) for style, run in groupby(paragraphs, key=lambda p: p.style)),
        "ending": (_SILENCE,),
        "stopping": (),
        "stopping_words": "",
    }


def reminder(letter: Letter, today: date, reply_pattern: str) -> Context:
    """That remarks on the draft are awaited: its text is in the mail before and in the file, not here again."""
    is_late = letter.last_day < today
    sent = f"Nous vous avons envoyé le projet de synthèse « {prose_line(letter.title)} » pour relecture"
    left = f"{time_left(today, letter.last_day)}."
    return {
        **_frame(letter, today),
        "opening": (
            f"{sent} : {left}" + (" Vos remarques nous restent utiles." if is_late else ""),
            "Si votre réponse s’est croisée avec ce message, merci !",
        ),
        "ways": (
            "Répondez à ce message en citant le passage concerné, ou à notre envoi précédent en corrigeant le texte.",
            *_in_the_file(letter),
        ),
        "paragraphs": (),
        "groups": (),
        "ending": () if is_late else (_SILENCE,),
        **stopping(reply_pattern),
    }


def _frame(letter: Letter, today: date) -> Context:
    """Until when remarks are awaited, and the way by chat."""
    return {
        "due": due(letter, today, "Remarques attendues", "Les remarques étaient attendues"),
        "chat_way": "Ou dites-le par messagerie :" if letter.chat_link.strip() else "",
    }


def _in_the_file(letter: Letter) -> tuple[str, ...]:
    names = _files(letter)
    if not names:
        return ()
    return (
        f"Ou modifiez le document joint ({names}), de préférence en suivi des modifications ou avec des commentaires, "
        "et renvoyez-le.",
    )


def final(letter: Letter) -> Context:
    """That the synthesis is finished, what became of the amendments, and the files."""
    opening = [f"La synthèse « {prose_line(letter.title)} » est achevée. Merci de votre contribution."]
    opening.extend(prose(letter.amendments_sentence))
    names = _files(letter)
    if names:
        opening.append(f"{'Documents joints' if len(letter.attachments) > 1 else 'Document joint'} : {names}.")
    return {"opening": tuple(opening)}


def _files(letter: Letter) -> str:
    return listed([f"« {one_line(attachment.name)} »" for attachment in letter.attachments])


def _paragraph(paragraph: Paragraph) -> ParagraphView:
    if paragraph.style is Style.ROW:
        cells = tuple(one_line(cell, 20_000) for cell in paragraph.text.split("\t"))
        return ParagraphView(paragraph.style.value, without_codes_in_front(" | ".join(cells)), cells)
    return ParagraphView(paragraph.style.value, prose_line(paragraph.text))
