"""What strikes in an organisation's answers is told to whoever just answered, and to nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from campaigns.contribution import Channel, Contribution
from campaigns.returns import merge
from questionnaires.model import Questionnaire
from questionnaires.values import understand
from storage.catalogue import ShippedCatalogue
from usecases.remarks import remarks

START = datetime(2014, 4, 1, 9, tzinfo=UTC)


def asked() -> Questionnaire:
    questionnaire = ShippedCatalogue().questionnaire("rex-2014")
    assert questionnaire is not None
    return questionnaire


def said(number: int, who: str, code: str, text: str) -> Contribution:
    question = asked().question(code)
    assert question is not None
    return Contribution(
        id=f"m{number}#{code}",
        campaign="rex",
        round="rex/2012",
        organisation="53",
        contact=f"rex/{who}",
        question=code,
        version=asked().version,
        text=text,
        understood=understand(question, text, date(2014, 4, 1)),
        channel=Channel.MAIL,
        source=f"mail:{number}",
        received_at=START + timedelta(hours=number),
    )


def test_parts_that_exceed_their_total_are_remarked() -> None:
    merged = merge(asked(), [said(1, "a", "I4", "10"), said(2, "a", "I5a", "60")])
    (remark,) = remarks(asked(), merged, ["I5a"])
    assert "I5a" in remark
    assert "60" in remark


def test_nothing_counts_as_zero_in_a_sum() -> None:
    answers = [said(1, "a", "I4", "10"), said(2, "a", "I5a", "10")]
    answers += [said(3 + n, "a", code, "néant") for n, code in enumerate(("I5b", "I5c", "I5d"))]
    assert remarks(asked(), merge(asked(), answers), ["I5d"]) == []


def test_what_was_said_before_is_not_told_again() -> None:
    merged = merge(asked(), [said(1, "a", "I4", "10"), said(2, "a", "I5a", "60"), said(3, "a", "I1", "4")])
    assert remarks(asked(), merged, ["I1"]) == []


def test_who_differs_from_a_colleague_is_told() -> None:
    merged = merge(asked(), [said(1, "a", "I1", "42"), said(2, "b", "I1", "43")])
    (remark,) = remarks(asked(), merged, ["I1"])
    assert "collègue" in remark
