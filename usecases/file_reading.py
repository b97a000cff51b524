"""What an attached file says: a form by the reader of forms, a document of their own read like the text of a mail."""

from __future__ import annotations

from dataclasses import replace

from usecases.installation import Installation
from usecases.messages import Attachment
from usecases.replies import Asked, FormReading, Placed

MOST = 100_000  # characters of a document that are read like a mail
_SURE = frozenset({"under", "beside"})  # below or beside our own question, word for word
_GUESSED = frozenset({"above", "code", "question", "title", "correction"})
_HEAD = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"


async def read_file(house: Installation, file: Attachment, asked: Asked, reference: str) -> FormReading:
    """What this file says. Only what stands at our own questions is recorded; other finds are suggestions."""
    form = await house.form_reader.read_form(file, asked, reference)
    if not form.text or form.elsewhere or asked.draft is not None or len(form.text) > MOST:
        return form
    reply = await house.reader.read(_HEAD + form.text.encode("utf-8", "replace"), asked)
    sure = [placed for placed in reply.answers if placed.how in _SURE]
    guessed = [placed for placed in (*reply.answers, *reply.suggested) if placed.how in _GUESSED]
    if sure:
        answers, suggested = _of_a_file(sure), _of_a_file(guessed)
        return replace(form, recognised=True, answers=answers, suggested=suggested, leftover=reply.leftover, problem="")
    if form.answers or form.suggested or len({placed.code for placed in guessed}) < 2:
        return form
    return replace(form, recognised=True, suggested=_of_a_file(guessed), problem="")


def _of_a_file(placed: list[Placed]) -> tuple[Placed, ...]:
    return tuple(replace(one, how=f"file-{one.how}") for one in placed)
