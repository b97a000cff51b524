"""What correspondents do in these journeys: they answer a mail, fill a form, and read the receipt they get."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.document import Document

from tests.journeys.commands import Desk

CODED = re.compile(r"\[([^\[\]]+)\]")
DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"


def copied(desk: Desk, folder: Path) -> Desk:
    """The same desk in a folder of its own: a campaign is launched once, and each test goes its own way."""
    shutil.copytree(desk.folder, folder, dirs_exist_ok=True)
    return Desk(folder, now=desk.now)


def invitation(desk: Desk, campaign: str, who: str, *options: str) -> EmailMessage:
    """The mail as this contact was sent it."""
    return read(desk.does("mail", "compose", campaign, who, *options).raw)


def read(raw: bytes) -> EmailMessage:
    """A mail taken apart."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def plain(message: EmailMessage) -> str:
    """The text part."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def address(message: EmailMessage, header: str = "To") -> str:
    """The first address of a header, alone."""
    return str(message[header].addresses[0].addr_spec)


def answer_to(sent: EmailMessage, text: str, files: Mapping[str, bytes] | None = None, by: str = "") -> EmailMessage:
    """A reply to this mail, with files; `by` is its author, by default the one who was written to."""
    reply = EmailMessage()
    reply["From"] = by or str(sent["To"])
    reply["To"] = address(sent, "Reply-To")
    reply["Subject"] = f"RE: {sent['Subject']}"
    reply["In-Reply-To"] = reply["References"] = str(sent["Message-ID"])
    unique = hashlib.sha256(text.encode() + b"".join((files or {}).values()) + str(sent["To"]).encode())
    reply["Message-ID"] = f"<{unique.hexdigest()[:24]}@poste.example>"
    reply.set_content(text)
    for name, content in (files or {}).items():
        reply.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return reply


def ingest(desk: Desk, message: EmailMessage | bytes, now: str) -> dict[str, Any]:
    """What the command line says of this message."""
    file = desk.folder / "arrived.eml"
    file.write_bytes(message if isinstance(message, bytes) else message.as_bytes())
    (result,) = desk.does("mail", "ingest", str(file), "--json", now=now).json
    assert isinstance(result, dict)
    return result


def quoted_with(sent: EmailMessage, answers: Mapping[str, str]) -> str:
    """The text that was sent, quoted, with each answer under its question."""
    lines: list[str] = []
    waiting = ""
    for line in plain(sent).splitlines():
        if (found := CODED.match(line)) and found[1] in answers:
            waiting = found[1]
        if waiting and not line.strip():
            lines += ["", *answers[waiting].splitlines(), ""]
            waiting = ""
        lines.append(f"> {line}".rstrip())
    return "Le 18 mars 2014 à 09:12, Relance a écrit :\n" + "\n".join(lines) + "\n"


def leaving(desk: Desk, now: str, to: str) -> list[EmailMessage]:
    """The mails that leave for this address at this moment."""
    before = set(desk.sent())
    desk.tick(now)
    left = [read(raw) for raw in desk.sent() if raw not in before]
    return [message for message in left if address(message) == to]


def receipts(desk: Desk, now: str, to: str) -> list[str]:
    """The texts of these mails, every run of spaces and line breaks as one space."""
    return [" ".join(plain(message).split()) for message in leaving(desk, now, to)]


def export(desk: Desk, campaign: str, now: str, *options: str) -> dict[str, dict[str, Any]]:
    """The answers of each organisation, by its code."""
    file = desk.folder / "export.json"
    desk.does("export", campaign, "--format", "json", "-o", str(file), *options, now=now)
    return {o["code"]: o["answers"] for o in json.loads(file.read_text("utf-8"))["organisations"]}


def values(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Code to value."""
    return {code: answer["value"] for code, answer in answers.items()}


def status(desk: Desk, campaign: str, now: str, *options: str) -> dict[str, dict[str, Any]]:
    """Each organisation's line of the status, by its code."""
    said = desk.does("campaign", "status", campaign, "--json", *options, now=now).json
    return {o["code"]: o for o in said["organisations"]}


def form(desk: Desk, campaign: str, who: str, kind: str, *options: str) -> bytes:
    """This contact's form."""
    file = desk.folder / f"form.{kind}"
    desk.does("forms", kind, campaign, who, "-o", str(file), *options)
    return file.read_bytes()


def word_rows(document: Document) -> list[tuple[str, Any]]:
    """(code, row) of each row of a top-level table whose first cell starts with a code in brackets."""
    rows = [row for table in document.tables for row in table.rows]
    return [(found[1], row) for row in rows if (found := CODED.match(row.cells[0].text))]


def filled_word(content: bytes, answers: Mapping[str, str]) -> bytes:
    """The Word form with these texts in the last cells."""
    document = docx.Document(io.BytesIO(content))
    for code, row in word_rows(document):
        if code in answers:
            row.cells[-1].text = answers[code]
    return saved(document)


def filled_sheet(content: bytes, answers: Mapping[str, str | int | float]) -> bytes:
    """The Excel form with these values in the last cells."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book.worksheets[0].iter_rows(max_col=2):
        found = CODED.match(str(row[0].value or ""))
        if found and found[1] in answers:
            book.worksheets[0].cell(row[1].row or 0, 2).value = answers[found[1]]
    return saved(book)


def saved(file: Document | openpyxl.Workbook) -> bytes:
    """The bytes of a document or a workbook."""
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> str:
    """A text file, and its path."""
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return str(file)


def fields_of(document: Document, code: str) -> dict[str, Any]:
    """The rows of sub-fields below a question, by the first line of their label."""
    rows: dict[str, Any] = {}
    inside = False
    for row in (row for table in document.tables for row in table.rows):
        found = CODED.match(row.cells[0].text)
        if found:
            inside = found[1] == code
        elif inside:
            rows.setdefault(" ".join(row.cells[0].text.split("\n")[0].split()), row)
    return rows
