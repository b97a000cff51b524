"""Where a person stands in the chat: a small value that is stored, so that a restart costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ALL_SHOWN = "*"  # in `Talk.shown`: nothing of colleagues is told here


@dataclass(frozen=True)
class Talk:
    """Where a person stands in the chat: the next question itself is recomputed each time.

    `asked` is the code last asked; `unfinished` what was typed and waits for its question; `probed` the codes whose
    one probe was already proposed; `postponed` the codes put off, as often as they were. `mode` says how the next
    words are taken (`questionnaires.scene.Mode`). `last` is the code of the last answer given here and `said` its
    words, `held` the reference of the message that `unfinished` comes from, `turned_at` when the person last spoke.

    `about` is what the mode is about: the sub-field that is asked, or the code that is handed over. `first` are codes
    that a colleague handed to this person: they are asked before the others. `handed` are those this person handed
    on, each with the address it went to (« Q3a maud@… »). `shown` are the codes whose answers this person knows of,
    and a mark of what each colleague said there; `files` what was attached here, each behind the code it goes with,
    if any (« Q3a plan.pdf », «  photo.jpg »).
    `offered` is what the buttons say among which our last message asked to choose, in their order. `summed_up`: what
    will be handed in was shown as a whole, and only what changes since is told.
    `album` is the last album, whose files may still be arriving, the code that it goes with, if any, and the
    reference of its first message (« 517 Q3a chat:9 »).
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
    about: str = ""
    first: tuple[str, ...] = ()
    handed: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    album: str = ""
    offered: tuple[str, ...] = ()
    summed_up: bool = False

    def album_of(self, album: str) -> tuple[str, str] | None:
        """The code and the first message of this album, None where it is not the last one."""
        known, _, rest = self.album.partition(" ")
        code, _, first = rest.partition(" ")
        return (code, first) if album and album == known else None

    def handed_to(self, code: str) -> str:
        """The address to which this person handed the question `code`, or ""."""
        return next((to for own, _, to in (h.partition(" ") for h in self.handed) if own == code), "")

    def files_of(self, code: str) -> tuple[str, ...]:
        """The names of the files that go with the question `code`, or with none ("")."""
        return tuple(name for own, _, name in (f.partition(" ") for f in self.files) if own == code)
