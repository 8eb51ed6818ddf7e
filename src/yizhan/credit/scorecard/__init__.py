"""Scorecards: one artefact, several ways to train it, the same integer points in every engine.

The modules are imported by name so that scoring one row loads neither numpy nor a training library:
`card` (the values), `card_json` (files), `expert` (YAML cards), `score` (one row), `batch` (tables), `sql`
(export), `train`, `judge`, `leaks`, `watch`, `overrides`.
"""
