"""French sentences agree with their numbers."""

from __future__ import annotations

from itertools import product

import pytest

from synthesis.draft import Amendment, AmendmentState, Change
from synthesis.sentences import (
    ARS,
    BODY,
    Noun,
    amendments_sentence,
    enumerated,
    grouped,
    in_letters,
    noun_for,
    response_rate,
    silent,
)
from tests.campaigns.scene import OPENS

PROPOSED, ACCEPTED = AmendmentState.PROPOSED, AmendmentState.ACCEPTED
MODIFIED, REJECTED = AmendmentState.MODIFIED, AmendmentState.REJECTED
AN_ADDITION, A_CHANGE, A_REMARK, A_DELETION = (
    (Change.INSERT, "", "nouveau"),
    (Change.REPLACE, "ancien", "nouveau"),
    (Change.COMMENT, "", "à revoir"),
    (Change.DELETE, "ancien", ""),
)


def amendment(
    number: int, who: str, state: AmendmentState, what: tuple[Change, str, str] = AN_ADDITION, paragraph: str = "p11"
) -> Amendment:
    kind, original, proposed = what
    return Amendment(
        id=f"pnsp/A{number}",
        campaign="pnsp",
        draft="pnsp/1",
        paragraph=paragraph,
        kind=kind,
        original=original,
        proposed=proposed,
        contact=f"pnsp/{who}@ars.example",
        organisation="53",
        channel="mail",
        source=f"mail:<{number}@ars.example>",
        received_at=OPENS,
        state=state,
    )


@pytest.mark.parametrize(
    ("returned", "invited", "noun", "sentence"),
    [
        (13, 17, ARS, "13 ARS sur 17 ont répondu à cette enquête."),
        (1, 17, ARS, "1 ARS sur 17 a répondu à cette enquête."),
        (0, 17, ARS, "Aucune des 17 ARS interrogées n’a répondu à cette enquête."),
        (17, 17, ARS, "Les 17 ARS ont répondu à cette enquête."),
        (2, 2, ARS, "Les 2 ARS ont répondu à cette enquête."),
        (1, 1, ARS, "L’ARS interrogée a répondu à cette enquête."),
        (0, 1, ARS, "L’ARS interrogée n’a pas répondu à cette enquête."),
        (0, 0, ARS, "Aucune ARS n’a été interrogée."),
        (3, 8, BODY, "3 organismes sur 8 ont répondu à cette enquête."),
        (1, 8, BODY, "1 organisme sur 8 a répondu à cette enquête."),
        (0, 8, BODY, "Aucun des 8 organismes interrogés n’a répondu à cette enquête."),
        (0, 1, BODY, "L’organisme interrogé n’a pas répondu à cette enquête."),
        (0, 0, BODY, "Aucun organisme n’a été interrogé."),
        (1200, 1500, BODY, "1\u202f200 organismes sur 1\u202f500 ont répondu à cette enquête."),
    ],
)
def test_the_response_rate_agrees(returned: int, invited: int, noun: Noun, sentence: str) -> None:
    assert response_rate(returned, invited, noun) == sentence


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], ""),
        (["ARS Corse"], "N’a pas répondu\u00a0: ARS Corse."),
        (["ARS Corse", "ARS Guyane"], "N’ont pas répondu\u00a0: ARS Corse et ARS Guyane."),
        (["A", "B", "C"], "N’ont pas répondu\u00a0: A, B et C."),
    ],
)
def test_the_silent_are_named(names: list[str], sentence: str) -> None:
    assert silent(names) == sentence


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "Aucun correspondant n’a proposé de modification."),
        (
            [amendment(1, "a", ACCEPTED), amendment(2, "b", ACCEPTED)],
            "Deux correspondants ont proposé des ajouts, qui ont été intégrés.",
        ),
        ([amendment(1, "a", ACCEPTED)], "Un correspondant a proposé un ajout, qui a été intégré."),
        (
            [amendment(1, "a", ACCEPTED), amendment(2, "a", ACCEPTED)],
            "Un correspondant a proposé deux ajouts, qui ont été intégrés.",
        ),
        (
            [amendment(1, "a", ACCEPTED), amendment(2, "a", ACCEPTED), amendment(3, "b", ACCEPTED)],
            "Deux correspondants ont proposé trois ajouts, qui ont tous été intégrés.",
        ),
        ([amendment(1, "a", ACCEPTED, A_CHANGE)], "Un correspondant a proposé une modification, qui a été intégrée."),
        (
            [amendment(1, "a", ACCEPTED, A_CHANGE), amendment(2, "b", ACCEPTED)],
            "Deux correspondants ont proposé des modifications, qui ont été intégrées.",
        ),
        (
            [amendment(1, "a", ACCEPTED), amendment(2, "b", MODIFIED)],
            "Deux correspondants ont proposé des ajouts, qui ont été intégrés, dont un après modification.",
        ),
        ([amendment(1, "a", MODIFIED)], "Un correspondant a proposé un ajout, qui a été intégré après modification."),
        (
            [amendment(1, "a", REJECTED), amendment(2, "b", REJECTED)],
            "Deux correspondants ont proposé des ajouts, qui n’ont pas été retenus.",
        ),
        ([amendment(1, "a", PROPOSED)], "Un correspondant a proposé un ajout, qui reste à examiner."),
        (
            [amendment(1, "a", ACCEPTED), amendment(2, "b", REJECTED)],
            "Deux correspondants ont proposé des ajouts\u00a0: un a été intégré et un n’a pas été retenu.",
        ),
        (
            [
                amendment(1, "a", ACCEPTED, A_CHANGE),
                amendment(2, "b", MODIFIED, A_CHANGE),
                amendment(3, "b", REJECTED, A_CHANGE),
                amendment(4, "c", PROPOSED, A_CHANGE),
            ],
            "Trois correspondants ont proposé quatre modifications\u00a0: deux ont été intégrées, dont une après "
            "modification, une n’a pas été retenue et une reste à examiner.",
        ),
        ([amendment(1, "a", REJECTED, A_REMARK)], "Un correspondant a formulé une remarque, qui n’a pas été retenue."),
        (
            [amendment(1, "a", ACCEPTED, A_REMARK), amendment(2, "b", ACCEPTED, A_REMARK)],
            "Deux correspondants ont formulé des remarques, qui ont été prises en compte.",
        ),
        ([amendment(1, "a", ACCEPTED, A_DELETION)], "Un correspondant a proposé une suppression, qui a été intégrée."),
        (
            [amendment(1, "a", ACCEPTED, A_REMARK), amendment(2, "b", ACCEPTED)],
            "Deux correspondants ont formulé des propositions, qui ont été intégrées.",
        ),
        (
            [amendment(1, "a", ACCEPTED, (Change.REPLACE, "Des REX.", "Des REX. Et des RMM."))],
            "Un correspondant a proposé un ajout, qui a été intégré.",
        ),
    ],
)
def test_the_amendments_sentence_counts_and_agrees(given: list[Amendment], sentence: str) -> None:
    assert amendments_sentence(given) == sentence


def test_every_combination_of_decisions_makes_a_sentence() -> None:
    for counts in product(range(3), repeat=4):
        states = [s for s, n in zip((ACCEPTED, MODIFIED, REJECTED, PROPOSED), counts, strict=True) for _ in range(n)]
        for people in (1, 2, max(1, len(states))):
            for what in (AN_ADDITION, A_CHANGE, A_REMARK):
                given = [amendment(n, f"p{n % people}", state, what) for n, state in enumerate(states)]
                sentence = amendments_sentence(given)
                assert sentence.endswith(".")
                assert sentence.count(".") == 1
                assert "  " not in sentence
                assert "zéro" not in sentence
                assert ("intégré" in sentence or "en compte" in sentence) is any(
                    s in (ACCEPTED, MODIFIED) for s in states
                )
                assert ("retenu" in sentence) is (REJECTED in states)
                assert ("examiner" in sentence) is (PROPOSED in states)
                assert ("après modification" in sentence) is (MODIFIED in states)


def test_organisations_have_a_common_noun() -> None:
    assert noun_for(["ARS Bretagne", "ARS Corse"]) is ARS
    assert noun_for(["ARS Bretagne", "CHU de Rennes"]) is BODY
    assert noun_for([]) is BODY


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (12, "12"),
        (1234567, "1\u202f234\u202f567"),
        (3.5, "3,5"),
        (0.25, "0,25"),
        (2.0, "2"),
        (1234.5, "1\u202f234,5"),
    ],
)
def test_numbers_are_written_as_in_french(number: float, text: str) -> None:
    assert grouped(number) == text


def test_small_numbers_are_spelt() -> None:
    assert [in_letters(n) for n in (1, 2, 16, 17)] == ["un", "deux", "seize", "17"]
    assert in_letters(1, feminine=True) == "une"
    assert enumerated(["a"]) == "a"
