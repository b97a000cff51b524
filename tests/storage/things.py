"""Things to store, with invented people, and what a store must answer about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from campaigns.campaign import Campaign, Invitation, Round, RoundKind, Sending
from campaigns.contribution import Channel, Contribution, Return, Settlement
from campaigns.people import Contact, Organisation
from questionnaires.understood import Understood
from synthesis.draft import Amendment, Change, Draft, Paragraph, Style
from usecases.messages import Delivery, LetterKind, Outcome, Outgoing, Received, Unmatched

NOON = datetime(2017, 9, 1, 12, tzinfo=timezone(timedelta(hours=2)))


def minutes(number: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=number)


def message(id: str, due: float = 0, **changes: object) -> Outgoing:
    """A queued mail that is due so many minutes after noon."""
    made = Outgoing(
        id, f"<{id}@relance.example>", Channel.MAIL, LetterKind.INVITATION, "claire.martin@ars.example",
        "pnsp", "pnsp/r1", f"pnsp/{id}@ars.example", NOON, minutes(due),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type] # the test names the fields it cares about


def contact(id: str, email: str = "", **changes: object) -> Contact:
    """A respondent of the organisation 11."""
    return replace(Contact(id, "pnsp", "11", email or f"{id}@ars.example"), **changes)  # type: ignore[arg-type] # as above


def one_of_each() -> tuple[
    Campaign, Contact, Invitation, Contribution, Return, Received, Outgoing, Unmatched, Draft, Amendment
]:
    """One thing of every kind, with every sort of field filled."""
    day, later = NOON.date(), NOON.astimezone(UTC)
    return (
        Campaign(
            "pnsp", "pnsp-2017", "1", "Bilan « PNSP »", (Organisation("11", "ARS Île-de-France"),),
            (Round("pnsp/r1", "r1", RoundKind.COLLECTION, NOON, day),), NOON,
        ),
        contact("pnsp/c", aliases=("c2@ars.example",), absent_until=day),
        Invitation("pnsp/r1/c", "pnsp", "pnsp/r1", "pnsp/c", "11", "abcdef", NOON, (Sending("open", later),)),
        Contribution(
            "k1", "pnsp", "pnsp/r1", "11", "pnsp/c", "Q1a", "1", "environ 30\nactions",
            Understood(value={"nombre": 30, "liste": [1.5, None, True, "é"]}, approximate=True),
            Channel.MAIL, "mail:<a@b.example>", NOON,
        ),
        Return("pnsp/r1/11", "pnsp", "pnsp/r1", "11", settlements=(Settlement("Q1a", "k1", "plus récent", NOON),)),
        Received("mail:<a@b.example>", Channel.MAIL, NOON, Outcome.RECORDED, answers={"Q1a": "oui"}, raw="ab"),
        message("m1", claimed_until=later, state=Delivery.SENT),
        Unmatched("u1", "mail:<x@y.example>", Channel.MAIL, NOON, "x@y.example", "?", "…", "inconnu"),
        Draft("pnsp/1", "pnsp", 1, NOON, (Paragraph("p1", Style.TEXT, "Treize ARS ont répondu."),)),
        Amendment(
            "a1", "pnsp", "pnsp/1", "p1", Change.REPLACE, "Treize", "13", "pnsp/c", "11", "mail", "mail:<a@b.example>",
            NOON,
        ),
    )  # fmt: skip
