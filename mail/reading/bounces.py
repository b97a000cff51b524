"""Bounces: delivery reports (RFC 3464), then what flufl.bounce knows, then the wording of common servers."""

from __future__ import annotations

import email
import re
import warnings

from mail.reading.lines import straight
from mail.reading.parts import Part
from mail.reading.settings import ReadingSettings
from mail.reading.whose import addresses_in
from usecases.messages import MachineKind, MachineMail

_SUBJECT = re.compile(
    r"^\W*(?:undeliver(?:able|ed)|non remis|non distribu|delivery (?:status notification|failure|has failed|report"
    r"|notification|delayed)|mail delivery (?:failed|failure|system|error)"
    r"|mail system error|returned mail|failure notice|failure delivery|[ée]chec (?:de (?:la )?)?(?:remise"
    r"|distribution|livraison|d'envoi)|message non (?:remis|distribu[ée]|d[ée]livr[ée])|non[- ]?d[ée]livr[ée]"
    r"|notification d'[ée]chec"
    r"|notification d'[ée]tat de (?:remise|distribution)|avis de non[- ](?:remise|distribution)|unzustellbar"
    r"|nicht zustellbar|zustellung|undelivered mail|message undeliverable"
    r"|could not (?:send|deliver)|impossible de remettre|retour(?:n[ée])? [àa] l'exp[ée]diteur|courrier (?:non|en) "
    r"|(?:warning|avertissement)\s?: (?:could not send|message)"
    r"|mensaje no entregado|no se puede entregar|no entregado"
    r"|mancata consegna|onbestelbaar|delivery problem|nondeliverable|message status - undeliverable"
    r"|remise (?:retard[ée]e|diff[ée]r[ée]e)|delayed:|retard[ée]\s?:)",
    re.I,
)
_BODY = re.compile(
    r"(?:n'a pas pu [êe]tre (?:remis|distribu[ée]|d[ée]livr[ée])|[ée]chec de la remise|could not be delivered"
    r"|couldn't be delivered|wasn't delivered|was not delivered|impossible de (?:remettre|distribuer|d[ée]livrer)"
    r"|delivery (?:to the following|has failed)|permanent (?:fatal )?errors?|this is a permanent error|user unknown"
    r"|unknown user|mailbox (?:is )?(?:full|unavailable|not found)|no such user|bo[îi]te (?:aux lettres "
    r"|de r[ée]ception )?(?:est )?pleine"
    r"|adresse (?:de messagerie |e-mail |[ée]lectronique )?(?:n'existe pas|introuvable|inconnue)"
    r"|n'a pas (?:encore )?[ée]t[ée] (?:trouv[ée]|remis)|address (?:rejected|not found)|recipient (?:rejected|unknown)"
    r"|\b[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}\b"
    r"|(?:mise?|plac[ée]e?) en quarantaine|en attente (?:de |d')(?:votre )?(?:authentification|validation)|quarantined"
    r"|(?:was|has been) blocked|may not exist|message rejected"
    r"|i'm afraid i wasn't able|konnte nicht zugestellt|no se (?:ha podido|pudo) entregar|quota)",
    re.I,
)
_SOFT = re.compile(
    r"(?:mailbox (?:is )?full|over ?quota|quota (?:exceeded|d[ée]pass)|bo[îi]te .{0,30}pleine|greylist|try again"
    r"|tempora(?:r|ire)|delayed|retard|diff[ée]r|exceeded storage|will (?:retry|be retried)"
    r"|(?:nouvelle|autre)s? tentatives?|n'a pas encore [ée]t[ée]"
    r"|connection timed out|message (?:size|too large)|trop volumineux|overquota|exceeded (?:its|the) (?:quota|storage)"
    r"|not yet been delivered|transient|non-fatal|in the queue too long|expired|maximum mailbox size|hop count)",
    re.I,
)
# what a filter or a rule refused: the address is good
_POLICY = re.compile(
    r"\bspam\b|blocked|block ?list|black ?list|\bpolic(?:y|ies)\b|not authori[sz]ed|relay(?:ing)? (?:access )?denied"
    r"|quarantain|quarantine|authentifi"
    r"|\bdmarc\b|\bspf\b|content (?:rejected|restriction)|security|bloqu[ée]|r[èe]gle de|r[ée]putation",
    re.I,
)
_UNKNOWN = re.compile(
    r"(?:user|recipient|mailbox|account|address|destinataire|utilisateur) (?:is )?"
    r"(?:unknown|not found|inconnue?|introuvable|does not exist|n'existe pas)"
    r"|(?:unknown|no such|invalid) (?:user|recipient|mailbox|address)|recip(?:ient)?notfound",
    re.I,
)
_ADDRESS_CODES = {("2", "0"), ("2", "1"), ("4", "1"), ("4", "4")}
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_DAEMON = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-?daemon|mdaemon|microsoftexchange[0-9a-f]+|mail\.?delivery|bounces?|daemon)\b",
    re.I,
)
_FILTER = re.compile(r"^(?:no-?reply|ne-?pas-?repondre|quarant\w+|anti-?spam|filtr\w+|secur\w+|noreply\S*)\b", re.I)
_REASONS = {
    "1": "adresse inconnue",
    "2": "boîte indisponible ou pleine",
    "3": "serveur du destinataire en défaut",
    "4": "serveur du destinataire injoignable",
    "5": "échange refusé par le serveur",
    "6": "contenu refusé",
    "7": "refusé par le serveur du destinataire",
}


def bounce_of(mail: Part, sender: str, subject: str, text: str, settings: ReadingSettings) -> MachineMail | None:
    """The bounce this message reports, or None. A report that the mail did arrive is a receipt."""
    for part in mail.walk():
        if part.media_type in ("message/delivery-status", "message/global-delivery-status"):
            return _from_report(part, mail, text, settings)
    flat = straight(subject).replace("\xa0", " ")
    failed = [a for value in mail.all_headers("x-failed-recipients") for a in addresses_in(value)]
    exchange = any(name == "x-ms-exchange-message-is-ndr" for name, _ in mail.headers)
    empty_path = mail.header("return-path").strip() == "<>"
    daemon = bool(_DAEMON.match(sender)) or not sender
    report = mail.media_type == "multipart/report" and mail.parameters.get("report-type", "").casefold() in (
        "",
        "delivery-status",
    )
    titled = bool(_SUBJECT.match(flat)) or ("quarant" in flat and bool(_FILTER.match(sender)))
    # only a mail with such a title, or from a mail server, is read for such words: this search is the longest of all
    worded = (titled or daemon) and bool(_BODY.search(straight(text[:20_000])))
    if not (failed or exchange or report or (titled and (daemon or empty_path or worded)) or (daemon and worded)):
        return None
    if (
        titled
        and not (failed or exchange or report or daemon or empty_path)
        and mail.header("in-reply-to")
        and not worded
    ):
        return None
    address = failed[0] if failed else _by_flufl(mail) or _named_in(text, sender, settings)
    if not (address or failed or exchange or report or daemon or empty_path):
        return None  # « Non distribué : notre courrier aux établissements » is somebody's
    return _bounce(address, text[:20_000], "")


def _from_report(part: Part, mail: Part, text: str, settings: ReadingSettings) -> MachineMail:
    fields = part.content().decode("latin-1") + "".join(
        "\n\n" + "".join(f"{name}: {value}\n" for name, value in child.headers) + child.content().decode("latin-1")
        for child in part.children
    )
    best: tuple[str, str, str, str] | None = None
    for group in re.split(r"\r?\n\s*\r?\n", fields[:200_000]):
        named: dict[str, str] = {}
        for line in re.split(r"\r?\n(?![ \t])", group):
            name, colon, value = line.partition(":")
            if colon:
                named.setdefault(name.strip().casefold(), " ".join(value.split()))
        if "action" not in named and "status" not in named:
            continue
        address = ""
        for key in ("original-recipient", "final-recipient"):
            found = addresses_in(named.get(key, "").partition(";")[2] or named.get(key, ""))
            if found and not settings.is_own(found[0]):
                address = found[0]
                break
        action = named.get("action", "failed").casefold().split()[0:1]
        entry = (action[0] if action else "failed", address, named.get("status", ""), named.get("diagnostic-code", ""))
        if best is None or (entry[0] == "failed" and best[0] != "failed"):
            best = entry
    if best is None:
        return _bounce(_by_flufl(mail) or _named_in(text, "", settings), text, "")
    action_said, address, status, diagnostic = best
    address = address or _named_in(text, "", settings)
    if action_said in ("delivered", "relayed", "expanded"):
        return MachineMail(MachineKind.RECEIPT, address=address, reason="un accusé de remise")
    if action_said == "delayed":
        return MachineMail(
            MachineKind.BOUNCE, address=address, hard=False, reason=_reason(status, diagnostic, "remise différée")
        )
    return _bounce(address, diagnostic or text[:4000], status)


def _bounce(address: str, words: str, status: str) -> MachineMail:
    found = _STATUS.search(status) or _STATUS.search(words)
    flat = straight(words)
    if _SOFT.search(flat):
        hard = False
    elif found is None:
        hard = not _POLICY.search(flat)
    elif found[1] != "5":
        hard = False
    else:
        # policy (5.7), size and room (5.2.2, 5.2.3, 5.3), routing (5.4.6 …) say nothing lasting about the address
        about_address = found[2] in ("0", "1") or (found[2], found[3]) in _ADDRESS_CODES
        hard = bool(_UNKNOWN.search(flat)) or (about_address and not (found[2] == "0" and _POLICY.search(flat)))
    return MachineMail(MachineKind.BOUNCE, address=address, hard=hard, reason=_reason(status, words, ""))


def _reason(status: str, words: str, default: str) -> str:
    found = _STATUS.search(status) or _STATUS.search(words)
    said = default or (_REASONS.get(found[2], "") if found else "")
    if not said:
        said = "boîte pleine ou remise différée" if _SOFT.search(straight(words)) else "adresse refusée"
    return f"{said} ({found[0]})" if found else said


def _by_flufl(mail: Part) -> str:
    # imported here: only a suspected bounce pays for it
    from flufl.bounce import all_failures

    raw = (
        b"".join(f"{name}: {value}\r\n".encode("ascii", "replace") for name, value in mail.headers)
        + b"\r\n"
        + mail.body
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            temporary, permanent = all_failures(email.message_from_bytes(raw[:500_000]))
        # thirty detectors for other people's formats: any may stumble over a broken mail
        except Exception:  # noqa: BLE001 -- see above
            return ""
    for found in sorted(permanent) + sorted(temporary):
        if addresses := addresses_in(found.decode("latin-1")):
            return addresses[0]
    return ""


def _named_in(text: str, sender: str, settings: ReadingSettings) -> str:
    for address in addresses_in(text[:8000]):
        if not settings.is_own(address) and address != sender and not _DAEMON.match(address):
            return address
    return ""
