"""One mail rendered and built: our parts encoded once, against jinja2, EmailMessage and as_bytes for each mail."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage

from bench.rows import Row, in_turn
from campaigns.people import Contact, Organisation
from mail.compose import MailComposer
from storage.catalogue import ShippedCatalogue
from usecases.letters import Letter
from usecases.messages import LetterKind

MAILS = 100
NAME, ADDRESS = "DGOS – Bureau qualité", "relance@dgos.example"
REPLY_PATTERN = "relance+{token}@dgos.example"


def letters(count: int) -> list[Letter]:
    """Invitations to the 2017 questionnaire, to as many people."""
    questionnaire = ShippedCatalogue().questionnaire("pnsp-2017")
    assert questionnaire is not None
    return [
        Letter(
            LetterKind.INVITATION,
            f"<{number:032d}@dgos.example>",
            datetime(2017, 7, 17, 7, tzinfo=UTC),
            Contact(f"c/{number}", "c", "53", f"marie.dupont.{number}@ars.example", f"Marie Dupont-Lévêque {number}"),
            Organisation("53", "ARS Bretagne"),
            "c",
            questionnaire.title,
            questionnaire,
            date(2017, 9, 29),
            f"{number:012d}",
            questions=tuple(questionnaire.questions()),
            missing=questionnaire.codes,
        )
        for number in range(count)
    ]


def measure() -> list[Row]:
    """Seconds per mail; the peer is given the finished bodies, so it pays for building alone."""
    composer = MailComposer(NAME, ADDRESS, REPLY_PATTERN)
    sent = letters(MAILS)
    like = email.message_from_bytes(composer.compose(sent[0]), policy=email.policy.default)
    assert isinstance(like, EmailMessage)
    plain, html = like.get_body(("plain",)), like.get_body(("html",))
    assert plain is not None
    assert html is not None
    text, page = str(plain.get_content()), str(html.get_content())

    def ours() -> int:
        for letter in sent:
            composer.compose(letter)
        return MAILS

    def theirs() -> int:
        for letter in sent[:20]:
            built(letter, str(like["Subject"]), text, page)
        return 20

    size = len(composer.compose(sent[0])) / 1000
    return [in_turn(f"compose: one mail of {size:.0f} kB", {"relance": ours, "EmailMessage + as_bytes": theirs})]


def built(letter: Letter, subject: str, text: str, page: str) -> bytes:
    """The same mail as everybody builds it."""
    message = EmailMessage()
    message["From"] = Address(NAME, addr_spec=ADDRESS)
    message["To"] = Address(letter.contact.name, addr_spec=letter.contact.email)
    message["Reply-To"] = Address(NAME, addr_spec=REPLY_PATTERN.replace("{token}", letter.token))
    message["Subject"] = subject
    message["Date"] = letter.dated
    message["Message-ID"] = letter.message_id
    message.set_content(text)
    message.add_alternative(page, subtype="html")
    return message.as_bytes()
