"""The questionnaires and organisation lists that are shipped, and those that an installation adds."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from campaigns.lists import parse_organisations
from campaigns.people import Organisation
from questionnaires.definition import parse
from questionnaires.fault import Fault
from questionnaires.model import Questionnaire
from usecases.ports import BadInput
from usecases.refusals import why

T = TypeVar("T")
Facts: TypeAlias = tuple[int, int, int]  # inode, time of the last change, size
# A folder that changed less than so many nanoseconds ago may change again without showing a later time.
_SETTLED = 2_000_000_000
# While many messages come, their questionnaire is looked at again after so many seconds.
OFTEN = 1.0
_ID = re.compile(r"""^\s*id\s*=\s*["']([^"']+)["']""", re.MULTILINE)


@dataclass
class _Folder(Generic[T]):
    """Files of one sort, each parsed once and again when it changes; a fault is kept as a value."""

    path: Path
    suffix: str
    parse: Callable[[bytes, str], T | tuple[Fault, ...]]
    _parsed: dict[Path, tuple[Facts, T | tuple[Fault, ...]]] = field(default_factory=dict)

    def read(self) -> Iterator[tuple[Path, T | tuple[Fault, ...]]]:
        """Every file with what it gives, by name."""
        paths = sorted(self.path.glob(f"*{self.suffix}")) if self.path.is_dir() else []
        for path in paths:
            try:
                facts = _facts(path)
                known = self._parsed.get(path)
                if known is None or known[0] != facts:
                    known = self._parsed[path] = (facts, self.parse(path.read_bytes(), str(path)))
            except FileNotFoundError:
                continue
            except OSError as error:  # it may be read once its rights are mended, without another time of change
                known = ((0, 0, 0), (Fault(str(path), f"ce fichier ne peut pas être lu ({why(error)})."),))
            yield path, known[1]


class ShippedCatalogue:
    """The `Catalogue` port over the packages' own files and those in `extra/questionnaires` and `extra/lists`.

    What an installation adds goes before what is shipped under the same id and version, or the same name.
    A faulty file raises `BadInput` when it is asked for; the others still work.

    A version that was asked for is looked at again after `look_every` seconds: each message asks for one.
    """

    def __init__(self, extra: Path | None = None, look_every: float = 0.0) -> None:
        roots = [(_shipped("questionnaires", "catalogue"), _shipped("campaigns", "lists"))]
        if extra is not None:
            roots.append((extra / "questionnaires", extra / "lists"))
        self._questionnaires = [_Folder(path, ".toml", _questionnaire) for path, _ in roots]
        self._look_every = look_every
        # Each message asks for the version of its campaign: where it stood, how all looked then, and when we looked.
        self._asked: dict[tuple[str, str], tuple[Path, tuple[Facts, ...], Questionnaire, float]] = {}
        self._lists = [_Folder(path, ".csv", parse_organisations) for _, path in roots]

    def questionnaire(self, id: str, version: str = "") -> Questionnaire | None:
        """This version, or the newest one where `version` is empty."""
        known = self._asked.get((id, version))
        if known is not None:
            path, looks, questionnaire, looked = known
            now = time.monotonic()
            if now - looked < self._look_every:
                return questionnaire
            if looks == self._looks(path):
                self._asked[id, version] = (path, looks, questionnaire, now)
                return questionnaire
        found = {q.version: (path, q) for path, q in self._all() if q.id == id}
        if version in found:
            path, chosen = found[version]
            self._remember(path, chosen)
            return chosen
        versions = {version: q for version, (_, q) in found.items()}
        # The faulty file may be the newest version, or the one that is asked for: an older one would be a wrong answer.
        faults = self._faults_of(id)
        if faults:
            raise BadInput(str(faults[0]))
        return versions[max(versions, key=_natural)] if versions and not version else None

    def questionnaires(self) -> list[Questionnaire]:
        """All versions of all questionnaires that can be read, by id and version."""
        chosen = {(q.id, q.version): q for _, q in self._all()}
        return [chosen[key] for key in sorted(chosen, key=lambda key: (key[0], _natural(key[1])))]

    def organisations(self, name: str) -> tuple[Organisation, ...] | None:
        """The list in the file of this name."""
        found: tuple[Organisation, ...] | tuple[Fault, ...] | None = None
        for folder in self._lists:
            for path, content in folder.read():
                if path.stem == name:
                    found = content
        if found is None:
            return None
        organisations = tuple(item for item in found if isinstance(item, Organisation))
        if len(organisations) != len(found):
            raise BadInput(next(str(item) for item in found if isinstance(item, Fault)))
        return organisations

    def _all(self) -> Iterator[tuple[Path, Questionnaire]]:
        for folder in self._questionnaires:
            for path, content in folder.read():
                if isinstance(content, Questionnaire):
                    yield path, content

    def _remember(self, path: Path, questionnaire: Questionnaire) -> None:
        looks = self._looks(path)
        if all(time.time_ns() - changed > _SETTLED for _, changed, _ in looks):
            self._asked[questionnaire.id, questionnaire.version] = (path, looks, questionnaire, time.monotonic())

    def _looks(self, path: Path) -> tuple[Facts, ...]:
        """What tells whether a file still is what it was, and the only one of its kind."""
        return (*(_facts(folder.path) for folder in self._questionnaires), _facts(path))

    def _faults_of(self, id: str) -> tuple[Fault, ...]:
        """The faults of a file that says, in its name or inside, that it is this questionnaire."""
        for folder in self._questionnaires:
            for path, content in folder.read():
                if isinstance(content, tuple) and content and (path.stem == id or _claims(path, id)):
                    return content
        return ()


def _facts(path: Path) -> Facts:
    """What changes with a file or folder; nothing but zeros where there is none."""
    try:
        facts = os.stat(path)  # noqa: PTH116  # three for each message, and half the time of `path.stat()`
    except OSError:
        return (0, 0, 0)
    return (facts.st_ino, facts.st_mtime_ns, facts.st_size)


def _questionnaire(content: bytes, where: str) -> Questionnaire | tuple[Fault, ...]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return (Fault(where, "le fichier n’est pas en UTF-8 : enregistrez-le dans ce codage.", line),)
    return parse(text, where)


def _claims(path: Path, id: str) -> bool:
    try:
        return id in _ID.findall(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return False


def _natural(version: str) -> list[tuple[int, int, str]]:
    """« 2 » before « 10 », « 2017-09 » before « 2017-10 »."""
    parts = re.findall(r"\d+|\D+", version)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _shipped(package: str, folder: str) -> Path:
    return Path(str(resources.files(package))) / folder
