"""Mail that a machine wrote: told apart before anything else, by its headers first, its words last."""

from __future__ import annotations

import re
from datetime import datetime

from mail.reading.absence import return_date
from mail.reading.bounces import bounce_of
from mail.reading.lines import straight
from mail.reading.parts import Part
from mail.reading.settings import ReadingSettings
from mail.reading.whose import addresses_in
from usecases.messages import MachineKind, MachineMail

_REPLY = re.compile(r"^\s*(?:re|rép|rep|réf|aw|tr|fw|fwd|wg|antw|sv|vs)\s*(?:\[\d+\])?\s*:", re.I)
_ABSENT_SUBJECT = re.compile(
    r"^\W*(?:(?:r[ée]ponse|message|mail|courriel|e-mail|r[ée]pondeur) automatiques?\b|automatic reply\b"
    r"|auto(?:matic)?[- ]?(?:reply|response|r[ée]ponse)\b"
    r"|automatische (?:antwort|beantwoording)\b|abwesenheits(?:notiz|nachricht)|respuesta autom[áa]tica\b"
    r"|risposta automatica\b|resposta autom[áa]tica\b"
    r"|out[- ]of[- ](?:the[- ])?office\b|absen(?:ce|te?)\b.{0,10}\bdu bureau\b"
    r"|(?:message|notification|avis) d'absence\b"
    r"|absence\s*:|en cong[ée]s?\s*:|ooo\b\s*:"
    r"|je suis absente?\b|absent\(e\))",
    re.I,
)
# what a machine says of its own message, and nobody of theirs
_SAYS_MACHINE = re.compile(
    r"\b(?:ceci est|il s'agit d'|c'est) ?une? (?:message|r[ée]ponse|mail|m[ée]l|courriel|accus[ée] de r[ée]ception)"
    r" (?:automatique|g[ée]n[ée]r[ée]e? automatiquement)"
    r"|\bce (?:message|mail|m[ée]l|courriel) (?:est|a [ée]t[ée]) (?:envoy|g[ée]n[ée]r|adress)[ée] automatiquement"
    r"|\b(?:message|r[ée]ponse|mail|courriel) (?:automatique|g[ée]n[ée]r[ée]e? automatiquement|(?:d'un )?automate)\b"
    r".{0,20}\bne pas (?:y )?r[ée]pondre"
    r"|\byour (?:request|message|ticket|case|e-?mail)\b.{0,40}\bhas been (?:received|logged|created|registered)\b"
    r"|\bthis is an? (?:automated|automatic|auto-generated|system-generated)\b"
    r"|\b(?:votre|la) (?:demande|message|ticket|sollicitation)\b.{0,60}\b(?:enregistr|prise? en compte|re[çc]u)"
    r"\w*\b.{0,40}\b(?:num[ée]ro|n°|ticket|r[ée]f[ée]rence)\W{0,8}\w*\d{3}",
    re.I | re.S,
)
# one of these stands in all of that
_OF_MACHINES = ("automat", "generated", "nreg", "compte", "reçu", "recu", "been ")
_AWAY_SUBJECT = re.compile(
    r"\b(?:absen(?:ce|te?)|cong[ée]s?|vacances|away|out of office|indisponib\w+|r[ée]pondeur|hors (?:du )?bureau"
    r"|fermeture|autosvar|automatisch \w+)\b|^\W*auto\s?:",
    re.I,
)
_AWAY = re.compile(
    r"\bje (?:suis|serai) (?:actuellement |momentan[ée]ment )?(?:absente?|en (?:cong[ée]|vacances|d[ée]placement"
    r"|arr[êe]t|formation|rtt))|\bmon absence\b"
    r"|\b(?:de )?retour (?:le|pr[ée]vu|au bureau|lundi|mardi|mercredi|jeudi|vendredi)\b"
    r"|\bi (?:am|will be) (?:away|out of)",
    re.I,
)
# what could be answers, or where they stand: then somebody wrote it
_CODED = re.compile(r"^\W*[A-Z]{1,2}\d+[a-z]?\s?[:=)]", re.M | re.I)
_ANSWERS = re.compile(
    r"\b[A-Z]{0,2}\d{1,2}[a-z]?\s?[:=)]\s|\b(?:question|indicateur|axe)s? (?:n°\s?)?\w?\d|\b(?:voici|voil[àa]"
    r"|ci-joint|ci-dessous|pi[èe]ce jointe)\b",
    re.I,
)
# nobody says of themselves in a note of absence what they answer
_REPLIES = re.compile(
    r"\b(?:rien [àa] (?:signaler|ajouter|d[ée]clarer)|n[ée]ant|ras)\b|\b(?:notre|nos) (?:r[ée]ponses?|avis|retours?)\b"
    r"|\bnous n'avons\b|\bje (?:vous )?r[ée]ponds\b",
    re.I,
)
# such a title may be somebody's too: « Absence : réponse tardive »
_WEAK_SUBJECT = re.compile(r"^\W*(?:absence\s*:|en cong[ée]s?\s*:|je suis absente?\b)", re.I)
# a server that delivers only once somebody has proven to be no robot
_CHALLENGE = re.compile(
    r"(?:(?:afin|pour) qu(?:e|')|to (?:have|ensure|allow)).{0,60}(?:messages?|e-?mails?|courriels?)\b.{0,60}"
    r"(?:d[ée]livr|distribu|remis|transmis|re[çc]u|deliver).{0,120}(?:authentifi|cliqu|confirm|verify|captcha)"
    r"|(?:authentifi\w*|cliqu\w+|confirm\w+|verify|captcha)\b.{0,250}\b(?:(?:afin|pour) qu(?:e|')|to (?:have|ensure"
    r"|allow)).{0,60}(?:messages?|e-?mails?|courriels?)\b.{0,60}(?:d[ée]livr|distribu|remis|transmis|re[çc]u|deliver)"
    r"|\b(?:message|e-?mail|courriel)\b.{0,80}\ben attente\b.{0,60}(?:authentifi|identifi)",
    re.I | re.S,
)
CHALLENGED = "le serveur du destinataire demande à l’expéditeur de s’identifier sur une page"
_QUOTED = re.compile(r"^[ \t]*(?:>|-{3,}|_{5,}|De\s?:|From\s?:|Le .{5,200}a [ée]crit)", re.M)
_LONGEST_NOTE = 1200
_READ_SUBJECT = re.compile(
    r"^\W*(?:lu|read|gelesen|le[íi]do|letto|non lu|not read|remis|relay[ée]|delivered|accus[ée] de (?:r[ée]ception"
    r"|lecture)"
    r"|confirmation de (?:lecture|remise)|read receipt|delivery receipt|return receipt|message lu)\s?(?::|\()",
    re.I,
)
_READ_BODY = re.compile(
    r"(?:votre message|your message|message que vous avez envoy).{0,400}?"
    r"(?:a [ée]t[ée] (?:lu|affich[ée]|supprim[ée]|remis)|was (?:read|displayed|deleted)|ist gelesen)"
    r"|ceci est un accus[ée] de r[ée]ception|this is a (?:return|read) receipt|accus[ée] de lecture",
    re.I | re.S,
)
_CALENDARS = frozenset({"text/calendar", "application/ics"})
_CALENDAR_METHODS = frozenset({"request", "reply", "cancel", "counter", "declinecounter", "refresh", "publish", "add"})
_AUTO_BODY = re.compile(
    r"(?:ceci est (?:un|une) (?:message|r[ée]ponse|mail|courriel) (?:automatique|g[ée]n[ée]r[ée])"
    r"|this is an automat(?:ed|ic)|merci de ne pas r[ée]pondre [àa] ce (?:message|mail|courriel))",
    re.I,
)
_ROBOT = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|ne-?pas-?repondre|noreply\S*|donotreply|mdaemon|listserv|majordomo"
    r"|sympa|mailman)\b",
    re.I,
)


def machine_of(
    mail: Part, sender: str, subject: str, text: str, received_at: datetime, settings: ReadingSettings, to_us: bool
) -> MachineMail | None:
    """What machine wrote this and what it reports; None for a person's mail.

    `to_us`: the message answers a mail of ours or carries a token, which a newsletter does not.
    """
    if mail.header("x-auto-response-suppress") == "" and settings.is_own(sender) and not _is_report(mail):
        return MachineMail(MachineKind.OWN, reason="un message de Relance revenu à son expéditeur")
    if settings.is_own(sender) and not _is_report(mail):
        return MachineMail(MachineKind.OWN, reason="un message de Relance revenu à son expéditeur")
    report = mail.parameters.get("report-type", "").casefold() if mail.media_type == "multipart/report" else ""
    kinds = {part.media_type for part in mail.walk()}
    if report == "feedback-report" or "message/feedback-report" in kinds:
        return MachineMail(MachineKind.FEEDBACK, reason="un signalement de courrier indésirable")
    if report == "disposition-notification" or "message/disposition-notification" in kinds:
        return MachineMail(MachineKind.RECEIPT, reason="un accusé de lecture")
    bounce = bounce_of(mail, sender, subject, text, settings)
    if bounce is not None:
        return bounce
    if mail.header("content-class").strip().casefold() == "urn:content-classes:calendarmessage":
        return MachineMail(MachineKind.CALENDAR, reason="une invitation ou une réponse d’agenda")
    note = straight(_note(text))
    if "http" in note and _CHALLENGE.search(note):
        address = sender if not _ROBOT.match(sender) else next((a for a in addresses_in(note) if a != sender), "")
        return MachineMail(MachineKind.BOUNCE, address=address, hard=False, reason=CHALLENGED)
    calendar = _calendar(mail, bool(text.strip()))
    if calendar is not None:
        return calendar
    return _automatic(mail, sender, subject, text, note, received_at, to_us)


def _is_report(mail: Part) -> bool:
    return mail.media_type == "multipart/report" or bool(mail.header("x-failed-recipients"))


def _calendar(mail: Part, has_words: bool) -> MachineMail | None:
    for part in mail.walk():
        if part.media_type not in _CALENDARS or (part.disposition == "attachment" and has_words):
            continue
        method = part.parameters.get("method", "").casefold()
        if not method and (found := re.search(rb"^METHOD:(\w+)", part.content()[:20_000], re.M | re.I)):
            method = found[1].decode("ascii", "replace").casefold()
        if method in _CALENDAR_METHODS:
            return MachineMail(MachineKind.CALENDAR, reason="une invitation ou une réponse d’agenda")
    return None


def _automatic(
    mail: Part, sender: str, subject: str, text: str, note: str, received_at: datetime, to_us: bool
) -> MachineMail | None:
    flat = straight(subject).replace("\xa0", " ")
    auto = mail.header("auto-submitted").partition(";")[0].strip().casefold()
    replied = bool(_REPLY.match(flat))
    precedence = mail.header("precedence").strip().casefold()
    # « Réponse automatique ? Non, la voici » is somebody's joke
    says_absent = bool(_ABSENT_SUBJECT.match(flat)) and not re.match(r"[^:]{1,60}\s?\?", flat)
    answers_itself = (
        (auto not in ("", "no"))
        or precedence in ("auto_reply", "auto-reply", "autoreply")
        or any(
            mail.header(name).strip().casefold() not in ("", "no", "false")
            for name in ("x-autoreply", "x-autorespond", "x-autogenerated", "x-auto-reply")
        )
        or "vacation" in mail.header("x-mailer").casefold()
        or mail.header("x-ms-exchange-generated-message-source").strip().casefold() == "mailbox rules agent"
    )
    if _READ_SUBJECT.match(flat) and (answers_itself or _READ_BODY.search(straight(text[:4000]))):
        return MachineMail(MachineKind.RECEIPT, reason="un accusé de lecture")
    if not answers_itself and _says_machine(mail, flat, note, replied):
        if _READ_SUBJECT.match(flat):
            return MachineMail(MachineKind.RECEIPT, reason="un accusé de réception")
        answers_itself = True
    if mail.header("x-list-administrivia").strip().casefold() == "yes":
        return MachineMail(MachineKind.LIST, reason="un message de liste de diffusion")
    says_absent = says_absent and not replied and not _CODED.search(note) and not _REPLIES.search(note)
    says_absent = says_absent and bool(not _WEAK_SUBJECT.match(flat) or _AWAY.search(note))
    if answers_itself or says_absent:
        until = return_date(text, received_at)
        return MachineMail(MachineKind.ABSENCE, reason="une réponse automatique", until=until)
    listed = any(mail.header(name) for name in ("list-id", "list-unsubscribe", "list-post"))
    if not to_us and (listed or precedence in ("bulk", "list", "junk")):
        return MachineMail(MachineKind.LIST, reason="un message de liste de diffusion")
    if not to_us and _ROBOT.match(sender) and _AUTO_BODY.search(straight(text[:4000])):
        return MachineMail(MachineKind.LIST, reason="un message d’un automate")
    return None


def _note(text: str) -> str:
    """What stands above anything quoted, where that is short; else ""."""
    head = text[: 4 * _LONGEST_NOTE]
    note = head[: found.start()] if (found := _QUOTED.search(head)) else head
    return note if note.strip() and len(note) <= _LONGEST_NOTE else ""


def _says_machine(mail: Part, subject: str, note: str, replied: bool) -> bool:
    """Whether a short text without an answer says that a machine wrote it, or below such a title that one is away."""
    if not note:
        return False
    lowered = note.lower()
    says = any(word in lowered for word in _OF_MACHINES) and _SAYS_MACHINE.search(note)
    # who asks something is somebody, and no machine
    says = says or (not replied and "?" not in note and _AWAY_SUBJECT.search(subject) and _AWAY.search(note))
    if not says or _ANSWERS.search(note) or _REPLIES.search(note):
        return False
    return not any(part.disposition == "attachment" for part in mail.walk())
