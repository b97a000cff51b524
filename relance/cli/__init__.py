"""The command line: one module per family of commands; bad input ends in one French sentence and exit code 2."""

from relance.cli.run import app, main

__all__ = ["app", "main"]
