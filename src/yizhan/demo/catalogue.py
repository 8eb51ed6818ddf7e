"""The park's cases: which story is told of which kind of firm, when, and what it shows. docs/reference/demo-park.md lists them.

`base` counts working days back from today to complete receipt. Facts and changes are what the story needs and the generator would not
give: the figures of trade stay as they were drawn, so that the park keeps the shape of the real population.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from yizhan.demo import journeys, turns
from yizhan.demo.firms import Firm

YOUNG_DAYS = 330


@dataclass(frozen=True, slots=True)
class Case:
    """One story: `fits` chooses the firm, `changes` alter it (fields of Firm), `facts` its claims, `terms` the request."""

    code: str
    base: int
    tell: Callable
    fits: Callable[[Firm], bool]
    shows: str
    terms: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    identity: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    after: str = ""  # The code of a case whose firm asks again.


def sound(firm: Firm) -> bool:
    """A firm that the rules will lend to."""
    return (
        3_500_000 <= firm.sales_year_yuan <= 70_000_000
        and firm.void_share < 0.19
        and firm.gap_share < 0.3
        and firm.volatility < 2.2
        and firm.return_share < 0.1
    )


def selling(firm: Firm) -> bool:
    """Enough sales for the product, however they swing."""
    return firm.sales_year_yuan >= 3_500_000 and firm.void_share < 0.22


def large(firm: Firm) -> bool:
    """A sound firm that can carry more than an approver may grant."""
    return sound(firm) and firm.sales_year_yuan > 25_000_000 and firm.volatility < 1.6


def small(firm: Firm) -> bool:
    """Enough sales for the product, too few for its least amount."""
    return 1_600_000 <= firm.sales_year_yuan < 3_000_000 and firm.void_share < 0.2


def tiny(firm: Firm) -> bool:
    """Under the least yearly sales."""
    return firm.sales_year_yuan < 500_000


def many_voids(firm: Firm) -> bool:
    """Over the share of void invoices that is tolerated."""
    return firm.void_share > 0.28


def anyone(_firm: Firm) -> bool:
    """Any firm."""
    return True


def refused_after_visit(story: Any) -> journeys.Moments:
    """Refused for what a visit verified."""
    return journeys.refused(story, journeys.checked)


LOANS = (
    Case("L01", 150, journeys.lent, sound, "等额本息, instalments repaid on time"),
    Case("L02", 150, journeys.lent, sound, "等额本金, instalments repaid on time", {"form": "equal_principal"}),
    Case("L03", 95, journeys.lent, sound, "先息后本, interest paid monthly", {"form": "interest_first"}),
    Case("L04", 95, journeys.repaid_early, sound, "early repayment in part, smaller instalments or shorter term kept as chosen"),
    Case("L05", 95, journeys.lent, sound, "a three-month loan, closed", {"term_months": 3}),
    Case("L06", 60, turns.approved_late, sound, "promise missed: decided on the fourth working day after receipt"),
    Case("L07", 60, turns.rejected_and_retried, sound, "payment rejected, mended and accepted", {"payee_account": "6222000000000001"}),
    Case(
        "L08",
        95,
        lambda story: journeys.lent(story, turns.over_authority),
        large,
        "over the approver's authority: the branch manager decides",
        {"amount_yuan": 5_600_000, "cap_yuan": 6_000_000},
        changes={"own_funds_share": 0.0, "loan_share": 0.0},
    ),
    Case(
        "L09",
        60,
        lambda story: journeys.lent(story, turns.overridden),
        sound,
        "override with reason: debt not stated",
        facts={"bank_debt": None},
    ),
    Case("L10", 30, lambda story: journeys.lent(story, turns.claim_corrected), sound, "verified figures that differ from the claim"),
    Case(
        "L11", 30, lambda story: journeys.lent(story, turns.returned_then_approved), sound, "a returned proposal, approved the second time"
    ),
    Case("L12", 150, journeys.lent, sound, "到期一次还本付息, nothing due yet", {"form": "bullet", "term_months": 12}),
    Case(
        "L13",
        7,
        turns.rejected,
        sound,
        "payment rejected (account ends in 001), waiting for mended details",
        {"payee_account": "6222000000000001"},
    ),
    Case("L14", 3, turns.unknown, sound, "payment unknown, asked again by the worker"),
    Case("L15", 3, turns.waiting, sound, "payment waiting, sent by the worker; a second disburse refused"),
    Case("L17", 150, journeys.in_arrears(40), sound, "an instalment overdue for some weeks: special mention, penalty interest"),
    Case(
        "L18",
        150,
        journeys.in_arrears(100),
        sound,
        "overdue for more than ninety days: substandard, off accrual",
        {"form": "interest_first"},
    ),
    Case("L16", 12, turns.second_loan, sound, "second loan of L05's firm: self-payment, the money stays on the deposit", after="L05"),
)
OPEN = (
    Case("O01", 2, journeys.draft, anyone, "draft"),
    Case("O02", 2, turns.incomplete, anyone, "incomplete: the list of what is missing"),
    Case("O03", 1, journeys.received, anyone, "complete"),
    Case("O04", 1, journeys.evaluated, anyone, "evaluating"),
    Case("O05", 2, turns.on_site_half_done, anyone, "on_site, half of the checklist done"),
    Case("O06", 2, journeys.checked, sound, "checked after a visit"),
    Case("O07", 3, turns.returned, sound, "checked again: proposal returned with words"),
    Case("O08", 2, journeys.proposed, sound, "proposed, waiting for the approver"),
    Case("O09", 2, journeys.approved, sound, "approved, no offer yet"),
    Case("O10", 3, journeys.offered, sound, "offered: the clock stands until the borrower accepts"),
    Case("O11", 3, journeys.accepted, sound, "accepted, to be paid out"),
    Case("O12", 2, turns.paused("more_documents"), anyone, "paused: more_documents"),
    Case("O13", 2, turns.paused("clarification"), anyone, "paused: clarification"),
    Case("O14", 1, turns.paused("visit_appointment"), anyone, "paused: visit_appointment"),
    Case("O15", 3, turns.paused("guarantor"), anyone, "paused: guarantor"),
    Case("O16", 3, turns.asked_for_more, sound, "a finding asks for more; paused on site"),
    Case("O17", 2, turns.paused_and_answered, sound, "a pause that ended: the deadline has moved"),
    Case("O18", 7, turns.overdue, sound, "deadline passed without a decision, warned at 50 % and 80 %"),
    Case("O19", 7, turns.paused_near_deadline, sound, "warned at 80 %, then paused"),
    Case("O20", 1, turns.papers_that_disagree, anyone, "bad rows, a conflict of a coded invoice, a later void"),
)
ENDED = (
    Case("E01", 12, turns.withdrawn_early, anyone, "withdrawn during evaluation"),
    Case("E02", 12, turns.withdrawn_late, sound, "withdrawn: offer declined"),
    Case("E03", 30, journeys.offered, sound, "expired: nobody accepted within the days of the offer"),
    Case("R01", 12, journeys.refused, selling, "refused: tax_grade", facts={"tax_grade": "C"}),
    Case("R02", 12, refused_after_visit, selling, "refused: dishonest_list", facts={"on_dishonest_list": True}),
    Case("R03", 30, refused_after_visit, selling, "refused: overdue", facts={"overdue_days": 35}),
    Case("R04", 7, journeys.refused, selling, "refused: purpose", {"purpose": "financial_assets"}),
    Case("R05", 12, journeys.refused, anyone, "refused: sector", changes={"industry": "real_estate"}),
    Case("R06", 30, journeys.refused, anyone, "refused: park", identity={"in_park": False}),
    Case("R07", 7, journeys.refused, anyone, "refused: company_age", changes={"age_days": YOUNG_DAYS}),
    Case("R08", 12, journeys.refused, anyone, "refused: recent_sales", changes={"months_closed": 9}),
    Case("R09", 12, journeys.refused, tiny, "refused: sales_volume"),
    Case("R10", 30, journeys.refused, many_voids, "refused: void_share"),
    Case("R11", 7, journeys.refused, small, "refused: repayment_capacity_below_minimum", {"term_months": 3}),
    Case("R12", 30, journeys.refused, sound, "refused: need_below_minimum", changes={"own_funds_share": 0.4, "loan_share": 0.05}),
    Case("R13", 12, turns.blocked_by_finding, large, "refused: a finding blocks although the model would lend"),
)
CASES = (*LOANS, *OPEN, *ENDED)
