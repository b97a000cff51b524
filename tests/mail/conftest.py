"""The mail servers that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mail.dovecot import Dovecot, dovecot


@pytest.fixture(scope="session")
def real_imap() -> Iterator[Dovecot]:
    """A real Dovecot (mark the test with `program("dovecot")`)."""
    with dovecot() as running:
        yield running
