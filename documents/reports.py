"""Prints a synthesis, draft or final: the `ReportWriter` of the use cases, one module a format.

The libraries of a format are imported when a report in it is first printed.
"""

from __future__ import annotations

from usecases.reports import ReportOrder


class ReportPrinter:
    """The same report as a Word document, a page and a PDF; the same order gives the same bytes."""

    def __init__(self) -> None:
        # a draft goes to each of its readers: the last one printed is kept with the order that asked for it
        self._last: tuple[ReportOrder, bytes] | None = None

    def docx(self, order: ReportOrder) -> bytes:
        """A Word document in which every paragraph of the draft carries its id as a bookmark."""
        from documents.layout import layout
        from documents.word import word

        if self._last is None or self._last[0] != order:
            self._last = order, word(layout(order), order.draft)
        return self._last[1]

    def html(self, order: ReportOrder) -> bytes:
        """One self-contained page, UTF-8."""
        from documents.layout import layout
        from documents.page import page

        return page(layout(order))

    def pdf(self, order: ReportOrder) -> bytes:
        """A tagged PDF (PDF/UA-1)."""
        from documents.layout import layout
        from documents.pdf import pdf

        return pdf(layout(order), order.draft.created_at)
