"""Reminders through the command line: who is written to at a tick, after what was ingested."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.journeys.commands import Desk

OPEN, J14, J7 = "2017-07-17T09:00", "2017-09-15T09:00", "2017-09-22T09:00"
ANSWERS = "\n\n".join(f"{code} : Une action." for code in ("Q1a", "Q1b", "Q2a", "Q2b", "Q3a", "Q3b", "Q4a", "Q4b"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The campaign of 2017 after its opening."""
    there = Desk(tmp_path)
    there.launch()
    assert there.tick(OPEN)["sent"] == 4
    return there


def mails(desk: Desk) -> list[EmailMessage]:
    """Every mail that left, the oldest first."""
    read = [email.message_from_bytes(raw, policy=email.policy.default) for raw in desk.sent()]
    return sorted(
        (m for m in read if isinstance(m, EmailMessage)), key=lambda m: email.utils.parsedate_to_datetime(m["Date"])
    )


def to(desk: Desk, name: str) -> list[str]:
    """The subjects of the mails to this person, without their marks."""
    return [re.sub(r"\s*\[#\w+\]", "", str(m["Subject"])) for m in mails(desk) if name in str(m["To"])]


def answers(desk: Desk, name: str, text: str, now: str, subject: str = "") -> dict[str, object]:
    """This person answers their last mail; what became of it."""
    ours = [m for m in mails(desk) if name in str(m["To"])][-1]
    answer = EmailMessage()
    answer["From"], answer["To"] = str(ours["To"]), str(ours["Reply-To"])
    answer["Subject"] = subject or f"RE: {ours['Subject']}"
    answer["Message-ID"] = f"<{abs(hash((name, text, now)))}@poste.example>"
    if not subject:
        answer["In-Reply-To"] = str(ours["Message-ID"])
    answer.set_content(text)
    file = desk.folder / "reply.eml"
    file.write_bytes(answer.as_bytes())
    (result,) = desk.does("mail", "ingest", str(file), "--json", now=now).json
    assert isinstance(result, dict)
    return result


def person(desk: Desk, name: str, now: str) -> dict[str, object]:
    """This person's line of the tracking."""
    status = desk.does("campaign", "status", "pnsp", "--json", now=now).json
    return next(c for o in status["organisations"] for c in o["contacts"] if name in c["email"])


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        pytest.param("STOP", "nothing-new", id="stop"),
        pytest.param("Merci de ne plus me relancer.", "nothing-new", id="no more"),
        pytest.param("Pouvez-vous suspendre les relances ?", "difficulty", id="pause"),
        pytest.param("Nous vous demandons un délai jusqu’au 10 octobre.", "difficulty", id="time"),
        pytest.param("Je transmets à ma collègue Anne Roy, anne.roy@ars-oi.example", "difficulty", id="handover"),
        pytest.param("Nous ne souhaitons pas répondre à ce questionnaire.", "difficulty", id="refusal"),
        pytest.param(f"{ANSWERS}\n\nQ5 : Oui.\n\nQ6 : Non.", "recorded", id="return"),
    ],
)
def test_who_said_so_is_not_reminded(desk: Desk, said: str, outcome: str) -> None:
    assert answers(desk, "rose.payet", said, "2017-09-14T10:00")["outcome"] == outcome
    for now in (J14, J7, "2017-09-27T09:00", "2017-10-02T09:00"):
        desk.tick(now)
    assert not [s for s in to(desk, "rose.payet") if s.startswith("Rappel") or "encore attendue" in s]
    assert [s for s in to(desk, "paul.weber") if s.startswith("Rappel")]


def test_a_stop_is_shown_left_out_of_the_plan_and_undone(desk: Desk) -> None:
    result = answers(desk, "rose.payet", "", "2017-09-14T10:00", subject="ne plus me relancer")
    assert (result["outcome"], result["answers"]) == ("nothing-new", {})
    assert person(desk, "rose.payet", "2017-09-14T11:00")["stopped"] is True
    plan = desk.does("campaign", "plan", "pnsp", "--json").json
    assert {row["kind"] for row in plan if "rose" in row["contact"]} == {"invitation"}
    assert {row["kind"] for row in plan} == {"invitation", "reminder", "overdue"}
    desk.tick("2017-09-14T12:00")
    answers(desk, "rose.payet", "reprendre les rappels", "2017-09-20T10:00")
    assert person(desk, "rose.payet", "2017-09-20T11:00")["stopped"] is False
    desk.tick(J7)
    assert to(desk, "rose.payet")[-1].startswith("Rappel")


def test_a_pause_is_shown_with_its_words_and_waits_for_a_coordinator(desk: Desk) -> None:
    words = "Nous vous demandons un délai jusqu’au 10 octobre."
    answers(desk, "rose.payet", words, "2017-09-14T10:00")
    line = person(desk, "rose.payet", "2017-09-14T11:00")
    assert (str(line["paused"]).replace("'", "’"), line["paused_until"]) == (words, "2017-10-10")
    (waiting,) = desk.does("unmatched", "list", "--json").json
    assert "difficulté" in waiting["reason"]
    status = desk.does("campaign", "status", "pnsp", "--json", now="2017-10-03T10:00").json
    assert next(o["state"] for o in status["organisations"] if o["code"] == "OI") == "started", "no extension"


def test_a_machine_off_for_weeks_sends_one_right_message(desk: Desk) -> None:
    answers(desk, "paul.weber", "Q1a : Une action.", "2017-07-20T10:00")
    before = len(desk.sent())
    assert desk.tick("2017-10-09T09:30") == {"received": 0, "opened": 0, "sent": 4, "failed": 0, "retried": 0}
    subjects = [s for name in ("direction", "marie", "rose") for s in to(desk, name)[1:]]
    assert len(subjects) == 3
    assert all("encore attendue" in s for s in subjects)
    assert len(desk.sent()) == before + 4, "one each, and the receipt of who had answered: a return by now"
    assert desk.tick("2017-10-09T09:31")["sent"] == 0
    assert desk.tick("2017-11-20T10:00")["sent"] == 0


@pytest.mark.parametrize(
    "said", ["STOP", "Nous ne souhaitons pas répondre à ce questionnaire."], ids=["stop", "refusal"]
)
def test_whoever_takes_leave_is_not_asked_everything_again(desk: Desk, said: str) -> None:
    answers(desk, "rose.payet", said, "2017-09-14T10:00")
    desk.tick("2017-09-14T12:00")
    (receipt,) = [m for m in mails(desk) if m["Auto-Submitted"] == "auto-replied"]
    text = str(receipt.get_body(("plain",)))
    assert "[Q1a]" not in text
    assert "manque" not in text


@pytest.mark.parametrize("what", ["pause", "decline"])
def test_a_coordinator_takes_up_again_with_an_organisation(desk: Desk, what: str) -> None:
    desk.does("campaign", what, "pnsp", "OI", "--reason", "demande de la direction", now="2017-09-10T10:00")
    desk.tick(J14)
    assert not [s for s in to(desk, "rose.payet") if s.startswith("Rappel")]
    desk.does("campaign", "resume", "pnsp", "OI", "--reason", "accord trouvé", now="2017-09-18T10:00")
    desk.tick(J7)
    assert to(desk, "rose.payet")[-1].startswith("Rappel")
