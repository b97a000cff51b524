"""From the bytes of a reply to what it says: pure, never raises on bad input."""
