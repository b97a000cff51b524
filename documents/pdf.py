"""A report as a tagged PDF, through typst. Text travels as data and is never part of the markup."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import typst

from documents.layout import Layout

_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def pdf(report: Layout, created: datetime) -> bytes:
    """The PDF/UA-1 file; `created` is the date it carries, so that the same report gives the same bytes."""
    moment = created if created.tzinfo else created.replace(tzinfo=UTC)
    return typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(asdict(report), ensure_ascii=False)},
        timestamp=int(moment.timestamp()),
    )
