"""Makes the forms that go out: the `FormWriter` of the use cases, one module a format.

The libraries of a format are imported when a form in it is first made.
"""

from __future__ import annotations

from usecases.reports import FormOrder


class FormPrinter:
    """The same form as a Word document and as an Excel sheet; the same order gives the same bytes."""

    def docx(self, order: FormOrder) -> bytes:
        """A Word form: one table, one row per code, free text everywhere."""
        from documents.form_plan import plan
        from documents.form_word import form

        return form(plan(order), order.last_day)

    def xlsx(self, order: FormOrder) -> bytes:
        """An Excel form: the same rows in one sheet of two columns."""
        from documents.form_plan import plan
        from documents.form_sheet import sheet

        return sheet(plan(order), order.last_day)
