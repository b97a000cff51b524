"""Where the configuration and the data are when nobody says so: known before any configuration is read."""

from __future__ import annotations

from pathlib import Path

DEFAULT_FILE = Path("config.toml")
DEFAULT_DATA = Path("data")
ENVIRONMENT = "RELANCE_"
