"""The process that reads one file and ends: a request on standard input, the reading on standard output.

It is a process of its own so that it can be ended, and limited in memory, whatever the file does to it.
"""

from __future__ import annotations

import pickle
import resource
import sys

from documents.reading.reader import read
from usecases.messages import Attachment
from usecases.replies import Asked

MEMORY = 1_500_000_000  # bytes of address space


def main() -> None:
    """Both sides are ours and of one version, so that pickle is no risk."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    request: tuple[Attachment, Asked, str] = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    pickle.dump(read(*request), sys.stdout.buffer)


if __name__ == "__main__":
    main()
