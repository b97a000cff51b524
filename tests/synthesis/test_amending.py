"""Amendments go into a draft; two on one paragraph are merged word by word, or shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.amending import apply, colliding, final_version, integrate
from synthesis.draft import Amendment, AmendmentState, Change, Draft, Paragraph, Style
from synthesis.merging import merged_words, same_words
from tests.campaigns.scene import OPENS
from tests.synthesis.test_sentences import ACCEPTED, MODIFIED, PROPOSED, REJECTED, amendment

TEXT = "La semaine de la sécurité est organisée par les établissements."
DRAFT = Draft(
    "pnsp/1",
    "pnsp",
    1,
    OPENS,
    (
        Paragraph("p1", Style.TITLE, "Synthèse"),
        Paragraph("p11", Style.TEXT, TEXT),
        Paragraph("p10100", Style.ROW, "ARS Bretagne\t12"),
        Paragraph("p10201", Style.QUOTE, "Des REX en ville."),
    ),
)


def reworded(number: int, new: str, paragraph: str = "p11", original: str = TEXT, who: str = "") -> Amendment:
    """An accepted new wording; `number` is also the hour at which it came."""
    given = amendment(number, who or f"c{number}", ACCEPTED, (Change.REPLACE, original, new), paragraph)
    return replace(given, received_at=OPENS + timedelta(hours=number))


def text(draft: Draft, id: str = "p11") -> str:
    paragraph = draft.paragraph(id)
    assert paragraph is not None
    return paragraph.text


def test_an_accepted_wording_replaces_the_paragraph() -> None:
    assert text(apply(DRAFT, [reworded(1, "Tout autre chose.")])) == "Tout autre chose."


@pytest.mark.parametrize("state", [PROPOSED, REJECTED])
def test_what_was_not_accepted_changes_nothing(state: AmendmentState) -> None:
    assert apply(DRAFT, [replace(reworded(1, "Autre."), state=state)]) == DRAFT


def test_a_modified_proposal_goes_in_with_the_coordinators_words() -> None:
    modified = replace(reworded(1, "Autre."), state=MODIFIED, final_text="Encore autre.")
    assert text(apply(DRAFT, [modified])) == "Encore autre."


def test_an_insertion_comes_after_its_paragraph_with_an_id_of_its_own() -> None:
    added = [
        replace(
            amendment(n, f"c{n}", ACCEPTED, (Change.INSERT, "", words), "p10201"),
            received_at=OPENS + timedelta(hours=n),
        )
        for n, words in ((2, "Deuxième."), (1, "Première."))
    ]
    ending = apply(DRAFT, added).paragraphs[-2:]
    assert ending == (
        Paragraph("p10201-A1", Style.QUOTE, "Première."),
        Paragraph("p10201-A2", Style.QUOTE, "Deuxième."),
    )


def test_an_insertion_after_a_title_is_plain_text() -> None:
    added = amendment(1, "a", ACCEPTED, (Change.INSERT, "", "Un chapeau."), "p1")
    assert apply(DRAFT, [added]).paragraphs[1] == Paragraph("p1-A1", Style.TEXT, "Un chapeau.")


def test_a_deletion_takes_the_paragraph_or_only_the_words() -> None:
    whole = amendment(1, "a", ACCEPTED, (Change.DELETE, TEXT, ""))
    assert apply(DRAFT, [whole]).paragraph("p11") is None
    words = amendment(1, "a", ACCEPTED, (Change.DELETE, "par les établissements", ""))
    assert text(apply(DRAFT, [words])) == "La semaine de la sécurité est organisée."


def test_a_part_of_a_paragraph_is_replaced_where_it_stands() -> None:
    assert text(apply(DRAFT, [reworded(1, "chaque année", original="par les établissements")])) == (
        "La semaine de la sécurité est organisée chaque année."
    )


def test_an_accepted_remark_changes_no_text_unless_the_coordinator_writes_one() -> None:
    remark = amendment(1, "a", ACCEPTED, (Change.COMMENT, "", "à préciser"))
    assert apply(DRAFT, [remark]) == DRAFT
    assert text(apply(DRAFT, [replace(remark, state=MODIFIED, final_text="Précisé.")])) == "Précisé."


def test_a_proposal_for_the_whole_stands_at_the_end() -> None:
    added = amendment(1, "a", ACCEPTED, (Change.INSERT, "", "En annexe, la liste."), "")
    assert apply(DRAFT, [added]).paragraphs[-1] == Paragraph("fin-A1", Style.TEXT, "En annexe, la liste.")


def test_a_row_of_a_table_keeps_its_cells() -> None:
    changed = reworded(1, "ARS Bretagne | 14", "p10100", "ARS Bretagne\t12")
    assert text(apply(DRAFT, [changed]), "p10100") == "ARS Bretagne\t14"


def test_two_changes_to_different_words_both_go_in() -> None:
    one = reworded(1, TEXT.replace("La semaine", "La Semaine"))
    two = reworded(2, TEXT.replace("les établissements.", "les établissements et la ville."))
    merged = "La Semaine de la sécurité est organisée par les établissements et la ville."
    assert text(apply(DRAFT, [one, two])) == merged
    assert text(apply(DRAFT, [two, one])) == merged
    assert integrate(DRAFT, [one, two]).collisions == ()


def test_two_additions_at_the_end_both_go_in_in_the_order_they_came() -> None:
    one, two = reworded(1, f"{TEXT} Souvent."), reworded(2, f"{TEXT} En ville aussi.")
    assert text(apply(DRAFT, [two, one])) == f"{TEXT} Souvent. En ville aussi."


def test_the_same_change_from_two_people_goes_in_once() -> None:
    same = TEXT.replace("par", "avec")
    assert text(apply(DRAFT, [reworded(1, same), reworded(2, same)])) == same


def test_two_changes_to_the_same_words_are_shown_and_neither_is_lost() -> None:
    one, two = reworded(1, TEXT.replace("par", "avec")), reworded(2, TEXT.replace("par", "dans"))
    integration = integrate(DRAFT, [two, one])
    assert text(integration.draft) == TEXT.replace("par", "avec")
    (collision,) = integration.collisions
    assert (collision.paragraph, collision.amendment) == ("p11", "pnsp/A2")
    assert (collision.text, collision.proposed) == (TEXT.replace("par", "avec"), TEXT.replace("par", "dans"))
    shown = apply(DRAFT, [one, two]).paragraphs[2]
    assert (shown.id, shown.text.startswith("À trancher (A2")) == ("p11-A2", True)
    assert TEXT.replace("par", "dans") in shown.text


def test_a_deletion_beside_a_change_of_the_same_paragraph_is_shown() -> None:
    integration = integrate(
        DRAFT, [reworded(1, TEXT.replace("par", "avec")), amendment(2, "b", ACCEPTED, (Change.DELETE, TEXT, ""))]
    )
    assert len(integration.collisions) == 1


def test_a_change_to_a_paragraph_that_is_no_longer_there_is_shown() -> None:
    integration = integrate(DRAFT, [reworded(1, "Autre.", "p99999", "Ancien.")])
    assert [c.paragraph for c in integration.collisions] == ["p99999"]
    assert "Autre." in apply(DRAFT, [reworded(1, "Autre.", "p99999", "Ancien.")]).paragraphs[-1].text


def test_a_change_made_to_an_older_wording_is_carried_over() -> None:
    older = TEXT.replace("établissements", "hôpitaux")
    carried = reworded(1, older.replace("La semaine", "La Semaine"), original=older)
    assert text(apply(DRAFT, [carried])) == TEXT.replace("La semaine", "La Semaine")


def test_the_final_version_carries_the_sentence() -> None:
    given = [amendment(1, "a", ACCEPTED), amendment(2, "b", ACCEPTED)]
    final = final_version(DRAFT, given, 2, OPENS)
    assert (final.id, final.number, final.final) == ("pnsp/2", 2, True)
    assert final.paragraphs[-1].text == "Deux correspondants ont proposé des ajouts, qui ont été intégrés."
    assert (
        final_version(final, given[:0], 3, OPENS).paragraphs[-1].text
        == "Aucun correspondant n’a proposé de modification."
    )
    assert sum(p.id == "p91" for p in final_version(final, [], 3, OPENS).paragraphs) == 1


def test_amendments_are_numbered_beyond_nine() -> None:
    both = [replace(amendment(n, "a", ACCEPTED, (Change.INSERT, "", f"n°{n}")), received_at=OPENS) for n in (10, 9)]
    assert [p.text for p in apply(DRAFT, both).paragraphs[2:4]] == ["n°9", "n°10"]


words = st.lists(
    st.sampled_from(["la", "semaine", "de", "sécurité", "l’ARS", "REX,", "ville.", "12", "«", "»"]), max_size=12
).map(" ".join)


@given(words, words, words)
def test_merging_loses_nobodys_words_silently(base: str, one: str, other: str) -> None:
    merged = merged_words(base, one, other)
    if merged is None:
        assert not same_words(one, other)
        return
    counted = {word: base.split().count(word) for word in (one + " " + other).split()}
    for word, before in counted.items():
        if one.split().count(word) > before and other.split().count(word) >= before:
            assert word in merged.split()


@given(words, words)
def test_a_change_alone_goes_in_as_it_is(base: str, new: str) -> None:
    merged = merged_words(base, base, new)
    assert merged is not None
    assert same_words(merged, new)


LIST = "N’ont pas répondu : ARS Corse, ARS Guyane et ARS Mayotte."
LISTING = replace(DRAFT, paragraphs=(Paragraph("p12", Style.TEXT, LIST), Paragraph("p13", Style.HEADING, "Conclusion")))


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("ARS Corse", "N’ont pas répondu : ARS Guyane et ARS Mayotte."),
        ("ARS Guyane", "N’ont pas répondu : ARS Corse et ARS Mayotte."),
        ("et ARS Mayotte", "N’ont pas répondu : ARS Corse, ARS Guyane."),
        ("ARS Corse, ", "N’ont pas répondu : ARS Guyane et ARS Mayotte."),
    ],
)
def test_what_is_taken_out_of_a_list_takes_its_comma_along(words: str, left: str) -> None:
    assert text(apply(LISTING, [amendment(1, "a", ACCEPTED, (Change.DELETE, words, ""), "p12")]), "p12") == left


def test_several_new_paragraphs_stay_several() -> None:
    added = amendment(1, "a", ACCEPTED, (Change.INSERT, "", "ARS Corse\t12\nARS Guyane\t4"), "p10100")
    assert [p for p in apply(DRAFT, [added]).paragraphs if p.id.startswith("p10100-")] == [
        Paragraph("p10100-A1", Style.ROW, "ARS Corse\t12"),
        Paragraph("p10100-A1-2", Style.ROW, "ARS Guyane\t4"),
    ]


@pytest.mark.parametrize(
    ("remark", "written", "left"),
    [
        (("p11", "par les établissements"), "par tous les établissements", [TEXT.replace("par les", "par tous les")]),
        (("p11", "par les établissements"), TEXT.replace("semaine", "Semaine"), [TEXT.replace("semaine", "Semaine")]),
        (("p1", "Synthèse"), "Bilan", ["Bilan"]),
        (("p1", "Synthèse"), "Elle porte sur 2017.", ["Synthèse", "Elle porte sur 2017."]),
    ],
    ids=["the words it is about", "the whole paragraph", "a heading", "text below a heading"],
)
def test_what_the_coordinators_answer_to_a_remark_goes_where_it_belongs(
    remark: tuple[str, str], written: str, left: list[str]
) -> None:
    paragraph, about = remark
    given = amendment(1, "a", MODIFIED, (Change.COMMENT, about, "à revoir"), paragraph)
    final = apply(DRAFT, [replace(given, final_text=written)])
    assert [p.text for p in final.paragraphs if p.id.split("-")[0] == paragraph] == left


def test_two_proposals_for_the_same_words_are_told_before_anyone_decides() -> None:
    given = [
        replace(reworded(number, TEXT.replace(word, new)), state=PROPOSED)
        for number, (word, new) in enumerate([("par", "avec"), ("par", "dans"), ("La semaine", "La Semaine")], 1)
    ]
    assert colliding(DRAFT, given) == {"pnsp/A1": ["pnsp/A2"], "pnsp/A2": ["pnsp/A1"]}
    assert colliding(DRAFT, [given[0], replace(given[1], state=REJECTED)]) == {}
