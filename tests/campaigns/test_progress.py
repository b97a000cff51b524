"""What is remembered of returns is what would be merged anew, whatever was added, settled or asked otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from campaigns.contribution import Contribution, Manner, Return, Settlement
from campaigns.people import Contact
from campaigns.progress import Remembered
from campaigns.returns import merge
from questionnaires.model import Kind, Questionnaire
from tests.campaigns.scene import OPENS, contact, question, questionnaire, said

PEOPLE = (contact("maelle", "53"), contact("yann", "53"))
VERSIONS = (questionnaire(question("T"), question("N", Kind.NUMBER)), questionnaire(question("T"), question("N")))


@dataclass(frozen=True)
class Step:
    """Something said, perhaps late, perhaps settled at once, and the version that is looked with afterwards."""

    organisation: str
    person: Contact
    code: str
    text: str
    manner: Manner
    settles: bool
    version: Questionnaire
    late: int


steps = st.builds(
    Step,
    organisation=st.sampled_from(["53", "28"]),
    person=st.sampled_from(PEOPLE),
    code=st.sampled_from(["T", "N", "n"]),
    text=st.sampled_from(["12", "13", "Néant", "plus tard"]),
    manner=st.sampled_from(Manner),
    settles=st.booleans(),
    version=st.sampled_from(VERSIONS),
    late=st.integers(0, 3),
)


@given(st.lists(steps, max_size=12))
def test_what_is_told_is_what_merging_everything_would_give(drawn: list[Step]) -> None:
    memory = Remembered(most=1)
    everything: dict[str, list[Contribution]] = {"53": [], "28": []}
    settled: dict[str, Return | None] = {"53": None, "28": None}
    for number, step in enumerate(drawn):
        code, at = step.organisation, OPENS + timedelta(hours=number - 2 * step.late)
        one = replace(said(step.person, step.code, step.text, at), id=f"c{number}", manner=step.manner)
        everything[code] = [*everything[code], one]
        if step.settles:
            settled[code] = Return(
                f"r/{code}", "essai", "r", code, settlements=(Settlement(one.question, one.id, "", at),)
            )
        for _ in range(2):
            for organisation, contributions in everything.items():
                told = memory.told(step.version, organisation, contributions, settled[organisation])
                assert told.merged == merge(step.version, contributions, settled[organisation])
