"""What the correspondents do in the demonstration: they read what reached them, and answer in their own manner."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from relance.clock import PlayedClock
from relance.demo import correspondents
from relance.demo.cast import Deed, Proposal, Stray
from relance.demo.letter import Letter
from relance.demo.show import Show
from relance.demo.town import SENDER, Town

SEND = "Tout est bon"  # the button under the summary
START_LINK = re.compile(r"start=([\w-]+)")
ASKED = re.compile(r"^\[([A-Z]?\d+(?:\.\d+)?[a-z]?)\]", re.M)
# A correspondent who is not asked anything they can answer puts the telephone away.
PATIENCE = 60

IN_TEXT: dict[str, tuple[Callable[[Letter, dict[str, str]], bytes], str]] = {
    "thunderbird": (correspondents.thunderbird, "sous les questions (Thunderbird)"),
    "gmail": (correspondents.gmail, "en tête du message (Gmail)"),
    "outlook": (correspondents.outlook, "en bleu dans le message (Outlook)"),
    "outlook-plain": (correspondents.outlook_plain, "en texte brut (Outlook)"),
    "iphone": (correspondents.iphone, "de son téléphone (iPhone)"),
    "windows-1252": (correspondents.windows_1252, "sous les questions (Windows-1252)"),
    "bottom": (correspondents.bottom, "au bas du message"),
    "colleague": (correspondents.thunderbird, "à la place d’une collègue"),
    "correction": (correspondents.correction, "pour corriger une réponse"),
}


class Correspondence:
    """Everyone's mailboxes and telephones."""

    def __init__(self, town: Town, clock: PlayedClock, show: Show) -> None:
        self._town, self._clock, self._show = town, clock, show
        self._numbers: dict[str, int] = {}

    async def answer(self, deed: Deed) -> None:
        """Do what this correspondent does at this hour."""
        if deed.manner == "chat":
            await self._chat(deed)
            return
        address = deed.address or deed.speaker.email
        # The form came with the invitation; everything else answers the last mail.
        got = self._first(deed.speaker.email) if deed.manner == "form" else self._newest(deed.speaker.email)
        letter = Letter.opened(got, deed.name or deed.speaker.name, address, self._clock())
        if deed.manner == "form":
            raw, words = self._with_form(letter, deed.answers), "par le formulaire Word joint"
        elif deed.manner == "absence":
            raw, words = correspondents.absence(letter, "31 août 2017"), "par un message d’absence"
        elif deed.manner == "bounce":
            raw, words = correspondents.bounce(letter), ""
        else:
            write, words = IN_TEXT[deed.manner]
            raw = write(letter, deed.answers)
        who = f"[bold]{letter.reader}[/bold] ({deed.code})"
        self._show.happens(self._clock(), f"{who} répond {words}" if words else f"l’adresse de {who} n’existe plus")
        await self._town.post(_reply_address(letter), raw)

    async def write_astray(self, stray: Stray) -> None:
        """Someone writes whom nobody asked."""
        raw = correspondents.astray(
            stray.person.name, stray.person.email, SENDER, self._clock(), stray.subject, stray.text
        )
        self._show.happens(self._clock(), f"[bold]{stray.person.name}[/bold] écrit sans que personne l’attende")
        await self._town.post(SENDER, raw)

    async def propose(self, proposal: Proposal) -> None:
        """A reader of the draft adds a sentence to it."""
        letter = Letter.opened(
            self._newest(proposal.speaker.email), proposal.speaker.name, proposal.speaker.email, self._clock()
        )
        self._show.happens(self._clock(), f"[bold]{proposal.speaker.name}[/bold] ({proposal.code}) propose un ajout")
        if proposal.manner == "word":
            raw = self._with_tracked_change(letter, proposal)
        else:
            raw = correspondents.in_draft(letter, proposal.after, proposal.text)
        await self._town.post(_reply_address(letter), raw)

    async def _chat(self, deed: Deed) -> None:
        """Follow the link of the invitation, and answer one question at a time."""
        letter = Letter.opened(self._first(deed.speaker.email), deed.speaker.name, deed.speaker.email, self._clock())
        token = START_LINK.search("\n".join(letter.lines))
        assert token is not None, "the invitation holds no link to the chat"
        chats, chat = self._town.bot.chats, self._numbers.setdefault(deed.speaker.email, 1001 + len(self._numbers))
        self._show.happens(self._clock(), f"[bold]{deed.speaker.name}[/bold] ({deed.code}) répond dans Telegram")
        left = dict(deed.answers)
        says = f"/start {token[1]}"
        for _ in range(PATIENCE):
            await chats.say(chat, says, deed.speaker.name)
            # Confirmed means: stored, and answered.
            await chats.until_confirmed()
            shown = chats.last(chat)
            asked = ASKED.findall(shown.text)
            code = asked[-1] if asked else ""
            if code in left:
                says = left.pop(code)
            elif code in deed.answers and "Oui" in dict(shown.buttons):
                says = "Oui"
            elif code and left:
                says = "Plus tard"
            elif SEND in dict(shown.buttons) and says != SEND:
                says = SEND
            else:
                return

    def _with_form(self, letter: Letter, answers: dict[str, str]) -> bytes:
        """Fill in the Word form that came with the invitation."""
        name, form = _attachment(letter)
        document = Document(io.BytesIO(form))
        for table in document.tables:
            for row in table.rows:
                found = ASKED.match(row.cells[0].text.strip())
                if found and found[1] in answers:
                    row.cells[-1].text = answers[found[1]]
        output = io.BytesIO()
        document.save(output)
        return correspondents.with_file(letter, name, output.getvalue())

    def _with_tracked_change(self, letter: Letter, proposal: Proposal) -> bytes:
        """Add the sentence to the Word file of the draft, with the changes tracked."""
        name, draft = _attachment(letter)
        document = Document(io.BytesIO(draft))
        wanted = " ".join(proposal.after.split())[:40]
        paragraph = next(p for p in every_paragraph(document) if wanted in " ".join(p.text.split()))
        insertion = paragraph._p.makeelement(
            qn("w:ins"),
            {qn("w:id"): "9001", qn("w:author"): letter.reader, qn("w:date"): f"{letter.at:%Y-%m-%dT%H:%M:%SZ}"},
        )
        run = insertion.makeelement(qn("w:r"), {})
        text = run.makeelement(qn("w:t"), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
        text.text = f" {proposal.text}"
        run.append(text)
        insertion.append(run)
        paragraph._p.append(insertion)
        output = io.BytesIO()
        document.save(output)
        return correspondents.with_file(letter, name, output.getvalue())

    def _newest(self, address: str) -> bytes:
        """The last mail that someone got."""
        return self._town.boxes.of(address)[-1]

    def _first(self, address: str) -> bytes:
        """The invitation, kept since July."""
        return self._town.boxes.of(address)[0]


def every_paragraph(document: DocumentType) -> Iterator[Paragraph]:
    """The paragraphs of a document, those in tables included."""
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs


def _attachment(letter: Letter) -> tuple[str, bytes]:
    """The Word file that came with a letter."""
    for part in letter.message.iter_attachments():
        content = part.get_payload(decode=True)
        if (part.get_filename() or "").endswith(".docx") and isinstance(content, bytes):
            return str(part.get_filename()), content
    raise LookupError(f"no Word file came with {letter.message['Subject']}")


def _reply_address(letter: Letter) -> str:
    """Where a reply goes."""
    header = letter.message["Reply-To"] or letter.message["From"]
    return str(header.addresses[0].addr_spec)
