"""A review round by mail: remarks on top, between the paragraphs, and changes typed in the quoted draft."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

from datetime import datetime

import pytest

from mail.reading import read_reply
from synthesis.draft import Change, Draft, Paragraph, Style
from tests.mails.clients import WHO, envelope
from tests.reading.letters import PARIS, questionnaire
from tests.reading.manners import NBSP
from usecases.replies import Asked, IntentKind, ProposedChange, Reply, SentLetter

TEXTS = (
    "Synthèse du bilan du programme",
    "Treize agences sur dix-sept ont répondu au questionnaire.",
    "Les actions portent surtout sur l’information du patient et sur la formation des équipes soignantes.",
    "Le programme est jugé utile par une large majorité des répondants, qui demandent sa poursuite.",
    "La déclaration des événements indésirables reste inégale d’une région à l’autre.",
)
DRAFT = Draft(
    "c/1",
    "c",
    1,
    datetime(2017, 10, 1, tzinfo=PARIS),
    tuple(Paragraph(f"p{n}", Style.TEXT if n else Style.TITLE, text) for n, text in enumerate(TEXTS)),
)
OPENING = "Bonjour,\n\nVoici le projet de synthèse, pour vos amendements avant le 15 octobre.\n\n"
ENDING = "\n\nBien cordialement,\nDGOS\n\nRéférence à conserver dans votre réponse : abcdefgh2345"
LETTER = OPENING + "\n\n".join(TEXTS) + ENDING
SENT = SentLetter(
    "<draft-1@dgos.example>",
    f"From: pnsp@dgos.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{LETTER}".encode(),
)
HEADER = f"Le 02/10/2017 à 09:00, {WHO} a écrit{NBSP}:"


def read(text: str) -> Reply:
    message = envelope()
    message.set_content(text)
    asked = questionnaire()
    return read_reply(message.as_bytes(), Asked(asked, asked.codes, (), (SENT,), DRAFT))


def quoted(text: str = LETTER) -> str:
    return f"{HEADER}\n" + "\n".join(("> " + line).rstrip() for line in text.split("\n"))


def paragraph(number: int) -> str:
    return TEXTS[number]


def test_an_untouched_draft_proposes_nothing() -> None:
    assert read(quoted()).changes == ()


def test_a_remark_on_top_is_a_comment_on_the_whole() -> None:
    reply = read(f"Bonjour,\n\nLe texte gagnerait à citer les outre-mer.\n\nMarie Dupont\n\n{quoted()}")
    assert reply.changes == (ProposedChange("", Change.COMMENT, "", "Le texte gagnerait à citer les outre-mer."),)


def test_a_remark_on_top_that_cites_a_paragraph_is_about_it() -> None:
    text = "À propos de « inégale d’une région à l’autre » : merci de nuancer."
    assert read(f"{text}\n\n{quoted()}").changes == (ProposedChange("p4", Change.COMMENT, paragraph(4), text),)


@pytest.mark.parametrize(
    ("remark", "change"),
    [
        ("Remplacer « Treize » par « Quatorze ».", ProposedChange("p1", Change.REPLACE, "Treize", "Quatorze")),
        ("Lire « Quatorze » au lieu de « Treize ».", ProposedChange("p1", Change.REPLACE, "Treize", "Quatorze")),
        (
            "Supprimer « , qui demandent sa poursuite ».",
            ProposedChange("p3", Change.DELETE, ", qui demandent sa poursuite", ""),
        ),
        (
            "Ajouter « et des aidants » après « information du patient ».",
            ProposedChange("p2", Change.REPLACE, "information du patient", "information du patient et des aidants"),
        ),
    ],
    ids=["replace", "instead", "delete", "add"],
)
def test_a_change_said_in_words_is_a_change(remark: str, change: ProposedChange) -> None:
    assert read(f"Bonjour,\n\n{remark}\n\nMarie Dupont\n\n{quoted()}").changes == (change,)


@pytest.mark.parametrize("marked", [True, False], ids=["marked", "unmarked"])
def test_a_change_typed_in_the_quoted_draft_is_a_replacement(marked: bool) -> None:
    changed = paragraph(3).replace("une large majorité", "la quasi-totalité")
    text = LETTER.replace(paragraph(3), changed)
    body = quoted(text) if marked else f"{HEADER}\n{text}"
    assert read(body).changes == (ProposedChange("p3", Change.REPLACE, paragraph(3), changed),)


def test_a_remark_below_a_paragraph_is_about_it() -> None:
    text = quoted().replace(f"> {paragraph(2)}\n", f"> {paragraph(2)}\n\nIl faudrait citer aussi les aidants.\n\n")
    assert read(text).changes == (
        ProposedChange("p2", Change.COMMENT, paragraph(2), "Il faudrait citer aussi les aidants."),
    )


def test_a_new_paragraph_typed_between_two_is_an_insertion() -> None:
    text = quoted().replace(
        f"> {paragraph(2)}\n", f"> {paragraph(2)}\n\nLes usagers siègent dans toutes les commissions.\n\n"
    )
    assert read(text).changes == (
        ProposedChange("p2", Change.INSERT, "", "Les usagers siègent dans toutes les commissions."),
    )


def test_a_paragraph_to_delete_is_deleted() -> None:
    text = quoted().replace(f"> {paragraph(4)}\n", f"> {paragraph(4)}\n\nSupprimer ce paragraphe.\n\n")
    assert read(text).changes == (ProposedChange("p4", Change.DELETE, paragraph(4), ""),)


def test_a_paragraph_taken_out_of_the_quoted_draft_is_a_deletion() -> None:
    assert read(quoted(LETTER.replace(paragraph(2) + "\n\n", ""))).changes == (
        ProposedChange("p2", Change.DELETE, paragraph(2), ""),
    )


def test_nothing_to_change_is_said_so() -> None:
    reply = read(
        f"Bonjour,\n\nAucune remarque de notre part sur ce projet.\n\nCordialement,\nMarie Dupont\n\n{quoted()}"
    )
    assert reply.changes == ()
    assert [intent.kind for intent in reply.intents] == [IntentKind.NOTHING_TO_REPORT]
