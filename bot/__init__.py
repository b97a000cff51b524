"""The chat edge: Telegram, and the same conversation in a terminal."""
