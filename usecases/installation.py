"""One installation: the ports that the use cases work with, its secret and the few choices of its configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from campaigns.campaign import USUAL_STEPS
from campaigns.zones import MORNING
from usecases.ports import Catalogue, Composer, Files, FormReader, FormWriter, Reader, ReportWriter, Store


@dataclass(frozen=True)
class Installation:
    """What `relance/wiring.py` puts together once.

    `secret` derives tokens and Message-IDs; `domain` is the right side of our Message-IDs; `chat_link` is the
    address that opens the chat, with `{token}` in it, or "". `connections` is how many mails may be in flight.
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
