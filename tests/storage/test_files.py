"""Raw messages and the secret: durable, the same for all, and never silently something else."""

from __future__ import annotations

import asyncio
import hashlib
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.files import DirectoryFiles
from storage.secret import installation_secret
from usecases.ports import BadInput


async def test_a_file_comes_back_by_the_hash_of_its_bytes(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path / "files")
    for content in (b"", b"\0\r\n" * 9, os.urandom(200_000)):
        name = await files.put(content)
        assert name == hashlib.sha256(content).hexdigest()
        assert await files.get(name) == content
        assert (tmp_path / "files" / name[:2] / name[2:4] / name).read_bytes() == content


async def test_the_same_bytes_many_times_at_once_are_one_file(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path)
    assert len(set(await asyncio.gather(*(files.put(b"Bonjour") for _ in range(20))))) == 1
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


async def test_of_many_at_once_only_those_that_the_disk_refuses_fail(tmp_path: Path) -> None:
    contents = [f"Message {number}".encode() for number in range(40)]
    names = [hashlib.sha256(content).hexdigest() for content in contents]
    (tmp_path / names[3][:2]).write_bytes(b"in the way")
    files = DirectoryFiles(tmp_path)
    results = await asyncio.gather(*(files.put(content) for content in contents), return_exceptions=True)
    refused = {number for number, name in enumerate(names) if name[:2] == names[3][:2]}
    assert {number for number, result in enumerate(results) if isinstance(result, OSError)} == refused
    for number in set(range(40)) - refused:
        assert results[number] == names[number]
        assert await files.get(names[number]) == contents[number]
    assert list(tmp_path.rglob("*.tmp")) == []
    assert await files.put(b"Ensuite") == hashlib.sha256(b"Ensuite").hexdigest()


async def test_what_is_put_while_others_are_written_is_kept_too(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path)

    async def put_later(number: int) -> str:
        for _ in range(number):
            await asyncio.sleep(0)
        return await files.put(b"%d" % number)

    names = await asyncio.gather(*(put_later(number) for number in range(60)))
    assert [await files.get(name) for name in names] == [b"%d" % number for number in range(60)]


def test_the_files_of_an_ended_loop_can_be_used_in_another(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path)

    async def leave() -> None:
        asyncio.get_running_loop().create_task(files.put(b"Un"))
        await asyncio.sleep(0)

    asyncio.run(leave())
    assert asyncio.run(files.put(b"Deux")) == hashlib.sha256(b"Deux").hexdigest()


async def test_a_file_that_is_not_there_gives_none_and_creates_nothing(tmp_path: Path) -> None:
    assert await DirectoryFiles(tmp_path / "files").get("0" * 64) is None
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=80))
def test_only_a_hash_names_a_file(name: str) -> None:
    directory = Path(__file__).parent
    assert asyncio.run(DirectoryFiles(directory).get(name)) is None
    assert asyncio.run(DirectoryFiles(directory).get(f"../storage/{Path(__file__).name}")) is None


async def test_a_damaged_file_is_reported_and_mended_by_the_same_bytes(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path)
    name = await files.put(b"Bonjour")
    (tmp_path / name[:2] / name[2:4] / name).write_bytes(b"Bonsoir")
    with pytest.raises(BadInput, match="est abîmé"):
        await files.get(name)
    assert await files.put(b"Bonjour") == name
    assert await files.get(name) == b"Bonjour"


def test_the_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    secret = installation_secret(directory)
    assert len(secret) == 32
    assert installation_secret(directory) == secret
    assert installation_secret(directory, create=False) == secret
    assert (directory / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in directory.iterdir()] == ["secret"]
    assert installation_secret(tmp_path / "other") != secret


def test_a_reading_command_makes_no_secret(tmp_path: Path) -> None:
    assert installation_secret(tmp_path / "data", create=False) is None
    assert list(tmp_path.iterdir()) == []


def test_ten_that_make_the_secret_at_once_get_the_same(tmp_path: Path) -> None:
    found: list[bytes] = []
    start = threading.Barrier(10)

    def make() -> None:
        start.wait()
        found.append(installation_secret(tmp_path))

    threads = [threading.Thread(target=make) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 10
    assert len(set(found)) == 1


def test_a_damaged_secret_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"short")
    with pytest.raises(BadInput, match="5 octets au lieu de 32"):
        installation_secret(tmp_path)
    assert (tmp_path / "secret").read_bytes() == b"short"


async def test_several_come_together_up_to_a_size_and_one_at_least(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path)
    names = [await files.put(content) for content in (b"a" * 60, b"b" * 60, b"c" * 60)]
    unknown = "0" * 64
    assert await files.get_some([unknown, *names], 100) == [None, b"a" * 60, b"b" * 60]
    assert await files.get_some(names, 1) == [b"a" * 60]
    assert await files.get_some([], 1) == []


async def test_one_that_is_damaged_or_cannot_be_read_does_not_hold_back_the_others(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path)
    damaged, barred, whole = [await files.put(content) for content in (b"Un", b"Deux", b"Trois")]
    next(tmp_path.rglob(damaged)).write_bytes(b"autre chose")
    path = next(tmp_path.rglob(barred))
    path.unlink()
    path.mkdir()
    assert await files.get_some([damaged, barred, whole], 100) == [None, None, b"Trois"]
