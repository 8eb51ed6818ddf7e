"""The evaluator: one enterprise against a programme as of a day, with the argument that led to the outcome.

    sheet = read_sheet({"industry": "software", "staff": 120, "revenue": "999万"})
    verdict = evaluate(size_class.PROGRAMME, sheet, date(2026, 11, 23))
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from yizhan.policy.case import Case
from yizhan.policy.exact import Comparison, ExactCarrier, FactRead
from yizhan.policy.facts import FactSheet, definitions
from yizhan.policy.number import Number
from yizhan.policy.outcome import OUTCOMES, Outcome, all_codes, any_codes, leaf_code
from yizhan.policy.parameters import ParameterBook, VersionUsed, load_book
from yizhan.policy.rule import Condition, Node, Programme, Rule
from yizhan.policy.verdict import Argument, Finding, Measured, Verdict


def evaluate(programme: Programme, sheet: FactSheet, on: date, book: ParameterBook | None = None) -> Verdict:
    """The verdict of a programme on a day. No rule in force on that day means not applicable."""
    rule = programme.rule_on(on)
    if rule is None:
        return _not_in_force(programme, on)
    return evaluate_rule(programme, rule, sheet, on, book)


def evaluate_rule(programme: Programme, rule: Rule, sheet: FactSheet, on: date,
                  book: ParameterBook | None = None) -> Verdict:
    """The verdict of one rule, in force on that day or not: `evaluate` and `replay` choose which."""
    return _evaluate(programme, rule, Case(ExactCarrier(sheet), book or load_book(), on))


def evaluate_all(programmes: Sequence[Programme], sheet: FactSheet, on: date,
                 book: ParameterBook | None = None) -> tuple[Verdict, ...]:
    """The verdicts of several programmes, with what they share read once."""
    case = Case(ExactCarrier(sheet), book or load_book(), on)
    ruled = [(programme, programme.rule_on(on)) for programme in programmes]
    return tuple(_evaluate(programme, rule, case) if rule else _not_in_force(programme, on) for programme, rule in ruled)


def _not_in_force(programme: Programme, on: date) -> Verdict:
    return Verdict(programme.name, on, Outcome.NOT_APPLICABLE, None, "", None, (), (), None, ())


def _evaluate(programme: Programme, rule: Rule, case: Case) -> Verdict:
    log = case.carrier.log
    begun = len(log)
    argument = _argue(rule.needs, case)
    flags = tuple(_find(flag, case) for flag in rule.flags)
    start = len(log)
    measures = _measures(programme, rule, case)
    worth = _worth(programme, rule, case)
    shown_facts = tuple(fact.name for fact in _sorted_out(log[start:])[0])
    return Verdict(programme.name, case.on, argument.outcome, rule.effective_from, rule.document, argument,
                   measures, flags, worth, _versions(log[begun:]), shown_facts)


def finding_of(condition: Condition, sheet: FactSheet, on: date, book: ParameterBook) -> Finding:
    """One condition alone, for those who try many sheets."""
    return _find(condition, Case(ExactCarrier(sheet), book, on))


def facts_used(programme: Programme, on: date, book: ParameterBook | None = None) -> tuple[str, ...]:
    """The facts that a programme asks for on a day, in the order of facts.yaml."""
    verdict = evaluate(programme, FactSheet({}), on, book)
    findings = (*verdict.findings(), *verdict.flags)
    used = {fact.name for finding in findings for fact in finding.facts} | set(verdict.shown_facts)
    return tuple(name for name in definitions() if name in used)


def _argue(node: Node, case: Case) -> Argument:
    if isinstance(node, Condition):
        finding = _find(node, case)
        return Argument(finding.outcome, "condition", finding, ())
    members = tuple(_argue(member, case) for member in node.members)
    combine = all_codes if node.kind == "all" else any_codes
    return Argument(OUTCOMES[combine(member.outcome.code for member in members)], node.kind, None, members)


def _find(condition: Condition, case: Case) -> Finding:
    log = case.carrier.log
    start = len(log)
    code = condition_code(condition, case)
    return Finding(condition.programme, condition.name, OUTCOMES[code], *_sorted_out(log[start:]))


def condition_code(condition: Condition, case: Case) -> Any:
    """The outcome's code of one condition: an int for one enterprise, an array for a population."""
    limits = case.limits(condition.programme)
    truth = condition.test(case.facts, limits)
    code = leaf_code(truth.yes, truth.no, condition.is_manual)
    if condition.applies is None:
        return code
    applies = condition.applies(case.facts, limits)
    # Where it does not apply the code is 0; where that is open, met stays met and the rest is unknown.
    met = code == Outcome.MET.code
    open_code = met * Outcome.MET.code + (1 - met) * Outcome.UNKNOWN.code
    return applies.yes * code + (1 - applies.yes - applies.no) * open_code


def _measures(programme: Programme, rule: Rule, case: Case) -> tuple[Measured, ...]:
    return tuple(_measured(function.__name__, function(case.facts, case.limits(programme.name)))
                 for function in rule.measures)


def _measured(name: str, number: Number) -> Measured:
    return Measured(name, number.low, number.high, number.unit)


def _worth(programme: Programme, rule: Rule, case: Case) -> Measured | None:
    if rule.worth is None:
        return None
    return _measured("worth", rule.worth(case.facts, case.limits(programme.name)))


def _sorted_out(log: list[Any]) -> tuple[tuple[FactRead, ...], tuple[VersionUsed, ...], tuple[Comparison, ...]]:
    """What was read and compared, by kind, each once."""
    facts: dict[int, Any] = {}
    versions: dict[int, Any] = {}
    comparisons: dict[int, Any] = {}
    kinds = {FactRead: facts, VersionUsed: versions, Comparison: comparisons}
    for entry in log:
        kinds[type(entry)][id(entry)] = entry
    return tuple(facts.values()), tuple(versions.values()), tuple(comparisons.values())


def _versions(log: list[Any]) -> tuple[VersionUsed, ...]:
    return tuple({id(entry): entry for entry in log if type(entry) is VersionUsed}.values())
