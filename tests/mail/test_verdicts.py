"""What servers answer, and whose fault it is: only a bad address silences its contact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from mail.verdicts import GREY_PAUSE, Answer, on_content, on_recipient, on_sender
from usecases.ports import Attempt, Sent


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("550 5.1.1 <marie@ars.example>: Recipient address rejected: User unknown in virtual mailbox table", "refused"),
        ("550 5.1.1 utilisateur inconnu", "refused"),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "refused"),
        ("550 5.4.1 Recipient address rejected: Access denied.", "refused"),
        ("550 5.1.2 Domaine inexistant", "refused"),
        ("550 No such user here", "refused"),
        ("550 unknown user", "refused"),
        ("553 sorry, no mailbox here by that name", "refused"),
        ("550 5.7.1 no such user", "refused"),
        ("550 5.2.1 mailbox disabled", "refused"),
        ("552 5.2.2 boîte pleine", "refused"),
        ("501 5.1.3 Bad recipient address syntax", "refused"),
        ("556 5.1.10 nullMX", "refused"),
        ("554 5.7.1 <x@y.example>: Relay access denied", "later"),
        ("550 relay not permitted", "later"),
        ("530 5.7.0 Authentication required", "later"),
        ("550 5.7.60 SMTP; Client does not have permissions to send as this sender", "later"),
        ("550 5.7.1 Service unavailable; client host [192.0.2.1] blocked using zen.spamhaus.org", "later"),
        ("554 Service unavailable; Client host [192.0.2.1] blocked using bl.spamcop.net", "later"),
        ("550 5.7.26 This mail is unauthenticated, SPF and DKIM did not pass", "later"),
        ("550 SPF check failed", "later"),
        ("550 5.1.8 <relance@dgos.example>: Sender address rejected: Domain not found", "later"),
        ("550 Sender verify failed", "later"),
        ("550 5.3.2 System not accepting network messages", "later"),
        ("503 5.5.1 bad sequence of commands", "later"),
        ("500 5.5.2 command not recognized", "later"),
        ("552 5.3.4 Message size exceeds fixed limit", "unfit"),
        ("550 5.2.3 Message too large for this mailbox", "unfit"),
        ("450 4.2.0 boîte occupée", "later"),
        ("451 4.3.0 erreur locale", "later"),
    ],
)
def test_at_the_recipient(answer: str, expected: str) -> None:
    attempt = on_recipient(given(answer))
    assert (attempt.result, attempt.detail) == (Sent(expected), answer)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("250 2.0.0 Ok: queued as 4F2", "done"),
        ("550 5.1.1 destinataire inconnu", "refused"),
        ("550 mailbox unavailable", "refused"),
        ("554 5.7.1 Message rejected as spam", "later"),
        ("554 Transaction failed", "later"),
        ("550 5.7.1 DMARC policy", "later"),
        ("554 5.6.0 contenu refusé", "unfit"),
        ("552 5.3.4 trop gros", "unfit"),
        ("552 exceeded storage allocation", "unfit"),
        ("552 5.2.2 quota dépassé", "refused"),
        ("452 4.3.1 Insufficient system storage", "later"),
    ],
)
def test_after_the_content(answer: str, expected: str) -> None:
    assert on_content(given(answer)).result is Sent(expected)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("550 5.7.60 not permitted to send as this sender", "down"),
        ("530 5.7.0 Authentication required", "down"),
        ("452 4.3.1 Insufficient system storage", "down"),
        ("450 4.7.1 too many messages from this sender", "down"),
        ("552 5.3.4 Message size exceeds fixed limit", "unfit"),
    ],
)
def test_a_refused_sender_is_the_same_for_all(answer: str, expected: str) -> None:
    assert on_sender(given(answer)).result is Sent(expected)


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        ("451 4.7.1 Greylisting in action, please come back in 00:04:55", GREY_PAUSE),
        ("450 4.2.0 <a@b.example>: Recipient address rejected: Greylisted", GREY_PAUSE),
        ("451 4.7.1 greylisted, try again in 300 seconds", timedelta(minutes=5)),
        ("450 liste grise : réessayez dans 2 minutes", timedelta(minutes=2)),
        ("451 try again later, in 9999 hours", timedelta(hours=2)),
        ("451 4.3.0 erreur locale", None),
        ("452 4.2.2 boîte pleine", None),
    ],
)
@pytest.mark.parametrize("stage", [on_recipient, on_content])
def test_a_greylist_says_when_to_come_back(
    answer: str, wait: timedelta | None, stage: Callable[[Answer], Attempt]
) -> None:
    assert stage(given(answer)) == Attempt(Sent.LATER, answer, wait)


def given(answer: str) -> Answer:
    return Answer(int(answer[:3]), answer[4:])
