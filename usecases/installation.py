"""One installation: the ports that the use cases work with, its secret and the few choices of its configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time

from campaigns.campaign import USUAL_STEPS
from campaigns.progress import Remembered
from campaigns.zones import MORNING
from usecases.ports import Catalogue, Composer, Files, FormReader, FormWriter, Reader, ReportWriter, Store

# All of a campaign are often answered in turn.
LATELY = 500


@dataclass(frozen=True)
class Installation:
    """What `relance/wiring.py` puts together once.

    `secret` derives tokens and Message-IDs; `domain` is the right side of our Message-IDs; `chat_link` is the
    address that opens the chat, with `{token}` in it, or "". `connections` is how many mails may be in flight.

    `most_reminders` is a cap per person and round (0: none); `escalate_addressee` and `escalate_coordinator` are days
    after an organisation's last day (0: never). `remembered` and `lately` hold only
    what follows from the store: what is still awaited of everybody, and the returns that are being answered.
    """

    store: Store
    files: Files
    catalogue: Catalogue
    composer: Composer
    reader: Reader
    form_reader: FormReader
    forms: FormWriter
    reports: ReportWriter
    secret: bytes
    domain: str
    chat_link: str = ""
    steps: tuple[int, ...] = USUAL_STEPS
    hour: time = MORNING
    connections: int = 1
    receipts_a_day: int = 5
    most_reminders: int = 8
    escalate_addressee: int = 0
    escalate_coordinator: int = 0
    remembered: Remembered = field(default_factory=Remembered, compare=False, repr=False)
    lately: Remembered = field(default_factory=lambda: Remembered(LATELY), compare=False, repr=False)
