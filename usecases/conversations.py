"""Which of several mails belong together: they are taken in one after the other, everything else at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from usecases.messages import Incoming
from usecases.ports import Reading
from usecases.receive import whose_mail
from usecases.whose import Whose


async def marks_of(reading: Reading, incoming: Incoming) -> frozenset[str]:
    """What a mail has in common with others of its conversation: author, thread, and the return that it adds to.

    Two people of one organisation add to one return, so what the second leaves open depends on the first.
    """
    facts = incoming.mail
    marks = {incoming.reference, incoming.sender.casefold(), *(facts.answers_to if facts else ())}
    if facts:
        marks.add(facts.message_id)
    found = await whose_mail(reading, incoming)
    if isinstance(found, Whose):
        marks.add(f"{found.round.id}/{found.contact.organisation}")
    return frozenset(marks - {""})


def in_conversations(marks: Sequence[Iterable[str]]) -> list[list[int]]:
    """The positions of mails that share a mark, directly or through others, in lists; each in the order given."""
    lists: dict[int, list[int]] = {}
    list_of: dict[str, int] = {}
    for position, own in enumerate(marks):
        own = tuple(own)
        joined = sorted({list_of[mark] for mark in own if mark in list_of})
        together = sorted([position, *(earlier for number in joined for earlier in lists.pop(number))])
        lists[position] = together
        if joined:
            list_of = {mark: position if number in joined else number for mark, number in list_of.items()}
        list_of.update(dict.fromkeys(own, position))
    return sorted(lists.values())
