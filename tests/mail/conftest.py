"""The mail servers that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mail.dovecot import Dovecot, dovecot
from tests.mail.postfix import Postfix, can_run, postfix


@pytest.fixture(scope="session")
def real_imap() -> Iterator[Dovecot]:
    """A real Dovecot (mark the test with `program("dovecot")`)."""
    with dovecot() as running:
        yield running


@pytest.fixture(scope="session")
def real_smtp(real_imap: Dovecot) -> Iterator[Postfix]:
    """A real Postfix (mark the test with `program("postfix")`), which asks Dovecot about passwords and tokens."""
    if not can_run():
        pytest.skip("Postfix must be installed, and started by root")
    with postfix(real_imap.sasl_port) as running:
        yield running
