"""The tests, one folder per package; whole journeys in `tests/journeys`."""
