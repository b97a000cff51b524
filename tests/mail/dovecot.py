"""Debian's Dovecot on loopback, one for all tests: plain, STARTTLS, TLS and XOAUTH2; each name is a box of its own.

As root it serves mail as `nobody`, otherwise as whoever runs the tests.
"""

from __future__ import annotations

import itertools
import json
import os
import pwd
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

from imapclient import IMAPClient

PASSWORD = "mot-de-passe"
TOKEN = "jeton-de-"
PEM = Path(__file__).with_name("loopback.pem")
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Dovecot:
    """Where it listens; `port` is plain or STARTTLS, `tls_port` encrypted from the start.

    At `sasl_port` it checks the passwords and tokens that are given to a Postfix.
    """

    folder: Path
    port: int
    tls_port: int
    sasl_port: int
    host: str = "127.0.0.1"

    def account(self) -> str:
        """The name of a new, empty box."""
        return f"essai{next(_NUMBERS)}"

    @contextmanager
    def opened(self, user: str, folder: str = "INBOX") -> Iterator[IMAPClient]:
        """The box as its owner's mail program has it open."""
        with IMAPClient(self.host, self.port, ssl=False, timeout=10) as client:
            client.login(user, PASSWORD)
            client.select_folder(folder)
            yield client

    def deliver(self, user: str, raw: bytes, flags: tuple[bytes, ...] = ()) -> None:
        """Let a mail arrive."""
        with self.opened(user) as client:
            client.append("INBOX", raw, flags)


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """The server, while the context lasts, in a folder of its own."""
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program is not None
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    # not one of pytest's folders: those it closes to everybody else, again and again
    with TemporaryDirectory(prefix="dovecot-") as made:
        folder = Path(made)
        (folder / "home").mkdir()
        if os.getuid() == 0:
            folder.chmod(0o711)
            os.chown(folder / "home", owner.pw_uid, owner.pw_gid)
        with _tokens() as tokens, _running(program, folder, owner, tokens) as server:
            yield server


@contextmanager
def _running(program: str, folder: Path, owner: pwd.struct_passwd, tokens: int) -> Iterator[Dovecot]:
    port, tls_port, sasl_port = _free_ports()
    facts = {"folder": folder, "user": owner.pw_name, "uid": owner.pw_uid, "gid": owner.pw_gid, "pem": PEM}
    (folder / "oauth.conf").write_text(
        f"tokeninfo_url = http://127.0.0.1:{tokens}/?access_token=\nusername_attribute = email\n"
        "rawlog_dir =\ntimeout_msecs = 5000\n"
    )
    conf = folder / "dovecot.conf"
    conf.write_text(_CONF.format(**facts, port=port, tls_port=tls_port, sasl_port=sasl_port, password=PASSWORD))
    server = subprocess.Popen([program, "-F", "-c", conf], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server, folder)
        yield Dovecot(folder, port, tls_port, sasl_port)
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def _tokens() -> Iterator[int]:
    """An authority on loopback that knows the tokens `jeton-de-NAME`; its port."""

    class Authority(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            [token] = parse_qs(urlsplit(self.path).query).get("access_token", [""])
            body = json.dumps({"email": token.removeprefix(TOKEN)} if token.startswith(TOKEN) else {}).encode()
            self.send_response(200 if token.startswith(TOKEN) else 401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    authority = ThreadingHTTPServer(("127.0.0.1", 0), Authority)
    thread = threading.Thread(target=authority.serve_forever, daemon=True)
    thread.start()
    try:
        yield authority.server_port
    finally:
        authority.shutdown()
        authority.server_close()
        thread.join()


def _free_ports() -> tuple[int, int, int]:
    with socket.socket() as one, socket.socket() as other, socket.socket() as third:
        for probe in (one, other, third):
            probe.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1], third.getsockname()[1]


def _wait_for(port: int, server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            os.sched_yield()
        else:
            return
    log = folder / "log"
    raise AssertionError("Dovecot does not start: " + (log.read_text() if log.exists() else ""))


_CONF = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
ssl = yes
ssl_cert = <{pem}
ssl_key = <{pem}
disable_plaintext_auth = no
auth_mechanisms = plain xoauth2
default_login_user = {user}
default_internal_user = {user}
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_max_userip_connections = 50
imap_idle_notify_interval = 1 mins
auth_failure_delay = 0
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth.conf
}}
passdb {{
  driver = static
  mechanisms = plain
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
    ssl = yes
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {sasl_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""
