"""What all tests share: the programs that some need, and hypothesis without a stopwatch."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import settings

# The time of one example says something about the machine, not about the code.
settings.register_profile("relance", deadline=None)
settings.load_profile("relance")


def pytest_configure(config: pytest.Config) -> None:
    """The marks of this project."""
    config.addinivalue_line("markers", "program(name): needs this program; left out, with a word, where it is missing")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out where its program is missing (tests/install-system-packages says which package brings it)."""
    for mark in item.iter_markers("program"):
        if shutil.which(str(mark.args[0])) is None:
            pytest.skip(f"{mark.args[0]} is not installed here (tests/install-system-packages)")
