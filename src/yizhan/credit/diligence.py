"""线下调查: a checklist from what the data leave uncertain, findings as values, and their effect on the inputs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from yizhan.credit.decision_inputs import DecisionInputs
from yizhan.credit.knock_out import Check
from yizhan.credit.parameters import Parameters
from yizhan.credit.reasons import Reason
from yizhan.credit.verdict import Verdict
from yizhan.enterprise.profile import Claimed
from yizhan.kernel.refusal import Refusal, refuse

FILE = "diligence.yaml"

# Where in the inputs the figure of a rule stands, so that a finding can fill it in.
FIELD_OF_RULE = {
    "uscc": "standing.uscc_valid", "dishonest_list": "standing.on_dishonest_list", "overdue": "standing.overdue_days",
    "purpose": "request.purpose", "sector": "standing.sector", "park": "standing.in_park",
    "tax_grade": "standing.tax_grade", "company_age": "standing.age_months",
    "recent_sales": "sales.months_since_last_sale", "sales_volume": "sales.sales_12", "void_share": "sales.void_share",
}


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """Something to look at on site and why. `field` is the path of an input, or `claim.` and a claimed figure's name."""

    code: str
    field: str
    why: Reason
    known: Any


class FindingKind(StrEnum):
    """What a look on site led to."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    BLOCK = "block"
    ASK_FOR_MORE = "ask_for_more"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about a field; a correction keeps the old value beside the new one."""

    field: str
    kind: FindingKind
    note: str
    by: str
    old: Any = None
    new: Any = None


@dataclass(frozen=True, slots=True)
class Override:
    """A person sets aside what the model says: what, why, who asked and who approved."""

    subject: str
    before: Any
    after: Any
    reason: str
    proposed_by: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class SiteResult:
    """The inputs after the findings, every correction, what blocks and what is still asked for."""

    inputs: DecisionInputs
    corrections: tuple[Finding, ...]
    blocks: tuple[Finding, ...]
    asked: tuple[Finding, ...]


def checklist(inputs: DecisionInputs, checks: Sequence[Check], figures: Mapping[str, Claimed[Any]],
              parameters: Parameters) -> tuple[ChecklistItem, ...]:
    """What is unknown, claimed but unverified, or an outlier by diligence.yaml, each with why; no code twice."""
    found = [*_unknown(inputs, checks), *_unverified(figures), *_outliers(inputs, parameters)]
    return tuple({item.code: item for item in reversed(found)}.values())[::-1]


def _unknown(inputs: DecisionInputs, checks: Sequence[Check]) -> Iterator[ChecklistItem]:
    for check in checks:
        if check.verdict is Verdict.UNKNOWN and check.reason:
            yield ChecklistItem(check.reason.code, FIELD_OF_RULE[check.rule], check.reason, None)
    if inputs.statements is None:
        yield ChecklistItem("statements_missing", "statements", Reason("statements_missing"), None)
    if inputs.debt is None:
        yield ChecklistItem("debt_unknown", "debt", Reason("debt_unknown"), None)


def _unverified(figures: Mapping[str, Claimed[Any]]) -> Iterator[ChecklistItem]:
    for name, figure in figures.items():
        if figure.value is not None and not figure.is_verified:
            why = Reason("claim_unverified", {"figure": name, "claimed": figure.value, "source": figure.source})
            yield ChecklistItem(f"claim_unverified.{name}", f"claim.{name}", why, figure.value)


def _outliers(inputs: DecisionInputs, parameters: Parameters) -> Iterator[ChecklistItem]:
    sales = inputs.sales

    def over(code: str, field: str, value: Decimal | int | None) -> Iterator[ChecklistItem]:
        most = parameters.decimal(FILE, code)
        if value is not None and value > most:
            yield ChecklistItem(code, f"sales.{field}", Reason(code, {"value": value, "most": most}), value)

    yield from over("customer_concentration", "top_customer_share", sales.top_customer_share)
    yield from over("gap_months", "gap_months", sales.gap_months)
    yield from over("return_share", "return_share", sales.return_share)
    yield from _margin(inputs, parameters)
    yield from _sales_change(inputs, parameters)
    yield from _sales_difference(inputs, parameters)


def _margin(inputs: DecisionInputs, parameters: Parameters) -> Iterator[ChecklistItem]:
    """Purchases and sales invoices that give an unlikely margin, in either direction."""
    margin = inputs.sales.margin_proxy
    band = parameters.version(FILE, "margin_jump").value
    low, high = Decimal(band["low"]), Decimal(band["high"])
    if margin is not None and not low <= margin <= high:
        why = Reason("margin_jump", {"margin": margin, "low": low, "high": high})
        yield ChecklistItem("margin_jump", "sales.margin_proxy", why, margin)


def _sales_change(inputs: DecisionInputs, parameters: Parameters) -> Iterator[ChecklistItem]:
    now, before = inputs.sales.sales_12, inputs.sales.sales_previous_12
    if now is None or before is None or before.amount_minor <= 0:
        return
    change = Decimal(now.amount_minor) / before.amount_minor - 1
    for code, bound, is_over in (("sales_fall", -parameters.decimal(FILE, "sales_fall"), change.__lt__),
                                 ("sales_rise", parameters.decimal(FILE, "sales_rise"), change.__gt__)):
        if is_over(bound):
            why = Reason(code, {"change": change.quantize(Decimal("0.0001")), "bound": bound})
            yield ChecklistItem(code, "sales.sales_12", why, now)


def _sales_difference(inputs: DecisionInputs, parameters: Parameters) -> Iterator[ChecklistItem]:
    """Statements and invoices that tell different sales; the years need not be the same, so the bound is wide."""
    invoiced, stated = inputs.sales.sales_12, inputs.statements.revenue if inputs.statements else None
    if invoiced is None or stated is None or stated.amount_minor <= 0:
        return
    difference = abs(Decimal(invoiced.amount_minor - stated.amount_minor)) / stated.amount_minor
    most = parameters.decimal(FILE, "sales_difference")
    if difference > most:
        facts = {"invoiced": invoiced, "stated": stated, "difference": difference.quantize(Decimal("0.0001")),
                 "most": most}
        yield ChecklistItem("sales_difference", "statements.revenue", Reason("sales_difference", facts), stated)


def check_finding(finding: Finding) -> Refusal | None:
    """What a finding lacks: `finding_without_note`, `correction_without_value`; None when it stands."""
    if finding.kind is not FindingKind.CONFIRM and not finding.note.strip():
        return refuse("finding_without_note", field=finding.field)
    if finding.kind is FindingKind.CORRECT and (finding.new is None or finding.new == finding.old):
        return refuse("correction_without_value", field=finding.field)
    return None


def check_override(override: Override) -> Refusal | None:
    """`override_without_reason`, `override_same_person`, `override_changes_nothing`; None when it stands."""
    if not override.reason.strip():
        return refuse("override_without_reason", field="reason")
    if override.proposed_by == override.approved_by:
        return refuse("override_same_person", field="approved_by")
    if override.before == override.after:
        return refuse("override_changes_nothing", field="after")
    return None


def apply_findings(inputs: DecisionInputs, findings: Sequence[Finding]) -> SiteResult | Refusal:
    """The inputs with corrected figures, in the order of the findings; the first faulty finding refuses them all.

    A correction of a claimed figure (`claim.…`) is kept but changes no input: the caller stores it beside the claim.
    Refusals: those of `check_finding`, and `field_unknown` for a path that the inputs do not have.
    """
    for finding in findings:
        problem = check_finding(finding) or _check_path(inputs, finding.field)
        if problem:
            return problem
    corrections = tuple(finding for finding in findings if finding.kind is FindingKind.CORRECT)
    for finding in corrections:
        if not finding.field.startswith("claim."):
            inputs = _with(inputs, finding.field.split("."), finding.new)
    return SiteResult(inputs, corrections, _of_kind(findings, FindingKind.BLOCK),
                      _of_kind(findings, FindingKind.ASK_FOR_MORE))


def _of_kind(findings: Sequence[Finding], kind: FindingKind) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.kind is kind)


def _check_path(inputs: DecisionInputs, path: str) -> Refusal | None:
    value: Any = inputs
    for name in () if path.startswith("claim.") else path.split("."):
        if not is_dataclass(value) or name not in {field.name for field in fields(value)}:
            return refuse("field_unknown", field=path)
        value = getattr(value, name)
    return None


def _with(value: Any, path: list[str], new: Any) -> Any:
    first, *rest = path
    return replace(value, **{first: _with(getattr(value, first), rest, new) if rest else new})
