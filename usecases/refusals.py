"""Why the system refuses a file or a folder, in French words for the sentence that names it."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "il n’existe pas",
    errno.EACCES: "l’accès est refusé",
    errno.EPERM: "l’accès est refusé",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "un fichier est là où il faudrait un dossier",
    errno.EEXIST: "un fichier est là où il faudrait un dossier",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENAMETOOLONG: "son nom est trop long",
    errno.ELOOP: "ses liens tournent en rond",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "la place accordée est épuisée",
    errno.EIO: "le disque ne répond pas",
}
# The machine's; what else is named above another path, or other rights, would mend.
OF_THE_DISK = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EIO))
_OF_THE_PATH = frozenset(_REASONS) - OF_THE_DISK


def why(error: OSError) -> str:
    """« l’accès est refusé », « c’est un dossier »: what goes between brackets after the name."""
    return _REASONS.get(error.errno or 0) or error.strerror or "erreur du système"


def is_of_the_path(error: OSError) -> bool:
    """Whether whoever named the path can mend it: bad input, and not a machine out of order."""
    return error.errno in _OF_THE_PATH
