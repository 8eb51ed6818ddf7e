"""A verdict as it is stored, and its replay years later with the same rule and the same versions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from yizhan.kernel.dated import Version
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import canonical_json, fingerprint
from yizhan.policy.evaluate import evaluate_rule
from yizhan.policy.facts import FactSheet
from yizhan.policy.parameters import ParameterBook, load_book
from yizhan.policy.rule import Programme
from yizhan.policy.units import exact
from yizhan.policy.verdict import Verdict


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """Plain values that a record can hold as JSON: the facts seen, the outcome, the rule and the versions used."""

    programme: str
    as_of: str
    facts: Mapping[str, Any]
    outcome: str
    rule_from: str | None
    versions: tuple[Mapping[str, Any], ...]

    @property
    def fingerprint(self) -> str:
        """Equal verdicts on equal facts by equal versions have equal fingerprints."""
        return fingerprint(self)


def store(verdict: Verdict, sheet: FactSheet) -> StoredVerdict:
    """What to keep of a verdict. Only facts that are known are kept."""
    versions = tuple({"programme": used.programme, "name": used.name, "effective_from": used.effective_from.isoformat(),
                      "value": canonical_json(used.value)} for used in verdict.versions)
    facts = {name: _plain(value) for name, value in sorted(sheet.values.items()) if value is not None}
    rule_from = verdict.rule_from.isoformat() if verdict.rule_from else None
    return StoredVerdict(verdict.programme, verdict.as_of.isoformat(), facts, verdict.outcome.value, rule_from, versions)


def replay(programme: Programme, stored: StoredVerdict, book: ParameterBook | None = None) -> Verdict | Refusal:
    """The same verdict again. Refusals: `rule_missing`, `version_missing` (name) and `verdict_changed` (stored, now).

    The versions of the store are pinned, so a version that was added later for an earlier day does not change the past.
    """
    rule = next((rule for rule in programme.rules if rule.effective_from.isoformat() == stored.rule_from), None)
    if rule is None:
        return refuse("rule_missing", programme=stored.programme, rule_from=stored.rule_from)
    pinned = _pin(book or load_book(), stored)
    if isinstance(pinned, Refusal):
        return pinned
    sheet = FactSheet({name: _value(value) for name, value in stored.facts.items()})
    verdict = evaluate_rule(programme, rule, sheet, date.fromisoformat(stored.as_of), pinned)
    if verdict.outcome.value != stored.outcome:
        return refuse("verdict_changed", stored=stored.outcome, now=verdict.outcome.value)
    return verdict


def _pin(book: ParameterBook, stored: StoredVerdict) -> ParameterBook | Refusal:
    for used in stored.versions:
        version = _find(book, used)
        if version is None:
            return refuse("version_missing", name=f"{used['programme']}.{used['name']}", since=used["effective_from"])
        book = book.with_versions(used["programme"], used["name"], (replace(version, effective_to=None),))
    return book


def _find(book: ParameterBook, used: Mapping[str, Any]) -> Version | None:
    dated = book.programmes.get(used["programme"], {}).get(used["name"])
    for version in dated.versions if dated else ():
        if version.effective_from.isoformat() == used["effective_from"] and canonical_json(version.value) == used["value"]:
            return version
    return None


def _plain(value: Any) -> Any:
    return {"fraction": f"{value.numerator}/{value.denominator}"} if isinstance(value, Fraction) else value


def _value(value: Any) -> Any:
    return exact(Fraction(value["fraction"])) if isinstance(value, Mapping) else value
