"""Files sent in the chat: forms are read as anywhere, everything else is kept, and what may hold words is shown."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.asking import quoted
from questionnaires.typography import NBSP
from usecases.chat.members import group_of, member
from usecases.chat.whose import Speaker, Stranger, whose_chat
from usecases.file_reading import read_file
from usecases.installation import Installation
from usecases.messages import Incoming
from usecases.receive import what_was_asked
from usecases.replies import Placed, ProposedChange
from usecases.whose import Whose


@dataclass(frozen=True)
class FilesRead:
    """What the files of one message hold. `lines` tell the person, `why` is why a coordinator looks, or "".

    `kept` are the names of those that are no form and stay with the answers; `to_look_at` is why a coordinator looks
    at pictures and recordings, unless a file is what was asked for.
    """

    answers: tuple[Placed, ...] = ()
    changes: tuple[ProposedChange, ...] = ()
    lines: tuple[str, ...] = ()
    why: str = ""
    kept: tuple[str, ...] = ()
    to_look_at: str = ""


NO_FILES = FilesRead()
_UNSURE = "ce qui y est écrit n’a pas pu être rattaché sûrement à une question."


async def read_files(house: Installation, incoming: Incoming, round: str = "") -> FilesRead:
    """Read the attachments of whoever speaks, outside any transaction."""
    if not incoming.attachments:
        return NO_FILES
    async with house.store.reading() as reading:
        found: Speaker | Stranger | None
        if incoming.group:
            group = await group_of(reading, incoming.group)
            found = await member(reading, group, incoming) if group else None
        else:
            found = await whose_chat(house, reading, incoming, round)
    return await files_of(house, found, incoming) if isinstance(found, Speaker) else NO_FILES


async def files_of(house: Installation, found: Speaker, incoming: Incoming) -> FilesRead:
    """What the attachments of this person hold. An empty file is one that the messenger would not hand over."""
    if not incoming.attachments:
        return NO_FILES
    async with house.store.reading() as reading:
        asked, reference = await what_was_asked(house, reading, _whose(found), incoming)
    answers: list[Placed] = []
    changes: list[ProposedChange] = []
    lines: list[str] = []
    reasons: list[str] = []
    kept: list[str] = []
    to_look_at: list[str] = []
    for file in incoming.attachments:
        name = quoted(file.name)
        if not file.content:
            lines.append(f"Je n’ai pas pu prendre {name} (trop lourd, ou vide){NBSP}: envoyez-le par courriel.")
            reasons.append(f"{file.name} n’a pas pu être pris.")
            continue
        form = await read_file(house, file, asked, reference)
        answers += form.answers
        changes += form.changes
        if form.answers or form.changes:
            codes = ", ".join(f"[{code}]" for code in dict.fromkeys(a.code for a in form.answers))
            lines.append(f"J’ai lu {name}{f'{NBSP}: {codes}' if codes else ''}. C’est noté.")
            if form.suggested or form.leftover or form.problem:
                lines.append(f"Une partie de {name} n’a pas de place sûre{NBSP}: la coordination la regardera.")
                reasons.append(form.problem or f"{file.name} : {_UNSURE}")
        elif form.problem:
            lines.append(
                f"J’ai gardé {name} sans pouvoir le lire ({form.problem}){NBSP}: la coordination le regardera."
            )
            reasons.append(f"{file.name} : {form.problem}")
        elif form.elsewhere:
            lines.append(f"{name} est le formulaire d’une autre demande{NBSP}: la coordination le regardera.")
            reasons.append(f"{file.name} : ce formulaire est celui d’une autre demande ({form.elsewhere}).")
        elif form.suggested or form.leftover:
            lines.append(
                f"J’ai lu {name}, sans être sûr des questions auxquelles il répond{NBSP}: la coordination le regardera."
            )
            reasons.append(f"{file.name} : {_UNSURE}")
        elif file.media_type.startswith("audio/"):
            lines.append(
                f"J’ai gardé {name}{NBSP}: la coordination l’écoutera, car je n’écoute pas les enregistrements. "
                "Votre réponse écrite compterait dès maintenant."
            )
            to_look_at.append("Un enregistrement, qui tient peut-être une réponse.")
            kept.append(file.name)
        elif file.media_type.startswith(("image/", "video/")):
            lines.append(f"J’ai gardé {name}, que je ne sais pas lire{NBSP}: la coordination le regardera.")
            to_look_at.append("Des images, qui tiennent peut-être une réponse.")
            kept.append(file.name)
        else:
            kept.append(file.name)
            lines.append(f"J’ai bien reçu {name}, gardé avec vos réponses.")
    return FilesRead(
        tuple(answers),
        tuple(changes),
        tuple(lines),
        " ".join(reasons),
        tuple(kept),
        " ".join(dict.fromkeys(to_look_at)),
    )


def _whose(found: Speaker) -> Whose:
    return Whose(found.campaign, found.round, found.contact, found.contact.id, "chat")
