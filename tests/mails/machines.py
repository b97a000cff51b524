"""Mail that machines write, in the published formats of common servers, and mail of people that looks like it.

Every name, address and sentence is invented.
"""

# ruff: noqa: E501 -- a message is easier to read, and to compare with real mail, on one line

from __future__ import annotations

LOST = "perdu@ars.example"
OURS = "pnsp@dgos.example"
SUBJECT = "Bilan du PNSP 2013-2017 : votre contribution"
_OUR_HEADERS = f"From: DGOS <{OURS}>\nTo: {LOST}\nSubject: {SUBJECT}\nMessage-ID: <invitation-1@dgos.example>\n"


def mail(subject: str, body: str, sender: str, *headers: str, kind: str = "text/plain; charset=utf-8") -> str:
    lines = [f"From: {sender}", f"To: {OURS}", f"Subject: {subject}", *headers]
    return "\n".join(lines) + f"\nMIME-Version: 1.0\nContent-Type: {kind}\n\n{body}\n"


def report(
    text: str,
    status: str,
    sender: str = "MAILER-DAEMON@mx.ars.example (Mail Delivery System)",
    subject: str = "Undelivered Mail Returned to Sender",
    *headers: str,
    returned: bool = True,
) -> str:
    lines = [f"From: {sender}", f"To: {OURS}", f"Subject: {subject}", *headers]
    return (
        "\n".join(lines)
        + "\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b1\n\n--b1\n"
        + f"Content-Type: text/plain; charset=utf-8\n\n{text}\n\n--b1\nContent-Type: message/delivery-status\n\n"
        + f"Reporting-MTA: dns; mx.ars.example\nArrival-Date: Mon, 17 Jul 2017 09:00:00 +0200\n\n{status}\n"
        + (f"--b1\nContent-Type: message/rfc822\n\n{_OUR_HEADERS}\nBonjour,\n" if returned else "")
        + "--b1--\n"
    )


def status(action: str, code: str, diagnostic: str = "", address: str = LOST) -> str:
    said = f"Diagnostic-Code: smtp; {diagnostic}\n" if diagnostic else ""
    return f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {code}\n{said}"


def postfix(diagnostic: str, code: str) -> str:
    return report(
        f"This is the mail system at host mx.ars.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\nFor further assistance, please send mail to postmaster.\n\n                   The mail system\n\n<{LOST}>: host mail.ars.example[192.0.2.7] said: {diagnostic} (in reply to RCPT TO command)",
        status("failed", code, diagnostic),
    )


def exchange(words: str, code: str, diagnostic: str) -> str:
    return report(
        f"Échec de la remise pour ces destinataires ou groupes :\n\n{LOST}<mailto:{LOST}>\n{words}\n\nInformations de diagnostic pour les administrateurs :\n\nServeur de génération : ARSMBX01.ars.example\n\n{LOST}\n{diagnostic}",
        status("failed", code, diagnostic),
        "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@ars.example>",
        f"Non remis : {SUBJECT}",
        "X-MS-Exchange-Message-Is-Ndr:",
        "In-Reply-To: <invitation-1@dgos.example>",
    )


def office(words: str, code: str, diagnostic: str, english: bool = False) -> str:
    title = f"Undeliverable: {SUBJECT}" if english else f"Non remis : {SUBJECT}"
    lead = (
        f"Your message to {LOST} couldn't be delivered."
        if english
        else f"Votre message à {LOST} n'a pas pu être remis."
    )
    return report(
        f"{lead}\n\n{words}",
        status("failed", code, diagnostic),
        "postmaster@arsexample.onmicrosoft.example",
        title,
        "Auto-Submitted: auto-replied",
    )


def exim(words: str, soft: bool = False) -> str:
    lead = (
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:"
        if not soft
        else "This message was created automatically by mail delivery software.\nA message that you have sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue on mx.ars.example.\n\nThe address to which the message has not yet been delivered is:"
    )
    title = (
        "Warning: message 1dWz3x-0001 delayed 24 hours" if soft else "Mail delivery failed: returning message to sender"
    )
    headers = (
        ("Auto-Submitted: auto-replied",) if soft else (f"X-Failed-Recipients: {LOST}", "Auto-Submitted: auto-replied")
    )
    return mail(
        title, f"{lead}\n\n  {LOST}\n    {words}\n", "Mail Delivery System <Mailer-Daemon@mx.ars.example>", *headers
    )


def qmail(words: str) -> str:
    return mail(
        "failure notice",
        f"Hi. This is the qmail-send program at mx.ars.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<{LOST}>:\n{words}\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <{OURS}>\n{_OUR_HEADERS}",
        "MAILER-DAEMON@mx.ars.example",
    )


def sendmail(reason: str, code: str = "") -> str:
    text = f"The original message was received at Mon, 17 Jul 2017 09:00:00 +0200\nfrom mx.dgos.example [192.0.2.9]\n\n   ----- The following addresses had permanent fatal errors -----\n<{LOST}>\n    (reason: {reason})\n\n   ----- Transcript of session follows -----\n... while talking to mail.ars.example.:\n>>> DATA\n<<< {reason}\n"
    if code:
        return report(
            text,
            status("failed", code, reason),
            "Mail Delivery Subsystem <MAILER-DAEMON@mx.ars.example>",
            "Returned mail: see transcript for details",
        )
    return mail(
        "Returned mail: see transcript for details", text, "Mail Delivery Subsystem <MAILER-DAEMON@mx.ars.example>"
    )


def plain(subject: str, body: str, sender: str = "MAILER-DAEMON@mx.ars.example", *headers: str) -> str:
    return mail(subject, body, sender, *headers)


# name: (message, address, whether the address itself is to blame for good)
BOUNCES: dict[str, tuple[str, str, bool]] = {
    "postfix unknown": (postfix(f"550 5.1.1 <{LOST}>: Recipient address rejected: User unknown in virtual mailbox table", "5.1.1"), LOST, True),
    "gmail, retried": (plain("Delivery Status Notification (Delay)", f"Un problème temporaire est survenu lors de la remise de votre message à {LOST}. Gmail effectuera d'autres tentatives pendant 47 heures."), LOST, False),
    "exim, warned in French": (plain("Avertissement : message 1abc-0 retardé de 24 heures", f"Un message que vous avez envoyé n'a pas encore été remis à : {LOST}"), LOST, False),
    "put aside by a filter": (plain("Votre message a été mis en quarantaine", f"Votre message à {LOST} a été mis en quarantaine par la solution de filtrage.", "noreply@filtre.ars.example"), LOST, False),
    "asked to click first": (plain("Confirmez votre envoi", "Pour que votre message soit remis à son destinataire, cliquez sur le lien suivant : https://filtre.example/x", LOST), LOST, False),
    "waits for the sender": (plain("Votre message est en attente", f"Votre message adressé à {LOST} est en attente. Cliquez ici pour vous authentifier : https://filtre.example/x", LOST), LOST, False),
    "postfix local": (postfix(f'550 5.1.1 <{LOST}> unknown user: "perdu"', "5.1.1"), LOST, True),
    "postfix domain": (postfix("Host or domain name not found. Name service error for name=ars.example type=AAAA: Host not found", "5.4.4"), LOST, True),
    "postfix disabled": (postfix("550 5.2.1 The email account that you tried to reach is disabled", "5.2.1"), LOST, True),
    "postfix full": (postfix("552 5.2.2 Mailbox full", "5.2.2"), LOST, False),
    "postfix quota as 5.1.1": (postfix("550 5.1.1 Over quota: mailbox full", "5.1.1"), LOST, False),
    "postfix policy": (postfix("554 5.7.1 Message rejected due to content restrictions", "5.7.1"), LOST, False),
    "postfix relay": (postfix("554 5.7.1 Relay access denied", "5.7.1"), LOST, False),
    "postfix spf": (postfix("550 5.7.23 The message was rejected because of Sender Policy Framework violation", "5.7.23"), LOST, False),
    "postfix dmarc": (postfix("550 5.7.26 This mail has been blocked because the sender is unauthenticated", "5.7.26"), LOST, False),
    "postfix blocklist": (postfix("554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.list.example", "5.7.1"), LOST, False),
    "postfix too large": (postfix("552 5.3.4 Message size exceeds fixed limit", "5.3.4"), LOST, False),
    "postfix timed out": (postfix("connect to mail.ars.example[192.0.2.7]:25: Connection timed out", "4.4.1"), LOST, False),
    "postfix greylisted": (postfix("450 4.2.0 Recipient address rejected: Greylisted", "4.2.0"), LOST, False),
    "postfix delayed": (report("This is the mail system at host mx.dgos.example.\n\n####################################################################\n# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n####################################################################\n\nYour message could not be delivered for more than 4 hour(s).\nIt will be retried until it is 5 day(s) old.", status("delayed", "4.4.1", "connect timed out"), subject="Delayed Mail (still being retried)"), LOST, False),
    "two recipients, one lost": (report("...", status("relayed", "2.0.0", address="autre@ars.example") + "\n" + status("failed", "5.1.1", "550 User unknown")), LOST, True),
    "original recipient": (report("...", f"Original-Recipient: rfc822;{LOST}\nFinal-Recipient: rfc822;boite-interne@mbx.ars.example\nAction: failed\nStatus: 5.1.1\n"), LOST, True),
    "utf-8 address": (report("...", f"Final-Recipient: utf-8; {LOST}\nAction: failed\nStatus: 5.1.1\n"), LOST, True),
    "status in capitals": (report("x", f"FINAL-RECIPIENT: RFC822;{LOST}\nACTION: Failed\nSTATUS: 5.1.1 (bad destination)\n"), LOST, True),
    "no status": (report(f"550 5.1.1 <{LOST}> unknown user", f"Final-Recipient: rfc822; {LOST}\nAction: failed\n"), LOST, True),
    "exchange unknown": (exchange("L’adresse de messagerie que vous avez entrée est introuvable. Vérifiez l’adresse de messagerie du destinataire et essayez de renvoyer le message.", "5.1.10", "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'"), LOST, True),
    "exchange 5.1.1": (exchange("L’adresse de messagerie que vous avez entrée est introuvable.", "5.1.1", "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##"), LOST, True),
    "exchange refused": (exchange("Vous n’avez pas l’autorisation d’envoyer des messages à ce destinataire.", "5.7.1", "#550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized ##"), LOST, False),
    "exchange authentication": (exchange("Vous devez être authentifié pour écrire à ce groupe.", "5.7.133", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required"), LOST, False),
    "exchange full": (exchange("La boîte aux lettres du destinataire est pleine et ne peut pas accepter de messages pour l’instant.", "5.2.2", "#554 5.2.2 mailbox full ##"), LOST, False),
    "exchange too large": (exchange("Ce message est trop volumineux.", "5.2.3", "#550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient ##"), LOST, False),
    "exchange loop": (exchange("Une boucle de messagerie a été détectée.", "5.4.14", "554 5.4.14 Hop count exceeded - possible mail loop"), LOST, False),
    "exchange expired": (exchange("Le serveur a tenté de remettre ce message, sans succès, et a cessé d’essayer.", "4.4.7", "#550 4.4.7 QUEUE.Expired; message expired ##"), LOST, False),
    "exchange english": (report(f"Delivery has failed to these recipients or groups:\n\n{LOST}\nThe e-mail address you entered couldn't be found.", status("failed", "5.1.1", "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"), "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@ars.example>", f"Undeliverable: {SUBJECT}"), LOST, True),
    "exchange delayed": (report(f"La remise à ces destinataires ou groupes est retardée :\n\n{LOST}", status("delayed", "4.4.7"), "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@ars.example>", f"Remise retardée : {SUBJECT}"), LOST, False),
    "exchange without report": (plain(f"Non remis : {SUBJECT}", f"Échec de la remise pour ces destinataires ou groupes :\n\n{LOST}\nL'adresse de messagerie que vous avez entrée est introuvable.", "postmaster@ars.example", "X-MS-Exchange-Message-Is-Ndr: ", "In-Reply-To: <invitation-1@dgos.example>", "Auto-Submitted: auto-replied"), LOST, True),
    "office 365 unknown": (office("perdu est introuvable à ars.example.\n\nExpéditeur        Office 365        perdu\nAction requise        Destinataire inconnu", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient perdu not found by SMTP address lookup"), LOST, True),
    "office 365 directory": (office("Destinataire inconnu", "5.4.1", "550 5.4.1 Recipient address rejected: Access denied. [x.prod.protection.example]"), LOST, True),
    "office 365 blocked": (office("Votre message a été bloqué par une règle de l’organisation du destinataire.", "5.7.1", "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy"), LOST, False),
    "office 365 dmarc": (office("Le domaine de l’expéditeur ne passe pas DMARC.", "5.7.509", "550 5.7.509 Access denied, sending domain does not pass DMARC verification"), LOST, False),
    "office 365 tenant": (office("Le locataire a dépassé un seuil.", "5.7.705", "550 5.7.705 Access denied, tenant has exceeded threshold"), LOST, False),
    "office 365 full": (office("La boîte aux lettres de perdu est pleine.", "5.2.2", "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException"), LOST, False),
    "office 365 english": (office("perdu wasn't found at ars.example.", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", english=True), LOST, True),
    "gmail unknown": (report(f"Adresse introuvable\n\nVotre message n'a pas été remis à {LOST}, car l'adresse est introuvable ou ne peut pas recevoir d'e-mails.", status("failed", "5.1.1", "550-5.1.1 The email account that you tried to reach does not exist."), "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Failure)", f"X-Failed-Recipients: {LOST}", "Auto-Submitted: auto-replied"), LOST, True),
    "gmail full": (report(f"La boîte de réception du destinataire est pleine\n\nVotre message n'a pas pu être remis à {LOST}.", status("failed", "5.2.2", "552-5.2.2 The email account that you tried to reach is over quota"), "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Failure)", f"X-Failed-Recipients: {LOST}"), LOST, False),
    "gmail delayed": (report(f"Un problème temporaire est survenu lors de la remise de votre message à {LOST}. Gmail réessaiera pendant 46 heures.", status("delayed", "4.4.1"), "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Delay)"), LOST, False),
    "gmail in words": (plain("Delivery Status Notification (Failure)", f"Delivery to the following recipient failed permanently:\n\n     {LOST}\n\nTechnical details of permanent failure:\n550 550 5.1.1 unknown user (state 14)", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", f"X-Failed-Recipients: {LOST}"), LOST, True),
    "exim unrouteable": (exim("Unrouteable address"), LOST, True),
    "exim unknown": (exim("host mail.ars.example [192.0.2.7]\n    SMTP error from remote mail server after RCPT TO:<perdu@ars.example>:\n    550 5.1.1 No such user here"), LOST, True),
    "exim full": (exim("mailbox is full (MTA-imposed quota exceeded while writing to file)"), LOST, False),
    "exim delayed": (exim("host mail.ars.example [192.0.2.7]: Connection refused", soft=True), LOST, False),
    "exim refused as spam": (exim("SMTP error from remote mail server after end of data:\n    554 5.7.1 Message rejected as spam"), LOST, False),
    "qmail unknown": (qmail("Sorry, no mailbox here by that name. (#5.1.1)"), LOST, True),
    "qmail remote": (qmail("192.0.2.7 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\nGiving up on 192.0.2.7."), LOST, True),
    "qmail full": (qmail("user is over quota (#5.2.2)"), LOST, False),
    "qmail expired": (qmail("I'm not going to try again; this message has been in the queue too long. (#4.4.1)"), LOST, False),
    "sendmail unknown": (sendmail(f"550 5.1.1 <{LOST}>... User unknown"), LOST, True),
    "sendmail report": (sendmail(f"550 5.1.1 <{LOST}>... User unknown", "5.1.1"), LOST, True),
    "sendmail full": (sendmail("552 5.2.2 mailbox full", "5.2.2"), LOST, False),
    "sendmail warning": (plain("Warning: could not send message for past 4 hours", f"    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\n   ----- The following addresses had transient non-fatal errors -----\n<{LOST}>\n\nDeferred: Connection timed out with mail.ars.example.\nMessage could not be delivered for 4 hours\nMessage will be deleted from queue", "Mail Delivery Subsystem <MAILER-DAEMON@mx.ars.example>"), LOST, False),
    "orange": (plain("Mail delivery failed", f"Ce message est généré automatiquement.\n\nVotre message n'a pas pu être délivré à l'adresse suivante :\n\n<{LOST}>\n\n550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_416 [416]", "MAILER-DAEMON@smtp.orange.example"), LOST, True),
    "orange full": (postfix("552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417]", "5.1.1"), LOST, False),
    "orange too many": (postfix("421 4.7.0 Trop de connexions, veuillez verifier votre configuration. Too many connections OFR004_104 [104]", "4.7.0"), LOST, False),
    "free": (plain("failure notice", f"Bonjour, ici le programme de distribution de mx.free.example.\nJe suis désolé, je n'ai pas pu distribuer votre message aux adresses suivantes.\nC'est une erreur définitive.\n\n<{LOST}>:\n550 5.1.1 spamd User unknown", "MAILER-DAEMON@mx.free.example"), LOST, True),
    "free full": (postfix("552 5.2.2 Requested mail action aborted: exceeded storage allocation", "5.2.2"), LOST, False),
    "ovh": (plain("Undelivered Mail Returned to Sender", f"This is the mail system at host mo.ovh.example.\n\n<{LOST}>: host mx.ars.example said: 550 5.1.1 <{LOST}>: Email address could not be found, or was misspelled (G8)"), LOST, True),
    "zimbra": (plain("Message non distribué", f"Votre message n'a pas pu être distribué à {LOST} : boîte pleine (quota dépassé)."), LOST, False),
    "zimbra report": (postfix(f"550 5.1.1 <{LOST}>: Recipient address rejected: ars.example", "5.1.1"), LOST, True),
    "laposte": (plain("Non distribué : Bilan", f"Le message que vous avez envoyé n'a pas été remis à : {LOST}\nAdresse inconnue", "postmaster@laposte.example"), LOST, True),
    "barracuda": (report(f"**Message you sent blocked by our bulk email filter**\n\nYour message to: {LOST}\nwas blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN DELIVERED:\n\nSubject: {SUBJECT}", status("failed", "5.7.1", "550 5.7.1 Message content rejected"), "postmaster@filtre.ars.example", "**Message you sent blocked by our bulk email filter**"), LOST, False),
    "proofpoint": (postfix("550 5.1.1 User Unknown [Proofpoint Essentials]", "5.1.1"), LOST, True),
    "proofpoint deferred": (postfix("554 5.7.0 Blocked - see https://ipcheck.proofpoint.example/?ip=192.0.2.9", "5.7.0"), LOST, False),
    "mimecast": (report(f"Your email was rejected.\n\nThe following address failed: {LOST}", status("failed", "5.4.1", "550 Invalid Recipient - https://community.mimecast.example/docs/DOC-1369#550 [abc]"), "postmaster@mimecast.example", "[Postmaster] Email Delivery Failure"), LOST, True),
    "mimecast policy": (report("Your email was rejected.", status("failed", "5.7.1", "554 Email rejected due to security policies"), "postmaster@mimecast.example", "[Postmaster] Email Delivery Failure"), LOST, False),
    "domino": (plain("DELIVERY FAILURE: User perdu (perdu@ars.example) not listed in Domino Directory", f"Your message\n\n  Subject: {SUBJECT}\n\nwas not delivered to:\n\n  {LOST}\n\nbecause:\n\n  User perdu ({LOST}) not listed in Domino Directory", "postmaster@ars.example"), LOST, True),
    "domino french": (plain("ÉCHEC DE DISTRIBUTION : l’utilisateur n’est pas répertorié dans l’annuaire Domino", f"Votre document : {SUBJECT}\nn'a pas pu être distribué à : {LOST}\ncar : Utilisateur non répertorié dans l'annuaire Domino", "Postmaster <postmaster@ars.example>"), LOST, True),
    "domino report": (report(f"Your message was not delivered to: {LOST} because: Mailbox has exceeded its quota", status("failed", "5.2.2", "Maximum mailbox size exceeded"), "postmaster@ars.example", "DELIVERY FAILURE: Mailbox quota"), LOST, False),
    "groupwise": (plain("Mail System Error - Returned Mail", f"The attached file had the following undeliverable recipient(s):\n{LOST}\nReason: 550 User unknown", "Mailer-Daemon <mailer-daemon@gw.ars.example>"), LOST, True),
    "communigate": (report(f"Failed to deliver to '{LOST}'\nSMTP module(domain ars.example) reports:\n host mail.ars.example says:\n 550 5.1.1 unknown user", status("failed", "5.1.1", "550 unknown"), "Mail Delivery System <MAILER-DAEMON@ars.example>", "Undeliverable mail"), LOST, True),
    "yahoo": (plain("Failure Notice", f"Sorry, we were unable to deliver your message to the following address.\n\n<{LOST}>:\n554: delivery error: dd This user doesn't have a yahoo.example account ({LOST}) [0]", "MAILER-DAEMON@yahoo.example"), LOST, True),
    "icloud full": (postfix("552 5.2.2 user is over quota", "5.2.2"), LOST, False),
    "mdaemon": (plain("Permanent Delivery Failure", f"The attached message had PERMANENT fatal delivery errors!\n\nAfter one or more unsuccessful delivery attempts the attached message has\nbeen removed from the mail queue on this server.\n\nFailed address: {LOST}\n\n--- Session Transcript ---\n 550 5.1.1 Unknown user", "MDaemon at mx.ars.example <MDaemon@mx.ars.example>"), LOST, True),
    "deutsch": (plain("Unzustellbar: Bilan", f"Ihre Nachricht konnte nicht zugestellt werden: {LOST} 550 5.1.1", "postmaster@ars.example"), LOST, True),
    "español": (plain("No se puede entregar: Bilan", f"No se ha podido entregar a {LOST}. 550 5.1.1 user unknown", "postmaster@ars.example"), LOST, True),
}  # fmt: skip


def _auto(subject: str, body: str, *headers: str, sender: str = "Marie Dupont <marie.dupont@ars.example>") -> str:
    return mail(subject, body, sender, *headers)


_REPLIED = "Auto-Submitted: auto-replied"
_AWAY = "Bonjour,\n\nJe suis absente jusqu'au 28 août. En cas d'urgence, contactez le secrétariat.\n\nMarie Dupont"


def _calendar(method: str, subject: str) -> str:
    return mail(
        subject,
        f"--b\nContent-Type: text/plain\n\n\n--b\nContent-Type: text/calendar; method={method}\n\nBEGIN:VCALENDAR\nMETHOD:{method}\nEND:VCALENDAR\n--b--",
        "Marie Dupont <marie.dupont@ars.example>",
        kind="multipart/alternative; boundary=b",
    )


def _read(subject: str, disposition: str) -> str:
    return mail(
        subject,
        f"--b\nContent-Type: text/plain; charset=utf-8\n\nVotre message a été lu.\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; marie.dupont@ars.example\nDisposition: {disposition}\n--b--",
        "Marie Dupont <marie.dupont@ars.example>",
        kind="multipart/report; report-type=disposition-notification; boundary=b",
    )


# name: (message, the kind of machine)
AUTOMATIC: dict[str, tuple[str, str]] = {
    "exchange absence": (_auto(f"Réponse automatique : {SUBJECT}", _AWAY, _REPLIED, "X-Auto-Response-Suppress: All"), "absence"),
    "exchange absence, encoded": (_auto("=?utf-8?Q?R=C3=A9ponse_automatique=C2=A0:?= Bilan", _AWAY, _REPLIED), "absence"),
    "exchange english": (_auto(f"Automatic reply: {SUBJECT}", "I am out of the office until 4 September 2017.", _REPLIED), "absence"),
    "old exchange": (_auto("Absent(e) du bureau : Bilan", _AWAY), "absence"),
    "subject only": (_auto("Réponse automatique : Bilan", "De retour le 29 août 2017."), "absence"),
    "gmail": (_auto(f"Réponse automatique Re: {SUBJECT}", _AWAY, _REPLIED, "Precedence: bulk", "X-Autoreply: yes"), "absence"),
    "zimbra": (_auto(f"Re: {SUBJECT}", _AWAY, "Auto-Submitted: auto-replied (zimbra; vacation)", "Precedence: bulk"), "absence"),
    "bluemind": (_auto(f"Re: {SUBJECT}", _AWAY, "Auto-Submitted: auto-replied", "X-BM-Event: vacation"), "absence"),
    "sieve": (_auto(f"Auto: {SUBJECT}", _AWAY, "Auto-Submitted: auto-replied (vacation)"), "absence"),
    "vacation program": (_auto("RE: Bilan", "En vacances.", "Precedence: auto_reply"), "absence"),
    "sogo": (_auto("Absence", _AWAY, "Auto-Submitted: auto-replied", "X-Sieve: Pigeonhole"), "absence"),
    "domino": (_auto("Marie Dupont/ARS est absent(e).", "Je serai absente du 24/07/2017 au 15/08/2017.", "Auto-submitted: auto-generated"), "absence"),
    "lotus english": (_auto("AUTO: Marie Dupont is out of the office (returning 29/08/2017)", "I am out of the office until 29/08/2017.", "Auto-Submitted: auto-generated"), "absence"),
    "groupwise": (_auto("Absence du bureau : Bilan", "Je suis en congés.", "X-Autogenerated: Reply"), "absence"),
    "orange": (_auto("Réponse automatique", "Bonjour, je suis absent.", "X-Auto-Response-Suppress: All", "Auto-Submitted: auto-replied"), "absence"),
    "free": (_auto("Re: Bilan [Répondeur automatique]", "Absent.", "Precedence: junk", "X-Autorespond: Bilan"), "absence"),
    "cpanel": (_auto("Autoréponse : Bilan", "Nous avons bien reçu votre message.", "X-Autorespond: Bilan", "Precedence: auto_reply"), "absence"),
    "left for good": (_auto("Réponse automatique : Bilan", "Je ne fais plus partie des effectifs de l’ARS.", _REPLIED), "absence"),
    "mailbox closed": (_auto("Message automatique", "Cette boîte n’est plus relevée.", _REPLIED), "absence"),
    "ticket": (_auto("[Ticket#2017071] Votre demande est enregistrée", "Votre demande porte le numéro 2017071.", "Auto-Submitted: auto-generated", sender="support@ars.example"), "absence"),
    "glpi": (_auto("[GLPI #0001234] Nouveau ticket", "Un ticket a été ouvert.", "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: OOF, DR, NDR, RN, NRN", sender="glpi@ars.example"), "absence"),
    "otrs": (_auto("[Ticket#1] RE: Bilan", "Merci de votre message.", "Precedence: bulk", "Auto-Submitted: auto-replied", "X-Loop: otrs@ars.example", sender="otrs@ars.example"), "absence"),
    "congés": (_auto("En congés : Bilan", "De retour le 28 août."), "absence"),
    "ooo": (_auto("OOO: Bilan", "Out of office."), "absence"),
    "message d'absence": (_auto("Message d'absence", "Je suis absent."), "absence"),
    "deutsch": (_auto("Automatische Antwort: Bilan", "Ich bin abwesend.", _REPLIED), "absence"),
    "rules agent": (_auto("RE: Bilan", "Bonjour, message bien reçu.", "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent"), "absence"),
    "read": (_read(f"Lu : {SUBJECT}", "manual-action/MDN-sent-manually; displayed"), "receipt"),
    "read by itself": (_read(f"Accusé de lecture (affiché) - {SUBJECT}", "automatic-action/MDN-sent-automatically; displayed"), "receipt"),
    "deleted unread": (_read(f"Non lu : {SUBJECT}", "automatic-action/MDN-sent-automatically; deleted"), "receipt"),
    "read, in words": (_auto("Lu : Bilan", "Votre message\n\nÀ : Marie\nObjet : Bilan\n\na été lu le 17/07/2017."), "receipt"),
    "read, english": (_auto("Read: Bilan", "Your message\n\n  To: Marie\n\nwas read on 17/07/2017."), "receipt"),
    "delivered": (report("Votre message a été remis aux destinataires suivants", status("delivered", "2.1.5"), "postmaster@ars.example", f"Remis : {SUBJECT}"), "receipt"),
    "relayed": (report("Le message a été relayé", status("relayed", "2.0.0"), "postmaster@ars.example", f"Relayé : {SUBJECT}"), "receipt"),
    "expanded": (report("The message was expanded", status("expanded", "2.0.0"), subject="Successful Mail Delivery Report"), "receipt"),
    "meeting accepted": (_calendar("REPLY", "Accepté : Bilan"), "calendar"),
    "meeting declined": (_calendar("REPLY", "Refusé : Bilan"), "calendar"),
    "invitation": (_calendar("REQUEST", "Réunion PNSP"), "calendar"),
    "cancelled": (_calendar("CANCEL", "Annulé : Réunion PNSP"), "calendar"),
    "complaint": (mail("complaint about message", "--b\n\nplainte\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--", "abuse@fai.example", kind="multipart/report; report-type=feedback-report; boundary=b"), "feedback"),
    "newsletter": (mail("La lettre", "Actualités", "lettre@fhf.example", "List-Id: <lettre.fhf.example>", "Precedence: bulk"), "list"),
    "mailing list": (mail("[veille] Revue de presse", "Bonjour à tous", "veille@ars.example", "List-Unsubscribe: <mailto:x@ars.example>", "Precedence: list"), "list"),
    "out-of-office": (_auto("Out-of-Office: Bilan", "I am away.", sender="Marie <m@ars.example>"), "absence"),
    "répondeur": (_auto("Répondeur : Bilan", "Je suis absente jusqu'au 28 août."), "absence"),
    "indisponible": (_auto("Indisponible : Bilan", "Je suis en congés, retour le 28 août."), "absence"),
    "generated, do not answer": (_auto("Re: Bilan", "Votre message sera transmis au service compétent.\nMessage généré automatiquement, merci de ne pas répondre."), "absence"),
    "request received": (_auto("Request received: Bilan", "Your request (4512) has been received and is being reviewed by our staff."), "absence"),
    "message lu": (_auto("Message lu : Bilan", "Le message que vous avez envoyé a été lu le 17/07/2017"), "receipt"),
    "moderation": (_auto("Your message to Qualite awaits moderator approval", "Your mail is being held.", "X-List-Administrivia: yes", sender="qualite-bounces@listes.ars.example"), "list"),
    "accepted, as a file alone": (mail("Accepté : Réunion", "--b\nContent-Type: application/ics; name=invite.ics\nContent-Disposition: attachment; filename=invite.ics\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n--b--", "Marie <m@ars.example>", kind="multipart/mixed; boundary=b"), "calendar"),
    "ours come back": (mail("Bilan", "Bonjour", f"DGOS <{OURS}>"), "own"),
}  # fmt: skip


def _person(subject: str, body: str, *headers: str, sender: str = "Marie Dupont <marie.dupont@ars.example>") -> str:
    return mail(subject, body, sender, "In-Reply-To: <invitation-1@dgos.example>", *headers)


_LIKE_SUBJECTS = (
    "RE: Réponse automatique : Bilan", "Re: Undeliverable: Bilan", "RE: Non remis : Bilan", "Absence de réponse à la Q3", "Absence de Mme Martin : réponse de l’ARS",
    "TR: Échec de la remise", "Réponse automatique ? Non, la voici", "Accusé de réception et réponses", "Bien reçu : Bilan", "Lu et approuvé",
    "Retour : questionnaire PNSP", "Retour de l’ARS Bretagne", "Message important : réponse au bilan", "Delivery of our answers", "Remise des réponses",
    "Échec du programme simulation ?", "Notification d’EIGS : réponse Q2a", "Avis de l’ARS sur le PNSP", "Delayed answer, sorry", "Retardée mais complète : notre réponse",
    "Automatisation des déclarations : Q2a", "Re: failure notice", "Warning signs in Q2", "Out of scope: Q3b", "Auto-évaluation : réponses",
    "Système de messagerie sécurisée : notre réponse", "Quota de formation : Q3a", "Congés : réponse avant mon départ", "Refus de Q4, réponse aux autres", "Accepté : notre contribution",
)  # fmt: skip
# (title, words) that only look like a note of absence, a receipt or a bounce
_LIKE_NOTES = (
    ("Absence", "Je suis absente jusqu'au 28 août. Pouvez-vous nous accorder ce délai ?"),
    ("Absence", "Bonjour, en mon absence, adressez-vous à Paul Petit. Nous n'avons rien à signaler."),
    ("Absence : réponse tardive", "Désolée, j'étais absente. Le PNSP a été un vrai levier."),
    ("En congés : je réponds quand même", "Rien à signaler."),
    ("Congés", "Je suis en congé à partir de demain, notre réponse est : néant."),
    ("Indisponibilité de Mme Petit", "Mme Petit est indisponible, je réponds à sa place : aucune action."),
    ("Non distribué : courrier aux établissements", "Notre courrier n'a pas pu être distribué en 2016."),
    ("Quarantaine", "Votre message a été mis en quarantaine chez nous, je le lis aujourd'hui : rien à signaler."),
    ("Message lu : Bilan", "Bonjour, message lu, je réponds demain."),
)
_LIKE_BODIES = (
    "Q5 : oui.\n\nJe suis absente jusqu'au 28 août, n’hésitez pas à contacter Sophie.",
    "Votre message précédent m’est revenu « Undeliverable » : le voici de nouveau.\n\nQ5 : oui",
    "Q2a : le taux d’absence de déclaration reste élevé ; message automatique d’alerte mis en place.",
    "Votre message a été lu en réunion de direction. Q5 : un levier réel.",
    "Mon courriel n'a pas pu être remis hier (boîte aux lettres pleine), je le renvoie. Q6 : rien.",
    "Q3a : 550 5.1.1 professionnels formés selon le décompte, sans quota.",
    "Nous avions demandé un accusé de lecture. Q5 : oui.",
    "Q1a : 421 établissements, échec de la remise des trophées en 2016.",
    "This is a permanent error in our count: Q1a 45, not 54.",
    "Merci de ne pas répondre à ce message mais à sophie.martin@ars.example. Q5 : oui",
    "Ceci est une réponse automatique… non, je plaisante ! Q5 : oui",
    "L’adresse introuvable est celle de mon collègue, parti en retraite. Q5 : oui",
)
_LIKE_HEADERS = {
    "suppresses answers": ("X-Auto-Response-Suppress: All",),
    "through a list": ("List-Id: <equipe.ars.example>", "Precedence: list"),
    "says auto-submitted no": ("Auto-Submitted: no",),
    "low priority": ("Importance: low", "X-Priority: 5"),
    "through a filter": ("X-Spam-Flag: NO", "X-Barracuda-Spam-Status: No", "X-Mimecast-Spam-Score: 1"),
    "an empty return path": ("Return-Path: <>",),
    "asks for a receipt": (
        "Disposition-Notification-To: marie.dupont@ars.example",
        "Return-Receipt-To: marie.dupont@ars.example",
    ),
    "a ticket number": ("X-GLPI: no",),
    "unsubscribe added by a gateway": ("List-Unsubscribe: <https://passerelle.ars.example/u>",),
    "a loop mark": ("X-Loop: equipe@ars.example",),
}
PEOPLE: dict[str, str] = {
    **{subject: _person(subject, "Bonjour,\n\nQ5 : oui\nQ6 : une journée nationale\n\nCordialement,\nMarie Dupont") for subject in _LIKE_SUBJECTS},
    **{body[:60]: _person(f"RE: {SUBJECT}", f"Bonjour,\n\n{body}\n\nCordialement,\nMarie Dupont") for body in _LIKE_BODIES},
    **{body[:50] + " (new thread)": mail("Réponse de l’ARS", f"Bonjour,\n\n{body}", "Marie Dupont <marie.dupont@ars.example>") for body in _LIKE_BODIES},
    **{f"{title}: {said[:30]}": _person(title, said) for title, said in _LIKE_NOTES},
    **{name: _person(f"RE: {SUBJECT}", "Q5 : oui", *headers) for name, headers in _LIKE_HEADERS.items()},
    "forwards a bounce with an answer": _person("TR: Undeliverable: Bilan", f"Bonjour,\n\nVotre message à mon collègue est revenu, je réponds pour lui.\n\nQ5 : oui\n\nDe : postmaster@ars.example\nEnvoyé : lundi 17 juillet 2017 09:00\nÀ : pnsp@dgos.example\nObjet : Undeliverable: Bilan\n\nDelivery has failed to these recipients: {LOST}\n550 5.1.1 User unknown"),
    "a shared mailbox called postmaster's friend": _person("RE: Bilan", "Q5 : oui", sender="Poste Qualité <poste.qualite@ars.example>"),
    "a person called Daemon": _person("RE: Bilan", "Q5 : oui", sender="Damien Daemon <daemon.damien@ars.example>"),
    "bounces office": _person("RE: Bilan", "Q5 : oui", sender="Service rebonds <rebonds@ars.example>"),
    "a calendar file attached": mail("RE: Bilan", "--b\nContent-Type: text/plain\n\nQ5 : oui\n--b\nContent-Type: text/calendar; method=REQUEST; name=a.ics\nContent-Disposition: attachment; filename=a.ics\n\nBEGIN:VCALENDAR\n--b--", "Marie <marie.dupont@ars.example>", "In-Reply-To: <invitation-1@dgos.example>", kind="multipart/mixed; boundary=b"),
}  # fmt: skip
