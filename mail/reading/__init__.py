"""From the bytes of a reply to what it says: pure, never raises on bad input."""

from mail.reading.opening import open_mail
from mail.reading.reply import read_reply
from mail.reading.settings import ReadingSettings

__all__ = ["ReadingSettings", "open_mail", "read_reply"]
