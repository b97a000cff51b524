"""Writes the draft synthesis from the returns: response rate, method, then every question with its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from campaigns.campaign import Campaign, Round, RoundKind
from campaigns.contribution import Channel
from campaigns.dates import in_words
from campaigns.returns import MergedAnswer
from campaigns.tracking import OrganisationTracking, State, Tracking
from campaigns.zones import PARIS
from questionnaires.model import Kind, Question, Questionnaire
from synthesis.answers import answers_to
from synthesis.draft import Draft, Paragraph, Style
from synthesis.sentences import PERSON, Noun, enumerated, grouped, in_letters, noun_for, response_rate, silent
from synthesis.tallies import number_of, people_in

_CHANNELS: Mapping[Channel, str] = {
    Channel.MAIL: "par courriel",
    Channel.FORM: "par formulaire",
    Channel.CHAT: "par messagerie instantanée",
    Channel.TERMINAL: "dans le terminal",
    Channel.PAGES: "par les pages web",
}
Merged = Mapping[str, Mapping[str, MergedAnswer]]


@dataclass
class _Sheet:
    """The paragraphs of the opening; each has a number of its own, so that a new sentence moves no other's id."""

    paragraphs: list[Paragraph] = field(default_factory=list)

    def write(self, number: int, style: Style, text: str) -> None:
        if text:
            self.paragraphs.append(Paragraph(f"p{number}", style, text))


def write_draft(
    campaign: Campaign,
    round: Round,
    questionnaire: Questionnaire,
    tracking: Tracking,
    merged_by_organisation: Merged,
    number: int,
    created_at: datetime,
    review: Round | None = None,
) -> Draft:
    """Version `number` of the synthesis of one round; the answers are by organisation code, then question code.

    Ids of paragraphs come from what they hold (question, organisation, line), so they stay from version to version:
    p1 to p99 the opening and the ending, p101… the sections, and for question 3 of organisation 5 p30500, p30501…
    `review` is the review round, when it is to be told in the text.
    """
    sheet = _Sheet()
    _opening(sheet, campaign, round, tracking)
    _method(sheet, questionnaire, tracking, merged_by_organisation)
    paragraphs = [*sheet.paragraphs, *_sections(campaign, questionnaire, tracking, merged_by_organisation)]
    if review is not None:
        ending = _Sheet()
        ending.write(80, Style.HEADING, "Retour vers les correspondants")
        ending.write(81, Style.TEXT, _review_sentence(review))
        paragraphs += ending.paragraphs
    return Draft(f"{campaign.id}/{number}", campaign.id, number, created_at, tuple(paragraphs))


def _opening(sheet: _Sheet, campaign: Campaign, round: Round, tracking: Tracking) -> None:
    noun = noun_for(o.name for o in campaign.organisations)
    invited = [o for o in tracking.organisations if o.invited]
    sheet.write(1, Style.TITLE, f"Synthèse des réponses : {campaign.title}{_wave(campaign, round)}")
    sheet.write(2, Style.HEADING, "L’enquête")
    opened = (round.opened_at or round.opens).astimezone(PARIS).date()
    sheet.write(
        3,
        Style.TEXT,
        f"Le questionnaire « {campaign.title} » a été adressé à {noun.counted(len(invited))} le {in_words(opened)}, "
        f"avec demande de retour {_limit(round)}.",
    )
    sheet.write(10, Style.HEADING, "Les retours")
    sheet.write(11, Style.TEXT, response_rate(tracking.returned, tracking.invited, noun))
    sheet.write(12, Style.TEXT, silent(_names(invited, State.WAITING, State.STARTED)))
    sheet.write(13, Style.TEXT, _partial(_names(invited, State.PARTIAL)))
    sheet.write(14, Style.TEXT, _declined(_names(invited, State.DECLINED)))
    sheet.write(15, Style.TEXT, _late(_names(invited, State.LATE)))
    without = [o.name for o in tracking.organisations if not o.invited]
    if without:
        sheet.write(
            16, Style.TEXT, f"Sans correspondant connu, donc non interrogé{_s(without)} : {enumerated(without)}."
        )


def _wave(campaign: Campaign, round: Round) -> str:
    """Which of several waves this is."""
    waves = [r for r in campaign.rounds if r.kind is RoundKind.COLLECTION]
    return f" ({round.label})" if len(waves) > 1 else ""


def _limit(round: Round) -> str:
    """The date as it was written: « avant le 26 juin 2014 », « pour le 29 septembre 2017 »."""
    if round.strict:
        return f"avant le {in_words(round.last_day + timedelta(days=1))}"
    return f"pour le {in_words(round.last_day)}"


def _names(organisations: list[OrganisationTracking], *states: State) -> list[str]:
    return [o.name for o in organisations if o.state in states]


def _s(names: list[str]) -> str:
    return "s" if len(names) > 1 else ""


def _partial(names: list[str]) -> str:
    if not names:
        return ""
    verb = (
        "ont commencé à répondre sans avoir terminé" if len(names) > 1 else "a commencé à répondre sans avoir terminé"
    )
    return f"{enumerated(names)} {verb} ; les réponses reçues figurent ci-après."


def _declined(names: list[str]) -> str:
    if not names:
        return ""
    verb = (
        "ont fait savoir qu’elles ne répondraient pas" if len(names) > 1 else "a fait savoir qu’elle ne répondrait pas"
    )
    if not all(name.startswith("ARS ") for name in names):
        verb = verb.replace("elles", "ils").replace("elle ", "il ")
    return f"{enumerated(names)} {verb}."


def _late(names: list[str]) -> str:
    if not names:
        return ""
    verb = "ont répondu" if len(names) > 1 else "a répondu"
    return f"{enumerated(names)} {verb} après la date limite ; ces réponses sont prises en compte."


def _method(sheet: _Sheet, questionnaire: Questionnaire, tracking: Tracking, merged: Merged) -> None:
    """What can be computed about how the answers came: people named, channels, several people, what is unsettled."""
    noun = noun_for(o.name for o in tracking.organisations)
    sheet.write(20, Style.HEADING, "Remarques méthodologiques")
    sheet.write(21, Style.TEXT, _people(questionnaire, merged, noun))
    sheet.write(22, Style.TEXT, _channels(merged))
    several = sum(1 for answers in merged.values() if len({p.contact for a in answers.values() for p in a.parts}) > 1)
    if several:
        verb = "ont répondu" if several > 1 else "a répondu"
        sheet.write(23, Style.TEXT, f"{noun.counted(several)} {verb} à plusieurs voix.")
    about = sum(
        1 for answers in merged.values() for a in answers.values() if a.approximate and number_of(a.value) is not None
    )
    if about:
        is_given = "sont donnés comme approximatifs" if about > 1 else "est donné comme approximatif"
        figures = "chiffres" if about > 1 else "chiffre"
        sheet.write(24, Style.TEXT, f"{grouped(about)} {figures} {is_given} ; « env. » le signale.")
    sheet.write(25, Style.TEXT, _unsettled(questionnaire, tracking))
    if not questionnaire.comparison:
        sheet.write(
            26,
            Style.TEXT,
            "Ces résultats ne permettent pas de comparer les organismes entre eux et ne sont pas classés.",
        )
    if len(sheet.paragraphs) and sheet.paragraphs[-1].id == "p20":
        sheet.write(27, Style.TEXT, "Aucune réponse n’a encore été reçue.")


def _people(questionnaire: Questionnaire, merged: Merged, noun: Noun) -> str:
    """« De deux à sept personnes sont mentionnées par ARS comme renseignant le questionnaire ou à contacter. »"""
    codes = [q.code for q in questionnaire.questions() if q.kind is Kind.PEOPLE]
    counts = [
        people_in([answers[code] for code in codes if code in answers])
        for answers in merged.values()
        if any(code in answers for code in codes)
    ]
    counts = [count for count in counts if count]
    if not counts:
        return ""
    least, most = min(counts), max(counts)
    if least == most:
        who = f"{in_letters(most, feminine=True).capitalize()} {PERSON.agreed(most)}"
    else:
        who = f"De {in_letters(least, feminine=True)} à {in_letters(most, feminine=True)} personnes"
    verb = "sont mentionnées" if most > 1 else "est mentionnée"
    plural = "s" if most > 1 else ""
    return f"{who} {verb} par {noun.one} comme renseignant le questionnaire ou pouvant être contactée{plural}."


def _channels(merged: Merged) -> str:
    """How many organisations used each channel."""
    used: dict[Channel, int] = {}
    for answers in merged.values():
        for channel in {c.channel for a in answers.values() for c in a.history}:
            used[channel] = used.get(channel, 0) + 1
    if not used:
        return ""
    ways = [f"{grouped(count)} {how}" for channel, how in _CHANNELS.items() if (count := used.get(channel))]
    more = " (plusieurs voies ont pu servir pour un même retour)" if sum(used.values()) > len(merged) else ""
    return f"Voies de réponse : {enumerated(ways)}{more}."


def _unsettled(questionnaire: Questionnaire, tracking: Tracking) -> str:
    places = [
        f"{code} ({o.name})" for o in tracking.organisations for code in o.conflicts if questionnaire.question(code)
    ]
    if not places:
        return ""
    return f"Réponses divergentes au sein d’un même organisme, à départager et non comptées : {enumerated(places)}."


def _sections(
    campaign: Campaign, questionnaire: Questionnaire, tracking: Tracking, merged: Merged
) -> Iterator[Paragraph]:
    noun = noun_for(o.name for o in campaign.organisations)
    returned = {o.code for o in tracking.organisations if o.state.is_return}
    numbers = {question.code: i for i, question in enumerate(questionnaire.questions(), 1)}
    for place, section in enumerate(questionnaire.sections, 101):
        shown = [question for question in section.questions if _is_shown(question)]
        if not shown:
            continue
        yield Paragraph(f"p{place}", Style.HEADING, section.title)
        for question in shown:
            answers = {
                o.code: merged[o.code][question.code]
                for o in campaign.organisations
                if question.code in merged.get(o.code, {})
            }
            yield from answers_to(
                question,
                numbers[question.code],
                campaign.organisations,
                answers,
                returned,
                noun,
                questionnaire.comparison,
            )


def _is_shown(question: Question) -> bool:
    """Names and telephone numbers of people stay out of a text that circulates; their number is in the method."""
    return question.kind is not Kind.PEOPLE and not question.prefill


def _review_sentence(review: Round) -> str:
    sent = (review.opened_at or review.opens).astimezone(PARIS).date()
    return (
        f"Le projet de synthèse a été transmis le {in_words(sent)} aux correspondants, invités à faire connaître leurs "
        f"remarques ou demandes de modification pour le {in_words(review.last_day)}."
    )
