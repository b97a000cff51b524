"""A campaign from its launch to the final version, as a coordinator does it at the command line."""

from __future__ import annotations

import json
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests import replies
from tests.journeys.commands import Desk

MARIE = "marie.dupont@ars-bretagne.example"
JEAN = "direction@ars-bretagne.example"
PAUL = "paul.weber@ars-grand-est.example"
ROSE = "rose.payet@ars-oi.example"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with the 2017 campaign launched and opened."""
    desk = Desk(tmp_path)
    desk.launch()
    desk.tick("2017-07-17T11:30")
    return desk


def answer(desk: Desk, who: str, now: str, shape: object = replies.thunderbird_inline) -> dict[str, object]:
    """Someone answers their invitation in one of the shapes; what the command says of it."""
    sent = replies.Sent.read(desk.does("mail", "compose", "pnsp", who).raw)
    folder = desk.folder / f"in-{len(list(desk.folder.glob('in-*')))}"
    replies.write(sent, [shape], folder)
    (file,) = folder.glob("*.eml")
    (result,) = desk.does("mail", "ingest", str(file), "--json", now=now).json
    assert isinstance(result, dict)
    return result


def mail(sender: str, to: str, text: str, subject: str = "Bonjour", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{abs(hash(text))}@x.example>"
    message["Date"] = "Mon, 11 Sep 2017 10:00:00 +0200"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def ingest(desk: Desk, raw: bytes, now: str = "2017-09-11T10:00") -> dict[str, object]:
    file = desk.folder / "one.eml"
    file.write_bytes(raw)
    (result,) = desk.does("mail", "ingest", str(file), "--json", now=now).json
    assert isinstance(result, dict)
    return result


def state(desk: Desk, code: str, now: str) -> str:
    status = desk.does("campaign", "status", "pnsp", "--json", now=now).json
    return next(str(o["state"]) for o in status["organisations"] if o["code"] == code)


def test_the_plan_gives_every_message_in_order_and_in_local_time(desk: Desk) -> None:
    plan = desk.does("campaign", "plan", "pnsp", "--json").json
    whens = [datetime.fromisoformat(row["when"]) for row in plan]
    assert whens == sorted(whens)
    assert {row["kind"] for row in plan} == {"invitation", "reminder", "overdue"}
    rose = [row for row in plan if row["contact"] == ROSE]
    assert rose[2]["when"] == "2017-09-15T09:00:00+04:00"
    assert [row["step"] for row in rose] == ["open", "J-30", "J-14", "J-7", "J-2", "J+1", "J+7"]


def test_reminders_stop_when_the_return_is_in(desk: Desk) -> None:
    answer(desk, MARIE, "2017-09-10T10:00")
    assert state(desk, "53", "2017-09-10T10:01") == "returned"
    reminded = desk.tick("2017-09-15T15:00")["sent"]
    # the receipt of Brittany, and the two who have not returned
    assert reminded == 3


def test_a_machine_that_was_off_for_weeks_sends_one_reminder(desk: Desk) -> None:
    assert desk.tick("2017-09-25T15:00")["sent"] == 4
    assert desk.tick("2017-09-25T15:10")["sent"] == 0


def test_nothing_leaves_at_night_where_the_recipient_is(desk: Desk) -> None:
    desk.tick("2017-08-30T15:00")
    answer(desk, MARIE, "2017-09-10T22:30")
    assert desk.tick("2017-09-10T22:31")["sent"] == 0
    assert desk.tick("2017-09-11T08:01")["sent"] == 1


def test_a_first_answer_after_the_deadline_is_late_and_counts(desk: Desk) -> None:
    answer(desk, MARIE, "2017-10-04T10:00")
    assert state(desk, "53", "2017-10-04T10:01") == "late"
    status = desk.does("campaign", "status", "pnsp", "--json", now="2017-10-04T10:01").json
    assert status["returned"] == 1


def test_a_partial_answer_becomes_a_return_when_the_deadline_passes(desk: Desk) -> None:
    answer(desk, MARIE, "2017-09-10T10:00", replies.gmail_top)
    assert state(desk, "53", "2017-09-10T10:01") == "partial"
    assert state(desk, "53", "2017-10-01T10:01") == "returned"


def test_the_past_can_be_looked_at(desk: Desk) -> None:
    answer(desk, MARIE, "2017-09-10T10:00")
    assert state(desk, "53", "2017-09-09T10:00") == "waiting"


def test_a_hard_bounce_silences_the_address_and_leaves_the_others(desk: Desk) -> None:
    assert answer(desk, PAUL, "2017-07-17T12:00", replies.exchange_bounce)["outcome"] == "bounce"
    desk.tick("2017-09-15T15:00")
    to = [message_from_bytes(raw, policy=policy.default)["To"].addresses[0].addr_spec for raw in desk.sent()]
    assert to.count(PAUL) == 1
    assert to.count(MARIE) == 2


def test_an_absence_delays_reminders_until_the_return(desk: Desk) -> None:
    sent = replies.Sent.read(desk.does("mail", "compose", "pnsp", PAUL).raw)
    message = replies.envelope(sent, "Réponse automatique : ")
    message["Auto-Submitted"] = "auto-replied"
    message.set_content("Bonjour,\n\nJe suis absent du 10 au 18 septembre 2017 inclus.\n\nPaul Weber\n")
    assert ingest(desk, message.as_bytes(), "2017-09-12T10:00")["outcome"] == "auto-reply"
    desk.tick("2017-09-15T15:00")
    count = sum(1 for raw in desk.sent() if PAUL.encode() in raw)
    desk.tick("2017-09-19T15:00")
    assert sum(1 for raw in desk.sent() if PAUL.encode() in raw) == count + 1


def test_a_colleague_with_the_token_is_heard_and_linked(desk: Desk) -> None:
    sent = message_from_bytes(desk.does("mail", "compose", "pnsp", MARIE).raw, policy=policy.default)
    to = sent["Reply-To"].addresses[0].addr_spec
    result = ingest(desk, mail("Luc Hervé <luc.herve@ars-bretagne.example>", to, "Q5 : Oui, tout à fait.\n"))
    assert result["outcome"] == "recorded"
    assert result["organisation"] == "53"
    assert result["contact"] == "luc.herve@ars-bretagne.example"
    assert result["found_by"] == "token"
    # and the colleague is not written to as if they had been asked,
    desk.tick("2017-08-30T15:00")
    before = len(desk.sent())
    desk.tick("2017-09-12T15:00")
    # but for the receipt
    assert len(desk.sent()) == before + 1


def test_what_nobody_can_place_waits_is_assigned_and_its_sender_learned(desk: Desk) -> None:
    stranger = "Cabinet <luc@ailleurs.example>"
    result = ingest(desk, mail(stranger, "relance@relance.example", "Q5 : Oui, tout à fait.\n"))
    assert result["outcome"] == "unmatched"
    (waiting,) = desk.does("unmatched", "list", "--json").json
    assigned = desk.does("unmatched", "assign", waiting["id"], MARIE, "--json", now="2017-09-12T10:00").json
    assert assigned["answers"] == {"Q5": "Oui, tout à fait."}
    assert desk.does("unmatched", "list", "--json").json == []
    again = ingest(desk, mail(stranger, "relance@relance.example", "Q6 : Former les équipes.\n"), "2017-09-13T10:00")
    assert again["outcome"] == "recorded"
    assert again["contact"] == MARIE


def test_a_sender_who_only_claims_a_known_address_and_fails_goes_to_a_person(desk: Desk, tmp_path: Path) -> None:
    forged = mail(
        f"Marie Dupont <{MARIE}>", "relance@relance.example", "Q5 : Non.\n",
        Authentication_Results="mx.elsewhere.example; dkim=fail header.d=ars-bretagne.example; spf=fail",
    )  # fmt: skip
    assert ingest(desk, forged)["outcome"] == "unmatched"
    assert state(desk, "53", "2017-09-12T10:00") == "waiting"


def test_a_handover_invites_the_colleague_and_leaves_the_first_in_peace(desk: Desk) -> None:
    sent = message_from_bytes(desk.does("mail", "compose", "pnsp", PAUL).raw, policy=policy.default)
    to = sent["Reply-To"].addresses[0].addr_spec
    text = (
        "Bonjour,\n\nJe transmets à ma collègue Anne Muller, anne.muller@ars-grand-est.example, qui suit ce dossier.\n"
    )
    assert ingest(desk, mail(f"Paul <{PAUL}>", to, text))["outcome"] == "difficulty"
    desk.tick("2017-09-11T10:05")
    received = [message_from_bytes(raw, policy=policy.default)["To"].addresses[0].addr_spec for raw in desk.sent()]
    assert "anne.muller@ars-grand-est.example" in received
    before = received.count(PAUL)
    desk.tick("2017-09-22T15:00")
    received = [message_from_bytes(raw, policy=policy.default)["To"].addresses[0].addr_spec for raw in desk.sent()]
    assert received.count(PAUL) == before


def test_an_extension_moves_the_reminders_and_the_deadline(desk: Desk) -> None:
    desk.does("campaign", "extend", "pnsp", "44", "--until", "2017-10-13", "--reason", "congés", now="2017-09-01T10:00")
    rows = [row for row in desk.does("campaign", "plan", "pnsp", "--json").json if row["contact"] == PAUL]
    assert [row["when"][:10] for row in rows if row["kind"] != "invitation"] == [
        "2017-09-13", "2017-09-29", "2017-10-06", "2017-10-11", "2017-10-16", "2017-10-20",
    ]  # fmt: skip
    answer(desk, PAUL, "2017-10-10T10:00")
    assert state(desk, "44", "2017-10-10T10:01") == "returned"


def test_two_waves_are_never_mixed(desk: Desk) -> None:
    desk.does("campaign", "wave", "pnsp", "--label", "vague-2", "--opens", "2017-10-02", "--deadline", "2017-10-31")
    answer(desk, MARIE, "2017-09-10T10:00")
    desk.tick("2017-10-02T11:30")
    second = desk.does("campaign", "status", "pnsp", "--round", "vague-2", "--json", now="2017-10-03T10:00").json
    assert second["returned"] == 0
    sent = replies.Sent.read(desk.does("mail", "compose", "pnsp", MARIE, "--round", "vague-2").raw)
    reply = replies.bottom_post(sent)
    assert ingest(desk, reply.raw, "2017-10-04T10:00")["answers"] == reply.answers
    first = desk.does("export", "pnsp", "--format", "json", "-o", str(desk.folder / "1.json"), now="2017-10-05T10:00")
    assert first.code == 0
    brittany = next(o for o in json.loads((desk.folder / "1.json").read_text())["organisations"] if o["code"] == "53")
    assert {c["source"] for a in brittany["answers"].values() for c in a["contributions"]} != {"mail:x"}
    assert len(brittany["answers"]["Q1a"]["contributions"]) == 1


def test_a_coordinator_decides_where_two_colleagues_differ(desk: Desk) -> None:
    for who, words, now in ((MARIE, "12", "2017-09-10T10:00"), (JEAN, "15", "2017-09-11T10:00")):
        desk.does("chat", "pnsp", who, stdin=f"Q5 : {words}\n", now=now)
    settle = ("campaign", "settle", "pnsp", "53", "Q5")
    nobody = desk(*settle, PAUL, "--reason", "rapport annuel", now="2017-09-12T10:00")
    assert (nobody.code, MARIE in nobody.errors) == (2, True)
    nothing = desk("campaign", "settle", "pnsp", "53", "Q6", MARIE, "--reason", "x", now="2017-09-12T10:00")
    assert (nothing.code, "Q6" in nothing.errors) == (2, True)
    assert "« 12 »" in desk.does(*settle, MARIE, "--reason", "rapport annuel", now="2017-09-12T10:00").text.replace(
        "\u00a0", " "
    )
    desk.does("export", "pnsp", "--format", "json", "-o", str(desk.folder / "s.json"), now="2017-09-12T11:00")
    exported = json.loads((desk.folder / "s.json").read_text(encoding="utf-8"))
    answer = next(o for o in exported["organisations"] if o["code"] == "53")["answers"]["Q5"]
    assert (answer["text"], answer["settled"], len(answer["contributions"])) == ("12", "rapport annuel", 2)


def test_the_review_goes_to_those_who_answered_and_the_final_version_says_how_it_went(desk: Desk) -> None:
    answer(desk, MARIE, "2017-09-10T10:00")
    out = desk.folder / "out"
    desk.does("synthesis", "draft", "pnsp", "-o", str(out), now="2017-11-14T10:00")
    assert {file.suffix for file in out.glob("synthese-projet.*")} == {".docx", ".html", ".pdf"}
    desk.does("review", "open", "pnsp", "--deadline", "2017-12-01", now="2017-11-16T09:00")
    desk.tick("2017-11-16T09:05")
    readers = [
        message_from_bytes(raw, policy=policy.default)["To"].addresses[0].addr_spec
        for raw in desk.sent()
        if b"amend" in raw.lower() or b"relecture" in raw.lower() or b"projet" in raw.lower()
    ]
    assert MARIE in readers
    assert "direction@ars-bretagne.example" not in readers
    draft = message_from_bytes(
        desk.does("mail", "compose", "pnsp", MARIE, "--kind", "draft").raw, policy=policy.default
    )
    body = draft.get_body(("plain",))
    assert body is not None
    lines = str(body.get_content()).splitlines()
    place = next(n for n, line in enumerate(lines) if "RMM ville-hôpital" in line)
    quoted = [f"> {line}" for line in lines]
    quoted.insert(place + 1, "Ces groupes se réunissent chaque mois depuis 2016.")
    reply = mail(
        f"Marie Dupont <{MARIE}>", draft["Reply-To"].addresses[0].addr_spec, "\n".join(quoted) + "\n",
        subject=f"Re: {draft['Subject']}", In_Reply_To=str(draft["Message-ID"]),
    )  # fmt: skip
    assert ingest(desk, reply, "2017-11-20T10:00")["outcome"] == "amendment"
    (amendment,) = desk.does("amendments", "list", "pnsp", "--json").json
    assert "chaque mois" in amendment["proposed"]
    assert amendment["state"] == "proposed"
    refused = desk("synthesis", "final", "pnsp", "-o", str(out), now="2017-12-04T10:00")
    assert refused.code == 2
    assert amendment["id"] in refused.errors
    desk.does("amendments", "accept", "pnsp", amendment["id"], "--reason", "utile", now="2017-12-04T10:00")
    desk.does("synthesis", "final", "pnsp", "-o", str(out), "--send", now="2017-12-04T10:01")
    desk.tick("2017-12-04T10:05")
    assert [b"Marie Dupont" in raw for raw in desk.sent() if b"synthese.pdf" in raw] == [True]
    final = (out / "synthese-finale.html").read_text(encoding="utf-8")
    assert "chaque mois" in final
    assert "intégré" in final
    assert "1 ARS sur" in final


def test_a_conversation_in_the_terminal_is_stored_line_by_line(desk: Desk) -> None:
    said = desk.does("chat", "pnsp", PAUL, stdin="Journée régionale en 2016.\nNéant\n", now="2017-09-10T10:00")
    assert "[Q1a]" in said.text
    assert "[Q2a]" in said.text
    desk.does("export", "pnsp", "--format", "json", "-o", str(desk.folder / "e.json"), now="2017-09-10T11:00")
    answers = next(
        o["answers"] for o in json.loads((desk.folder / "e.json").read_text())["organisations"] if o["code"] == "44"
    )
    assert answers["Q1a"]["text"] == "Journée régionale en 2016."
    assert answers["Q1b"]["text"] == "Néant"


def test_a_mail_dropped_into_the_maildir_has_arrived(desk: Desk) -> None:
    sent = replies.Sent.read(desk.does("mail", "compose", "pnsp", MARIE).raw)
    box = desk.folder / "data" / "mail" / "in" / "new"
    box.mkdir(parents=True, exist_ok=True)
    (box / "1.eml").write_bytes(replies.thunderbird_inline(sent).raw)
    assert desk.tick("2017-09-10T10:00")["received"] == 1
    assert desk.tick("2017-09-10T10:01")["received"] == 0
    assert desk.does("campaign", "status", "pnsp", "--json", now="2017-09-10T10:02").json["returned"] == 1
