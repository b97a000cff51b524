"""How mail clients write replies: from a mail of ours and what someone says, the bytes that come back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cached_property
from html import escape

from lxml import html

NBSP = "\u00a0"
CODE = re.compile(r"^\s*\[([A-Z]?\d+(?:\.\d+)?[a-z]?)\]")
Answers = Mapping[str, str]


@dataclass(frozen=True)
class Letter:
    """A mail of ours as its reader has it on the screen, and who reads it when."""

    message: EmailMessage
    reader: str
    address: str
    at: datetime

    @classmethod
    def opened(cls, raw: bytes, reader: str, address: str, at: datetime) -> Letter:
        """Read the bytes that arrived."""
        return cls(message_from_bytes(raw, policy=policy.default), reader, address, at)

    @cached_property
    def lines(self) -> list[str]:
        part = self.message.get_body(("plain",))
        return str(part.get_content()).splitlines() if part else []

    @property
    def body(self) -> str:
        """What stands inside the body of the HTML part."""
        part = self.message.get_body(("html",))
        page = str(part.get_content()) if part else ""
        found = re.search(r"<body[^>]*>(.*)</body>", page, re.S | re.I)
        return found[1] if found else page

    def answer(self, prefix: str = "Re: ") -> EmailMessage:
        """An empty reply: to the reply address, in the thread."""
        reply = EmailMessage()
        reply["From"] = f"{self.reader} <{self.address}>"
        reply["To"] = str(self.message["Reply-To"] or self.message["From"])
        reply["Subject"] = prefix + str(self.message["Subject"])
        reply["Date"] = format_datetime(self.at)
        reply["Message-ID"] = f"<{secrets.token_hex(12)}@{self.address.rpartition('@')[2]}>"
        reply["In-Reply-To"] = reply["References"] = str(self.message["Message-ID"]).strip()
        return reply

    @property
    def attribution(self) -> str:
        return f"Le {self.at:%d/%m/%Y à %H:%M}, {self.message['From']} a écrit{NBSP}:"

    def quoted(self, answers: Answers, mark: str = "> ") -> str:
        """The text with a mark before each line, and each answer below its question."""
        out: list[str] = []
        waiting = ""
        for number, line in enumerate(self.lines):
            if found := CODE.match(line):
                waiting = found[1] if found[1] in answers else ""
            out.append((mark + line).rstrip())
            following = self.lines[number + 1] if number + 1 < len(self.lines) else ""
            if waiting and not following.strip():
                out += ["", answers[waiting], ""]
                waiting = ""
        return "\n".join(out)


def thunderbird(letter: Letter, answers: Answers) -> bytes:
    """Below the quoted questions, greeting on top, signature at the end."""
    reply = letter.answer()
    reply.set_content(
        "Bonjour,\n\nNos réponses sont dans le corps du message.\n\n"
        f"{letter.attribution}\n{letter.quoted(answers)}\n\n-- \n{letter.reader}\nAgence régionale de santé\n"
    )
    return reply.as_bytes()


def windows_1252(letter: Letter, answers: Answers) -> bytes:
    """The same from an old client: Windows-1252, quoted-printable."""
    reply = letter.answer("RE: ")
    text = f"{letter.attribution}\n{letter.quoted(answers)}\n"
    known = text.encode("cp1252", "replace").decode("cp1252")
    reply.set_content(known, charset="windows-1252", cte="quoted-printable")
    return reply.as_bytes()


def gmail(letter: Letter, answers: Answers) -> bytes:
    """On top, keyed by code; the original below, in text and HTML."""
    reply = letter.answer()
    said = "\n\n".join(f"{code} : {text}" for code, text in answers.items())
    top = f"Bonjour,\n\n{said}\n\nBien à vous,\n{letter.reader}"
    line = f"Le{NBSP}{letter.at:%d/%m/%Y} à{NBSP}{letter.at:%H:%M}, {letter.message['From']} a écrit{NBSP}:"
    reply.set_content(f"{top}\n\n{line.replace(' <', chr(10) + '<')}\n\n{letter.quoted({})}\n")
    reply.add_alternative(
        f'<div dir="ltr">{_lines(top)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f'{escape(line)}<br></div><blockquote class="gmail_quote">{letter.body}</blockquote></div>',
        subtype="html",
    )
    return reply.as_bytes()


def outlook(letter: Letter, answers: Answers) -> bytes:
    """In blue among the quoted paragraphs; nothing else tells them from ours."""
    root = html.fragment_fromstring(letter.body, create_parent="div")
    for code, text in answers.items():
        block = _block(root, code)
        if block is None:
            continue
        for said in reversed(text.splitlines()):
            new = block.makeelement("p", {"class": "MsoNormal", "style": "color:#1F497D"})
            new.text = said
            _after(block, new)
    original = "".join(
        f"<b>{name}{NBSP}:</b> {escape(value)}<br>"
        for name, value in (
            ("De", str(letter.message["From"])),
            ("Envoyé", str(letter.message["Date"])),
            ("À", f"{letter.reader} <{letter.address}>"),
            ("Objet", str(letter.message["Subject"])),
        )
    )
    page = (
        '<html><body lang="FR"><div class="WordSection1"><p class="MsoNormal">Bonjour,</p>'
        '<p class="MsoNormal">Vous trouverez nos réponses en bleu ci-dessous.</p>'
        f'<p class="MsoNormal">Cordialement,<br>{escape(letter.reader)}</p>'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{original}</p></div>{html.tostring(root, encoding="unicode")}</div></body></html>'
    )
    reply = letter.answer("RE: ")
    reply.set_content("".join(str(text) for text in html.document_fromstring(page).itertext()))
    reply.add_alternative(page, subtype="html")
    return reply.as_bytes()


def bottom(letter: Letter, answers: Answers) -> bytes:
    """Below the whole original."""
    reply = letter.answer()
    said = "\n\n".join(f"[{code}] {text}" for code, text in answers.items())
    reply.set_content(f"{letter.attribution}\n{letter.quoted({})}\n\n{said}\n")
    return reply.as_bytes()


def correction(letter: Letter, answers: Answers) -> bytes:
    """« Pour la question …, lire : … » on top of the original."""
    reply = letter.answer("RE: ")
    said = "\n\n".join(f"Pour la {code}, lire : {text}" for code, text in answers.items())
    reply.set_content(
        f"Bonjour,\n\n{said}\n\nAvec nos excuses,\n{letter.reader}\n\n{letter.attribution}\n{letter.quoted({})}\n"
    )
    return reply.as_bytes()


def with_file(letter: Letter, name: str, content: bytes) -> bytes:
    """A Word file sent back, with a line of greeting."""
    reply = letter.answer("RE: ")
    reply.set_content(f"Bonjour,\n\nVoir pièce jointe.\n\nCordialement,\n{letter.reader}\n")
    reply.add_attachment(
        content,
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename=name,
    )
    return reply.as_bytes()


def absence(letter: Letter, until: str) -> bytes:
    """The automatic reply of someone who is away."""
    reply = letter.answer(f"Réponse automatique{NBSP}: ")
    reply["Auto-Submitted"] = "auto-replied"
    reply["X-Auto-Response-Suppress"] = "All"
    reply.set_content(
        f"Bonjour,\n\nJe suis absent jusqu’au {until}. En cas d’urgence, appelez le secrétariat.\n\n{letter.reader}\n"
    )
    return reply.as_bytes()


def bounce(letter: Letter) -> bytes:
    """What the mail server of an address that does not exist any more sends back (RFC 3464)."""
    domain = letter.address.rpartition("@")[2]
    headers = "\n".join(f"{name}: {value}" for name, value in letter.message.items())
    return (
        f"From: Microsoft Outlook <postmaster@{domain}>\nTo: {letter.message['Reply-To']}\n"
        f"Subject: Non remis\nDate: {format_datetime(letter.at)}\n"
        f"Message-ID: <{secrets.token_hex(12)}@{domain}>\nIn-Reply-To: {str(letter.message['Message-ID']).strip()}\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="avis"\n\n'
        "--avis\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        f"Échec de la remise pour ces destinataires ou groupes :\n\n{letter.address}\n\n"
        f"--avis\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx.{domain}\n\n"
        f"Final-Recipient: rfc822;{letter.address}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp;550 5.1.1 User unknown\n\n"
        f"--avis\nContent-Type: text/rfc822-headers\n\n{headers}\n\n--avis--\n"
    ).encode()


def astray(name: str, address: str, recipient: str, at: datetime, subject: str, text: str) -> bytes:
    """A mail that answers nothing."""
    mail = EmailMessage()
    mail["From"] = f"{name} <{address}>"
    mail["To"] = recipient
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{secrets.token_hex(12)}@{address.rpartition('@')[2]}>"
    mail.set_content(text + "\n")
    return mail.as_bytes()


def in_draft(letter: Letter, after: str, text: str) -> bytes:
    """A sentence typed in the quoted draft, at the end of the paragraph that holds `after`."""
    lines = letter.lines
    wanted = " ".join(after.split())[:40]
    blocks = _blocks(lines)
    place = next((end for start, end in blocks if wanted in " ".join(" ".join(lines[start:end]).split())), len(lines))
    quoted = [(f"> {line}").rstrip() for line in lines]
    quoted[place:place] = [text]
    reply = letter.answer("RE: ")
    reply.set_content(
        f"Bonjour,\n\nUn ajout dans le texte ci-dessous.\n\n{letter.attribution}\n" + "\n".join(quoted) + "\n"
    )
    return reply.as_bytes()


def _blocks(lines: list[str]) -> list[tuple[int, int]]:
    """The runs of lines between blank ones, as (start, end)."""
    runs: list[tuple[int, int]] = []
    start = None
    for number, line in enumerate([*lines, ""]):
        if line.strip() and start is None:
            start = number
        elif not line.strip() and start is not None:
            runs.append((start, number))
            start = None
    return runs


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


def _block(root: html.HtmlElement, code: str) -> html.HtmlElement | None:
    """The smallest block that starts with the code."""
    found = None
    for element in root.iter("p", "h3", "li", "td", "div"):
        if element.text_content().lstrip().startswith(f"[{code}]"):
            found = element
    return found


def _after(block: html.HtmlElement, new: html.HtmlElement) -> None:
    if block.tag in ("td", "th"):
        block.append(new)
        return
    new.tail, block.tail = block.tail, None
    block.addnext(new)
