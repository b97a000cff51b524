"""`python -m bench [SUBJECT...]`: measure, and print one line a row."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import bench
from bench.rows import printed


def subjects() -> list[str]:
    """Every module of this package that has `measure()`, by name."""
    return sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if m.name not in ("rows", "__main__"))


def main() -> None:
    """Measure the subjects named on the command line, or all. A time of ×2 means: twice as long as Relance."""
    for subject in sys.argv[1:] or subjects():
        print(f"— {subject}", flush=True)
        for row in importlib.import_module(f"bench.{subject}").measure():
            print("  " + printed(row), flush=True)


if __name__ == "__main__":
    main()
