"""A report as a tagged PDF, through typst. Text travels as data and is never part of the markup."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import typst

from documents.layout import Layout

# scripts and signs that the fonts inside typst do not have: then those of the system help
_NEEDS_MORE_FONTS = re.compile("[^\u0000-\u036f\u0370-\u052f\u1e00-\u22ff]")
_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def pdf(report: Layout, created: datetime) -> bytes:
    """The PDF/UA-1 file; `created` is the date it carries, so that the same report gives the same bytes.

    A report that breaks a rule of PDF/UA (a sign that no font of ours has) is a tagged PDF without that claim.
    """
    moment = created if created.tzinfo else created.replace(tzinfo=UTC)
    data = json.dumps(asdict(report), ensure_ascii=False)
    try:
        return _compiled(data, moment, ["ua-1"])
    except typst.TypstError:
        return _compiled(data, moment, [])


def _compiled(data: str, moment: datetime, standards: list[Literal["ua-1"]]) -> bytes:
    return typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards=list(standards),
        ignore_system_fonts=not _NEEDS_MORE_FONTS.search(data),
        sys_inputs={"report": data},
        timestamp=int(moment.timestamp()),
    )
