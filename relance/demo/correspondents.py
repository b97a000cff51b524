"""How mail clients write replies: from a mail of ours and what someone says, the bytes that come back."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

from lxml import html

from relance.demo.letter import NBSP, Answers, Letter, message_id_of

BOM = "\ufeff"
_MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]


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


def iphone(letter: Letter, answers: Answers) -> bytes:
    """On top, keyed by code, from a telephone; the attribution is quoted too, behind a byte order mark."""
    reply = letter.answer()
    said = "\n\n".join(f"{code} : {text}" for code, text in answers.items())
    # Apple Mail shortens the name of the month
    day = f"{letter.at.day} {_MONTHS[letter.at.month - 1]} {letter.at.year} à {letter.at:%H:%M}"
    quoted = letter.quoted({}).split("\n", 1)
    reply.set_content(
        f"Bonjour,\n\n{said}\n\n{letter.reader}\nEnvoyé de mon iPhone\n\n"
        f"> Le {day}, {letter.message['From']} a écrit{NBSP}:\n> \n> {BOM}{quoted[0].removeprefix('> ')}\n{quoted[1]}\n"
    )
    return reply.as_bytes()


def outlook_plain(letter: Letter, answers: Answers) -> bytes:
    """Among the questions in plain text: a block of headers, then the original without a mark on any line."""
    reply = letter.answer("RE: ")
    original = "\n".join(f"{name}{NBSP}: {value}" for name, value in letter.headers)
    reply.set_content(
        "Bonjour,\n\nVous trouverez nos réponses dans le texte ci-dessous.\n\n"
        f"Cordialement,\n{letter.reader}\n\n{original}\n\n{letter.quoted(answers, mark='')}\n"
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
    original = "".join(f"<b>{name}{NBSP}:</b> {escape(value)}<br>" for name, value in letter.headers)
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
        f"Message-ID: {letter.message_id}\nIn-Reply-To: {str(letter.message['Message-ID']).strip()}\n"
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
    mail["Message-ID"] = message_id_of(address, subject, at)
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
