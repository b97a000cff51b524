"""The paragraphs of one question: what can be counted, then each organisation's own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from campaigns.agreement import COMPARED
from campaigns.dates import in_words
from campaigns.people import Organisation
from campaigns.returns import MergedAnswer, side_by_side
from questionnaires.model import Kind, Question
from questionnaires.understood import Standing
from questionnaires.values import spoken
from synthesis.draft import Paragraph, Style
from synthesis.sentences import ACTION, Noun, declare, enumerated, grouped
from synthesis.tallies import by_standing, dates_of, labels_of, number_of, records_in, tally_choices, tally_numbers

_MOST_LINES = 99
_FIRST_CHOICE, _LAST_CHOICE = 20, 79  # the lines of a question's own paragraphs that hold its choices
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
        yield Paragraph(id(0, key), Style.ITEM if _FIRST_CHOICE <= key <= _LAST_CHOICE else Style.TEXT, text)
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
        for line, text in enumerate(_lines(_words(answer)), 1):
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
        yield from _choices(question, given, names, noun, comparison)
    elif question.kind is Kind.DATE:
        days = dates_of(answers)
        if len(days) > 1:
            yield 1, f"{grouped(len(days))} dates données, du {in_words(days[0])} au {in_words(days[-1])}."
    elif question.kind is Kind.ACTIONS:
        said = [a for a in answers if a.standing is Standing.ANSWER]
        untold = sum(1 for a in said if not records_in([a]))
        # Free words tell of one action at least, and nobody knows of how many.
        cited = records_in(said) + untold
        if cited:
            counted = f"{ACTION.counted(cited)} citée{'s' if cited > 1 else ''} par {noun.counted(len(said))}."
            yield 1, f"Au moins {counted}" if untold else counted
    if question.kind in COMPARED:
        unclear = [code for code, a in given.items() if _is_unclear(a)]
        if unclear:
            what = "réponses, à préciser, ne sont" if len(unclear) > 1 else "réponse, à préciser, n’est"
            plural = "s" if len(unclear) > 1 else ""
            counted = f"{grouped(len(unclear))} {what} pas comptée{plural}"
            yield 8, f"{counted}{_named(unclear, names, comparison)}."
    conflicts = [names[code] for code, a in given.items() if a.conflict]
    if conflicts:
        yield 9, f"À départager (réponses divergentes, non comptées) : {enumerated(conflicts)}."


def _choices(
    question: Question, given: Mapping[str, MergedAnswer], names: Mapping[str, str], noun: Noun, comparison: bool
) -> Iterator[tuple[int, str]]:
    """How many chose each label: those of the questionnaire in its order, then what people wrote themselves."""
    tally = tally_choices(list(given.values()))
    own = [choice.label for choice in question.choices]
    told = []
    for label in [*(label for label in own if label in tally), *(label for label in tally if label not in own)]:
        who = [names[code] for code, answer in given.items() if label in labels_of(answer.value)]
        told.append(f"{label} : {noun.counted(tally[label])}" + (f" ({enumerated(who)})" if comparison else ""))
    room = _LAST_CHOICE - _FIRST_CHOICE
    yield from enumerate(told[:room], _FIRST_CHOICE)
    if told[room:]:
        yield _LAST_CHOICE, " ; ".join(told[room:])


def _numbers(question: Question, answers: Sequence[MergedAnswer], noun: Noun) -> Iterator[tuple[int, str]]:
    tally = tally_numbers(answers)
    if tally is None:
        return
    about = "env. " if tally.approximate else ""
    unit = f" ({question.unit})" if question.unit and question.kind is Kind.NUMBER else ""
    text = f"Total{unit} : {about}{_figure(question, tally.total)} ({noun.counted(tally.count)}"
    text += f", dont {grouped(tally.approximate)} avec un chiffre approximatif)" if tally.approximate else ")"
    if tally.count > 1:
        text += f" ; de {grouped(tally.least)} à {_figure(question, tally.greatest)}, "
        text += f"médiane {_figure(question, tally.median)}"
    yield 1, text + "."


def _figure(question: Question, number: float) -> str:
    return f"{grouped(number)} €" if question.kind is Kind.AMOUNT else grouped(number)


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


def _is_unclear(answer: MergedAnswer) -> bool:
    """Whether something was written of which no value could be made."""
    return answer.standing is Standing.ANSWER and answer.value is None and not answer.conflict


def _words(answer: MergedAnswer) -> str:
    """What was said of substance: beside a colleague's answer, « non concerné » is left out."""
    if answer.settled is not None:
        return answer.text
    return side_by_side(part.text for part in answer.parts if part.standing is Standing.ANSWER) or answer.text


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
        if not _says_more(answer.text):
            return figure
        words = _one_line(answer.text)
        return words if grouped(number) in words else f"{figure} – {words}"
    if _is_unclear(answer):
        return f"{_one_line(answer.text)} (à préciser)"
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
