"""A cheap look before many patterns: what it passes over, none of them would have found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.reading import fronted, glances, handover, intents, keyed, running, sweeping
from mail.reading.codes import grammar_of, may_begin, may_name, may_name_two
from tests.reading.proving import holds_one

CODES = {
    "one letter": ("H1", "H2", "Q1a", "Q1b", "Q2", "Q10"),
    "letters": ("IND1", "IND2a", "IND2b"),
    "several": ("A1", "I1", "I2", "AXE3"),
    "numbers": ("1.1", "1.2", "2", "3a"),
    "names": ("Q1", "annexe"),
}
KEYS = (
    "Q1", "q 1-a", "Q.1a", "Q°2", "R2", "1a", "[1]", "[ Q2 ]", "1", "1.2", "1,1", "01", "2", "I1", "i-2", "A1", "AXE 3",
    "Ind1", "IND 2a", "H1", "Annexe", "Q1a à Q2", "Q1 et 2", "10",
)  # fmt: skip
WORDS = (
    "Réponse à la question ", "question ", "Question n° ", "qst ", "ques. ", "rep ", "réponses ", "Indicateur ", "axe ",
    "l’indicateur ", "rubrique ", "ACTION ", "objectif ", "mesures ", "thème ", "pour la ", "point ", "q", "quant à ",
    "merci de corriger la ", "j'ajoute à la ", "compléter ", "erreur, ", "lire ", "- ", "* ", "o ", "(", ")", " : ",
    " – ", ". ", "\t", " ; ", " => ", "Oui", "néant", "RAS", "R.A.S.", "sauf ", "pour toutes les questions ", "et ",
    "12 lits", " ", "  ", "\u00a0", "non concerné ", "sans objet ", "pas d’action ", "aucun élément ",
    "rien à signaler ", "à part ", "les autres questions : ", "où ",
)  # fmt: skip

pieces = st.lists(st.sampled_from(KEYS) | st.sampled_from(WORDS), min_size=1, max_size=9).map("".join)


@pytest.mark.parametrize("codes", CODES.values(), ids=CODES)
@given(text=pieces)
def test_where_no_question_can_be_named_no_key_is_found(codes: tuple[str, ...], text: str) -> None:
    grammar = grammar_of(codes)
    numbered = grammar.numbered.match(text)
    asked = numbered is not None and (keyed._ASKED.search(numbered["lead"] or "") or numbered["mark"])
    if grammar.lettered.match(text) or asked:
        assert may_name(text, grammar)
    if keyed._amended(text, grammar):
        assert keyed.may_amend(text)
    if grammar.inline.search(text):
        assert may_begin(text, grammar)
    if len(list(grammar.spoken.finditer(text))) > 1:
        assert may_name_two(text, grammar)


@given(text=pieces)
def test_where_no_word_calls_a_question_no_number_is_put_in_digits(text: str) -> None:
    found = (running._CALLS.search(text), running._ROMAN.search(text), running._QUESTION.search(text))
    if any(found):
        assert running._may_call(text)
    if running._END.search(text):
        assert running._may_end(text)


@given(text=pieces)
def test_where_nothing_is_said_to_be_nothing_no_question_is_swept(text: str) -> None:
    flat = text.replace("’", "'")
    if any(rule.match(flat) for rule in (sweeping._EXCEPT, sweeping._REST)):
        assert sweeping.may_sweep(text)


@pytest.mark.parametrize("codes", CODES.values(), ids=CODES)
@given(text=pieces)
def test_where_no_question_is_named_nothing_stands_in_front_of_one(codes: tuple[str, ...], text: str) -> None:
    if fronted.fronted(text, codes):
        assert fronted.may_be_fronted(text, codes) or sweeping.may_sweep(text)


RULES = {
    "refusal": (intents._REFUSAL, glances.REFUSES),
    "handover": (handover._HANDOVER, glances.HANDS_OVER),
    "difficulty": (intents._DIFFICULTY, glances.REPORTS_A_DIFFICULTY),
    "closed": (intents._CLOSED, glances.CLOSES),
    "finished": (intents._FINISHED, glances.FINISHES),
    "nothing to report": (intents._NOTHING, glances.SAYS_NOTHING),
    "by address": (handover._EMAIL, glances.HANDS_OVER),
    "sweep, but": (sweeping._EXCEPT, sweeping._SAYS_NOTHING),
    "sweep, the rest": (sweeping._REST, sweeping._SAYS_NOTHING),
    "corrects": (keyed._CORRECTS, keyed._AMENDING),
    "adds": (keyed._ADDS, keyed._AMENDING),
}


@pytest.mark.parametrize(("rule", "words"), RULES.values(), ids=RULES)
def test_a_rule_matches_only_where_one_of_its_words_stands(rule: re.Pattern[str], words: tuple[str, ...]) -> None:
    assert holds_one(rule, words)


def test_a_word_that_a_rule_can_do_without_proves_nothing() -> None:
    assert not holds_one(re.compile(r"\b(?:merci|d[ée]sol[ée]e?)\b", re.I), ("merci", "désolé"))
    assert holds_one(re.compile(r"\b(?:merci|d[ée]sol[ée]e?)\b", re.I), ("merci", "sol"))
