"""Benchmarks: `python -m bench` runs all, `python -m bench NAME` one. Figures live here, never in a timed test."""
