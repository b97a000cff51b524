"""Reminders that know: what they say, who gets none, by which way, and what becomes of one that waited."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from lxml import html

from campaigns.contribution import Channel, Return
from campaigns.people import Organisation
from campaigns.tracking import as_json
from questionnaires.model import Questionnaire
from tests.bot.house import ANNE, ELISE, YANN
from tests.usecases.postal import DONE, Town, at, town
from tests.usecases.test_receive import FailingFiles
from usecases.arrange import arrange
from usecases.follow import follow
from usecases.launch_campaign import CampaignOrder, launch_campaign
from usecases.messages import Delivery, LetterKind, Outcome
from usecases.ports import Attempt, Catalogue, Sent
from usecases.rounds import RoundOrder

OPEN, J14, J7, J2 = "2017-07-17 09:00", "2017-09-15 09:00", "2017-09-22 09:00", "2017-09-27 09:00"
J1_AFTER, J7_AFTER = "2017-10-02 09:00", "2017-10-06 09:00"
CODES = ("Q1a", "Q1b", "Q2a", "Q2b", "Q3a", "Q3b", "Q4a", "Q4b", "Q5", "Q6")
# Answers that leave something to ask.
SOME = "Q1a : Un colloque.\n\nQ1b : Des affiches.\n\nQ2a : Une charte."
ALL = "\n\n".join(f"{code} : Une action de plus." for code in CODES)


@pytest_asyncio.fixture
async def pnsp(tmp_path: Path) -> AsyncIterator[Town]:
    """The campaign of 2017 after its opening."""
    async with town(tmp_path) as there:
        await there.tick(OPEN)
        yield there


async def test_a_reminder_says_what_is_left_who_answered_what_and_thanks(pnsp: Town) -> None:
    pnsp.reply("yann", SOME)
    await pnsp.tick("2017-07-18 10:00")
    await pnsp.tick(J14)
    yann, anne, elise = (pnsp.last(name) for name in ("yann", "anne", "elise"))
    left = "Il vous reste Q2b, Q3a, Q3b, Q4a, Q4b, Q5 et Q6."
    assert "Merci pour vos réponses à Q1a, Q1b et Q2a" in yann.words
    assert left in yann.words
    assert "Yann Le Bihan a répondu à Q1a, Q1b et Q2a." in anne.words
    # she is the addressee: what is missing is the organisation's
    assert left.replace("Il vous reste", "Il reste à répondre à").rstrip(".") in anne.words
    assert "ou transférer ce message à la personne qui le fera" in anne.words
    assert "Merci pour" not in anne.words
    assert "Nous n’avons encore reçu aucune réponse." in elise.words
    pnsp.reply("anne", "\n\n".join(f"{code} : Rien de plus." for code in ("Q2b", "Q3a", "Q4a", "Q4b", "Q6")))
    await pnsp.tick("2017-09-18 10:00")
    await pnsp.tick(J7)
    assert pnsp.last("yann").subject.startswith("Rappel – ")
    assert "il vous reste Q3b et Q5, pour le 29 septembre 2017" in pnsp.last("yann").subject
    assert "[Q3b]" in pnsp.last("yann").words
    assert "[Q1a]" not in pnsp.last("yann").words


async def test_a_mail_that_cannot_be_taken_in_keeps_back_no_letter(tmp_path: Path) -> None:
    async with town(tmp_path) as there:
        raw = b"From: anne@ars-bretagne.example\nMessage-ID: <1@poste.example>\nSubject: essai\n\nBonjour.\n"
        there.post(raw)
        whole = there.installation
        there.house.installation = replace(whole, files=FailingFiles(tmp_path / "files", raw))
        with pytest.raises(OSError, match="No space"):
            await there.tick(OPEN)
        assert len(there.left) == 3
        there.house.installation = whole
        assert (await there.tick("2017-07-17 09:05")).received == 1
        assert len(there.left) == 3


@dataclass(frozen=True)
class Without:
    """A catalogue from which the file of one questionnaire was taken away."""

    whole: Catalogue
    gone: str

    def questionnaire(self, id: str, version: str = "") -> Questionnaire | None:
        return None if id == self.gone else self.whole.questionnaire(id, version)

    def questionnaires(self) -> list[Questionnaire]:
        return self.whole.questionnaires()

    def organisations(self, name: str) -> tuple[Organisation, ...] | None:
        return self.whole.organisations(name)


async def test_a_campaign_whose_questionnaire_is_gone_keeps_back_no_other(tmp_path: Path) -> None:
    async with town(tmp_path, escalate_coordinator=3) as there:
        contacts = b"organisation,name,email,role\n53,Marie,marie@ars-bretagne.example,respondent\n"
        order = CampaignOrder("avant", "rex-2014", contacts, "c.csv", RoundOrder("2017-07-17", "2017-09-29"))
        await launch_campaign(there.installation, order, there.now - timedelta(days=3))
        there.verdict = lambda to: Attempt(Sent.LATER) if to.startswith("marie") else DONE
        await there.tick(OPEN)
        whole = there.installation
        there.house.installation = replace(whole, catalogue=Without(whole.catalogue, "rex-2014"))
        there.verdict = lambda _: DONE
        for moment in ("2017-07-17 09:20", J7, "2017-10-05 09:00"):
            told = await there.tick(moment)
            assert len(told.troubles) == 1
            assert "« rex-2014 »" in told.troubles[0]
            assert "remettez son fichier" in told.troubles[0]
        assert len(there.to("elise")) == 3
        assert there.to("marie") == []
        there.house.installation = whole
        await there.tick("2017-10-05 10:00")
        assert len(there.to("marie")) == 1


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("STOP", Outcome.NOTHING_NEW),
        ("Bonjour,\n\nMerci de ne plus me relancer.\n\nCordialement,\nÉlise Vasseur", Outcome.NOTHING_NEW),
        ("Désinscription", Outcome.NOTHING_NEW),
        ("unsubscribe", Outcome.NOTHING_NEW),
        ("Stop\n\nÉlise Vasseur\nChargée de mission", Outcome.NOTHING_NEW),
        ("Nous ne souhaitons pas répondre à ce questionnaire.", Outcome.DIFFICULTY),
        ("Je transmets votre demande à ma collègue Marie Roux, marie.roux@ars-normandie.example", Outcome.DIFFICULTY),
        ("Bonjour,\nnous vous demandons un délai jusqu’au 10 octobre.\nMerci", Outcome.DIFFICULTY),
        ("Pouvez-vous suspendre les relances ? L’équipe est en congés.", Outcome.DIFFICULTY),
        (ALL, Outcome.RECORDED),
        ("J’ai fini pour mon ARS : nous n’avons rien d’autre à déclarer.", None),
    ],
    ids=["stop", "no more", "unsubscribe-fr", "unsubscribe", "signed", "refused", "handed over", "asks for time",
         "asks for a pause", "returned", "closed"],
)  # fmt: skip
async def test_who_said_so_gets_no_reminder(pnsp: Town, said: str, outcome: Outcome | None) -> None:
    pnsp.reply("elise", said)
    await pnsp.tick("2017-09-14 10:00")
    (got,) = [r for r in await pnsp.inbox() if r.contact == "elise@ars-normandie.example"]
    assert outcome is None or got.outcome is outcome
    assert bool(got.answers) is (said == ALL)
    before = len([s for s in pnsp.to("elise") if s.startswith("Rappel")])
    for moment in (J14, J7, J2, J1_AFTER, J7_AFTER):
        await pnsp.tick(moment)
    assert len([s for s in pnsp.to("elise") if "Rappel" in s or "encore attendue" in s]) == before
    assert any("Rappel" in s for s in pnsp.to("anne")), "the others are reminded"


async def test_a_stop_by_the_link_of_a_reminder_is_confirmed_and_can_be_undone(pnsp: Town) -> None:
    await pnsp.tick(J14)
    page = email.message_from_bytes(pnsp.last("elise").raw, policy=email.policy.default).get_body(("html",))
    assert page is not None
    links = [a.get("href") or "" for a in html.fromstring(page.get_content()).iter("a")]
    stop = urlsplit(next(link for link in links if "relancer" in link))
    (subject,) = parse_qs(stop.query)["subject"]
    pnsp.reply("elise", "", subject=subject)
    await pnsp.tick("2017-09-15 11:00")
    assert "vous ne recevrez plus de rappel" in pnsp.last("elise").words
    assert "répondez « reprendre les rappels »" in pnsp.last("elise").words
    assert (await pnsp.invitation(ELISE)).stopped_at is not None
    await pnsp.tick(J7)
    assert not pnsp.to("elise")[-1].startswith("Rappel – Bilan")
    pnsp.reply("elise", "Reprendre les rappels, merci.")
    await pnsp.tick("2017-09-22 15:00")
    assert (await pnsp.invitation(ELISE)).stopped_at is None
    await pnsp.tick(J2)
    assert pnsp.to("elise")[-1].startswith("Rappel")
    assert not await pnsp.house.contributions()


async def test_who_stopped_the_reminders_can_still_answer(pnsp: Town) -> None:
    pnsp.reply("elise", "STOP")
    await pnsp.tick("2017-07-18 10:00")
    pnsp.reply("elise", SOME)
    await pnsp.tick("2017-07-19 10:00")
    assert len(await pnsp.house.contributions()) == 3
    await pnsp.tick(J7)
    assert not any(s.startswith("Rappel") for s in pnsp.to("elise"))


async def test_another_correspondent_without_an_address_is_asked_for_and_with_one_is_invited(pnsp: Town) -> None:
    await pnsp.tick(J14)
    pnsp.reply("elise", "", subject="changer de correspondant")
    await pnsp.tick("2017-09-15 11:00")
    assert "à qui devons-nous écrire" in pnsp.last("elise").words
    assert (await pnsp.invitation(ELISE)).declined == ""
    pnsp.reply("elise", "Changer de correspondant : Marie Roux, marie.roux@ars-normandie.example")
    await pnsp.tick("2017-09-15 15:00")
    await pnsp.tick("2017-09-18 09:00")
    assert [s for s in pnsp.to("marie.roux") if "votre contribution" in s], "invited"
    assert "aussi adressée" not in pnsp.last("marie.roux").words, "who handed over does not answer beside her"
    await pnsp.tick(J7)
    assert "Rappel" in pnsp.to("marie.roux")[-1]
    assert not pnsp.last("elise").subject.startswith("Rappel – Bilan à")
    assert (await pnsp.invitation(ELISE)).declined.startswith("a transmis")


async def test_a_pause_with_a_date_ends_by_itself_and_gives_no_extension(pnsp: Town) -> None:
    pnsp.reply("elise", "Bonjour, pourriez-vous nous accorder un délai jusqu’au 25 septembre ?")
    await pnsp.tick("2017-09-14 10:00")
    assert (await pnsp.invitation(ELISE)).paused_until == date(2017, 9, 25)
    assert "jusqu’au 25 septembre 2017 inclus" in pnsp.last("elise").words
    assert [u.reason for u in await pnsp.house.pen()] == ["Une difficulté est signalée."], "a coordinator sees it"
    for moment in (J14, J7, "2017-09-25 10:00"):
        await pnsp.tick(moment)
    assert not any(s.startswith("Rappel") for s in pnsp.to("elise"))
    await pnsp.tick("2017-09-26 09:00")
    assert pnsp.to("elise")[-1].startswith("Rappel"), "the one that fits, once the pause is over"
    assert "29 septembre 2017" in pnsp.last("elise").subject, "the date has not moved"


async def test_an_extension_is_the_answer_to_who_asked_for_time(pnsp: Town) -> None:
    pnsp.reply("elise", "Nous demandons un report au 13 octobre.")
    await pnsp.tick("2017-09-14 10:00")
    assert (await pnsp.invitation(ELISE)).paused
    await arrange(pnsp.installation, "pnsp", "28", "extend", "2017-10-20", "accordé", at("2017-09-14 11:00"))
    assert not (await pnsp.invitation(ELISE)).paused
    await pnsp.tick("2017-10-06 09:00")
    assert pnsp.to("elise")[-1].endswith("pour le 20 octobre 2017")


async def test_a_bounce_or_a_return_of_a_colleague_ends_the_reminders(pnsp: Town) -> None:
    await pnsp.put(replace(await pnsp.contact(ELISE), unreachable="550 inconnu"))
    pnsp.reply("yann", ALL)
    await pnsp.tick("2017-09-14 10:00")
    for moment in (J14, J7, J2, J1_AFTER):
        await pnsp.tick(moment)
    assert not [s for name in ("elise", "anne", "yann") for s in pnsp.to(name) if s.startswith("Rappel")]


async def test_a_refused_address_gets_nothing_more(pnsp: Town) -> None:
    pnsp.verdict = lambda to: Attempt(Sent.REFUSED, "550") if to.startswith("elise") else Attempt(Sent.DONE)
    await pnsp.tick(J14)
    pnsp.verdict = lambda _: Attempt(Sent.DONE)
    await pnsp.tick(J7)
    assert len(pnsp.to("elise")) == 1


async def test_no_more_reminders_than_the_cap(tmp_path: Path) -> None:
    async with town(tmp_path, most_reminders=2) as there:
        for moment in (OPEN, "2017-08-30 09:00", J14, J7, J2, J1_AFTER):
            await there.tick(moment)
        assert len(there.to("elise")) == 3


async def in_chat(there: Town, contact: str, chat: str) -> None:
    """This person opens the chat with their link and answers one question."""
    await there.house.chat(chat, f"/start {await there.house.token(contact)}")
    await there.house.chat(chat, "Un colloque régional en 2016, avec trois établissements.")


async def test_who_spoke_by_chat_is_reminded_there_with_buttons(pnsp: Town) -> None:
    await in_chat(pnsp, ELISE, "4242")
    pnsp.left.clear()
    await pnsp.tick("2017-09-15 08:59")
    await pnsp.tick(J14)
    assert pnsp.to("elise") == []
    assert pnsp.to("4242")[-1:] == ["chat"]
    reminder = pnsp.last("4242")
    assert "Il vous reste Q1b" in reminder.words
    assert "Merci" in reminder.words
    assert [b.label for b in reminder.buttons] == ["Répondre maintenant", "Plus tard", "Ne plus me relancer"]
    assert "[Q1b]" in (await pnsp.house.chat("4242", reminder.buttons[0].says)).text
    await pnsp.house.chat("4242", reminder.buttons[1].says)
    assert len(await pnsp.house.contributions()) == 1, "« plus tard » answers no question"
    said = await pnsp.house.chat("4242", reminder.buttons[2].says)
    assert "plus de rappel" in said.text
    await pnsp.tick("2017-09-20 09:00")
    count = len(pnsp.to("4242"))
    await pnsp.tick(J7)
    assert (pnsp.to("elise"), len(pnsp.to("4242"))) == ([], count)


async def test_a_reminder_is_planned_and_checked_alike_by_chat_and_by_mail(pnsp: Town) -> None:
    await in_chat(pnsp, ELISE, "4242")
    await pnsp.tick(J14)
    by_chat, by_mail = [
        next(m for m in await pnsp.outbox(contact) if m.step == "J-14" and m.channel is channel)
        for contact, channel in ((ELISE, Channel.CHAT), (ANNE, Channel.MAIL))
    ]
    alike = [(m.kind, m.step, m.zone, m.holidays, m.created_at, m.due_at, m.round) for m in (by_chat, by_mail)]
    assert alike[0] == alike[1]
    assert by_chat.says
    assert by_mail.says
    assert (by_chat.to, bool(by_chat.text), by_chat.raw) == ("4242", True, "")
    assert (by_mail.text, by_mail.buttons, bool(by_mail.raw)) == ("", (), True)
    sent = email.message_from_bytes(pnsp.last("anne").raw, policy=email.policy.default)
    assert sent["Message-ID"] == by_mail.message_id


async def test_a_later_word_by_mail_brings_the_reminders_back_to_the_mail(pnsp: Town) -> None:
    await in_chat(pnsp, ELISE, "4242")
    pnsp.now = at("2017-09-10 10:00")
    pnsp.reply("elise", "Q1b : Une affiche.")
    await pnsp.tick("2017-09-11 10:00")
    pnsp.left.clear()
    await pnsp.tick(J14)
    assert pnsp.to("4242") == []
    assert pnsp.to("elise")[-1].startswith("Rappel")


async def test_a_chat_that_refuses_is_followed_by_one_mail(pnsp: Town) -> None:
    await in_chat(pnsp, ELISE, "4242")
    await pnsp.tick("2017-09-14 10:00")
    pnsp.left.clear()
    blocked = Attempt(Sent.REFUSED, "bot was blocked by the user", is_lost=True)
    pnsp.verdict = lambda to: blocked if to == "4242" else Attempt(Sent.DONE)
    await pnsp.tick(J14)
    await pnsp.tick("2017-09-15 09:01")
    await pnsp.tick("2017-09-15 09:02")
    assert [s.split(" – ")[0] for s in pnsp.to("elise")] == ["Rappel"]
    sent = (await pnsp.invitation(ELISE)).sendings
    assert [(s.step, s.channel) for s in sent[1:]] == [("J-30", Channel.CHAT), ("J-14", Channel.MAIL)]
    await pnsp.tick(J7)
    assert len(pnsp.to("elise")) == 2, "from then on by mail at once"


async def test_without_a_chat_server_the_mail_goes(tmp_path: Path) -> None:
    async with town(tmp_path) as there:
        await there.tick(OPEN)
        await in_chat(there, ELISE, "4242")
        there.has_chat = False
        there.left.clear()
        await there.tick(J14)
        assert there.to("elise")[-1].startswith("Rappel")


async def test_reminders_wait_for_a_mailbox_that_cannot_be_read_a_day_at_most(pnsp: Town) -> None:
    pnsp.reply("elise", ALL)
    pnsp.is_out_of_reach = True
    ticked = await pnsp.tick(J14)
    assert any("boîte de réception" in t for t in ticked.troubles)
    assert any("attendent" in t for t in ticked.troubles)
    assert not [s for s in pnsp.to("anne") if s.startswith("Rappel")]
    pnsp.is_out_of_reach = False
    await pnsp.tick("2017-09-15 14:00")
    assert pnsp.to("anne")[-1].startswith("Rappel")
    assert not [s for s in pnsp.to("elise") if s.startswith("Rappel")], "her answer was there"
    pnsp.is_out_of_reach = True
    await pnsp.tick(J7)
    assert len([s for s in pnsp.to("anne") if s.startswith("Rappel")]) == 1
    await pnsp.tick("2017-09-25 08:00")
    assert len([s for s in pnsp.to("anne") if s.startswith("Rappel")]) == 2


async def test_invitations_leave_though_the_mailbox_cannot_be_read(tmp_path: Path) -> None:
    async with town(tmp_path) as there:
        there.is_out_of_reach = True
        await there.tick(OPEN)
        assert len(there.left) == 3


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ("2017-09-21 14:00", ["Rappel"]),
        ("2017-09-28 14:00", ["Rappel"]),
        ("2017-09-30 14:00", []),
        ("2017-10-03 14:00", ["encore attendue"]),
        ("2017-10-20 14:00", ["encore attendue"]),
        ("2017-12-20 14:00", []),
    ],
    ids=["between two", "after J-2", "on a Saturday after the deadline", "overdue", "weeks after", "after the end"],
)
async def test_after_a_long_stop_one_right_message_leaves(pnsp: Town, back: str, expected: list[str]) -> None:
    pnsp.left.clear()
    for minute in (0, 1, 2):
        await pnsp.tick(back[:-1] + str(minute))
    got = pnsp.to("elise")
    assert len(got) == len(expected)
    assert all(word in subject for word, subject in zip(expected, got, strict=True))


async def test_a_machine_that_slept_through_the_opening_invites_and_does_not_remind_on_the_same_day(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as there:
        await there.tick("2017-09-22 10:00")
        await there.tick("2017-09-22 15:00")
        assert len(there.to("elise")) == 1
        assert not there.to("elise")[0].startswith("Rappel")
        await there.tick(J2)
        assert there.to("elise")[1].startswith("Rappel")


async def test_a_reminder_that_waited_is_not_sent_after_the_answer(pnsp: Town) -> None:
    down = Attempt(Sent.LATER, "451")
    pnsp.verdict = lambda to: down if to.startswith("elise") else Attempt(Sent.DONE)
    await pnsp.tick(J14)
    pnsp.reply("elise", ALL)
    pnsp.verdict = lambda _: Attempt(Sent.DONE)
    await pnsp.tick("2017-09-15 15:00")
    assert not [s for s in pnsp.to("elise") if s.startswith("Rappel")]
    assert [m.state for m in await pnsp.outbox(ELISE) if m.kind is LetterKind.REMINDER] == [Delivery.WITHDRAWN]
    assert (await pnsp.invitation(ELISE)).reminders == 0


async def test_a_reminder_that_waited_is_written_anew_from_what_is_stored_then(pnsp: Town) -> None:
    down = Attempt(Sent.DOWN, "le serveur ne répond pas")
    pnsp.verdict = lambda _: down
    await pnsp.tick(J14)
    pnsp.reply("elise", SOME)
    pnsp.verdict = lambda _: Attempt(Sent.DONE)
    await pnsp.tick("2017-09-16 15:00")  # a Saturday
    assert not [s for s in pnsp.to("elise") if s.startswith("Rappel")]
    await pnsp.tick("2017-09-18 08:00")
    (reminder,) = [one for one in pnsp.left if one.to.startswith("elise") and one.subject.startswith("Rappel")]
    assert "il vous reste 11 jours" in reminder.words
    assert "Merci pour vos réponses à Q1a, Q1b et Q2a" in reminder.words
    await pnsp.tick("2017-09-18 09:00")
    assert len([s for s in pnsp.to("elise") if s.startswith("Rappel")]) == 1


async def test_a_newer_reminder_takes_the_place_of_one_that_waits(pnsp: Town) -> None:
    down = Attempt(Sent.DOWN, "le serveur ne répond pas")
    pnsp.verdict = lambda _: down
    for moment in (J14, "2017-09-18 10:00", J7, "2017-09-25 10:00"):
        await pnsp.tick(moment)
    pnsp.verdict = lambda _: Attempt(Sent.DONE)
    await pnsp.tick("2017-09-26 10:00")
    await pnsp.tick("2017-09-26 10:01")
    assert len([s for s in pnsp.to("elise") if s.startswith("Rappel")]) == 1
    assert [s.step for s in (await pnsp.invitation(ELISE)).sendings] == ["open", "J-7"]


async def test_an_invitation_that_waited_is_not_followed_by_a_reminder_on_its_day(tmp_path: Path) -> None:
    async with town(tmp_path) as there:
        there.verdict = lambda _: Attempt(Sent.DOWN, "le serveur ne répond pas")
        for moment in (OPEN, J14, "2017-09-18 10:00"):
            await there.tick(moment)
        there.verdict = lambda _: Attempt(Sent.DONE)
        for moment in ("2017-09-19 10:00", "2017-09-19 10:01", "2017-09-19 15:00"):
            await there.tick(moment)
        assert len(there.to("elise")) == 1
        assert not there.to("elise")[0].startswith("Rappel")
        await there.tick(J7)
        assert len(there.to("elise")) == 2


async def test_a_pause_or_a_refusal_of_the_coordinator_holds_what_waits(pnsp: Town) -> None:
    pnsp.verdict = lambda _: Attempt(Sent.DOWN, "le serveur ne répond pas")
    await pnsp.tick(J14)
    await pnsp.put(Return("pnsp/recueil/28", "pnsp", "pnsp/recueil", "28", declined="non"))
    pnsp.verdict = lambda _: Attempt(Sent.DONE)
    await pnsp.tick("2017-09-15 10:00")
    assert not [s for s in pnsp.to("elise") if s.startswith("Rappel")]
    assert [s for s in pnsp.to("yann") if s.startswith("Rappel")]


ESCALATING = """organisation,name,email,role,function
53,Anne Le Goff,anne@ars-bretagne.example,addressee,directrice
53,Yann Le Bihan,yann@ars-bretagne.example,respondent,qualité
28,Élise Vasseur,elise@ars-normandie.example,respondent,
,Claude Dupré,claude@dgos.example,coordinator,
"""


async def test_silence_is_told_to_the_addressee_and_then_to_the_coordinators_once(tmp_path: Path) -> None:
    async with town(tmp_path, ESCALATING, escalate_addressee=3, escalate_coordinator=10) as there:
        for moment in (OPEN, J14, J7, J2):
            await there.tick(moment)
        there.reply("elise", SOME)
        for moment in (J1_AFTER, "2017-10-02 10:00", "2017-10-03 08:00", "2017-10-03 09:30", J7_AFTER):
            await there.tick(moment)
        (told,) = [one for one in there.left if one.to.startswith("anne") and "réponses encore" in one.subject]
        assert told.when == at("2017-10-03 08:00"), "not on the day of the overdue notice"
        assert "Yann Le Bihan (yann@ars-bretagne.example) : invitation le 17 juillet 2017" in told.words
        assert "rappels le 15 septembre 2017, le 22 septembre 2017" in told.words
        assert "L’ARS" not in told.words
        await there.tick("2017-10-09 08:59")
        assert there.to("claude") == []
        await there.tick("2017-10-09 09:00")
        await there.tick("2017-10-10 09:00")
        (report,) = [one for one in there.left if one.to.startswith("claude")]
        assert "n’a encore rien rendu" in report.words or "un organisme n’a" in report.words
        assert "(53)" in report.words
        assert "(28)" not in report.words
        assert len([s for s in there.to("anne") if "réponses encore" in s]) == 1


async def test_nothing_is_escalated_unless_it_is_configured(tmp_path: Path) -> None:
    async with town(tmp_path, ESCALATING) as there:
        for moment in (OPEN, J2, J1_AFTER, "2017-10-12 10:00", "2017-10-20 10:00"):
            await there.tick(moment)
        assert not [s for s in there.to("anne") if "réponses encore" in s]
        assert there.to("claude") == []


async def test_a_word_of_the_silent_organisation_stops_the_letter(tmp_path: Path) -> None:
    async with town(tmp_path, ESCALATING, escalate_addressee=3) as there:
        for moment in (OPEN, J2, J1_AFTER):
            await there.tick(moment)
        there.reply("yann", SOME)
        await there.tick("2017-10-03 09:00")
        assert not [s for s in there.to("anne") if "réponses encore" in s]


async def test_the_tracking_shows_stops_and_pauses(pnsp: Town) -> None:
    pnsp.reply("elise", "STOP")
    pnsp.reply("yann", "Nous demandons un délai jusqu’au 6 octobre.")
    await pnsp.tick("2017-09-14 10:00")
    tracking = await follow(pnsp.installation.store, pnsp.installation.catalogue, "pnsp", at("2017-09-20 10:00"))
    people = {c.contact: c for o in tracking.organisations for c in o.contacts}
    assert people[ELISE].stopped
    assert (people[YANN].paused_until, people[ANNE].paused) == (date(2017, 10, 6), "")
    assert '"stopped": true' in json.dumps(as_json(tracking))
