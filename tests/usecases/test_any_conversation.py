"""Whatever happens in a conversation, the store holds what a plain reading of it says; and nothing ever breaks.

The reader below knows nothing of the dialogue: it goes by what stands on the screen, as a person does.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from campaigns.returns import merge
from tests.bot.house import ANNE, YANN, House, a_house
from tests.usecases.scripts import flat
from usecases.chat.reply import Conversed
from usecases.find import asked_version
from usecases.messages import Attachment, Button, Outcome, Received

CODES = ("Q1a", "Q1b", "Q2a", "Q5", "H2")
CHAT = "7"


class Act(StrEnum):
    """What can happen next."""

    ANSWER = "answer"  # plain words
    BURST = "burst"  # two messages, the second one sent before the reply to the first could be read
    KEYED = "keyed"
    ADDED = "added"
    CORRECT = "correct"
    ASIDE = "aside"
    PRESS = "press"
    EDIT = "edit"
    AGAIN = "again"  # an update that comes twice
    SWAPPED = "swapped"  # two messages that arrive in the wrong order
    COLLEAGUE = "colleague"  # an e-mail of hers
    FILE = "file"
    ANYTHING = "anything"  # words of any kind, as an order or not
    RESTART = "restart"


ASIDES = (
    "liste",
    "relire",
    "/aide",
    "exemple",
    "merci !",
    "Où en suis-je ?",
    "glossaire FIR",
    "date limite",
    "/reprendre",
)
PRESSED = ("Rien à signaler", "Plus tard", "Passer", "Exemple", "Autres réponses", "Tout est bon", "C’est tout")
Step: TypeAlias = tuple[Act, int]


@dataclass
class Screen:
    """What a person sees: our last message and its buttons."""

    text: str = ""
    labels: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """The code of the question on the screen: the last line that begins with one, where something is asked."""
        if not {"Passer", "Question suivante", "Où en suis-je ?", "Néant"} & set(self.labels):
            return ""
        codes = re.findall(r"^\[([\w.]+)\]", self.text, re.MULTILINE)
        return codes[-1] if codes else ""

    @property
    def replaces(self) -> bool:
        return "remplace" in self.text.rpartition("[")[2]


@dataclass
class Reading:
    """A plain reading of what Anne says: (when, code, words, does it add?), in the order in which she said it."""

    said: list[tuple[datetime, str, str, bool]] = field(default_factory=list)
    by_message: dict[int, int] = field(default_factory=dict)

    def note(self, at: datetime, code: str, words: str, adds: bool, message: int = 0) -> None:
        self.said.append((at, code, words, adds))
        if message:
            self.by_message[message] = len(self.said) - 1

    def stands(self) -> dict[str, list[str]]:
        """What stands of it, by code."""
        standing: dict[str, list[str]] = {}
        for _, code, words, adds in sorted(self.said, key=lambda s: s[0]):
            before = standing.get(code, [])
            if words == "Plus tard" and before and before != ["Plus tard"]:
                continue
            standing[code] = [*before, words] if adds and before and before != ["Plus tard"] else [words]
        return standing


@dataclass
class Life:
    """A conversation and its plain reading, side by side."""

    folder: Path
    stack: AsyncExitStack
    house: House
    screen: Screen = field(default_factory=Screen)
    reading: Reading = field(default_factory=Reading)
    colleague: dict[str, str] = field(default_factory=dict)
    message: int = 1
    count: int = 0
    last: str = ""
    buttons: tuple[Button, ...] = ()
    loose: bool = False  # from here on only « nothing breaks » can be read

    def words(self) -> str:
        """An answer like no other: one leaves nothing to ask, the next a sum, the next nearly everything."""
        self.count += 1
        told = (", avec la SRA et le CHU, pour 12 établissements de la région, sans FIR", ", 40 k€ de FIR", "")
        return f"Action {self.count} de 2016{told[self.count % 3]}"

    async def say(self, text: str, **more: object) -> Conversed:
        said = await self.house.chat(CHAT, text, **more)  # type: ignore[arg-type]  # passed on as they are
        if said.received.outcome is not Outcome.DUPLICATE:
            self.screen = Screen(said.text, tuple(flat(button.label) for button in said.buttons))
            self.buttons = said.buttons
        return said

    async def answer(self, unseen: bool = False) -> None:
        """Plain words answer what stands on the screen; what was sent before it could be read goes on."""
        words, asked, listening = self.words(), self.screen.asked, "C’est tout" in self.screen.labels
        replaces = self.screen.replaces
        self.message += 2
        await self.say(words, message=str(self.message), is_unseen=unseen)
        code = self.last if (unseen or listening) and self.last else asked
        if code:
            adds = bool(self.stands().get(code)) and (unseen or not replaces)
            self.reading.note(self.house.now, code, words, adds, self.message)
            self.last = code

    async def keyed(self, code: str, adds: bool) -> None:
        words = self.words()
        self.message += 2
        await self.say(f"{code} {'+' if adds else ':'} {words}", message=str(self.message))
        self.reading.note(self.house.now, code, words, adds, self.message)
        self.last = code

    async def press(self, label: str) -> None:
        asked = self.screen.asked
        button = next((b for b in self.buttons if flat(b.label) == label), None)
        if button is None:
            return
        await self.say(button.says)
        if label in ("Rien à signaler", "Plus tard"):
            self.reading.note(self.house.now, asked, label, adds=False)
            self.last = asked

    async def edit(self, number: int) -> None:
        """One of her messages that answered something gets other words."""
        messages = sorted(self.reading.by_message)
        if not messages:
            return
        message = messages[number % len(messages)]
        place = self.reading.by_message[message]
        at, code, before, adds = self.reading.said[place]
        words = self.words()
        stood = before in self.stands().get(code, [])
        await self.say(words, message=str(message), is_edit=True)
        if stood:
            self.reading.said[place] = (at, code, words, adds)
            self.last = code

    async def swapped(self, code: str) -> None:
        """Two answers to one question, a minute apart, arrive in the wrong order: the later one counts."""
        late, early = self.words(), self.words()
        then = self.house.now + timedelta(minutes=10)
        self.house.now = then
        await self.say(f"{code} : {late}")
        noted = self.house.now
        self.house.now = then - timedelta(minutes=5)
        await self.say(f"{code} : {early}")
        self.reading.note(self.house.now, code, early, adds=False)
        self.house.now = noted
        self.reading.note(noted, code, late, adds=False)
        self.last = code

    async def restart(self) -> None:
        now, number, step = self.house.now, self.house.number, self.house.step
        await self.stack.aclose()
        self.stack = AsyncExitStack()
        self.house = await self.stack.enter_async_context(a_house(self.folder))
        self.house.now, self.house.number, self.house.step = now, number, step

    def stands(self) -> dict[str, list[str]]:
        return self.reading.stands()

    async def do(self, act: Act, number: int) -> None:
        code = CODES[number % len(CODES)]
        match act:
            case Act.ANSWER:
                await self.answer()
            case Act.BURST:
                await self.answer()
                await self.answer(unseen=bool(self.last))
            case Act.KEYED | Act.ADDED:
                await self.keyed(code, adds=act is Act.ADDED)
            case Act.CORRECT:
                await self.say(f"/modifier {code}")
            case Act.ASIDE:
                await self.say(ASIDES[number % len(ASIDES)])
            case Act.PRESS:
                await self.press(PRESSED[number % len(PRESSED)])
            case Act.EDIT:
                await self.edit(number)
            case Act.AGAIN:
                words = self.words()
                await self.say(f"{code} : {words}", number=1000 + self.count)
                self.reading.note(self.house.now, code, words, adds=False)
                self.last = code
                again = await self.say(f"{code} : {words}", number=1000 + self.count)
                assert (again.received.outcome, again.text) == (Outcome.DUPLICATE, "")
            case Act.SWAPPED:
                await self.swapped(code)
            case Act.COLLEAGUE:
                words = self.words()
                await self.house.mail(YANN, code, words)
                self.colleague[code] = words
            case Act.FILE:
                await self.say("", attachments=(Attachment(f"plan-{number}.pdf", "application/pdf", b"%PDF"),))
            case Act.RESTART:
                await self.restart()
            case Act.ANYTHING:
                pass

    async def check(self) -> None:
        """The store says what the reading says."""
        campaign, _, invitation, _ = await self.house.place(ANNE)
        questionnaire = asked_version(self.house.installation.catalogue, campaign)
        said = [c for c in await self.house.contributions() if c.return_id == invitation.return_id]
        parts = [p for answer in merge(questionnaire, said).values() for p in answer.parts]
        stored = {who: {p.contributions[0].question: p.text for p in parts if p.contact == who} for who in (ANNE, YANN)}
        # an edit rewrites the whole answer, whose pieces are then lines of one text
        assert {c: flat(t) for c, t in stored[ANNE].items()} == {c: " ".join(t) for c, t in self.stands().items()}
        assert stored[YANN] == self.colleague


STEPS = st.tuples(
    st.sampled_from([act for act in Act if act is not Act.ANYTHING]), st.integers(min_value=0, max_value=20)
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=1, max_size=16))
@example([(Act.ANSWER, 0), (Act.CORRECT, 0), (Act.PRESS, 18), (Act.ANSWER, 0)])  # « autres réponses » in between
def test_the_store_holds_what_a_plain_reading_of_the_conversation_says(steps: list[Step]) -> None:
    asyncio.run(_live(steps))


async def _live(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stack = AsyncExitStack()
        house = await stack.enter_async_context(a_house(Path(folder)))
        life = Life(Path(folder), stack, house)
        try:
            await life.say(f"/start {await house.token(ANNE)}")
            for act, number in steps:
                await life.do(act, number)
                await life.check()
        finally:
            await life.stack.aclose()


ANY_WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "détailler Q1a", "je continue Q1a", "c’est tout", "/collegue Q2a", "/collegue", "maud@ars-bretagne.example",
            "/difficulte", "stop", "/reprendre", "j’ai fini ma partie", "j’ai fini pour mon ARS", "rouvrir",
            "tout est bon", "oui", "non", "annuler", "Une :", "ma réponse à Q1a", "c’était pour Q1b", "Q1 : ?",
            "retour", "plus tard", "45 k€", "/choix Q1a 1", "/toto", "reprendre les rappels", "compléter",
        ]
    ),
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(ANY_WORDS, st.booleans(), st.booleans(), st.booleans()), max_size=14))
def test_no_words_break_a_conversation_and_none_are_lost(said: list[tuple[str, bool, bool, bool]]) -> None:
    asyncio.run(_any(said))


async def _any(said: list[tuple[str, bool, bool, bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with a_house(Path(folder)) as house:
            await house.chat(CHAT, f"/start {await house.token(ANNE)}")
            for number, (words, unseen, edits, presses) in enumerate(said):
                file = (Attachment("plan.pdf", "application/pdf", b"%PDF"),) if presses and unseen else ()
                done = await house.chat(
                    CHAT,
                    words,
                    message=str(number // 2 if edits else number),
                    is_unseen=unseen,
                    is_edit=edits,
                    attachments=file,
                )
                assert done.text
                assert len(done.buttons) <= 30
                if presses and done.buttons:
                    done = await house.chat(CHAT, done.buttons[number % len(done.buttons)].says)
                    assert done.text
                stored = await house.received(done.received.id)
                assert stored is not None
                assert stored.said == done.received.said
                kept = [received.said for received in await _inbox(house)]
                assert words in kept


async def _inbox(house: House) -> list[Received]:
    async with house.installation.store.reading() as reading:
        return await reading.find(Received)
