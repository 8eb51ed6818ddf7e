"""Changes of a loan's terms, its judged class, write-off: proposed by one person, taken by another, with before and after kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from yizhan.credit.changes import (
    ChangeKind,
    Coverage,
    RenewalConduct,
    class_after_restructure,
    renewal_coverage,
    renewal_window,
    reset_rate,
    reshaped,
)
from yizhan.credit.classification import RiskClass
from yizhan.credit.parameters import Parameters
from yizhan.credit.payout import check_extension
from yizhan.credit.schedule import Schedule
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import fingerprint, plain
from yizhan.records.models import Loan, LoanChange
from yizhan.workflows import access
from yizhan.workflows.action import Act, action
from yizhan.workflows.restructures import fold, folded
from yizhan.workflows.schedules import read_schedule, write_schedule
from yizhan.workflows.standings import locked, read_position, write_standing
from yizhan.workflows.write_offs import write_off

LPR_FILE = "lpr.yaml"
MONTHS_MAX = 36
RESHAPING = (ChangeKind.EXTENSION, ChangeKind.RENEWAL, ChangeKind.RATE_RESET, ChangeKind.RESCHEDULE, ChangeKind.RESTRUCTURE)


@action("loan.propose_change")
def propose_change(act: Act, loan_id: UUID, kind: str, wanted: dict[str, Any], words: str) -> LoanChange | Refusal:
    """Propose a change, with its effect worked out: `wanted` holds months, risk_class or the answers on a renewal, by kind.

    Refusals: `change_needs_words`, `change_proposed_already`, `change_kind_unknown`, `arrears_first`, and those of the kind.
    """
    if not words.strip():
        return refuse("change_needs_words", field="words")
    if kind not in {found.value for found in ChangeKind}:
        return refuse("change_kind_unknown", field="kind", kind=kind)
    loan = locked(act, loan_id)
    if loan.changes.filter(state="proposed").exists():
        return refuse("change_proposed_already")
    effect = effect_of(loan, ChangeKind(kind), wanted, act.today)
    if isinstance(effect, Refusal):
        return effect
    change = LoanChange.objects.create(loan=loan, kind=kind, wanted=wanted, effect=effect, words=words, effective_on=act.today,
                                       proposed_by=act.actor, created_at=act.now)
    act.changed(change, after={"loan": loan.number, "kind": kind, "wanted": wanted, "fingerprint": effect["fingerprint"]})
    return change


@action("loan.take_change")
def take_change(act: Act, change_id: UUID, verdict: str) -> LoanChange | Refusal:
    """Approve or refuse a proposed change; not by who proposed it, and only while its effect is still the one that was shown."""
    if verdict not in ("approved", "refused"):
        return refuse("verdict_unknown", field="verdict", verdict=verdict)
    loan = locked(act, LoanChange.objects.values_list("loan_id", flat=True).get(pk=change_id))
    change = LoanChange.objects.select_for_update().get(pk=change_id)
    if change.state != "proposed":
        return refuse("change_taken_already", state=change.state)
    if change.proposed_by_id == act.actor.id:
        return refuse("proposer_cannot_take")
    if verdict == "approved" and (refusal := _apply(act, loan, change)):
        return refusal
    change.state, change.taken_by, change.taken_at = verdict, act.actor, act.now
    change.save()
    act.changed(change, before={"state": "proposed"}, after={"state": verdict})
    return change


def effect_of(loan: Loan, kind: ChangeKind, wanted: dict[str, Any], on: date) -> dict[str, Any] | Refusal:
    """What a change would do: schedules before and after, class before and after, findings; nothing is changed."""
    standing = loan.standing
    if not standing.is_open:
        return refuse("nothing_outstanding")
    effect: dict[str, Any] = {"class_before": standing.judged_class, "class_after": standing.judged_class, "findings": []}
    if kind is ChangeKind.JUDGEMENT:
        effect["class_after"] = int(RiskClass(wanted["risk_class"]))
    elif kind is ChangeKind.WRITE_OFF:
        if standing.risk_class != RiskClass.LOSS:
            return refuse("write_off_needs_loss_class")
        effect["written_off_minor"] = standing.principal_minor + standing.overdue_minor + standing.non_accrual_minor
    else:
        found = _reshape(loan, kind, wanted, on, effect)
        if isinstance(found, Refusal):
            return found
    return plain(effect) | {"fingerprint": fingerprint(effect)}


def changed_schedule(loan: Loan, kind: ChangeKind, wanted: dict[str, Any], on: date) -> Schedule | Refusal:
    """The open instalments as the change would leave them."""
    schedule, paid = read_schedule(loan)
    months = int(wanted.get("months") or 0) if kind is not ChangeKind.RATE_RESET else 0
    annual = _new_rate(loan, on) if kind in (ChangeKind.RATE_RESET, ChangeKind.RENEWAL) else None
    return reshaped(replace(schedule, instalments=schedule.instalments[paid:]), on, annual, months)


def loans_to_renew(on: date) -> list[Loan]:
    """Loans that mature within the days of the alert, the first to mature first."""
    rows = access.loans(None).select_related("standing").filter(state="active", matures_on__range=renewal_window(on, Parameters(on)))
    return list(rows.order_by("matures_on", "number"))


def _reshape(loan: Loan, kind: ChangeKind, wanted: dict[str, Any], on: date, effect: dict[str, Any]) -> Refusal | None:
    if kind is ChangeKind.RESTRUCTURE and wanted.get("fold_arrears"):
        return _fold_effect(loan, wanted, on, effect)
    position = read_position(loan)
    if any(line.fell_due_on or line.paid_interest_minor or line.due_on <= on for line in position.lines) or position.penalty_due_minor:
        return refuse("arrears_first")
    months = int(wanted.get("months") or 0)
    if kind is not ChangeKind.RATE_RESET and not 1 <= months <= MONTHS_MAX:
        return refuse("months_out_of_range", field="months", months=months, longest=MONTHS_MAX)
    refusal = _allowed(loan, kind, wanted, months, on, effect)
    after = refusal or changed_schedule(loan, kind, wanted, on)
    if isinstance(after, Refusal):
        return after
    before, paid = read_schedule(loan)
    effect |= {"before": _lines(replace(before, instalments=before.instalments[paid:])), "after": _lines(after),
               "rate_before": loan.annual_rate, "rate_after": after.terms.rate.annual,
               "matures_before": loan.matures_on, "matures_after": after.matures_on}
    return None


def _fold_effect(loan: Loan, wanted: dict[str, Any], on: date, effect: dict[str, Any]) -> Refusal | None:
    months = int(wanted.get("months") or 0)
    if not 0 <= months <= MONTHS_MAX or (not months and loan.matures_on <= on):
        return refuse("months_out_of_range", field="months", months=months, longest=MONTHS_MAX)
    found = folded(loan, on, months)
    if isinstance(found, Refusal):
        return found
    before, paid = read_schedule(loan)
    standing = loan.standing
    # A restructure never betters the class: it is the worst of where days have brought the loan and the restructured class.
    worst = max(RiskClass(standing.judged_class), RiskClass(standing.risk_class))
    effect |= {"before": _lines(replace(before, instalments=before.instalments[paid:])), "after": _lines(found.schedule),
               "folded": {"interest_minor": found.interest_minor, "penalty_minor": found.penalty_minor, "fee_minor": found.fee_minor},
               "rate_before": loan.annual_rate, "rate_after": loan.annual_rate, "matures_before": loan.matures_on,
               "matures_after": found.schedule.matures_on, "class_after": int(class_after_restructure(worst, Parameters(on)))}
    return None


def _allowed(loan: Loan, kind: ChangeKind, wanted: dict[str, Any], months: int, on: date, effect: dict[str, Any]) -> Refusal | None:
    """The limits of a kind; what it does to the class stands in the effect."""
    if kind is ChangeKind.EXTENSION:
        return check_extension(loan.term_months, extended_months(loan), months, on)
    if kind is ChangeKind.RESTRUCTURE:
        effect["class_after"] = int(class_after_restructure(RiskClass(loan.standing.judged_class), Parameters(on)))
    if kind is ChangeKind.RENEWAL:
        coverage = renewal_coverage(wanted.get("size_class"), loan.matures_on, Parameters(on))
        conduct = RenewalConduct(**{name: wanted.get(name) for name in RenewalConduct.__slots__})
        if coverage is Coverage.NOT_COVERED:
            return refuse("renewal_not_covered", size_class=wanted.get("size_class"), matures_on=loan.matures_on)
        effect["findings"] = [coverage.value, *conduct.unmet, *(f"{name}?" for name in conduct.unknown)]
        if not conduct.keeps_class:
            effect["class_after"] = int(max(RiskClass.SPECIAL_MENTION, RiskClass(loan.standing.judged_class)))
    return None


def extended_months(loan: Loan) -> int:
    """All months by which a loan was extended so far; renewals do not count."""
    return sum(int(change.wanted["months"]) for change in loan.changes.filter(kind="extension", state="approved"))


def _new_rate(loan: Loan, on: date) -> Decimal:
    """The contract's spread on the prime rate of a day."""
    tenor = Parameters(loan.started_on).version("products.yaml", f"{loan.standing.product_code}.lpr_tenor").value
    then, now = (Parameters(day).decimal(LPR_FILE, f"lpr_{tenor}") for day in (loan.started_on, on))
    first = loan.instalments.order_by("schedule_version", "number")[0]
    return reset_rate(Decimal(first.explanation["annual_rate"]), then, now)


def _apply(act: Act, loan: Loan, change: LoanChange) -> Refusal | None:
    kind = ChangeKind(change.kind)
    effect = effect_of(loan, kind, change.wanted, change.effective_on)
    if isinstance(effect, Refusal):
        return effect
    if effect["fingerprint"] != change.effect["fingerprint"]:
        return refuse("change_outdated")
    if kind is ChangeKind.WRITE_OFF:
        return write_off(act, loan, change.words)
    standing = loan.standing
    standing.judged_class = effect["class_after"]
    # The next day end classifies anew, by days and by the debtor's other loans as well.
    standing.risk_class = standing.judged_class if kind is ChangeKind.JUDGEMENT else max(standing.risk_class, standing.judged_class)
    if "folded" in effect:
        found = folded(loan, change.effective_on, int(change.wanted.get("months") or 0))
        if isinstance(found, Refusal):
            return found
        _rewrite(loan, found.schedule)
        return fold(act, loan, change, found)
    if kind in RESHAPING:
        _rewrite(loan, changed_schedule(loan, kind, change.wanted, change.effective_on))
    write_standing(act, loan, read_position(loan))
    return None


def _rewrite(loan: Loan, after: Schedule) -> None:
    version = max(loan.instalments.values_list("schedule_version", flat=True))
    loan.instalments.filter(state="due").update(state="replaced")
    write_schedule(loan, after, version + 1)
    loan.matures_on, loan.annual_rate = after.matures_on, after.terms.rate.annual
    loan.save(update_fields=["matures_on", "annual_rate"])


def _lines(schedule: Schedule) -> list[dict[str, Any]]:
    return [{"number": line.number, "due_on": line.due_on, "principal_minor": line.principal.amount_minor,
             "interest_minor": line.interest.amount_minor, "closing_minor": line.closing.amount_minor} for line in schedule.instalments]
