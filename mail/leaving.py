"""What one call to send has to carry: the mails that wait, what became of each, and when to stop."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from usecases.ports import Attempt, Noted, Sent

# Auto-Submitted stands in the first lines of our mails, Reply-To too.
_HEAD = 4096
_REPLY_TO = re.compile(rb"^reply-to:((?:.|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_AUTO_REPLIED = re.compile(rb"^auto-submitted:\s*auto-replied", re.IGNORECASE | re.MULTILINE)


class Pace:
    """At most so many mails in any minute, over all connections; 0: no limit. `clock` counts seconds."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: deque[float] = deque(maxlen=per_minute or 1)
        self._limited = per_minute > 0

    def take(self) -> bool:
        """Whether one more may leave now; it is then counted."""
        if not self._limited:
            return True
        now = self._clock()
        if len(self._left) == self._left.maxlen and now - self._left[0] < 60.0:
            return False
        self._left.append(now)
        return True


class Load:
    """The mails of one call. Every one gets an attempt: its own, or the verdict that stopped them all."""

    def __init__(self, mails: Sequence[tuple[str, bytes]], noted: Noted | None, pace: Pace) -> None:
        self.mails = mails
        self.waiting = deque(range(len(mails)))
        self.attempts: dict[int, Attempt] = {}
        self.stopped: Attempt | None = None
        self.working = 0  # connections that are open or being opened for it
        self.lost = 0  # connections lost one after the other, nothing accepted between
        self._noted = noted
        self._pace = pace

    def next(self) -> int | None:
        """The number of the next mail that may leave, or None."""
        if not self.waiting:
            return None
        if not self._pace.take():
            self._end(Attempt(Sent.PACED, "le nombre d’envois par minute est atteint"))
            return None
        return self.waiting.popleft()

    def give_back(self, number: int) -> None:
        """This one was begun and did not leave: it is the next again, or has the verdict of all."""
        if self.stopped is not None:
            self.attempts[number] = self.stopped
        else:
            self.waiting.appendleft(number)

    async def note(self, number: int, attempt: Attempt) -> None:
        """What became of one mail. Returns once whoever gave it has written that down."""
        self.attempts[number] = attempt
        if self._noted is not None and not await self._noted(number, attempt):
            self.stop(Attempt(Sent.PACED))

    def stop(self, verdict: Attempt) -> None:
        """Nothing more leaves, begun or not: the same verdict for all whose content had not left."""
        if self.stopped is None:
            self.stopped = verdict
        self._end(self.stopped)

    def _end(self, verdict: Attempt) -> None:
        """The verdict of all that wait; what was begun still leaves."""
        while self.waiting:
            self.attempts[self.waiting.popleft()] = verdict

    def result(self) -> list[Attempt]:
        """The attempts in the order of the mails."""
        return [self.attempts[number] for number in range(len(self.mails))]


@dataclass(frozen=True)
class BouncePath:
    """Whom a mail that cannot be delivered comes back to.

    `address` may hold `{token}`: then it is that of the mail's Reply-To, which `reply_pattern` describes.
    """

    address: str
    reply_pattern: str = ""

    def of(self, raw: bytes) -> str:
        """The envelope sender of this mail."""
        if "{token}" not in self.address:
            return self.address
        token = self._token(raw)
        if token:
            return self.address.replace("{token}", token)
        local, _, domain = self.address.partition("@")
        return f"{local.replace('{token}', '').rstrip('+.-=_')}@{domain}"

    def _token(self, raw: bytes) -> str:
        before, _, after = self.reply_pattern.partition("{token}")
        found = _REPLY_TO.search(raw[:_HEAD])
        if not after or not found:
            return ""
        token = re.search(re.escape(before.encode()) + rb"([a-z2-7]{12})" + re.escape(after.encode()), found[1])
        return token[1].decode() if token else ""


def is_automatic_reply(raw: bytes) -> bool:
    """Whether this mail of ours answers one automatically: a receipt."""
    return _AUTO_REPLIED.search(raw[:_HEAD].partition(b"\n\n")[0]) is not None
