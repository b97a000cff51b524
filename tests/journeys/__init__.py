"""Whole journeys: the real command line on a real folder, from the sending to what comes back."""
