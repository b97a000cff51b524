"""The paragraphs of one question: what can be counted, then each organisation's own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from campaigns.dates import in_words
from campaigns.people import Organisation
from campaigns.returns import MergedAnswer
from questionnaires.model import Kind, Question
from questionnaires.understood import Standing
from questionnaires.values import spoken
from synthesis.draft import Paragraph, Style
from synthesis.sentences import ACTION, Noun, declare, enumerated, grouped
from synthesis.tallies import by_standing, dates_of, labels_of, number_of, records_in, tally_choices, tally_numbers

_MOST_LINES = 99
_DECLARED: Sequence[tuple[Standing, str, str]] = (
    (Standing.NOTHING, "répond « néant »", "répondent « néant »"),
    (Standing.NOTHING_TO_REPORT, "déclare n’avoir rien à signaler", "déclarent n’avoir rien à signaler"),
    (Standing.NOT_CONCERNED, "se dit non concerné", "se disent non concerné"),
    (Standing.UNKNOWN, "ne sait pas répondre", "ne savent pas répondre"),
)
# A line that begins a paragraph of its own: a list mark, a number, a dash.
_NEW_LINE = re.compile(r"\s*([-–—•*·▪‣>+]|\(?\w{1,3}[.)°])\s")
_WRAPPED = 55


def answers_to(
    question: Question,
    number: int,
    organisations: Sequence[Organisation],
    answers: Mapping[str, MergedAnswer],
    returned: Collection[str],
    noun: Noun,
    comparison: bool,
) -> Iterator[Paragraph]:
    """The question, its counts, then the organisations one by one. `number` is its place in the questionnaire, from 1.

    Without `comparison`, no table sets the organisations side by side and no name stands beside a count.
    """
    width = max(2, len(str(len(organisations))))

    def id(place: int, line: int) -> str:
        return f"p{number}{place:0{width}d}{line:02d}"

    names = {o.code: o.name for o in organisations}
    given = {code: answer for code, answer in answers.items() if not answer.missing}
    yield Paragraph(id(0, 0), Style.SUBHEADING, f"{question.code} – {_label(question)}")
    counts = [
        *_counts(question, given, names, noun, comparison),
        *_without_answer(given, names, returned, noun, comparison),
    ]
    for key, text in counts:
        yield Paragraph(id(0, key), Style.TEXT if key < 20 or key >= 80 else Style.ITEM, text)
    if comparison and question.kind in (Kind.NUMBER, Kind.AMOUNT, Kind.DATE) and given:
        yield Paragraph(id(0, 99), Style.ROW, f"Organisme\t{_column(question)}")
        for place, organisation in enumerate(organisations, 1):
            if organisation.code in given:
                cell = _cell(question, given[organisation.code])
                yield Paragraph(id(place, 0), Style.ROW, f"{organisation.name}\t{cell}")
        return
    for place, organisation in enumerate(organisations, 1):
        answer = given.get(organisation.code)
        if answer is None or answer.standing is not Standing.ANSWER or not _has_words(question, answer):
            continue
        yield Paragraph(id(place, 0), Style.TEXT, f"{organisation.name} :")
        for line, text in enumerate(_lines(answer.text), 1):
            yield Paragraph(id(place, line), Style.QUOTE, text)


def _label(question: Question) -> str:
    return " ".join(question.label.split())


def _counts(
    question: Question, given: Mapping[str, MergedAnswer], names: Mapping[str, str], noun: Noun, comparison: bool
) -> Iterator[tuple[int, str]]:
    """What can be counted of the answers, each with the number of its line."""
    answers = list(given.values())
    if question.kind in (Kind.NUMBER, Kind.AMOUNT):
        yield from _numbers(question, answers, noun)
    elif question.kind in (Kind.CHOICE, Kind.CHOICES):
        order = {choice.label: i for i, choice in enumerate(question.choices)}
        others = len(order)
        for label, count in tally_choices(answers).items():
            # A free label (« autre ») comes after those of the questionnaire.
            line = 20 + order.get(label, others)
            others += label not in order
            who = [names[code] for code, a in given.items() if label in labels_of(a.value)]
            yield min(line, 79), f"{label} : {noun.counted(count)}" + (f" ({enumerated(who)})" if comparison else "")
    elif question.kind is Kind.DATE:
        days = dates_of(answers)
        if len(days) > 1:
            yield 1, f"{grouped(len(days))} dates données, du {in_words(days[0])} au {in_words(days[-1])}."
    elif question.kind is Kind.ACTIONS:
        cited = records_in(answers)
        if cited:
            by = sum(1 for a in answers if records_in([a]))
            yield 1, f"{ACTION.counted(cited)} citée{'s' if cited > 1 else ''} par {noun.counted(by)}."
    conflicts = [names[code] for code, a in given.items() if a.conflict]
    if conflicts:
        yield 9, f"À départager (réponses divergentes, non comptées) : {enumerated(conflicts)}."


def _numbers(question: Question, answers: Sequence[MergedAnswer], noun: Noun) -> Iterator[tuple[int, str]]:
    tally = tally_numbers(answers)
    if tally is None:
        return
    about = "env. " if tally.approximate else ""
    text = f"Total : {about}{_figure(question, tally.total)} ({noun.counted(tally.count)}"
    text += f", dont {grouped(tally.approximate)} avec un chiffre approximatif)" if tally.approximate else ")"
    if tally.count > 1:
        text += (
            f" ; de {_figure(question, tally.least)} à {_figure(question, tally.greatest)}, "
            f"médiane {_figure(question, tally.median)}"
        )
    yield 1, text + "."


def _figure(question: Question, number: float) -> str:
    unit = "€" if question.kind is Kind.AMOUNT else question.unit
    return f"{grouped(number)}\u00a0{unit}" if unit else grouped(number)


def _without_answer(
    given: Mapping[str, MergedAnswer], names: Mapping[str, str], returned: Collection[str], noun: Noun, comparison: bool
) -> Iterator[tuple[int, str]]:
    """« 2 ARS déclarent n’avoir rien à signaler », and which of those who returned did not answer this question."""
    standings = by_standing(given)
    for line, (standing, one, many) in enumerate(_DECLARED, 80):
        who = standings.get(standing, [])
        if who:
            verb = declare(len(who), noun, one, many)
            agreement = noun.ending(len(who)) if standing is Standing.NOT_CONCERNED else ""
            yield line, f"{verb}{agreement}{_named(who, names, comparison)}."
    blank = [code for code in names if code in returned and code not in given]
    if blank:
        verb = declare(len(blank), noun, "n’a", "n’ont")
        yield 88, f"{verb} pas répondu à cette question{_named(blank, names, comparison)}."


def _named(codes: Sequence[str], names: Mapping[str, str], comparison: bool) -> str:
    return f" ({enumerated([names[code] for code in codes])})" if comparison else ""


def _column(question: Question) -> str:
    if question.kind is Kind.AMOUNT:
        return "Montant (en euros)"
    if question.kind is Kind.DATE:
        return "Date"
    return f"Nombre ({question.unit})" if question.unit else "Nombre"


def _cell(question: Question, answer: MergedAnswer) -> str:
    """What a table shows: the value; where there is none, what was written."""
    if answer.conflict:
        said = " / ".join(_one_line(part.text) for part in answer.parts)
        return f"à départager : {said}"
    number = number_of(answer.value)
    if number is not None:
        figure = ("env. " if answer.approximate else "") + grouped(number)
        return f"{figure} – {_one_line(answer.text)}" if _says_more(answer.text) else figure
    if question.kind is Kind.DATE:
        return spoken(question, answer.understood) or _one_line(answer.text)
    return _one_line(answer.text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _says_more(text: str) -> bool:
    """Whether a text holds a remark beside its number (« 12, dont 3 en ville »), not only a unit or « environ »."""
    return len(re.findall(r"[^\W\d_]{2,}", text)) > 3


def _has_words(question: Question, answer: MergedAnswer) -> bool:
    """Whether the answer says more than what was counted: the words beside a choice or a number, or any text."""
    if question.kind in (Kind.NUMBER, Kind.AMOUNT):
        return answer.value is None or _says_more(answer.text)
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        bare = {_one_line(label).casefold() for label in labels_of(answer.value)}
        return _one_line(answer.text).casefold().rstrip(".") not in bare
    return bool(answer.text.strip())


def _lines(text: str) -> list[str]:
    """The paragraphs of what someone wrote: lines that a mail program wrapped are put together again."""
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\t", " ")):
        previous = ""
        for line in block.splitlines():
            bare = line.strip()
            if not bare:
                continue
            if (
                previous
                and len(previous) >= _WRAPPED
                and not previous.endswith((".", ":", ";", "!", "?"))
                and not _NEW_LINE.match(line)
            ):
                lines[-1] += " " + bare
            else:
                lines.append(bare)
            previous = bare
    kept, rest = lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1 :]
    return [*kept, " ".join(rest)] if rest else kept
