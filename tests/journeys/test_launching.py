"""Launching a campaign: what is said before, what leaves, and what changes after."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar

from storage.audit import history
from tests.journeys.commands import CONTACTS, Desk
from tests.journeys.correspondence import answer_to, ingest, invitation, leaving, status, written
from usecases.enclosing import LARGEST

JEAN, MARIE = "direction@ars-bretagne.example", "marie.dupont@ars-bretagne.example"
PAUL, ROSE = "paul.weber@ars-grand-est.example", "rose.payet@ars-oi.example"
PEOPLE = CONTACTS + "OI;Zoé Hoarau;zoe@ars-oi.example;resource;\n;Nadia Roux;n.roux@ministere.example;coordinator;\n"
CREATE = ("campaign", "create", "pnsp-2017", "--id", "pnsp", "--opens", "2017-07-17")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with a list of contacts."""
    written(tmp_path, "contacts.csv", PEOPLE)
    return Desk(tmp_path)


def create(desk: Desk, *options: str, deadline: str = "29 septembre") -> str:
    contacts = ("--contacts", str(desk.folder / "contacts.csv"))
    return desk.does(*CREATE, *contacts, "--deadline", deadline, *options).text


def refused(desk: Desk, *options: str, deadline: str = "29 septembre") -> str:
    said = desk(*CREATE, "--contacts", str(desk.folder / "contacts.csv"), "--deadline", deadline, *options)
    assert (said.code, said.raw) == (2, b""), said.text
    return said.errors.replace("\u00a0", " ")


def steps(desk: Desk, who: str) -> list[str]:
    """« J-14 09-15T09:00 » for each message to come."""
    plan = desk.does("campaign", "plan", "pnsp", "--json").json
    return [f"{row['step']} {row['when'][5:16]}" for row in plan if row["contact"] == who]


def plain(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).replace("\u00a0", " ").split())


def test_the_usual_calendar(desk: Desk) -> None:
    create(desk)
    assert steps(desk, MARIE) == [
        "open 07-17T09:00", "J-30 08-30T09:00", "J-14 09-15T09:00", "J-7 09-22T09:00", "J-2 09-27T09:00",
        "J+1 10-02T09:00", "J+7 10-06T09:00",
    ]  # fmt: skip


def test_steps_and_hour_of_one_campaign(desk: Desk) -> None:
    create(desk, "--steps", "J-21, -7 ; J+2", "--hour", "10 h 30")
    assert steps(desk, MARIE) == [
        "open 07-17T10:30", "J-21 09-08T10:30", "J-7 09-22T10:30", "J+2 10-02T10:30",
    ]  # fmt: skip


def test_no_reminder_at_all(desk: Desk) -> None:
    assert "Aucun rappel n’est prévu." in create(desk, "--steps", "aucun")
    assert steps(desk, MARIE) == ["open 07-17T09:00"]


@pytest.mark.parametrize(
    ("deadline", "last_day", "strict"),
    [
        ("29 septembre", "2017-09-29", False),
        ("au plus tard le 29 septembre", "2017-09-29", False),
        ("avant le 30 septembre", "2017-09-29", True),
        ("le 29/09/2017", "2017-09-29", False),
        ("fin septembre", "2017-09-30", False),
        ("25 avril", "2018-04-25", False),
        ("avant le 26 juin", "2018-06-25", True),
    ],
)
def test_a_deadline_is_understood_as_it_is_written(desk: Desk, deadline: str, last_day: str, strict: bool) -> None:
    contacts = ("--contacts", str(desk.folder / "contacts.csv"))
    said = desk.does(*CREATE, *contacts, "--deadline", deadline, "--dry-run", "--json").json
    assert (said["last_day"], said["strict"]) == (last_day, strict)


@pytest.mark.parametrize(
    ("options", "deadline", "words"),
    [
        ((), "31 avril", "--deadline, « 31 avril » : ce jour n’existe pas : le mois d’avril a 30 jours."),
        ((), "29 février 2027", "le mois de février 2027 a 28 jours"),
        ((), "mi-septembre", "--deadline, « mi-septembre » : cette date n’est pas lisible"),
        ((), "2017-09-29T18:00", "la date limite est un jour entier"),
        (("--strict",), "au plus tard le 29 septembre", "compte ce jour, --strict l’exclut"),
        (("--steps", "J-7, bientôt"), "29 septembre", "--steps, « bientôt » : cette étape n’est pas lisible"),
        (("--steps", "J-7 7"), "29 septembre", "--steps, « j-7 7 »"),
        (("--steps", "J-400"), "29 septembre", "plus de 365 jours"),
        (("--hour", "20:00"), "29 septembre", "--hour, « 20:00 » : rien ne part à cette heure"),
        (("--hour", "matin"), "29 septembre", "--hour, « matin » : cette heure n’est pas lisible"),
        (("--letter", "rien.pdf"), "29 septembre", "--letter : le fichier « rien.pdf » ne peut pas être lu"),
        (("--confirm",), "29 septembre", "--confirm : il n’y a personne à qui demander"),
    ],
)
def test_what_cannot_be_is_one_sentence(desk: Desk, options: tuple[str, ...], deadline: str, words: str) -> None:
    errors = refused(desk, *options, deadline=deadline)
    assert words in errors
    assert errors.count("\n") == 1
    assert desk.does("campaign", "list", "--json").json == []


def test_a_dry_run_says_how_many_messages_go_to_whom(desk: Desk) -> None:
    said = create(desk, "--dry-run").replace("\u00a0", " ")
    assert "serait lancée : 4 messages à 3 organismes" in said
    assert "À qui : 1 destinataire, 3 correspondants." in said
    assert "Ne reçoivent rien : 1 personne ressource, 1 coordonnateur." in said
    assert "53 ARS Bretagne : 1 destinataire, 1 correspondant" in said
    assert f"{JEAN} — Jean Kermeur (destinataire)" in said
    assert "J-30, J-14, J-7, J-2, J+1, J+7, à 09:00 chez chacun ; 28 messages au plus en tout" in said
    assert desk.does("campaign", "list", "--json").json == []


def test_what_may_not_be_meant_is_remarked(desk: Desk) -> None:
    contacts = ("--contacts", str(desk.folder / "contacts.csv"))
    weekend = ("campaign", "create", "pnsp-2017", "--id", "p", "--opens", "2017-09-23", "--deadline", "2017-09-24")
    said = desk.does(*weekend, *contacts, "--dry-run", now="2017-10-01T10:00").text
    assert "Attention : La date limite est déjà passée" in said
    assert "Attention : L’envoi partirait après la date limite pour : 53 ARS Bretagne" in said
    slip = ("campaign", "create", "pnsp-2017", "--id", "p", "--opens", "2017-09-04", "--deadline", "2018-09-29")
    assert "Attention : Plus d’un an sépare" in desk.does(*slip, *contacts, "--dry-run").text


def on_a_terminal(desk: Desk, answer: str) -> tuple[int, str]:
    """Launch with --confirm in a process whose input is a terminal; its code and what it said."""
    ours, theirs = pty.openpty()
    options = [*CREATE, "--contacts", str(desk.folder / "contacts.csv"), "--deadline", "29 septembre", "--confirm"]
    command = [sys.executable, "-m", "relance", "--data", str(desk.folder / "data"), "--now", desk.now, *options]
    process = subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    os.close(theirs)
    os.write(ours, answer.encode())
    said, _ = process.communicate(timeout=60)
    os.close(ours)
    return process.returncode, said


@pytest.mark.parametrize(
    ("answer", "code", "launched"),
    [("oui\n", 0, 1), ("peut-être\noui\n", 0, 1), ("non\n", 1, 0), ("\x04", 1, 0)],
    ids=["yes", "yes, asked again", "no", "end of input"],
)
def test_a_confirmation_shows_who_gets_what_and_waits_for_a_yes(
    desk: Desk, answer: str, code: int, launched: int
) -> None:
    done, said = on_a_terminal(desk, answer)
    assert done == code, said
    assert "4 messages à 3 organismes" in said
    assert f"{MARIE} — Marie Dupont (correspondant)" in said
    assert "Lancer ? Écrivez « oui » ou « non »" in said
    assert ("Rien n’est lancé." in said) is not bool(launched)
    assert len(desk.does("campaign", "list", "--json").json) == launched


def test_the_letter_comes_first_and_nothing_is_needed_of_the_files_afterwards(desk: Desk) -> None:
    letter, guide = desk.folder / "lettre.txt", desk.folder / "Guide à lire.pdf"
    letter.write_bytes("Le directeur général, très attaché à ce bilan…".encode("cp1252"))
    guide.write_bytes(b"%PDF-1.7 guide")
    said = create(desk, "--letter", str(letter), "--document", str(guide)).replace("\u00a0", " ")
    assert "Joints à l’envoi, avec le formulaire : « lettre.txt », « Guide à lire.pdf »." in said
    letter.unlink()
    guide.unlink()
    desk.tick("2017-07-17T11:30")
    sent = message_from_bytes(next(raw for raw in desk.sent() if MARIE.encode() in raw), policy=policy.default)
    assert isinstance(sent, EmailMessage)
    names = [part.get_filename() for part in sent.iter_attachments()]
    assert names == ["lettre.txt", "pnsp-53.docx", "Guide à lire.pdf"]
    first, _, last = (part.get_payload(decode=True) for part in sent.iter_attachments())
    assert isinstance(first, bytes)
    assert "très attaché à ce bilan…" in first.decode("utf-8-sig")
    assert last == b"%PDF-1.7 guide"
    assert "Joint à ce message : « lettre.txt » et « Guide à lire.pdf »." in plain(sent)
    assert "le formulaire joint (« pnsp-53.docx »)" in plain(sent)
    # reminders carry no enclosure
    (reminder,) = leaving(desk, "2017-09-15T15:00", MARIE)
    assert not [part for part in reminder.walk() if part.get_filename() in names[::2]]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("macro.exe", b"MZ", "« macro.exe » ne peut pas être joint ; formats acceptés : pdf, doc"),
        ("vide.pdf", b"", "le fichier « vide.pdf » est vide"),
        ("gros.pdf", b"x" * (LARGEST + 1), "7 Mo en tout, c’est trop pour un courriel (7 Mo au plus)"),
    ],
)
def test_what_no_mail_would_carry_is_refused(desk: Desk, name: str, content: bytes, words: str) -> None:
    (desk.folder / name).write_bytes(content)
    assert words in refused(desk, "--document", str(desk.folder / name))


def test_the_addressee_and_the_correspondents_have_their_own_words(desk: Desk) -> None:
    create(desk)
    director, marie, rose = (plain(invitation(desk, "pnsp", who)) for who in (JEAN, MARIE, ROSE))
    assert "la contribution de votre organisme (ARS Bretagne)" in director
    assert "Vous en êtes destinataire en tant que directeur général." in director
    assert "Le même questionnaire est adressé à Marie Dupont, qui peut y répondre" in director
    assert "votre contribution (ARS Bretagne)" in marie
    assert "aussi adressée à Jean Kermeur (directeur général)" in marie
    assert "destinataire" not in rose.replace("destinataires", "")
    assert "aussi adressée" not in rose


def test_an_addressee_with_several_correspondents_is_told_their_names(desk: Desk) -> None:
    written(desk.folder, "contacts.csv", PEOPLE + "53;Luc Hervé;luc@ars-bretagne.example;respondent;\n")
    create(desk)
    said = plain(invitation(desk, "pnsp", JEAN))
    assert "Vos correspondants reçoivent le même questionnaire" in said
    assert ": Luc Hervé et Marie Dupont." in said


def test_a_preview_reads_like_the_mail(desk: Desk) -> None:
    create(desk)
    both = desk.does("campaign", "preview", "pnsp").text
    assert [line for line in both.splitlines() if line.startswith("À : ")] == [
        f"À : Jean Kermeur <{JEAN}>", f"À : Marie Dupont <{MARIE}>",
    ]  # fmt: skip
    assert both.count("[Q1a] ") == 2
    assert f"À : Rose Payet <{ROSE}>" in desk.does("campaign", "preview", "pnsp", ROSE).text
    assert desk.sent() == []


def change(desk: Desk, *options: str, now: str = "") -> str:
    return desk.does("campaign", "change", "pnsp", *options, "--reason", "grève des transports", now=now).text


def test_a_moved_deadline_is_followed_by_everything_that_is_still_to_leave(desk: Desk) -> None:
    create(desk)
    desk.tick("2017-07-17T11:30")
    desk.tick("2017-09-22T15:00")
    said = change(desk, "--deadline", "13 octobre", "--title", "Bilan prolongé", now="2017-09-25T10:00")
    assert "Date limite : au plus tard le 13/10/2017 (jusqu’ici au plus tard le 29/09/2017)." in said
    assert steps(desk, MARIE)[-4:] == ["J-7 10-06T09:00", "J-2 10-11T09:00", "J+1 10-16T09:00", "J+7 10-20T09:00"]
    # nobody is told on the spot, and « J-7 » comes again for the new date
    assert desk.tick("2017-09-25T11:00")["sent"] == 0
    (last,) = leaving(desk, "2017-10-06T15:00", MARIE)
    assert "13 octobre 2017" in str(last["Subject"])
    assert "Bilan prolongé" in str(last["Subject"])
    assert len({message_from_bytes(raw)["Message-ID"] for raw in desk.sent()}) == len(desk.sent())


def test_a_change_stays_in_the_history_with_its_actor_and_reason(desk: Desk) -> None:
    create(desk)
    change(desk, "--steps", "J-10, J+3", "--hour", "14:00")
    *_, last = history(desk.folder / "data" / "store")
    assert (last.actor, last.kind) == ("coordinator:change", "campaign")
    written_down = str(last.document["rounds"])
    assert "'reason': 'grève des transports'" in written_down
    assert "J-10, J+3 (jusqu’ici J-30" in written_down
    assert steps(desk, MARIE) == ["open 07-17T14:00", "J-10 09-19T14:00", "J+3 10-02T14:00"]


def test_an_organisation_with_more_time_keeps_it(desk: Desk) -> None:
    create(desk)
    desk.does("campaign", "extend", "pnsp", "44", "--until", "2017-10-20", "--reason", "congés")
    change(desk, "--deadline", "2017-10-13")
    assert steps(desk, PAUL)[-3:-1] == ["J-2 10-18T09:00", "J+1 10-23T09:00"]
    assert steps(desk, MARIE)[-3:-1] == ["J-2 10-11T09:00", "J+1 10-16T09:00"]
    change(desk, "--deadline", "2017-10-27")
    assert steps(desk, PAUL) == [*steps(desk, PAUL)[:1], *steps(desk, MARIE)[1:]]


@pytest.mark.parametrize(
    ("options", "now", "words"),
    [
        (("--deadline", "2017-09-29"), "", "Rien ne change"),
        (("--deadline", "2017-07-01"), "", "tombe avant l’ouverture"),
        (("--deadline", "2017-08-15"), "2017-09-01T10:00", "tombe avant"),
        (("--opens", "2017-08-01"), "2017-07-18T10:00", "est ouvert depuis le 17/07/2017"),
        (("--opens", "2017-07-09"), "", "est déjà passé"),
        (("--opens", "2017-10-09"), "", "tombe avant l’ouverture"),
        (("--hour", "7h"), "", "--hour, « 7h »"),
        (("--round", "vague-9", "--hour", "10h"), "", "n’a pas de tour « vague-9 »"),
    ],
)
def test_a_change_that_cannot_be_is_refused(desk: Desk, options: tuple[str, ...], now: str, words: str) -> None:
    create(desk)
    said = desk("campaign", "change", "pnsp", *options, "--reason", "x", now=now)
    assert said.code == 2
    assert words in said.errors.replace("\u00a0", " ")


def test_strictness_alone_moves_the_last_day_and_not_the_steps(desk: Desk) -> None:
    create(desk, deadline="avant le 30 septembre")
    before = steps(desk, MARIE)
    assert "au plus tard le 30/09/2017 (jusqu’ici avant le 30/09/2017)" in change(desk, "--no-strict")
    assert steps(desk, MARIE) == before


@pytest.mark.parametrize(
    ("who", "code"),
    [(MARIE, "53"), (ROSE, "OI"), ("eva@ars-martinique.example", "02")],
    ids=["Paris", "Réunion", "Martinique"],
)
@pytest.mark.parametrize(
    ("moment", "state"), [("2017-09-29T23:59:59", "partial"), ("2017-09-30T00:00:00", "late")], ids=["in time", "late"]
)
def test_reception_counts_until_midnight_in_paris(desk: Desk, who: str, code: str, moment: str, state: str) -> None:
    written(desk.folder, "contacts.csv", PEOPLE + "02;Eva Marny;eva@ars-martinique.example;respondent;\n")
    create(desk)
    desk.tick("2017-07-17T18:00")
    assert ingest(desk, answer_to(invitation(desk, "pnsp", who), "Q5 : Oui.\n"), moment)["outcome"] == "recorded"
    assert status(desk, "pnsp", moment)[code]["state"] == state
    assert status(desk, "pnsp", "2017-10-01T10:00")[code]["state"] == ("late" if state == "late" else "returned")


def test_the_plan_goes_into_a_diary(desk: Desk) -> None:
    create(desk, deadline="avant le 30 septembre")
    desk.does("campaign", "extend", "pnsp", "44", "--until", "2017-10-06", "--reason", "congés, et fêtes ; voilà")
    file = desk.folder / "plan.ics"
    desk.does("campaign", "plan", "pnsp", "--ics", "-o", str(file))
    raw = file.read_bytes()
    assert raw == desk.does("campaign", "plan", "pnsp", "--ics").raw
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    events = list(Calendar.from_ical(raw).walk("VEVENT"))
    by_title = {str(e["SUMMARY"]): e for e in events}
    assert len({str(e["UID"]) for e in events}) == len(events)
    assert all(e.decoded("DTSTAMP") == datetime(2017, 7, 10, 8, tzinfo=UTC) for e in events)
    reminder = by_title["pnsp – rappel J-14 : 2 messages"]
    assert reminder.decoded("DTSTART") == datetime(2017, 9, 15, 7, tzinfo=UTC)
    assert "53 ARS Bretagne : 2" in str(reminder["DESCRIPTION"])
    last = by_title["pnsp – dernier jour pour répondre"]
    assert (last.decoded("DTSTART"), last.decoded("DTEND")) == (date(2017, 9, 29), date(2017, 9, 30))
    assert "avant le 30/09/2017" in str(last["DESCRIPTION"])
    longer = by_title["pnsp – dernier jour pour ARS Grand Est"]
    assert longer.decoded("DTSTART") == date(2017, 10, 6)
    assert str(longer["DESCRIPTION"]) == "Délai accordé : congés, et fêtes ; voilà"
    # the same events move in the diary when the date moves
    change(desk, "--deadline", "2017-10-13")
    moved = Calendar.from_ical(desk.does("campaign", "plan", "pnsp", "--ics").raw).walk("VEVENT")
    uids = {str(e["UID"]): e for e in moved}
    assert uids[str(reminder["UID"])].decoded("DTSTART") == datetime(2017, 9, 29, 7, tzinfo=UTC)
    assert uids[str(reminder["UID"])]["SEQUENCE"] == 1


@pytest.mark.parametrize("options", [("--json", "--ics"), ("-o", "plan.ics")])
def test_options_of_the_plan_that_do_not_go_together(desk: Desk, options: tuple[str, ...]) -> None:
    create(desk)
    said = desk("campaign", "plan", "pnsp", *options)
    assert (said.code, said.raw) == (2, b"")


def test_those_who_live_by_another_clock_are_told_that_dates_are_those_of_paris(desk: Desk) -> None:
    create(desk)
    told = "2017. Cette date s’entend à l’heure de Paris."
    assert told in plain(invitation(desk, "pnsp", ROSE))
    assert told not in plain(invitation(desk, "pnsp", MARIE))
