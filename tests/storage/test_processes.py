"""One process writes, others read: the lock, and what a reader sees while a writer works."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import time
from pathlib import Path

import pytest

from storage.lock import sole_writer
from storage.reader import ReadOnly, open_reading
from storage.segments import journal_path
from storage.store import TinyStore, open_store
from tests.storage.things import contact, message
from tests.storage.writers import hold, write_until_killed
from usecases.messages import Outgoing
from usecases.ports import StoreBusy, Stored

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.storage.writers"])


async def keep(store: TinyStore, *things: Stored) -> None:
    async with store.transaction("essai") as change:
        change.put(*things)
        await change.commit()


async def test_a_second_process_waits_then_learns_who_holds_the_store(tmp_path: Path) -> None:
    here, there = context.Pipe()
    holder = context.Process(target=hold, args=(tmp_path, there))
    holder.start()
    assert here.recv() == "held"
    start = time.monotonic()
    with pytest.raises(StoreBusy) as busy:
        async with open_store(tmp_path, holder="relance tick", wait=0.3):
            pass
    assert 0.3 <= time.monotonic() - start < 3
    assert busy.value.holder == f"relance serve, processus {holder.pid}"
    waiting = asyncio.create_task(opened(tmp_path))
    await asyncio.sleep(0)
    here.send("leave")
    await waiting
    holder.join()


async def opened(directory: Path) -> None:
    async with open_store(directory, holder="relance tick", wait=10):
        pass


async def test_a_killed_writer_leaves_the_store_free(tmp_path: Path) -> None:
    here, there = context.Pipe()
    holder = context.Process(target=hold, args=(tmp_path, there))
    holder.start()
    assert here.recv() == "held"
    holder.kill()
    holder.join()
    async with open_store(tmp_path, holder="relance tick", wait=0):
        pass


async def test_a_disk_too_full_for_a_name_gives_the_lock_and_takes_it_back(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for _ in range(2):
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))  # no file may hold a byte
        try:
            async with sole_writer(tmp_path, "essai", wait=0):
                assert (tmp_path / "store.lock").read_bytes() == b""
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_two_openings_in_one_process_are_kept_apart(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="relance serve") as store:
        with pytest.raises(StoreBusy, match=f"relance serve, processus {os.getpid()}"):
            async with open_store(tmp_path / "." / "", holder="relance tick", wait=0.06):
                pass
        await keep(store, message("a"))
    async with open_store(tmp_path, holder="relance tick", wait=0):
        pass


async def test_reading_where_nothing_is_creates_nothing(tmp_path: Path) -> None:
    async with open_reading(tmp_path / "data") as store:
        async with store.reading() as look:
            assert await look.find(Outgoing) == []
        assert await store.refresh() is False
    assert list(tmp_path.iterdir()) == []


async def test_reading_changes_no_file_even_with_a_torn_end(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, message("a"))
        await keep(store, message("b"))
    path = journal_path(tmp_path, 1)
    path.write_bytes(path.read_bytes()[:-5])
    before = {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    tmp_path.chmod(0o500)
    async with open_reading(tmp_path) as reader, reader.reading() as look:
        assert [m.id for m in await look.find(Outgoing)] == ["a"]
    tmp_path.chmod(0o700)
    assert {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()} == before


async def test_a_reader_can_try_a_transaction_but_not_commit_it(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, message("a"))
    async with open_reading(tmp_path) as reader, reader.transaction("essai") as trial:
        trial.put(message("b"))
        assert [m.id for m in await trial.find(Outgoing)] == ["a", "b"]
        with pytest.raises(ReadOnly):
            await trial.commit()


async def test_a_reader_follows_a_writer_through_compactions(tmp_path: Path) -> None:
    async with open_reading(tmp_path) as reader, open_store(tmp_path, holder="essai") as store:

        async def seen() -> list[str]:
            async with reader.reading() as look:
                return [m.id for m in await look.find(Outgoing)]

        await keep(store, message("a"))
        assert await seen() == []
        revisions = [reader.revision]
        assert await reader.refresh() is True
        revisions.append(reader.revision)
        assert await seen() == ["a"]
        assert await reader.refresh() is False
        assert reader.revision == revisions[-1]
        await keep(store, message("b"), contact("c"))
        await store.compact()
        await keep(store, message("a", attempts=3))
        await store.compact()
        await store.compact()
        await keep(store, message("d"))
        assert await reader.refresh() is True
        assert await seen() == ["a", "b", "d"]
        assert reader.revision > revisions[1] > revisions[0]
        async with reader.reading() as look:
            assert await look.get(Outgoing, "a") == message("a", attempts=3)
            assert await look.find(Outgoing, contact="pnsp/d@ars.example") == [message("d")]


async def test_a_look_beside_a_refresh_meets_whole_commits_only(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store, open_reading(tmp_path) as reader:
        for number in range(300):
            await keep(store, message(f"m{number}"), contact(f"c{number}"))
        refreshes = asyncio.gather(*(reader.refresh() for _ in range(3)))
        while not refreshes.done():
            async with reader.reading() as look:
                assert len(await look.find(Outgoing)) == len(await look.find(type(contact("c"))))
            await asyncio.sleep(0)
        assert sorted(await refreshes) == [False, False, True]
        async with reader.reading() as look:
            assert len(await look.find(Outgoing)) == 300


async def test_a_reader_follows_even_when_the_archive_was_emptied(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, message("a"))
        async with open_reading(tmp_path) as reader:
            await keep(store, message("b"))
            await store.compact()
            for old in (tmp_path / "archive").iterdir():
                old.unlink()
            await keep(store, message("c"))
            assert await reader.refresh() is True
            async with reader.reading() as look:
                assert [m.id for m in await look.find(Outgoing)] == ["a", "b", "c"]


@pytest.mark.parametrize("instead", ["", "another", "long " * 500], ids=["nothing", "shorter", "longer"])
async def test_a_reader_forgets_lines_that_a_failing_disk_took_back(tmp_path: Path, instead: str) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, message("a"))
        kept = store.journal.end
        await keep(store, message("b"))
        await keep(store, message("b", attempts=2))
    async with open_reading(tmp_path) as reader:
        os.truncate(journal_path(tmp_path, 1), kept)
        async with open_store(tmp_path, holder="essai") as store:
            if instead:
                await keep(store, message("c", error=instead))
            assert await reader.refresh() is True
            async with reader.reading() as look:
                assert [m.id for m in await look.find(Outgoing)] == (["a", "c"] if instead else ["a"])
            assert await reader.refresh() is False


async def test_readers_beside_a_writer_that_writes_and_compacts_see_whole_commits_only(tmp_path: Path) -> None:
    told, child_end = context.Pipe(duplex=False)
    writer = context.Process(target=write_until_killed, args=(tmp_path, child_end, 1, True))
    writer.start()
    child_end.close()
    assert told.recv() == -1

    def newest_told() -> int:
        newest = 0
        while told.poll():
            newest = max(newest, told.recv())
        return newest

    async def check(reader_is_at_least: int) -> None:
        async with reader.reading() as look:
            messages = {m.id[1:]: m.attempts for m in await look.find(Outgoing)}
            contacts = {c.id[1:]: int(c.name) for c in await look.find(type(contact("c")))}
        assert messages == contacts
        assert max(messages.values(), default=0) >= reader_is_at_least

    try:
        async with open_reading(tmp_path) as reader:
            for _ in range(40):
                newest = newest_told()
                await reader.refresh()
                await check(newest)
        for _ in range(20):
            newest = newest_told()
            async with open_reading(tmp_path) as reader:
                await check(newest)
    finally:
        writer.kill()
        writer.join()
        told.close()
