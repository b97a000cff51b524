"""Yes and no to what we asked, and the words that say, in the middle of something, that it is over or was nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from questionnaires.asides import bare
from questionnaires.codes import code_named
from questionnaires.scene import Mode
from questionnaires.shorthand import spelled_out


def approves(typed: str) -> bool | None:
    """Whether these words say that the summary is right, or that it is not; None for anything else."""
    words = spelled_out(typed)
    if _RIGHT.fullmatch(words):
        return True
    return False if words in _WRONG else None


_WRONG = ("non", "pas tout a fait", "non merci", "pas vraiment", "pas bon", "presque", "bof", "faux")


def is_yes_or_no(typed: str) -> bool:
    """Whether these words are a bare yes or no, which says nothing where nothing is asked."""
    return bare(typed) in _BARE


_BARE = frozenset(
    ("oui", "ok", "d accord", "parfait", "c est bon", "oui c est bon", "oui merci", "c est parfait", "non", "non merci")
)


def all_but(typed: str, codes: Sequence[str]) -> str:
    """The one code with which something is wrong: « oui, sauf Q3a », « pas Q3a », « Q3a est fausse »; or ""."""
    found = _ALL_BUT.fullmatch(bare(typed))
    return code_named(found["behind"] or found["before"], codes) if found is not None else ""


_ALL_BUT = re.compile(
    r"(?:(?:oui|non|ok|tout|est|c|bon|presque|mais|d accord|il y a|une) )*(?:sauf|pas|hormis|excepte|a part"
    r"|erreur (?:sur|a|dans"
    r"|pour)|faux|(?:changer?|changez|corrigez|revoir)) (?:la |le |a |pour |sur )*(?:question "
    r"|reponse )?(?P<behind>[a-z]{0,3}\d\w{0,4})"
    r"|(?:la |le )?(?:question |reponse )?(?P<before>[a-z]{0,3}\d\w{0,4}) (?:est|c est|n est) (?:pas )?(?:faux"
    r"|fausse|errone\w*|bon"
    r"|bonne|a (?:revoir|changer|corriger)|juste|correcte?)"
)
_RIGHT = re.compile(
    r"(?:(?:oui|ok|d accord|parfait|nickel|exact|entendu|bien) ?)*"
    r"(?:oui|ok|d accord|parfait|nickel|exact(?:ement)?|tres bien|ca marche|entendu|tout a fait|tout bon"
    r"|(?:c est |ca (?:me )?(?:va|semble) )?(?:tout )?(?:bon|ok|parfait|correct|exact|bien)|ca (?:me )?va"
    r"|(?:je n ai |il n y a )?rien (?:a|de plus a|d autre a) (?:changer|modifier|corriger|ajouter|redire|signaler))"
    r"(?: merci(?: beaucoup| bien)?| pour (?:moi|nous))?"
)


# What says, in the middle of something, that it is over or was nothing.
_NOTHING_MORE = frozenset(
    (
        "non",
        "non merci",
        "non c est tout",
        "fin",
        "fini",
        "voila",
        "rien d autre",
        "rien de plus",
        "c est bon",
        "c est fini",
    )
)
_NOBODY = frozenset(("non", "non rien", "rien", "personne", "non merci", "aucune", "c est bon", "laissez"))
BEGUN = (Mode.HANDING, Mode.TELLING)
ENDS: dict[str, frozenset[str]] = {
    Mode.LISTENING: _NOTHING_MORE,
    Mode.COMPLETING: _NOTHING_MORE,
    Mode.PROBING: frozenset(("c est bon", "tout est bon", "parfait", "c est parfait", "rien", "rien d autre", "fini")),
    Mode.HANDING: _NOBODY,
    Mode.TELLING: _NOBODY,
}
