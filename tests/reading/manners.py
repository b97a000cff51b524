"""A generator of replies: any answers, in any manner, quoting, wrapping, charset and encoding.

`pick` chooses from a sequence, so that hypothesis and a seeded random generator drive the same builder.
"""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

import base64
import binascii
import html
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from mail.reading.bodies import bodies
from mail.reading.parts import parse
from usecases.replies import Asked

T = TypeVar("T")
CODE = re.compile(r"^\s*\[([A-Z]?\d+(?:\.\d+)?[a-z]?)\]")
NBSP = "\u00a0"

SENTENCES = (
    "Néant",
    "Néant.",
    "Oui",
    "42",
    "87 %",
    "Non concerné",
    "Semaine de la sécurité des patients : 42 établissements et 18 EHPAD ont participé en 2016.",
    "Une seconde session est prévue en 2018 ; elle réunira 120 représentants des usagers.",
    "Déclaration des EIGS : portail régional ouvert en 2015 (FIR : 45 000 €).",
    "Le réseau d’investigateurs s’est réuni à Marseille, à Nice et à Toulon.",
    "L'ARS n’a pas d’action propre, mais elle finance la structure d'appui.",
    "De : 12 à 42 lits",
    "À : 87 % des établissements",
    "Objet : convention signée avec le CHU",
    "Date : mars 2016",
    "Le 12 mars 2016, le directeur général a écrit aux établissements : 18 ont répondu.",
    "Cordialement",
    "Les courriers finissent par « Cordialement, » comme il se doit.",
    "Bonjour à tous est le nom de l’atelier.",
    "Voir https://exemple.example/bilan?annee=2016&page=2 pour le détail.",
    "Œuvre commune : cœur, ambiguïté, forêt, où, maïs, ça, Noël.",
    "5 < 6 & 7 > 3, donc l’objectif est tenu.",
    "Coût total = 12 500,50 € (hors taxes) + 3 ETP",
    "« Une citation de l’équipe », selon elle",
    "Référence : convention n° 2016-045 du 3 mai",
    "--- trois tirets, puis la suite",
    "Merci aux équipes pour leur mobilisation exceptionnelle durant toute la période.",
    "En résumé, Q1a et Q5 se recoupent.",
    "La question est traitée avec le PRAPS.",
    "établissements visités en 2016 : 12",
    "Sans objet pour notre région",
    "* action phare *",
)
LISTS = (
    "- premier axe : formation\n- second axe : évaluation\n- troisième axe",
    "1. ouvrir un centre de simulation\n2. former les équipes\n3. évaluer",
    "1) recenser\n2) publier",
    "• action A\n• action B",
    "a) médecine\nb) chirurgie",
)


class Pick(Protocol):
    """Chooses one of several."""

    def __call__(self, choices: Sequence[T], /) -> T: ...


@dataclass(frozen=True)
class Made:
    """A reply, what it answers, and how it was made (for the message of a failing test)."""

    raw: bytes
    answers: dict[str, str]
    how: str


@dataclass(frozen=True)
class Bodies:
    """The two bodies of a letter of ours."""

    text: str
    page: str
    codes: tuple[str, ...]


def bodies_of(asked: Asked) -> Bodies:
    texts, pages = bodies(parse(asked.sent[0].raw))
    page = re.search(r"<body[^>]*>(.*)</body>", pages[0], re.S)
    assert page is not None
    codes = tuple(m[1] for line in texts[0].split("\n") if (m := CODE.match(line)))
    return Bodies(texts[0], page[1], codes)


def an_answer(pick: Pick, asked: Asked) -> str:
    """One answer of one to five lines."""
    pieces: list[str] = []
    for _ in range(pick((1, 1, 1, 2, 2, 3))):
        kind = pick(("sentence", "sentence", "sentence", "list", "question", "blank"))
        if kind == "sentence":
            pieces.append(pick(SENTENCES))
        elif kind == "list":
            pieces.append(pick(LISTS))
        elif kind == "question":
            copied = pick(tuple(asked.questionnaire.questions())).text
            pieces.append(f"{copied} {pick(SENTENCES)}" if pick((True, False)) else f"{pick(SENTENCES)}\n{copied}")
        elif pieces:
            pieces.append("")
            pieces.append(pick(SENTENCES))
        else:
            pieces.append(pick(SENTENCES))
    return "\n".join(pieces)


def a_reply(pick: Pick, asked: Asked) -> Made:
    """One reply to the newest letter."""
    ours = bodies_of(asked)
    chosen = [code for code in ours.codes if pick((True, True, False))] or [pick(ours.codes)]
    answers = {code: an_answer(pick, asked) for code in chosen}
    manner = pick(tuple(MANNERS))
    if manner.startswith("keyed") and answers[chosen[-1]].endswith("\nCordialement"):
        # at the very end of what is said it takes its leave, and no reader could tell
        answers[chosen[-1]] += "\nNéant"
    text, page, how = MANNERS[manner](pick, asked, ours, answers)
    raw, packing = packed(pick, text, page)
    return Made(raw, answers, f"{manner} {how} {packing}")


# --- manners


def _greeting(pick: Pick) -> str:
    return pick(
        (
            "",
            "Bonjour,\n\n",
            "Bonjour,\n\nVoici nos réponses ci-dessous.\n\n",
            "Madame, Monsieur,\n\nVeuillez trouver nos éléments de réponse.\n\n",
        )
    )


def _signature(pick: Pick) -> str:
    return pick(
        (
            "",
            "",
            "\n\n-- \nMarie Dupont\nChargée de mission\nARS\nTél. 02 61 91 00 00",
            "\n\nCordialement,\nMarie Dupont",
            "\n\nBien à vous,\n\nMarie Dupont\nDirection de l’offre de soins",
            "\n\nEnvoyé de mon iPhone",
        )
    )


def _attribution(pick: Pick) -> str:
    return pick(
        (
            f"Le 17/07/2017 à 09:00, DGOS <pnsp@dgos.example> a écrit{NBSP}:",
            f"Le{NBSP}lun. 17 juil. 2017 à{NBSP}09:00, DGOS – équipe PNSP\n<pnsp@dgos.example> a écrit{NBSP}:",
            "On Mon, Jul 17, 2017 at 9:00 AM DGOS <pnsp@dgos.example> wrote:",
            "-------- Message original --------",
        )
    )


def _outlook_header(pick: Pick) -> str:
    return pick(("-----Message d'origine-----\n", "", "________________________________\n")) + (
        f"De{NBSP}: DGOS <pnsp@dgos.example>\nEnvoyé{NBSP}: lundi 17 juillet 2017 09:00\n"
        f"À{NBSP}: Marie Dupont <marie.dupont@ars.example>\nObjet{NBSP}: Bilan du PNSP 2013-2017\n"
    )


def _rewrapped(lines: list[str], mark: str, width: int) -> list[str]:
    """Quoted lines as a client breaks them that re-wraps what it quotes."""
    out: list[str] = []
    for line in lines:
        pieces = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
        out += [(mark + piece).rstrip() for piece in pieces]
    return out


def _blocks(text: str) -> list[tuple[str, list[str]]]:
    """The text cut so that each question's block ends at the blank line below it."""
    blocks: list[tuple[str, list[str]]] = [("", [])]
    open_code = ""
    for line in text.split("\n"):
        if m := CODE.match(line):
            blocks.append((m[1], []))
            open_code = m[1]
        elif open_code and not line.strip():
            blocks.append(("", []))
            open_code = ""
        blocks[-1][1].append(line)
    return blocks


def inline_text(pick: Pick, asked: Asked, ours: Bodies, answers: dict[str, str]) -> tuple[str, str, str]:
    mark = pick(("> ", ">", "> ", "| ", "> > ", ""))
    width = pick((0, 0, 62, 70, 76)) if mark else 0
    blank = pick(("\n", "", "\n\n"))
    if not mark or mark == "| ":
        blank = "\n"
    out: list[str] = []
    for code, lines in _blocks(ours.text):
        quoted = _rewrapped(lines, mark, width) if width else [(mark + line).rstrip() for line in lines]
        if code in answers:
            quoted.append(f"{blank}{answers[code]}{blank}")
        out += quoted
    header = _attribution(pick) if mark else _outlook_header(pick)
    text = f"{_greeting(pick)}{header}\n" + "\n".join(out) + _signature(pick)
    return text, "", f"mark={mark!r} width={width} blank={blank!r}"


def beside_text(pick: Pick, asked: Asked, ours: Bodies, answers: dict[str, str]) -> tuple[str, str, str]:
    mark = pick(("> ", ">", ""))
    out: list[str] = []
    for code, lines in _blocks(ours.text):
        if code in answers:
            # on one line, a dash in front would be taken for what separates question and answer
            answers[code] = answers[code].split("\n")[0].removeprefix("- ")
            lines = [*lines[:-1], f"{lines[-1]} {answers[code]}"]
        out += [(mark + line).rstrip() for line in lines]
    header = _attribution(pick) if mark else _outlook_header(pick)
    return f"{_greeting(pick)}{header}\n" + "\n".join(out) + _signature(pick), "", f"mark={mark!r}"


def above_text(pick: Pick, asked: Asked, ours: Bodies, answers: dict[str, str]) -> tuple[str, str, str]:
    first = ours.codes[0]
    answers.setdefault(first, "Réponse au-dessus de la question")
    out: list[str] = []
    for code, lines in _blocks(ours.text):
        if code in answers:
            answers[code] = "\n".join(line for line in answers[code].split("\n") if line)
            out.append(answers[code])
        out += [("> " + line).rstrip() for line in lines]
    return f"{_attribution(pick)}\n" + "\n".join(out), "", ""


def keyed_text(pick: Pick, asked: Asked, ours: Bodies, answers: dict[str, str]) -> tuple[str, str, str]:
    style = pick(
        (
            "{} : ",
            "{} - ",
            "[{}] ",
            "{} – ",
            "{}. ",
            "Question {} : ",
            "{}) ",
            "Réponse à la question {} : ",
            "{} :\n",
            "{}\n",
            "R {} : ",
        )
    )
    style = style.removeprefix("R ")
    for code, text in answers.items():
        answers[code] = _own_question_kept(asked, code, text)
    said = "\n\n".join(style.format(code) + text for code, text in answers.items())
    quoted = "\n".join(("> " + line).rstrip() for line in ours.text.split("\n"))
    where = pick(("top", "top", "bottom", "alone"))
    if where == "top":
        return f"{_greeting(pick)}{said}{_signature(pick)}\n\n{_attribution(pick)}\n{quoted}\n", "", f"{style!r} top"
    if where == "bottom":
        return f"{_attribution(pick)}\n{quoted}\n\n{said}{_signature(pick)}\n", "", f"{style!r} bottom"
    return f"{_greeting(pick)}{said}{_signature(pick)}\n", "", f"{style!r} alone"


def inline_html(pick: Pick, asked: Asked, ours: Bodies, answers: dict[str, str]) -> tuple[str, str, str]:
    tag = pick(("p", "div", "p", "span-in-p", "br"))
    style = pick(("", ' style="color:#1F497D"', ' class="MsoNormal"', ' style="color:red;font-weight:bold"'))
    page = ours.page
    for code, answer in answers.items():
        answers[code] = "\n".join(line for line in answer.split("\n") if line.strip())
        lines = [html.escape(line, quote=False) for line in answers[code].split("\n")]
        if tag == "br":
            block = f"<p{style}>" + "<br>".join(lines) + "</p>"
        elif tag == "span-in-p":
            block = "".join(f"<p><span{style}>{line}</span></p>" for line in lines)
        else:
            block = "".join(f"<{tag}{style}>{line}</{tag}>" for line in lines)
        place = pick(("question", "box"))
        at = page.index(f"[{code}]")
        end = page.index("</p>", at) + 4
        if place == "box":
            end = page.index("&nbsp;</p>", at) + 10
        page = page[:end] + block + page[end:]
    top = html.escape(_greeting(pick)).replace("\n", "<br>")
    frame = pick(("outlook", "gmail", "thunderbird"))
    if frame == "outlook":
        header = "<br>".join(html.escape(line) for line in _outlook_header(pick).split("\n") if line)
        whole = f'<div class="WordSection1"><p>{top}</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>{header}</p></div>{page}</div>'
    elif frame == "gmail":
        whole = f'<div dir="ltr">{top}</div><div class="gmail_quote"><div class="gmail_attr">{html.escape(_attribution(pick))}<br></div><blockquote class="gmail_quote">{page}</blockquote></div>'
    else:
        whole = f'{top}<div class="moz-cite-prefix">{html.escape(_attribution(pick))}</div><blockquote type="cite">{page}</blockquote>'
    whole += html.escape(_signature(pick)).replace("\n", "<br>")
    return (
        pick(("", "flat")) and re.sub(r"<[^>]+>", "", whole),
        f"<html><body>{whole}</body></html>",
        f"{tag}{style} {frame}",
    )


def _own_question_kept(asked: Asked, code: str, text: str) -> str:
    """Behind a key, the question's own wording is its title, not the answer: no reader would keep it."""
    question = asked.questionnaire.question(code)
    return f"Réponse en bref. {text}" if question is not None and text.startswith(question.text) else text


def keyed_html(pick: Pick, asked: Asked, ours: Bodies, answers: dict[str, str]) -> tuple[str, str, str]:
    rows: list[str] = []
    shape = pick(("div", "table", "p"))
    for code, answer in answers.items():
        answer = _own_question_kept(asked, code, answer)
        answers[code] = "\n".join(line for line in answer.split("\n") if line.strip())
        said = html.escape(answers[code], quote=False).replace("\n", "<br>")
        if shape == "table":
            rows.append(f"<tr><td>{code}</td><td>{said}</td></tr>")
        else:
            rows.append(f"<{shape}><b>{code}</b> : {said}</{shape}>")
    said = f"<table>{''.join(rows)}</table>" if shape == "table" else "".join(rows)
    quote = pick((f"<blockquote>{ours.page}</blockquote>", ""))
    greeting = html.escape(_greeting(pick)).replace("\n", "<br>")
    attribution = f"<div>{html.escape(_attribution(pick))}</div>" if quote else ""
    return "", f"<div>{greeting}</div>{said}<br>{attribution}{quote}", shape


Manner = Callable[[Pick, Asked, Bodies, dict[str, str]], tuple[str, str, str]]
MANNERS: dict[str, Manner] = {
    "inline-text": inline_text,
    "beside-text": beside_text,
    "above-text": above_text,
    "keyed-text": keyed_text,
    "inline-html": inline_html,
    "keyed-html": keyed_html,
}


# --- packing


def packed(pick: Pick, text: str, page: str) -> tuple[bytes, str]:
    charset = pick(("utf-8", "utf-8", "windows-1252", "iso-8859-1", "us-ascii", "utf-16"))
    encoding = pick(("quoted-printable", "base64", "8bit"))
    flowed = bool(text) and not page and pick((False, False, False, True))
    head = (
        "From: Marie Dupont <marie.dupont@ars.example>\r\nTo: relance+abcdefgh2345@dgos.example\r\n"
        "Subject: RE: Bilan du PNSP\r\nMessage-ID: <made@ars.example>\r\nMIME-Version: 1.0\r\n"
    )
    if text and page:
        parts = b"".join(
            b"--b\r\n" + part + b"\r\n"
            for part in (_part(text, "text/plain", charset, encoding), _part(page, "text/html", charset, encoding))
        )
        return (
            head.encode() + b"Content-Type: multipart/alternative; boundary=b\r\n\r\n" + parts + b"--b--\r\n",
            f"{charset} {encoding}",
        )
    kind = "text/html" if page else "text/plain"
    if flowed:
        text = _flowed(text)
        kind += "; format=flowed"
    return head.encode() + _part(page or text, kind, charset, encoding), f"{charset} {encoding} flowed={flowed}"


def _flowed(text: str) -> str:
    out: list[str] = []
    for line in text.split("\n"):
        if line.startswith(">") or line == "-- ":
            out.append(line if line == "-- " else line.rstrip())
            continue
        pieces = textwrap.wrap(line, 66, drop_whitespace=False, break_long_words=False, break_on_hyphens=False) or [""]
        stuffed = [(" " if piece.startswith((" ", ">", "From ")) else "") + piece for piece in pieces]
        out += [piece if piece.endswith(" ") else piece + " " for piece in stuffed[:-1]] + [stuffed[-1].rstrip(" ")]
    return "\n".join(out)


def _part(body: str, kind: str, charset: str, encoding: str) -> bytes:
    if charset in ("windows-1252", "iso-8859-1", "us-ascii"):
        data = body.encode("cp1252", "replace")
        if b"?" in data and "?" not in body:
            data, charset = body.encode(), "utf-8"
        try:
            body.encode("cp1252")
        except UnicodeEncodeError:
            data, charset = body.encode(), "utf-8"
    else:
        data = body.encode(charset)
    if charset == "utf-16" and encoding == "8bit":
        encoding = "base64"
    if encoding == "base64":
        content = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        content = binascii.b2a_qp(data.replace(b"\r\n", b"\n"), istext=charset != "utf-16").replace(b"\n", b"\r\n")
    else:
        content = data.replace(b"\n", b"\r\n")
    return (
        f"Content-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + content
    )
