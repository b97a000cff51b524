"""Take in the mail that has arrived: each message is acknowledged to its mailbox only after it is durable.

While one batch is read and written down, the next is fetched, kept and opened: the processes that read never wait.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from questionnaires.typography import counted
from usecases.conversations import in_conversations, marks_of
from usecases.find import LookedUpOnce
from usecases.installation import Installation
from usecases.messages import Incoming, Received
from usecases.pen import put_aside
from usecases.ports import Arrived, BadInput, Conflict, Mailbox, Reading, StoreBusy, Transaction, Unreachable
from usecases.receive import apply_mail, keep_and_open
from usecases.transact import transact

log = logging.getLogger(__name__)

AT_ONCE = 16
FAILED = "Le traitement automatique de ce message a échoué : lisez-le."
# These have other causes than the message (RuntimeError: no process to read in): it comes again.
_ELSEWHERE = (OSError, RuntimeError, MemoryError, BadInput, Conflict, StoreBusy, Unreachable)


@dataclass(frozen=True)
class _Opened:
    """A batch whose messages are kept; of one that was not, what hindered it."""

    batch: Sequence[Arrived]
    incoming: Sequence[Incoming | BaseException]


@dataclass
class _Left:
    """What stays in the mailbox until somebody repairs what it stumbles over: a faulty questionnaire, damaged data.

    All other mail goes on; only what a later batch brings of the same conversation stays too, and is not overtaken.
    """

    number: int = 0
    marks: set[str] = field(default_factory=set)
    why: dict[str, None] = field(default_factory=dict)

    def leave(self, number: int, marks: Iterable[str], why: str = "") -> None:
        self.number += number
        self.marks.update(marks)
        self.why.update({why: None} if why else {})

    @property
    def sentence(self) -> str:
        """How many mails stay, and why; "" for none."""
        if not self.number:
            return ""
        stays = "restent" if self.number > 1 else "reste"
        causes = " ".join(self.why)
        return f"{counted(self.number, 'message')} {stays} dans la boîte en attendant une réparation. {causes}"


async def take_in(house: Installation, mailbox: Mailbox, clock: Callable[[], datetime]) -> list[Received]:
    """Receive everything that waits in the mailbox, several conversations at once, and mark it as taken in.

    `Unreachable` at the end where something could not be, and comes again.
    """
    everything: list[Received] = []
    left, cut_short = _Left(), None
    arrivals = mailbox.arrivals()
    ahead = asyncio.create_task(_next(house, arrivals, clock))
    try:
        while (opened := await ahead) is not None:
            ahead = asyncio.create_task(_next(house, arrivals, clock))
            results = await _apply(house, opened, clock, left)
            pairs = zip(opened.batch, results, strict=True)
            await mailbox.taken([arrived.handle for arrived, result in pairs if isinstance(result, Received)])
            everything += [result for result in results if isinstance(result, Received)]
            for result in results:
                if isinstance(result, BaseException):
                    raise result
    except Unreachable as out_of_reach:
        cut_short = out_of_reach
    finally:
        ahead.cancel()
        await asyncio.gather(ahead, return_exceptions=True)  # what is to be told is being raised already
    if cut_short is not None or left.number:
        told = [left.sentence, cut_short.sentence if cut_short else ""]
        unread = Unreachable(
            " ".join(filter(None, told)), was_read=not left.number and bool(cut_short and cut_short.was_read)
        )
        unread.received = len(everything)
        raise unread from cut_short
    return everything


async def _next(
    house: Installation, arrivals: AsyncIterator[list[Arrived]], clock: Callable[[], datetime]
) -> _Opened | None:
    """The next batch, kept and opened; None when nothing waits any more."""
    batch = await anext(arrivals, None)
    if batch is None:
        return None
    room = asyncio.Semaphore(AT_ONCE)

    async def open_one(arrived: Arrived) -> Incoming:
        async with room:
            # Nothing arrives in the future: under `--now` a file dropped today has arrived at that moment.
            return await keep_and_open(house, arrived.raw, min(arrived.received_at, clock()))

    return _Opened(batch, await asyncio.gather(*(open_one(arrived) for arrived in batch), return_exceptions=True))


async def _apply(
    house: Installation, opened: _Opened, clock: Callable[[], datetime], left: _Left
) -> list[Received | BaseException | None]:
    """What became of each message: None where it, or an earlier one of its conversation, is left: it comes again."""
    results: list[Received | BaseException | None] = [
        one if isinstance(one, BaseException) else None for one in opened.incoming
    ]
    # Only the disk or a missing worker stops an opening. What follows may be of the same conversation: it waits too.
    ready: list[Incoming] = []
    for one in opened.incoming:
        if isinstance(one, BaseException):
            break
        ready.append(one)
    room = asyncio.Semaphore(AT_ONCE)
    house = replace(house, catalogue=LookedUpOnce(house.catalogue))

    async def converse(conversation: Sequence[int]) -> None:
        async with room:
            ours = frozenset[str]().union(*(marks[number] for number in conversation))
            if ours & left.marks:
                left.leave(len(conversation), ours)
                return
            for done, number in enumerate(conversation):
                raw, incoming = opened.batch[number].raw, ready[number]
                try:
                    results[number] = await apply_mail(house, raw, incoming, clock())
                except BadInput as trouble:
                    left.leave(len(conversation) - done, ours, trouble.sentence)
                    return
                except Exception as error:  # noqa: BLE001 -- what one mail stumbles over must not stop the others
                    results[number] = result = await _given_up(house, incoming, error)
                    if result is error:
                        return  # raised by `take_in`, once what was done is acknowledged

    async with house.store.reading() as reading:
        marks = [await _marks(reading, incoming) for incoming in ready]
    await asyncio.gather(*(converse(conversation) for conversation in in_conversations(marks)))
    return results


async def _marks(reading: Reading, incoming: Incoming) -> frozenset[str]:
    try:
        return await marks_of(reading, incoming)
    except Exception:  # noqa: BLE001 -- applying it stumbles over the same, and then a person gets it
        return frozenset((incoming.reference,))


async def _given_up(house: Installation, incoming: Incoming, error: Exception) -> Received | Exception:
    """A person gets a mail that nobody foresaw. The error itself where the cause is another, or nothing can be kept."""
    if isinstance(error, _ELSEWHERE) and not isinstance(error, RecursionError):
        return error
    log.error("%s cannot be taken in, a person gets it", incoming.reference, exc_info=error)

    async def decide(transaction: Transaction) -> Received:
        again = await transaction.get(Received, incoming.reference)
        return again or put_aside(transaction, incoming, FAILED)

    try:
        return await transact(house.store, incoming.reference, decide)
    except Exception:  # noqa: BLE001 -- the first error says more
        return error
