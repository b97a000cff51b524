"""The messages of files that someone points at: .eml files, mboxes, Maildirs, folders. They stay as they are."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from pathlib import Path

from usecases.ports import BadInput
from usecases.refusals import why

# The separators of an mbox: « From someone Sat Nov 22 02:00:00 2014 », and the bare « From » of recent Thunderbirds.
_DATED = re.compile(
    rb"^From \S.* (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) "
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} \d\d:\d\d"
)
_BARE = re.compile(rb"^From -?[ \r\n]*$")
_HEADER = re.compile(rb"^(?:[!-9;-~]+[ \t]*:|>?From )")
# A longer line is read in pieces: a file may be one endless line.
_LINE = 1_000_000
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def messages(path: Path, max_bytes: int = 25_000_000) -> Iterator[tuple[str, bytes]]:
    """Every message in `path`, with a label that says where it stands (`box.mbox#2` for the second of an mbox).

    Of a message over `max_bytes` only the first `max_bytes` + 1 bytes are given. Raises `BadInput` when `path`
    cannot be opened; that is said before the first message is given.
    """
    try:
        if path.is_dir():
            files = _files(path)
        else:
            path.open("rb").close()
            files = [path]
    except OSError as error:
        raise BadInput(f"{path} : ce chemin ne peut pas être ouvert ({why(error)}).") from None
    return _read(files, max_bytes)


def _read(files: list[Path], max_bytes: int) -> Iterator[tuple[str, bytes]]:
    for listed in files:
        file = _where_it_is_now(listed)
        try:
            with file.open("rb") as opened:
                start = opened.read(5)
        except OSError as error:
            raise BadInput(f"{file} : ce fichier ne peut pas être lu ({why(error)}).") from None
        if start == b"From ":
            for number, raw in enumerate(_of_mbox(file, max_bytes), 1):
                yield f"{file}#{number}", raw
        else:
            with file.open("rb") as opened:
                yield str(file), opened.read(max_bytes + 1)


def _where_it_is_now(file: Path) -> Path:
    """The file, also when a mail client read it since it was listed and so moved it within its Maildir."""
    if file.parent.name not in ("new", "cur") or file.exists():
        return file
    base = glob.escape(file.name.partition(":2,")[0])
    return next((file.parent.parent / "cur").glob(f"{base}:2,*"), file)


def _files(folder: Path) -> list[Path]:
    """The message files of a folder: new/ and cur/ of a Maildir, else .eml files and mboxes, in folders too."""
    if (folder / "new").is_dir() or (folder / "cur").is_dir():
        inside = [file for name in ("new", "cur") if (folder / name).is_dir() for file in (folder / name).iterdir()]
        inside += [file for file in folder.iterdir() if file.suffix.lower() in (".eml", ".mbox")]
        return sorted(file for file in inside if file.is_file() and not file.name.startswith("."))
    found: list[Path] = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            found.extend(_files(entry))
        elif entry.suffix.lower() in (".eml", ".mbox", ".mbx", ""):
            found.append(entry)
    return found


def _of_mbox(file: Path, max_bytes: int) -> Iterator[bytes]:
    """The messages of an mbox, whatever its line ends; « >From » is given back its own first letter."""
    lines: list[bytes] = []
    size = 0
    blank = begins = True
    with file.open("rb") as opened:
        here = opened.readline(_LINE)
        while here:
            following = opened.readline(_LINE)
            separates = _DATED.match(here) or (blank and _BARE.match(here))
            if begins and separates and _HEADER.match(following):
                if lines:
                    yield _unescaped(lines)
                lines, size, blank = [], 0, False
            else:
                blank = begins and not here.strip(b"\r\n")
                if size <= max_bytes:
                    lines.append(here[: max_bytes + 1 - size])
                    size += len(here)
            begins, here = here.endswith(b"\n"), following
    if lines:
        yield _unescaped(lines)


def _unescaped(lines: list[bytes]) -> bytes:
    raw = b"".join(lines)
    # the empty line before the next separator belongs to the mbox, not to the message
    for end in (b"\r\n\r\n", b"\n\n"):
        if raw.endswith(end):
            raw = raw[: -len(end) // 2]
            break
    return _ESCAPED.sub(rb"\1", raw)
