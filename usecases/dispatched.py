"""What a pass over the outbox did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dispatched:
    """How many messages left, were given up, and will be tried again; `troubles` are French sentences.

    `withdrawn` were no longer right when they were to leave: a sweep decides again.
    """

    sent: int = 0
    failed: int = 0
    retried: int = 0
    troubles: tuple[str, ...] = ()
    withdrawn: int = 0

    def __add__(self, other: Dispatched) -> Dispatched:
        return Dispatched(
            self.sent + other.sent,
            self.failed + other.failed,
            self.retried + other.retried,
            self.troubles + other.troubles,
            self.withdrawn + other.withdrawn,
        )
