"""The awkward cases of docs/calendar.md are what the calendar says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from campaigns.calendar import last_day_of, sending_day
from tests.campaigns.scene import at, collection, contact, listed
from tests.house.tree import ROOT

ROWS = [
    tuple(cell.strip() for cell in row.strip("| \n").split("|"))
    for row in re.findall(r"^\|.*ars-.*$", (ROOT / "docs" / "calendar.md").read_text(encoding="utf-8"), re.MULTILINE)
]


def test_the_document_has_its_cases() -> None:
    assert len(ROWS) > 25
    assert {len(row) for row in ROWS} == {6}


@pytest.mark.parametrize(("case", "where", "department", "deadline", "step", "leaves"), ROWS, ids=[r[0] for r in ROWS])
def test_each_awkward_case_is_as_it_is_written(
    case: str, where: str, department: str, deadline: str, step: str, leaves: str
) -> None:
    name, _, code = where.partition("/")
    organisation = next(o for o in listed(name) if o.code == code)
    strict = deadline.endswith(" strict")
    last = last_day_of(date.fromisoformat(deadline.removesuffix(" strict")), strict)
    round = collection(at("2010-01-04 09:00"), last, strict, (int(step.removeprefix("J")),))
    person = replace(contact("a", code), department=department)
    when = sending_day(round, step, organisation, None, person)
    assert when is not None, case
    assert when.isoformat() == leaves
