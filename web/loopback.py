"""Which hosts only this machine can reach: without a login the pages are served to nobody else."""

from __future__ import annotations

import ipaddress


def is_loopback(host: str) -> bool:
    """Whether binding this host (a name or an address) is only reachable from this machine."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
