"""Why a file is not read by machine, and what its sender can do: one French sentence each."""

from __future__ import annotations

from enum import Enum

_NB = "\u00a0"


class Reason(Enum):
    """Everything that sends a file to a person."""

    LEGACY_WORD = "est un ancien document Word (.doc), que nous ne savons pas lire sans risque d’erreur"
    LEGACY_EXCEL = "est un ancien classeur Excel (.xls), que nous ne savons pas lire sans risque d’erreur"
    LEGACY = "est dans un ancien format de Microsoft Office, que nous ne lisons pas automatiquement"
    PDF = "est un PDF, où nous ne voyons pas ce qui a été modifié dans le projet"
    SCAN = "est un PDF sans texte (une numérisation, par exemple), que nous ne lisons pas automatiquement"
    SCANNED_PAGES = "contient des pages numérisées, que nous ne lisons pas automatiquement"
    IMAGE = "est une image, que nous ne lisons pas automatiquement"
    PROTECTED = "est protégé par un mot de passe"
    MACROS = "contient des macros, que nous n’ouvrons pas par sécurité"
    DAMAGED = "est endommagé et ne s’ouvre pas"
    TOO_LARGE = "est trop volumineux pour être lu automatiquement"
    BOMB = "se décompresse en un volume anormal et n’a pas été ouvert"
    ARCHIVE = "est une archive, que nous n’ouvrons pas automatiquement"
    NO_OFFICE = "n’a pas pu être converti, faute de LibreOffice sur notre serveur"
    UNCONVERTED = "n’a pas pu être converti"
    FOREIGN = "n’est pas notre formulaire ; une personne le lira"
    TOO_SLOW = "n’a pas pu être lu dans le temps imparti"


class Refused(Exception):
    """The file is not read; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason


_INSTEAD = {
    Reason.PROTECTED: "renvoyez-le en .docx sans mot de passe",
    Reason.MACROS: "renvoyez-le en .docx ou .xlsx sans macro",
    Reason.ARCHIVE: "joignez directement le formulaire en .docx",
    Reason.TOO_LARGE: "renvoyez le formulaire seul, en .docx",
    Reason.FOREIGN: "pour une réponse, remplissez celui qui était joint à notre message",
}


def sentence(name: str, reason: Reason) -> str:
    """What the sender is told about the file of this name."""
    shown = " ".join(name.split())[:120] or "joint"
    instead = _INSTEAD.get(reason, "renvoyez le formulaire en .docx")
    return f"Le fichier «{_NB}{shown}{_NB}» {reason.value}{_NB}: {instead}, ou répondez dans le message."
