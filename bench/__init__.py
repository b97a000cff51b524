"""Benchmarks: Relance beside a peer and the limit, in one run, as ratios. One module a subject."""
