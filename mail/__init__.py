"""The mail edge: composing, sending, fetching; and reading what comes back (`mail.reading`)."""
