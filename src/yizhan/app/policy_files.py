"""The policy commands' work on files: facts in, verdicts out; two sets of figures; changes told as text or JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yizhan.app.command_failed import CommandFailed
from yizhan.kernel.clock import SystemClock, branch_date
from yizhan.kernel.dated import DatedDataError
from yizhan.policy.book_files import read_book
from yizhan.policy.evaluate import evaluate_all
from yizhan.policy.explain import lines
from yizhan.policy.fact_file import read_fact_text
from yizhan.policy.facts import FactError, FactSheet
from yizhan.policy.parameters import ParameterBook, load_book
from yizhan.policy.programmes.registry import PROGRAMMES
from yizhan.policy.programmes.registry import programme as programme_named
from yizhan.policy.rule import Programme
from yizhan.policy.told import told_verdict
from yizhan.policy.verdict import Verdict

STANDING = "current"


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A changed verdict with the enterprise's name and the reasons as plain values."""

    enterprise: str
    programme: str
    old: str
    new: str
    reasons: list[dict[str, Any]]


def check_file(file: Path, names: Sequence[str], on: date | None, language: str, as_json: bool) -> str:
    """The verdicts of a file of facts. Raises CommandFailed that names what is wrong and the fix."""
    wanted = [_programme(name) for name in names] or PROGRAMMES
    day = on or branch_date(SystemClock().now())
    verdicts = evaluate_all(wanted, _sheet(file), day)
    if as_json:
        return json.dumps(
            {"as_of": day.isoformat(), "verdicts": [told_verdict(verdict, language) for verdict in verdicts]}, ensure_ascii=False
        )
    return "\n\n".join(_told(verdict, language) for verdict in verdicts)


def _told(verdict: Verdict, language: str) -> str:
    amount = verdict.worth.as_money() if verdict.worth else None
    worth = [f"  = {amount.major:,.2f} CNY"] if amount is not None else []
    *steps, outcome = lines(verdict, language)
    return "\n".join([outcome, *(f"  {step}" for step in steps), *worth])


def _sheet(file: Path) -> FactSheet:
    try:
        return read_fact_text(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise CommandFailed(f"{file.name} is no UTF-8 text") from None
    except FactError as error:
        raise CommandFailed(f"{file.name}: {error}") from None


def _programme(name: str) -> Programme:
    try:
        return programme_named(name)
    except KeyError as error:
        raise CommandFailed(error.args[0]) from None


def books_of(old: str, new: str) -> tuple[ParameterBook, ParameterBook]:
    """Two sets of figures; a reform file changes the old one. Raises CommandFailed."""
    before = _book(old, load_book())
    return before, _book(new, before)


def _book(place: str, base: ParameterBook) -> ParameterBook:
    if place == STANDING:
        return load_book()
    path = Path(place)
    if not path.exists():
        raise CommandFailed(f"there is no folder or file {place}; `current` stands for the figures of this version")
    try:
        return read_book(path, base)
    except DatedDataError as error:
        raise CommandFailed(str(error)) from None


def told_changes(changes: Sequence[ToldChange], as_json: bool) -> str:
    """The list as text, one enterprise a block, or as one JSON object."""
    if as_json:
        told = [
            {"enterprise": item.enterprise, "programme": item.programme, "old": item.old, "new": item.new, "reasons": item.reasons}
            for item in changes
        ]
        return json.dumps({"changes": told}, ensure_ascii=False)
    if not changes:
        return "No enterprise's verdict changes."
    return "\n".join(line for item in changes for line in _lines(item))


def _lines(item: ToldChange) -> list[str]:
    reasons = [
        f"    {reason['condition']}: {reason['old']} → {reason['new']}"
        + "".join(f"; {figure['name']} {figure['old']} → {figure['new']}" for figure in reason["figures"])
        for reason in item.reasons
    ]
    return [f"{item.enterprise}  {item.programme}: {item.old} → {item.new}", *reasons]
