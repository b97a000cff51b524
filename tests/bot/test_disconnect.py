"""`relance contacts disconnect`: the link of the next mail is another one."""

from __future__ import annotations

import re
from pathlib import Path

from campaigns.people import Contact
from storage.codec import from_document, index_entries, to_document
from tests.journeys.commands import CONTACTS, Desk

SETTINGS = '[chat]\nbot_name = "relance_bot"\n'
LINK = re.compile(r"https://t\.me/relance_bot\?start=([a-z2-7]{12}-[\w-]{22})")


def test_the_next_mail_carries_another_link(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    desk = Desk(tmp_path / "data")
    own = ("--config", str(tmp_path / "config.toml"))
    created = desk(
        *own, "campaign", "create", "pnsp-2017", "--id", "pnsp", "--contacts", str(tmp_path / "contacts.csv"),
        "--opens", "2017-07-17", "--deadline", "2017-09-29",
    )  # fmt: skip
    assert created.code == 0, created.errors
    compose = (*own, "mail", "compose", "pnsp", "marie.dupont@ars-bretagne.example")
    before = LINK.search(desk(*compose).text.replace("=\n", "").replace("=3D", "="))
    assert before is not None
    done = desk(*own, "contacts", "disconnect", "pnsp", "marie.dupont@ars-bretagne.example")
    assert done.code == 0, done.errors
    assert "aucun appareil n’était connecté" in done.text
    after = LINK.search(desk(*compose).text.replace("=\n", "").replace("=3D", "="))
    assert after is not None
    assert after[1] != before[1]
    assert after[1][:12] == before[1][:12]
    wrong = desk(*own, "contacts", "disconnect", "pnsp", "marie.dupon@ars-bretagne.example")
    assert wrong.code == 2
    assert "marie.dupont@ars-bretagne.example" in wrong.errors


def test_a_contact_of_an_older_store_is_found_by_their_chat() -> None:
    document = to_document(Contact("pnsp/a", "pnsp", "53", "a@ars.example", chat="7"))
    for field in ("chats", "lost_chats", "chat_links"):
        document.pop(field, None)
    assert ("devices", "7") in set(index_entries(Contact, document))
    assert from_document(Contact, document).devices == ("7",)
