"""How mail clients quote: each takes what is said on top, answers by code, and our letter, and gives the reply's bytes.

Forms seen in real mail; every name and sentence is invented.
"""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from email.message import EmailMessage

from tests.reading.manners import CODE, NBSP, Bodies

Client = Callable[[str, Mapping[str, str], Bodies], EmailMessage]
WHO = "DGOS – équipe PNSP <pnsp@dgos.example>"
ME = "Marie Dupont <marie.dupont@ars.example>"
SUBJECT = "Bilan du PNSP 2013-2017 : votre contribution pour le 29 septembre 2017 [#abcdefgh2345]"


def envelope(subject: str = "RE: ", sender: str = ME) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "relance+abcdefgh2345@dgos.example"
    message["Subject"] = subject + SUBJECT
    message["Message-ID"] = "<reply-1@ars.example>"
    message["In-Reply-To"] = "<invitation-1@dgos.example>"
    return message


def with_answers(ours: Bodies, answers: Mapping[str, str], mark: str, blank: bool = True) -> str:
    """Our text, quoted with this mark, with each answer below its question's block."""
    out: list[str] = []
    pending = ""
    for line in ours.text.split("\n"):
        if found := CODE.match(line):
            pending = found[1] if found[1] in answers else ""
        elif pending and not line.strip():
            out += ["", answers[pending], ""] if blank else [answers[pending]]
            pending = ""
        out.append((mark + line).rstrip())
    return "\n".join(out)


def page_with_answers(ours: Bodies, answers: Mapping[str, str], block: str = "<p>{}</p>", in_box: bool = False) -> str:
    page = ours.page
    for code, answer in answers.items():
        said = "".join(block.format(html.escape(line, quote=False)) for line in answer.split("\n") if line)
        at = page.index(f"[{code}]")
        end = page.index("&nbsp;</p>", at) + 10 if in_box else page.index("</p>", at) + 4
        page = page[:end] + said + page[end:]
    return page


def paragraphs(said: str, tag: str = "p", attributes: str = "") -> str:
    return "".join(
        f"<{tag}{attributes}>{html.escape(line, quote=False) or '&nbsp;'}</{tag}>" for line in said.split("\n")
    )


def text_client(header: str, mark: str, subject: str = "Re: ", header_marked: str = "") -> Client:
    def build(said: str, answers: Mapping[str, str], ours: Bodies) -> EmailMessage:
        message = envelope(subject)
        quoted_header = "\n".join((header_marked + line).rstrip() for line in header.split("\n"))
        message.set_content(f"{said}\n\n{quoted_header}\n{with_answers(ours, answers, mark)}\n")
        return message

    return build


def html_client(
    before: str,
    after: str,
    block: str = "<p>{}</p>",
    tag: str = "p",
    attributes: str = "",
    text: bool = False,
    in_box: bool = False,
) -> Client:
    def build(said: str, answers: Mapping[str, str], ours: Bodies) -> EmailMessage:
        message = envelope("RE: ")
        page = f"<html><body>{paragraphs(said, tag, attributes)}{before}{page_with_answers(ours, answers, block, in_box)}{after}</body></html>"
        if text:
            message.set_content(html.unescape(re.sub(r"<[^>]+>", "", page)))
            message.add_alternative(page, subtype="html")
        else:
            message.set_content(page, subtype="html")
        return message

    return build


def headers(*names: str, space: str = NBSP, sent: str = "lundi 17 juillet 2017 09:00") -> str:
    values = (WHO, sent, ME, SUBJECT)
    return "\n".join(f"{name}{space}: {value}" for name, value in zip(names, values, strict=True))


def header_page(*names: str) -> str:
    values = (WHO, "lundi 17 juillet 2017 09:00", ME, SUBJECT)
    return "<br>".join(f"<b>{name}&nbsp;:</b> {html.escape(value)}" for name, value in zip(names, values, strict=True))


OUTLOOK = ("De", "Envoyé", "À", "Objet")
CLIENTS: dict[str, Client] = {
    "thunderbird-text": text_client(f"Le 17/07/2017 à 09:00, {WHO} a écrit{NBSP}:", "> "),
    "thunderbird-html": html_client(
        f'<div class="moz-cite-prefix">Le 17/07/2017 à 09:00, {html.escape(WHO)} a écrit&nbsp;:<br></div><blockquote type="cite">',
        "</blockquote>",
        "</blockquote><p>{}</p><blockquote type='cite'>",
        text=True,
    ),
    "gmail-web": html_client(
        f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Le&nbsp;lun. 17 juil. 2017 à&nbsp;09:00, {html.escape(WHO)} a écrit&nbsp;:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">',
        "</blockquote></div>",
        "<div>{}</div>",
        "div",
        ' dir="ltr"',
    ),
    "gmail-text": text_client(
        f"Le{NBSP}lun. 17 juil. 2017 à{NBSP}09:00, DGOS – équipe PNSP <pnsp@dgos.example> a\nécrit{NBSP}:\n", "> "
    ),
    "gmail-android": text_client(
        f"Le lun. 17 juil. 2017 à 09:00, DGOS – équipe PNSP <\npnsp@dgos.example> a écrit{NBSP}:\n", "> "
    ),
    "iphone-text": text_client(
        f"\nEnvoyé de mon iPhone\n\n> Le 17 juil. 2017 à 09:00, {WHO} a écrit{NBSP}:\n> \n> \ufeff", "> "
    ),
    "iphone-html": html_client(
        f'<div dir="ltr">Envoyé de mon iPhone</div><div dir="ltr"><br><blockquote type="cite">Le 17 juil. 2017 à 09:00, {html.escape(WHO)} a écrit&nbsp;:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">\ufeff',
        "</div></blockquote>",
        "<div>{}</div>",
        "div",
    ),
    "apple-mail": html_client(
        f'<br><div><blockquote type="cite"><div>Le 17 juil. 2017 à 09:00, {html.escape(WHO)} a écrit :</div><br class="Apple-interchange-newline"><div>',
        "</div></blockquote></div>",
        '<div class=""><br class=""></div><div class="">{}</div>',
        "div",
    ),
    "outlook-2010-text": text_client(f"-----Message d'origine-----\n{headers(*OUTLOOK)}\n", ""),
    "outlook-365-text": text_client(f"{headers(*OUTLOOK)}\n", ""),
    "outlook-365-html": html_client(
        f'<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{header_page(*OUTLOOK)}</p></div><p class="MsoNormal">&nbsp;</p>',
        "",
        '<p class="MsoNormal"><span style="color:#1F497D">{}<o:p></o:p></span></p>',
        "p",
        ' class="MsoNormal"',
        text=True,
    ),
    "outlook-web": html_client(
        f'<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{header_page(*OUTLOOK)}</font><div>&nbsp;</div></div>',
        "",
        '<div style="font-family:Calibri; color:rgb(200,38,19)">{}</div>',
        "div",
        in_box=True,
    ),
    "outlook-mobile": html_client(
        f'<div id="ms-outlook-mobile-signature">Obtenir <a href="https://aka.example/o0ukef">Outlook pour iOS</a></div><div id="mail-editor-reference-message-container"><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg">{header_page(*OUTLOOK)}</div>',
        "</div>",
        "<div>{}</div>",
        "div",
    ),
    "outlook-mac": html_client(
        f'<div style="border:none;border-top:solid #B5C4DF 1.0pt"><p><b>De&nbsp;: </b>{html.escape(WHO)}<br><b>Date&nbsp;: </b>lundi 17 juillet 2017 à 09:00<br><b>À&nbsp;: </b>{html.escape(ME)}<br><b>Objet&nbsp;: </b>{SUBJECT}</p></div>',
        "",
    ),
    "zimbra-text": text_client(
        f"----- Mail original -----\n{headers('De', 'À', 'Envoyé', 'Objet', space='').replace('lundi 17', 'Lundi 17')}\n",
        "",
    ),
    "roundcube": text_client(f"Le 2017-07-17 09:00, {WHO} a écrit :", "> "),
    "sogo": text_client(
        "Le Lundi, Juillet 17, 2017 09:00 CEST, DGOS – équipe PNSP <pnsp@dgos.example> a écrit: \n ", "> "
    ),
    "lotus-notes": text_client(f"\n\n\nDe :\t{WHO}\nA :\t{ME}\nDate :\t17/07/2017 09:00\nObjet :\t{SUBJECT}\n\n\n", ""),
    "yahoo-html": html_client(
        f'<div class="ydp_yahoo_quoted" id="yqt1"><div>Le lundi 17 juillet 2017 à 09:00:00 UTC+2, {html.escape(WHO)} a écrit :</div><div><br></div><div>',
        "</div></div>",
        '<div dir="ltr">{}</div>',
        "div",
    ),
    "orange": text_client(
        f"> Message du 17/07/17 09:00\n> De : {WHO}\n> A : {ME}\n> Copie à : \n> Objet : {SUBJECT}\n> ", "> "
    ),
    "laposte": text_client(
        f"-------- Message d'origine --------\n> De : {WHO}\n> Date : 17/07/2017 09:00\n> À : {ME}\n> Objet : {SUBJECT}\n",
        "> ",
    ),
    "k9": text_client(
        '\n-- \nEnvoyé de mon appareil Android avec Courriel K-9 Mail. Veuillez excuser ma brièveté.\n\nLe 17 juillet 2017 09:00:12 GMT+02:00, "DGOS – équipe PNSP" <pnsp@dgos.example> a écrit :',
        ">",
    ),
    "samsung": text_client(
        f"\n\nEnvoyé depuis mon smartphone Samsung Galaxy.\n\n-------- Message d'origine --------\nDe : {WHO}\nDate : 17/07/2017 09:00 (GMT+01:00)\nÀ : {ME}\nObjet : {SUBJECT}\n",
        "",
    ),
    "mutt": text_client("On Mon, Jul 17, 2017 at 09:00:00AM +0200, DGOS – équipe PNSP wrote:", "> "),
    "evolution": text_client("Le lundi 17 juillet 2017 à 09:00 +0200, DGOS – équipe PNSP a écrit :", "> "),
    "protonmail": text_client(
        f"------- Original Message -------\nLe lundi 17 juillet 2017 à 9:00 AM, {WHO} a écrit :\n\n", "> "
    ),
    "groupwise": text_client('>>> "DGOS – équipe PNSP" <pnsp@dgos.example> 17/07/2017 09:00 >>>', ""),
    "windows-mail": html_client(
        f'<p class="MsoNormal">Provenance&nbsp;: <a href="https://go.example/fwlink">Courrier</a> pour Windows</p><div style="border-top:solid #E1E1E1 1.0pt"><p>{header_page(*OUTLOOK)}</p></div>',
        "",
    ),
    "em-client": html_client(
        f'<div>------ Message d\'origine ------</div><div>De "DGOS" &lt;<a href="mailto:pnsp@dgos.example">pnsp@dgos.example</a>&gt;</div><div>À "Marie" &lt;marie.dupont@ars.example&gt;</div><div>Date 17/07/2017 09:00:00</div><div>Objet {SUBJECT}</div><blockquote cite="x" type="cite">',
        "</blockquote>",
    ),
    "the-bat": text_client("Bonjour DGOS,\n\nLundi 17 juillet 2017, 09:00, vous avez écrit :", "DG> "),
    "bluemind": html_client(
        f'<div>Le lun. 17 juil. 2017 09:00, {html.escape(WHO)} a écrit :</div><blockquote style="border-left:1px solid">',
        "</blockquote>",
        "<div>{}</div>",
        "div",
    ),
}
