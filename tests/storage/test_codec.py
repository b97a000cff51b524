"""Every thing comes back from its document as it was; old, new and damaged documents are met with sense."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.contribution import Contribution
from campaigns.people import Contact
from questionnaires.understood import Understood, Value
from storage import codec
from storage.lines import members, seal, unseal
from tests.storage.things import NOON, contact, message, one_of_each
from usecases.messages import Received
from usecases.ports import INDEXED, Stored

moments = st.datetimes(
    datetime(1970, 1, 2), datetime(2100, 1, 1),  # noqa: DTZ001 # hypothesis adds the zone
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=11)), timezone(-timedelta(hours=4, minutes=30))]),
)  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
st.register_type_strategy(datetime, moments)
st.register_type_strategy(Understood, st.builds(Understood, value=values))
things: st.SearchStrategy[Stored] = st.one_of(*(st.from_type(kind) for kind in INDEXED))


@given(things)
@settings(max_examples=150, deadline=None)
def test_a_thing_comes_back_from_its_line_as_it_was(thing: Stored) -> None:
    line = unseal(seal(members({"puts": [codec.to_document(thing)]})))
    assert line is not None
    (document,) = cast("list[codec.Document]", line["puts"])
    assert codec.from_document(type(thing), document) == thing


@pytest.mark.parametrize("thing", one_of_each(), ids=lambda thing: type(thing).__name__)
def test_a_document_holds_only_what_json_gives_back(thing: Stored) -> None:
    document = codec.to_document(thing)
    assert json.loads(json.dumps(document)) == document
    assert codec.to_document(codec.from_document(type(thing), document)) == document


@pytest.mark.parametrize("thing", one_of_each(), ids=lambda thing: type(thing).__name__)
def test_unknown_keys_are_tolerated(thing: Stored) -> None:
    assert codec.from_document(type(thing), {**codec.to_document(thing), "from_later": [1]}) == thing


def test_a_missing_key_takes_its_default() -> None:
    document = codec.to_document(contact("a", origin="reply"))
    del document["origin"]
    assert codec.from_document(Contact, document) == contact("a")


def test_the_names_under_which_things_are_stored_do_not_change() -> None:
    assert sorted(codec.KINDS) == [
        "amendment", "campaign", "contact", "contribution", "draft", "group",
        "invitation", "knock", "outgoing", "received", "return", "unmatched",
    ]  # fmt: skip


def test_a_moment_keeps_the_day_of_the_place_where_it_was_said() -> None:
    midnight = datetime(2017, 9, 29, 0, 30, tzinfo=ZoneInfo("Indian/Reunion"))
    back = codec.from_document(Received, codec.to_document(replace(one_of_each()[5], received_at=midnight)))
    assert back.received_at == midnight
    assert back.received_at.date() == midnight.date()


def said(value: Value) -> Contribution:
    """A contribution that was understood as this value."""
    return replace(one_of_each()[3], understood=Understood(value=value))


UNFIT = [
    pytest.param(message("a", due_at=NOON.replace(tzinfo=None)), ValueError, id="a moment without offset"),
    pytest.param(contact("a", absent_until=NOON), TypeError, id="a moment where a day belongs"),
    pytest.param(said(cast("Value", Decimal(1))), TypeError, id="a Decimal"),
    pytest.param(said(cast("Value", b"x")), TypeError, id="bytes"),
]


@pytest.mark.parametrize(("thing", "error"), UNFIT)
def test_what_no_document_can_hold_is_refused_when_it_is_put(thing: Stored, error: type[Exception]) -> None:
    with pytest.raises(error):
        codec.to_document(thing)


def test_no_number_is_refused_before_anything_is_written() -> None:
    document = codec.to_document(said(float("nan")))
    with pytest.raises(ValueError, match="JSON"):
        members({"puts": [document]})


DAMAGES: list[tuple[str, object]] = [
    ("received_at", "hier"),
    ("received_at", "2017-09-01T12:00:00"),
    ("channel", "fax"),
]


@pytest.mark.parametrize(("key", "value"), DAMAGES)
def test_a_document_that_makes_no_sense_is_named(key: str, value: object) -> None:
    document = {**codec.to_document(one_of_each()[3]), key: value}
    with pytest.raises(codec.Unreadable, match="contribution k1"):
        codec.from_document(Contribution, document)


@given(things)
@settings(max_examples=150, deadline=None)
def test_what_is_said_to_read_back_as_the_same_does(thing: Stored) -> None:
    if codec.reads_back(thing):
        document = json.loads(json.dumps(codec.to_document(thing)))
        # at a fixed offset no moment comes twice
        assert repr(codec.from_document(type(thing), document)) == repr(thing).replace(", fold=1", "")


def test_a_moment_with_the_name_of_its_zone_is_read_from_its_document() -> None:
    spoken = said(None)
    assert codec.reads_back(spoken)
    assert not codec.reads_back(replace(spoken, received_at=spoken.received_at.astimezone(ZoneInfo("Europe/Paris"))))
    assert not codec.reads_back(said(["Autre"]))


@given(things)
@settings(max_examples=150, deadline=None)
def test_the_index_of_a_document_is_the_index_of_its_thing(thing: Stored) -> None:
    expected = set()
    for field in INDEXED[type(thing)]:
        value = getattr(thing, field)
        items = (value,) if isinstance(value, str) else value
        expected |= {(field, codec.index_key(field, str(item))) for item in items}
    document = codec.to_document(thing)
    assert set(codec.index_entries(type(thing), document)) == expected


@given(things)
@settings(max_examples=100, deadline=None)
def test_the_index_depends_on_no_other_key(thing: Stored) -> None:
    document, fields = codec.to_document(thing), codec.index_fields(type(thing))
    assert fields is not None
    alone = {key: value for key, value in document.items() if key in fields}
    assert list(codec.index_entries(type(thing), alone)) == list(codec.index_entries(type(thing), document))


def test_only_what_is_empty_by_default_is_left_out() -> None:
    document = codec.to_document(message("a"))
    assert document.keys().isdisjoint({"text", "buttons", "raw", "claimed_until", "at_once"})
    assert (document["zone"], document["state"], document["attempts"]) == ("Europe/Paris", "queued", 0)


def test_a_contact_from_before_aliases_is_indexed() -> None:
    document = codec.to_document(contact("a"))
    document.pop("aliases", None)
    assert ("addresses", "a@ars.example") in set(codec.index_entries(Contact, document))


def test_a_document_without_a_later_field_is_indexed_under_its_default() -> None:
    document = codec.to_document(message("a"))
    del document["state"]
    assert ("state", "queued") in set(codec.index_entries(type(message("a")), document))
