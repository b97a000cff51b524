"""Receipts put together from blocks, and lines broken for the text part."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.blocks import block
from mail.compose import MailComposer
from mail.marks import CODE
from mail.plain import COLUMNS, wrapped
from synthesis.draft import Change
from tests.mail.letters import CODES, QUESTIONNAIRE, RECEIPT, REPLY_PATTERN, proposed, question
from usecases.letters import Letter, ReceiptContent, UnderstoodAnswer

WORDS = st.text(st.sampled_from("aé «»\u00a0\n\t<&>[]Q1b–•=."), max_size=200)
ECHOES = st.lists(st.builds(UnderstoodAnswer, st.sampled_from(CODES).map(question), WORDS, WORDS, WORDS), max_size=3)
CONTENTS = st.builds(
    ReceiptContent,
    ECHOES.map(tuple),
    ECHOES.map(tuple),
    st.lists(WORDS, max_size=2).map(tuple),
    st.lists(WORDS, max_size=2).map(tuple),
    st.lists(st.builds(proposed, st.sampled_from(Change), WORDS, WORDS), max_size=2).map(tuple),
    WORDS,
)


def composer() -> MailComposer:
    return MailComposer("DGOS", "relance@dgos.example", REPLY_PATTERN)


WARM = composer()


@given(CONTENTS, st.sets(st.sampled_from(CODES)))
def test_a_receipt_is_the_same_whatever_was_composed_before(content: ReceiptContent, missing: set[str]) -> None:
    letter = replace(RECEIPT, receipt=content, missing=tuple(code for code in CODES if code in missing))
    again = WARM.compose(letter)
    block.cache_clear()
    assert again == composer().compose(letter)


@given(CONTENTS)
def test_a_receipt_never_leaves_three_lines_empty_nor_its_places_open(content: ReceiptContent) -> None:
    raw = WARM.compose(replace(RECEIPT, receipt=content))
    assert b"\n\n\n\n" not in raw
    assert b"=EF=B7=9" not in raw  # the marks of the places


@pytest.mark.parametrize(
    "letter",
    [
        pytest.param(replace(RECEIPT, title="Une autre enquête"), id="another title"),
        pytest.param(replace(RECEIPT, contact=replace(RECEIPT.contact, name="")), id="no name to greet"),
        pytest.param(replace(RECEIPT, subject_of="Tr : autre chose"), id="another subject"),
        pytest.param(replace(RECEIPT, missing=CODES[:1]), id="another question missing"),
        pytest.param(replace(RECEIPT, strict=True), id="another deadline"),
        pytest.param(replace(RECEIPT, receipt=None), id="nothing to echo"),
    ],
)
def test_what_frames_one_receipt_does_not_stand_in_another(letter: Letter) -> None:
    one = composer()
    before = one.compose(RECEIPT)
    assert one.compose(letter) == composer().compose(letter) != before
    assert one.compose(RECEIPT) == before


def test_every_question_is_a_block_that_starts_with_its_code() -> None:
    letter = replace(RECEIPT, questions=tuple(QUESTIONNAIRE.questions()), missing=CODES)
    raw = composer().compose(letter)
    assert all(f"\n[{code}] ".encode() in raw for code in CODES)


LINES = st.tuples(
    st.sampled_from(["", "    ", "– ", "  • ", " " * 80]),
    st.lists(
        st.tuples(
            st.sampled_from(["[Q1a]", "–", "«\u00a0oui\u00a0»", "x", "mot", "m" * 40, "m" * 71, "m" * 72, "m" * 90]),
            st.sampled_from([" ", " ", "  ", "\t"]),
        ).map("".join),
        max_size=30,
    ).map("".join),
).map("".join)


@given(LINES)
def test_lines_are_broken_as_the_standard_library_breaks_them_but_never_before_a_code(line: str) -> None:
    indent = len(line) - len(line.lstrip()) + (2 if line.lstrip().startswith(("– ", "• ")) else 0)
    expected: list[str] = []
    for piece in textwrap.wrap(
        line, COLUMNS, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False,
        expand_tabs=False, replace_whitespace=False,
    ):  # fmt: skip
        if expected and CODE.match(piece):
            expected[-1] += " " + piece.lstrip(" ")
        else:
            expected.append(piece)
    if len(line) > COLUMNS:
        assert list(wrapped(line)) == (expected or [""])
    else:
        assert wrapped(line) == (line.rstrip(" "),)


@pytest.mark.parametrize(
    ("line", "second"),
    [
        pytest.param(f"{'mot ' * 17}fin : la suite", "fin : la suite", id="a colon"),
        pytest.param(f"{'mot ' * 17}fin ? La suite", "fin ? La suite", id="a question mark"),
        pytest.param(f"{'mot ' * 17}m 45 € en tout", "45 € en tout", id="an amount"),
        pytest.param(f"{'mot ' * 17}la « suite » ici", "« suite » ici", id="a quotation"),
        pytest.param(f"{'mot ' * 17}mot :-) la suite", ":-) la suite", id="no sign of punctuation"),
    ],
)
def test_no_line_begins_with_a_sign_that_belongs_to_the_word_before(line: str, second: str) -> None:
    assert wrapped(line)[1].endswith(second)
    assert " ".join(wrapped(line)) == line


@pytest.mark.parametrize(
    "text", ["x" * 3_000_000, "un mot " * 500_000, "ligne\n" * 500_000], ids=["word", "line", "lines"]
)
def test_an_answer_without_end_makes_no_receipt_without_end(text: str) -> None:
    content = ReceiptContent(understood=(UnderstoodAnswer(question(CODES[0]), text),), leftover=(text,))
    raw = composer().compose(replace(RECEIPT, receipt=content))
    assert len(raw) < 100_000
    assert raw.count(b"[=E2=80=A6]") == 4, "it says that there is more, in both and in text and page"
