"""What is packed reads back as it was kept: document by document, after changes, from a copy, and in a store."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import packed
from storage.codec import Document
from storage.lately import Lately
from storage.lines import commit, entry, parts, put_of, written
from storage.packed import Documents
from storage.reader import open_reading
from storage.store import TinyStore, open_store
from storage.versions import Versions
from tests.storage.things import contact, message
from usecases.messages import Delivery, Outgoing
from usecases.ports import Stored

# texts that look like what stands between documents, ids or lines, and what JSON writes in its own way
TEXTS = st.text() | st.sampled_from(
    ['}],["', '"puts":[', "a\n\tb", '\\"', "\ud800", "Île « x »", "\x00", "\u2028", '{"a":1}],[', "]}"]
)
DOCUMENTS = st.dictionaries(TEXTS, TEXTS | st.integers() | st.none() | st.lists(TEXTS, max_size=2), max_size=4)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few documents, so that few of them make many blocks."""
    monkeypatch.setattr(packed, "_BLOCK", 300)
    monkeypatch.setattr(packed, "_FRESH", 600)
    monkeypatch.setattr(packed, "_OPEN", 2)


class Tiny(Documents):
    """Packs all that it is given at once, a few together."""

    def keep(self, id: str, document: Document, text: bytes) -> None:
        super().keep(id, document, text)
        self._at_hand.clear()
        while len(self._fresh) > 3:
            self._pack()


@given(st.lists(st.tuples(st.sampled_from(["put", "drop", "copy"]), TEXTS, DOCUMENTS), max_size=40))
@settings(max_examples=60, deadline=None)
def test_packed_documents_are_a_dict_of_documents(steps: list[tuple[str, str, Document]]) -> None:
    held, model = Tiny(), dict[str, Document]()
    copies: list[tuple[Documents, dict[str, Document]]] = []
    for step, id, document in steps:
        if step == "put":
            held[id] = model[id] = document
        elif step == "drop" and id in model:
            del held[id], model[id]
        elif step == "copy":
            copies.append((held.copy(), dict(model)))
        assert held.get(id) == model.get(id)
    for documents, expected in [*copies, (held, model)]:
        assert dict(documents) == expected
        assert len(documents) == len(expected)
        assert dict(documents.texts()) == {id: written(document) for id, document in expected.items()}


def test_documents_that_are_alike_take_little_memory() -> None:
    documents = Documents()
    for number in range(5_000):
        documents[f"{number:05}"] = {"id": f"{number:05}", "text": "Bonjour, " * 100, "to": f"{number * 7919}"}
    blocks = {held for held in documents._held.values() if not isinstance(held, bytes)}
    assert sum(len(block.packed) for block in blocks) < 5_000 * 60
    assert sum(len(held) for held in documents._held.values() if isinstance(held, bytes)) <= packed._FRESH


def test_a_document_that_changes_all_the_time_does_not_leave_blocks_of_nothing(small: None) -> None:
    documents = Documents()
    for round_ in range(50):
        for number in range(20):
            documents[str(number)] = {"round": round_, "text": f"{number}" * 20}
    blocks = [held for held in documents._held.values() if not isinstance(held, bytes)]
    assert len(set(blocks)) <= 20
    assert all(document["round"] == 49 for document in documents.values())


def test_documents_that_others_wrote_with_blanks_between_are_packed_too(small: None) -> None:
    documents = Documents()
    for number in range(20):
        documents.keep(str(number), {"id": number}, b'{\t"id":\t%d\t}' % number + b" " * 100)
    for number in range(15):
        documents[str(number)] = {"id": -number}
    assert [documents[str(number)]["id"] for number in range(20)] == [*range(0, -15, -1), *range(15, 20)]


@given(st.lists(st.tuples(TEXTS, TEXTS, st.integers(1, 10**9), DOCUMENTS), max_size=5))
@settings(max_examples=80, deadline=None)
def test_each_document_of_a_line_is_given_back_as_it_was_written(puts: list[tuple[str, str, int, Document]]) -> None:
    line, found = parts(commit("2017-09-01", 'un "acteur"', [put_of(*put) for put in puts]))
    assert found is not None
    assert line["actor"] == 'un "acteur"'
    assert [(put.kind, put.id, put.version, put.document) for put in found] == puts
    assert [put.text for put in found] == [written(document) for *_, document in puts]


def test_a_line_that_was_written_in_another_way_is_read_too() -> None:
    for body in (
        b'"puts": [["contact", "c", 2, {"id": "c"}]]}',
        b'"puts":[["contact","c",2,{"id":"c"}]], "more": [[{}]]}',
        b'"puts":[["contact","\\u0063",2,{"id":"c"}]]}',
    ):
        _, puts = parts(body)
        assert puts == [put_of("contact", "c", 2, {"id": "c"})]
    assert entry("contact", "c", 2, b'{"id":"c"}') == b'["contact","c",2,{"id":"c"}]'


def test_versions_are_counted_from_one_and_absent_is_none() -> None:
    documents = {"a": 1, "b": 1}
    versions = Versions(documents)
    versions["b"] = 7
    copied = versions.copy({"a": 1, "b": 1})
    versions["a"], versions["b"] = 2, 1
    assert [versions.get(id, 0) for id in "abc"] == [2, 1, 0]
    assert (copied["a"], copied["b"]) == (1, 7)
    with pytest.raises(KeyError):
        versions["c"]


def test_what_was_read_long_ago_is_forgotten_unless_somebody_holds_it() -> None:
    lately = Lately(2)
    held = contact("a")
    lately["a"] = held
    lately["b"] = contact("b")
    lately["c"], lately["d"] = contact("c"), contact("d")
    gc.collect()
    assert lately.get("a") is held
    assert lately.get("b") is None
    assert lately.get("d") == contact("d")
    lately.forget("a")
    assert lately.get("a") is None


def post(number: int, **changes: object) -> Outgoing:
    return message(f"m{number:03}", number, text=f"Bonjour {number}", **changes)


async def keep(store: TinyStore, *things: Stored) -> None:
    async with store.transaction("essai") as change:
        change.put(*things)
        await change.commit()


async def test_packed_post_is_the_same_after_changes_compaction_and_restarts(tmp_path: Path, small: None) -> None:
    messages = {number: post(number) for number in range(60)}
    people = {number: contact(f"c{number:03}", aliases=(f"x{number}@ars.example",)) for number in range(40)}

    async def check(store: TinyStore) -> None:
        async with store.reading() as look, open_reading(tmp_path) as reader, reader.reading() as theirs:
            for reading in (look, theirs):
                assert await reading.find(Outgoing) == list(messages.values())
                sent = [m for m in messages.values() if m.state is Delivery.SENT]
                assert await reading.find(Outgoing, state="sent") == sent
                for person in people.values():
                    assert await reading.find(type(person), addresses=person.aliases[0]) == [person]

    for _ in range(3):
        async with open_store(tmp_path, holder="essai") as store:
            await keep(store, *messages.values(), *people.values())
            await check(store)
            for number in range(0, 60, 7):
                messages[number] = replace(
                    messages[number], state=Delivery.SENT, attempts=messages[number].attempts + 1
                )
                await keep(store, messages[number])
            await check(store)
            await store.compact()
            await check(store)
            people[5] = replace(people[5], name=people[5].name + "é")
            await keep(store, people[5])
        with max(tmp_path.glob("journal-*")).open("ab") as journal:
            journal.write(b'{"crc":"00000000","since":')  # a power cut in the middle of a line
        async with open_store(tmp_path, holder="essai") as store:
            await check(store)
