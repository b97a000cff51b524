"""The blocks of whole lines that receipts are put together from: each rendered and encoded once, for text and page.

Most of a receipt stands in many others: the questions that are missing, the headings, answers that are often given.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from mail.prepared import html_block, text_block

# As many blocks are kept, those used last: the questions of a few questionnaires and the answers of one batch.
_KEPT = 1024


@dataclass(frozen=True)
class Block:
    """Whole lines, encoded: those of the text part (with the empty ones behind them) and those of the page."""

    text: bytes
    html: bytes


@cache
def templates() -> Environment:
    """The templates, compiled once for all composers."""
    return Environment(
        loader=PackageLoader("mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@lru_cache(maxsize=_KEPT)
def block(macro: str, of: Hashable) -> Block:
    """What the macro of this name, in `parts.txt` and in `parts.html`, makes of a view or of words."""
    text, html = _macros(macro)
    return Block(text_block(str(text(of))), html_block(str(html(of))))


@cache
def _macros(name: str) -> tuple[Callable[[Hashable], str], Callable[[Hashable], str]]:
    """The macros of this name for the text and for the page."""
    text, html = (getattr(templates().get_template(f"parts.{suffix}").module, name) for suffix in ("txt", "html"))
    return text, html


def joined(blocks: Iterable[Block]) -> Block:
    """Several, one after the other."""
    several = tuple(blocks)
    return Block(b"".join([one.text for one in several]), b"".join([one.html for one in several]))
