"""What remembers: the TinyDB store with its journal, the files named by their hash, the shipped catalogue."""
