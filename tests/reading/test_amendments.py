"""A review round by mail: remarks on top, between the paragraphs, and changes typed in the quoted draft."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

import textwrap
from datetime import date, datetime
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.reading import read_reply
from synthesis.draft import Change, Draft, Paragraph, Style
from tests.mails.clients import CLIENTS, WHO, envelope
from tests.reading.letters import COMPOSER, CONTACT, ORGANISATION, PARIS, TOKEN, questionnaire
from tests.reading.manners import NBSP, bodies_of
from usecases.letters import Letter
from usecases.messages import LetterKind
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


REPLACED = ProposedChange("p1", Change.REPLACE, "Treize", "Quatorze")
DELETED = ProposedChange("p2", Change.DELETE, "surtout", "")


@pytest.mark.parametrize(
    "remark",
    [
        "Au lieu de « Treize », mettre « Quatorze ».",
        "« Treize » → « Quatorze »",
        "« Treize » : lire « Quatorze »",
        "Paragraphe 1 : « Treize » est à remplacer par « Quatorze ».",
        "Remplacer Treize par Quatorze dans le premier paragraphe.",
        "Treize -> Quatorze",
    ],
)
def test_a_replacement_is_understood_in_many_wordings(remark: str) -> None:
    assert read(f"Bonjour,\n\n{remark}\n\nMarie Dupont\n\n{quoted()}").changes == (REPLACED,)


@pytest.mark.parametrize(
    "remarks",
    [
        "1. Remplacer « Treize » par « Quatorze ».\n2. Supprimer « surtout ».\n3. Citer les outre-mer.",
        "- Remplacer « Treize » par « Quatorze »\n- Supprimer « surtout »\n- Citer les outre-mer.",
        "Remplacer « Treize » par « Quatorze ». Supprimer « surtout ». Citer les outre-mer.",
    ],
    ids=["numbered", "bulleted", "in a row"],
)
def test_every_one_of_several_remarks_is_kept(remarks: str) -> None:
    comment = ProposedChange("", Change.COMMENT, "", "Citer les outre-mer.")
    assert read(f"Bonjour,\n\n{remarks}\n\nMarie Dupont\n\n{quoted()}").changes == (REPLACED, DELETED, comment)


def test_words_that_the_draft_does_not_hold_are_a_remark() -> None:
    text = "Remplacer le préfet par la préfète."
    assert read(f"{text}\n\n{quoted()}").changes == (ProposedChange("", Change.COMMENT, "", text),)


def test_a_sentence_within_quotation_marks_is_not_cut() -> None:
    text = "Ajouter « Une phrase. Une autre. » après « une large majorité »."
    place = "une large majorité"
    assert read(f"{text}\n\n{quoted()}").changes == (
        ProposedChange("p3", Change.REPLACE, place, f"{place} Une phrase. Une autre."),
    )


def test_two_remarks_below_a_paragraph_are_about_it() -> None:
    said = "Ajouter les aidants.\n\nCiter aussi les usagers."
    text = quoted().replace(f"> {paragraph(2)}\n", f"> {paragraph(2)}\n\n{said}\n\n")
    assert read(text).changes == tuple(
        ProposedChange("p2", Change.COMMENT, paragraph(2), remark) for remark in said.split("\n\n")
    )


@pytest.mark.parametrize(
    "text",
    [
        "OK pour nous.",
        "Validé sans réserve.",
        "L’ARS Bretagne valide le projet.",
        "D’accord avec le projet de synthèse.",
        "Lu et approuvé.",
        "Ce projet nous convient.",
        "Merci pour ce travail, rien à redire.",
        "Avis favorable.",
    ],
)
def test_whoever_agrees_changes_nothing(text: str) -> None:
    reply = read(f"Bonjour,\n\n{text}\n\nCordialement,\nMarie Dupont\n\n{quoted()}")
    assert reply.changes == ()
    assert [intent.kind for intent in reply.intents] == [IntentKind.NOTHING_TO_REPORT]


@pytest.mark.parametrize(
    "text",
    [
        "D’accord avec le projet, sauf le titre.",
        "Validé, sous réserve de citer la Corse.",
        "Le projet ne nous convient pas.",
        "Nous validons, avec un ajout : les aidants.",
        "OK pour nous. La Corse manque.",
    ],
)
def test_whoever_agrees_but_is_heard(text: str) -> None:
    reply = read(f"Bonjour,\n\n{text}\n\nCordialement,\nMarie Dupont\n\n{quoted()}")
    assert [change.proposed for change in reply.changes] == [text]


def test_a_wish_about_our_reminders_is_heard_in_a_review_too() -> None:
    reply = read(f"Merci de ne plus me relancer.\n\nCordialement,\nMarie Dupont\n\n{quoted()}")
    assert reply.changes == ()
    assert [intent.kind for intent in reply.intents] == [IntentKind.STOP]


LONGER = Draft(
    "c/1",
    "c",
    1,
    datetime(2017, 10, 1, tzinfo=PARIS),
    (
        Paragraph("p1", Style.TITLE, "Synthèse du bilan"),
        Paragraph("p2", Style.HEADING, "Les retours"),
        Paragraph("p3", Style.TEXT, "13 ARS sur 17 ont répondu à cette enquête de 2012."),
        Paragraph("p101", Style.HEADING, "Axe 1 – Information du patient"),
        Paragraph("p110", Style.TEXT, "Douze ARS citent la Semaine de la sécurité, avec les usagers."),
        Paragraph("p111", Style.TEXT, "Les ARS saluent les usagers. Elles regrettent toutefois le manque de moyens."),
        Paragraph("p120", Style.SUBHEADING, "ARS Bretagne"),
        Paragraph("p121", Style.QUOTE, "Un bus « chambre des erreurs » en 2016 dans 14 établissements"),
        Paragraph("p102", Style.HEADING, "Axe 2 – Déclaration des événements indésirables"),
        Paragraph("p220", Style.ROW, "Région\tEIGS déclarés\tStructure d’appui"),
        Paragraph("p221", Style.ROW, "Bretagne\t245\tCAPPS"),
        Paragraph("p222", Style.ROW, "Normandie\t198\tOMEDIT"),
        Paragraph("p103", Style.HEADING, "Conclusion"),
        Paragraph("p301", Style.ITEM, "renforcer la formation des professionnels ;"),
        Paragraph("p302", Style.ITEM, "simplifier la déclaration."),
    ),
)
REGRETS = "Elles regrettent toutefois le manque de moyens."


def said(text: str) -> list[tuple[str, str, str, str]]:
    """What a mail with this text above the quoted draft proposes."""
    body = "\n\n".join(p.text.replace("\t", " | ") for p in LONGER.paragraphs)
    letter = f"{OPENING}{body}{ENDING}"
    sent = SentLetter("<draft-1@dgos.example>", SENT.raw.split(b"\n\n")[0] + b"\n\n" + letter.encode())
    message = envelope()
    message.set_content(f"Bonjour,\n\n{text}\n\nCordialement,\nMarie Dupont\n\n{quoted(letter)}")
    asked = questionnaire()
    reply = read_reply(message.as_bytes(), Asked(asked, asked.codes, (), (sent,), LONGER))
    return [(c.paragraph, c.kind.value, c.original, c.proposed) for c in reply.changes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('p. 3, § 2, remplacer "12" par "14"', [("", "comment", "", 'p. 3, § 2, remplacer "12" par "14"')]),
        ('p. 3, § 2, remplacer "14" par "18"', [("p121", "replace", "14", "18")]),
        ("Remplacer 'toutefois' par 'cependant'", [("p111", "replace", "toutefois", "cependant")]),
        ("Axe 1, 2e paragraphe : remplacer « usagers » par « patients »", [("p111", "replace", "usagers", "patients")]),
        ("Remplacer « usagers » par « patients »", [("", "comment", "", "Remplacer « usagers » par « patients »")]),
        ("Lire 14 ARS et non 13", [("p3", "replace", "13 ARS", "14 ARS")]),
        (
            "14 établissements (et non 13)",
            [("p121", "comment", LONGER.paragraphs[7].text, "14 établissements (et non 13)")],
        ),
        ("Tableau, ligne Normandie : 298 au lieu de 198.", [("p222", "replace", "198", "298")]),
        ("Supprimer la ligne Normandie du tableau.", [("p222", "delete", "Normandie\t198\tOMEDIT", "")]),
        ('Supprimer la phrase commençant par "Elles…"', [("p111", "delete", REGRETS, "")]),
        ("La phrase « Elles regrettent » est à supprimer.", [("p111", "delete", REGRETS, "")]),
        ("Supprimer la dernière phrase du 2e paragraphe de l’axe 1.", [("p111", "delete", REGRETS, "")]),
        (
            'Au 1er paragraphe de l’axe 1, ajouter après "Semaine de la sécurité" : "des soins"',
            [("p110", "replace", "Semaine de la sécurité", "Semaine de la sécurité des soins")],
        ),
        (
            "Ajouter « (EIGS) » à la fin de la phrase « Elles regrettent »",
            [("p111", "replace", REGRETS, "Elles regrettent toutefois le manque de moyens (EIGS).")],
        ),
        ("Conclusion : ajouter un tiret « évaluer »", [("p302", "insert", "", "évaluer")]),
        (
            "Ajouter à la fin de l’axe 1 : Une affiche a été diffusée.",
            [("p121", "insert", "", "Une affiche a été diffusée.")],
        ),
        ("Ajouter un paragraphe sur la ville.", [("", "comment", "", "Ajouter un paragraphe sur la ville.")]),
        (
            "Nous proposons deux ajouts : 1) après « saluent les usagers. », ajouter « Enfin. » ; 2) à la conclusion : « Un suivi est prévu. »",
            [
                ("p111", "replace", "saluent les usagers.", "saluent les usagers. Enfin."),
                ("p302", "insert", "", "Un suivi est prévu."),
            ],
        ),
        (
            "Texte actuel : simplifier la déclaration.\nTexte proposé : alléger la déclaration.",
            [("p302", "replace", "simplifier la déclaration", "alléger la déclaration")],
        ),
        (
            "Pour notre région, merci d’écrire plutôt : Un bus « chambre des erreurs » en 2016 dans 18 établissements",
            [
                (
                    "p121",
                    "replace",
                    LONGER.paragraphs[7].text,
                    "Un bus « chambre des erreurs » en 2016 dans 18 établissements",
                )
            ],
        ),
        (
            "Axe 1 :\n- supprimer « toutefois »\n- citer les EHPAD\nConclusion :\n- supprimer le dernier tiret",
            [
                ("p111", "delete", "toutefois", ""),
                ("p101", "comment", "Axe 1 – Information du patient", "Axe 1 : citer les EHPAD"),
                ("p302", "delete", "simplifier la déclaration.", ""),
            ],
        ),
        (
            "Axe 1 : RAS. Axe 2 : préciser la source. Conclusion : RAS.",
            [("p102", "comment", "Axe 2 – Déclaration des événements indésirables", "Axe 2 : préciser la source.")],
        ),
        (
            "Remplacer « toutefois » par « cependant » dans l’axe 1, et « OMEDIT » par « ORMEDIT ».",
            [("p111", "replace", "toutefois", "cependant"), ("p222", "replace", "OMEDIT", "ORMEDIT")],
        ),
        (
            "Un bus « chambre des erreurs » en 2016 dans 18 établissements",
            [
                (
                    "p121",
                    "replace",
                    LONGER.paragraphs[7].text,
                    "Un bus « chambre des erreurs » en 2016 dans 18 établissements",
                )
            ],
        ),
        (
            "Remplacer partout « usagers » par « patients ».",
            [
                (
                    "p110",
                    "replace",
                    LONGER.paragraphs[4].text,
                    "Douze ARS citent la Semaine de la sécurité, avec les patients.",
                ),
                ("p111", "replace", LONGER.paragraphs[5].text, f"Les ARS saluent les patients. {REGRETS}"),
            ],
        ),
    ],
)
def test_an_order_in_words_finds_its_passage_and_its_exact_words(
    text: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("J’ai fini ma relecture. La conclusion est trop courte.", [("p103", "comment")]),
        ("Je transmets à ma collègue Anne Roy (anne.roy@ars.example). Supprimer « toutefois ».", [("p111", "delete")]),
        ("Merci beaucoup. Remplacer Douze par Treize svp.", [("p110", "replace")]),
    ],
)
def test_what_is_said_beside_an_amendment_does_not_hide_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert [found[:2] for found in said(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ce document n’appelle pas de remarque de notre part.",
        "L’ARS Bretagne n’a pas d’observation à formuler sur ce projet.",
        "Projet validé par notre directeur général.",
        "Très bonne synthèse, nous validons !",
        "Axe 1 : RAS\nAxe 2 : RAS\nConclusion : RAS",
        "cf. modifications en rouge dans le texte ci-dessous",
        "OK, bien reçu, merci.",
    ],
)
def test_agreement_thanks_and_covering_notes_propose_nothing(text: str) -> None:
    assert said(text) == []


# --- the same in the pages that most clients send


@lru_cache(maxsize=1)
def review() -> Asked:
    """A review round whose letter left as it really does, text and page."""
    asked = questionnaire()
    identifier = "<draft-1@dgos.example>"
    value = Letter(
        kind=LetterKind.DRAFT,
        message_id=identifier,
        dated=datetime(2017, 10, 2, 9, 0, tzinfo=PARIS),
        contact=CONTACT,
        organisation=ORGANISATION,
        campaign="c",
        title=asked.title,
        questionnaire=asked,
        last_day=date(2017, 10, 15),
        token=TOKEN,
        questions=(),
        missing=(),
        draft=DRAFT,
    )
    return Asked(asked, asked.codes, (), (SentLetter(identifier, COMPOSER.compose(value)),), DRAFT)


def read_page(said: str, before: str = "", after: str = "") -> Reply:
    """A page that quotes our letter with `before` become `after`."""
    page = bodies_of(review()).page
    assert before in page
    message = envelope()
    message.set_content("\n")
    message.add_alternative(
        f"<html><body><p>{said}</p><blockquote>{page.replace(before, after) if before else page}</blockquote></body></html>",
        subtype="html",
    )
    return read_reply(message.as_bytes(), review())


STRUCK = ("<del>{}</del>", "<s>{}</s>", "<strike>{}</strike>", '<span style="text-decoration:line-through">{}</span>')


@pytest.mark.parametrize("struck", STRUCK)
def test_words_struck_through_in_a_page_are_replaced(struck: str) -> None:
    reply = read_page("Bonjour,", "Treize", struck.format("Treize") + ' <span style="color:red">Quatorze</span>')
    changed = paragraph(1).replace("Treize", "Quatorze")
    assert reply.changes == (ProposedChange("p1", Change.REPLACE, paragraph(1), changed),)


def test_words_typed_into_a_page_are_a_replacement() -> None:
    reply = read_page("Bonjour,", "soignantes", 'soignantes <font color="blue">et des aidants</font>')
    changed = paragraph(2).replace("soignantes", "soignantes et des aidants")
    assert reply.changes == (ProposedChange("p2", Change.REPLACE, paragraph(2), changed),)


@pytest.mark.parametrize("number", [2, 4])
def test_a_paragraph_struck_through_in_a_page_is_a_deletion(number: int) -> None:
    reply = read_page("Bonjour,", paragraph(number), f"<s>{paragraph(number)}</s>")
    assert reply.changes == (ProposedChange(f"p{number}", Change.DELETE, paragraph(number), ""),)


def test_a_remark_below_a_paragraph_of_a_page_is_about_it() -> None:
    reply = read_page("Bonjour,", "soignantes.</p>", "soignantes.</p><p>Il faudrait citer les aidants.</p>")
    assert reply.changes == (ProposedChange("p2", Change.COMMENT, paragraph(2), "Il faudrait citer les aidants."),)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (paragraph(2).replace("Les actions", "Les  actions"), []),
        ("Les actions portent surtout sur l’information du patient.", [("p2", Change.REPLACE)]),
        ("Les actions portent surtout sur l’information du patient", [("p2", Change.REPLACE)]),
    ],
    ids=["only blanks", "half of it is gone", "and its mark too"],
)
def test_what_is_left_of_a_paragraph_is_its_new_wording(left: str, expected: list[tuple[str, Change]]) -> None:
    reply = read(quoted(LETTER.replace(paragraph(2), left)))
    assert [(c.paragraph, c.kind) for c in reply.changes] == expected


def test_a_paragraph_that_was_moved_goes_and_comes() -> None:
    moved = LETTER.replace(f"{paragraph(4)}", "").replace(paragraph(1), f"{paragraph(4)}\n\n{paragraph(1)}")
    assert read(quoted(moved)).changes == (
        ProposedChange("p0", Change.INSERT, "", paragraph(4)),
        ProposedChange("p4", Change.DELETE, paragraph(4), ""),
    )


def test_a_table_of_remarks_is_read_row_by_row() -> None:
    rows = (
        ("Page", "Texte initial", "Proposition"),
        ("2", "Treize", "Quatorze"),
        ("3", "une large majorité", "la plupart"),
    )
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    assert read_page(f"Bonjour,</p><table>{table}</table><p>").changes == (
        REPLACED,
        ProposedChange("p3", Change.REPLACE, "une large majorité", "la plupart"),
    )


def test_an_untouched_page_proposes_nothing() -> None:
    assert read_page("Bonjour,").changes == ()


CHANGING = (
    "outlook-365-html",
    "gmail-web",
    "iphone-html",
    "outlook-365-text",
    "thunderbird-text",
    "apple-mail",
    "outlook-web",
)


@pytest.mark.parametrize("client", CHANGING)
@pytest.mark.parametrize("greeting", ["", "Bonjour,\n\n"], ids=["bare", "greeted"])
def test_remarks_on_top_are_read_from_any_client(client: str, greeting: str) -> None:
    said = f"{greeting}1. Remplacer « Treize » par « Quatorze ».\n2. Citer la Corse."
    reply = read_reply(CLIENTS[client](said, {}, bodies_of(review())).as_bytes(), review())
    assert reply.changes == (REPLACED, ProposedChange("", Change.COMMENT, "", "Citer la Corse."))


PLACES = [number for number, p in enumerate(LONGER.paragraphs) if p.style is Style.TEXT]


@given(
    st.sampled_from(PLACES),
    st.integers(0, 30),
    st.sampled_from(["", "vraiment", "et 42 autres"]),
    st.booleans(),
    st.integers(40, 100),
)
@settings(max_examples=60, deadline=None)
def test_any_word_changed_in_the_quoted_draft_changes_its_paragraph_alone(
    number: int, at: int, new: str, marked: bool, width: int
) -> None:
    words = LONGER.paragraphs[number].text.split()
    at %= len(words)
    changed = " ".join([*words[:at], *([new] if new else []), *words[at + 1 :]])
    texts = [p.text.replace("\t", " | ") for p in LONGER.paragraphs]
    sent = f"{OPENING}{chr(10).join(t + chr(10) for t in texts)}{ENDING}"
    texts[number] = changed
    mark = "> " if marked else ""
    lines = [part for text in texts for part in (*textwrap.wrap(text, width), "")]
    message = envelope()
    message.set_content(
        "\n".join([HEADER, *(f"{mark}{line}".rstrip() for line in [*OPENING.split("\n"), *lines, *ENDING.split("\n")])])
    )
    asked = questionnaire()
    letter = SentLetter("<draft-1@dgos.example>", SENT.raw.split(b"\n\n")[0] + b"\n\n" + sent.encode())
    (change,) = read_reply(message.as_bytes(), Asked(asked, asked.codes, (), (letter,), LONGER)).changes
    assert (change.paragraph, change.kind, change.proposed) == (LONGER.paragraphs[number].id, Change.REPLACE, changed)
