"""The evaluator: one enterprise against a programme as of a day, with the argument that led to the outcome.

    sheet = read_sheet({"industry": "software", "staff": 120, "revenue": "999万"})
    verdict = evaluate(size_class.PROGRAMME, sheet, date(2026, 11, 23))
"""

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
        return Verdict(programme.name, on, Outcome.NOT_APPLICABLE, None, "", None, (), (), None, ())
    return evaluate_rule(programme, rule, sheet, on, book)


def evaluate_rule(programme: Programme, rule: Rule, sheet: FactSheet, on: date,
                  book: ParameterBook | None = None) -> Verdict:
    """The verdict of one rule, in force on that day or not: `evaluate` and `replay` choose which."""
    case = Case(ExactCarrier(sheet), book or load_book(), on)
    argument = _argue(rule.needs, case)
    measures = _measures(programme, rule, case)
    flags = tuple(_find(flag, case) for flag in rule.flags)
    start = len(case.carrier.log)
    worth = _worth(programme, rule, case)
    worth_facts = tuple(fact.name for fact in _unique(case.carrier.log[start:], FactRead))
    return Verdict(programme.name, on, argument.outcome, rule.effective_from, rule.document, argument,
                   measures, flags, worth, _distinct(case.carrier.log), worth_facts)


def finding_of(condition: Condition, sheet: FactSheet, on: date, book: ParameterBook) -> Finding:
    """One condition alone, for those who try many sheets."""
    return _find(condition, Case(ExactCarrier(sheet), book, on))


def facts_used(programme: Programme, on: date, book: ParameterBook | None = None) -> tuple[str, ...]:
    """The facts that a programme asks for on a day, in the order of facts.yaml."""
    verdict = evaluate(programme, FactSheet({}), on, book)
    findings = (*verdict.findings(), *verdict.flags)
    used = {fact.name for finding in findings for fact in finding.facts} | set(verdict.worth_facts)
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
    seen = log[start:]
    return Finding(condition.programme, condition.name, OUTCOMES[code], _unique(seen, FactRead),
                   _unique(seen, VersionUsed), _unique(seen, Comparison))


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


def _unique(log: list[Any], kind: type) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(entry for entry in log if type(entry) is kind))


def _distinct(log: list[Any]) -> tuple[VersionUsed, ...]:
    used = {(entry.programme, entry.name): entry for entry in log if type(entry) is VersionUsed}
    return tuple(used.values())
