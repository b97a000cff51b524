"""What the letters of the synthesis say: the draft to amend, the final version."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from mail.marks import without_codes_in_front
from mail.mime import one_line
from mail.view import Context, GroupView, ParagraphView, prose, prose_line
from mail.wording import awaited, listed, time_left
from synthesis.draft import Paragraph, Style
from usecases.letters import Letter


def draft(letter: Letter, today: date) -> Context:
    """The draft in the body, each paragraph a block of its own, and the ways to propose changes."""
    paragraphs = tuple(_paragraph(p) for p in letter.draft.paragraphs if p.text.strip()) if letter.draft else ()
    ways = [
        "Répondez à ce message et corrigez directement le texte repris : ajoutez, supprimez ou réécrivez ; nous "
        "retrouverons vos changements.",
        "Ou écrivez vos remarques en tête de votre réponse, en citant le passage concerné.",
    ]
    names = _files(letter)
    if names:
        ways.append(
            f"Ou modifiez le document joint ({names}), de préférence en suivi des modifications ou avec des "
            "commentaires, et renvoyez-le."
        )
    return {
        "opening": (
            f"Voici le projet de synthèse « {prose_line(letter.title)} », issu des réponses reçues. Nous vous "
            f"invitons à nous faire connaître vos remarques et vos demandes de modification : "
            f"{time_left(today, letter.last_day)}.",
            *prose(letter.amendments_sentence),
        ),
        "due": awaited("Remarques attendues", letter.last_day, letter.strict),
        "ways": tuple(ways),
        "chat_way": "Ou dites-le par messagerie :" if letter.chat_link.strip() else "",
        "paragraphs": paragraphs,
        "groups": tuple(GroupView(style, tuple(run)) for style, run in groupby(paragraphs, key=lambda p: p.style)),
        "ending": ("Sans remarque de votre part à cette date, nous considérerons que le texte vous convient.",),
    }


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
