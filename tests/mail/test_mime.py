"""What we encode ourselves is what the standard library would read, whatever the words are."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart

from hypothesis import given, settings
from hypothesis import strategies as st

from mail.compose import MailComposer
from mail.marks import without_codes_in_front
from mail.mime import (
    address_spec,
    attachment_part,
    clean,
    mailbox,
    message_ids,
    one_line,
    quoted_printable,
    unstructured,
)
from mail.plain import COLUMNS, wrapped
from questionnaires.model import Kind, Question
from tests.mail.letters import INVITATION, RECEIPT, REPLY_PATTERN
from usecases.letters import ReceiptContent, UnderstoodAnswer
from usecases.messages import Attachment

CODE = re.compile(r"^\s*\[([A-Z]?\d+(?:\.\d+)?[a-z]?)\]")
# Everything that can be typed, and what people type most, so that both meet often.
typed = st.text(max_size=60) | st.lists(
    st.sampled_from(
        ["Zoë", "l’ARS", "«", "»", "[Q1a]", "12 %", "=?utf-8?q?x?=", "\u00a0:", "a" * 80, "\r\n", ".", "From "]
    )
    | st.text(max_size=8),
    max_size=12,
).map(" ".join)


# What the standard library writes without a loss: it breaks long words, and takes « =?…?= » for its own.
plain = st.text("abcdeéèç’ «»,.()-", max_size=20)
# and it reads a name of two encoded words with a space between them: a name that fits into one
short = st.text("abcdeéèç’ «»,.()-", max_size=5)


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@given(typed)
def test_a_subject_comes_out_as_it_went_in(text: str) -> None:
    raw = f"Subject: {unstructured(text)}\n\n"
    assert all(len(line) <= 78 for line in raw.splitlines())
    assert parsed(raw.encode())["Subject"] == one_line(text)


@given(typed, st.sampled_from(["a@ars.example", '"odd name"@ars.example', "jean-luc.d'arc@ars.example"]))
def test_a_name_never_disturbs_the_address(name: str, address: str) -> None:
    raw = f"To: {mailbox(name, address)}\nX-End: 1\n\n"
    assert raw.isascii()
    message = parsed(raw.encode())
    assert message.keys() == ["To", "X-End"]
    [only] = message["To"].addresses
    assert only.addr_spec == address


@given(
    st.lists(st.sampled_from(["Zoë", "l’Épine", "Marie", "d’Ûr", "(ARS)", "M.", "Dupont,", '"M"']), max_size=2).map(
        " ".join
    )
)
def test_a_name_comes_out_as_it_went_in(name: str) -> None:
    # two words: the standard library puts a space where a longer name needs a second encoded word
    assert parsed(f"To: {mailbox(name, 'a@ars.example')}\n\n".encode())["To"].addresses[0].display_name == name


@given(st.text(max_size=40))
def test_an_address_is_one_address_and_no_header(text: str) -> None:
    message = parsed(f"To: {address_spec(text)}\nX-End: 1\n\n".encode())
    assert message.keys() == ["To", "X-End"]


@given(st.lists(typed, max_size=8))
def test_encoded_lines_come_out_as_they_went_in(lines: list[str]) -> None:
    # no line of ours ends with a space: `mail.plain` and `mail.prepared` see to it
    text = "".join(line.rstrip(" \t") + "\n" for line in clean("\n".join(lines)).split("\n"))
    pieces = b"".join(quoted_printable(line) for line in re.findall(r"[^\n]*\n", text))
    assert all(len(line) <= 76 for line in pieces.split(b"\n"))
    raw = b'Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n' + pieces
    assert parsed(raw).get_content() == text


@given(
    st.text(max_size=300),
    st.binary(max_size=500),
    st.sampled_from(["application/pdf", "text/x", "multipart/x", "é/\r\n"]),
)
def test_a_file_comes_out_as_it_went_in(name: str, content: bytes, media_type: str) -> None:
    raw = attachment_part(Attachment(name, media_type, content))
    assert all(len(line) <= 998 for line in raw.split(b"\n"))
    part = parsed(raw)
    assert part.get_payload(decode=True) == content
    assert part.is_attachment()
    assert part.get_filename()


def test_a_file_that_goes_to_everyone_is_encoded_once() -> None:
    letter, again = (Attachment("Lettre.pdf", "application/pdf", bytes([1, 2, 3]) * 9000) for _ in range(2))
    other = replace(letter, content=letter.content + b"4")
    part = attachment_part(letter)
    assert attachment_part(again) is part
    assert attachment_part(other) != part
    assert attachment_part(replace(letter, name="Autre.pdf")) != part


@given(typed)
def test_a_wrapped_line_keeps_its_words_and_asks_nothing(text: str) -> None:
    line = without_codes_in_front(one_line(text))
    lines = wrapped(line)
    assert " ".join(" ".join(lines).split(" ")).split() == line.split()
    assert not any(CODE.match(piece) for piece in lines)
    assert all(len(piece) <= COLUMNS or " " not in piece.strip(" ") or "[" in piece for piece in lines)


@given(st.lists(st.text(max_size=30), max_size=5))
def test_only_well_formed_message_ids_are_repeated(ids: list[str]) -> None:
    assert all(re.fullmatch(r"<[^<>\s]+>", id) for id in message_ids([*ids, "<a@b>", "<a@b>"]))
    assert message_ids(["<a@b>", "<a@b>", " <c@d> ", "<é@d>", "<>", "<a b@c>"]) == ["<a@b>", "<c@d>"]


@settings(max_examples=15, deadline=None)
@given(
    name=short, organisation=typed, title=plain, words=typed, wording=typed, example=typed, data=st.binary(max_size=200)
)
def test_a_whole_mail_reads_like_the_one_that_the_standard_library_builds(
    name: str, organisation: str, title: str, words: str, wording: str, example: str, data: bytes
) -> None:
    asked = Question("Q7", Kind.TEXT, wording or "?", "A", examples=(example,))
    receipt = ReceiptContent((UnderstoodAnswer(asked, words, words, words),), leftover=(words,), problems=(words,))
    for kind in (INVITATION, replace(RECEIPT, receipt=receipt)):
        letter = replace(
            kind,
            contact=replace(INVITATION.contact, name=name),
            organisation=replace(INVITATION.organisation, name=organisation),
            title=title,
            questions=(asked, *INVITATION.questions),
            missing=("Q7",),
            attachments=(Attachment("Réponse.docx", "application/pdf", data),),
        )
        ours = parsed(MailComposer("Bureau d’essai", "relance@dgos.example", REPLY_PATTERN).compose(letter))
        theirs = parsed(built_like(ours, data).as_bytes())
        assert headers(ours) == headers(theirs)
        assert [content(part) for part in ours.walk()] == [content(part) for part in theirs.walk()]
        asked_codes = [found[1] for line in body(ours, "plain").splitlines() if (found := CODE.match(line))]
        assert asked_codes[-1 if letter.kind.value == "invitation" else 0] == "Q7"


# The boundary is ours; the standard library writes its own, and moves the language into a part.
LOOSE = {"Content-Type", "MIME-Version", "Content-Language"}


def headers(message: EmailMessage) -> dict[str, str]:
    return {name: str(value).strip() for name, value in message.items() if name not in LOOSE}


def built_like(ours: EmailMessage, data: bytes) -> EmailMessage:
    """The same mail, from the values that were read out of ours, built as everybody builds it."""
    message = EmailMessage()
    for name, value in ours.items():
        if name in ("From", "To", "Reply-To"):
            message[name] = [Address(a.display_name, addr_spec=a.addr_spec) for a in value.addresses]
        elif name not in LOOSE:
            message[name] = str(value)
    message.set_content(body(ours, "plain"))
    message.add_alternative(body(ours, "html"), subtype="html")
    message.add_attachment(data, "application", "pdf", filename="Réponse.docx")
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def content(part: EmailMessage | MIMEPart) -> tuple[str, object]:
    return part.get_content_type(), None if part.is_multipart() else part.get_content()
