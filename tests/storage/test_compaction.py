"""Compaction: on demand, by itself, beside changes, and cut short at any point; the audit trail survives it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaigns.people import Contact
from storage.audit import history
from storage.reader import open_reading
from storage.segments import journal_path, replay, snapshot_path
from storage.store import TinyStore, open_store
from tests.storage.things import contact, message
from usecases.messages import Outgoing
from usecases.ports import BadInput, Stored


async def keep(store: TinyStore, *things: Stored, actor: str = "essai") -> None:
    async with store.transaction(actor) as change:
        change.put(*things)
        await change.commit()


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir() if path.is_file()}


def state(directory: Path) -> dict[str, dict[str, tuple[int, object]]]:
    """Everything that is stored, with versions."""
    tables = replay(directory).tables
    return {
        name: {id: (tables.of(name).versions[id], document) for id, document in tables.of(name).documents.items()}
        for name in tables.names()
        if tables.of(name).documents
    }


async def test_a_compacted_store_is_the_same_store(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        for number in range(20):
            await keep(store, message(f"m{number % 7}", attempts=number), contact(f"c{number}"))
        before = state(tmp_path)
        await store.compact()
        assert state(tmp_path) == before
        assert names(tmp_path) == {"journal-000002.jsonl", "snapshot-000002.jsonl", "store.lock"}
        await store.compact()
        assert state(tmp_path) == before
        assert names(tmp_path) == {"journal-000003.jsonl", "snapshot-000003.jsonl", "store.lock"}
        await keep(store, message("m0", attempts=99))
    assert state(tmp_path)["outgoing"]["m0"][0] == before["outgoing"]["m0"][0] + 1


@pytest.mark.parametrize("quick", [1.0, 0.0], ids=["quick disk", "slow disk"])
async def test_changes_go_on_while_the_store_is_compacted(tmp_path: Path, quick: float) -> None:
    async with open_store(tmp_path, holder="essai", quick=quick) as store:
        for number in range(300):
            await keep(store, message(f"m{number}"))
        compaction = asyncio.create_task(store.compact())
        during: list[asyncio.Task[None]] = []
        while not compaction.done():  # a change at every turn of the loop, so that one falls into any gap
            during.append(asyncio.create_task(keep(store, message(f"d{len(during)}"))))
            await asyncio.sleep(0)
        await compaction
        await asyncio.gather(*during)
    assert len(during) > 1
    assert len(state(tmp_path)["outgoing"]) == 300 + len(during)


async def test_a_journal_much_longer_than_its_snapshot_is_compacted_by_itself(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        number = 0
        while not snapshot_path(tmp_path, 2).exists():
            await keep(store, message(f"m{number % 50}", text="x" * 50_000, attempts=number))
            number += 1
            assert number < 200
        long = sum(path.stat().st_size for path in tmp_path.glob("*.jsonl"))
    assert long < 8_000_000
    assert len(state(tmp_path)["outgoing"]) == 50


def a_draft_was_begun(directory: Path) -> None:
    snapshot_path(directory, 3).with_suffix(".tmp").write_bytes(b'{"crc":"')


def the_snapshot_is_missing(directory: Path) -> None:
    snapshot_path(directory, 2).unlink()
    journal_path(directory / "archive", 1).rename(journal_path(directory, 1))


def the_old_segment_was_not_moved(directory: Path) -> None:
    journal_path(directory / "archive", 1).rename(journal_path(directory, 1))


def the_older_snapshot_is_still_there(directory: Path) -> None:
    snapshot_path(directory, 1).write_bytes(b"")
    journal_path(directory / "archive", 1).rename(journal_path(directory, 1))


@pytest.mark.parametrize(
    "stage",
    [a_draft_was_begun, the_snapshot_is_missing, the_old_segment_was_not_moved, the_older_snapshot_is_still_there],
)
async def test_a_compaction_cut_short_at_any_stage_loses_nothing(tmp_path: Path, stage: Callable[[Path], None]) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, message("a"), message("b"))
        await store.compact()
        await keep(store, message("b", attempts=2))
    before = state(tmp_path)
    stage(tmp_path)
    assert state(tmp_path) == before
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, message("c"))
        assert not list(tmp_path.glob("*.tmp"))
        await store.compact()
    assert set(state(tmp_path)["outgoing"]) == {"a", "b", "c"}
    assert [change.id for change in history(tmp_path)] == ["a", "b", "b", "c"]


async def test_a_damaged_snapshot_is_one_clear_error(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, message("a"))
        await store.compact()
    whole = snapshot_path(tmp_path, 2).read_bytes()
    for damaged in (whole[:-1], whole[:60], whole[:100] + b"x" + whole[101:], b""):
        snapshot_path(tmp_path, 2).write_bytes(damaged)
        with pytest.raises(BadInput, match=r"snapshot-000002.jsonl » est incomplet"):
            async with open_store(tmp_path, holder="essai"):
                pass


async def test_a_missing_segment_is_one_clear_error(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, message("a"))
        await store.compact()
    journal_path(tmp_path, 2).unlink()
    with pytest.raises(BadInput, match=r"Il manque le fichier « .*journal-000002.jsonl"):
        async with open_reading(tmp_path):
            pass


async def test_the_history_tells_who_changed_what_and_when_through_all_compactions(tmp_path: Path) -> None:
    moments = [datetime(2017, 9, 1, 12, n, tzinfo=UTC) for n in range(4)]
    clock = iter(moments)
    async with open_store(tmp_path, holder="essai", clock=lambda: next(clock)) as store:
        await keep(store, contact("a", name="Martin"), actor="dgos@sante.example")
        await store.compact()
        await keep(store, contact("a", name="Martin-Durand"), message("m"), actor="mail:<a@b.example>")
        await store.compact()
        await keep(store, contact("b"), actor="tick")
        told = [(c.at, c.actor, c.kind, c.id, c.version) for c in history(tmp_path)]
        assert told == [
            (moments[0], "dgos@sante.example", "contact", "a", 1),
            (moments[1], "mail:<a@b.example>", "contact", "a", 2),
            (moments[1], "mail:<a@b.example>", "outgoing", "m", 1),
            (moments[2], "tick", "contact", "b", 1),
        ]
        assert [c.document["name"] for c in history(tmp_path, kind=Contact, id="a")] == ["Martin", "Martin-Durand"]
    shutil.rmtree(tmp_path / "archive")
    assert [c.id for c in history(tmp_path)] == ["b"]
    assert list(history(tmp_path / "nowhere")) == []


async def test_a_start_does_not_read_the_archive(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, message("a"))
        await store.compact()
    journal_path(tmp_path / "archive", 1).write_bytes(b"moved to a tape")
    async with open_store(tmp_path, holder="essai") as store, store.reading() as look:
        assert await look.get(Outgoing, "a") is not None


async def test_a_compaction_that_the_disk_refuses_leaves_the_store_at_work(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, message("a"))
        snapshot_path(tmp_path, 2).with_suffix(".tmp").mkdir()
        with pytest.raises(OSError, match="directory"):
            await store.compact()
        await keep(store, message("b"))
        snapshot_path(tmp_path, 2).with_suffix(".tmp").rmdir()
        await store.compact()
        await keep(store, message("c"))
    assert set(state(tmp_path)["outgoing"]) == {"a", "b", "c"}
    assert [c.id for c in history(tmp_path)] == ["a", "b", "c"]
