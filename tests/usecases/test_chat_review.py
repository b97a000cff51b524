"""The review round in the chat: the draft is read piece by piece, and every remark becomes an amendment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal import chosen
from campaigns.campaign import Invitation, Round, RoundKind
from questionnaires.scene import Effect
from questionnaires.talk import Talk
from synthesis.draft import Amendment, AmendmentState, Change, Draft, Paragraph, Style
from tests.bot.house import ANNE, START, House, a_house
from usecases.chat.review import Reader, ReviewTurn, review
from usecases.launch_campaign import invitation
from usecases.messages import Outcome
from usecases.transact import transact

DRAFT = Draft(
    "pnsp/1",
    "pnsp",
    1,
    START,
    (
        Paragraph("p1", Style.TITLE, "Synthèse"),
        Paragraph("p2", Style.HEADING, "Les retours"),
        Paragraph("p3", Style.TEXT, "13 ARS sur 17 ont répondu."),
        Paragraph("p4", Style.HEADING, "Les actions"),
        Paragraph("p5", Style.TEXT, "La Semaine de la sécurité est citée le plus souvent."),
    ),
)


async def open_review(house: House) -> None:
    """A review round that is running, with Anne among its readers."""
    campaign, _, _, person = await house.place(ANNE)
    round = Round("pnsp/relecture", "relecture", RoundKind.REVIEW, START, date(2017, 11, 30), opened_at=START)

    async def decide(transaction: object) -> None:
        transaction.put(  # type: ignore[attr-defined]  # `transact` gives a Transaction
            replace(campaign, rounds=(*campaign.rounds, round)),
            invitation(b"secret", round, person, START),
            DRAFT,
        )

    await transact(house.installation.store, "test", decide)


async def amendments(house: House) -> list[Amendment]:
    async with house.installation.store.reading() as reading:
        return await reading.find(Amendment, campaign="pnsp")


async def test_a_remark_on_a_part_is_an_amendment(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await open_review(house)
        said = await house.terminal(ANNE, "/start")
        assert "projet de synthèse, version 1" in said.text
        assert "jeudi 30 novembre 2017" in said.text.replace("\u00a0", " ")
        said = await house.terminal(ANNE, "tout le projet")
        said = await house.terminal(ANNE, chosen("3. Les actions", said.buttons))
        assert "(p5) La Semaine de la sécurité" in said.text
        said = await house.terminal(ANNE, "Notre REX régional manque")
        assert said.received.outcome is Outcome.AMENDMENT
        (change,) = await amendments(house)
        assert (change.paragraph, change.kind, change.proposed) == ("p4", Change.COMMENT, "Notre REX régional manque")
        assert change.contact == ANNE
        assert await house.contributions() == []


@pytest.mark.parametrize(
    ("typed", "kind", "paragraph", "proposed"),
    [
        ("remplacer p3 : 14 ARS sur 17 ont répondu.", Change.REPLACE, "p3", "14 ARS sur 17 ont répondu."),
        ("ajouter p5 : Deux ARS citent un bus.", Change.INSERT, "p5", "Deux ARS citent un bus."),
        ("supprimer p5", Change.DELETE, "p5", ""),
        ("p3 : à vérifier", Change.COMMENT, "p3", "à vérifier"),
        ("Remplacer [P3] : 14 ARS", Change.REPLACE, "p3", "14 ARS"),
        ("Le ton est un peu négatif", Change.COMMENT, "", "Le ton est un peu négatif"),
    ],
    ids=["replace", "insert", "delete", "comment", "brackets", "the whole"],
)
def test_changes_are_typed_by_paragraph(typed: str, kind: Change, paragraph: str, proposed: str) -> None:
    (change,) = review(DRAFT, Talk(), typed).changes
    assert (change.kind, change.paragraph, change.proposed) == (kind, paragraph, proposed)


@pytest.mark.parametrize(
    "typed", ["/start", "2", "lire p4", "p3", "aide", "parties", "merci", "j'ai fini ma partie", ""]
)
def test_reading_proposes_nothing(typed: str) -> None:
    turn = review(DRAFT, Talk(), typed)
    assert turn.changes == ()
    assert turn.lines


def test_without_a_draft_what_is_said_goes_to_a_person() -> None:
    turn = review(None, Talk(), "Une remarque")
    assert (turn.effect, turn.words) == (Effect.UNPLACED, "Une remarque")


@given(st.text(max_size=80), st.sampled_from(["", "p2", "p99"]))
def test_no_remark_is_lost(typed: str, asked: str) -> None:
    turn = review(DRAFT, Talk(asked=asked), typed)
    assert turn.lines
    assert len(turn.changes) <= 1
    if turn.changes and turn.changes[0].kind is Change.COMMENT and not turn.changes[0].paragraph:
        assert turn.changes[0].proposed == typed.strip()


async def test_a_message_of_the_review_comes_twice_and_counts_once(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await open_review(house)
        for _ in range(2):
            await house.terminal(ANNE, "p3 : à vérifier", reference="terminal:42")
        assert len(await amendments(house)) == 1


async def test_a_review_that_runs_goes_before_a_collection_that_does_not(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.terminal(ANNE, "Un colloque en 2016")
        await open_review(house)
        said = await house.terminal(ANNE, "/start")
        assert "projet de synthèse" in said.text


REGIONAL = Draft(
    "pnsp/1",
    "pnsp",
    1,
    START,
    (
        Paragraph("p1", Style.TITLE, "Synthèse"),
        Paragraph("p2", Style.TEXT, "13 ARS sur 17 ont répondu."),
        Paragraph("p3", Style.HEADING, "Axe 1"),
        Paragraph("p4", Style.SUBHEADING, "ARS Bretagne"),
        Paragraph("p5", Style.QUOTE, "Un bus « chambre des erreurs » en 2016"),
        Paragraph("p6", Style.SUBHEADING, "ARS Normandie"),
        Paragraph("p7", Style.QUOTE, "Une journée d’étude"),
        Paragraph("p8", Style.TEXT, "Une ARS cite : « des revues communes avec tous les EHPAD du littoral »."),
        Paragraph("p9", Style.TEXT, "L’ARS Bretagne et l’ARS Corse sont seules à le faire."),
    ),
)
SAID = ("Nous avons tenu\ndes revues communes avec tous les EHPAD du littoral",)
ANNES = Reader("Anne", "ARS Bretagne", SAID, date(2017, 11, 30))


def ids_shown(turn: ReviewTurn) -> list[str]:
    return [line[1:].partition(")")[0] for line in turn.lines if line.startswith("(p")]


def test_the_passages_about_the_reader_come_first() -> None:
    first = review(REGIONAL, Talk(), "/start", ANNES)
    assert ids_shown(first) == ["p5", "p8", "p9"]
    assert "jeudi 30 novembre 2017" in " ".join(first.lines)
    assert [offer.label for offer in first.offers][-2:] == ["Tout le projet", "Approuver tel quel"]
    whole = review(REGIONAL, first.talk, "tout le projet", ANNES)
    assert any("Axe 1" in line for line in whole.lines)


def pressed_in(turn: ReviewTurn, label: str) -> str:
    """What this button says."""
    return next(offer.says for offer in turn.offers if offer.label == label)


def test_a_reader_whom_no_passage_names_is_shown_the_parts() -> None:
    first = review(REGIONAL, Talk(), "/start", Reader("Luc", "ARS Guyane"))
    assert ids_shown(first) == []
    assert any("Axe 1" in line for line in first.lines)


@pytest.mark.parametrize(
    ("pressed", "typed", "kind", "proposed"),
    [
        ("Remplacer p5", "Un bus en 2017", Change.REPLACE, "Un bus en 2017"),
        ("Remplacer p5", "3", Change.REPLACE, "3"),
        ("Supprimer p5", "", Change.DELETE, ""),
        ("Sur p5", "La date est fausse", Change.COMMENT, "La date est fausse"),
    ],
    ids=["replace", "replace by a number", "delete", "remark"],
)
def test_a_change_by_button_and_words(pressed: str, typed: str, kind: Change, proposed: str) -> None:
    turn = review(REGIONAL, Talk(), "/start", ANNES)
    turn = review(REGIONAL, turn.talk, pressed_in(turn, "Sur p5"), ANNES)
    if pressed != "Sur p5":
        turn = review(REGIONAL, turn.talk, pressed_in(turn, pressed), ANNES)
    if typed:
        turn = review(REGIONAL, turn.talk, typed, ANNES)
    (change,) = turn.changes
    assert (change.paragraph, change.kind, change.proposed) == ("p5", kind, proposed)
    assert change.original == "Un bus « chambre des erreurs » en 2016"


def test_a_replacement_that_was_begun_can_be_dropped() -> None:
    turn = review(REGIONAL, Talk(), "remplacer p5", ANNES)
    turn = review(REGIONAL, turn.talk, "annuler", ANNES)
    assert (turn.changes, turn.talk.mode, turn.talk.asked) == ((), "", "")


@pytest.mark.parametrize(
    "typed",
    ["approuver", "Approuvé", "J’approuve tel quel", "RAS", "rien à changer", "Pas de remarque.", "tout est bon"],
)
async def test_approval_is_the_reader_s_return(tmp_path: Path, typed: str) -> None:
    async with a_house(tmp_path) as house:
        await open_review(house)
        said = await house.terminal(ANNE, typed)
        assert "approuvé" in said.text
        async with house.installation.store.reading() as reading:
            place = await reading.get(Invitation, f"pnsp/relecture/{ANNE}")
        assert place is not None
        assert (place.approved, place.finished_at is not None) == (DRAFT.id, True)
        assert await amendments(house) == []
        await house.terminal(ANNE, "p3 : à revoir")
        async with house.installation.store.reading() as reading:
            place = await reading.get(Invitation, f"pnsp/relecture/{ANNE}")
        assert place is not None
        assert place.approved == ""
        assert len(await amendments(house)) == 1


@pytest.mark.parametrize(
    "words", ["C’est bon pour moi", "ok pour l’ARS", "Avis favorable", "aucun commentaire à faire"]
)
async def test_approval_has_many_words(tmp_path: Path, words: str) -> None:
    async with a_house(tmp_path) as house:
        await open_review(house)
        said = await house.terminal(ANNE, words)
        assert "approuvé tel qu’il est. Vous pouvez encore écrire jusqu’au jeudi 30 novembre 2017" in said.text
        assert await amendments(house) == []


@pytest.mark.parametrize("words", ["oui", "bonjour", "plus tard", "je reprendrai demain", "date limite", "rien à dire"])
async def test_what_is_no_remark_on_a_passage_is_none(tmp_path: Path, words: str) -> None:
    async with a_house(tmp_path) as house:
        await open_review(house)
        await house.terminal(ANNE, "p5")
        said = await house.terminal(ANNE, words)
        assert said.received.outcome is Outcome.NOTHING_NEW
        assert "approuvé" not in said.text
        assert await amendments(house) == []


async def test_a_passage_is_changed_in_ones_own_words(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await open_review(house)
        said = await house.terminal(ANNE, "je voudrais modifier p3 svp")
        assert "Écrivez le texte qui remplace (p3)" in said.text
        await house.terminal(ANNE, "15 ARS sur 17 ont répondu.")
        (change,) = await amendments(house)
        assert (change.paragraph, change.kind) == ("p3", Change.REPLACE)


WORDED = Draft(
    "pnsp/1",
    "pnsp",
    1,
    START,
    (
        Paragraph("p1", Style.TITLE, "Synthèse"),
        Paragraph("p2", Style.TEXT, "13 ARS sur 17 ont répondu."),
        Paragraph("p3", Style.HEADING, "Axe 1 – Le patient"),
        Paragraph("p4", Style.TEXT, "Douze ARS citent les usagers. Elles regrettent toutefois le manque de moyens."),
        Paragraph("p5", Style.HEADING, "Conclusion"),
        Paragraph("p6", Style.ITEM, "former les équipes."),
    ),
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("remplacer « Douze » par « Treize »", [("p4", Change.REPLACE, "Douze", "Treize")]),
        ("p4 : remplacer Douze par Treize", [("p4", Change.REPLACE, "Douze", "Treize")]),
        ("supprimer « toutefois »", [("p4", Change.DELETE, "toutefois", "")]),
        ("14 ARS et non 13", [("p2", Change.REPLACE, "13 ARS", "14 ARS")]),
        ("conclusion : ajouter un tiret « évaluer »", [("p6", Change.INSERT, "", "évaluer")]),
        ("l’axe 1 est trop court", [("p3", Change.COMMENT, "Axe 1 – Le patient", "l’axe 1 est trop court")]),
        (
            "1) remplacer « Douze » par « Treize »\n2) supprimer « toutefois »\n3) citer les aidants",
            [
                ("p4", Change.REPLACE, "Douze", "Treize"),
                ("p4", Change.DELETE, "toutefois", ""),
                ("", Change.COMMENT, "", "citer les aidants"),
            ],
        ),
        ("validé sous réserve de citer la Corse", [("", Change.COMMENT, "", "validé sous réserve de citer la Corse")]),
    ],
)
def test_orders_in_words_find_their_passage(typed: str, expected: list[tuple[str, Change, str, str]]) -> None:
    changes = review(WORDED, Talk(), typed).changes
    assert [(c.paragraph, c.kind, c.original, c.proposed) for c in changes] == expected


def test_a_passage_is_named_by_its_place_among_those_that_were_shown() -> None:
    (change,) = review(REGIONAL, Talk(), "au passage 2 : ce n’est pas nous", ANNES).changes
    assert (change.paragraph, change.kind, change.proposed) == ("p8", Change.COMMENT, "ce n’est pas nous")


@pytest.mark.parametrize(
    "typed", ["ok", "ok merci", "d’accord", "parfait, merci !", "OK pour l’axe 1", "j’ai deux remarques", "modifier"]
)
def test_what_decides_nothing_neither_approves_nor_proposes(typed: str) -> None:
    turn = review(WORDED, Talk(), typed)
    assert (turn.changes, turn.effect) == ((), Effect.NONE)
    assert turn.lines


@pytest.mark.parametrize(
    "typed", ["lu et approuvé", "ça nous va", "pas de remarque particulière de notre part", "validé par le DG", "rien"]
)
def test_whoever_agrees_in_other_words_approves(typed: str) -> None:
    assert review(WORDED, Talk(), typed).effect is Effect.APPROVED


async def test_an_edited_message_corrects_what_it_proposed(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat("7", f"/start {await house.token(ANNE)}")
        await open_review(house)
        await house.chat("7", "remplacer p3", message="3")
        await house.chat("7", "14 ARS sur 17 ont répondu.", message="4")
        await house.chat("7", "merci", message="5")
        await house.chat("7", "15 ARS sur 17 ont répondu.", message="4", is_edit=True)
        (change,) = await amendments(house)
        assert (change.paragraph, change.kind, change.proposed) == ("p3", Change.REPLACE, "15 ARS sur 17 ont répondu.")


async def test_an_edit_that_approves_takes_the_remark_back(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat("7", f"/start {await house.token(ANNE)}")
        await open_review(house)
        await house.chat("7", "p3 : à revoir", message="3")
        await house.chat("7", "approuver", message="3", is_edit=True)
        (change,) = await amendments(house)
        assert (change.state, change.reason) == (AmendmentState.REJECTED, "Retiré par son auteur.")
