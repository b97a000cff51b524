"""A report as one self-contained, accessible HTML page."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from documents.layout import Layout

_TEMPLATES = Path(__file__).parent / "templates"


def page(report: Layout) -> bytes:
    """The page, UTF-8. Nothing in it comes from elsewhere: no script, no font, no image."""
    return _environment().get_template("report.html.j2").render(report=report).encode("utf-8", "replace")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lines"] = _lines
    return environment


def _lines(text: str) -> Markup:
    """Escaped text whose line ends are kept."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))
