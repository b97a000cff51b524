"""A simulated campaign: thousands of people who answer, refuse, move, bounce or stay silent, and a machine that dies.

What a person does follows from the Message-ID that they got and the seed, so that the world needs no memory but the
list of what was delivered. `python -m tests.journeys.simulated FOLDER COUNT SEED` plays it until it is killed or ends.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from campaigns.campaign import Campaign
from campaigns.contribution import Channel
from storage.catalogue import ShippedCatalogue
from storage.files import DirectoryFiles
from storage.store import open_store
from usecases.dispatch import take_over
from usecases.installation import Installation
from usecases.launch_campaign import CampaignOrder, launch_campaign
from usecases.letters import Letter
from usecases.messages import Attachment, Incoming, MachineKind, MachineMail, MailFacts
from usecases.ports import Arrived, Attempt, FormReader, Noted, ReportWriter, Sent
from usecases.replies import Asked, FormReading, Intent, IntentKind, Placed, Reply
from usecases.reports import FormOrder
from usecases.rounds import RoundOrder
from usecases.tick import Post, tick

PARIS = ZoneInfo("Europe/Paris")
OPENS, LAST_DAY = datetime(2026, 3, 16, 9, tzinfo=PARIS), "2026-05-05"
START, END = datetime(2026, 3, 14, 6, tzinfo=UTC), datetime(2026, 6, 20, 20, tzinfo=UTC)
CODES = ("Q1a", "Q1b", "Q2a", "Q2b", "Q3a", "Q3b", "Q4a", "Q4b", "Q5", "Q6")
# Where organisations are: time zone and subdivision of the public holidays.
PLACES = (
    ("Europe/Paris", ""),
    ("Europe/Paris", "57"),
    ("Europe/Paris", "6AE"),
    ("America/Guadeloupe", "971"),
    ("America/Martinique", "972"),
    ("America/Cayenne", "973"),
    ("Indian/Reunion", "974"),
    ("Indian/Mayotte", "976"),
    ("America/Miquelon", "PM"),
    ("Pacific/Noumea", "NC"),
    ("Pacific/Tahiti", "PF"),
)
DOMAIN = "organisme.example"


class Killed(BaseException):
    """The machine is gone: what was not on the disk never was."""


@dataclass
class Delivered:
    """One mail that reached its recipient."""

    when: datetime
    to: str
    id: str
    kind: str
    step: str
    token: str


@dataclass
class Happening:
    """What somebody does about a mail, when, and (for a handover) to whom."""

    when: datetime
    who: str
    what: str
    codes: tuple[str, ...] = ()
    other: str = ""
    id: str = ""
    token: str = ""

    @property
    def raw(self) -> bytes:
        """The mail that comes of it."""
        said = {"who": self.who, "what": self.what, "codes": self.codes, "other": self.other, "id": self.id}
        return json.dumps({**said, "token": self.token}).encode()


@dataclass
class World:
    """Everybody out there. `folder`: deliveries are kept there too, for a process that may be killed."""

    seed: int
    folder: Path | None = None
    delivered: list[Delivered] = field(default_factory=list)
    happenings: dict[str, Happening] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    refused: dict[str, datetime] = field(default_factory=dict)
    ticks: list[tuple[datetime, bool]] = field(default_factory=list)  # when, and whether anything could leave
    deaths: int = 0
    now: datetime = START
    is_down: bool = False
    lives: int = -1  # so many deeds until the machine is killed; below 0 it is not
    at_death: Path | None = None
    store: Path | None = None

    def chance(self, *of: object) -> random.Random:
        return random.Random(f"{self.seed} {of}")

    def deed(self) -> None:
        """Something that the machine does with the world; at the last one it is killed."""
        if self.lives == 0:
            raise Killed
        self.lives -= 1
        if self.lives == 0:
            self.deaths += 1
            if self.store is not None and self.at_death is not None:
                # What a SIGKILL leaves is what the files hold at this moment.
                shutil.copytree(self.store, self.at_death)
            raise Killed

    def verdict(self, to: str) -> Attempt:
        if self.is_down:
            return Attempt(Sent.DOWN, "le serveur ne répond pas")
        if self.chance("refuses", to).random() < 0.03:
            self.refused.setdefault(to, self.now)
            return Attempt(Sent.REFUSED, "550 5.1.1 inconnu")
        if self.chance("busy", to, self.now).random() < 0.03:
            return Attempt(Sent.LATER, "451 4.7.1 revenez")
        return Attempt(Sent.DONE)

    def deliver(self, to: str, raw: bytes) -> None:
        said = json.loads(raw)
        one = Delivered(self.now, to, said["id"], said["kind"], said["step"], said["token"])
        self._deliver(one)
        if self.folder is not None:
            line = {"when": one.when.isoformat(), "to": to, **said}
            with (self.folder / "delivered.jsonl").open("a") as file:
                file.write(json.dumps(line) + "\n")

    def _deliver(self, one: Delivered) -> None:
        self.delivered.append(one)
        happening = self._reaction(one)
        if happening is not None:
            self.happenings.setdefault(one.id, happening)

    def _reaction(self, mail: Delivered) -> Happening | None:
        """What this person does about this mail, some time later."""
        if mail.kind not in ("invitation", "reminder", "overdue"):
            return None
        luck = self.chance("does", mail.id)
        mood = luck.random()
        when = mail.when + timedelta(minutes=luck.choice((3, 200, 1500, 6000, 14000)) * luck.random())
        one = Happening(when, mail.to, "", id=mail.id, token=mail.token)
        if mood < 0.10:
            one.what, one.codes = "answers", CODES
        elif mood < 0.32:
            one.what, one.codes = "answers", tuple(sorted(luck.sample(CODES, luck.randint(1, 4))))
        elif mood < 0.35:
            one.what = "declines"
        elif mood < 0.38:
            one.what, one.other = "hands over", f"autre-{luck.randrange(10**9)}@{DOMAIN}"
        elif mood < 0.41:
            one.what = "stops"
        elif mood < 0.44:
            one.what = "bounces"
        elif mood < 0.50:
            one.what = "is away"
        else:
            return None
        return one

    # The ports of the post.
    async def arrivals(self) -> AsyncIterator[list[Arrived]]:
        self.deed()
        waiting = [h for id, h in self.happenings.items() if id not in self.taken and h.when <= self.now]
        waiting.sort(key=lambda h: (h.when, h.id))
        for start in range(0, len(waiting), 50):
            yield [Arrived(h.raw, h.when, h.id) for h in waiting[start : start + 50]]

    async def taken_in(self, handles: Sequence[str]) -> None:
        self.deed()
        self.taken.update(handles)
        if self.folder is not None:
            with (self.folder / "taken.jsonl").open("a") as file:
                file.writelines(json.dumps(handle) + "\n" for handle in handles)

    def remember(self) -> None:
        """Read back what a process before this one did."""
        assert self.folder is not None
        for name in ("delivered.jsonl", "taken.jsonl"):
            file = self.folder / name
            for line in file.read_text().splitlines() if file.exists() else ():
                if not line.endswith(("}", '"')):
                    continue  # the process was killed in the middle of it
                said = json.loads(line)
                if isinstance(said, str):
                    self.taken.add(said)
                else:
                    when = datetime.fromisoformat(said["when"])
                    self._deliver(Delivered(when, said["to"], said["id"], said["kind"], said["step"], said["token"]))


@dataclass
class Box:
    """The mailbox of the world."""

    world: World

    def arrivals(self) -> AsyncIterator[list[Arrived]]:
        return self.world.arrivals()

    async def taken(self, handles: Sequence[str]) -> None:
        await self.world.taken_in(handles)


@dataclass
class Postman:
    """Sends mails into the world; killed half of the time before the world has the mail, else right after."""

    world: World

    async def send(self, mails: Sequence[tuple[str, bytes]], noted: Noted | None = None) -> list[Attempt]:
        attempts: list[Attempt] = []
        for number, (to, raw) in enumerate(mails):
            self.world.deed()
            attempt = self.world.verdict(to)
            if attempt.result is Sent.DOWN:
                return attempts + [attempt] * (len(mails) - len(attempts))
            if attempt.result is Sent.DONE:
                self.world.deliver(to, raw)
            self.world.deed()
            attempts.append(attempt)
            if noted is not None and not await noted(number, attempt):
                return attempts + [Attempt(Sent.PACED)] * (len(mails) - len(attempts))
        return attempts


class PlainComposer:
    """A letter as the few words that the world looks at."""

    def compose(self, letter: Letter) -> bytes:
        said = {"id": letter.message_id, "kind": letter.kind, "step": letter.step, "token": letter.token}
        return json.dumps(said).encode()


class NoPaper:
    """Forms that are not read by anybody here."""

    def docx(self, order: FormOrder) -> bytes:
        return b"formulaire"

    def xlsx(self, order: FormOrder) -> bytes:
        return b"formulaire"

    async def read_form(self, attachment: Attachment, asked: Asked, reference: str) -> FormReading:
        return FormReading()


@dataclass
class Listener:
    """A reader that gives back what the world said."""

    world: World

    async def open(self, raw: bytes, received_at: datetime) -> Incoming:
        self.world.deed()
        said = json.loads(raw)
        machine = None
        if said["what"] == "bounces":
            machine = MachineMail(MachineKind.BOUNCE, address=said["who"], hard=True, reason="550 boîte fermée")
        elif said["what"] == "is away":
            machine = MachineMail(MachineKind.ABSENCE)
        facts = MailFacts(
            f"<re-{said['id'].strip('<>')}>", answers_to=(said["id"],), tokens=(said["token"],), machine=machine
        )
        return Incoming(
            f"mail:{facts.message_id}", Channel.MAIL, received_at, said["who"], text=said["what"], mail=facts
        )

    async def read(self, raw: bytes, asked: Asked) -> Reply:
        self.world.deed()
        said = json.loads(raw)
        if said["what"] == "answers":
            return Reply(answers=tuple(Placed(code, "Un colloque régional.") for code in said["codes"]))
        kind = {"declines": IntentKind.REFUSAL, "hands over": IntentKind.HANDOVER, "stops": IntentKind.STOP}
        return Reply(intents=(Intent(kind[said["what"]], said["what"], email=said["other"]),))


def organisation_of(number: int) -> str:
    """Organisations have one to five people."""
    return f"O{number // 15 * 5 + (0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4)[number % 15]:05d}"


def tables(count: int) -> tuple[bytes, bytes]:
    """The organisations and the contacts, as a coordinator would bring them."""
    codes = list(dict.fromkeys(organisation_of(n) for n in range(count)))
    rows = ["code,name,zone,holidays"]
    rows += [f"{c},Organisme {c},{','.join(PLACES[int(c[1:]) % len(PLACES)])}" for c in codes]
    people = ["organisation,name,email,role,function"]
    people += [f"{organisation_of(n)},Personne {n},p{n}@{DOMAIN},respondent," for n in range(count)]
    return "\n".join(rows).encode(), "\n".join(people).encode()


@asynccontextmanager
async def machine(world: World, folder: Path, count: int) -> AsyncIterator[Installation]:
    """Our side, on the real store; the campaign is launched the first time."""
    async with open_store(folder / "store", holder="simulation") as store:
        house = Installation(
            store=store,
            files=DirectoryFiles(folder / "files") if world.folder else cast("DirectoryFiles", _Files.of(world)),
            catalogue=ShippedCatalogue(),
            composer=PlainComposer(),
            reader=Listener(world),
            form_reader=cast("FormReader", NoPaper()),
            forms=NoPaper(),
            reports=cast("ReportWriter", None),
            secret=b"secret of the simulation",
            domain="relance.example",
        )
        async with store.reading() as reading:
            known = await reading.get(Campaign, "essai")
        if known is None:
            organisations, people = tables(count)
            order = CampaignOrder(
                "essai", "pnsp-2017", people, "contacts.csv", RoundOrder(OPENS.isoformat(), LAST_DAY),
                organisations=organisations, organisations_file="organismes.csv",
            )  # fmt: skip
            await launch_campaign(house, order, START)
        await take_over(house)
        yield house


@dataclass
class _Files:
    """Files that outlive a killed machine, as a disk does."""

    kept: dict[str, bytes] = field(default_factory=dict)

    @staticmethod
    def of(world: World) -> _Files:
        return world.__dict__.setdefault("files", _Files())  # type: ignore[no-any-return]  # ours, kept beside it

    async def put(self, content: bytes) -> str:
        name = str(hash(content))
        self.kept[name] = content
        return name

    async def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    async def get_some(self, names: Sequence[str], most: int) -> list[bytes | None]:
        return [self.kept.get(name) for name in names[:most]]


async def one_tick(world: World, house: Installation) -> None:
    """One pass of the machine at the world's moment."""
    await tick(house, Post(Box(world), Postman(world)), lambda: world.now)


def moments(seed: int) -> list[datetime]:
    """When the machine ticks: every few hours by day and by night, and not at all for two long stops."""
    luck = random.Random(f"{seed} moments")
    stops = [(START + timedelta(days=d), START + timedelta(days=d + luck.uniform(2, 6))) for d in (37, 59)]
    found, now = [], START
    while now < END:
        now += timedelta(minutes=luck.choice((60, 240, 400)) * luck.uniform(0.5, 1.5))
        if not any(begins < now < ends for begins, ends in stops):
            found.append(now.replace(microsecond=0))
    return found


async def main(folder: Path, count: int, seed: int) -> None:
    """Go on where the last process stopped, tick by tick, until somebody kills this one."""
    world = World(seed, folder)
    world.remember()
    done = folder / "done.txt"
    last = datetime.fromisoformat(done.read_text()) if done.exists() else START
    async with machine(world, folder, count) as house:
        for world.now in moments(seed):
            if world.now > last:
                await one_tick(world, house)
                new = done.with_suffix(".new")
                new.write_text(world.now.isoformat())
                new.replace(done)
    (folder / "ended").touch()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
