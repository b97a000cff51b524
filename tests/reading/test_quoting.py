"""How the letter that is answered may be quoted: signs at its lines, and the header above it, in any client."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

import html

import pytest

from mail.reading import read_reply
from tests.mails.clients import ME, SUBJECT, WHO, envelope, page_with_answers, with_answers
from tests.reading.letters import invited
from tests.reading.manners import bodies_of
from tests.reading.test_corpus import plain_all
from usecases.replies import IntentKind, Reply

ASKED = invited()
OURS = bodies_of(ASKED)
INLINE = {"Q1a": "Semaine de la sécurité : 42 établissements.", "Q2b": "Néant", "Q6": "Élargir à la ville."}
SIGNED = "\n\nCordialement,\n\nMarie Dupont\nChargée de mission qualité\nARS – Direction de l’offre de soins\nTél. 02 61 91 00 00"
WROTE = f"Le 17/07/2017 à 09:00, {WHO} a écrit :"


def texts(body: str) -> Reply:
    message = envelope()
    message.set_content(body)
    return read_reply(message.as_bytes(), ASKED)


def pages(body: str) -> Reply:
    message = envelope()
    message.set_content(f"<html><body>{body}</body></html>", subtype="html")
    return read_reply(message.as_bytes(), ASKED)


def only(reply: Reply, answers: dict[str, str]) -> None:
    assert plain_all({p.code: p.text for p in reply.answers}) == plain_all(answers)
    assert (reply.suggested, reply.leftover) == ((), ())


@pytest.mark.parametrize("blank", [True, False], ids=["blank lines", "no blank lines"])
@pytest.mark.parametrize("sign", ["| ", "|", "} ", ": ", "%> ", "=> ", "# ", "» ", "│ ", "DG> ", "    "])
def test_any_sign_may_quote(sign: str, blank: bool) -> None:
    only(texts(f"Bonjour\n\n{WROTE}\n{with_answers(OURS, INLINE, sign, blank)}"), INLINE)


def test_a_sign_before_some_answers_quotes_nothing() -> None:
    said = "Q5 :\n# action\n# formation\n#\n# évaluation\nQ6 : non"
    assert {p.code: p.text for p in texts(said).answers} == {
        "Q5": "# action\n# formation\n#\n# évaluation",
        "Q6": "non",
    }


HEADS = {
    "Sujet": f"-------- Message original --------\nSujet: {SUBJECT}\nDate: 17/07/2017 09:00\nDe: {WHO}\nÀ: {ME}",
    "Expéditeur": f"-----Message original-----\nExpéditeur : {WHO}\nDate : lundi 17 juillet 2017 à 09:00\nDestinataire : {ME}\nSujet : {SUBJECT}",
    "Notes, names on lines of their own": f"\n\n{WHO} \n17/07/2017 09:00\n\nA\n{ME}\ncc\n\nObjet\n{SUBJECT}\n\n",
    "Notes, sent by": f"\n\nDe :        {WHO}\nA :        {ME}\nDate :        17/07/2017 09:00\nObjet :        {SUBJECT}\nEnvoyé par :        Secrétariat\n________________________________\n",
    "Yahoo on Android": f"Envoyé à partir de Yahoo Mail pour Android \n \n  Le lun., juil. 17, 2017 à 9:00, {WHO} a écrit : ",
    "Windows Phone": f"Envoyé de mon Windows Phone\n________________________________\nDe : {WHO}\nEnvoyé : 17/07/2017 09:00\nÀ : {ME}\nObjet : {SUBJECT}",
    "Zimbra, forwarded": f"----- Mail transféré -----\nDe: {WHO}\nÀ: {ME}\nEnvoyé: Lundi 17 Juillet 2017 09:00:00\nObjet: {SUBJECT}",
    "a line to write above": f"--- Répondez au-dessus de cette ligne ---\n{WROTE}",
    "Horde": f"{WHO} a écrit :\n",
    "delegated": f"De : DGOS [mailto:pnsp@dgos.example] De la part de PNSP\nEnvoyé : lundi 17 juillet 2017 09:00\nÀ : {ME}\nObjet : {SUBJECT}",
}


@pytest.mark.parametrize("mark", ["", "> "], ids=["no marks", "marks"])
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_a_header_of_a_text_says_nothing(head: str, mark: str) -> None:
    keyed = {"Q5": "oui, un vrai cadre", "Q6": "une journée nationale"}
    said = "\n".join(f"{code} : {answer}" for code, answer in keyed.items())
    only(texts(f"Bonjour,\n\n{said}{SIGNED}\n\n{head}\n{with_answers(OURS, {}, mark)}"), keyed)
    only(texts(f"Bonjour, mes réponses ci-dessous.{SIGNED}\n\n{head}\n{with_answers(OURS, INLINE, mark)}"), INLINE)


SENDER, TITLE = html.escape(WHO), html.escape(SUBJECT)
PAGE_HEADS = {
    "Notes": f"<br><table width=100%><tr valign=top><td><font size=1><b>{SENDER}</b></font><p><font size=1>17/07/2017 09:00</font><td><table><tr><td><div align=right><font size=1>A</font></div><td><font size=1>{html.escape(ME)}</font><tr><td>cc<td><tr><td><div align=right><font size=1>Objet</font></div><td><font size=1>{TITLE}</font></table></table><br>",
    "Thunderbird, forwarded": f"<div>-------- Message transféré --------<table><tr><th>Sujet&nbsp;: </th><td>{TITLE}</td></tr><tr><th>Date&nbsp;: </th><td>Mon, 17 Jul 2017 09:00:00 +0200</td></tr><tr><th>De&nbsp;: </th><td>{SENDER}</td></tr><tr><th>Pour&nbsp;: </th><td>marie.dupont@ars.example</td></tr></table><br>",
    "GroupWise": f"<div>&gt;&gt;&gt; {SENDER} 17/07/2017 09:00 &gt;&gt;&gt;<br></div>",
    "Horde": f"<p>{SENDER} a écrit :</p>",
    "a banner": f"<p><b>De&nbsp;:</b> {SENDER}<br><b>Envoyé&nbsp;:</b> lundi 17 juillet 2017 09:00<br><b>À&nbsp;:</b> Marie<br><b>Objet&nbsp;:</b> [EXTERNE] {TITLE}</p><p>[EXTERNE] Ce message provient de l'extérieur. Soyez vigilant.</p>",
}


@pytest.mark.parametrize("head", PAGE_HEADS.values(), ids=PAGE_HEADS.keys())
def test_a_header_of_a_page_says_nothing(head: str) -> None:
    only(pages(f"<p>Bonjour, en rouge dans le texte.</p>{head}{page_with_answers(OURS, INLINE)}"), INLINE)
    thanks = pages(f"<p>Bonjour,</p><p>Bien reçu, merci.</p>{head}{OURS.page}")
    only(thanks, {})
    assert [intent.kind for intent in thanks.intents] == [IntentKind.THANKS]


@pytest.mark.parametrize("tag", ["s", "del", 'span style="text-decoration:line-through"'])
def test_a_question_that_was_struck_is_answered_all_the_same(tag: str) -> None:
    page = OURS.page
    for code, answer in INLINE.items():
        start = page.rindex("<p", 0, page.index(f"[{code}]"))
        end = page.index("</p>", start) + 4
        inner = page[page.index(">", start) + 1 : end - 4]
        page = f"{page[:start]}<p><{tag}>{inner}</{tag.split()[0]}></p><p>{answer}</p>{page[end:]}"
    only(pages(page), INLINE)


def test_an_answer_that_was_struck_is_none() -> None:
    only(pages("<p>Q5 : <s>non</s> oui</p><p><strike>Q6 : une journée</strike></p>"), {"Q5": "oui"})


def test_a_table_of_all_questions_answers_those_that_were_filled_in() -> None:
    rows = "".join(
        f"<tr><td>{q.code}</td><td>{q.short}</td><td>{INLINE.get(q.code, '')}</td></tr>"
        for q in ASKED.questionnaire.questions()
    )
    only(pages(f"<p>Bonjour, voici nos réponses :</p><table>{rows}</table>"), INLINE)


BANNERS = (
    "Ce message provient d'un expéditeur inconnu. En savoir plus",
    "⚠️ EXTERNE : Ne cliquez pas sur les liens",
    "This Message Is From an External Sender\nThis message came from outside your organization.",
    "Courrier externe",
    "[Sécurité] Message provenant d'Internet",
)


@pytest.mark.parametrize("banner", BANNERS)
def test_a_banner_of_a_server_is_no_answer(banner: str) -> None:
    only(texts(f"{banner}\n\nBonjour\n\nQ5 : oui\nQ6 : non\n"), {"Q5": "oui", "Q6": "non"})


LISTS = (
    "_______________________________________________\nEquipe mailing list\nequipe@ars.example\nhttps://listes.ars.example/listinfo/equipe",
    '\n-- \nVous recevez ce message, car vous êtes abonné au groupe "ARS" de Google Groupes.\nPour vous désabonner de ce groupe, envoyez un e-mail à x@groupes.example.',
    "\n--\nPour vous désinscrire de cette liste : envoyez un mail à sympa@listes.example",
)


@pytest.mark.parametrize("footer", LISTS)
def test_the_footer_of_a_list_is_no_answer(footer: str) -> None:
    only(texts(f"Q5 : oui\nQ6 : non\n{footer}\n"), {"Q5": "oui", "Q6": "non"})


ENDS = {
    "thanks and a good reception": "Merci d'avance et bonne réception,\n\nMarie Dupont\n\nP Pensez à l'environnement avant d'imprimer ce message",
    "at your disposal": "À votre disposition,\nMarie Dupont",
    "one line on confidence": "Cordialement,\n\nMarie Dupont\n\nLe contenu de ce message est confidentiel.",
    "hours": "Cordialement,\nMarie DUPONT\n\nPour toute question : 04 00 00 00 00\nHoraires : du lundi au vendredi de 9h à 17h",
    "Outlook for iOS and a rule": "Marie\n\nTéléchargez Outlook pour iOS<https://lien.example/x>\n________________________________",
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_what_closes_a_letter_belongs_to_no_answer(end: str) -> None:
    only(
        texts(f"Bonjour,\n\nQ5 : oui\nQ6 : une journée\n\n{end}\n\n{WROTE}\n{with_answers(OURS, {}, '> ')}"),
        {"Q5": "oui", "Q6": "une journée"},
    )
    only(texts(f"Bonjour,\n\n{WROTE}\n{with_answers(OURS, INLINE, '> ')}\n\n{end}"), INLINE)


@pytest.mark.parametrize("sign", ["[ARS PACA] ", "ARS : ", "R/ ", "# ", "- ", "** "])
def test_what_stands_before_every_answer_belongs_to_none(sign: str) -> None:
    marked = {code: sign + answer for code, answer in INLINE.items()}
    only(texts(f"Bonjour\n\n{WROTE}\n{with_answers(OURS, marked, '> ')}"), INLINE)


def test_the_first_words_of_our_next_paragraph_may_stand_on_a_quoted_line() -> None:
    text = with_answers(OURS, INLINE, "> ").replace(
        "\n> – Simulation en santé (à/c de 2013)\n", " – Simulation en\n> santé (à/c de 2013)\n"
    )
    assert "– Simulation en\n" in text
    only(texts(f"Bonjour\n\n{WROTE}\n{text}"), INLINE)
