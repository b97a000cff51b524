"""A value with some fields changed is the value that `dataclasses.replace` makes."""

from __future__ import annotations

import dataclasses
from dataclasses import InitVar, dataclass, field
from functools import cached_property

import pytest

from questionnaires.anew import replace


@dataclass(frozen=True)
class _Size:
    width: int
    height: int = 2
    marks: tuple[str, ...] = field(default_factory=tuple)

    @cached_property
    def surface(self) -> int:
        return self.width * self.height


@dataclass(frozen=True)
class _Even:
    number: int

    def __post_init__(self) -> None:
        if self.number % 2:
            raise ValueError(self.number)


@dataclass(frozen=True)
class _Doubled:
    number: InitVar[int]
    twice: int = field(init=False, default=0)

    def __post_init__(self, number: int) -> None:
        object.__setattr__(self, "twice", 2 * number)


@dataclass(frozen=True, slots=True)
class _Narrow:
    width: int
    height: int


def test_only_the_named_fields_change() -> None:
    before = _Size(3, marks=("a",))
    after = replace(before, width=5)
    assert after == dataclasses.replace(before, width=5) == _Size(5, 2, ("a",))
    assert before == _Size(3, 2, ("a",))
    assert hash(after) == hash(_Size(5, 2, ("a",)))
    assert repr(after) == repr(_Size(5, 2, ("a",)))


def test_what_was_worked_out_is_worked_out_again() -> None:
    before = _Size(3)
    assert before.surface == 6
    assert replace(before, width=5).surface == 10
    assert before.surface == 6


def test_the_result_is_frozen_too() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        replace(_Size(1), width=2).width = 3  # type: ignore[misc]  # that it is refused is what is tested


def test_a_field_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match="depth"):
        replace(_Size(1), depth=2)  # type: ignore[call-arg]  # that it is refused is what is tested


def test_a_kind_that_checks_its_fields_still_does() -> None:
    assert replace(_Even(2), number=4) == _Even(4)
    with pytest.raises(ValueError, match="3"):
        replace(_Even(2), number=3)


def test_kinds_that_keep_their_fields_otherwise_are_made_as_usual() -> None:
    assert replace(_Narrow(1, 2), height=3) == _Narrow(1, 3)
    assert replace(_Doubled(2), number=5).twice == 10
