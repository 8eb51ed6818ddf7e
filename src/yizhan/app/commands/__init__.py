"""The commands, one module a group. `register` adds each group; commands import what they need when they are called."""

import typer

from yizhan.app.commands import branch, care, demo, invoices, keys, loan_life, policy, rates, scorecards, serve, shards, simulate

GROUPS = (serve, care, branch, loan_life, invoices, scorecards, policy, demo, simulate, keys, shards, rates)


def register(application: typer.Typer) -> None:
    """Add the commands of every group."""
    for group in GROUPS:
        group.register(application)
