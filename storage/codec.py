"""Things to JSON documents and back: the one form in which every store keeps them.

A document is a dict that JSON can hold. Reading is tolerant (unknown keys are ignored, missing ones take their
default), writing is strict (a moment needs its offset, bytes are never stored). What is empty and empty by default
("", (), {}, None, False) is left out: that is what it stays. Every other default is written.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timezone
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from types import SimpleNamespace
from typing import TypeAlias, cast

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from campaigns.campaign import Invitation
from campaigns.contribution import Contribution
from questionnaires.understood import Understood, Value
from usecases.ports import INDEXED, BadInput, S, Stored

Document: TypeAlias = dict[str, object]
Compute: TypeAlias = Callable[[object], "str | tuple[str, ...]"]

KINDS: dict[str, type[Stored]] = {kind.__name__.lower(): kind for kind in INDEXED}
INDEXES: dict[type[object], tuple[str, ...]] = {kind: INDEXED[kind] for kind in INDEXED}  # for any class object
_NAMES: dict[type[object], str] = {kind: name for name, kind in KINDS.items()}


class Unreadable(BadInput):
    """A stored document that cannot be read back as its kind: a person restores it, nothing else will."""

    def __init__(self, kind: str, id: str, reason: str) -> None:
        super().__init__(
            f"La fiche « {kind} {id} » des données ne se relit pas ({reason}) : rétablissez les données depuis une "
            "sauvegarde, ou reprenez la version de Relance qui les a écrites."
        )
        self.kind, self.id, self.reason = kind, id, reason


def name_of(kind: type[object]) -> str:
    """The name under which things of this kind are stored: its class name in small letters."""
    return _NAMES[kind]


def to_document(thing: Stored) -> Document:
    """The document of a thing. ValueError or TypeError for what must not be stored."""
    return cast("Document", _converter.unstructure(thing, type(thing)))


def from_document(kind: type[S], document: Mapping[str, object]) -> S:
    """The thing that a document describes. `Unreadable` where a value makes no sense."""
    try:
        return _converter.structure(document, kind)
    except (ValueError, TypeError, KeyError, ArithmeticError) as error:
        raise Unreadable(_NAMES[kind], str(document.get("id", "")), repr(error)) from error


def reads_back(thing: Stored) -> bool:
    """Whether the document of this thing surely reads back as the very same, so that nobody need read it.

    Looked for only where it pays: conversations write these at each turn.
    """
    return type(thing) in _READ_AGAIN and _is_as_read(thing)


_READ_AGAIN: frozenset[type[object]] = frozenset((Contribution, Invitation))
_PLAIN: frozenset[type[object]] = frozenset((type(None), bool, int, float, str))


def _is_as_read(value: object) -> bool:
    """A moment loses the name of its zone, a list or a mapping is copied; whatever is not known is not as read."""
    kind = type(value)
    if kind in _PLAIN or isinstance(value, Enum):
        return True
    if kind is datetime:
        return type(cast("datetime", value).tzinfo) is timezone
    if kind is tuple:
        return all(map(_is_as_read, cast("tuple[object, ...]", value)))
    fields = getattr(kind, "__dataclass_fields__", ())
    return bool(fields) and all(_is_as_read(getattr(value, name)) for name in fields)


def index_entries(kind: type[object], document: Mapping[str, object]) -> list[tuple[str, str]]:
    """Every (field, value) under which `find` must meet this document; a tuple field gives one entry per item."""
    entries: list[tuple[str, str]] = []
    for field, default in _plain[kind]:
        value = document.get(field, default)
        if isinstance(value, str):
            entries.append((field, value))
        elif isinstance(value, (list, tuple)):
            entries += [(field, str(item)) for item in dict.fromkeys(value)]
    for field, compute in _computed[kind]:
        value = _attribute(kind, field, compute, document)
        values = (value,) if isinstance(value, str) else value
        entries += [(field, item) for item in dict.fromkeys(index_key(field, value) for value in values)]
    return entries


def index_key(field: str, value: str) -> str:
    """What stands in the index for this value, and what is looked up for it: addresses compare without case."""
    return value.casefold() if field == "addresses" else value


def _attribute(
    kind: type[object], field: str, compute: Compute, document: Mapping[str, object]
) -> str | tuple[str, ...]:
    """What a property says about a document: most put texts together and need no thing to be made of it."""
    left_out = _left_out[kind]
    needed = {name: document.get(name, left_out.get(name)) for name in _MADE_OF.get(field, ())}
    try:
        return compute(SimpleNamespace(**needed) if needed else SimpleNamespace(**{**left_out, **document}))
    except (AttributeError, TypeError, ValueError):
        return compute(_converter.structure(document, kind))


def index_fields(kind: type[object]) -> tuple[str, ...] | None:
    """The keys of a document on which its index depends; None where that is not known."""
    fields = [field for field, _ in _plain[kind]]
    for field, _ in _computed[kind]:
        if field not in _MADE_OF:
            return None
        fields += _MADE_OF[field]
    return tuple(fields)


def alike(before: Document, after: Document, fields: Iterable[str]) -> bool:
    """Whether two documents hold the same in these fields."""
    for field in fields:  # noqa: SIM110 - `all` takes twice the time, and this is asked at every change
        if before.get(field) != after.get(field):
            return False
    return True


def _is_empty(field: dataclasses.Field[object]) -> bool:
    """Whether a field is empty by default, in a way that can never mean anything else."""
    default = field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
    return default is None or default is False or (isinstance(default, (str, tuple, dict)) and not default)


def _plain_of(kind: type[Stored]) -> tuple[tuple[str, object], ...]:
    """The indexed fields that stand in the document, with their defaults."""
    defaults = {f.name: f.default for f in dataclasses.fields(kind)}
    return tuple((field, defaults[field]) for field in INDEXED[kind] if field in defaults)


def _computed_of(kind: type[Stored]) -> tuple[tuple[str, Compute], ...]:
    """The indexed fields that are properties of the class, with their functions."""
    stored = {field for field, _ in _plain_of(kind)}
    return tuple((field, getattr(kind, field).fget) for field in INDEXED[kind] if field not in stored)


def _moment(value: datetime) -> str:
    # The offset is kept, not turned into UTC: the day of an opening is a day where it was decided.
    if value.tzinfo is None or value.utcoffset() is None:
        raise ValueError(f"a moment without its offset cannot be stored: {value!r}")
    return value.isoformat()


def _read_moment(text: str, _: type[datetime]) -> datetime:
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(f"a moment without its offset: {text!r}")
    return value


def _day(value: date) -> str:
    if isinstance(value, datetime):
        raise TypeError(f"a day, not a moment, is stored here: {value!r}")
    return value.isoformat()


def _is_enum(declared: object) -> bool:
    return isinstance(declared, type) and issubclass(declared, Enum)


def _no_bytes(value: bytes) -> object:
    raise TypeError(f"bytes are kept as files, never in a document ({len(value)} bytes)")


def _plain_value(value: Value) -> object:
    """A `Value` as JSON gives it back: lists and dicts, copied."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain_value(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_plain_value(item) for item in value]
    raise TypeError(f"this is no value that JSON can hold: {value!r}")


def _pass_value(value: Value, _: object) -> Value:
    return value


def _make_converter() -> Converter:
    # detailed_validation wraps each field in a try: we report the document, not the path, and read four times faster.
    converter = Converter(detailed_validation=False, unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook(date, _day)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    converter.register_unstructure_hook(datetime, _moment)
    converter.register_structure_hook(datetime, _read_moment)
    converter.register_unstructure_hook(time, time.isoformat)
    converter.register_structure_hook(time, lambda text, _: time.fromisoformat(text))
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_unstructure_hook_func(_is_enum, attrgetter("_value_"))  # `value` is four times dearer
    converter.register_unstructure_hook(bytes, _no_bytes)
    # `Value` is recursive and already JSON: it is passed through rather than resolved.
    passed = override(struct_hook=_pass_value, unstruct_hook=_plain_value)
    converter.register_structure_hook(Understood, make_dict_structure_fn(Understood, converter, value=passed))

    def writer(kind: type[Stored]) -> Callable[[Stored], Document]:
        left_out = {field.name for field in dataclasses.fields(kind) if _is_empty(field)}
        special = {name: override(omit_if_default=True) for name in left_out}
        if issubclass(kind, Understood):
            special["value"] = override(omit_if_default=True, unstruct_hook=_plain_value)
        # each keyword is a field: mypy takes them for the function's own options
        return make_dict_unstructure_fn(kind, converter, **special)  # type: ignore[arg-type]

    converter.register_unstructure_hook_factory(dataclasses.is_dataclass, writer)
    return converter


_converter = _make_converter()
# What the computed fields of `INDEXED` are made of; tests/storage/test_codec.py compares.
_MADE_OF = {"addresses": ("email", "aliases"), "devices": ("chat", "chats"), "return_id": ("round", "organisation")}
_left_out: dict[type[object], dict[str, object]] = {
    kind: {f.name: f.default for f in dataclasses.fields(kind) if _is_empty(f) and f.default is not dataclasses.MISSING}
    for kind in INDEXED
}
_plain: dict[type[object], tuple[tuple[str, object], ...]] = {kind: _plain_of(kind) for kind in INDEXED}
_computed: dict[type[object], tuple[tuple[str, Compute], ...]] = {kind: _computed_of(kind) for kind in INDEXED}
