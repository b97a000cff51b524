"""A frozen value with some of its fields changed: `dataclasses.replace`, for what every message changes many times.

Setting the fields of a frozen value one by one is most of its cost; here they are carried over as they stand.
"""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

V = TypeVar("V")

if TYPE_CHECKING:
    from dataclasses import replace as replace  # so that mypy knows the fields of what it is given
else:

    def replace(value: V, /, **changes: object) -> V:
        """The same value but for these fields; TypeError for one that it has not.

        What was worked out from the fields (`cached_property`) is not carried over.
        """
        kind = type(value)
        shape = _SHAPES.get(kind) or _shape_of(kind)
        if shape.is_special:
            return dataclasses.replace(value, **changes)
        if not changes.keys() <= shape.fields:
            raise TypeError(f"{kind.__name__} has no field {' '.join(sorted(changes.keys() - shape.fields))}")
        made = object.__new__(kind)
        held = made.__dict__
        held.update(value.__dict__)
        for name in shape.worked_out:
            held.pop(name, None)
        held.update(changes)
        return made


@dataclasses.dataclass(frozen=True)
class _Shape:
    """The fields of a kind, what it works out from them, and whether making one does more than to set its fields."""

    fields: frozenset[str]
    worked_out: tuple[str, ...]
    is_special: bool


_SHAPES: dict[type[object], _Shape] = {}


def _shape_of(kind: type[object]) -> _Shape:
    fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    held = [name for base in kind.__mro__ for name, member in vars(base).items() if isinstance(member, cached_property)]
    is_special = (
        not fields or any(not f.init for f in fields) or hasattr(kind, "__post_init__") or not kind.__dictoffset__
    )
    shape = _SHAPES[kind] = _Shape(frozenset(f.name for f in fields), tuple(held), is_special)
    return shape
