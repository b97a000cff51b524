"""Files in the conversation: with the question that asks for them, that their words answer, or with none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.attaching import attach
from questionnaires.model import Kind, Question, Questionnaire, Section
from questionnaires.recap import reread_lines
from questionnaires.scene import Scene, Turn, said
from questionnaires.talk import Talk

QUESTIONS = (
    Question("Q1", Kind.TEXT, "Vos actions ?", "1"),
    Question("Q2", Kind.FILES, "Vos documents ?", "1"),
    Question("Q3", Kind.NUMBER, "Combien ?", "1"),
)
QUESTIONNAIRE = Questionnaire("essai", "1", "Un essai", "", "", (Section("1", "Tout", questions=QUESTIONS),))
TOLD = ("J’ai bien reçu « plan.pdf », gardé avec vos réponses.",)


def sent(asked: str, typed: str = "", names: tuple[str, ...] = ("plan.pdf",), quick: bool = False) -> Turn:
    scene = Scene(QUESTIONNAIRE, {}, Talk(asked=asked), date(2017, 9, 4))
    return attach(scene, typed, names, TOLD, False, quick)


@pytest.mark.parametrize(
    ("asked", "typed", "recorded", "files"),
    [
        ("Q2", "", [("Q2", "Pièce jointe\u00a0: plan.pdf")], ("Q2 plan.pdf",)),
        ("Q2", "Le plan régional", [("Q2", "Le plan régional")], ("Q2 plan.pdf",)),
        ("Q1", "Q3", [("Q3", "Pièce jointe\u00a0: plan.pdf")], ("Q3 plan.pdf",)),
        ("Q1", "Q3 : 12", [("Q3", "12")], ("Q3 plan.pdf",)),
        ("Q1", "Un plan depuis 2016", [("Q1", "Un plan depuis 2016")], ("Q1 plan.pdf",)),
        ("Q1", "", [], (" plan.pdf",)),
        ("Q3", "", [], (" plan.pdf",)),
        ("", "", [], (" plan.pdf",)),
    ],
    ids=["asked for", "with words", "named", "with a keyed answer", "with an answer", "loose", "number", "at the end"],
)
def test_a_file_goes_where_it_belongs(
    asked: str, typed: str, recorded: list[tuple[str, str]], files: tuple[str, ...]
) -> None:
    turn = sent(asked, typed)
    assert [(saying.code, saying.text) for saying in turn.record] == recorded
    assert turn.talk.files == files
    assert turn.lines[0] == TOLD[0]
    assert turn.text.count(TOLD[0]) == 1


def test_several_files_are_one_answer() -> None:
    turn = sent("Q2", names=("a.pdf", "b.docx"))
    assert [saying.text for saying in turn.record] == ["Pièces jointes\u00a0: a.pdf ; b.docx"]
    scene = Scene(QUESTIONNAIRE, {}, turn.talk, date(2017, 9, 4))
    _, understood = said(scene, turn.record[0])
    assert understood.value == ["a.pdf", "b.docx"]
    assert any("joint\u00a0: a.pdf, b.docx" in line for line in reread_lines(scene))


def test_the_rest_of_an_album_asks_nothing_again() -> None:
    assert sent("Q1", quick=True).lines == TOLD


def test_a_file_that_is_not_kept_is_told_and_nothing_is_recorded() -> None:
    turn = sent("Q2", names=())
    assert (turn.record, turn.talk.files, turn.lines[0]) == ((), (), TOLD[0])


@given(st.sampled_from(["", "Q1", "Q2", "Q3"]), st.text(max_size=30), st.lists(st.text(max_size=12), max_size=3))
def test_no_name_and_no_caption_breaks_it(asked: str, typed: str, names: list[str]) -> None:
    turn = sent(asked, typed, tuple(names))
    assert turn.text.strip()
    again = attach(Scene(QUESTIONNAIRE, {}, turn.talk, date(2017, 9, 4)), typed, names, TOLD, unseen=True, quick=False)
    assert len(again.talk.files) <= 2 * len(names)
