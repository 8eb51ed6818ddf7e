"""Loans that end soon: the alert, whether the renewal rule covers the loan and what speaks for and against it, the borrower's wish."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from yizhan.credit.changes import Coverage, RenewalConduct, is_renewal_alert_due, renewal_coverage
from yizhan.credit.classification import RiskClass
from yizhan.credit.parameters import Parameters
from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.records.models import Loan, RenewalAlert, User
from yizhan.workflows import access
from yizhan.workflows.action import Act, action
from yizhan.workflows.letters import write_letter
from yizhan.workflows.loan_changes import loans_to_renew
from yizhan.workflows.loan_tape import size_class_of_borrower
from yizhan.workflows.standings import locked

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A loan that ends soon, and how a renewal without repayment stands as of a day."""

    loan: Loan
    days_left: int
    size_class: str | None
    coverage: Coverage
    conduct: RenewalConduct
    alert: RenewalAlert | None
    is_proposed: bool

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it stands so: the coverage, what is unmet, and with a question mark what a person still has to look at."""
        return (self.coverage.value, *self.conduct.unmet, *(f"{name}?" for name in self.conduct.unknown))


def raise_renewal_alerts(clock: Clock) -> int:
    """Alert once for each maturity that is near; how many. Safe to run twice."""
    near = loans_to_renew(branch_date(clock.now()))
    return sum(not isinstance(raise_alert(None, clock, loan.pk), Refusal) for loan in near if _alert_of(loan) is None)


@action("renewal.alert")
def raise_alert(act: Act, loan_id: UUID) -> RenewalAlert | Refusal:
    """Keep how a renewal stands, and write to the borrower. Refusals: `renewal_not_near`, `alert_raised_already`."""
    loan = locked(act, loan_id)
    if loan.state != "active" or not is_renewal_alert_due(loan.matures_on, act.today, Parameters(act.today)):
        return refuse("renewal_not_near", matures_on=loan.matures_on)
    if _alert_of(loan) is not None:
        return refuse("alert_raised_already")
    found = outlook(loan, act.today)
    row = RenewalAlert.objects.create(
        loan=loan, on=act.today, matures_on=loan.matures_on, coverage=found.coverage, size_class=found.size_class or "",
        conduct=plain(found.conduct), created_at=act.now)
    write_letter(act, loan, "renewal", "renewal_alert", {"matures_on": loan.matures_on.isoformat(), "left": str(found.days_left)})
    act.changed(row, after={"loan": loan.number, "matures_on": loan.matures_on, "coverage": found.coverage})
    return row


@action("renewal.wish")
def wish_renewal(act: Act, loan_id: UUID) -> RenewalAlert | Refusal:
    """The borrower asks for a renewal; the relationship manager sees it. Refusals: `renewal_not_near`, `renewal_wished_already`."""
    loan = locked(act, loan_id)
    row = _alert_of(loan)
    if row is None:
        return refuse("renewal_not_near", matures_on=loan.matures_on)
    if row.wished_at is not None:
        return refuse("renewal_wished_already")
    row.wished_at, row.wished_by = act.now, act.actor
    row.save(update_fields=["wished_at", "wished_by"])
    act.changed(row, after={"loan": loan.number, "wished": True})
    return row


def near_maturity(actor: User | None, on: date) -> list[Outlook]:
    """All loans that the actor may see and that end soon, the first to mature first."""
    seen = set(access.loans(actor).values_list("id", flat=True))
    return [outlook(loan, on) for loan in loans_to_renew(on) if loan.pk in seen]


def outlook(loan: Loan, on: date) -> Outlook:
    """How a renewal of one loan stands."""
    size_class = size_class_of_borrower(loan.enterprise, on)
    return Outlook(loan, (loan.matures_on - on).days, size_class, renewal_coverage(size_class, loan.matures_on, Parameters(on)),
                   conduct_of(loan, on), _alert_of(loan), loan.changes.filter(kind="renewal", state="proposed").exists())


def conduct_of(loan: Loan, on: date) -> RenewalConduct:
    """What the branch knows of the six conditions by itself: it can say no, and that nothing is unpaid; the rest a person confirms."""
    standing = loan.standing
    was_late = loan.class_changes.filter(on__gt=on - YEAR, ground="days", to_class__gt=1).exists()
    is_bad = RiskClass(standing.risk_class).is_non_performing
    is_warned = loan.enterprise.warnings.filter(state="open").exists()
    was_restructured = loan.changes.filter(kind="restructure", state="approved").exists()
    return RenewalConduct(
        lawful_operation=None, stable_business=False if is_warned else None, good_credit=False if was_late or is_bad else None,
        no_misuse=None, no_unpaid_interest=standing.overdue_since is None and not standing.memorandum_minor,
        meets_loan_standards=False if was_restructured else None)


def _alert_of(loan: Loan) -> RenewalAlert | None:
    return RenewalAlert.objects.filter(loan=loan, matures_on=loan.matures_on).first()
