"""An IMAP server that misbehaves on demand: small, honest about what it holds, and told what to do wrong and when."""

from __future__ import annotations

import asyncio
import base64
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

ARRIVED = datetime(2017, 9, 12, 12, 0, tzinfo=UTC)
CAPABILITIES = "IMAP4rev1 IDLE UIDPLUS MOVE NAMESPACE AUTH=PLAIN AUTH=XOAUTH2"


@dataclass
class Kept:
    """A mail in the box."""

    raw: bytes
    arrived: datetime = ARRIVED
    flags: set[str] = field(default_factory=set)


@dataclass
class Wrong:
    """What to do wrong when a command comes that `command` matches.

    `does` gives the bytes to send for its tag; None: nothing is ever said. `times` is how often (-1: always).
    With `hangs_up` the connection ends after these bytes.
    """

    command: str
    does: Callable[[str], bytes | None]
    times: int = 1
    hangs_up: bool = False


class CrookedImap:
    """The box `INBOX` and other folders; every command that came is in `heard`, `user` and `password` let in."""

    def __init__(self) -> None:
        self.host, self.port = "127.0.0.1", 0
        self.user, self.password, self.token = "relance", "juste", "jeton-juste"
        self.capabilities = CAPABILITIES
        self.greeting = b"* OK bonjour\r\n"
        self.permanent = r"\Seen \Deleted \*"
        self.prefix, self.separator = "", "/"
        self.validity = 7
        self.folders: dict[str, dict[int, Kept]] = {"INBOX": {}}
        self.wrongs: list[Wrong] = []
        self.heard: list[str] = []
        self.connections = 0
        self._next = 1
        self._writers: dict[asyncio.StreamWriter, bool] = {}
        self._changed = asyncio.Condition()

    @property
    def box(self) -> dict[int, Kept]:
        return self.folders["INBOX"]

    async def put(self, raw: bytes, flags: set[str] | None = None, arrived: datetime = ARRIVED) -> int:
        """Let a mail arrive; those who wait with IDLE are told. Its number."""
        number, self._next = self._next, self._next + 1
        self.box[number] = Kept(raw, arrived, flags or set())
        for writer, idles in list(self._writers.items()):
            if idles:
                writer.write(f"* {len(self.box)} EXISTS\r\n* {len(self.box)} RECENT\r\n".encode())
        return number

    def marked(self) -> set[int]:
        """The numbers of what carries a mark."""
        return {number for number, kept in self.box.items() if kept.flags & {"$RelanceTaken", r"\Seen"}}

    def hang_up(self) -> None:
        """Break every connection without a word."""
        for writer in self._writers:
            writer.transport.abort()

    def hang_up_soon(self) -> None:
        """End every connection after what was said."""
        for writer in self._writers:
            writer.close()

    def say(self, line: str) -> None:
        """Say this to everybody who waits with IDLE."""
        for writer, idles in self._writers.items():
            if idles:
                writer.write(line.encode())

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until the conversation has come so far."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(condition), 10)

    @property
    def idling(self) -> int:
        """How many wait with IDLE."""
        return sum(self._writers.values())

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        self._writers[writer] = False
        try:
            if not await self._goes_wrong("GREETING", "*", writer):
                writer.write(self.greeting)
            while line := await reader.readline():
                tag, _, command = line.decode().strip().partition(" ")
                await self._hear(command)
                if not await self._goes_wrong(command, tag, writer) and not await self._answer(
                    tag, command, reader, writer
                ):
                    break
        except (ConnectionError, ValueError):
            return
        finally:
            del self._writers[writer]
            writer.close()
            await self._hear("")

    async def _hear(self, command: str) -> None:
        async with self._changed:
            self.heard.append(command)
            self._changed.notify_all()

    async def _goes_wrong(self, command: str, tag: str, writer: asyncio.StreamWriter) -> bool:
        for wrong in self.wrongs:
            if wrong.times and re.match(wrong.command, command.upper()):
                wrong.times -= 1
                said = wrong.does(tag)
                writer.write(said or b"")
                await writer.drain()
                if wrong.hangs_up:
                    raise ConnectionAbortedError
                return True
        return False

    async def _answer(self, tag: str, command: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer as it should be; False: the conversation is over."""
        name, _, rest = command.removeprefix("UID ").partition(" ")
        lines, verdict = await self._lines(name.upper(), rest, reader, writer)
        verdict += "" if " " in verdict else " voilà"
        writer.write(b"".join(lines) + f"{tag} {verdict}\r\n".encode())
        await writer.drain()
        return name.upper() != "LOGOUT"

    async def _lines(
        self, name: str, rest: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[list[bytes], str]:
        match name:
            case "CAPABILITY":
                return [f"* CAPABILITY {self.capabilities}\r\n".encode()], "OK"
            case "LOGIN":
                right = rest in (f'{self.user} "{self.password}"', f'"{self.user}" "{self.password}"')
                return [], "OK entrez" if right else "NO [AUTHENTICATIONFAILED] identifiants inconnus"
            case "AUTHENTICATE":
                return [], await self._authenticate(rest, reader, writer)
            case "NAMESPACE":
                return [f'* NAMESPACE (("{self.prefix}" "{self.separator}")) NIL NIL\r\n'.encode()], "OK"
            case "SELECT" | "EXAMINE":
                return self._select(_name(rest))
            case "LIST":
                wanted = _name(rest.split(" ", 1)[1])
                found = [f'* LIST () "{self.separator}" "{n}"\r\n'.encode() for n in self.folders if n == wanted]
                return found, "OK"
            case "CREATE":
                if not _name(rest).startswith(self.prefix):
                    return [], "NO hors de votre espace"
                self.folders[_name(rest)] = {}
                return [], "OK"
            case "SEARCH":
                found_numbers = " ".join(str(n) for n, kept in sorted(self.box.items()) if _matches(kept, rest))
                return [f"* SEARCH {found_numbers}".rstrip().encode() + b"\r\n"], "OK"
            case "FETCH":
                numbers, _, items = rest.partition(" ")
                return [_fetched(self.box, n, items) for n in _numbers(numbers) if n in self.box], "OK"
            case "STORE":
                numbers, _, change = rest.partition(" ")
                for number in _numbers(numbers):
                    if number in self.box:
                        self.box[number].flags |= set(change.partition("(")[2].rstrip(")").split())
                return [], "OK"
            case "MOVE" | "COPY":
                return self._carry(name, *rest.split(" ", 1))
            case "EXPUNGE":
                for number in _numbers(rest):
                    if number in self.box and r"\Deleted" in self.box[number].flags:
                        del self.box[number]
                return [], "OK"
            case "IDLE":
                writer.write(b"+ j'attends\r\n")
                self._writers[writer] = True
                await self._hear("IDLING")
                said = await reader.readline()
                self._writers[writer] = False
                return [], "OK" if said.strip() == b"DONE" else "BAD"
            case "LOGOUT":
                return [b"* BYE au revoir\r\n"], "OK"
            case "NOOP":
                return [f"* {len(self.box)} EXISTS\r\n".encode()], "OK"
            case "SUBSCRIBE":
                return [], "OK"
        return [], "BAD"

    async def _authenticate(self, rest: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        writer.write(b"+ \r\n")
        said = base64.b64decode(await reader.readline()).decode()
        if rest == "PLAIN":
            return "OK" if said == f"\0{self.user}\0{self.password}" else "NO"
        if said == f"user={self.user}\1auth=Bearer {self.token}\1\1":
            return "OK"
        writer.write(b"+ " + base64.b64encode(b'{"status":"400"}') + b"\r\n")
        empty = await reader.readline()
        return "NO [AUTHENTICATIONFAILED] jeton inconnu" if not empty.strip() else "BAD"

    def _select(self, name: str) -> tuple[list[bytes], str]:
        if name not in self.folders:
            return [], "NO [NONEXISTENT] dossier inconnu"
        said = (
            f"* {len(self.folders[name])} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen \\Deleted)\r\n"
            f"* OK [PERMANENTFLAGS ({self.permanent})] drapeaux\r\n* OK [UIDVALIDITY {self.validity}] ok\r\n"
        )
        return [said.encode()], "OK [READ-WRITE] ouvert"

    def _carry(self, name: str, numbers: str, target: str) -> tuple[list[bytes], str]:
        if _name(target) not in self.folders:
            return [], "NO [TRYCREATE] dossier inconnu"
        for number in _numbers(numbers):
            if number in self.box:
                self.folders[_name(target)][number] = self.box[number]
                if name == "MOVE":
                    del self.box[number]
        return [], "OK"


def _name(argument: str) -> str:
    return argument.strip().strip('"')


def _numbers(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition(":")
        found += range(int(first), int(last or first) + 1)
    return found


def _matches(kept: Kept, criteria: str) -> bool:
    words = re.findall(r"[^\s()]+", criteria)

    def one() -> bool:
        match words.pop(0).upper():
            case "OR":
                first, second = one(), one()
                return first or second
            case "UNSEEN":
                return r"\Seen" not in kept.flags
            case "UNDELETED":
                return r"\Deleted" not in kept.flags
            case "UNKEYWORD":
                return words.pop(0) not in kept.flags
            case "KEYWORD":
                return words.pop(0) in kept.flags
            case "SINCE":
                return kept.arrived.date() >= datetime.strptime(words.pop(0), "%d-%b-%Y").replace(tzinfo=UTC).date()
        raise ValueError(criteria)

    results = []
    while words:
        results.append(one())
    return all(results)


def _fetched(box: dict[int, Kept], number: int, items: str) -> bytes:
    kept = box[number]
    parts = [f"UID {number}".encode()]
    if "RFC822.SIZE" in items:
        parts.append(f"RFC822.SIZE {len(kept.raw)}".encode())
    if "FLAGS" in items:
        parts.append(f"FLAGS ({' '.join(sorted(kept.flags))})".encode())
    if "INTERNALDATE" in items:
        parts.append(f'INTERNALDATE "{kept.arrived:%d-%b-%Y %H:%M:%S} +0000"'.encode())
    if "BODY.PEEK[HEADER]" in items:
        head = kept.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        parts.append(b"BODY[HEADER] {%d}\r\n" % len(head) + head)
    elif found := re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", items):
        start = kept.raw[: int(found[1])]
        parts.append(b"BODY[]<0> {%d}\r\n" % len(start) + start)
    elif "BODY.PEEK[]" in items:
        parts.append(b"BODY[] {%d}\r\n" % len(kept.raw) + kept.raw)
    place = sorted(box).index(number) + 1
    return b"* %d FETCH (" % place + b" ".join(parts) + b")\r\n"


def letter(number: int, **headers: str) -> bytes:
    """A small mail with this Message-ID; headers are named with underscores."""
    lines = {
        "Message-ID": f"<{number}@ars.example>",
        "From": "marie@ars.example",
        "Subject": f"n{number}",
        "Date": format_datetime(ARRIVED),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{text}\r\nréponse {number}\r\n".encode()


@asynccontextmanager
async def crooked_imap(
    mails: int = 0, tls: ssl.SSLContext | None = None, **traits: object
) -> AsyncIterator[CrookedImap]:
    """The server with so many mails, listening on loopback; `traits` are its attributes."""
    server = CrookedImap()
    for name, value in traits.items():
        setattr(server, name, value)
    for number in range(1, mails + 1):
        await server.put(letter(number))
    listening = await asyncio.start_server(server.serve, server.host, 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        server.hang_up()
        await listening.wait_closed()
