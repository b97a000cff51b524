"""Makes the forms that go out: the `FormWriter` of the use cases, one module a format."""

from __future__ import annotations

from documents.form_plan import plan
from documents.form_sheet import sheet
from documents.form_word import form
from usecases.reports import FormOrder


class FormPrinter:
    """The same form as a Word document and as an Excel sheet; the same order gives the same bytes."""

    def docx(self, order: FormOrder) -> bytes:
        """A Word form: one table, one row per code, free text everywhere."""
        return form(plan(order), order.last_day)

    def xlsx(self, order: FormOrder) -> bytes:
        """An Excel form: the same rows in one sheet of two columns."""
        return sheet(plan(order), order.last_day)
