"""From what is theirs and where it stands to answers on their questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from campaigns.contribution import Manner
from mail.reading.alignment import Alignment, Region
from mail.reading.closing import (
    is_introduction,
    is_substantial,
    split_signature,
    without_disclaimer,
    without_footers,
    without_opening,
)
from mail.reading.headers import cut_at_headers, is_greeting
from mail.reading.keyed import Entry, keyed, names_a_code, split_letters
from mail.reading.lines import spans_of, straight, words_key, words_of
from mail.reading.merging import Candidate
from questionnaires.model import Kind, Question
from usecases.replies import Asked

_LABEL = re.compile(r"^\W{0,3}(?:r[ée]ponses?|r[ée]p|r)\s?:\s*", re.I)
_ARROW = re.compile(r"^(?:->|=>|→|➔|⇒|==>|-->|:)\s*")
_BESIDE = re.compile(r"^\s*(?:[:=→–—-]|->|=>)\s+")
_DASHED = re.compile(r"^\s*[–—-]\s", re.M)
_LINK = re.compile(r"^\W*(?:<?(?:https?://|mailto:|www\.)\S+>?\W*)+$", re.I)
_ADDRESSED = re.compile(
    r"\b(?:pouvez|pourriez)-vous\b|\bmerci de (?:me|nous|bien vouloir)\b|\b(?:je"
    r"|nous) (?:vous )?transm\w+\b.{0,60}\bcoll[èe]gue"
    r"|\b(?:j'ai|nous avons) (?:fini|termin[ée])\b|\bc'est tout pour (?:ma|moi|notre)\b|\bvous pouvez (?:clore"
    r"|consid[ée]rer)\b",
    re.I,
)
_INSTEAD = re.compile(r"\bau lieu de\b|\b[àa] la place de\b|\bet non(?: pas)?\b", re.I)
_READ = re.compile(
    r"^\W*(?:il (?:faut|fallait|convient de) |veuillez |merci de |bien vouloir )*(?:lire|lisez|remplacer (?:(?:ma"
    r"|notre|la|cette) )?(?:r[ée]ponse )?par"
    r"|corriger en)\s?:?\s*",
    re.I,
)


@dataclass
class Placing:
    """Everything found in one body. `free` is text without a question, with its depth."""

    candidates: list[Candidate] = field(default_factory=list)
    free: list[tuple[str, int]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # all text of theirs outside the questions, for intents
    signatures: list[str] = field(default_factory=list)


def place(alignment: Alignment, asked: Asked, sender: str) -> Placing:
    """Place every region; what stands under a question is its answer, the rest is searched for keys."""
    return _Placer(alignment, asked, sender).run()


class _Placer:
    def __init__(self, alignment: Alignment, asked: Asked, sender: str) -> None:
        self.alignment = alignment
        self.codes = asked.questionnaire.codes
        self.open = asked.open
        self.questions = {question.code: question for question in asked.questionnaire.questions()}
        self.sender = sender
        self.result = Placing()
        self.above = _stand_above(alignment, self.codes)
        self.answered = {r.before.owner for r in alignment.regions if r.before is not None and r.before.owner}

    def run(self) -> Placing:
        regions = self.alignment.regions
        for number, region in enumerate(regions):
            last = number == len(regions) - 1
            for depth, lines in _by_depth(region, self.alignment.marked):
                self._region(region, lines, depth, last)
        return self.result

    def _region(self, region: Region, lines: list[str], depth: int, last: bool) -> None:
        ours_follow = region.after is not None
        segments = cut_at_headers(lines, ours_follow)
        owner = self._owner(region)
        for number, segment in enumerate(segments):
            if owner and number == 0:
                self._under(region, owner, segment, depth, last, len(segments) > 1)
            else:
                # after a second header the words are those of an earlier message
                nested = depth + max(0, number - 1) if depth == 0 else depth
                self._free(segment, nested)

    def _owner(self, region: Region) -> str:
        if self.above:
            return region.after.owner if region.after is not None and region.after.asks else ""
        return region.before.owner if region.before is not None else ""

    # --- under a question

    def _under(self, region: Region, owner: str, lines: list[str], depth: int, last: bool, cut: bool) -> None:
        if last or cut or region.after is None:
            lines = without_disclaimer(without_footers(lines))
            lines, signature = split_signature(lines, self.sender, strict=region.after is not None and not cut)
            self.result.signatures += signature
        text = _trimmed(lines)
        if not re.search(r"\w", text) or (region.beside and _LINK.match(text)):
            return
        if (region.beside or depth or not self.alignment.marked) and self._altered(text, owner):
            return
        if region.beside:
            text = without_dash(text)
        text = _ARROW.sub("", _LABEL.sub("", text))
        if region.before is not None and region.before.echo:
            self._add(owner, text, "correction", depth)
            return
        if not names_a_code(text, self.codes):
            self._placed_under(region, owner, text, depth)
            return
        found = keyed(text.split("\n"), self.codes)
        mine = [entry for entry in found.entries if entry.codes == (owner,) and entry.how != "number"]
        others = [
            e for e in found.entries if not set(e.codes) & self.answered and not e.collapsed and e.how != "number"
        ]
        keyed_here = bool(others or (mine and found.entries[0] is mine[0])) and not found.unsure
        if not keyed_here or not all(entry in others or entry in mine for entry in found.entries):
            self._placed_under(region, owner, text, depth)
            return
        if before := _trimmed(without_opening(found.before)):
            self._add(owner, before, "under", depth)
        self._entries(found.entries, depth)

    def _placed_under(self, region: Region, owner: str, text: str, depth: int) -> None:
        how = "above" if self.above else "beside" if region.beside else "under"
        self._add(owner, text, how, depth, sure=self.above is not None or region.beside)

    def _altered(self, text: str, owner: str) -> bool:
        """Whether this is a rest of the question itself that a client changed."""
        question = self.questions.get(owner)
        words = words_of(text)
        return bool(question and len(words) >= 6 and " ".join(words) in words_key(question.text))

    # --- anywhere else

    def _free(self, lines: list[str], depth: int) -> None:
        lines = without_disclaimer(without_footers(lines))
        if not any(re.search(r"\w", line) for line in lines):
            return
        found = keyed(lines, self.codes)
        if found.entries:
            last = found.entries[-1]
            last.lines, addressed = _without_address(last.lines)
            if addressed:
                self.result.said.append(addressed)
                self.result.free.append((addressed, depth))
            said, signature = split_signature(last.lines, self.sender)
            if any(line.strip() for line in said) or len(found.entries) == 0:
                last.lines = said
                self.result.signatures += signature
            numbered = found.entries[0].how == "number"
            one_open = len(self.open) == 1 and [entry.codes for entry in found.entries] != [tuple(self.open)]
            found.unsure = found.unsure or (numbered and (one_open or not _is_only_opening(found.before)))
        if found.unsure and not any(entry.codes for entry in found.entries if entry.how != "number"):
            text = _trimmed(split_signature(without_opening(lines), self.sender)[0])
            self.result.said.append(text)
            self.result.free.append((text, depth))
            return
        rest = found.before if found.entries else lines
        rest, signature = split_signature(rest, self.sender)
        self.result.signatures += signature
        self.result.said.append("\n".join(rest))
        text = _trimmed(without_opening(rest))
        if text and is_substantial(text):
            self.result.free.append((text, depth))
        self._entries(found.entries, depth)

    def _suggest(self, entry: Entry, depth: int) -> None:
        for code in entry.codes:
            self._add(code, _trimmed(entry.lines), entry.how, depth, sure=False)

    def _entries(self, entries: Sequence[Entry], depth: int) -> None:
        for entry in entries:
            if entry.collapsed:
                letters = split_letters(entry.lines, entry.codes)
                if letters is not None:
                    self._entries(letters, depth)
                else:
                    self._suggest(entry, depth)
                continue
            for code in entry.codes:
                self._keyed_entry(code, entry, depth)

    def _keyed_entry(self, code: str, entry: Entry, depth: int) -> None:
        text = _trimmed(without_question(entry.lines, self.questions.get(code)))
        text = _LABEL.sub("", without_dash(text))
        manner, how = entry.manner, entry.how
        if how == "correction":
            read = _READ.sub("", text, count=1)
            if partial := _INSTEAD.search(read):
                question = self.questions.get(code)
                if question is not None and question.kind in (Kind.NUMBER, Kind.AMOUNT, Kind.DATE):
                    read = read[: partial.start()].strip().strip('«»" ,')
                else:
                    # part of a longer answer is corrected: the rest of that answer must stay
                    read, manner = text, Manner.ADD
            text = read
        elif how == "complement":
            text = re.sub(
                r"^\W*(?:en )?compl[ée]ment\s?:\s*|^\W*[àa] ajouter\s?:\s*|^\W*ajouter\s?:\s*", "", text, flags=re.I
            )
        self._add(code, text, how, depth, manner)

    def _add(
        self, code: str, text: str, how: str, depth: int, manner: Manner = Manner.REPLACE, sure: bool = True
    ) -> None:
        if re.search(r"\w", text):
            self.result.candidates.append(Candidate(code, text, how, depth, manner, sure))


def _trimmed(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip()


def _without_address(lines: list[str]) -> tuple[list[str], str]:
    """The lines of the last answer, and the paragraphs below it that speak to us and answer nothing."""
    for number in range(max(1, len(lines) - 12), len(lines)):
        if not lines[number - 1].strip() and _ADDRESSED.search(straight(lines[number])[:500]):
            end = next((n for n in range(number, len(lines)) if not lines[n].strip()), len(lines))
            return [*lines[:number], *lines[end:]], _trimmed(lines[number:end])
    return lines, ""


def without_dash(text: str) -> str:
    """The answer without the dash that separates it from its question, unless it is a list of its own."""
    return text if len(_DASHED.findall(text)) > 1 else _BESIDE.sub("", text)


def _is_only_opening(lines: list[str]) -> bool:
    return all(not line.strip() or is_greeting(line) or is_introduction(line) for line in lines)


def without_question(lines: list[str], question: Question | None) -> list[str]:
    """The lines of a keyed answer without the question's own wording copied in front of it."""
    if question is None or not lines:
        return lines
    wanted = words_of(question.text)
    text = "\n".join(lines[:40])
    spans = spans_of(text)
    length = 0
    while length < min(len(spans), len(wanted)) and spans[length][0] == wanted[length]:
        length += 1
    if length < max(4, len(wanted)) or length >= len(spans):
        return lines
    # a question copied on the answer's own line is part of what was written
    rest, line_end, below = text[spans[length - 1][2] :].partition("\n")
    if not line_end or re.search(r"\w", rest):
        return lines
    return [*below.split("\n"), *lines[40:]]


def _by_depth(region: Region, marked: bool) -> list[tuple[int, list[str]]]:
    """The region cut where the depth of quoting changes: what is written now, and what an earlier message said."""
    if not marked or not any(region.depths):
        return [(0, region.lines)]
    pieces: list[tuple[int, list[str]]] = []
    for line, depth in zip(region.lines, region.depths, strict=True):
        if region.beside and not pieces:
            depth = 0
        if (not line and pieces) or (pieces and pieces[-1][0] == depth):
            pieces[-1][1].append(line)
        else:
            pieces.append((depth, [line]))
    return pieces


def _stand_above(alignment: Alignment, codes: tuple[str, ...]) -> bool | None:
    """Whether the answers stand above their questions: one before the first, none after the last, and close to them.

    None when that cannot be told.
    """
    regions = [r for r in alignment.regions if r.after is not None and r.after.asks]
    if not regions or len(alignment.asked) < 1:
        return False
    first = regions[0]
    if first.before is not None and first.before.owner:
        return False
    said = [line for line in without_opening(cut_at_headers(first.lines, True)[-1]) if line.strip()]
    if not said or any(entry.how == "code" for entry in keyed(said, codes).entries):
        return False
    if any(
        r.before is not None and r.before.owner and (r.after is None or not r.after.asks) for r in alignment.regions
    ):
        return False
    close_after = sum(r.touches_after and not r.touches_before for r in regions)
    close_before = sum(r.touches_before and not r.touches_after for r in regions)
    if close_before > close_after:
        return False
    if close_after > 0 or len(regions) == len(alignment.asked) > 1:
        return True
    return None if len(regions) > 1 and close_before == 0 else False
