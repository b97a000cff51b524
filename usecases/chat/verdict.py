"""What short words mean in a review: that the draft is approved, that remarks will follow, or nothing yet."""

from __future__ import annotations

import re

from questionnaires.asides import bare
from synthesis.remarks.agreeing import agrees, praises
from synthesis.remarks.several import approves_a_part

_APPROVES = re.compile(
    r"(?:oui )?(?:j |je l |je |nous |on )?(?:approuv\w+|valid\w+)(?: (?:tel quel|le projet|ce projet|tel "
    r"quel le projet"
    r"|la synthese))?(?: tel quel)?|tel quel|tout est bon|rien a (?:changer|modifier|redire|ajouter|signaler)|ras"
    r"|(?:(?:nous n avons|je n ai|on n a) )?(?:pas de|pas d|aucune?|sans) (?:autres? )?"
    r"(?:remarque|modification|amendement|observation|commentaire|changement|correction)s?(?: a (?:faire"
    r"|formuler|apporter))?"
    r"|rien a (?:dire|corriger|reprendre|signaler)(?: de (?:notre|mon) cote| pour (?:nous|moi))?|avis "
    r"favorable|favorable"
    r"|(?:c est |tout est |le projet est )(?:tout )?(?:bon|ok|parfait|conforme|correct)(?: pour (?:moi"
    r"|nous|l ars|notre ars))?"
    r"|(?:ok|bon|d accord|parfait|valide) pour (?:moi|nous|l ars|notre ars)(?: \w+){0,3}"
    r"|rien(?: du tout| de special| de particulier)?|neant|aucune?|(?:ca|cela) (?:me|nous) (?:va|convient)(?: tres bien"
    r"| parfaitement)?|(?:pour (?:moi|nous) )?tout (?:me |nous )?va bien(?: pour (?:moi|nous))?"
)
# said while one passage is being read, without these they are about that passage
_OF_ALL = re.compile(r"\b(?:approuv|valid|favorable|tel quel|projet|synthese|tout)")
# an answer to nothing that was asked
_NEITHER = re.compile(
    r"(?:oui|non|si|(?:ok|okay|d accord|entendu|compris|tres bien|bien|super|top|parfait|nickel"
    r"|impeccable|vu|c est note)"
    r"(?: (?:merci|bien recu|recu|note)(?: (?:beaucoup|bien|a vous|pour tout))?)?)"
)
_TO_COME = re.compile(
    r"(?:(?:j ai|nous avons|on a|je (?:voudrais|souhaite|veux|souhaiterais)|nous (?:voudrions|souhaitons)|puis je"
    r"|comment|oui j ai)(?: (?:proposer|faire|ajouter|apporter|formuler))? )?"
    r"(?:(?:une?|des|deux|trois|quelques|plusieurs|mes|nos|les) )?(?:petite?s? )?"
    r"(?:remarques?|modifications?|ajouts?|corrections?|propositions?|amendements?|observations?|commentaires?)"
    r"(?: a (?:faire|proposer|apporter|formuler))?(?: svp| s il vous plait)?"
    r"|modifier|ajouter(?: un(?:e)? (?:paragraphe|passage|phrase))?|corriger|remplacer|proposer|supprimer"
)


def approves(typed: str) -> bool:
    """Whether these words accept the draft, or the passage at hand, as it is."""
    words = bare(typed)
    return not _NEITHER.fullmatch(words) and (_APPROVES.fullmatch(words) is not None or agrees(typed))


def approves_the_whole(typed: str) -> bool:
    """Whether an approval means the whole draft though one passage is being read."""
    return _OF_ALL.search(bare(typed)) is not None


def decides_nothing(typed: str) -> bool:
    """« oui », « ok », a thumb, or a yes to one part: neither an approval of the draft nor a remark."""
    return _NEITHER.fullmatch(bare(typed)) is not None or (
        not agrees(typed) and not praises(typed) and approves_a_part(typed)
    )


def has_remarks_to_come(typed: str) -> bool:
    """« J’ai deux remarques », « modifier »: what is meant has still to be said."""
    return _TO_COME.fullmatch(bare(typed)) is not None
