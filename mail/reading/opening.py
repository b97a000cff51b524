"""The bytes of a message as an `Incoming`: who says to have sent it, to whom, about what, and whether a machine did."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from campaigns.contribution import Channel
from mail.reading.attachments import SEALED, attachments_of
from mail.reading.bodies import all_bodies
from mail.reading.lines import without_invisible
from mail.reading.machine import machine_of
from mail.reading.parts import Part, parse
from mail.reading.proof import proof_of
from mail.reading.reply import DIFFICULT
from mail.reading.sealed import PGP_MESSAGE
from mail.reading.settings import ReadingSettings
from mail.reading.whose import mailbox_of, message_id_of, recipients_of, thread_of, tokens_of
from usecases.messages import Incoming, MailFacts

MAX_TEXT = 200_000
TOO_LARGE = "Ce message dépasse la taille que Relance lit : une personne doit l’ouvrir."
Resolver = Callable[..., bytes | None]


def open_mail(
    raw: bytes, received_at: datetime, settings: ReadingSettings, resolver: Resolver | None = None
) -> Incoming:
    """The message as it claims to be; whoever keeps its bytes names them.

    `resolver(name, timeout)` gives the TXT record of a DNS name, for DKIM.
    """
    if len(raw) > settings.max_bytes:
        return undecipherable(raw, received_at, TOO_LARGE)
    mail = parse(raw)
    sender, name = mailbox_of(mail.header("from") or mail.header("sender") or mail.header("reply-to"))
    subject = mail.words("subject")[:1000]
    recipients = recipients_of(mail)
    thread = thread_of(mail)
    text, tokens = _text_and_tokens(mail, recipients, subject, settings)
    machine = machine_of(mail, sender, subject, text, received_at, settings, bool(tokens or thread))
    attachments, sealed = attachments_of(mail)
    reason = (sealed or _armoured(mail)) if not text.strip() and machine is None else ""
    if not mail.headers:
        reason = "Ce n’est pas un message électronique lisible : une personne doit l’ouvrir."
    facts = MailFacts(
        message_id=message_id_of(mail),
        subject=subject,
        recipients=recipients,
        answers_to=thread,
        tokens=tokens,
        machine=machine,
        proof=proof_of(raw, mail, sender, settings, resolver),
        undecipherable=reason,
    )
    return Incoming(
        reference=reference_of(raw, mail),
        channel=Channel.MAIL,
        received_at=received_at,
        sender=sender,
        sender_name=name,
        text=text,
        attachments=attachments,
        mail=facts,
    )


def _armoured(mail: Part) -> str:
    """Why nothing can be read in a mail that PGP encrypted within its text, or ""."""
    sign = PGP_MESSAGE.encode()
    return SEALED if any(part.media_type == "text/plain" and sign in part.content() for part in mail.walk()) else ""


def _text_and_tokens(
    mail: Part, recipients: tuple[str, ...], subject: str, settings: ReadingSettings
) -> tuple[str, tuple[str, ...]]:
    texts, pages = all_bodies(mail)
    text = without_invisible("\n".join([text.text for text in texts]))
    if not text.strip() and pages:
        text = "\n".join(line.text for page in pages for line in page.lines() if not line.struck)
    tokens = tokens_of(recipients, subject, [text, *(page.source for page in pages)], settings)
    return text[:MAX_TEXT].strip(), tokens


def reference_of(raw: bytes, mail: Part) -> str:
    """`mail:<message-id>`; a message without one is known by the hash of its bytes."""
    identifier = message_id_of(mail)
    return f"mail:{identifier}" if identifier else f"mail:sha256:{hashlib.sha256(raw).hexdigest()}"


def undecipherable(raw: bytes, received_at: datetime, reason: str = DIFFICULT) -> Incoming:
    """What stands for a message that could not be read: its headers where they can be had at little cost."""
    head = parse(raw[:65_536].partition(b"\r\n\r\n")[0].partition(b"\n\n")[0] + b"\n\n")
    sender, name = mailbox_of(head.header("from"))
    return Incoming(
        reference=reference_of(raw, head),
        channel=Channel.MAIL,
        received_at=received_at,
        sender=sender,
        sender_name=name,
        mail=MailFacts(
            message_id=message_id_of(head),
            subject=head.words("subject")[:1000],
            recipients=recipients_of(head),
            answers_to=thread_of(head),
            undecipherable=reason,
        ),
    )
