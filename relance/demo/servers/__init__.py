"""Small real servers on loopback, for the demo and the tests: SMTP, IMAP and the Bot API."""
