"""Letters of ours to reply to, composed as they really leave."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from campaigns.people import Contact, Organisation
from mail.compose import MailComposer
from questionnaires.definition import parse
from questionnaires.model import Questionnaire
from usecases.letters import Letter, ReceiptContent
from usecases.messages import Attachment, LetterKind
from usecases.replies import Asked, SentLetter

PARIS = ZoneInfo("Europe/Paris")
TOKEN = "abcdefgh2345"
PATTERN = "relance+{token}@dgos.example"
COMPOSER = MailComposer("DGOS – équipe PNSP", "pnsp@dgos.example", PATTERN)
CONTACT = Contact("c/marie.dupont@ars.example", "c", "93", "marie.dupont@ars.example", "Marie Dupont")
ORGANISATION = Organisation("93", "ARS Provence-Alpes-Côte d’Azur")


@lru_cache(maxsize=8)
def questionnaire(name: str = "pnsp-2017") -> Questionnaire:
    import questionnaires  # its folder holds the catalogue

    path = Path(questionnaires.__file__).parent / "catalogue" / f"{name}.toml"
    read = parse(path.read_text(encoding="utf-8"), path.name)
    assert isinstance(read, Questionnaire), read
    return read


def letter(
    asked: Questionnaire,
    kind: LetterKind = LetterKind.INVITATION,
    receipt: ReceiptContent | None = None,
    missing: tuple[str, ...] | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> SentLetter:
    """One letter to Marie Dupont, as it left."""
    identifier = f"<{kind.value}-1@dgos.example>"
    codes = asked.codes if missing is None else missing
    value = Letter(
        kind=kind,
        message_id=identifier,
        dated=datetime(2017, 7, 17, 9, 0, tzinfo=PARIS),
        contact=CONTACT,
        organisation=ORGANISATION,
        campaign="c",
        title=asked.title,
        questionnaire=asked,
        last_day=date(2017, 9, 29),
        token=TOKEN,
        questions=tuple(q for q in asked.questions() if q.code in codes),
        missing=codes,
        receipt=receipt,
        attachments=attachments,
    )
    return SentLetter(identifier, COMPOSER.compose(value))


@lru_cache(maxsize=8)
def invited(name: str = "pnsp-2017") -> Asked:
    """What Marie Dupont was asked: the invitation, nothing answered yet."""
    asked = questionnaire(name)
    return Asked(asked, asked.codes, asked.codes, (letter(asked),))
