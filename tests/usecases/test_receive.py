"""Mail taken in, with the real store, files, composer and reader behind: once, in order, and never without a person."""

from __future__ import annotations

import asyncio
import email
import email.policy
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest

from campaigns.contribution import Channel
from campaigns.people import Contact
from documents.forms import FormPrinter
from documents.returned import FormFileReader
from mail.compose import MailComposer
from mail.reading.settings import ReadingSettings
from mail.worker import InlineReader
from storage.files import DirectoryFiles
from tests.bot.house import ANNE, ELISE, START, YANN, House, a_house
from usecases.assign_unmatched import assign_unmatched
from usecases.compose_mail import compose_mail
from usecases.conversations import in_conversations
from usecases.launch_campaign import CampaignOrder, launch_campaign
from usecases.messages import Attachment, LetterKind, Outcome, Outgoing, Received
from usecases.ports import Arrived, BadInput, Unreachable
from usecases.receive import receive_mail, what_was_asked, whose_mail
from usecases.replies import Asked, FormReading
from usecases.rounds import RoundOrder
from usecases.send_due import open_and_close, queue_due
from usecases.take_in import take_in
from usecases.whose import Whose

OURS = "enquete@relance.example"
PATTERN = "enquete+{token}@relance.example"
DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"
LATER = START + timedelta(hours=2)


@dataclass
class Box:
    """A mailbox in memory: what is not taken comes again."""

    waiting: list[Arrived]
    keeps: bool = False
    together: int = 100

    async def arrivals(self) -> AsyncIterator[list[Arrived]]:
        everything = list(self.waiting)
        for start in range(0, len(everything), self.together):
            yield everything[start : start + self.together]

    async def taken(self, handles: Sequence[str]) -> None:
        if not self.keeps:
            self.waiting = [a for a in self.waiting if a.handle not in handles]


class FailingFiles(DirectoryFiles):
    """A disk that refuses one content."""

    def __init__(self, directory: Path, refused: bytes) -> None:
        super().__init__(directory)
        self._refused = refused

    async def put(self, content: bytes) -> str:
        if content == self._refused:
            raise OSError(28, "No space left on device")
        return await super().put(content)


@asynccontextmanager
async def office(directory: Path) -> AsyncIterator[House]:
    """The house of the chats, with everything that mail needs."""
    async with a_house(directory) as house:
        house.installation = replace(
            house.installation,
            composer=MailComposer("DGOS", OURS, PATTERN, f"DGOS – {OURS}"),
            reader=InlineReader(ReadingSettings(reply_pattern=PATTERN, addresses=(OURS,), authserv_id="mx.relance")),
            form_reader=FormFileReader(),
            forms=FormPrinter(),
        )
        await open_and_close(house.installation, START)
        yield house


def mail(
    text: str, by: str = "anne@ars-bretagne.example", token: str = "", number: int = 1, **headers: str
) -> EmailMessage:
    """A mail with this text; with a token it answers our invitation."""
    message = EmailMessage()
    message["From"] = by
    message["To"] = PATTERN.replace("{token}", token) if token else OURS
    message["Subject"] = headers.pop("subject", "RE: questionnaire")
    message["Message-ID"] = f"<{number}@poste.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


async def received(house: House, message: EmailMessage | bytes, dry_run: bool = False) -> Received:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return await receive_mail(house.installation, raw, house.clock(), house.now, dry_run)


async def taken(house: House, *messages: EmailMessage, box: Box | None = None) -> list[Received]:
    arrived = [Arrived(m.as_bytes(), LATER + timedelta(seconds=n), str(n)) for n, m in enumerate(messages)]
    return await take_in(house.installation, box or Box(arrived), lambda: LATER + timedelta(hours=1))


async def receipts(house: House) -> list[Outgoing]:
    async with house.installation.store.reading() as reading:
        return [m for m in await reading.find(Outgoing, campaign="pnsp") if m.kind is LetterKind.RECEIPT]


async def form_of_anne(house: House, code: str, text: str) -> bytes:
    """The form that would come with her invitation, with one answer typed in."""
    sent = await compose_mail(house.installation, "pnsp", "anne@ars-bretagne.example", LetterKind.INVITATION, START)

    message = email.message_from_bytes(sent, policy=email.policy.default)
    (file,) = message.iter_attachments()
    document = docx.Document(io.BytesIO(file.get_content()))
    for table in document.tables:
        for row in table.rows:
            if row.cells[0].text.strip().startswith(f"[{code}]"):
                row.cells[-1].text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


async def test_a_mail_counts_once_and_has_one_receipt(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        message = mail("Q1a : Un colloque en 2016.", token=await house.token(ANNE))
        first, again = await received(house, message), await received(house, message)
        assert (first.outcome, first.answers) == (Outcome.RECORDED, {"Q1a": "Un colloque en 2016."})
        assert (again.outcome, again.answers) == (Outcome.DUPLICATE, {})
        assert len(await house.contributions()) == 1
        assert [m.answers_to for m in await receipts(house)] == [first.id]
        assert await house.installation.files.get(first.raw) == message.as_bytes()


async def test_the_same_mail_twice_in_one_batch_counts_once(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        message = mail("Q1a : Un colloque en 2016.", token=await house.token(ANNE))
        results = await taken(house, message, message)
        assert [r.outcome for r in results] == [Outcome.RECORDED, Outcome.DUPLICATE]
        assert len(await receipts(house)) == 1


async def test_a_mail_that_was_committed_but_not_marked_comes_again_without_a_second_receipt(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        arrived = Arrived(mail("Q1a : Un bus.", token=await house.token(ANNE)).as_bytes(), LATER, "1")
        box = Box([arrived], keeps=True)
        (first,) = await taken(house, box=box)
        box.keeps = False
        (again,) = await taken(house, box=box)
        assert (first.outcome, again.outcome) == (Outcome.RECORDED, Outcome.DUPLICATE)
        assert box.waiting == []
        assert len(await receipts(house)) == 1


async def test_a_dry_run_tells_and_writes_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        said = await received(house, mail("Q1a : Un colloque.", token=await house.token(ANNE)), dry_run=True)
        assert said.answers == {"Q1a": "Un colloque."}
        assert await house.contributions() == []
        assert await receipts(house) == []
        assert not (tmp_path / "files").exists()


async def test_corrections_in_one_batch_count_in_their_order(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        token = await house.token(ANNE)
        texts = [f"Q1a : Version {number} du colloque." for number in range(12)]
        results = await taken(house, *(mail(t, token=token, number=n) for n, t in enumerate(texts)))
        assert [r.outcome for r in results] == [Outcome.RECORDED] * 12
        assert (await house.answers())["Q1a"] == "Version 11 du colloque."
        async with house.installation.store.reading() as reading:
            in_time = [await reading.get(Received, f"mail:<{n}@poste.example>") for n in range(12)]
        assert [r.answers["Q1a"] for r in in_time if r] == [t.partition(" : ")[2] for t in texts]


async def test_what_a_second_colleague_leaves_open_depends_on_the_first_mail_of_the_batch(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        answered = mail("Q1a : Un colloque en 2016.", token=await house.token(ANNE), number=1)
        nothing = mail("Rien à signaler.", by="yann@ars-bretagne.example", token=await house.token(YANN), number=2)
        first, second = await taken(house, answered, nothing)
        assert first.answers == {"Q1a": "Un colloque en 2016."}
        assert second.answers
        assert "Q1a" not in second.answers


async def test_after_a_mail_that_could_not_be_kept_nothing_of_the_batch_overtakes_it(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        token = await house.token(ANNE)
        messages = [mail(f"Q1a : Version {n}.", token=token, number=n) for n in range(3)]
        box = Box([Arrived(m.as_bytes(), LATER, str(n)) for n, m in enumerate(messages)])
        whole = house.installation
        house.installation = replace(whole, files=FailingFiles(tmp_path / "files", messages[1].as_bytes()))
        with pytest.raises(OSError, match="No space"):
            await taken(house, box=box)
        assert [a.handle for a in box.waiting] == ["1", "2"]
        house.installation = whole
        await taken(house, box=box)
        assert box.waiting == []
        assert (await house.answers())["Q1a"] == "Version 2."


class StumblingForms:
    """Forms that hold what nobody foresaw."""

    async def read_form(self, file: Attachment, asked: Asked, reference: str) -> FormReading:
        raise ValueError(file.name)


async def test_a_mail_over_which_we_stumble_goes_to_a_person_and_keeps_back_nobody(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        token = await house.token(ANNE)
        odd = mail("Q1a : Un colloque.", token=token, number=1)
        odd.add_attachment(b"PK", maintype="application", subtype=DOCX, filename="reponse.docx")
        messages = [odd, mail("Q1a : Un bus.", token=token, number=2)]
        box = Box([Arrived(m.as_bytes(), LATER, str(n)) for n, m in enumerate(messages)])
        house.installation = replace(house.installation, form_reader=StumblingForms())
        results = await taken(house, box=box)
        assert [r.outcome for r in results] == [Outcome.UNMATCHED, Outcome.RECORDED]
        assert box.waiting == []
        (waiting,) = await house.pen()
        assert waiting.reason == "Le traitement automatique de ce message a échoué : lisez-le."
        assert await house.installation.files.get(waiting.raw) == odd.as_bytes()
        assert (await house.answers())["Q1a"] == "Un bus."


class FaultyForms:
    """Forms that cannot be compared with what is stored before somebody repairs it."""

    async def read_form(self, file: Attachment, asked: Asked, reference: str) -> FormReading:
        raise BadInput("La fiche « return pnsp/53 » ne se relit pas.")


async def test_a_mail_that_meets_damaged_data_stays_in_its_place_and_keeps_back_no_other(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        anne, elise = await house.token(ANNE), await house.token(ELISE)
        odd = mail("Q1a : Un colloque.", token=anne, number=1)
        odd.add_attachment(b"PK", maintype="application", subtype=DOCX, filename="reponse.docx")
        normandy = "elise@ars-normandie.example"
        messages = [
            *(
                odd,
                mail("Q1a : Un bus.", token=elise, by=normandy, number=2),
                mail("Q1a : Deux.", token=anne, number=3),
            ),
            *(mail("Q2a : Un train.", token=elise, by=normandy, number=4), mail("Q1a : Trois.", token=anne, number=5)),
        ]
        box = Box([Arrived(m.as_bytes(), LATER, str(n)) for n, m in enumerate(messages)], together=3)
        whole = house.installation
        house.installation = replace(whole, form_reader=FaultyForms())
        with pytest.raises(Unreachable) as left:
            await taken(house, box=box)
        assert left.value.received == 2
        assert not left.value.was_read
        assert left.value.sentence == (
            "3 messages restent dans la boîte en attendant une réparation. La fiche « return pnsp/53 » ne se relit pas."
        )
        assert [a.handle for a in box.waiting] == ["0", "2", "4"]
        assert await house.answers("28") == {"Q1a": "Un bus.", "Q2a": "Un train."}
        assert await house.pen() == []
        house.installation = whole
        await taken(house, box=box)
        assert box.waiting == []
        assert (await house.answers())["Q1a"] == "Trois."


@pytest.mark.parametrize("by_chat", [False, True], ids=["mail", "chat"])
async def test_of_two_coordinators_who_place_one_message_only_the_first_does(tmp_path: Path, by_chat: bool) -> None:
    async with office(tmp_path) as house:
        if by_chat:
            await house.chat("99", "Q1a : un bus")
        else:
            await received(house, mail("Q1a : un bus", by="marie@ailleurs.example"))
        (waiting,) = await house.pen()
        people = {"anne@ars-bretagne.example": (ANNE, "53"), "elise@ars-normandie.example": (ELISE, "28")}
        placings = (assign_unmatched(house.installation, waiting.id, who, LATER, "pnsp") for who in people)
        results = await asyncio.gather(*placings, return_exceptions=True)
        refused, done = sorted(results, key=lambda result: isinstance(result, Received))
        assert isinstance(done, Received)
        assert str(refused) == f"Le message « {waiting.id} » est déjà rangé auprès de {done.contact}."
        assert await house.pen() == []
        _, theirs = people.pop(done.contact)
        ((other, not_theirs),) = people.values()
        assert await house.answers(theirs) == {"Q1a": "un bus"}
        assert await house.answers(not_theirs) == {}
        async with house.installation.store.reading() as reading:
            nobody = await reading.get(Contact, other)
            placed = await reading.get(Received, waiting.reference)
        assert nobody is not None
        assert placed is not None
        assert (nobody.aliases, nobody.chat, placed.contact) == ((), "", done.contact)


async def test_at_most_five_receipts_a_day_and_every_answer_kept(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        token = await house.token(ANNE)
        await taken(house, *(mail(f"Q1a : Version {n}.", token=token, number=n) for n in range(7)))
        assert len(await receipts(house)) == 5
        assert len(await house.contributions()) == 7
        house.now = LATER + timedelta(days=2)
        await received(house, mail("Q1a : La dernière.", token=token, number=9))
        assert len(await receipts(house)) == 6


UNREADABLE = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nMIIB"


async def test_what_cannot_be_deciphered_waits_for_a_person(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        head = f"From: anne@ars-bretagne.example\r\nTo: {OURS}\r\nSubject: RE\r\nMessage-ID: <s@poste.example>\r\n"
        said = await received(house, (head + UNREADABLE).encode())
        assert said.outcome is Outcome.UNMATCHED
        (waiting,) = await house.pen()
        assert waiting.reason
        assert [p.contact for p in waiting.places] == [] or waiting.places[0].contact == "anne@ars-bretagne.example"
        assert await house.installation.files.get(waiting.raw) == (head + UNREADABLE).encode()
        assert await receipts(house) == []


async def test_a_form_alone_from_an_unknown_address_is_known_by_its_reference(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        message = mail("Bonjour, voir pièce jointe.", by="secretariat@poste.example")
        form = await form_of_anne(house, "Q1a", "Un colloque en 2016.")
        message.add_attachment(form, maintype="application", subtype=DOCX, filename="reponse.docx")
        said = await received(house, message)
        assert (said.outcome, said.answers) == (Outcome.RECORDED, {"Q1a": "Un colloque en 2016."})
        (contribution,) = await house.contributions()
        assert (contribution.channel, contribution.organisation) == (Channel.FORM, "53")


async def test_good_text_beside_a_broken_form_is_recorded_and_a_person_sees_the_file(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        message = mail("Q1a : Un colloque en 2016.", token=await house.token(ANNE))
        broken = (await form_of_anne(house, "Q1a", "Autre chose"))[:900]
        message.add_attachment(broken, maintype="application", subtype=DOCX, filename="reponse.docx")
        said = await received(house, message)
        assert (said.outcome, said.answers) == (Outcome.RECORDED, {"Q1a": "Un colloque en 2016."})
        (waiting,) = await house.pen()
        assert waiting.attachments == ("reponse.docx",)


async def test_a_forged_sender_goes_to_a_person(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        said = await received(
            house, mail("Q1a : Faux.", Authentication_Results="mx.relance; dmarc=fail header.from=ars-bretagne.example")
        )
        assert said.outcome is Outcome.UNMATCHED
        assert "contrôle" in said.reason
        assert await house.contributions() == []


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("Q1a : Un colloque en 2016.", Outcome.RECORDED), ("Bonjour, qui êtes-vous ?", Outcome.UNMATCHED)],
    ids=["answers", "says nothing"],
)
async def test_a_colleague_is_known_by_the_domain_where_their_mail_answers(
    tmp_path: Path, text: str, outcome: Outcome
) -> None:
    async with office(tmp_path) as house:
        said = await received(house, mail(text, by="nouvelle@ars-normandie.example"))
        assert said.outcome is outcome
        assert (said.organisation == "28") is (outcome is Outcome.RECORDED)


async def test_the_domain_of_a_provider_makes_no_colleague(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        token = await house.token(ELISE)
        known = await received(house, mail("Q1a : Un colloque.", by="elise.martin@orange.fr", token=token, number=1))
        stranger = await received(house, mail("Q2a : Un autre.", by="luc.blanc@orange.fr", number=2))
        assert (known.outcome, stranger.outcome) == (Outcome.RECORDED, Outcome.UNMATCHED)


async def test_two_first_mails_of_a_new_colleague_in_one_batch_are_one_person(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        token, who = await house.token(ELISE), "nouvelle@poste.example"
        first = mail("Q1a : Un colloque.", by=who, token=token, number=1)
        second = mail("Pour la Q1a, lire : Deux colloques.", by=who, number=2)
        assert [r.outcome for r in await taken(house, first, second)] == [Outcome.RECORDED, Outcome.RECORDED]
        assert (await house.answers("28"))["Q1a"] == "Deux colloques."


async def test_someone_asked_in_two_campaigns_is_not_guessed_but_a_token_decides(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        contacts = b"organisation,name,email,role\n53,Anne,anne@ars-bretagne.example,respondent\n"
        order = CampaignOrder("autre", "pnsp-2017", contacts, "c.csv", RoundOrder("2017-08-01", "2017-10-20"))
        await launch_campaign(house.installation, order, START - timedelta(days=40))

        await open_and_close(house.installation, START)
        unsure = await received(house, mail("Q1a : Un colloque.", number=1))
        sure = await received(house, mail("Q1a : Un colloque.", token=await house.token(ANNE), number=2))
        assert unsure.outcome is Outcome.UNMATCHED
        (waiting,) = await house.pen()
        assert {p.campaign for p in waiting.places} == {"pnsp", "autre"}
        assert (sure.outcome, sure.campaign) == (Outcome.RECORDED, "pnsp")


async def test_many_people_at_once_all_count(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        people = [(ANNE, "anne@ars-bretagne"), (YANN, "yann@ars-bretagne"), (ELISE, "elise@ars-normandie")]
        messages = [
            mail(f"Q{code} : De {name}, {turn}.", by=f"{name}.example", token=await house.token(who), number=number)
            for number, (turn, code, (who, name)) in enumerate(
                (turn, code, person) for turn in range(2) for code in ("1a", "2a") for person in people
            )
        ]
        results = await asyncio.wait_for(taken(house, *messages), 60)
        assert {r.outcome for r in results} == {Outcome.RECORDED}
        assert len(await house.contributions()) == len(messages)
        assert (await house.answers("28")) == {"Q1a": "De elise@ars-normandie, 1.", "Q2a": "De elise@ars-normandie, 1."}


@pytest.mark.parametrize(
    ("marks", "together"),
    [
        ([], []),
        (["a", "b", "c"], [[0], [1], [2]]),
        (["ax", "b", "x"], [[0, 2], [1]]),
        (["a", "b", "ab", "b"], [[0, 1, 2, 3]]),
        (["a", "b", "c", "ca", "b"], [[0, 2, 3], [1, 4]]),
        (["", "", "a"], [[0], [1], [2]]),
    ],
    ids=["none", "strangers", "one mark", "joined by a later one", "two lists", "without marks"],
)
def test_mails_that_share_a_mark_stand_in_one_list(marks: list[str], together: list[list[int]]) -> None:
    assert in_conversations(marks) == together


async def test_a_reply_to_a_mail_that_was_in_flight_when_the_machine_stopped_is_compared_with_it(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as house:
        store = house.installation.store
        await queue_due(house.installation, START)
        async with store.transaction("dispatch") as transaction:
            in_flight = await transaction.claim(START, 10, START + timedelta(minutes=5))
            await transaction.commit()
        (ours,) = [message for message in in_flight if message.contact == ANNE]
        incoming = await house.installation.reader.open(
            mail("Q1a : Oui.", token=await house.token(ANNE)).as_bytes(), START
        )
        async with store.reading() as reading:
            found = await whose_mail(reading, incoming)
            assert isinstance(found, Whose)
            asked, _ = await what_was_asked(house.installation, reading, found, incoming)
        assert [letter.message_id for letter in asked.sent] == [ours.message_id]
