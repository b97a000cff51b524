"""What time it is: the machine's clock, one that stands still (`--now`), or one that runs fast (the demo)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from usecases.ports import BadInput

Clock: TypeAlias = Callable[[], datetime]
PARIS = ZoneInfo("Europe/Paris")
# Years that a calendar of ours can be about.
EARLIEST, LATEST = 1900, 2199


def machine_clock() -> datetime:
    """The present moment, in Paris."""
    return datetime.now(UTC).astimezone(PARIS)


def standing_clock(moment: datetime) -> Clock:
    """A clock that always shows this moment."""
    return lambda: moment


class PlayedClock:
    """A clock that is moved by hand, forward only."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Go on to this moment; going back would make the past due again."""
        self._now = max(self._now, moment)


def parsed_now(text: str) -> datetime:
    """The moment that `--now` names: ISO 8601, in Paris where no zone is given."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(f"--now : « {text} » n’est pas une date ; écrivez-la comme 2017-09-22T09:00.") from None
    if not EARLIEST <= moment.year <= LATEST:
        raise BadInput(
            f"--now : l’année {moment.year} n’est pas plausible ; écrivez un moment de {EARLIEST} à {LATEST}."
        )
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
