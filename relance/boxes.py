"""The mailboxes that the configuration names: the one of imap_…, its other folders, and those of [[mail.boxes]]."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date

from mail.imap_session import ImapSettings
from mail.oauth import AccessTokens
from relance.accounts import access_tokens
from relance.config import BoxSection, Config
from relance.later import MEGABYTE
from usecases.ports import BadInput


def imap_boxes(config: Config) -> list[ImapSettings]:
    """One for each folder of each account; none where mail arrives in a Maildir. Raises `BadInput`."""
    mail = config.mail
    found: list[ImapSettings] = []
    if mail.imap_host:
        first = ImapSettings(
            host=mail.imap_host,
            port=mail.imap_port,
            tls=mail.imap_tls,
            user=mail.imap_user,
            password=mail.imap_password,
            tokens=access_tokens(config, mail.imap_user) if mail.imap_auth == "xoauth2" else None,
            folder=mail.imap_folder,
            processed=mail.imap_processed,
            shared=mail.imap_shared,
        )
        found += [replace(first, folder=folder) for folder in dict.fromkeys((mail.imap_folder, *mail.imap_folders))]
    found += [_box(box) for box in mail.boxes]
    since = date.fromisoformat(mail.imap_since) if mail.imap_since else None
    return [replace(box, since=since, max_bytes=mail.max_megabytes * MEGABYTE) for box in found]


def _box(box: BoxSection) -> ImapSettings:
    password = box.password
    if box.password_variable:
        said = os.environ.get(box.password_variable)
        if said is None:
            raise BadInput(
                f"mail.boxes, {box.host} : la variable d’environnement « {box.password_variable} » n’est pas définie."
            )
        password = said
    return ImapSettings(
        host=box.host,
        port=box.port,
        tls=box.tls,
        user=box.user,
        password=password,
        folder=box.folder,
        tokens=AccessTokens(box.oauth_command, user=box.user) if box.oauth_command else None,
        processed=box.processed,
        shared=box.shared,
    )
