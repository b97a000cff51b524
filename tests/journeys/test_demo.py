"""The demonstration, played once from the command line: what it leaves behind is what its cast did."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from lxml import html

from relance.clock import PARIS
from relance.config import Config
from relance.demo.cast import Cast, the_cast
from relance.demo.correspondents import iphone, outlook_plain
from relance.demo.letter import Letter
from relance.wiring import open_installation
from synthesis.draft import Amendment, AmendmentState
from usecases.export import as_json, export
from usecases.messages import Outcome, Received, Unmatched

# rich draws the terminal that it is told; a pipe has none
NARROW = 80
ENDED = datetime(2017, 12, 5, 10, tzinfo=PARIS)
pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("demo")]


@dataclass(frozen=True)
class Played:
    """The folder of the demonstration, what it printed, and what its store holds."""

    folder: Path
    printed: str
    received: list[Received]
    unmatched: list[Unmatched]
    amendments: list[Amendment]
    exported: Any

    @property
    def status(self) -> Any:
        return json.loads((self.folder / "status.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "relance", "demo", "--dir", str(folder), "--no-serve"],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return asyncio.run(_look(folder, done.stdout))


async def _look(folder: Path, printed: str) -> Played:
    async with (
        open_installation(Config(), folder / "data", writing=False, holder="test") as house,
        house.store.reading() as reading,
    ):
        return Played(
            folder,
            printed,
            await reading.find(Received),
            await reading.find(Unmatched),
            await reading.find(Amendment),
            as_json(await export(house.store, house.catalogue, "pnsp-2017", ENDED)),
        )


@pytest.fixture(scope="module")
def cast() -> Cast:
    return the_cast()


def test_thirteen_of_seventeen_have_returned(played: Played) -> None:
    assert (played.status["invited"], played.status["returned"]) == (17, 13)


def test_what_each_said_is_what_was_recorded(played: Played, cast: Cast) -> None:
    said = {(deed.code, code): text for deed in cast.deeds for code, text in deed.answers.items()}
    recorded = {
        (organisation["code"], code): answer["text"]
        for organisation in played.exported["organisations"]
        for code, answer in organisation["answers"].items()
    }
    # who filled it in is facultative, and no longer stands in a reminder
    expected = {key: " ".join(text.split()) for key, text in said.items() if key[1] != "H2"}
    assert {key: " ".join(recorded.get(key, "").split()) for key in expected} == expected


def test_the_two_proposals_are_all_the_amendments_and_both_are_accepted(played: Played, cast: Cast) -> None:
    assert [one.state for one in played.amendments] == [AmendmentState.ACCEPTED] * 2
    assert {one.contact.partition("/")[2] for one in played.amendments} == {p.speaker.email for p in cast.proposals}
    final = docx.Document(str(played.folder / "synthese-finale.docx"))
    # French typography puts spaces of its own around « »
    text = " ".join(" ".join(paragraph.text for paragraph in final.paragraphs).split())
    for proposal in cast.proposals:
        assert " ".join(proposal.text.split()) in text


def test_one_address_is_lost_and_one_person_is_away(played: Played) -> None:
    outcomes = Counter(message.outcome for message in played.received)
    assert (outcomes[Outcome.BOUNCE], outcomes[Outcome.AUTO_REPLY]) == (1, 1)


def test_only_the_stray_message_waits_for_a_person(played: Played, cast: Cast) -> None:
    assert [one.sender for one in played.unmatched if one.state == "open"] == [cast.stray.person.email]


@pytest.mark.parametrize("name", ["synthese-projet", "synthese-finale"])
def test_the_synthesis_opens_in_three_formats(played: Played, name: str) -> None:
    assert docx.Document(str(played.folder / f"{name}.docx")).paragraphs
    assert (played.folder / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    page = html.document_fromstring((played.folder / f"{name}.html").read_bytes())
    assert page.get("lang") == "fr"
    assert page.findtext(".//h1")


def test_the_answers_open_as_a_sheet(played: Played) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO((played.folder / "answers.xlsx").read_bytes())).active
    assert sheet is not None
    assert sheet.max_row > len(played.status["organisations"])


def test_what_is_printed_fits_a_narrow_terminal(played: Played) -> None:
    shown = [line.rstrip().replace(str(played.folder), "DIR") for line in played.printed.splitlines()]
    assert [line for line in shown if len(line) > NARROW] == []
    assert "13 retours sur 17 organismes interrogés" in played.printed


def test_no_two_organisations_say_the_same(cast: Cast) -> None:
    said = Counter((code, text) for deed in cast.deeds for code, text in deed.answers.items())
    assert [key for key, count in said.items() if count > 1] == []


def test_everyone_writes_under_an_address_that_is_known_or_a_colleagues(cast: Cast) -> None:
    known = {person.email for _, person, _ in cast.contacts}
    strangers = [deed.address for deed in cast.deeds if deed.address and deed.address not in known]
    assert len(strangers) == 1


SENT = """From: DGOS <enquete@relance.example>
To: Anne <anne@ars.example>
Subject: Bilan
Date: Mon, 17 Jul 2017 09:00:00 +0200
Message-ID: <invitation@relance.example>
Content-Type: text/plain; charset=utf-8

Bonjour,

[Q1] Combien ?

[Q2] Pourquoi ?

Merci.
"""


def _letter(cast: Cast) -> Letter:
    return Letter.opened(SENT.encode(), "Anne", "anne@ars.example", cast.deeds[0].at)


def test_a_reply_is_the_same_whenever_it_is_written(cast: Cast) -> None:
    assert iphone(_letter(cast), {"Q1": "Douze"}) == iphone(_letter(cast), {"Q1": "Douze"})
    other = Letter.opened(SENT.encode(), "Paul", "paul@ars.example", _letter(cast).at)
    assert _letter(cast).message_id != other.message_id


def test_outlook_in_plain_text_marks_no_line_of_ours(cast: Cast) -> None:
    body = _body(outlook_plain(_letter(cast), {"Q1": "Douze", "Q2": "Par choix"}))
    assert ">" not in body.replace("<enquete@relance.example>", "").replace("<anne@ars.example>", "")
    assert [line for line in body.splitlines() if line][-5:] == [
        "[Q1] Combien ?", "Douze", "[Q2] Pourquoi ?", "Par choix", "Merci.",
    ]  # fmt: skip
    assert "De\u00a0: DGOS <enquete@relance.example>\nEnvoyé\u00a0: " in body


def test_an_iphone_quotes_its_own_attribution_and_hides_a_mark_in_the_quote(cast: Cast) -> None:
    lines = _body(iphone(_letter(cast), {"Q1": "Douze"})).splitlines()
    assert lines[lines.index("Envoyé de mon iPhone") + 2].startswith("> Le ")
    assert "> \ufeffBonjour," in lines


def _body(raw: bytes) -> str:
    part = Letter.opened(raw, "", "", the_cast().deeds[0].at).message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
