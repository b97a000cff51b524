"""Debian's Postfix on loopback, with a folder, a queue and ports of its own; it must be started by root.

It knows the boxes of `BOXES`, defers `LATER`, bounces `GONE` after it took the mail, and relays for nobody.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PEM = Path(__file__).with_name("loopback.pem")
BOXES = ("marie@ars.example", "paul@ars.example", "relance@dgos.example", "rebuts@dgos.example")
LATER = "plus-tard@ars.example"
GONE = "yann@ars-bretagne.example"
LARGEST = 200_000
CONNECTIONS = 2


@dataclass(frozen=True)
class Postfix:
    """Where it listens. `port` offers STARTTLS, `login_port` wants a login too; `few_port` bears two connections."""

    folder: Path
    port: int
    login_port: int
    few_port: int
    host: str = "127.0.0.1"

    def box(self, address: str) -> list[bytes]:
        """The mails of this address, oldest first."""
        new = self.folder / "mail" / address.partition("@")[0] / "new"
        if not new.is_dir():
            return []
        files = sorted(new.iterdir(), key=lambda file: (file.stat().st_mtime_ns, file.name))
        return [file.read_bytes() for file in files]

    def until(self, address: str, containing: bytes) -> bytes:
        """The first mail of this address that holds these bytes, once it has arrived."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for raw in self.box(address):
                if containing in raw:
                    return raw
            os.sched_yield()
        raise AssertionError(f"{address} got no mail with {containing!r}\n{self.log}")

    @property
    def log(self) -> str:
        """The last lines that Postfix wrote about what it does."""
        file = self.folder / "log"
        return "\n".join(file.read_text(errors="replace").splitlines()[-30:]) if file.exists() else ""


def can_run() -> bool:
    """Whether Postfix is installed and this is root, which it wants to be started by."""
    return os.getuid() == 0 and shutil.which("postfix", path=_PATH) is not None


@contextmanager
def postfix(sasl_port: int) -> Iterator[Postfix]:
    """The server, while the context lasts; `sasl_port` is where a Dovecot checks who logs in."""
    # Not in a folder of pytest's: other users (postfix, nobody) must be able to walk to it.
    with tempfile.TemporaryDirectory(prefix="relance-postfix-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        running = Postfix(folder, *_free_ports())
        _write(running, sasl_port)
        command = [shutil.which("postfix", path=_PATH) or "postfix", "-c", str(folder / "etc")]
        started = subprocess.run([*command, "start"], capture_output=True, text=True, check=False)
        try:
            _wait_for(running, started.stderr)
            yield running
        finally:
            subprocess.run([*command, "stop"], capture_output=True, check=False)


def _write(running: Postfix, sasl_port: int) -> None:
    folder = running.folder
    owner = pwd.getpwnam("nobody")
    for name in ("etc", "queue", "data", "mail"):
        (folder / name).mkdir(mode=0o755)
    os.chown(folder / "data", pwd.getpwnam("postfix").pw_uid, -1)
    os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    boxes = "".join(f"{address} {address.partition('@')[0]}/\n" for address in (*BOXES, LATER, GONE))
    (folder / "etc" / "boxes").write_text(boxes)
    (folder / "etc" / "access").write_text(f"{LATER} 450 4.2.0 Greylisted, come back in 300 seconds\n")
    (folder / "etc" / "transport").write_text(f"{GONE} gone:\n")
    (folder / "etc" / "dynamicmaps.cf").write_text("")
    facts = {"folder": folder, "uid": owner.pw_uid, "gid": owner.pw_gid, "pem": PEM, "sasl": sasl_port}
    (folder / "etc" / "main.cf").write_text(_MAIN.format(**facts, largest=LARGEST))
    ports = {"port": running.port, "login": running.login_port, "few": running.few_port}
    (folder / "etc" / "master.cf").write_text(_MASTER.format(**ports, connections=CONNECTIONS))


def _free_ports() -> tuple[int, int, int]:
    with socket.socket() as one, socket.socket() as other, socket.socket() as third:
        for probe in (one, other, third):
            probe.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1], third.getsockname()[1]


def _wait_for(running: Postfix, said: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", running.port), timeout=5) as probe:
                if probe.recv(3) == b"220":
                    return
        except OSError:
            os.sched_yield()
    raise AssertionError(f"Postfix does not start: {said}\n{running.log}")


_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.ars.example
mydestination =
mynetworks = 127.0.0.99/32
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
recipient_delimiter = +
virtual_mailbox_domains = ars.example, dgos.example, ars-bretagne.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/etc/boxes
virtual_mailbox_limit = 0
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
transport_maps = texthash:{folder}/etc/transport
message_size_limit = {largest}
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/etc/access
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_client_event_limit_exceptions = 127.0.0.0/8
smtpd_tls_cert_file = {pem}
smtpd_tls_key_file = {pem}
smtpd_tls_security_level = may
smtpd_tls_loglevel = 1
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{sasl}
smtpd_sasl_security_options = noanonymous
smtp_dns_support_level = disabled
notify_classes =
bounce_queue_lifetime = 0
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{login} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_tls_auth_only=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{few} inet n - n - - smtpd
  -o smtpd_client_event_limit_exceptions=
  -o smtpd_client_connection_count_limit={connections}
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
gone unix - n n - - pipe
  flags=R user=nobody argv=/bin/sh -c {{exit 67}}
"""
