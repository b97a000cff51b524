"""Files that are no form of ours: read like the text of a mail, by mail and in the chat; only what is sure counts."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Mapping
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.bot.house import ANNE, START, House
from tests.documents.pages import typeset
from tests.usecases.test_receive import form_of_anne, mail, office, received
from usecases.compose_mail import compose_mail
from usecases.messages import Attachment, LetterKind, Outcome, Received
from usecases.send_due import queue_due

GIVEN = {"Q1a": "Un colloque en 2016.", "Q5": "Oui, un vrai levier."}


def with_file(message: EmailMessage, name: str, content: bytes) -> EmailMessage:
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


async def letter(house: House) -> str:
    """The text of her invitation, which has left."""
    store = house.installation.store
    await queue_due(house.installation, START)
    async with store.transaction("dispatch") as transaction:
        await transaction.claim(START, 10, START + timedelta(minutes=5))
        await transaction.commit()
    sent = await compose_mail(house.installation, "pnsp", "anne@ars-bretagne.example", LetterKind.INVITATION, START)
    body = email.message_from_bytes(sent, policy=email.policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def answered(text: str, given: Mapping[str, str], mark: str = "") -> str:
    """The letter with each answer below its question."""
    lines: list[str] = []
    waiting = ""
    for line in text.splitlines():
        code = next((code for code in given if line.startswith(f"[{code}]")), "")
        waiting = given[code] if code else waiting
        lines.append(mark + line)
        if waiting and not line.strip():
            lines += ["", waiting, ""]
            waiting = ""
    return "\n".join(lines)


async def sent_with(house: House, name: str, content: bytes) -> Received:
    message = mail("Bonjour, voir pièce jointe.", token=await house.token(ANNE))
    return await received(house, with_file(message, name, content))


@pytest.mark.parametrize("mark", ["> ", ""], ids=["quoted", "copied"])
@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "utf-16"])
async def test_our_letter_kept_as_a_text_file_with_answers_in_it_is_read(
    tmp_path: Path, mark: str, charset: str
) -> None:
    async with office(tmp_path) as house:
        text = answered(await letter(house), GIVEN, mark)
        said = await sent_with(house, "reponse.txt", text.encode(charset, "replace"))
        assert (said.outcome, said.answers) == (Outcome.RECORDED, GIVEN)


async def test_our_letter_printed_as_a_pdf_with_answers_in_it_is_read(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        text = answered(await letter(house), GIVEN).replace("\\", "")
        lines = [f'#text("{line}")' for line in text.replace('"', "'").splitlines()]
        said = await sent_with(house, "RE questionnaire.pdf", typeset(" \\\n".join(lines)))
        assert (said.outcome, said.answers) == (Outcome.RECORDED, GIVEN)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("reponses.txt", "Q1a : Un colloque en 2016.\n\nQ5 : Oui, un vrai levier."),
        ("reponses.csv", "Question;Réponse\nQ1a;Un colloque en 2016.\nQ5;Oui, un vrai levier."),
        ("reponses.csv", "Code,Réponse\r\nQ1a,Un colloque en 2016.\r\nQ5,Oui, un vrai levier.\r\n"),
    ],
    ids=["text", "semicolons", "commas"],
)
async def test_bare_codes_in_a_file_of_their_own_are_suggested(tmp_path: Path, name: str, content: str) -> None:
    async with office(tmp_path) as house:
        said = await sent_with(house, name, content.encode("cp1252"))
        assert (said.outcome, said.answers, said.suggested) == (Outcome.UNMATCHED, {}, GIVEN)
        assert len(await house.pen()) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("reponses.txt", "[Q1a] Un colloque en 2016.\n[Q5]\nOui, un vrai levier."),
        ("formulaire.csv", 'Question;Votre réponse\n[Q1a];"Un colloque en 2016."\n[Q5];"Oui, un vrai levier."'),
        ("formulaire.txt", "sans objet"),
    ],
    ids=["text", "csv", "nothing"],
)
async def test_codes_in_brackets_count_as_in_a_word_document_of_their_own(
    tmp_path: Path, name: str, content: str
) -> None:
    async with office(tmp_path) as house:
        said = await sent_with(house, name, content.encode())
        assert said.answers == (GIVEN if "[" in content else {})
        assert said.outcome is (Outcome.RECORDED if "[" in content else Outcome.UNMATCHED)


async def test_a_form_and_its_pdf_say_the_same_once(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        message = mail("Bonjour, voir pièces jointes.", token=await house.token(ANNE))
        table = "#table(columns: 2, [\\[Q1a\\] Question], [Un colloque \\ en 2016.])"
        with_file(message, "signé.PDF", typeset(table.replace("Question", "")))
        with_file(message, "formulaire.docx", await form_of_anne(house, "Q1a", "Un colloque en 2016."))
        said = await received(house, message)
        assert said.answers == {"Q1a": "Un colloque en 2016."}
        assert len(await house.contributions()) == 1


async def test_a_file_of_bare_codes_in_the_chat_goes_to_a_person(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        await house.chat("7", f"/start {await house.token(ANNE)}")
        file = Attachment("reponses.txt", "text/plain", b"Q1a : Un colloque.\nQ5 : Oui.")
        said = await house.chat("7", "", attachments=(file,))
        assert "la coordination le regardera" in said.text
        assert await house.answers() == {}
        assert len(await house.pen()) == 1
