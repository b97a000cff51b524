"""Candidates for whose a mail is, strongest first; whether they exist and what they prove is decided elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mail.reading.decoding import header_text, text_of
from mail.reading.parts import Part
from mail.reading.settings import TOKEN, ReadingSettings, token_pattern

_ADDRESS = re.compile(r"[^\s<>()\",;:\[\]]+@[^\s<>()\",;:\[\]]+")
_ANGLED = re.compile(r"<\s*([^<>\s]+@[^<>\s]+?)\s*>")
_MESSAGE_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_SUBJECT_MARK = re.compile(rf"\[\s*#?\s*({TOKEN})\s*\]|#({TOKEN})\b|r[ée]f\w*[\s.:°n]{{1,4}}({TOKEN})\b", re.I)
_SUBJECT_WORD = re.compile(rf"(?<![\w@.-])({TOKEN})(?![\w@.-])")
_REFERENCE = re.compile(rf"r[ée?\ufffd]?f[ée?\ufffd]?rence\b[^:]{{0,80}}:[\s>|*_\[]{{0,20}}({TOKEN})\b", re.I)
_RECIPIENT_HEADERS = (
    "to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to",
    "resent-to", "apparently-to", "original-recipient", "bcc", "x-forwarded-to", "x-forwarded-for", "x-gm-original-to",
    "x-rcpt-to", "x-real-to", "x-ms-exchange-organization-recipient-p2", "x-resolved-to", "x-envelope-recipient",
)  # fmt: skip
MAX_IDS = 60


def addresses_in(value: str) -> list[str]:
    """Every address in a header, folded."""
    if '"@' in value:
        value = value.replace('"@', "@")  # « "relance+x"@… », as some gateways write it
    return [found.strip(".'").casefold() for found in _ADDRESS.findall(value[:100_000])]


def mailbox_of(value: str) -> tuple[str, str]:
    """The address and the display name of a From header; the address in angle brackets wins over one in the name."""
    start = value[:4000]
    if not start.isascii():
        start = text_of(start.encode("latin-1", "replace"))
    angled, bare = _ANGLED.findall(start), addresses_in(start)
    address = angled[-1].casefold().removeprefix("mailto:") if angled else bare[0] if bare else ""
    name = header_text(value.partition("<")[0]) if "<" in value else ""
    if not name and (comment := re.search(r"\(([^()]{1,100})\)", value[:4000])):
        name = header_text(comment[1])
    name = name.strip()
    if name[:1] == name[-1:] == "'":
        name = name[1:-1]
    return address, name.strip('"').replace('\\"', '"').strip()


def recipients_of(mail: Part) -> tuple[str, ...]:
    """All addresses this message was sent to, whichever header kept them."""
    found: list[str] = []
    for name in _RECIPIENT_HEADERS:
        for value in mail.all_headers(name):
            found += addresses_in(value)
            if "=?" in value:  # an address as the display name, which some books of addresses make of it
                found += addresses_in(header_text(value[:4000]))
    for value in mail.all_headers("received")[:10]:
        if named := re.search(r"\bfor\s+<?([^<>\s;]+@[^<>\s;]+)", value[:2000]):
            found.append(named[1].casefold())
    return tuple(dict.fromkeys(found))


def message_id_of(mail: Part) -> str:
    """The Message-ID with its angle brackets, however it was broken; "" when there is none."""
    value = mail.header("message-id") or mail.header("message-i-d")
    value = "".join(value.split())
    if not value:
        return ""
    inner = value.strip("<>").strip()
    return f"<{inner}>" if inner else ""


def thread_of(mail: Part) -> tuple[str, ...]:
    """The Message-IDs that this mail follows, nearest first; those of forwarded messages last."""
    found: list[str] = []
    for value in mail.all_headers("in-reply-to"):
        bare = [word for word in value.split() if "@" in word] if "<" not in value else []
        found += [f"<{i}>" for i in (_MESSAGE_ID.findall(value[:20_000]) or bare[:1])]
    for value in mail.all_headers("references"):
        found += [f"<{i}>" for i in reversed(_MESSAGE_ID.findall(value[-40_000:]))]
    for part in mail.walk():
        if part.media_type == "message/rfc822" and part.children:
            inner = part.children[0]
            found += [identifier for identifier in (message_id_of(inner),) if identifier]
            found += thread_of(inner) if len(found) < MAX_IDS else ()
    return tuple(dict.fromkeys(found))[:MAX_IDS]


def tokens_of(
    recipients: Iterable[str], subject: str, texts: Iterable[str], settings: ReadingSettings
) -> tuple[str, ...]:
    """Tokens in the recipient addresses, then in the subject, then in the reference lines of the quoted text."""
    pattern = token_pattern(settings.reply_pattern)
    found: list[str] = []
    addresses = list(recipients)
    found += [named[1] for address in addresses if (named := pattern.search(address))]
    if settings.bounce_pattern:
        returned = token_pattern(settings.bounce_pattern)
        found += [named[1] for address in addresses if (named := returned.search(address))]
    found += [next(filter(None, groups)).casefold() for groups in _SUBJECT_MARK.findall(subject)]
    bodies = [text[:400_000] for text in texts]
    # the reply address is written out in our letters too, and survives where the marks do not
    for text in bodies:
        found += [token.casefold() for token in _references_in(text)]
    for text in bodies:
        found += _written_out(text, settings.reply_pattern, pattern)
    # without its mark a token is only told from a French word of twelve letters by a digit
    found += [word for word in _SUBJECT_WORD.findall(subject) if not word.isalpha()]
    return tuple(dict.fromkeys(found))[:20]


def _references_in(text: str) -> list[str]:
    """The tokens behind « Référence … : », looked for where the word ends: few words end like it."""
    found: list[str] = []
    for ending in ("rence", "RENCE"):
        end, at = 0, text.find(ending)
        while at >= 0:
            for start in range(max(at - 4, end), at - 1):
                if named := _REFERENCE.match(text, start, at + 200):
                    found.append(named[1])
                    end = named.end()
                    break
            at = text.find(ending, max(at + 5, end))
    return found


def _written_out(text: str, reply_pattern: str, pattern: re.Pattern[str]) -> list[str]:
    """The tokens in the addresses of ours that stand in a text, looked for before each @ with our domain behind it."""
    domain = reply_pattern.casefold().partition("@")[2]
    if not domain:
        return pattern.findall(text.casefold())
    found: list[str] = []
    longest = len(reply_pattern) + 20
    last, at = 0, text.find("@")
    while at >= 0:
        if text[at + 1 : at + 1 + len(domain)].casefold().startswith(domain):
            local = text[max(last, at - longest) : at].casefold()
            if named := pattern.search(f"{local}@{domain}"):
                found.append(named[1])
        last, at = at + 1, text.find("@", at + 1)
    return found
