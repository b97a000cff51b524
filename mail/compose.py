"""Turns a letter into the bytes of a mail: French text and HTML, and headers that bring the answer back.

What everyone gets alike is rendered and encoded once and kept; a mail is then put together from these parts.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from campaigns.wishes import STOP
from mail.blocks import templates
from mail.context import context
from mail.echoing import receipt_blocks
from mail.inviting import others_in_words
from mail.marks import reply_address, subject_mark, without_marks
from mail.mime import (
    address_spec,
    attachment_part,
    boundary,
    date_header,
    header,
    mailbox,
    message_ids,
    one_line,
    references,
    text_part,
    unstructured,
)
from mail.prepared import Prepared, prepare_html, prepare_text
from mail.wording import is_elsewhere, listed, short_deadline, whose_answer
from usecases.letters import Letter
from usecases.messages import LetterKind

# The templates of each kind, without their suffix; chat messages are no mail.
_TEMPLATES = {
    LetterKind.INVITATION: "asking",
    LetterKind.REMINDER: "asking",
    LetterKind.OVERDUE: "asking",
    LetterKind.RECEIPT: "receipt",
    LetterKind.DRAFT: "draft",
    LetterKind.FINAL: "final",
    LetterKind.NOTICE: "notice",
    LetterKind.ESCALATION: "notice",
}
# What a mail client may offer to stop with its own button.
_CAN_BE_STOPPED = frozenset((LetterKind.INVITATION, LetterKind.REMINDER, LetterKind.OVERDUE, LetterKind.DRAFT))
# How many different letters are kept ready: a campaign has a few kinds, and reminders differ by what is missing.
_KEPT = 64
# Stands for the token while the Reply-To is encoded for everyone; as long as one, and no name contains it.
_SOME_TOKEN = b"7z7z7z7z7z7z"
_PARIS = ZoneInfo("Europe/Paris")
_REPLY_PREFIX = re.compile(r"^(?:\s*(?:re|rép|rep|réf|tr|fw|fwd|aw|wg)\s*:)+\s*", re.IGNORECASE)


@dataclass(frozen=True)
class _Ready:
    """Both bodies and the subject of a letter; `source` keeps alive what the key refers to by its identity.

    A receipt has its subject from the mail that it answers: only what frames its blocks is common.
    """

    text: Prepared
    html: Prepared
    subject: str
    source: Letter | None


class MailComposer:
    """Composes the mails of one installation (port `Composer`).

    `reply_pattern` is the address that answers come back to, with `{token}` in it: `relance+{token}@dgos.example`.
    `contact_line` is how a person is reached otherwise (a telephone number, an office), or "".
    """

    def __init__(self, sender_name: str, sender_address: str, reply_pattern: str, contact_line: str = "") -> None:
        self._sender_name = sender_name
        self._sender_address = sender_address
        self._contact_line = contact_line
        self._reply_pattern = reply_pattern
        self._from = header("From", mailbox(sender_name, sender_address))
        self._reply_to = header("Reply-To", mailbox(sender_name, reply_address(reply_pattern, _SOME_TOKEN.decode())))
        self._unsubscribe = _unsubscribe(reply_address(reply_pattern, _SOME_TOKEN.decode()))
        self._ready: OrderedDict[Hashable, _Ready] = OrderedDict()

    def compose(self, letter: Letter) -> bytes:
        """The message, with LF line ends; the same letter always gives the same bytes."""
        moment = _local(letter)
        blocks = receipt_blocks(letter) if letter.kind is LetterKind.RECEIPT else {}
        ready = self._prepared(letter, moment.date(), blocks)
        personal = {
            "name": one_line(letter.contact.name, 200),
            "organisation": one_line(letter.organisation.name),
            "token": letter.token,
            "chat": one_line(letter.chat_link).replace(" ", "%20"),
            "function": one_line(letter.contact.function, 100),
            "others": others_in_words(letter) if letter.others else "",
        }
        inner = boundary(letter.message_id, "corps")
        body = b"".join(
            (
                f"--{inner}\n".encode(),
                text_part("plain"),
                ready.text.filled(personal, {name: block.text for name, block in blocks.items()}),
                f"\n--{inner}\n".encode(),
                text_part("html"),
                ready.html.filled(personal, {name: block.html for name, block in blocks.items()}),
                f"\n--{inner}--\n".encode(),
            )
        )
        alternative = f'multipart/alternative;\n boundary="{inner}"'
        subject = ready.subject or unstructured(_subject(letter))
        if not letter.attachments:
            return self._headers(letter, moment, subject, alternative) + b"\n" + body
        outer = boundary(letter.message_id, "tout")
        parts = [f"--{outer}\nContent-Type: {alternative}\n\n".encode(), body]
        for attachment in letter.attachments:
            parts += [f"\n--{outer}\n".encode(), attachment_part(attachment)]
        parts.append(f"\n--{outer}--\n".encode())
        mixed = f'multipart/mixed;\n boundary="{outer}"'
        return b"".join((self._headers(letter, moment, subject, mixed), b"\n", *parts))

    def _headers(self, letter: Letter, moment: datetime, subject: str, content_type: str) -> bytes:
        lines = [
            self._from,
            header("To", mailbox(letter.contact.name, letter.contact.email)),
            self._reply_to.replace(_SOME_TOKEN, letter.token.encode()),
            header("Subject", f"{subject}\n {subject_mark(letter.token)}"),
            date_header(moment),
            header("Message-ID", letter.message_id),
        ]
        thread = message_ids((*letter.thread, letter.answers_to.removeprefix("mail:")))
        if thread:
            lines += [header("In-Reply-To", thread[-1]), header("References", references(thread))]
        lines += [header(name, value) for name, value in _automatic(letter.kind)]
        if letter.kind in _CAN_BE_STOPPED:
            lines.append(self._unsubscribe.replace(_SOME_TOKEN, letter.token.encode()))
        lines += [
            b"Content-Language: fr\nMIME-Version: 1.0\n",
            header("Content-Type", content_type),
        ]
        return b"".join(lines)

    def _prepared(self, letter: Letter, today: date, blocks: Collection[str]) -> _Ready:
        if letter.kind in (LetterKind.NOTICE, LetterKind.ESCALATION):
            return self._render(letter, today, blocks)
        key = _frame_key(letter, blocks) if letter.kind is LetterKind.RECEIPT else _key(letter, today)
        ready = self._ready.get(key)
        if ready is None:
            ready = self._ready[key] = self._render(letter, today, blocks)
            if len(self._ready) > _KEPT:
                self._ready.popitem(last=False)
        else:
            self._ready.move_to_end(key)
        return ready

    def _render(self, letter: Letter, today: date, blocks: Collection[str]) -> _Ready:
        name = "draft" if letter.is_reminder_of_draft else _TEMPLATES[letter.kind]
        names = context(
            letter, today, self._sender_name, self._sender_address, self._contact_line, self._reply_pattern, blocks
        )
        is_receipt = letter.kind is LetterKind.RECEIPT
        return _Ready(
            prepare_text(templates().get_template(f"{name}.txt").render(names)),
            prepare_html(templates().get_template(f"{name}.html").render(names)),
            "" if is_receipt else unstructured(_subject(letter)),
            None if is_receipt else letter,
        )


def _frame_key(letter: Letter, blocks: Collection[str]) -> Hashable:
    """What the frame of a receipt depends on: its blocks (their names), and what every letter has."""
    return letter.kind, letter.title, bool(letter.contact.name.strip()), frozenset(blocks)


def _key(letter: Letter, today: date) -> Hashable:
    """What a letter's common parts depend on. Big values count by identity: they are kept with the rendering."""
    return (
        letter.kind,
        letter.title,
        id(letter.questionnaire),
        tuple(map(id, letter.questions)),
        letter.missing,
        tuple(letter.known),
        letter.own,
        letter.colleagues,
        letter.elsewhere,
        letter.last_day,
        letter.strict,
        today,
        bool(letter.contact.name.strip()),
        bool(letter.organisation.name.strip()),
        letter.is_to_addressee and (True, bool(letter.contact.function.strip())),
        min(len(letter.others), 2),
        is_elsewhere(letter.organisation, letter.contact),
        letter.enclosed,
        letter.entrusted,
        bool(letter.chat_link.strip()),
        tuple(attachment.name for attachment in letter.attachments),
        letter.subject_of,
        letter.amendments_sentence,
        id(letter.draft),
    )


def _local(letter: Letter) -> datetime:
    """The letter's moment where its recipient is; a naive one is taken as that of Paris."""
    moment = letter.dated if letter.dated.tzinfo else letter.dated.replace(tzinfo=_PARIS)
    zone = letter.contact.zone or letter.organisation.zone
    return moment.astimezone(ZoneInfo(zone) if zone else _PARIS).replace(microsecond=0)


def _automatic(kind: LetterKind) -> list[tuple[str, str]]:
    """Loops are cut at the machine's own messages; absence notices are wanted where a person wrote through us."""
    if kind is LetterKind.RECEIPT:
        return [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")]
    if kind in (LetterKind.NOTICE, LetterKind.ESCALATION):
        return [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")]
    if kind in (LetterKind.REMINDER, LetterKind.OVERDUE):
        return [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "DR, RN, NRN, AutoReply")]
    return [("X-Auto-Response-Suppress", "DR, RN, NRN, AutoReply")]


def _unsubscribe(address: str) -> bytes:
    """One mail with these words in its subject, and there are no more reminders; the address says whose."""
    return header("List-Unsubscribe", f"<mailto:{quote(address_spec(address), safe='@+')}?subject={quote(STOP)}>")


def _subject(letter: Letter) -> str:
    """The subject without its mark."""
    title = _shortened(one_line(letter.title), 90)
    until = short_deadline(letter.last_day, letter.strict)
    if letter.kind in (LetterKind.RECEIPT, LetterKind.NOTICE) and letter.subject_of.strip():
        answered = without_marks(one_line(letter.subject_of))
        answered = _shortened(_REPLY_PREFIX.sub("", answered).strip(), 110)
        if answered:
            return f"Re: {answered}"
    if letter.is_reminder_of_draft:
        return f"{'Rappel – ' * (letter.kind is LetterKind.REMINDER)}{title} : vos remarques sur le projet {until}"
    return {
        LetterKind.INVITATION: f"{title} : votre contribution {until}",
        LetterKind.REMINDER: f"Rappel – {title} : {_still(letter)} {until}",
        LetterKind.OVERDUE: f"{title} : {whose_answer(letter)} est encore attendue",
        LetterKind.RECEIPT: f"{title} : ce que nous avons compris de votre réponse",
        LetterKind.DRAFT: f"{title} : projet de synthèse, vos remarques {until}",
        LetterKind.ESCALATION: f"{title} : réponses encore attendues",
        LetterKind.FINAL: f"{title} : la synthèse finale",
    }.get(letter.kind, title)


def _still(letter: Letter) -> str:
    """What the subject of a reminder asks: of who began, the few questions that are left."""
    is_addressee = letter.is_to_addressee
    if (letter.own or letter.colleagues) and 0 < len(letter.missing) <= 4:
        return f"il {'manque' if is_addressee else 'vous reste'} {listed(letter.missing)},"
    return "la contribution de votre organisme" if is_addressee else "votre contribution"


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–") + "…"
