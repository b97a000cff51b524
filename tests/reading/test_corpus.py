"""The corpus: every case is read as a careful reader would."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from campaigns.contribution import Manner
from mail.reading import read_reply
from tests.mails.cases import CASES, Case
from tests.mails.clauses import CLAUSES
from tests.mails.clients import CLIENTS
from tests.mails.corrections import CORRECTIONS
from tests.mails.prose import PROSE
from tests.mails.wordings import WORDINGS
from tests.reading.letters import invited
from tests.reading.manners import bodies_of


def plain(text: str) -> str:
    """As texts are compared: NFC, runs of blanks as one, straight apostrophes."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u2019", "'").split())


def plain_all(answers: dict[str, str]) -> dict[str, str]:
    return {code: plain(text) for code, text in answers.items()}


@pytest.mark.parametrize("case", [*CASES, *WORDINGS, *CORRECTIONS, *PROSE, *CLAUSES], ids=lambda case: case.id)
def test_every_reply_is_read_as_a_careful_reader_would(case: Case) -> None:
    asked = invited(case.questionnaire)
    if case.open is not None:
        asked = replace(asked, open=case.open)
    message = CLIENTS[case.client](case.said, case.inline, bodies_of(asked))
    reply = read_reply(message.as_bytes(), asked)
    assert plain_all({p.code: p.text for p in reply.answers}) == plain_all(
        case.inline if case.answers is None else case.answers
    )
    assert plain_all({p.code: p.text for p in reply.suggested}) == plain_all(case.suggested)
    assert tuple(map(plain, reply.leftover)) == tuple(map(plain, case.leftover))
    assert tuple(intent.kind for intent in reply.intents) == case.intents
    assert {p.code: p.manner for p in reply.answers if p.manner is not Manner.REPLACE} == case.manners


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 80
    assert len({case.client for case in CASES}) >= 25
