"""A corpus of machine mail: nearly all of it recognised, with the right address, and no person taken for a machine."""

from __future__ import annotations

import pytest

from mail.reading import open_mail
from tests.mails.machines import AUTOMATIC, BOUNCES, PEOPLE
from tests.reading.test_machine import NOW, SETTINGS
from usecases.messages import MachineKind, MachineMail


def machine(raw: str) -> MachineMail | None:
    facts = open_mail(raw.encode(), NOW, SETTINGS).mail
    assert facts is not None
    return facts.machine


def test_the_corpus_is_large_enough() -> None:
    assert len(BOUNCES) >= 60
    assert len(AUTOMATIC) >= 40
    assert len(PEOPLE) >= 60


def test_bounces_are_recognised_with_their_address(capsys: pytest.CaptureFixture[str]) -> None:
    missed: list[str] = []
    for name, (raw, address, hard) in BOUNCES.items():
        found = machine(raw)
        if found is None or (found.kind, found.address, found.hard) != (MachineKind.BOUNCE, address, hard):
            missed.append(f"{name}: {found}")
    right = 100 * (len(BOUNCES) - len(missed)) / len(BOUNCES)
    with capsys.disabled():
        print(f" {len(BOUNCES)} bounces, {right:.1f} % recognised with the right address and severity ", end="")  # noqa: T201 -- the figure is asked for
    assert right >= 98, "\n".join(missed)


def test_other_machines_are_recognised(capsys: pytest.CaptureFixture[str]) -> None:
    missed: list[str] = []
    for name, (raw, kind) in AUTOMATIC.items():
        found = machine(raw)
        if found is None or found.kind.value != kind:
            missed.append(f"{name}: {found}")
    right = 100 * (len(AUTOMATIC) - len(missed)) / len(AUTOMATIC)
    with capsys.disabled():
        print(f" {len(AUTOMATIC)} automatic messages, {right:.1f} % recognised ", end="")  # noqa: T201 -- the figure is asked for
    assert right >= 98, "\n".join(missed)


@pytest.mark.parametrize("raw", PEOPLE.values(), ids=PEOPLE.keys())
def test_no_person_is_taken_for_a_machine(raw: str) -> None:
    assert machine(raw) is None
