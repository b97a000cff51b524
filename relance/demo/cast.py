"""Who plays in the demonstration: invented correspondents, when and how each answers, and what they say."""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from typing import Any

from relance.clock import PARIS

HERE = resources.files("relance.demo")


@dataclass(frozen=True)
class Person:
    """Someone with an address."""

    name: str
    email: str
    function: str = ""


@dataclass(frozen=True)
class Deed:
    """One thing that a correspondent does: `manner` says how, `answers` what they say (code to text).

    `speaker` is the contact whose mail is answered; a colleague answers from `address` under `name`.
    """

    code: str
    speaker: Person
    manner: str
    at: datetime
    answers: dict[str, str] = field(default_factory=dict)
    name: str = ""
    address: str = ""


@dataclass(frozen=True)
class Proposal:
    """A sentence proposed during the review; `after` is the answer of the organisation that it belongs to."""

    code: str
    speaker: Person
    manner: str
    at: datetime
    after: str
    text: str
    reason: str


@dataclass(frozen=True)
class Stray:
    """A message that nobody can place."""

    person: Person
    at: datetime
    subject: str
    text: str


@dataclass(frozen=True)
class Cast:
    """Everyone, and everything they do, in order of time."""

    contacts: tuple[tuple[str, Person, str], ...]
    deeds: tuple[Deed, ...]
    proposals: tuple[Proposal, ...]
    stray: Stray

    def contacts_csv(self) -> bytes:
        """The contacts as the file that `campaign create` takes."""
        output = io.StringIO()
        writer = csv.writer(output, delimiter=";")
        writer.writerow(("organisation", "name", "email", "role", "function"))
        for code, person, role in self.contacts:
            writer.writerow((code, person.name, person.email, role, person.function))
        return output.getvalue().encode()


def the_cast() -> Cast:
    """The cast of `cast.toml`, with the words of `answers.toml`."""
    script = tomllib.loads((HERE / "cast.toml").read_text("utf-8"))
    words: dict[str, list[str]] = {
        code: list(table["texts"]) for code, table in tomllib.loads((HERE / "answers.toml").read_text("utf-8")).items()
    }
    contacts: list[tuple[str, Person, str]] = []
    deeds: list[Deed] = []
    people: dict[str, list[Person]] = {}
    for organisation in script["organisation"]:
        code = organisation["code"]
        contacts.append((code, Person(**organisation["director"]), "addressee"))
        people[code] = [Person(**person) for person in organisation["people"]]
        contacts += [(code, person, "respondent") for person in people[code]]
        deeds += [_deed(code, people[code], reply, words) for reply in organisation["replies"]]
    said = {(deed.code, question): text for deed in deeds for question, text in deed.answers.items()}
    proposals = tuple(
        Proposal(
            code=change["code"],
            speaker=people[change["code"]][change["by"]],
            manner=change["manner"],
            at=_at(change["day"]),
            after=said[change["code"], change["question"]],
            text=change["text"],
            reason=change["reason"],
        )
        for change in script["amendment"]
    )
    stray = script["stray"]
    return Cast(
        contacts=tuple(contacts),
        deeds=tuple(sorted(deeds, key=lambda deed: deed.at)),
        proposals=tuple(sorted(proposals, key=lambda proposal: proposal.at)),
        stray=Stray(Person(stray["name"], stray["address"]), _at(stray["day"]), stray["subject"], stray["text"]),
    )


def _deed(code: str, people: list[Person], reply: dict[str, Any], words: dict[str, list[str]]) -> Deed:
    speaker = people[reply["by"]]
    answers: dict[str, str] = {}
    if "text" in reply:
        answers = {reply["code"]: reply["text"]}
    elif "variant" in reply:
        answers = {question: texts[reply["variant"]] for question, texts in words.items()}
        named = " / ".join(f"{p.name}, {p.function}, {p.email}" for p in people)
        answers = {"H2": named, **answers}
        wanted = reply.get("codes") or list(answers)
        answers = {question: text for question, text in answers.items() if question in wanted}
    return Deed(
        code, speaker, reply["manner"], _at(reply["day"]), answers, reply.get("name", ""), reply.get("address", "")
    )


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)
