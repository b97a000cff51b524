"""« J’ai fini »: for me or for all of us? Whatever is said then ends what was meant, and is taken for no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.house import ANNE, YANN, House, a_house
from usecases.chat.converse import Conversed

CODES = ("Q1a", "Q1b", "Q2a", "Q2b", "Q3a", "Q3b", "Q4a", "Q4b", "Q5", "Q6")
WHICH = "Avez-vous fini votre partie seulement, ou pour votre ARS ?"
MINE = "Merci, votre partie est terminée."
ALL = "Le retour est complet pour l’ARS Bretagne."
GOES_ON = "Très bien, nous continuons."


def flat(text: str) -> str:
    return text.replace("\u00a0", " ")


async def said(house: House, *messages: str, who: str = ANNE) -> Conversed:
    """What the last of these messages is answered."""
    for text in messages:
        done = await house.terminal(who, text)
    return done


async def answer(house: House, *codes: str) -> None:
    for code in codes:
        await house.terminal(ANNE, f"{code} : un colloque en 2016, avec trois établissements et vingt professionnels.")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("J’ai fini ma partie", MINE),
        ("J’ai fini pour mon ARS", ALL),
        ("oui", MINE),
        ("Oui oui.", MINE),
        ("tout à fait", MINE),
        ("ma partie", MINE),
        ("non, ma partie seulement", MINE),
        ("uniquement pour moi", MINE),
        ("Juste pour ma part, merci", MINE),
        ("seule", MINE),
        ("l’ARS", ALL),
        ("ARS", ALL),
        ("pour l’ARS Bretagne", ALL),
        ("non, pour toute l’agence", ALL),
        ("l’ensemble de l’ARS", ALL),
        ("tout le monde", ALL),
        ("tout est fini", ALL),
        ("non", GOES_ON),
        ("non, je continue", GOES_ON),
        ("je n’ai pas encore fini", GOES_ON),
        ("annuler", GOES_ON),
        ("pour mon service", WHICH),
        ("seulement pour nous", WHICH),
    ],
)
async def test_what_is_said_then_says_which_end_is_meant(tmp_path: Path, typed: str, expected: str) -> None:
    async with a_house(tmp_path) as house:
        asked = await said(house, "bonjour", "/terminer")
        assert flat(asked.text).startswith(WHICH)
        assert [button.label for button in asked.buttons][:2] == ["J’ai fini ma partie", "J’ai fini pour mon ARS"]
        done = await said(house, typed)
        assert flat(done.text).startswith(expected)
        assert await house.answers() == {}


@pytest.mark.parametrize(
    "typed",
    ["Un colloque en 2016", "pour 30 établissements", "RAS", "Q1a : un bus", "Pour former cent cadres, un module"],
)
async def test_an_answer_given_instead_is_an_answer(tmp_path: Path, typed: str) -> None:
    async with a_house(tmp_path) as house:
        await said(house, "bonjour", "/terminer", typed)
        assert await house.answers() == {"Q1a": typed.removeprefix("Q1a : ")}
        assert (await house.place(ANNE))[2].finished_at is None


async def test_words_that_were_an_answer_after_all_are_one_tap_away(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        again = await said(house, "bonjour", "/terminer", "pour les cadres")
        assert again.buttons[-1].label == "C’est ma réponse"
        await said(house, "C’est ma réponse")
        assert await house.answers() == {"Q1a": "pour les cadres"}


@pytest.mark.parametrize(
    ("begun", "going_on", "expected"),
    [
        ("corriger Q1a", "Un bus", "Un bus"),
        (
            "je continue Q1a",
            "un bus",
            "un colloque en 2016, avec trois établissements et vingt professionnels.\n\nun bus",
        ),
        (
            "compléter Q1a",
            "un bus",
            "un colloque en 2016, avec trois établissements et vingt professionnels.\n\nun bus",
        ),
    ],
    ids=["correcting", "listening", "completing"],
)
async def test_in_the_middle_of_an_answer_an_end_is_an_end_and_else_the_answer_goes_on(
    tmp_path: Path, begun: str, going_on: str, expected: str
) -> None:
    async with a_house(tmp_path) as house:
        await said(house, "bonjour")
        await answer(house, "Q1a")
        before = await house.answers()
        assert flat((await said(house, begun, "/terminer", "pour mon ARS")).text).startswith(ALL)
        assert await house.answers() == before
        await said(house, "rouvrir", begun, "/terminer", "ni l’un ni l’autre", going_on)
        assert await house.answers() == {"Q1a": expected}


async def test_who_has_finished_is_asked_for_the_others_only(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        again = await said(house, "bonjour", "j’ai fini ma partie", "/terminer")
        assert flat(again.text).startswith("Votre partie est déjà terminée. Est-ce fini aussi pour votre ARS ?")
        assert "J’ai fini ma partie" not in [button.label for button in again.buttons]
        assert flat((await said(house, "oui")).text).startswith(ALL)


async def test_nothing_is_asked_once_the_return_is_closed(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await said(house, "bonjour", "/terminer")
        await said(house, "bonjour", "j’ai fini pour mon ARS", who=YANN)
        mine = flat((await said(house, "ma partie")).text)
        assert mine.startswith(f"Votre partie est terminée.\n{ALL}")
        assert "vos collègues peuvent y répondre" not in mine
        again = await said(house, "/terminer")
        assert flat(again.text).startswith(ALL)
        assert "Rouvrir" in [button.label for button in again.buttons]
        assert flat((await said(house, "rouvrir", "j’ai fini")).text).startswith(WHICH)
        assert flat((await said(house, "l’ARS")).text).startswith(ALL)


async def test_what_came_by_mail_meanwhile_is_told_with_the_end(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await said(house, "bonjour")
        await answer(house, *CODES[:-1])
        await said(house, "/terminer")
        await house.mail(YANN, "Q6", "Former")
        done = flat((await said(house, "oui")).text)
        assert "[Q6] Yann Le Bihan a répondu : « Former »." in done
        assert done.endswith("« récapitulatif » montre tout.")
        assert f"{MINE}\nVous" in done, "nothing is missing any more"
        assert (await house.place(ANNE))[2].finished_at is not None


@pytest.mark.parametrize("order", ["/modifier", "/aide", "corriger Q1a", "où en suis-je"])
async def test_an_order_in_between_ends_nothing(tmp_path: Path, order: str) -> None:
    async with a_house(tmp_path) as house:
        await said(house, "bonjour")
        await answer(house, "Q1a")
        await said(house, "/terminer", order)
        assert (await house.place(ANNE))[2].finished_at is None
        assert flat((await said(house, "j’ai fini ma partie")).text).startswith(MINE)


async def in_the_group(house: House, text: str, quoted: str = "") -> str:
    """What Anne's words in the group of her ARS are answered; `quoted` is the message of ours that they answer."""
    return flat((await house.chat("7", text, group="-5", quoted=quoted)).text)


async def bound(house: House) -> None:
    """Anne has bound the group of her ARS."""
    await house.chat("7", f"/start {await house.token(ANNE)}")
    await in_the_group(house, "/lier")


@pytest.mark.parametrize(("typed", "expected"), [("pour l’ARS", ALL), ("oui", MINE), ("non", GOES_ON)])
async def test_in_a_group_the_answer_to_our_question_is_an_end_too(tmp_path: Path, typed: str, expected: str) -> None:
    async with a_house(tmp_path) as house:
        await bound(house)
        asked = await in_the_group(house, "/terminer")
        assert asked == WHICH
        assert (await in_the_group(house, typed, asked)).startswith(expected)
        assert (await house.answers(), await house.pen()) == ({}, [])


async def test_in_a_group_the_code_that_is_written_counts_and_not_the_quoted_one(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await bound(house)
        shown = await in_the_group(house, "/question Q2a")
        await in_the_group(house, "Q1a : un bus", shown)
        await in_the_group(house, "une charte", shown)
        assert await house.answers() == {"Q1a": "un bus", "Q2a": "une charte"}


async def test_in_a_group_what_answers_a_list_of_questions_answers_none_of_them(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await bound(house)
        listed = await in_the_group(house, "/recapitulatif")
        assert "[Q6]" in listed
        said = await in_the_group(house, "une charte pour les usagers", listed)
        assert "À quelle question cela répond-il ?" in said
        assert await house.answers() == {}
        assert [waiting.extract for waiting in await house.pen()] == ["une charte pour les usagers"]
