"""What is installed: locked by version and hash, from no address, as pyproject asks, with no name of ours in it."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import PACKAGES, ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pinned(lock: str) -> dict[str, Requirement]:
    """What a lock file pins, by name."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    lines = [line.rstrip(" \\") for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|://|--index|--extra-index|--find-links|--trusted-host|@ file", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_locked_has_one_version_and_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text(encoding="utf-8").strip())
    assert len(entries) > 20
    assert [e.splitlines()[0] for e in entries if "==" not in e.splitlines()[0] or "--hash=sha256:" not in e] == []


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("requirements.lock", ("demo", "runtime-build")), ("requirements-dev.lock", ("demo", "runtime-build", "dev"))],
)
def test_a_lock_gives_what_pyproject_asks_for(lock: str, extras: tuple[str, ...]) -> None:
    asked = [*PROJECT["dependencies"], *(r for extra in extras for r in PROJECT["optional-dependencies"][extra])]
    locked = pinned(lock)
    for requirement in map(Requirement, asked):
        found = locked.get(canonicalize_name(requirement.name))
        assert found is not None, f"{requirement.name} is not in {lock}: run make lock"
        version = next(iter(found.specifier)).version
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement} against {version}"


def test_both_locks_give_the_same_versions() -> None:
    run, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert {name: str(run[name]) for name in run} == {name: str(dev[name]) for name in run if name in dev}


def test_no_locked_package_ships_a_name_of_ours() -> None:
    locked = set(pinned("requirements-dev.lock"))
    ours = {*PACKAGES, "bench"}
    seen = set()
    for distribution in distributions():
        name = canonicalize_name(distribution.metadata["Name"])
        if name not in locked:
            continue
        seen.add(name)
        tops = {file.parts[0].removesuffix(".py") for file in distribution.files or () if file.suffix in (".py", ".so")}
        assert tops & ours == set(), f"{name} ships {tops & ours}"
    assert len(seen) > 50
