"""The bot in the group of one ARS: bound by someone known, hears what is addressed to it, answers shortly."""

from __future__ import annotations

from pathlib import Path

from relance.demo.servers.gatherings import Gathering
from tests.bot.house import ANNE, ELISE
from tests.bot.running import Bot, a_bot
from usecases.chat.entries import Group
from usecases.messages import Outgoing

ANNE_CHAT, ELISE_CHAT, PAUL, GROUP = 11, 13, 21, -500


async def bound(bot: Bot) -> Gathering:
    """The group of the ARS Bretagne, which Anne bound."""
    chats = bot.api.chats
    await bot.start(ANNE_CHAT, ANNE)
    await chats.until(ANNE_CHAT, 1)
    group = Gathering(chats, GROUP, "PNSP Bretagne")
    await group.let_in(ANNE_CHAT)
    assert "/lier" in (await chats.until(GROUP, 1)).text
    await group.say(ANNE_CHAT, "/lier@relance_bot")
    assert "ARS Bretagne" in (await chats.until(GROUP, 2)).text
    return group


async def test_a_member_answers_by_naming_the_bot(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        group, chats = await bound(bot), bot.api.chats
        asked = await group.say(ANNE_CHAT, "@relance_bot Q1b : un bus en 2017")
        said = await chats.until(GROUP, 3)
        assert "[Q1b]" in said.text
        assert "[Q1a]" not in said.text  # a group is not asked the next question
        assert (said.answers, said.buttons) == (asked, ())
        assert await bot.house.answers() == {"Q1b": "un bus en 2017"}
        # what Anne is asked in private is still what it was
        await chats.say(ANNE_CHAT, "Un colloque en 2016")
        await chats.until(ANNE_CHAT, 2)
        assert (await bot.house.answers())["Q1a"] == "Un colloque en 2016"


async def test_a_member_we_do_not_know_is_a_new_colleague(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        group, chats = await bound(bot), bot.api.chats
        await group.say(PAUL, "@relance_bot Q2a : deux journées en 2017", name="Paul Kermarec")
        await chats.until(GROUP, 3)
        await chats.until_confirmed()
        (said,) = await bot.house.contributions()
        _, _, _, paul = await bot.house.place(said.contact)
        assert (paul.name, paul.organisation, paul.origin) == ("Paul Kermarec", "53", "group")
        assert (paul.chat, bool(paul.unreachable)) == ("", True)
        await group.say(PAUL, "@relance_bot Q2b : néant")
        await chats.until(GROUP, 4)
        assert {c.contact for c in await bot.house.contributions()} == {paul.id}


async def test_an_answer_to_a_message_of_the_bot_needs_no_code(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        group, chats = await bound(bot), bot.api.chats
        await group.say(ANNE_CHAT, "@relance_bot Q2a : deux journées en 2017")
        noted = await chats.until(GROUP, 3)
        await group.say(PAUL, "et une journée en 2016", answers=noted)
        await chats.until(GROUP, 4)
        assert "une journée en 2016" in (await bot.house.answers())["Q2a"]
        assert "deux journées en 2017" in (await bot.house.answers())["Q2a"]


async def test_an_order_that_answers_a_message_of_the_bot_is_an_order(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        group, chats = await bound(bot), bot.api.chats
        await group.say(ANNE_CHAT, "@relance_bot Q2a : deux journées en 2017")
        noted = await chats.until(GROUP, 3)
        await group.say(PAUL, "merci", answers=noted)
        assert (await chats.until(GROUP, 4)).text.replace("\u00a0", " ") == "Merci à vous !"
        await group.say(PAUL, "où j'en suis ?", answers=noted)
        assert (await chats.until(GROUP, 5)).text.startswith("1 réponse sur 10.")
        await group.say(PAUL, "et une en 2016", answers=noted)
        said = (await chats.until(GROUP, 6)).text.replace("\u00a0", " ")
        assert said == "Ajouté à [Q2a] : « et une en 2016 ».", "neither news nor the next question"


async def test_all_pictures_of_an_album_shown_to_the_bot_are_taken(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        group, chats = await bound(bot), bot.api.chats
        group.private = False
        await group.show(ANNE_CHAT, [b"un", b"deux", b"trois"], "@relance_bot Q1b : voir ces affiches")
        said = await chats.until(GROUP, 3)
        assert "[Q1b]" in said.text
        await group.show(PAUL, [b"le pot", b"la galette"], "le pot de départ")
        await chats.until_confirmed()
        assert len(chats.sent(GROUP)) == 3, "the album has one reply, the pot none"
        (waiting,) = await bot.house.pen()
        assert len(waiting.attachments) == 3
        _, _, invitation, _ = await bot.house.place(ANNE)
        assert len(invitation.talk.files_of("Q1b")) == 3


async def test_other_talk_is_not_read(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        group, chats = await bound(bot), bot.api.chats
        # even where the bot is told of everything
        group.private = False
        await group.say(PAUL, "Q1a : on déjeune où ?")
        await group.say(PAUL, "écris à @relance_bots")
        await group.say(ANNE_CHAT, "/recapitulatif@autre_bot")
        await group.say(ANNE_CHAT, "/recapitulatif")
        assert "Q1a" in (await chats.until(GROUP, 3)).text
        await chats.until_confirmed()
        assert await bot.house.contributions() == []
        assert await bot.house.pen() == []
        assert len(chats.sent(GROUP)) == 3


async def test_a_stranger_binds_nothing(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        chats = bot.api.chats
        group = Gathering(chats, GROUP, "PNSP")
        await group.say(PAUL, "/lier")
        assert "ne vous connais pas" in (await chats.until(GROUP, 1)).text
        await group.say(PAUL, "@relance_bot Q1a : un colloque")
        assert "/lier" in (await chats.until(GROUP, 2)).text
        assert [w.extract for w in await bot.house.pen()] == ["Q1a : un colloque"]


async def test_a_group_belongs_to_one_organisation(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        group, chats = await bound(bot), bot.api.chats
        await bot.start(ELISE_CHAT, ELISE)
        await chats.until(ELISE_CHAT, 1)
        await group.say(ELISE_CHAT, "/lier")
        assert "déjà relié à ARS Bretagne" in (await chats.until(GROUP, 3)).text.replace("l’ARS", "ARS")
        await group.say(ELISE_CHAT, "@relance_bot Q1a : un colloque normand")
        assert "autre organisme" in (await chats.until(GROUP, 4)).text
        assert await bot.house.contributions() == []
        assert [w.extract for w in await bot.house.pen()] == ["Q1a : un colloque normand"]


async def test_a_link_posted_in_a_group_opens_nothing(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        chats = bot.api.chats
        group = Gathering(chats, GROUP, "PNSP")
        await group.say(PAUL, f"/start@relance_bot {await bot.house.link(ANNE)}")
        await chats.until(GROUP, 1)
        assert (await bot.house.place(ANNE))[3].devices == ()


async def test_a_group_that_moves_stays_the_same_group(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        group, chats = await bound(bot), bot.api.chats
        after = await group.grow()
        await chats.until_confirmed()
        await group.say(ANNE_CHAT, "@relance_bot Q1b : un bus")
        await chats.until(after, 1)
        assert await bot.house.answers() == {"Q1b": "un bus"}


async def test_a_message_to_a_group_that_moved_follows_it(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        chats = bot.api.chats
        async with bot.running():
            group = await bound(bot)
            await chats.until_confirmed()
        await group.say(ANNE_CHAT, "@relance_bot Q1b : un bus")
        chats.migrated[GROUP] = after = GROUP - 10**12
        async with bot.running():
            assert "[Q1b]" in (await chats.until(after, 1)).text
            await chats.until_confirmed()
        async with bot.house.installation.store.reading() as reading:
            moved = await reading.get(Group, str(GROUP))
            assert moved is not None
            assert moved.moved_to == str(after)
            assert all(m.state == "sent" for m in await reading.find(Outgoing, contact=ANNE))


async def test_stop_changes_nothing_in_a_group_and_says_what_to_do(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        group, chats = await bound(bot), bot.api.chats
        await group.say(ANNE_CHAT, "/stop@relance_bot")
        said = (await chats.until(GROUP, 3)).text.replace("\u00a0", " ")
        assert said.startswith("« stop » ne change rien dans ce groupe")
        assert "écrivez « stop » dans notre conversation privée" in said
        assert (await bot.house.place(ANNE))[3].chat == str(ANNE_CHAT)


async def test_what_was_begun_in_a_group_goes_on_in_an_answer_to_it(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        group, chats = await bound(bot), bot.api.chats
        await group.say(ANNE_CHAT, "/collegue@relance_bot Q3a")
        asked = await chats.until(GROUP, 3)
        await group.say(ANNE_CHAT, "maud@ars-bretagne.example", answers=asked)
        assert "va recevoir une invitation, avec [Q3a] en premier" in (await chats.until(GROUP, 4)).text
        await group.say(ANNE_CHAT, "/difficulte@relance_bot")
        asked = await chats.until(GROUP, 5)
        await group.say(ANNE_CHAT, "nous n’avons pas accès au lien", answers=asked)
        assert "transmis à la coordination" in (await chats.until(GROUP, 6)).text
        await chats.until_confirmed()
        assert await bot.house.answers() == {}
