"""The document edge: Word and Excel forms that go out and come back, and the reports."""
