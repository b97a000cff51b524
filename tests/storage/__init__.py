"""Tests of what the store promises."""
