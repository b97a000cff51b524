"""Prints a synthesis, draft or final: the `ReportWriter` of the use cases, one module a format."""

from __future__ import annotations

from documents.layout import layout
from documents.page import page
from documents.pdf import pdf
from documents.word import word
from usecases.reports import ReportOrder


class ReportPrinter:
    """The same report as a Word document, a page and a PDF; the same order gives the same bytes."""

    def docx(self, order: ReportOrder) -> bytes:
        """A Word document in which every paragraph of the draft carries its id as a bookmark."""
        return word(layout(order), order.draft)

    def html(self, order: ReportOrder) -> bytes:
        """One self-contained page, UTF-8."""
        return page(layout(order))

    def pdf(self, order: ReportOrder) -> bytes:
        """A tagged PDF (PDF/UA-1)."""
        return pdf(layout(order), order.draft.created_at)
