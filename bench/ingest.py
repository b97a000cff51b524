"""Replies taken in from a real Dovecot, from the first fetch to the last durable answer and the last flag « seen ».

Beside it, on the same Maildir and on one core: reading each file and parsing it (with `policy.default`, with
`compat32`), keeping nothing. By default 1,000 replies; RELANCE_BENCH_FULL=1 takes 5,000, once. Each of our rounds
starts from a copy of the same campaign and mail. Then each stage alone, as work of one core.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import os
import pwd
import random
import shutil
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import Policy
from pathlib import Path

from bench.rows import Row
from mail.imap import ImapMailbox, ImapSettings
from mail.reading.settings import ReadingSettings
from mail.worker import InlineReader
from relance.config import Config, MailSection
from relance.demo import correspondents
from relance.demo.letter import CODE, Letter
from relance.wiring import open_installation, open_post
from tests.mail.dovecot import PASSWORD, dovecot
from usecases import letters
from usecases.launch_campaign import CampaignOrder, launch_campaign
from usecases.messages import Incoming, Outcome
from usecases.ports import Arrived, Composer
from usecases.replies import Asked, Reply
from usecases.rounds import RoundOrder
from usecases.take_in import take_in
from usecases.tick import tick

REPLIES = 5_000 if os.environ.get("RELANCE_BENCH_FULL") else 1_000
EACH = 4  # replies of one person: answers, then corrections
PEOPLE = 4  # of one organisation
ROUNDS = 1 if os.environ.get("RELANCE_BENCH_FULL") else 3
PEERS = {"Maildir + policy.default parse": email.policy.default, "Maildir + compat32 parse": email.policy.compat32}
OPENED = datetime(2017, 7, 17, 9, 5, tzinfo=UTC)
ARRIVED = datetime(2017, 8, 1, 9, 0, tzinfo=UTC)
CONFIG = Config(
    mail=MailSection(sender_address="enquete@relance.example", reply_pattern="enquete+{token}@relance.example")
)
MANNERS = (
    correspondents.thunderbird,
    correspondents.windows_1252,
    correspondents.gmail,
    correspondents.outlook,
    correspondents.bottom,
)
SAID = (
    "Semaine de la sécurité des patients : 42 établissements et 18 EHPAD ont participé en 2016.",
    "La structure d’appui et les associations ont formé 120 représentants des usagers.\nUne session suivra en 2018.",
    "Portail régional ouvert en 2015, 310 déclarations reçues (FIR : 45 000 €).",
    "Quatre groupes, pilotés par l’union régionale des médecins.",
    "Néant",
    "Oui : le programme a donné un cadre commun et des priorités aux équipes.",
)  # fmt: skip


def measure() -> list[Row]:
    """One row: seconds per reply. The peer reads and parses in this process; ours fetches, reads, writes and marks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asyncio.run(_send(folder / "data"))
        sizes = _write_replies(folder / "data", folder / "made")
        print(f"  ({len(sizes)} replies of {statistics.mean(sizes) / 1000:.1f} kB)", flush=True)
        ours: list[float] = []
        peers: dict[str, list[float]] = {name: [] for name in PEERS}
        with dovecot() as server:
            homes, port = server.folder / "home", server.port
            for number in range(ROUNDS):
                user = f"round{number}"
                _deliver(folder / "made", homes / user / "Maildir")
                shutil.copytree(folder / "data", folder / user)
                ours.append(asyncio.run(_taken_in(folder / user, port, user)) / len(sizes))
                shutil.rmtree(folder / user)
                for name, policy in PEERS.items():
                    peers[name].append(_parsed(folder / "made", policy) / len(sizes))
            _deliver(folder / "made", homes / "stages" / "Maildir")
            stages = asyncio.run(_stages(folder / "data", port))
    cells = "; ".join(f"{stage} {seconds * 1000:.2f}" for stage, seconds in stages.items())
    floor = f"at best {(os.cpu_count() or 1) / sum(stages.values()):,.0f}/s on all cores"
    print(f"  (ms of work a reply, in one process: {cells}; together {sum(stages.values()) * 1000:.2f}, {floor})")
    work = f"{len(sizes):,} replies from Dovecot to durable answers, {os.cpu_count()} cores"
    taken = {name: statistics.median(times) for name, times in peers.items()}
    return [Row(work, {"relance": statistics.median(ours), **taken})]


async def _taken_in(data: Path, port: int, user: str) -> float:
    """Seconds from the first fetch to the last mark; everything must have been recorded."""
    settings = ImapSettings("127.0.0.1", port, user, PASSWORD, tls="none")
    async with (
        open_installation(CONFIG, data, writing=True, holder="bench") as house,
        ImapMailbox(settings) as mailbox,
    ):
        start = time.perf_counter()
        received = await take_in(house, mailbox, lambda: ARRIVED + timedelta(hours=1))
        taken = time.perf_counter() - start
        left = [batch async for batch in mailbox.arrivals()]
    outcomes = Counter(one.outcome for one in received)
    assert outcomes == {Outcome.RECORDED: REPLIES}, outcomes
    assert not left, left
    return taken


async def _stages(data: Path, port: int) -> dict[str, float]:
    """Seconds of work for one reply in each stage, all in this process: what one core would need in all."""
    async with (
        open_installation(CONFIG, data, writing=True, holder="bench") as house,
        ImapMailbox(ImapSettings("127.0.0.1", port, "stages", PASSWORD, tls="none")) as mailbox,
    ):
        spent: defaultdict[str, float] = defaultdict(float)
        with _added(spent, "fetch and mark", time.process_time):
            batches = [batch async for batch in mailbox.arrivals()]
            await mailbox.taken([arrived.handle for batch in batches for arrived in batch])
        with _added(spent, "all", time.process_time):
            timed = replace(house, reader=_TimedReader(spent), composer=_TimedComposer(house.composer, spent))
            await take_in(timed, _Fetched(batches), lambda: ARRIVED + timedelta(hours=1))
    inside = sum(spent[stage] for stage in ("open", "read and understand", "compose the receipt"))
    spent["keep, place, decide and commit"] = spent.pop("all") - inside
    return {stage: seconds / REPLIES for stage, seconds in spent.items()}


class _TimedReader:
    """Reads in this process, where nothing waits, and adds up how long it took."""

    def __init__(self, spent: dict[str, float]) -> None:
        settings = ReadingSettings(CONFIG.mail.reply_pattern, (CONFIG.mail.sender_address,))
        self._inner, self._spent = InlineReader(settings), spent

    async def open(self, raw: bytes, received_at: datetime) -> Incoming:
        with _added(self._spent, "open"):
            return await self._inner.open(raw, received_at)

    async def read(self, raw: bytes, asked: Asked) -> Reply:
        with _added(self._spent, "read and understand"):
            return await self._inner.read(raw, asked)


class _TimedComposer:
    """The same for receipts."""

    def __init__(self, inner: Composer, spent: dict[str, float]) -> None:
        self._inner, self._spent = inner, spent

    def compose(self, letter: letters.Letter) -> bytes:
        with _added(self._spent, "compose the receipt"):
            return self._inner.compose(letter)


@contextmanager
def _added(spent: dict[str, float], stage: str, clock: Callable[[], float] = time.thread_time) -> Iterator[None]:
    start = clock()
    yield
    spent[stage] += clock() - start


class _Fetched:
    """A mailbox of what was fetched before."""

    def __init__(self, batches: list[list[Arrived]]) -> None:
        self._batches = batches

    async def arrivals(self) -> AsyncIterator[list[Arrived]]:
        for batch in self._batches:
            yield batch

    async def taken(self, handles: Sequence[str]) -> None:
        pass


def _parsed(maildir: Path, policy: Policy) -> float:
    """Seconds to read and parse every file: who, about what, and the body as text."""
    start = time.perf_counter()
    for path in sorted((maildir / "new").iterdir()):
        message = email.message_from_bytes(path.read_bytes(), policy=policy)
        if isinstance(message, EmailMessage):
            body = message.get_body(("html", "plain"))
            text = body.get_content() if body is not None else ""
        else:
            parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
            content = parts[-1].get_payload(decode=True)
            assert isinstance(content, bytes)
            text = content.decode(parts[-1].get_content_charset("utf-8"))
        assert (str(message["From"]), str(message["Subject"]), text) > ("", "", "")
    return time.perf_counter() - start


async def _send(data: Path) -> None:
    """A campaign whose invitations have all left."""
    people = REPLIES // EACH
    codes = [f"O{number:03}" for number in range(-(-people // PEOPLE))]
    organisations = "code;name\n" + "".join(f"{code};Organisme {code}\n" for code in codes)
    contacts = "organisation;name;email;role\n" + "".join(
        f"{codes[n // PEOPLE]};Personne {n};personne{n}@{codes[n // PEOPLE].lower()}.example;respondent\n"
        for n in range(people)
    )
    order = CampaignOrder(
        "essai", "pnsp-2017", contacts.encode(), "contacts.csv", RoundOrder("2017-07-17", "29 septembre 2017"),
        organisations=organisations.encode(), organisations_file="organismes.csv",
    )  # fmt: skip
    async with open_installation(CONFIG, data, writing=True, holder="bench") as house, open_post(CONFIG, data) as post:
        await launch_campaign(house, order, OPENED - timedelta(days=7))
        await tick(house, post, lambda: OPENED)


def _write_replies(data: Path, maildir: Path) -> list[int]:
    """As many replies in new/ as are asked for, everybody's first ones first; their sizes in bytes."""
    for part in ("new", "cur", "tmp"):
        (maildir / part).mkdir(parents=True)
    pick = random.Random("ingest")
    letters = [_opened(path.read_bytes()) for path in sorted((data / "mail" / "out" / "new").iterdir())]
    sizes: list[int] = []
    for turn in range(EACH):
        at = ARRIVED - timedelta(days=EACH - turn)
        for letter in (replace(letter, at=at) for letter in letters):
            codes = [found[1] for line in letter.lines if (found := CODE.match(line))]
            answers = {code: pick.choice(SAID) for code in codes if turn or pick.random() < 0.7}
            if turn:
                answers = dict(pick.sample(sorted(answers.items()), 2))
            write = pick.choice(MANNERS) if not turn else pick.choice((*MANNERS, correspondents.correction))
            raw = write(letter, answers)
            (maildir / "new" / f"{1501000000 + len(sizes)}.M{len(sizes):06}.poste").write_bytes(raw)
            sizes.append(len(raw))
    return sizes


def _opened(raw: bytes) -> Letter:
    recipient = email.message_from_bytes(raw, policy=email.policy.default)["To"].addresses[0]
    return Letter.opened(raw, str(recipient.display_name), str(recipient.addr_spec), ARRIVED)


def _deliver(made: Path, maildir: Path) -> None:
    shutil.copytree(made, maildir)
    if os.getuid() == 0:
        owner = pwd.getpwnam("nobody")
        for path in (maildir.parent, *maildir.parent.rglob("*")):
            os.chown(path, owner.pw_uid, owner.pw_gid)
