"""From what was typed to what it means, and back to what is said of it. Never raises, on any text."""

from questionnaires.values.echo import spoken
from questionnaires.values.reading import understand

__all__ = ["spoken", "understand"]
