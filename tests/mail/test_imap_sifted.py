"""What is taken of a box, whoever opened it before, and what is left untouched in a box that has other uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from campaigns.campaign import Campaign
from campaigns.people import Contact
from mail.boxes import Mailboxes
from mail.imap import ImapMailbox
from mail.imap_session import ImapSettings
from tests.bot.house import ANNE, START
from tests.mail.crooked_imap import ARRIVED, CAPABILITIES, CrookedImap, Wrong, crooked_imap, letter
from tests.usecases.test_receive import OURS, mail, office
from usecases.messages import Outgoing, Received
from usecases.ports import Arrived, Unreachable
from usecases.send_due import queue_due
from usecases.sift import Fate, Heading, StoreSieve
from usecases.take_in import take_in

SEEN = r"\Seen"
TAKEN = "$RelanceTaken"


def settings(server: CrookedImap, **changes: object) -> ImapSettings:
    base = ImapSettings(server.host, server.port, server.user, server.password, tls="none", timeout=5)
    return replace(base, **changes)  # type: ignore[arg-type]  # the tests name the fields of ImapSettings


@dataclass(frozen=True)
class Known:
    """A sieve that has taken mails with these subjects before."""

    subjects: Sequence[bytes] = ()

    async def since(self) -> datetime | None:
        return ARRIVED - timedelta(days=30)

    async def known(self, headings: Sequence[Heading]) -> list[bool]:
        return [any(b"Subject: " + subject in heading.start for subject in self.subjects) for heading in headings]

    async def fates(self, headings: Sequence[Heading]) -> list[Fate]:
        raise AssertionError("this box is ours alone")


async def take_everything(mailbox: ImapMailbox | Mailboxes, into: list[Arrived] | None = None) -> list[Arrived]:
    taken = [] if into is None else into
    async for batch in mailbox.arrivals():
        taken += batch
        await mailbox.taken([arrived.handle for arrived in batch])
    return taken


def subjects(arrived: Sequence[Arrived]) -> list[str]:
    return [one.raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode() for one in arrived]


async def test_a_mail_that_a_person_opened_first_is_taken_all_the_same() -> None:
    async with crooked_imap() as server, ImapMailbox(settings(server), sieve=Known()) as mailbox:
        await server.put(letter(1), {SEEN})
        await server.put(letter(2))
        assert subjects(await take_everything(mailbox)) == ["n1", "n2"]
        assert [kept.flags for kept in server.box.values()] == [{SEEN, TAKEN}] * 2
        assert await take_everything(mailbox) == []


async def test_what_was_opened_before_any_campaign_is_left_and_what_nobody_opened_is_taken() -> None:
    async with crooked_imap() as server, ImapMailbox(settings(server), sieve=Known()) as mailbox:
        await server.put(letter(1), {SEEN}, ARRIVED - timedelta(days=365))
        await server.put(letter(2), set(), ARRIVED - timedelta(days=365))
        assert subjects(await take_everything(mailbox)) == ["n2"]


async def test_nothing_is_taken_from_before_the_day_that_was_set() -> None:
    async with crooked_imap(mails=2) as server:
        await server.put(letter(3), set(), ARRIVED - timedelta(days=40))
        since = settings(server, since=date(2017, 9, 1))
        async with ImapMailbox(since, sieve=Known()) as mailbox:
            assert subjects(await take_everything(mailbox)) == ["n1", "n2"]


async def test_what_was_taken_before_only_gets_its_mark() -> None:
    async with crooked_imap() as server, ImapMailbox(settings(server), sieve=Known([b"n1"])) as mailbox:
        await server.put(letter(1), {SEEN})
        await server.put(letter(2), {SEEN})
        assert subjects(await take_everything(mailbox)) == ["n2"]
        assert TAKEN in server.box[1].flags
        assert not [command for command in server.heard if command.startswith("UID FETCH 1 (BODY.PEEK[] ")]


@pytest.mark.parametrize("promised", [False, True], ids=["said", "found out"])
async def test_a_server_without_keywords_gets_seen_and_no_second_look_while_the_service_runs(promised: bool) -> None:
    permanent = r"\Seen \*" if promised else r"\Seen \Deleted"
    async with crooked_imap(permanent=permanent) as server:
        if promised:
            server.wrongs.append(
                Wrong(r"UID STORE .*RELANCE", lambda tag: f"{tag} NO pas de mots-clés\r\n".encode(), times=-1)
            )
        await server.put(letter(1), {SEEN})
        await server.put(letter(2))
        async with ImapMailbox(settings(server), sieve=Known()) as mailbox:
            assert subjects(await take_everything(mailbox)) == ["n1", "n2"]
            assert server.box[2].flags == {SEEN}
            asked = len(server.heard)
            assert await take_everything(mailbox) == []
            assert not [command for command in server.heard[asked:] if "FETCH" in command]


async def test_a_server_that_cannot_look_for_a_keyword_is_asked_without() -> None:
    async with crooked_imap(mails=2) as server, ImapMailbox(settings(server), sieve=Known()) as mailbox:
        server.wrongs.append(Wrong("UID SEARCH UNKEYWORD", lambda tag: f"{tag} BAD quoi ?\r\n".encode(), times=-1))
        assert subjects(await take_everything(mailbox)) == ["n1", "n2"]
        assert await take_everything(mailbox) == []


async def test_a_server_that_only_knows_unseen_is_asked_for_that() -> None:
    async with crooked_imap(mails=2) as server, ImapMailbox(settings(server), sieve=Known()) as mailbox:
        server.wrongs.append(Wrong("UID SEARCH (?!UNSEEN)", lambda tag: f"{tag} BAD quoi ?\r\n".encode(), times=-1))
        assert subjects(await take_everything(mailbox)) == ["n1", "n2"]
        assert await take_everything(mailbox) == []


@pytest.mark.parametrize(
    "capabilities",
    [
        pytest.param(CAPABILITIES, id="MOVE"),
        pytest.param("IMAP4rev1 UIDPLUS", id="COPY and UID EXPUNGE"),
        pytest.param("IMAP4rev1", id="COPY"),
    ],
)
async def test_what_was_taken_is_filed_away(capabilities: str) -> None:
    async with crooked_imap(mails=2, capabilities=capabilities, prefix="", separator=".") as server:
        await server.put(letter(3), {r"\Deleted", TAKEN})  # somebody else's decision
        async with ImapMailbox(settings(server, processed="Faits"), sieve=Known()) as mailbox:
            assert subjects(await take_everything(mailbox)) == ["n1", "n2"]
            assert await take_everything(mailbox) == []
        assert {kept.raw for kept in server.folders["Faits"].values()} == {letter(1), letter(2)}
        assert len([command for command in server.heard if "COPY" in command]) <= 1
        left = [kept for kept in server.box.values() if r"\Deleted" not in kept.flags]
        assert left == []


async def test_a_folder_below_the_prefix_of_the_server_is_found_and_made() -> None:
    async with crooked_imap(mails=1, prefix="INBOX.", separator=".") as server:
        server.folders["INBOX.Retours"] = {}
        processed = settings(server, processed="Traités/2017")
        async with ImapMailbox(processed) as mailbox:
            assert len(await take_everything(mailbox)) == 1
        assert [name for name in server.folders if name.startswith("INBOX.Trait")] == ["INBOX.Trait&AOk-s.2017"]
        async with ImapMailbox(settings(server, folder="Retours")) as mailbox:
            assert await take_everything(mailbox) == []  # it opens


async def test_a_folder_that_cannot_be_made_is_said_and_the_mails_stay_marked() -> None:
    async with crooked_imap(mails=3) as server:
        server.wrongs.append(Wrong("CREATE", lambda tag: f"{tag} NO interdit\r\n".encode(), times=-1))
        async with ImapMailbox(settings(server, processed="Faits", batch=1)) as mailbox:
            with pytest.raises(Unreachable, match="« Faits »".replace(" ", "\N{NO-BREAK SPACE}")) as raised:
                await take_everything(mailbox)
            assert raised.value.was_read  # nothing waits there that could change what is due
        assert server.marked() == {1, 2, 3}


async def test_of_several_boxes_one_out_of_reach_does_not_hold_up_the_others() -> None:
    async with crooked_imap(mails=1) as one, crooked_imap(mails=2) as other:
        boxes = [
            ImapMailbox(settings(one)),
            ImapMailbox(settings(one, password="faux")),
            ImapMailbox(settings(other)),
        ]
        taken: list[Arrived] = []
        together = Mailboxes(boxes)
        with pytest.raises(Unreachable, match="refuse ces identifiants"):
            await take_everything(together, taken)
        assert (one.marked(), other.marked(), len(taken)) == ({1}, {1, 2}, 3)
        for box in boxes:
            await box.close()


def bounce(address: str) -> bytes:
    return (
        "From: MAILER-DAEMON@hebergeur.example\r\nTo: relance@relance.example\r\nMessage-ID: <b1@hebergeur.example>\r\n"
        'Subject: Undelivered Mail\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI could not deliver it.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; hebergeur.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    ).encode()


def absence(by: str, text: str) -> EmailMessage:
    return mail(text, by=by, number=50, subject="Réponse automatique : absence", Auto_Submitted="auto-replied")


async def test_of_a_shared_box_only_what_is_ours_is_taken_and_the_rest_is_not_touched(tmp_path: Path) -> None:
    async with office(tmp_path) as house, crooked_imap() as server:
        token = await house.token(ANNE)
        await queue_due(house.installation, START)
        async with house.installation.store.reading() as reading:
            [sent] = await reading.find(Outgoing, contact=ANNE)
            [campaign] = await reading.find(Campaign)
        stranger = "paul@ailleurs.example"
        ours: dict[str, EmailMessage | bytes] = {
            "a token in the recipient": mail("Q1a : un.", by=stranger, token=token, number=1),
            "a token in the subject": mail("Q1a : un.", by=stranger, number=2, subject=f"RE: essai [{token}]"),
            "an answer to our mail": mail("Q1a : un.", by=stranger, number=3, In_Reply_To=sent.message_id),
            "a thread of ours": mail("Q1a : un.", by=stranger, number=4, References=f"<x@y.example> {sent.message_id}"),
            "a contact": mail("Bonjour", number=5, subject="Une question"),
            "a colleague": mail("Bonjour", by="nouveau@ars-bretagne.example", number=6, subject="À sa place"),
            "our title": mail("Voir PJ", by=stranger, number=7, subject=f"TR: {campaign.title}"),
            "a bounce of a contact": bounce("anne@ars-bretagne.example"),
            "an absence": absence("anne@ars-bretagne.example", "Je suis absente jusqu'au 20 septembre."),
        }
        theirs: dict[str, EmailMessage | bytes] = {
            "a letter": mail("Bonjour Paul", by=stranger, number=21, subject="Déjeuner"),
            "a newsletter": mail(
                "Lisez", by="lettre@journal.example", number=22, subject="n° 12", List_Id="<l.example>"
            ),
            "a bounce of somebody else": bounce("quelqu.un@ailleurs.example").replace(b"b1@", b"b2@"),
            "an absence of a stranger": absence(stranger, "Je suis absent."),
            "a copy of ours": mail("Rappel", by=OURS, number=23, subject="Rappel"),
            "a twelve-letter word": mail("Bonjour", by=stranger, number=24, subject="[informations]"),
        }
        numbers = {
            name: await server.put(one if isinstance(one, bytes) else one.as_bytes().replace(b"\n", b"\r\n"))
            for name, one in {**theirs, **ours}.items()
        }
        names = {number: name for name, number in numbers.items()}
        box = settings(server, shared=True)
        async with ImapMailbox(box, sieve=StoreSieve(house.installation)) as mailbox:
            results = await take_in(house.installation, mailbox, lambda: START + timedelta(days=30))
            assert {names[number] for number in server.marked()} == set(ours)
            assert len(results) == len(ours)
            assert not any(server.box[numbers[name]].flags for name in theirs)
            asked = len(server.heard)
            assert await take_in(house.installation, mailbox, lambda: START + timedelta(days=30)) == []
            assert not [command for command in server.heard[asked:] if "FETCH" in command]


async def test_what_was_taken_before_a_box_went_out_of_reach_is_counted(tmp_path: Path) -> None:
    async with office(tmp_path) as house, crooked_imap(mails=3) as server:
        server.wrongs.append(Wrong(r"UID FETCH 3 \(BODY.PEEK", lambda _: b"", times=-1, hangs_up=True))
        async with ImapMailbox(settings(server, batch=1)) as mailbox:
            with pytest.raises(Unreachable) as raised:
                await take_in(house.installation, mailbox, house.clock)
        assert (raised.value.received, raised.value.was_read, server.marked()) == (2, False, {1, 2})


async def test_the_real_sieve_knows_what_was_received_and_when_the_first_campaign_began(tmp_path: Path) -> None:
    async with office(tmp_path) as house, crooked_imap() as server:
        raw = mail("Q1a : un.", token=await house.token(ANNE)).as_bytes().replace(b"\n", b"\r\n")
        arrived = datetime(2017, 9, 5, 9, 0, tzinfo=UTC)
        await server.put(raw, set(), arrived)
        sieve = StoreSieve(house.installation)
        async with ImapMailbox(settings(server), sieve=sieve) as mailbox:
            assert len(await take_in(house.installation, mailbox, lambda: START + timedelta(days=2))) == 1
        async with house.installation.store.reading() as reading:
            assert len(await reading.find(Received, campaign="pnsp")) == 1
        server.box[1].flags = {SEEN}  # somebody copied the box to another server, which lost our mark
        async with ImapMailbox(settings(server), sieve=sieve) as mailbox:
            assert await take_in(house.installation, mailbox, lambda: START + timedelta(days=2)) == []
        assert server.box[1].flags == {SEEN, TAKEN}


async def test_of_a_provider_s_domain_only_the_address_of_a_contact_is_known(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        store = house.installation.store
        async with store.transaction("test") as transaction:
            anne = await transaction.get(Contact, ANNE)
            assert anne is not None
            transaction.put(replace(anne, email="Anne.Rive@orange.fr"))
            await transaction.commit()
        senders = ("anne.rive@ORANGE.fr", "un.voisin@orange.fr")
        headings = [
            Heading(mail("Bonjour.", by, subject="Vacances", number=number).as_bytes(), START)
            for number, by in enumerate(senders)
        ]
        assert await StoreSieve(house.installation).fates(headings) == [Fate.TAKE, Fate.LEAVE]
