"""The journal on the disk: torn ends, damage in the middle, shared syncs, a disk that refuses."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import shutil
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

import pytest

from campaigns.people import Contact
from storage.journal import StoreBroken
from storage.lines import StoreDamaged, members, put_of, seal, unseal
from storage.reader import open_reading
from storage.segments import Format, journal_path
from storage.store import TinyStore, open_store
from tests.storage.things import contact, message
from usecases.messages import Outgoing
from usecases.ports import BadInput, Stored


async def keep(store: TinyStore, *things: Stored) -> None:
    async with store.transaction("essai") as change:
        change.put(*things)
        await change.commit()


async def written(directory: Path, count: int) -> bytes:
    """The journal of so many commits, one contact each."""
    async with open_store(directory, holder="essai") as store:
        for number in range(count):
            await keep(store, contact(f"m{number}"))
    return journal_path(directory, 1).read_bytes()


async def readable(directory: Path) -> list[str]:
    async with open_reading(directory) as store, store.reading() as look:
        return [thing.id for kind in (Outgoing, Contact) for thing in await look.find(kind)]


async def test_a_journal_torn_at_every_byte_of_its_last_line_loses_only_that_line(tmp_path: Path) -> None:
    whole = await written(tmp_path / "whole", 3)
    start = whole[:-1].rindex(b"\n") + 1
    for cut in range(start, len(whole)):
        directory = tmp_path / "torn"
        directory.mkdir()
        journal_path(directory, 1).write_bytes(whole[:cut])
        assert await readable(directory) == ["m0", "m1"]
        async with open_store(directory, holder="essai") as store:
            assert store.dropped == cut - start
            if cut % 10 == 0:
                await keep(store, contact("m9"))
        assert await readable(directory) == (["m0", "m1", "m9"] if cut % 10 == 0 else ["m0", "m1"])
        torn = list((directory / "archive").glob("*.torn"))
        assert b"".join(path.read_bytes() for path in torn) == whole[start:cut]
        shutil.rmtree(directory)


async def test_a_journal_torn_anywhere_in_its_header_is_an_empty_one(tmp_path: Path) -> None:
    header = await written(tmp_path / "whole", 0)
    for cut in range(len(header)):
        directory = tmp_path / f"torn{cut}"
        directory.mkdir()
        journal_path(directory, 1).write_bytes(header[:cut])
        assert await readable(directory) == []
        async with open_store(directory, holder="essai") as store:
            await keep(store, message("m0"))
        assert await readable(directory) == ["m0"]


@pytest.mark.parametrize("wrong", [b"\0", b"x", b"\n"])
async def test_a_wrong_byte_anywhere_in_the_last_line_is_noticed(tmp_path: Path, wrong: bytes) -> None:
    whole = await written(tmp_path, 2)
    start = whole[:-1].rindex(b"\n") + 1
    for at in (*range(start, len(whole), 4), len(whole) - 1):
        if whole[at : at + 1] != wrong:
            journal_path(tmp_path, 1).write_bytes(whole[:at] + wrong + whole[at + 1 :])
            assert await readable(tmp_path) == ["m0"]


@pytest.mark.parametrize("wrong", [b"\0", b"x", b"\n"])
async def test_damage_in_the_middle_is_one_clear_error_and_changes_nothing(tmp_path: Path, wrong: bytes) -> None:
    whole = await written(tmp_path, 3)
    lines = whole.splitlines(keepends=True)
    start, end = len(lines[0]), len(lines[0]) + len(lines[1])
    for at in range(start, end, 7):
        damaged = whole[:at] + wrong + whole[at + 1 :]
        journal_path(tmp_path, 1).write_bytes(damaged)
        with pytest.raises(StoreDamaged, match=f"journal-000001.jsonl » est abîmé à l’octet {start} : rien n’a été"):
            async with open_store(tmp_path, holder="essai"):
                pass
        with pytest.raises(BadInput):
            await readable(tmp_path)
        assert journal_path(tmp_path, 1).read_bytes() == damaged


@pytest.mark.parametrize(
    ("thing", "key", "value"),
    [(contact("a"), "email", 5), (contact("a"), "role", "boss"), (message("a"), "due_at", "demain")],
    ids=["found by nothing", "of no kind", "due at no moment"],
)
async def test_a_document_that_nobody_can_read_is_named(tmp_path: Path, thing: Stored, key: str, value: object) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, thing)
    path = journal_path(tmp_path, 1)
    header, line = path.read_bytes().splitlines(keepends=True)
    document = unseal(line)
    assert document is not None
    puts = cast("list[list[dict[str, object]]]", document["puts"])
    puts[0][3][key] = value
    path.write_bytes(header + seal(members(document)))
    with pytest.raises(
        BadInput, match=f"La fiche « {type(thing).__name__.lower()} .*a.* » des données ne se relit pas"
    ):
        await readable(tmp_path)


async def test_a_hole_in_a_group_that_was_never_synced_is_an_unfinished_end(tmp_path: Path) -> None:
    """A power cut may keep the second page of a write and lose the first: nobody was told that it was kept."""
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, message("kept"))
        start = store.journal.end
        await asyncio.gather(*(keep(store, message(f"m{n}")) for n in range(5)))
        assert store.journal.groups == 2
    path = journal_path(tmp_path, 1)
    whole = path.read_bytes()
    path.write_bytes(whole[:start] + bytes(100) + whole[start + 100 :])
    assert await readable(tmp_path) == ["kept"]


async def test_several_commits_share_one_sync(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        before = store.journal.groups
        await asyncio.gather(*(keep(store, message(f"m{n}")) for n in range(200)))
        assert store.journal.groups - before == 1
    assert len(await readable(tmp_path)) == 200


async def test_commits_that_come_during_a_slow_sync_share_the_next(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai", quick=0) as store:
        before = store.journal.groups
        first = asyncio.create_task(keep(store, message("first")))
        while store.journal.groups == before and not first.done():
            await asyncio.sleep(0)
            if store.journal.writes_now:
                break
        await asyncio.gather(first, *(keep(store, message(f"m{n}")) for n in range(200)))
        assert store.journal.groups - before == 2


async def test_a_commit_that_was_cancelled_while_it_waits_does_not_disturb_the_others(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai", quick=0) as store:
        tasks = [asyncio.create_task(keep(store, message(f"m{n}"))) for n in range(10)]
        await asyncio.sleep(0)
        tasks[3].cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(r) for r in results if r is not None] == [asyncio.CancelledError]
    assert len(await readable(tmp_path)) in (9, 10)


async def test_what_is_read_is_durable_when_the_look_ends(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai", quick=0) as store:
        writing = asyncio.create_task(keep(store, message("a")))
        await asyncio.sleep(0)  # it is in memory and on its way to the disk
        async with store.reading() as look:
            assert await look.get(Outgoing, "a") is not None
        assert b'"a"' in journal_path(tmp_path, 1).read_bytes()[: store.journal.end]
        await writing


def fill_a_small_disk(directory: Path, told: Connection) -> None:
    """In a process of its own: files may not grow past 6,000 bytes, which is a real refusal of the system."""

    async def run() -> None:
        async with open_store(directory, holder="essai") as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, 6_000))
            number = 0
            try:
                while True:
                    await keep(store, message(f"m{number:03}"))
                    number += 1
                    told.send(("kept", number))
            except StoreBroken as broken:
                told.send(("broken", broken.sentence))
            for attempt in (store.reading(), store.transaction("essai")):
                try:
                    async with attempt:
                        told.send(("open", ""))
                except StoreBroken:
                    told.send(("refused", ""))

    asyncio.run(run())
    told.close()


async def test_a_disk_that_refuses_is_said_and_nothing_more_is_promised(tmp_path: Path) -> None:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("forkserver").Process(target=fill_a_small_disk, args=(tmp_path, there))
    process.start()
    there.close()
    told: list[tuple[str, object]] = []
    while True:
        try:
            told.append(here.recv())
        except EOFError:
            break
    process.join()
    kept = [what for what in told if what[0] == "kept"]
    assert [what for what, _ in told[len(kept) :]] == ["broken", "refused", "refused"]
    assert "Le disque n’a pas accepté l’écriture" in str(told[len(kept)][1])
    assert len(kept) > 3
    assert len(await readable(tmp_path)) == len(kept)


async def test_data_of_a_newer_version_are_refused_with_one_sentence(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai", format=Format(7, {n: lambda k, i, d: (k, i, d) for n in range(7)})):
        pass
    for opening in (open_store(tmp_path, holder="essai"), open_reading(tmp_path)):
        with pytest.raises(BadInput, match=r"version plus récente de Relance \(format 7"):
            async with opening:
                pass


async def test_data_of_an_older_version_are_migrated_and_kept(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        await keep(store, contact("a", name="martin"), message("m"))
        await store.compact()
        await keep(store, contact("b", name="durand"))

    def capitals(kind: str, id: str, document: dict[str, object]) -> tuple[str, str, dict[str, object]]:
        return kind, id, {**document, "name": str(document["name"]).title()} if kind == "contact" else document

    newer = Format(2, {1: capitals})
    for _ in range(2):  # the second time, older and newer segments stand side by side
        async with open_store(tmp_path, holder="essai", format=newer) as store, store.reading() as look:
            names = {c.id: c.name for c in await look.find(type(contact("a")))}
            await keep(store, contact("c", name="de la Tour"))
        assert names.items() >= {"a": "Martin", "b": "Durand"}.items()
    assert names["c"] == "de la Tour"
    with pytest.raises(BadInput):
        await readable(tmp_path)


async def test_a_table_that_this_version_does_not_know_is_carried_along(tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="essai") as store:
        store.tables.of("hereafter").put(put_of("hereafter", "x", 1, {"id": "x"}))
        await store.compact()
    async with open_store(tmp_path, holder="essai") as store:
        await store.compact()
    async with open_store(tmp_path, holder="essai") as store:
        assert store.tables.of("hereafter").get(doc_id="x") == {"id": "x"}  # type: ignore[call-overload] # ids are texts
