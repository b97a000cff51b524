"""The chat as use cases: who speaks, what a turn does, how replies leave. It starts at `converse`."""
