"""The draft synthesis: what it counts, whom it quotes, and ids that stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from campaigns.campaign import Round, RoundKind
from campaigns.contribution import Channel, Contribution, Return
from campaigns.people import Contact
from campaigns.returns import merge
from campaigns.tracking import track
from questionnaires.model import Choice, Kind, Question, Questionnaire
from questionnaires.understood import Standing, Value
from synthesis.draft import Draft, Style
from synthesis.writing import write_draft
from tests.campaigns.scene import OPENS, at, campaign, collection, contact, listed, questionnaire, said, standing
from tests.campaigns.scene import question as asked

ROUND = collection()
CAMPAIGN = campaign(ROUND)
PEOPLE = [contact(f"c{o.code}", o.code) for o in CAMPAIGN.organisations]
NAMES = {o.code: o.name for o in CAMPAIGN.organisations}
NOW = at("2017-11-16 10:00")
DAY = timedelta(days=1)
RAS = Standing.NOTHING_TO_REPORT


def draft(
    questions: Questionnaire,
    contributions: Sequence[Contribution],
    returns: Sequence[Return] = (),
    *,
    round: Round = ROUND,
    people: Sequence[Contact] = PEOPLE,
    number: int = 1,
    review: Round | None = None,
) -> Draft:
    tracking = track(CAMPAIGN, round, questions, people, [], contributions, returns, NOW)
    by_code: dict[str, list[Contribution]] = {}
    for contribution in contributions:
        by_code.setdefault(contribution.organisation, []).append(contribution)
    kept = {r.organisation: r for r in returns}
    merged = {code: merge(questions, theirs, kept.get(code)) for code, theirs in by_code.items()}
    return write_draft(CAMPAIGN, round, questions, tracking, merged, number, NOW, review)


def lines(written: Draft) -> list[str]:
    return [p.text.replace("\u00a0", " ").replace("\u202f", " ") for p in written.paragraphs]


def numbers(*values: tuple[int, str, Value]) -> list[Contribution]:
    """The answers of the first organisations to N."""
    return [said(PEOPLE[i], "N", text, OPENS + DAY, value) for i, text, value in values]


TEXT = questionnaire(asked("Q1"))


def test_thirteen_of_seventeen_returned_and_the_others_are_named() -> None:
    written = lines(draft(TEXT, [said(p, "Q1", "Des REX.", OPENS + DAY) for p in PEOPLE[:13]]))
    assert "13 ARS sur 17 ont répondu à cette enquête." in written
    silent = next(line for line in written if line.startswith("N’ont pas répondu"))
    assert all(NAMES[p.organisation] in silent for p in PEOPLE[13:])
    assert "a été adressé à 17 ARS le 17 juillet 2017, avec demande de retour pour le 29 septembre 2017." in written[2]


def test_nobody_has_answered_yet() -> None:
    written = lines(draft(TEXT, []))
    assert "Aucune des 17 ARS interrogées n’a répondu à cette enquête." in written
    assert "Aucune réponse n’a encore été reçue." in written


def test_the_late_the_partial_and_those_who_declined_are_told() -> None:
    two = questionnaire(asked("Q1"), asked("Q2"))
    late, partial, declined = PEOPLE[0], PEOPLE[1], PEOPLE[2]
    written = lines(
        draft(
            two,
            [said(late, "Q1", "Des REX.", at("2017-10-03 10:00")), said(partial, "Q1", "Des RMM.", OPENS + DAY)],
            [
                replace(standing(declined.organisation), declined="pas le temps"),
                replace(standing(partial.organisation), extended_until=date(2017, 12, 1)),
            ],
        )
    )
    assert "1 ARS sur 17 a répondu à cette enquête." in written
    assert f"{NAMES[late.organisation]} a répondu après la date limite ; ces réponses sont prises en compte." in written
    assert (
        f"{NAMES[partial.organisation]} a commencé à répondre sans avoir terminé ; "
        "les réponses reçues figurent ci-après." in written
    )
    assert f"{NAMES[declined.organisation]} a fait savoir qu’elle ne répondrait pas." in written


def test_answers_stand_as_they_were_written_under_their_organisation() -> None:
    written = draft(TEXT, [said(PEOPLE[1], "Q1", "Des REX.\n- en ville\n- en Ehpad", OPENS + DAY)])
    texts = [(p.style, p.text) for p in written.paragraphs]
    start = texts.index((Style.TEXT, f"{NAMES[PEOPLE[1].organisation]}\u00a0:"))
    assert texts[start + 1 : start + 4] == [
        (Style.QUOTE, "Des REX."),
        (Style.QUOTE, "- en ville"),
        (Style.QUOTE, "- en Ehpad"),
    ]


def test_lines_that_a_mail_program_wrapped_are_put_together() -> None:
    wrapped = "Une réelle dynamique a été engagée avec les établissements de\nla région.\nPuis autre chose."
    written = [
        p.text for p in draft(TEXT, [said(PEOPLE[0], "Q1", wrapped, OPENS + DAY)]).paragraphs if p.style is Style.QUOTE
    ]
    assert written == ["Une réelle dynamique a été engagée avec les établissements de la région.", "Puis autre chose."]


def test_the_ways_of_giving_no_answer_are_tallied_and_not_quoted() -> None:
    ways = [Standing.NOTHING, RAS, RAS, Standing.NOT_CONCERNED, Standing.UNKNOWN, Standing.UNKNOWN]
    given = [said(p, "Q1", "…", OPENS + DAY, standing=s) for p, s in zip(PEOPLE, ways, strict=False)]
    written = draft(TEXT, given)
    told = lines(written)
    names = [NAMES[p.organisation] for p in PEOPLE]
    assert f"1 ARS répond « néant » ({names[0]})." in told
    assert f"2 ARS déclarent n’avoir rien à signaler ({names[1]} et {names[2]})." in told
    assert f"1 ARS se dit non concernée ({names[3]})." in told
    assert f"2 ARS ne savent pas répondre ({names[4]} et {names[5]})." in told
    assert not [p for p in written.paragraphs if p.style is Style.QUOTE]


def test_numbers_are_summed_and_set_in_a_table() -> None:
    counted = questionnaire(replace(asked("N", Kind.NUMBER), unit="établissements"))
    written = draft(
        counted,
        [
            *numbers((0, "12", 12), (1, "environ 30", 30), (2, "3,5", 3.5), (3, "1.234", None)),
            said(PEOPLE[4], "N", "12", OPENS + DAY, 12),
        ],
    )
    about = replace(numbers((1, "environ 30", 30))[0])
    about = replace(about, understood=replace(about.understood, approximate=True))
    told = lines(written)
    assert "Total (établissements) : 57,5 (4 ARS) ; de 3,5 à 30, médiane 12." in told
    assert f"1 réponse, à préciser, n’est pas comptée ({NAMES[PEOPLE[3].organisation]})." in told
    rows = [p.text.split("\t") for p in written.paragraphs if p.style is Style.ROW]
    assert rows[0] == ["Organisme", "Nombre (établissements)"]
    assert rows[1] == [NAMES[PEOPLE[0].organisation], "12"]
    assert rows[4] == [NAMES[PEOPLE[3].organisation], "1.234 (à préciser)"]
    marked = lines(draft(counted, [about]))
    assert "Total (établissements) : env. 30 (1 ARS, dont 1 avec un chiffre approximatif)." in marked
    assert "1 chiffre est donné comme approximatif ; « env. » le signale." in marked


def test_amounts_are_in_euros() -> None:
    money = questionnaire(asked("N", Kind.AMOUNT))
    told = lines(draft(money, numbers((0, "16 M€", 16_000_000), (1, "2 000 €", 2000))))
    assert "Total : 16 002 000 € (2 ARS) ; de 2 000 à 16 000 000 €, médiane 8 001 000 €." in told


def test_a_remark_beside_a_number_is_kept() -> None:
    counted = questionnaire(asked("N", Kind.NUMBER))
    words = "12, dont trois nouveaux établissements en ville"
    assert f"{NAMES[PEOPLE[0].organisation]}\t{words}" in [
        p.text for p in draft(counted, numbers((0, words, 12))).paragraphs
    ]


def test_conflicts_are_listed_and_not_counted() -> None:
    counted = questionnaire(asked("N", Kind.NUMBER))
    other = contact("autre", PEOPLE[0].organisation)
    given = [*numbers((0, "12", 12), (1, "5", 5)), said(other, "N", "13", OPENS + 2 * DAY, 13)]
    told = lines(draft(counted, given, people=[*PEOPLE, other]))
    name = NAMES[PEOPLE[0].organisation]
    assert "Total : 5 (1 ARS)." in told
    assert f"À départager (réponses divergentes, non comptées) : {name}." in told
    assert f"{name}\tà départager : 12 / 13" in told
    assert "1 ARS a répondu à plusieurs voix." in told


def test_choices_are_counted_by_label_in_the_order_of_the_questionnaire() -> None:
    choice = replace(asked("C", Kind.CHOICE), choices=(Choice("Oui"), Choice("Non")), other=True)
    given = [
        said(PEOPLE[i], "C", text, OPENS + DAY, [label])
        for i, (text, label) in enumerate(
            [("non", "Non"), ("oui", "Oui"), ("Oui, depuis 2015", "Oui"), ("autre", "Autre : SRA")]
        )
    ]
    written = draft(questionnaire(choice), given)
    items = [line for p, line in zip(written.paragraphs, lines(written), strict=True) if p.style is Style.ITEM]
    names = [NAMES[p.organisation] for p in PEOPLE]
    assert items == [
        f"Oui : 2 ARS ({names[1]} et {names[2]})",
        f"Non : 1 ARS ({names[0]})",
        f"Autre : SRA : 1 ARS ({names[3]})",
    ]
    assert "Oui, depuis 2015" in [p.text for p in written.paragraphs if p.style is Style.QUOTE]
    assert "non" not in [p.text for p in written.paragraphs if p.style is Style.QUOTE]


def test_without_comparison_no_table_and_no_name_beside_a_count() -> None:
    blind = questionnaire(asked("N", Kind.NUMBER), asked("Q1"), comparison=False)
    given = [*numbers((0, "12", 12), (1, "13", 13)), said(PEOPLE[0], "Q1", "RAS", OPENS + DAY, standing=RAS)]
    written = draft(blind, given)
    assert not [p for p in written.paragraphs if p.style is Style.ROW]
    told = lines(written)
    assert "1 ARS déclare n’avoir rien à signaler." in told
    assert any("ne permettent pas de comparer" in line for line in told)
    body = told[told.index("La partie") :]
    assert not any(NAMES[PEOPLE[0].organisation] in line for line in body)


def test_actions_are_counted_and_quoted() -> None:
    given = [
        said(PEOPLE[0], "A", "REX\nRMM", OPENS + DAY, [{"nature": "REX"}, {"nature": "RMM"}]),
        said(PEOPLE[1], "A", "SSP", OPENS + DAY, [{"nature": "SSP"}]),
    ]
    assert "3 actions citées par 2 ARS." in lines(draft(questionnaire(asked("A", Kind.ACTIONS)), given))


def test_people_are_counted_and_never_named() -> None:
    who = questionnaire(asked("H2", Kind.PEOPLE), asked("Q1"))
    given = [
        said(PEOPLE[0], "H2", "Anne Durand", OPENS + DAY, [{"name": "Durand", "first_name": "Anne"}] * 2),
        said(PEOPLE[1], "H2", "…", OPENS + DAY, [{"name": n} for n in ("Roux", "Blanc", "Vert")]),
    ]
    told = lines(draft(who, given))
    assert (
        "De une à trois personnes sont mentionnées par ARS comme renseignant le questionnaire "
        "ou pouvant être contactées." in told
    )
    assert not any("Durand" in line or "Roux" in line for line in told)


def test_channels_are_counted_by_organisation() -> None:
    ways = (Channel.MAIL, Channel.MAIL, Channel.CHAT)
    given = [said(p, "Q1", "Des REX.", OPENS + DAY, channel=w) for p, w in zip(PEOPLE, ways, strict=False)]
    assert "Voies de réponse : 2 par courriel et 1 par messagerie instantanée." in lines(draft(TEXT, given))


def test_what_a_colleague_had_nothing_to_say_about_is_not_quoted_beside_an_answer() -> None:
    other = contact("autre", PEOPLE[0].organisation)
    given = [said(PEOPLE[0], "Q1", "Des REX.", OPENS + DAY), said(other, "Q1", "RAS", OPENS + DAY, standing=RAS)]
    written = draft(TEXT, given, people=[*PEOPLE, other])
    assert [p.text for p in written.paragraphs if p.style is Style.QUOTE] == ["Des REX."]


def test_ids_are_unique_and_stay_from_version_to_version() -> None:
    three = questionnaire(asked("Q1"), asked("N", Kind.NUMBER), asked("Q3"))
    first = [said(p, code, f"réponse {code}", OPENS + DAY) for p in PEOPLE[::2] for code in ("Q1", "N", "Q3")]
    more = [*first, *(said(p, "Q1", "Ligne 1.\nLigne 2.", OPENS + DAY) for p in PEOPLE[1::2])]
    one, two = draft(three, first), draft(three, more, number=2)
    assert (one.id, two.id) == ("pnsp/1", "pnsp/2")
    for version in (one, two):
        assert len({p.id for p in version.paragraphs}) == len(version.paragraphs)
    kept = {p.id: p for p in two.paragraphs}
    for paragraph in one.paragraphs:
        if paragraph.style in (Style.QUOTE, Style.ROW, Style.HEADING, Style.SUBHEADING, Style.TITLE):
            assert kept[paragraph.id] == paragraph


def test_a_text_of_any_length_keeps_its_ids_apart() -> None:
    given = [said(p, "Q1", "\n".join(f"Ligne {n}." for n in range(250)), OPENS + DAY) for p in PEOPLE]
    written = draft(TEXT, given)
    assert len({p.id for p in written.paragraphs}) == len(written.paragraphs)
    assert sum(line.count("Ligne 249.") for line in lines(written)) == len(PEOPLE)


@pytest.mark.parametrize(
    ("strict", "words"), [(True, "avant le 30 septembre 2017"), (False, "pour le 29 septembre 2017")]
)
def test_the_date_is_told_as_it_was_written(strict: bool, words: str) -> None:
    assert words in lines(draft(TEXT, [], round=replace(ROUND, strict=strict)))[2]


def test_a_review_is_told() -> None:
    review = Round("pnsp/relecture", "relecture", RoundKind.REVIEW, at("2017-11-16 10:00"), date(2017, 11, 30))
    told = lines(draft(TEXT, [], review=review))
    assert "transmis le 16 novembre 2017" in told[-1]
    assert told[-1].endswith("pour le 30 novembre 2017.")


def test_other_organisations_have_their_own_noun() -> None:
    renamed = replace(
        CAMPAIGN, organisations=tuple(replace(o, name=o.name.replace("ARS", "CHU")) for o in listed("ars-2017"))
    )
    tracking = track(renamed, ROUND, TEXT, PEOPLE, [], [], [], NOW)
    written = write_draft(renamed, ROUND, TEXT, tracking, {}, 1, NOW)
    assert "Aucun des 17 organismes interrogés n’a répondu à cette enquête." in lines(written)


def test_every_section_and_question_has_its_heading() -> None:
    numbered: list[Question] = [asked(f"Q{n}") for n in range(1, 13)]
    written = draft(questionnaire(*numbered), [])
    headings = [p.text for p in written.paragraphs if p.style is Style.SUBHEADING]
    assert [h.partition(" – ")[0] for h in headings] == [q.code for q in numbered]
    assert "La partie" in [p.text for p in written.paragraphs if p.style is Style.HEADING]


def test_very_many_free_choices_are_all_told() -> None:
    choice = replace(asked("C", Kind.CHOICES), other=True)
    labels = [f"Autre : n° {n}" for n in range(150)]
    written = draft(questionnaire(choice), [said(PEOPLE[0], "C", "…", OPENS + DAY, labels)])
    assert len({p.id for p in written.paragraphs}) == len(written.paragraphs)
    assert all(any(label in line for line in lines(written)) for label in labels)
