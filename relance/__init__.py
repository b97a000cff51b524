"""The composition root: command line, configuration, wiring, schedule, clock and demo. It knows everyone."""
