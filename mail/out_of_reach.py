"""Why no connection to a mail server came about, in French, for the person who has to mend it."""

from __future__ import annotations

import socket
import ssl


def why_out_of_reach(error: BaseException, host: str) -> str:
    """The reason as the end of a sentence, without a final stop; secrets are in none of these errors."""
    causes = list(_chain(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause, host)
    for cause in causes:
        match cause:
            case ssl.SSLError():
                return f"la liaison chiffrée n’a pas pu s’établir ({cause.reason or cause.strerror or 'sans motif'})"
            case socket.gaierror():
                return f"le nom « {host} » est inconnu du réseau ; vérifiez-le dans la configuration"
            case ConnectionRefusedError():
                return "rien n’écoute à cette adresse : le serveur est arrêté, ou le port n’est pas le bon"
    for cause in causes:
        if isinstance(cause, TimeoutError):
            return "le serveur ne répond pas"
    return str(error) or type(error).__name__


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> str:
    match error.verify_code:  # the numbers are OpenSSL's X509_V_ERR_…
        case 62 | 64:  # another name, another address
            return f"son certificat n’est pas au nom de « {host} » : rien ne lui est confié"
        case 10:
            return "son certificat est périmé : rien ne lui est confié"
        case 9:
            return "son certificat n’est pas encore valable (l’heure de cette machine est-elle juste ?)"
        case _:
            return (
                f"aucune autorité connue ne garantit son certificat ({error.verify_message}) : rien ne lui est confié"
            )


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
