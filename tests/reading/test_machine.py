"""Mail that a machine wrote is told from a person's, with what it reports."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

from datetime import date, datetime

import pytest

from mail.reading import ReadingSettings, open_mail
from tests.mails.cases import CASES
from tests.mails.clients import CLIENTS
from tests.reading.letters import PARIS, PATTERN, invited
from tests.reading.manners import bodies_of
from usecases.messages import MachineKind, MachineMail

SETTINGS = ReadingSettings(PATTERN, ("pnsp@dgos.example",))
NOW = datetime(2017, 8, 1, 9, 0, tzinfo=PARIS)
LOST = "perdu@ars.example"


def machine(raw: str) -> MachineMail | None:
    facts = open_mail(raw.encode(), NOW, SETTINGS).mail
    assert facts is not None
    return facts.machine


def mail(subject: str, body: str, sender: str = "Marie <marie@ars.example>", *headers: str) -> str:
    lines = [f"From: {sender}", "To: relance+abcdefgh2345@dgos.example", f"Subject: {subject}", *headers]
    return "\n".join(lines) + f"\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"


def report(
    text: str,
    status: str,
    sender: str = "MAILER-DAEMON@mx.ars.example",
    subject: str = "Undelivered Mail Returned to Sender",
) -> str:
    return (
        f"From: {sender}\nTo: pnsp@dgos.example\nSubject: {subject}\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b1\n\n--b1\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n--b1\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.ars.example\n\n{status}\n--b1\nContent-Type: text/rfc822-headers\n\n"
        "From: pnsp@dgos.example\nSubject: Bilan\n--b1--\n"
    )


def status(action: str, code: str, diagnostic: str = "") -> str:
    return f"Final-Recipient: rfc822; {LOST}\nAction: {action}\nStatus: {code}\nDiagnostic-Code: smtp; {diagnostic}\n"


# name, message, address, hard
BOUNCES = [
    ("postfix unknown", report("host said: 550", status("failed", "5.1.1", "550 5.1.1 User unknown")), LOST, True),
    ("postfix full", report("over quota", status("failed", "5.2.2", "552 5.2.2 Mailbox full")), LOST, False),
    ("postfix 4xx given up", report("timed out", status("failed", "4.4.1", "connection timed out")), LOST, False),
    ("postfix delayed", report("delayed", status("delayed", "4.0.0"), subject="Delayed Mail (still being retried)"), LOST, False),
    ("exchange français", report(f"Échec de la remise pour ces destinataires :\n\n{LOST}", status("failed", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"), "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@ars.example>", "Non remis : Bilan du PNSP"), LOST, True),
    ("exchange refused", report("not permitted", status("failed", "5.7.1", "550 5.7.1 Access denied")), LOST, False),
    ("too large", report("too large", status("failed", "5.3.4", "552 5.3.4 message size")), LOST, False),
    ("capitals and spaces", report("x", f"FINAL-RECIPIENT: RFC822;{LOST}\nACTION: Failed\nSTATUS: 5.1.1 (bad)\n"), LOST, True),
    ("qmail", mail("failure notice", f"Hi. This is the qmail-send program at mx.ars.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<{LOST}>:\nSorry, no mailbox here by that name. (#5.1.1)\n", "MAILER-DAEMON@mx.ars.example"), LOST, True),
    ("exim", mail("Mail delivery failed: returning message to sender", f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  {LOST}\n    Unrouteable address\n", "Mail Delivery System <Mailer-Daemon@mx.ars.example>", f"X-Failed-Recipients: {LOST}", "Auto-Submitted: auto-replied"), LOST, True),
    ("sendmail", mail("Returned mail: see transcript for details", f"The original message was received\n\n   ----- The following addresses had permanent fatal errors -----\n<{LOST}>\n    (reason: 550 5.1.1 <{LOST}>... User unknown)\n", "Mail Delivery Subsystem <MAILER-DAEMON@mx.ars.example>"), LOST, True),
    ("exchange sans rapport", mail("Non remis : Bilan du PNSP", f"Échec de la remise pour ces destinataires ou groupes :\n\n{LOST}\nL'adresse de messagerie que vous avez entrée est introuvable.\n", "postmaster@ars.example", "X-MS-Exchange-Message-Is-Ndr: ", "In-Reply-To: <invitation-1@dgos.example>", "Auto-Submitted: auto-replied"), LOST, True),
    ("zimbra français", mail("Message non distribué", f"Votre message n'a pas pu être distribué à {LOST} : boîte pleine (quota dépassé).", "MAILER-DAEMON@mx.ars.example"), LOST, False),
    ("gmail français", mail("Delivery Status Notification (Failure)", f"Adresse introuvable\n\nVotre message n'a pas été remis à {LOST}, car l'adresse n'existe pas.\n550 5.1.1", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", f"X-Failed-Recipients: {LOST}"), LOST, True),
    ("deutsch", mail("Unzustellbar: Bilan", f"Ihre Nachricht konnte nicht zugestellt werden: {LOST} 550 5.1.1", "postmaster@ars.example"), LOST, True),
    ("español", mail("No se puede entregar: Bilan", f"No se ha podido entregar a {LOST}. 550 5.1.1 user unknown", "postmaster@ars.example"), LOST, True),
    ("lotus", mail("DELIVERY FAILURE: User not listed in Directory", f"Your message\n  Subject: Bilan\nwas not delivered to:\n  {LOST}\nbecause:\n  User not listed in Directory", "Postmaster <postmaster@ars.example>"), LOST, True),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "address", "hard"), [b[1:] for b in BOUNCES], ids=[b[0] for b in BOUNCES])
def test_a_bounce_names_the_address_and_says_whether_it_is_lasting(raw: str, address: str, hard: bool) -> None:
    found = machine(raw)
    assert found is not None
    assert (found.kind, found.address, found.hard) == (MachineKind.BOUNCE, address, hard)
    assert found.reason


ABSENCES = [
    ("exchange", mail("=?utf-8?Q?R=C3=A9ponse_automatique=C2=A0:?= Bilan", "Je suis absente jusqu'au 28 août.", "Marie <m@ars.example>", "Auto-Submitted: auto-replied"), date(2017, 8, 28)),
    ("subject only", mail("Réponse automatique : Bilan", "De retour le 29 août 2017."), date(2017, 8, 28)),
    ("range", mail("Absence du bureau", "Je serai en congés du 24 juillet au 15/08/2017 inclus."), date(2017, 8, 15)),
    ("english", mail("Out of office: Bilan", "I am out of the office until 4 September 2017."), date(2017, 9, 4)),
    ("first of the month", mail("Automatic reply: Bilan", "Absent jusqu’au vendredi 1er septembre inclus."), date(2017, 9, 1)),
    ("next year", mail("Absence : congés", "Je serai absent jusqu'au 5 janvier."), date(2018, 1, 5)),
    ("a weekday and a number", mail("Réponse automatique : Bilan", "Je suis absente. Retour le lundi 21."), date(2017, 8, 20)),
    ("a name that begins like a month", mail("Réponse automatique : Bilan", "Retour le 21.\n\nMarie Dupont"), None),
    ("I am back at work", mail("Réponse automatique : Bilan", "Je reprends le 4 septembre."), date(2017, 9, 3)),
    ("some days", mail("Réponse automatique : Bilan", "Je suis en formation les 2 et 3 août 2017."), date(2017, 8, 3)),
    ("one day", mail("Réponse automatique : Bilan", "Je suis absente le 2 août."), date(2017, 8, 2)),
    ("an arrow", mail("Réponse automatique : Bilan", "Congés : 31/07 -> 18/08"), date(2017, 8, 18)),
    ("not until", mail("Automatic reply: Bilan", "I will not return until 21/08/2017."), date(2017, 8, 20)),
    ("from a day on", mail("Réponse automatique : Bilan", "Je serai absent à compter du 7 août."), None),
    ("deutsch", mail("Automatische Antwort: Bilan", "Ich bin bis zum 21. August 2017 abwesend."), date(2017, 8, 21)),
    ("no date", mail("Message d'absence", "Je suis absent."), None),
    ("vacation program", mail("RE: Bilan", "En vacances.", "Marie <m@ars.example>", "Precedence: auto_reply"), None),
    ("ticket", mail("[Ticket 12] reçu", "Votre demande est enregistrée.", "support@ars.example", "Auto-Submitted: auto-generated"), None),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "until"), [a[1:] for a in ABSENCES], ids=[a[0] for a in ABSENCES])
def test_an_absence_message_gives_its_last_day(raw: str, until: date | None) -> None:
    found = machine(raw)
    assert found is not None
    assert (found.kind, found.until) == (MachineKind.ABSENCE, until)


OTHERS = [
    ("read receipt", "From: m@ars.example\nSubject: Lu : Bilan\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nVotre message a été lu.\n--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n", MachineKind.RECEIPT),
    ("read receipt in words", mail("Lu : Bilan", "Votre message\n\nÀ : Marie\nObjet : Bilan\n\na été lu le 17/07/2017."), MachineKind.RECEIPT),
    ("delivered", report("delivered", status("delivered", "2.1.5"), subject="Remis : Bilan"), MachineKind.RECEIPT),
    ("meeting accepted", "From: m@ars.example\nSubject: =?utf-8?q?Accept=C3=A9?= : Bilan\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n\n--b\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\n--b--\n", MachineKind.CALENDAR),
    ("complaint", "From: abuse@fai.example\nSubject: complaint\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nplainte\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--\n", MachineKind.FEEDBACK),
    ("newsletter", "From: lettre@fhf.example\nTo: pnsp@dgos.example\nSubject: La lettre\nList-Id: <lettre.fhf.example>\nPrecedence: bulk\n\nActualités\n", MachineKind.LIST),
    ("ours come back", mail("Bilan", "Bonjour", "DGOS <pnsp@dgos.example>"), MachineKind.OWN),
    ("our reply address", mail("Bilan", "Bonjour", "relance+abcdefgh2345@dgos.example"), MachineKind.OWN),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "kind"), [o[1:] for o in OTHERS], ids=[o[0] for o in OTHERS])
def test_other_machines_are_told_apart(raw: str, kind: MachineKind) -> None:
    found = machine(raw)
    assert found is not None
    assert found.kind is kind


PEOPLE = [
    ("suppressing answers proves nothing", mail("RE: Bilan", "Q5 : oui", "m@ars.example", "X-Auto-Response-Suppress: All")),
    ("answering an absence message", mail("RE: Réponse automatique : Bilan", "Me voici de retour. Q5 : oui")),
    ("through a list, with the token", mail("RE: Bilan", "Q5 : oui", "m@ars.example", "List-Id: <equipe.ars.example>", "Precedence: list")),
    ("says auto-submitted no", mail("RE: Bilan", "Q5 : oui", "m@ars.example", "Auto-Submitted: no")),
    ("reports a bounce in words", mail("Message non distribué ?", "Bonjour, mon précédent envoi est-il arrivé ? Q5 : oui", "m@ars.example", "In-Reply-To: <invitation-1@dgos.example>")),
    ("attaches a calendar file", "From: m@ars.example\nTo: relance+abcdefgh2345@dgos.example\nSubject: RE: Bilan\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nQ5 : oui\n--b\nContent-Type: text/calendar; method=REQUEST; name=a.ics\nContent-Disposition: attachment; filename=a.ics\n\nBEGIN:VCALENDAR\n--b--\n"),
    ("titles as an absence message", mail("Absence", "Q5 : oui")),
    ("writes about absences", mail("RE: Bilan", "Nous étions absents jusqu'au 12. Q5 : oui")),
]  # fmt: skip


@pytest.mark.parametrize("raw", [p[1] for p in PEOPLE], ids=[p[0] for p in PEOPLE])
def test_a_person_is_not_taken_for_a_machine(raw: str) -> None:
    assert machine(raw) is None


def test_no_reply_of_the_corpus_is_taken_for_a_machine() -> None:
    ours = bodies_of(invited())
    for case in CASES:
        raw = CLIENTS[case.client](case.said, case.inline, ours).as_bytes()
        facts = open_mail(raw, NOW, SETTINGS).mail
        assert facts is not None
        assert facts.machine is None, case.id
        assert "abcdefgh2345" in facts.tokens, case.id
