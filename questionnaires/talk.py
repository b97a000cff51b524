"""Where a person stands in the chat: a small value that is stored, so that a restart costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Talk:
    """Where a person stands in the chat: the next question itself is recomputed each time.

    `asked` is the code last asked; `unfinished` what was typed and waits for its question; `probed` the codes whose
    one probe was already proposed; `postponed` the codes put off, as often as they were. `mode` says how the next
    words are taken (`questionnaires.scene.Mode`). `last` is the code of the last answer given here and `said` its
    words, `held` the reference of the message that `unfinished` comes from, `turned_at` when the person last spoke.
    """

    asked: str = ""
    unfinished: tuple[str, ...] = ()
    probed: tuple[str, ...] = ()
    postponed: tuple[str, ...] = ()
    mode: str = ""
    last: str = ""
    said: str = ""
    held: str = ""
    turned_at: datetime | None = None
