"""What a server's answer means for a mail: gone, later, an address that takes nothing, or something wrong with us.

Only what is said about the recipient's own mailbox or domain makes an address bad (RFC 3463: 5.1, 5.2 and 5.4).
Our account, our reputation, the sender and the size of the message are never the recipient's fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from usecases.ports import Attempt, Sent

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")
_UNKNOWN = re.compile(
    r"(?:no such|unknown|invalid|non.?existent|does(?: not|n't) exist|not found|disabled|inactive|unavailable)"
    r"\b.{0,30}\b(?:user|mailbox|recipient|address|account)"
    r"|(?:user|mailbox|recipient|address|account)\b.{0,60}\b(?:unknown|does(?: not|n't) exist|not found|invalid"
    r"|disabled|inactive|not exist|no longer|unavailable)"
    r"|(?:utilisateur|bo[iî]te|destinataire|adresse|compte)\b.{0,40}\b(?:inconnue?|inexistante?|d[ée]sactiv[ée]e?)",
    re.IGNORECASE,
)
_ABOUT_US = re.compile(
    r"relay|not permitted to send|authenticat|spam|(?:black|block|deny|dns)[ -]?list|\brbl\b|reputation|\bspf\b"
    r"|\bdkim\b|\bdmarc\b|policy|access denied|client host|your (?:ip|host|server|domain|message|mail)|too many"
    r"|rate limit|sender (?:address )?(?:rejected|refused|verif)|expéditeur",
    re.IGNORECASE,
)
_TOO_BIG = re.compile(r"too (?:big|large)|size limit|exceeds? .{0,30}size|trop (?:gros|volumineux)", re.IGNORECASE)
# Commands that were not understood or not expected, and what asks our account to log in.
_OUR_CODES = frozenset((500, 502, 503, 504, 530, 534, 535, 538))
_GREY = re.compile(
    r"gr[ae]y|liste grise|try (?:again )?later|come back|retry|r[ée]essay|deferred|delayed", re.IGNORECASE
)
_WHEN = re.compile(r"(\d{1,5}) ?(s|sec|secs|seconds?|secondes?|m|min|mins|minutes?|h|hours?|heures?)\b", re.IGNORECASE)
# A greylist that does not say how long: most let a second try through after one to five minutes.
GREY_PAUSE = timedelta(minutes=2)
_LONGEST_WAIT = timedelta(hours=2)


@dataclass(frozen=True)
class Answer:
    """A server's answer: its three digits, and its words on one line."""

    code: int
    words: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.code < 300

    @property
    def enhanced(self) -> tuple[int, int] | None:
        """Subject and detail of the enhanced code (5.1.1 gives 1, 1), or None."""
        found = _ENHANCED.match(self.words)
        return (int(found[2]), int(found[3])) if found else None

    def __str__(self) -> str:
        return f"{self.code} {self.words}".strip()


def on_sender(answer: Answer, size_is_known: bool = False) -> Attempt:
    """MAIL FROM was refused: it would be for every mail, so nothing leaves now; but for one that is too big."""
    if answer.code == 552 or answer.enhanced == (3, 4) or (size_is_known and _TOO_BIG.search(answer.words)):
        return Attempt(Sent.UNFIT, f"message trop gros : {answer}")
    return Attempt(Sent.DOWN, f"le serveur refuse l’expéditeur : {answer}")


def on_recipient(answer: Answer) -> Attempt:
    """RCPT TO was refused."""
    if answer.code < 500:
        return _later(answer)
    is_bad = _is_bad_address(answer)
    if is_bad is None:
        ours = answer.code in _OUR_CODES or (_ABOUT_US.search(answer.words) and not _UNKNOWN.search(answer.words))
        is_bad = not ours
    if _is_too_big(answer):
        return Attempt(Sent.UNFIT, str(answer))
    return Attempt(Sent.REFUSED if is_bad else Sent.LATER, str(answer))


def on_content(answer: Answer) -> Attempt:
    """The answer to DATA or to the content itself."""
    if answer.is_good:
        return Attempt(Sent.DONE, str(answer))
    if answer.code < 500:
        return _later(answer)
    if _is_too_big(answer) or (answer.code == 552 and answer.enhanced is None):
        return Attempt(Sent.UNFIT, f"message trop gros : {answer}")
    is_bad = _is_bad_address(answer)
    if is_bad is None:
        is_bad = bool(_UNKNOWN.search(answer.words)) and answer.code not in _OUR_CODES
    if not is_bad and answer.enhanced is not None and answer.enhanced[0] == 6:
        return Attempt(Sent.UNFIT, str(answer))
    return Attempt(Sent.REFUSED if is_bad else Sent.LATER, str(answer))


def _is_bad_address(answer: Answer) -> bool | None:
    """What the enhanced code says of the recipient; None where it says nothing of use."""
    if answer.enhanced is None:
        return None
    subject, detail = answer.enhanced
    match subject:
        case 1:
            return detail not in (7, 8)  # these two speak of the sender's address
        case 2 | 4:
            return True
        case 7:
            return detail == 13 or (bool(_UNKNOWN.search(answer.words)) and not _ABOUT_US.search(answer.words))
        case 3 | 5 | 6:
            return False
        case _:
            return None


def _is_too_big(answer: Answer) -> bool:
    return answer.enhanced in ((3, 4), (2, 3)) or (answer.enhanced is None and bool(_TOO_BIG.search(answer.words)))


def _later(answer: Answer) -> Attempt:
    """A temporary refusal; a greylist says, or lets guess, when to come back."""
    if not _GREY.search(answer.words):
        return Attempt(Sent.LATER, str(answer))
    wait = GREY_PAUSE
    if said := _WHEN.search(answer.words):
        unit = {"s": 1, "m": 60, "h": 3600}[said[2][0].lower()]
        wait = min(max(timedelta(seconds=int(said[1]) * unit), timedelta(seconds=10)), _LONGEST_WAIT)
    return Attempt(Sent.LATER, str(answer), wait)
