"""The pure packages are synchronous, touch nothing outside, and are told the time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import PURE, modules, name_of, parsed

FORBIDDEN_CALLS = {"open", "input", "print", "eval", "exec"}
FORBIDDEN_METHODS = {
    "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir", "iterdir", "glob", "rglob", "touch",
    "now", "utcnow", "today", "monotonic", "perf_counter", "sleep", "getenv", "urandom",
}  # fmt: skip
FORBIDDEN_MODULES = {
    "asyncio",
    "os",
    "random",
    "secrets",
    "shutil",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib.request",
}


def breaches(tree: ast.Module) -> Iterator[str]:
    """What a pure module may not hold, each with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
                yield f"line {node.lineno}: asynchronous"
            case ast.Call(func=ast.Name(id=name)) if name in FORBIDDEN_CALLS:
                yield f"line {node.lineno}: {name}()"
            case ast.Call(func=ast.Attribute(attr=name)) if name in FORBIDDEN_METHODS:
                yield f"line {node.lineno}: .{name}()"
            case ast.Import(names=names):
                yield from (f"line {node.lineno}: import {n.name}" for n in names if n.name in FORBIDDEN_MODULES)
            case ast.ImportFrom(module=str(module)) if module in FORBIDDEN_MODULES:
                yield f"line {node.lineno}: from {module}"
            case _:
                pass


@pytest.mark.parametrize("path", modules(*PURE), ids=name_of)
def test_a_pure_module_does_no_input_or_output(path: Path) -> None:
    assert list(breaches(parsed(path))) == []


@pytest.mark.parametrize(
    "source",
    [
        "open('x')",
        "from pathlib import Path\nPath('x').read_text()",
        "from datetime import datetime\ndatetime.now()",
        "import random",
        "import os",
        "async def f(): ...",
    ],
)
def test_a_breach_is_noticed(source: str) -> None:
    assert list(breaches(ast.parse(source)))
