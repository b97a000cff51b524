"""Everything that came back in one round: as the JSON document of `relance export`, and as rows for a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from campaigns.calendar import has_happened
from campaigns.contribution import Contribution, Return
from campaigns.people import Contact
from campaigns.returns import MergedAnswer, merge
from campaigns.tracking import Tracking
from questionnaires.model import Questionnaire
from questionnaires.understood import Value
from usecases.find import asked_version, campaign_named, round_named
from usecases.follow import STATES, follow_in
from usecases.ports import Catalogue, Store


@dataclass(frozen=True)
class Export:
    """What stands at one moment: the tracking, and by organisation code the merged answers of each question.

    `addresses` gives the e-mail address of a contact id.
    """

    title: str
    questionnaire: Questionnaire
    tracking: Tracking
    answers: dict[str, dict[str, MergedAnswer]]
    addresses: dict[str, str]


async def export(store: Store, catalogue: Catalogue, campaign_id: str, now: datetime, round: str = "") -> Export:
    """Everything of a round (its label, by default the first) that came by `now`. `BadInput` for unknown names."""
    async with store.reading() as reading:
        campaign = await campaign_named(reading, campaign_id)
        chosen = round_named(campaign, round)
        questionnaire = asked_version(catalogue, campaign)
        tracking = await follow_in(reading, catalogue, campaign, chosen, now)
        returns = {r.organisation: r for r in await reading.find(Return, round=chosen.id)}
        said: dict[str, list[Contribution]] = {o.code: [] for o in campaign.organisations}
        for contribution in await reading.find(Contribution, round=chosen.id):
            if has_happened(contribution.received_at, now):
                said.setdefault(contribution.organisation, []).append(contribution)
        addresses = {c.id: c.email for c in await reading.find(Contact, campaign=campaign.id)}
    answers = {code: dict(merge(questionnaire, theirs, returns.get(code))) for code, theirs in said.items()}
    return Export(campaign.title, questionnaire, tracking, answers, addresses)


def as_json(exported: Export) -> dict[str, object]:
    """The document of `relance export --format json`; `value` is null where nothing certain was understood."""
    return {
        "campaign": exported.tracking.campaign,
        "round": exported.tracking.round,
        "now": exported.tracking.now.isoformat(),
        "organisations": [
            {
                "code": o.code,
                "name": o.name,
                "state": str(o.state),
                "answers": {
                    code: _answer(answer, exported.addresses)
                    for code, answer in exported.answers.get(o.code, {}).items()
                },
            }
            for o in exported.tracking.organisations
        ],
    }


def _answer(answer: MergedAnswer, addresses: dict[str, str]) -> dict[str, object]:
    return {
        "text": answer.text,
        "value": answer.value,
        "approximate": answer.approximate,
        "standing": str(answer.standing),
        "conflict": answer.conflict,
        "settled": answer.settled.reason if answer.settled else None,
        "contributions": [
            {
                "contact": addresses.get(c.contact, c.contact.partition("/")[2]),
                "channel": str(c.channel),
                "received_at": c.received_at.isoformat(),
                "source": c.source,
                "text": c.text,
                "value": c.understood.value,
                "approximate": c.understood.approximate,
                "standing": str(c.understood.standing),
                "manner": str(c.manner),
                "replaced": c.id in answer.replaced,
            }
            for c in answer.history
        ],
    }


# What a sheet can hold; a list of records is told by its text beside it.
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its first row is the header, `widths` are its first columns' in characters."""

    name: str
    rows: Sequence[Sequence[Cell]]
    widths: tuple[int, ...] = ()


HEADER = (
    "Code", "Organisme", "État", "Question", "Intitulé", "Réponse", "Valeur", "Approximatif", "À départager",
    "Contact", "Canal", "Reçu le", "Source",
)  # fmt: skip


def sheets(exported: Export) -> list[Sheet]:
    """The workbook of a campaign: every answer with its source, then one row per organisation."""
    return [
        Sheet("Réponses", rows(exported), (8, 30, 18, 10, 40, 70, 14, 14, 14, 34, 12, 20, 30)),
        Sheet("Par organisme", table_by_question(exported), (8, 30, 18)),
    ]


def rows(exported: Export) -> list[tuple[Cell, ...]]:
    """One row per organisation and answered question, `HEADER` first; an organisation without answers has one row."""
    table: list[tuple[Cell, ...]] = [HEADER]
    labels = {q.code: " ".join(q.label.split()) for q in exported.questionnaire.questions()}
    for o in exported.tracking.organisations:
        state = STATES[o.state]
        answers = exported.answers.get(o.code, {})
        if not answers:
            table.append((o.code, o.name, state, *("",) * (len(HEADER) - 3)))
        for code, answer in answers.items():
            table.append(
                (
                    o.code,
                    o.name,
                    state,
                    code,
                    labels.get(code, ""),
                    answer.text,
                    _cell(answer.value),
                    "oui" if answer.approximate else "",
                    "oui" if answer.conflict else "",
                    ", ".join(dict.fromkeys(exported.addresses.get(p.contact, p.contact) for p in answer.parts)),
                    ", ".join(dict.fromkeys(str(p.channel) for p in answer.parts)),
                    max(p.said_at for p in answer.parts).isoformat(timespec="minutes"),
                    ", ".join(dict.fromkeys(c.source for p in answer.parts for c in p.contributions)),
                )
            )
    return table


def table_by_question(exported: Export) -> list[tuple[Cell, ...]]:
    """One row per organisation, one column per question: the value where one was understood, else the text."""
    codes = exported.questionnaire.codes
    table: list[tuple[Cell, ...]] = [("Code", "Organisme", "État", *codes)]
    for o in exported.tracking.organisations:
        answers = exported.answers.get(o.code, {})
        cells = tuple(_shown(answers[code]) if code in answers else "" for code in codes)
        table.append((o.code, o.name, STATES[o.state], *cells))
    return table


def _shown(answer: MergedAnswer) -> Cell:
    if isinstance(answer.value, (int, float)) and not isinstance(answer.value, bool):
        return answer.value
    return answer.text


def _cell(value: Value) -> Cell:
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, dict):
        return " ; ".join(f"{key} : {thing}" for key, thing in value.items() if thing not in (None, ""))
    return " | ".join(str(_cell(thing)) for thing in value)
