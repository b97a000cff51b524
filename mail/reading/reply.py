"""What a reply says: its bodies aligned with what was sent, answers placed, the rest understood or shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mail.reading.alignment import align
from mail.reading.amendments import changes_of
from mail.reading.announcing import without_announcement
from mail.reading.bodies import Page, Text, all_bodies, lines_beside, page_lines
from mail.reading.codes import mentions
from mail.reading.decoding import header_text
from mail.reading.exchange import about_the_exchange
from mail.reading.intents import intents_of, sentences, wishes_of
from mail.reading.letters import SentMail, identity, prepared
from mail.reading.lines import Line
from mail.reading.merging import merged
from mail.reading.parts import parse
from mail.reading.placing import Placing, place
from mail.reading.regions import Alignment
from mail.reading.running import named_now
from mail.reading.titles import mentioned
from synthesis.draft import Draft
from usecases.replies import Asked, Intent, Placed, ProposedChange, Reply

DIFFICULT = "Ce message est trop difficile à lire automatiquement : une personne doit le lire."

TOO_LONG = "Ce message est très long : sa fin n’a pas été lue, une personne doit la regarder."


@dataclass
class _Body:
    """One flavour of the message, aligned and placed."""

    alignment: Alignment
    placing: Placing
    size: int


_NOTHING = _Body(Alignment([], False, set(), 0), Placing(), 0)


def read_reply(raw: bytes, asked: Asked) -> Reply:
    """What this mail says, compared with what was asked. Answers come back as written."""
    mail = parse(raw)
    sent = prepared(asked.sent, asked.questionnaire)
    sender = header_text(mail.header("from"))
    subject = header_text(mail.header("subject"))
    texts, pages = all_bodies(mail, sent.ids)
    if asked.draft is not None:
        return _without_wishes(_reviewed(texts, pages, sent, asked.draft, sender), subject)
    body = _best(texts, pages, sent, asked, sender)
    too_long = any(text.is_too_long() for text in texts) or any(page.is_too_long() for page in pages)
    problems = (TOO_LONG,) if too_long else ()
    reply = _understood(body or _NOTHING, asked, sent, subject)
    return replace(reply, problems=problems) if problems else reply


def _reviewed(texts: list[Text], pages: list[Page], sent: SentMail, draft: Draft, sender: str) -> Reply:
    """In a review round everything is about the draft: changes, remarks, or nothing to change."""
    changes: list[ProposedChange] = []
    intents: list[Intent] = []
    shown = page_lines(texts, pages) if pages else []
    if shown:
        changes, intents = changes_of(shown, draft, sent.html, sender, page=True)
    # a page that says nothing has its text beside it; one that shows our letter untouched says just that
    if not changes and not intents and texts and sum(line.text != "" for line in shown) < 3:
        lines = [line for text in texts for line in text.lines()]
        changes, intents = changes_of(lines, draft, sent.text, sender)
    return Reply(changes=tuple(changes), intents=tuple(intents))


def _best(texts: list[Text], pages: list[Page], sent: SentMail, asked: Asked, sender: str) -> _Body | None:
    """The flavour that holds the answers: HTML keeps paragraphs whole; text where it says more."""
    page = None
    if pages:
        shown = [line for page in pages for line in page.lines()]
        page = _body(shown, sent, asked, sender, plain=False)
        if beside := lines_beside(texts, shown):
            _add(page.placing, _body(beside, sent, asked, sender, plain=True).placing)
    if page is not None and (page.placing.candidates or page.placing.keyed or not texts):
        return page
    plain = _body([line for text in texts for line in text.lines()], sent, asked, sender, plain=True) if texts else None
    if page is None or plain is None:
        return plain or page
    says_nothing = not page.alignment.matched and not page.placing.said
    if plain.placing.candidates or (says_nothing and plain.placing.free):
        return plain
    return page


def _add(placing: Placing, other: Placing) -> None:
    """Have what was found in another body of the same message too."""
    placing.candidates += other.candidates
    placing.free += other.free
    placing.said += other.said
    placing.signatures += other.signatures
    placing.keyed = placing.keyed or other.keyed


def _body(lines: list[Line], sent: SentMail, asked: Asked, sender: str, plain: bool) -> _Body:
    marks = plain or any(line.marks for line in lines)
    alignment = align(lines, sent.text if plain else sent.html, marks)
    if not alignment.asked and len(lines) > 8:
        second = align(lines, sent.html if plain else sent.text, marks)
        if second.matched > alignment.matched:
            alignment = second
    return _Body(alignment, place(alignment, asked, sender), len(lines))


def _without_wishes(reply: Reply, subject: str) -> Reply:
    """A remark on the whole that is only a wish about our reminders is no remark."""
    free = [(change.proposed, 0) for change in reply.changes if not change.paragraph]
    wishes, left = wishes_of(subject, free)
    if not wishes:
        return reply
    kept = {text for text, _ in left}
    changes = tuple(change for change in reply.changes if change.paragraph or change.proposed in kept)
    return replace(reply, changes=changes, intents=(*wishes, *reply.intents))


def _answers(text: str, about: tuple[str, ...], asked: Asked) -> bool:
    """Whether a free text answers the one open question: it names no other, and does not speak of the exchange."""
    only = asked.open[0]
    if about and only not in about:
        return False
    named = named_now(text, identity(asked.questionnaire).codes)
    return (not named or only in named) and not about_the_exchange(sentences(text))


def _understood(body: _Body, asked: Asked, sent: SentMail, subject: str) -> Reply:
    placing = body.placing
    wishes, free = wishes_of(subject, placing.free, (*placing.said, *placing.signatures))
    answers, suggested = merged(placing.candidates, asked.open, sent.says)
    intents, leftover = intents_of(free, [] if wishes else placing.said, identity(asked.questionnaire).codes)
    written_now = [text for text, depth in leftover if depth == 0]
    about = [mentioned(text, asked.questionnaire) for text in written_now]
    single = len(written_now) == 1 and not answers and not suggested and not wishes and len(asked.open) == 1
    if single and _answers(written_now[0], about[0], asked):
        answers = [Placed(asked.open[0], without_announcement(written_now[0]), how="single")]
        leftover = [(text, depth) for text, depth in leftover if depth]
    for text, named in zip(written_now, about, strict=True):
        # « J’ai oublié à la Q1a que … », « le nombre d’établissements engagés est de 45 »: shown on the question named
        named = named or (() if text.rstrip().endswith("?") else mentions(text, identity(asked.questionnaire).codes))
        if len(named) == 1 and (text, 0) in leftover and text.count("\n") < 5:
            suggested.append(Placed(named[0], text, how="mention"))
            leftover.remove((text, 0))
    shown = [text for text, depth in leftover if not depth or not sent.says(text)]
    return Reply(tuple(answers), tuple(suggested), tuple(shown), (*wishes, *intents))
