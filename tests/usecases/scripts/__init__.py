"""Three whole conversations, line by line as people would have them: data for every channel that plays them.

In a file, « dit: » is what the person writes, « appuie: » the label of the button they press, « lit: » words that our
last message must hold; `CODE = words` is what stands in the end. « ⏎ » is a line break, « | » parts messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from usecases.launch_campaign import CampaignOrder
from usecases.rounds import RoundOrder

HERE = Path(__file__).parent
PEOPLE = """organisation,name,email,role,function
53,Anne Le Goff,anne@ars-bretagne.example,addressee,directrice
53,Yann Le Bihan,yann@ars-bretagne.example,respondent,qualité
""".encode()
HOSPITAL = "code,name,zone,holidays\n53,CHU de Kerloc’h,,\n".encode()


class Step(StrEnum):
    """What one line of a script is."""

    SAYS = "dit"
    PRESSES = "appuie"
    READS = "lit"


@dataclass
class Script:
    """One conversation of Anne (`tests.bot.house.ANNE`), after « /start »: its steps, and the answers in the end."""

    questionnaire: str
    steps: list[tuple[Step, str]] = field(default_factory=list)
    stands: dict[str, str] = field(default_factory=dict)

    @property
    def order(self) -> CampaignOrder:
        """The campaign in which it is held, for `tests.bot.house.a_house`."""
        own = self.questionnaire == "guide-entretien-2015"
        return CampaignOrder(
            "pnsp",
            self.questionnaire,
            PEOPLE,
            "contacts.csv",
            RoundOrder("2017-07-17", "2017-09-29"),
            organisations=HOSPITAL if own else "",
            organisations_file="etablissements.csv" if own else "",
        )


def script(questionnaire: str) -> Script:
    """The script of this questionnaire."""
    read = Script(questionnaire)
    for line in (HERE / f"{questionnaire}.txt").read_text(encoding="utf-8").splitlines():
        head, _, words = line.partition(": ")
        if head in {step.value for step in Step} and words:
            read.steps.append((Step(head), words.replace("⏎", "\n")))
        elif " = " in line and not line.startswith("#"):
            code, _, words = line.partition(" = ")
            read.stands[code] = words.replace("⏎", "\n").replace("|", "\n\n")
    return read


def scripts() -> list[Script]:
    """All of them."""
    return [script(path.stem) for path in sorted(HERE.glob("*.txt"))]


def flat(text: str) -> str:
    """A text without its line breaks and hard spaces, to look for words in it."""
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
