"""Conversations, as they go, with the store behind them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.terminal import chosen
from campaigns.campaign import Invitation
from campaigns.contribution import Channel, Return
from campaigns.people import Contact
from tests.bot.house import ANNE, ELISE, ROZENN, START, YANN, House, a_house
from usecases.assign_unmatched import assign_unmatched
from usecases.messages import Attachment, Delivery, LetterKind, Outcome, Outgoing
from usecases.ports import Transaction
from usecases.transact import transact


@dataclass
class Conversation:
    """A title, the turns (« lui » says, « nous » must say), and what stands in the end (« | » parts messages)."""

    title: str
    turns: list[tuple[str, str]] = field(default_factory=list)
    stands: dict[str, str] = field(default_factory=dict)


def conversations() -> list[Conversation]:
    """The conversations of the file; « ⏎ » is a line break inside a message."""
    found: list[Conversation] = []
    text = (Path(__file__).parent / "conversations.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("# "):
            found.append(Conversation(line[2:]))
        elif line.startswith(("lui: ", "nous: ")):
            who, _, words = line.partition(": ")
            found[-1].turns.append((who, words.replace("⏎", "\n")))
        elif " = " in line:
            code, _, words = line.partition(" = ")
            found[-1].stands[code] = words.replace("⏎", "\n").replace("|", "\n\n")
    return found


def flat(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("conversation", conversations(), ids=lambda c: c.title)
async def test_a_conversation_goes_as_it_is_written_down(tmp_path: Path, conversation: Conversation) -> None:
    async with a_house(tmp_path) as house:
        said = await house.terminal(ANNE, "/start")
        for who, words in conversation.turns:
            if who == "lui":
                said = await house.terminal(ANNE, chosen(words, said.buttons))
            else:
                assert words in flat(said.text)
        answers = await house.answers()
        assert {code: answers.get(code) for code in conversation.stands} == conversation.stands


async def test_a_message_that_comes_twice_is_applied_once(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat("7", f"/start {await house.token(ANNE)}")
        first = await house.chat("7", "Un colloque en 2016", number=40)
        again = await house.chat("7", "Un colloque en 2016", number=40)
        assert first.received.outcome is Outcome.RECORDED
        assert again.received.outcome is Outcome.DUPLICATE
        assert (again.text, again.queued) == ("", ())
        assert len(await house.contributions()) == 1


async def test_the_reply_stands_in_the_outbox_with_the_answer(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat("7", f"/start {await house.token(ANNE)}")
        done = await house.chat("7", "Un colloque en 2016")
        async with house.installation.store.reading() as reading:
            waiting = await reading.find(Outgoing, contact=ANNE)
        reply = next(m for m in waiting if m.answers_to == done.received.id)
        assert (reply.to, reply.kind, reply.channel) == ("7", LetterKind.CHAT, Channel.CHAT)
        assert reply.state is Delivery.QUEUED
        assert "[Q1b]" in reply.text
        assert "Rien à signaler" in [button.label for button in reply.buttons]


async def test_begun_in_chat_and_finished_by_mail(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.terminal(ANNE, "/start")
        await house.terminal(ANNE, "Un colloque en 2016, avec la SRA")
        await house.mail(ANNE, "Q1b", "Néant")
        await house.mail(ANNE, "Q2a", "Deux journées en 2017")
        said = await house.terminal(ANNE, "/start")
        assert "[Q2b]" in said.text
        assert "7 questions sur 10" in flat(said.text)


async def test_an_answer_to_what_meanwhile_came_by_mail_is_kept_beside_it(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.terminal(ANNE, "/start")
        await house.mail(ANNE, "Q1a", "Un colloque en 2016")
        said = await house.terminal(ANNE, "Un bus en 2017")
        assert "Ajouté à [Q1a]" in flat(said.text)
        assert (await house.answers())["Q1a"] == "Un colloque en 2016\n\nUn bus en 2017"


async def test_two_people_of_one_agency_share_the_work(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.terminal(ANNE, "/start")
        await house.terminal(ANNE, "Un colloque en 2016")
        yann = await house.terminal(YANN, "/start")
        assert "[Q1b]" in yann.text
        await house.terminal(YANN, "Néant")
        anne = await house.terminal(ANNE, "Une journée du CISS en 2016")
        answers = await house.answers()
        assert answers["Q1b"] == "Néant\n\nUne journée du CISS en 2016"
        assert "[Q2a]" in anne.text
        summary = await house.terminal(YANN, "récapitulatif")
        assert "Anne Le Goff : « Un colloque en 2016 »" in flat(summary.text)


async def test_what_a_colleague_said_is_shown_with_the_question(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.mail(YANN, "Q1a", "Un bus en 2016")
        said = await house.terminal(ANNE, "Q1a")
        assert "Yann Le Bihan a déjà répondu : « Un bus en 2016 »" in flat(said.text)


async def test_another_agency_sees_nothing_of_it(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.mail(YANN, "Q1a", "Un bus en 2016")
        said = await house.terminal(ELISE, "récapitulatif")
        assert "Un bus" not in said.text
        assert "[Q1a]" in said.text


async def test_i_am_done_is_not_we_are_done(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.terminal(ANNE, "j'ai fini ma partie")
        _, round, invitation, _ = await house.place(ANNE)
        assert invitation.finished_at is not None
        async with house.installation.store.reading() as reading:
            assert await reading.get(Return, f"{round.id}/53") is None
        await house.terminal(YANN, "j'ai fini pour mon ARS")
        async with house.installation.store.reading() as reading:
            closed = await reading.get(Return, f"{round.id}/53")
        assert closed is not None
        assert closed.closed_by == YANN


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Nous ne souhaitons pas répondre", "refus"),
        ("Je n'arrive pas à ouvrir le questionnaire", "difficulté"),
        ("Je transmets à ma collègue Maud Even, maud@ars-bretagne.example", "transmise"),
        ("Qui peut m'aider à remplir tout cela ?", "question est posée"),
    ],
    ids=["refusal", "difficulty", "handover", "question"],
)
async def test_what_concerns_the_coordinators_is_shown_to_them(tmp_path: Path, words: str, reason: str) -> None:
    async with a_house(tmp_path) as house:
        said = await house.terminal(ANNE, words)
        waiting = await house.pen()
        assert [w.extract for w in waiting] == [words]
        assert reason in waiting[0].reason
        assert said.received.reason == waiting[0].reason
        assert await house.contributions() == []


async def test_a_colleague_named_in_the_chat_is_invited(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.terminal(ANNE, "Je transmets à ma collègue Maud Even, maud@ars-bretagne.example")
        async with house.installation.store.reading() as reading:
            maud = await reading.get(Contact, "pnsp/maud@ars-bretagne.example")
            invited = await reading.find(Invitation, contact="pnsp/maud@ars-bretagne.example")
        assert maud is not None
        assert (maud.origin, maud.name) == ("handover", "Maud Even")
        assert len(invited) == 1


async def test_what_was_kept_for_a_person_leaves_the_pen_once_it_has_its_question(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        said = await house.terminal(ANNE, "Q1 : un colloque en 2016")
        assert len(await house.pen()) == 1
        await house.terminal(ANNE, chosen("Réponse à Q1b", said.buttons))
        assert await house.pen() == []
        assert "Q1b" in await house.answers()


async def test_a_stranger_is_told_how_to_begin_and_heard_by_a_person(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        said = await house.chat("99", "Notre ARS a fait un colloque")
        assert "lien personnel" in said.text
        assert said.received.outcome is Outcome.UNMATCHED
        assert [w.extract for w in await house.pen()] == ["Notre ARS a fait un colloque"]


async def test_a_wrong_link_is_said_to_be_wrong(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        said = await house.chat("99", "/start abcdefghijkl")
        assert "Ce lien n’ouvre plus" in said.text


@pytest.mark.parametrize("form", ["/start {}", "{}", "https://t.me/relance_bot?start={}"])
async def test_a_link_opens_the_chat_however_it_is_given(tmp_path: Path, form: str) -> None:
    async with a_house(tmp_path) as house:
        said = await house.chat("7", form.format(await house.link(ANNE)))
        assert "Bonjour Anne Le Goff" in said.text
        assert (await house.place(ANNE))[3].chat == "7"
        await house.chat("7", "Un colloque en 2016")
        assert (await house.answers())["Q1a"] == "Un colloque en 2016"


async def test_a_second_device_is_told_to_the_first_and_both_go_on(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        link = await house.link(ANNE)
        await house.chat("7", f"/start {link}")
        second = await house.chat("8", f"/start {link}")
        assert [(m.to, m.kind) for m in second.queued] == [("8", LetterKind.CHAT), ("7", LetterKind.NOTICE)]
        await house.chat("7", "Un colloque en 2016")
        assert (await house.place(ANNE))[3].devices == ("7", "8")
        await house.chat("8", "Q1b : un bus")
        assert await house.answers() == {"Q1a": "Un colloque en 2016", "Q1b": "un bus"}
        assert (await house.place(ANNE))[3].chat == "8"


async def test_a_resource_person_can_answer_too(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.terminal(ROZENN, "/start")
        await house.terminal(ROZENN, "Un colloque de la SRA en 2016")
        assert (await house.answers())["Q1a"] == "Un colloque de la SRA en 2016"


async def test_a_text_in_two_messages_is_one_answer_when_the_second_left_before_the_next_question(
    tmp_path: Path,
) -> None:
    async with a_house(tmp_path) as house:
        await house.chat("7", f"/start {await house.token(ANNE)}")
        await house.chat("7", "Un long texte, première partie")
        await house.chat("7", "et sa seconde partie", is_unseen=True)
        said = await house.chat("7", "Néant")
        assert (await house.answers())["Q1a"] == "Un long texte, première partie\n\net sa seconde partie"
        assert "Noté pour [Q1b]" in flat(said.text)


async def test_an_edited_message_corrects_its_answer_wherever_it_stands(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat("7", f"/start {await house.token(ANNE)}", message="1")
        await house.chat("7", "Un colloque en 2015", message="3")
        await house.chat("7", "+ et un bus", message="5")
        await house.chat("7", "Un colloque en 2016", message="3", is_edit=True)
        assert (await house.answers())["Q1a"] == "Un colloque en 2016\n\net un bus"
        said = await house.chat("7", "Deux colloques en 2016", message="3", is_edit=True)
        assert (await house.answers())["Q1a"] == "Deux colloques en 2016\n\net un bus"
        assert "[Q1b]" in said.text


async def test_messages_of_one_second_count_in_the_order_they_came(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.terminal(ANNE, "Un colloque")
        house.step = timedelta(0)
        for number in range(9, 13):
            await house.terminal(ANNE, f"corriger Q1a : {number} colloques", reference=f"terminal:{number}")
        assert (await house.answers())["Q1a"] == "12 colloques"


async def test_a_file_without_a_form_is_kept(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat("7", f"/start {await house.token(ANNE)}")
        plan = Attachment("plan.pdf", "application/pdf", b"%PDF-1.7 plan")
        said = await house.chat("7", "", attachments=(plan,))
        assert "J’ai bien reçu « plan.pdf »" in flat(said.text)
        assert said.received.attachments == ("plan.pdf",)
        assert "[Q1a]" in said.text
        raw = await house.installation.files.get(said.received.raw)
        assert raw is not None
        assert b"plan.pdf" in raw


async def test_a_voice_message_goes_to_a_person(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat("7", f"/start {await house.token(ANNE)}")
        voice = Attachment("message-vocal-3.ogg", "audio/ogg", b"OggS")
        said = await house.chat("7", "", attachments=(voice,))
        assert said.received.outcome is Outcome.UNMATCHED
        assert len(await house.pen()) == 1


async def test_a_stranger_whom_a_coordinator_knows_becomes_that_person(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await open_the_round(house)
        await house.chat("99", "Q3a : un centre de simulation depuis 2016")
        (waiting,) = await house.pen()
        received = await assign_unmatched(
            house.installation, waiting.id, "anne@ars-bretagne.example", house.clock(), "pnsp"
        )
        assert received.answers == {"Q3a": "un centre de simulation depuis 2016"}
        assert await house.pen() == []
        assert (await house.place(ANNE))[3].chat == "99"
        assert "Noté pour [Q1a]" in flat((await house.chat("99", "Q1a : un bus")).text)


async def test_words_of_a_stranger_wait_until_the_person_says_what_they_answer(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await open_the_round(house)
        await house.chat("99", "Un colloque en 2016")
        (waiting,) = await house.pen()
        await assign_unmatched(house.installation, waiting.id, "anne@ars-bretagne.example", house.clock(), "pnsp")
        assert await house.answers() == {}
        assert await house.pen() == []
        await house.chat("99", "ma réponse à Q2b")
        assert await house.answers() == {"Q2b": "Un colloque en 2016"}


async def open_the_round(house: House) -> None:
    """As the first tick of the calendar does."""
    campaign, round, _, _ = await house.place(ANNE)
    opened = replace(campaign, rounds=(replace(round, opened_at=START),))

    async def decide(transaction: Transaction) -> None:
        transaction.put(opened)

    await transact(house.installation.store, "test", decide)


async def test_who_refused_and_answers_after_all_has_not_refused(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.terminal(ANNE, "Nous ne souhaitons pas répondre")
        assert (await house.place(ANNE))[2].declined
        await house.terminal(ANNE, "Q1a : un colloque")
        assert not (await house.place(ANNE))[2].declined


async def test_a_late_person_is_welcome(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        house.now = START.replace(month=10, day=9)
        said = await house.terminal(ANNE, "/start")
        assert "est passée, votre réponse compte tout de même" in said.text
        await house.terminal(ANNE, "un colloque")
        assert (await house.answers())["Q1a"] == "un colloque"


async def test_thanks_do_not_push_out_what_waits_for_its_question(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.terminal(ANNE, "Q1 : un colloque en 2016")
        await house.terminal(ANNE, "merci")
        await house.terminal(ANNE, "ma réponse à Q1b")
        assert (await house.answers())["Q1b"] == "Q1 : un colloque en 2016"
        assert await house.pen() == []


async def test_a_stale_button_does_not_bring_back_an_old_courtesy(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.terminal(ANNE, "merci")
        await house.terminal(ANNE, "Un colloque en 2016")
        await house.terminal(ANNE, "ma réponse à Q1a")
        assert (await house.answers())["Q1a"] == "Un colloque en 2016"
