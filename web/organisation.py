"""One organisation: question by question who said what, when, how, what was understood and where people differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request

from campaigns.contribution import Contribution, Return
from campaigns.people import Contact
from campaigns.returns import MergedAnswer, merge
from questionnaires.model import Question, Questionnaire
from questionnaires.values import spoken
from usecases.find import asked_version
from usecases.follow import follow_in
from usecases.ports import BadInput
from web import french
from web.frame import CHANNELS, Sight, campaign_path, person, tabs, the_campaign, the_round, with_query
from web.page import Page
from web.tracking import row_of


@dataclass(frozen=True)
class Said:
    """One contribution; `understood` is how it was read, where that differs from the text; `stands` unless replaced."""

    text: str
    understood: str
    who: str
    channel: str
    at: datetime
    stands: bool


@dataclass(frozen=True)
class Answered:
    """One question and everything that was said to it, the earliest first."""

    code: str
    label: str
    optional: bool
    missing: bool
    conflict: bool
    contributions: tuple[Said, ...]
    settled: str = ""


@dataclass(frozen=True)
class Part:
    """One section of the questionnaire."""

    title: str
    questions: list[Answered] = field(default_factory=list)


async def organisation(sight: Sight, request: Request) -> Page:
    """The answers and the contacts of one organisation in one round."""
    now = sight.clock()
    code = str(request.path_params["organisation"])
    async with sight.store.reading() as reading:
        campaign = await the_campaign(reading, request)
        round = the_round(campaign, request)
        known = campaign.organisation(code)
        if known is None:
            raise BadInput(f"La campagne « {campaign.id} » n’a pas d’organisme « {code} ».")
        items = await tabs(reading, campaign, round, "")
        return_ = await reading.get(Return, f"{round.id}/{code}")
        people = {c.id: c for c in await reading.find(Contact, campaign=campaign.id)}
        said = await reading.find(Contribution, return_id=f"{round.id}/{code}")
        tracked = (await follow_in(reading, sight.catalogue, campaign, round, now)).organisation(code)
    questionnaire = asked_version(sight.catalogue, campaign)
    assert tracked is not None, "the tracking holds every organisation of the campaign"
    merged = merge(questionnaire, [c for c in said if c.received_at <= now], return_)
    row = row_of(campaign, round, questionnaire, tracked, return_, people, now.astimezone(french.PARIS).date())
    label = round.label if round != campaign.round() else ""
    return Page(
        "organisation.html",
        f"{known.name} – {campaign.title}",
        {
            "campaign": campaign,
            "name": known.name,
            "back": with_query(campaign_path(campaign.id), tour=label),
            "tab_items": items,
            "row": row,
            "conflicts": tracked.conflicts,
            "heard": bool(merged),
            "sections": _sections(questionnaire, merged, tracked.missing, people),
        },
        f"{row.word}, {french.count(row.answered, 'réponse')} sur {row.asked}",
    )


def _sections(
    questionnaire: Questionnaire,
    merged: Mapping[str, MergedAnswer],
    missing: tuple[str, ...],
    people: Mapping[str, Contact],
) -> list[Part]:
    """The questionnaire in its order; answers to codes that it does not know come last."""
    parts = []
    for section in questionnaire.sections:
        part = Part(section.title)
        for question in section.questions:
            answer = merged.get(question.code)
            if answer is not None or question.code in missing or not question.condition:
                part.questions.append(_answered(question, answer, question.code in missing, people))
        if part.questions:
            parts.append(part)
    others = [answer for code, answer in merged.items() if questionnaire.question(code) is None]
    if others:
        parts.append(Part("D’une autre version du questionnaire", [_other(a, people) for a in others]))
    return parts


def _answered(
    question: Question, answer: MergedAnswer | None, missing: bool, people: Mapping[str, Contact]
) -> Answered:
    return Answered(
        code=question.code,
        label=question.label,
        optional=question.optional,
        missing=missing,
        conflict=answer is not None and answer.conflict,
        contributions=tuple(_said(c, answer, question, people) for c in answer.history) if answer else (),
        settled=answer.settled.reason if answer is not None and answer.settled else "",
    )


def _other(answer: MergedAnswer, people: Mapping[str, Contact]) -> Answered:
    said = tuple(_said(c, answer, None, people) for c in answer.history)
    return Answered(answer.question, "", True, False, answer.conflict, said)


def _said(
    contribution: Contribution, answer: MergedAnswer, question: Question | None, people: Mapping[str, Contact]
) -> Said:
    reading = spoken(question, contribution.understood) if question is not None else ""
    return Said(
        text=contribution.text,
        understood="" if _same(reading, contribution.text) else reading,
        who=person(people.get(contribution.contact), "une personne qui n’est plus dans les contacts"),
        channel=CHANNELS[contribution.channel],
        at=contribution.received_at,
        stands=contribution.id not in answer.replaced,
    )


def _same(reading: str, text: str) -> bool:
    """Whether the reading says no more than the text itself."""
    return reading.strip(" .").casefold() == text.strip(" .").casefold()
