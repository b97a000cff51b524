"""Who comes in, and how: a signed link, or a code sent to the address; nobody learns who is a contact."""

from __future__ import annotations

import email.policy
import re
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.bot.house import ANNE, YANN, House, a_house
from usecases.chat.entries import Knock
from usecases.chat.revoke import revoke_chat
from usecases.keys import chat_key
from usecases.messages import LetterKind, Outcome, Outgoing

ADDRESS, UNKNOWN = "anne@ars-bretagne.example", "nobody@ars-bretagne.example"
STRANGER = "99"


async def mails(house: House) -> list[Outgoing]:
    """The code letters in the outbox, oldest first."""
    async with house.installation.store.reading() as reading:
        queued = await reading.find(Outgoing, state="queued")
    return sorted((m for m in queued if m.kind is LetterKind.NOTICE and m.raw), key=lambda m: m.created_at)


async def code_sent(house: House) -> str:
    """The code in the last letter."""
    raw = await house.installation.files.get((await mails(house))[-1].raw)
    assert raw is not None
    body = message_from_bytes(raw, policy=email.policy.default).get_body(("plain",))
    assert body is not None
    found = re.search(r"(\d{3}) (\d{3})", body.get_content())
    assert found is not None
    return found[1] + found[2]


async def test_a_code_sent_to_the_address_opens_the_conversation(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        said = await house.chat(STRANGER, "/start")
        assert "adresse de courriel" in said.text
        said = await house.chat(STRANGER, ADDRESS)
        assert said.text.startswith("Si cette adresse")
        assert said.posts
        (letter,) = await mails(house)
        assert (letter.to, letter.at_once, letter.due_at) == (ADDRESS, True, letter.created_at)
        code = await code_sent(house)
        said = await house.chat(STRANGER, f"{code[:3]} {code[3:]}")
        assert "Bonjour Anne Le Goff" in said.text
        assert (await house.place(ANNE))[3].chat == STRANGER
        await house.chat(STRANGER, "Un colloque en 2016")
        assert await house.answers() == {"Q1a": "Un colloque en 2016"}
        again = await house.chat("98", code)
        assert "adresse de courriel" in again.text


async def test_nothing_tells_a_contact_from_anybody_else(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        told = []
        for chat, address in (("98", ADDRESS), ("99", UNKNOWN)):
            said = [(await house.chat(chat, text)).text for text in (address, "000000", "000001", "un mot")]
            told.append(said)
        assert told[0] == told[1]
        assert len(await mails(house)) == 1
        assert sorted(w.extract for w in await house.pen()) == [UNKNOWN, "un mot", "un mot"]


async def test_a_code_stands_in_no_store_and_in_no_kept_message(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat(STRANGER, ADDRESS)
        code, letter = await code_sent(house), (await mails(house))[0].raw
        await house.chat(STRANGER, code)
    kept = [p for p in tmp_path.rglob("*") if p.is_file() and p.name != letter]
    assert kept
    # dates and hashes hold any digits: the code by itself
    assert [p for p in kept if re.search(rb"(?<![\w.:+-])" + code.encode() + rb"(?!\w)", p.read_bytes())] == []


async def test_after_five_wrong_codes_the_right_one_opens_nothing(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat(STRANGER, ADDRESS)
        code = await code_sent(house)
        wrong = [f"{(int(code) + n) % 1_000_000:06d}" for n in range(1, 6)]
        said = [(await house.chat(STRANGER, one)).text for one in wrong]
        assert "4 essais" in said[0]
        assert "Trop de codes faux" in said[-1]
        assert "Trop de codes faux" in (await house.chat(STRANGER, code)).text
        assert (await house.place(ANNE))[3].devices == ()


async def test_a_code_is_worth_nothing_after_fifteen_minutes(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat(STRANGER, ADDRESS)
        code = await code_sent(house)
        house.now += timedelta(minutes=16)
        assert "quinze minutes ont passé" in (await house.chat(STRANGER, code)).text
        assert (await house.place(ANNE))[3].devices == ()


async def test_a_new_code_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat(STRANGER, ADDRESS)
        first = await code_sent(house)
        await house.chat(STRANGER, ADDRESS)
        second = await code_sent(house)
        if first != second:
            assert "pas le bon code" in (await house.chat(STRANGER, first)).text
        assert "Bonjour Anne Le Goff" in (await house.chat(STRANGER, second)).text


@pytest.mark.parametrize("chats", [["99"] * 5, ["95", "96", "97", "98", "99"]], ids=["one chat", "many chats"])
async def test_codes_are_not_sent_again_and_again(tmp_path: Path, chats: list[str]) -> None:
    async with a_house(tmp_path) as house:
        said = [(await house.chat(chat, ADDRESS)).text for chat in chats]
        assert len(await mails(house)) == 3
        assert ["Plusieurs codes" in text for text in said] == [False, False, False, True, True]
        house.now += timedelta(hours=1)
        await house.chat("94", ADDRESS)
        assert len(await mails(house)) == 4


async def test_the_limits_are_the_same_for_an_unknown_address(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        said = [(await house.chat(f"9{n}", UNKNOWN)).text for n in range(4)]
        assert ["Plusieurs codes" in text for text in said] == [False, False, False, True]


async def test_the_code_of_one_chat_opens_no_other(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat(STRANGER, ADDRESS)
        code = await code_sent(house)
        assert "adresse de courriel" in (await house.chat("98", code)).text
        assert (await house.place(ANNE))[3].devices == ()


async def test_a_number_is_an_answer_for_someone_we_know(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat("7", f"/start {await house.link(ANNE)}")
        await house.chat("7", "123456")
        assert await house.answers() == {"Q1a": "123456"}


async def test_a_link_with_another_signature_opens_nothing(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        link = await house.link(ANNE)
        other = f"{(await house.link(YANN))[:12]}{link[12:]}"
        for wrong in (other, link[:-1] + ("A" if link[-1] != "A" else "B"), link[:12], f"{link}x", link.upper()):
            said = await house.chat(STRANGER, "/start " + wrong if wrong != link[:12] else wrong)
            assert "Ce lien n’ouvre plus" in said.text
        assert await house.answers() == {}
        assert (await house.place(ANNE))[3].devices == ()


def test_a_link_fits_what_telegram_takes() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", chat_key(b"secret", "pnsp/recueil/x", "abcdefghijkl", 3))


async def test_a_revoked_link_opens_nothing_and_the_next_mail_has_another(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        link = await house.link(ANNE)
        await house.chat("7", f"/start {link}")
        await house.chat("8", f"/start {link}")
        await house.chat("7", "Un colloque en 2016")
        done = await revoke_chat(house.installation, "pnsp", ADDRESS)
        assert done.devices == 2
        assert (await house.chat("7", "un mot")).received.outcome is Outcome.UNMATCHED
        assert "Ce lien n’ouvre plus" in (await house.chat("7", f"/start {link}")).text
        fresh = await house.link(ANNE)
        assert fresh != link
        assert fresh[:12] == link[:12]
        assert "Bonjour Anne Le Goff" in (await house.chat("7", f"/start {fresh}")).text
        assert (await house.answers())["Q1a"] == "Un colloque en 2016"


async def test_what_was_asked_at_the_door_is_forgotten_with_the_link(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.chat(STRANGER, ADDRESS)
        code = await code_sent(house)
        await revoke_chat(house.installation, "pnsp", ADDRESS)
        assert "Bonjour Anne" not in (await house.chat(STRANGER, code)).text
        async with house.installation.store.reading() as reading:
            assert all(knock.is_over for knock in await reading.find(Knock, address=ADDRESS))
