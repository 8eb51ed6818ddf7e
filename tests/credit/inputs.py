"""Decision inputs for tests: one enterprise of which everything is known and good, and random ones around it."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from yizhan.credit.decision_inputs import DecisionInputs, Request, Sales, Standing, YearFigures
from yizhan.credit.schedule import RepaymentForm
from yizhan.credit.scorecard.score import Reason, Score
from yizhan.kernel.money import Money

DAY = date(2026, 11, 23)
yuan = Money.of

SCORE = Score(612, Decimal("0.021000"), "B",
              (Reason("sales_growth", "sales_growth", 1, "interval", "[0, 0.1)", 20, 15),), "expert@test")
STATEMENTS = YearFigures(
    revenue=yuan(20_000_000), cost_of_sales=yuan(14_000_000), net_profit=yuan(2_000_000), inventory=yuan(2_800_000),
    receivables=yuan(4_000_000), payables=yuan(2_000_000), prepayments=yuan(400_000), advances_received=yuan(800_000),
    growth=Decimal("0.2"), own_funds=yuan(1_000_000), working_capital_loans=yuan(0), other_funding=yuan(0))
GOOD = DecisionInputs(
    decision_date=DAY, as_of=date(2026, 11, 20),
    request=Request("park-e", yuan(1_000_000), 12, RepaymentForm.ANNUITY, "materials"),
    standing=Standing(uscc_valid=True, age_months=40, in_park=True, sector="software", tax_grade="A",
                      on_dishonest_list=False, overdue_days=0),
    sales=Sales(sales_12=yuan(21_000_000), sales_previous_12=yuan(18_000_000), purchases_12=yuan(14_000_000),
                months_since_last_sale=0, void_share=Decimal("0.05"), return_share=Decimal("0.01"), gap_months=0,
                top_customer_share=Decimal("0.2"), margin_proxy=Decimal("0.3")),
    statements=STATEMENTS, debt=yuan(0), score=SCORE)


def with_standing(**changes: object) -> DecisionInputs:
    """The good inputs with another standing."""
    return replace(GOOD, standing=replace(GOOD.standing, **changes))


def with_sales(**changes: object) -> DecisionInputs:
    """The good inputs with other sales figures."""
    return replace(GOOD, sales=replace(GOOD.sales, **changes))


def money(most_yuan: int) -> st.SearchStrategy[Money]:
    """Amounts from nothing up to a number of yuan."""
    return st.integers(0, most_yuan * 100).map(Money)


def shares() -> st.SearchStrategy[Decimal]:
    """Shares between 0 and 1 with six digits."""
    return st.integers(0, 1_000_000).map(lambda millionths: Decimal(millionths).scaleb(-6))


@st.composite
def complete_inputs(draw: st.DrawFn) -> DecisionInputs:
    """Inputs of which every figure is known, good and bad ones mixed."""
    standing = Standing(
        uscc_valid=draw(st.sampled_from([True, True, False])), age_months=draw(st.integers(0, 120)),
        in_park=draw(st.sampled_from([True, True, False])), sector=draw(st.sampled_from(["software", "real_estate"])),
        tax_grade=draw(st.sampled_from(["A", "B", "M", "C"])),
        on_dishonest_list=draw(st.sampled_from([False, False, True])), overdue_days=draw(st.sampled_from([0, 0, 5])))
    sales = replace(GOOD.sales, sales_12=draw(money(60_000_000)), void_share=draw(shares()),
                    months_since_last_sale=draw(st.integers(0, 12)))
    balances = ("inventory", "receivables", "payables", "prepayments", "advances_received", "own_funds")
    statements = replace(
        STATEMENTS, revenue=draw(money(60_000_000).map(lambda sum_: sum_ + yuan(1))),
        net_profit=draw(money(5_000_000)), growth=draw(st.sampled_from(["-0.5", "0", "0.2", "2"]).map(Decimal)),
        **{name: draw(money(10_000_000)) for name in balances})
    score = replace(SCORE, grade=draw(st.sampled_from("ABCDE")))
    product = draw(st.sampled_from(["park-e", "xingke"]))
    request = replace(GOOD.request, product=product, amount=None,
                      purpose=draw(st.sampled_from(["materials", "research", "equity"])))
    return DecisionInputs(DAY, DAY, request, standing, sales, statements, draw(money(20_000_000)), score)


@st.composite
def masked_inputs(draw: st.DrawFn) -> tuple[DecisionInputs, DecisionInputs]:
    """Complete inputs, and the same with some figures not known."""
    whole = draw(complete_inputs())
    part = replace(whole, standing=_masked(draw, whole.standing), sales=_masked(draw, whole.sales))
    if part.statements and draw(st.booleans()):
        unknown = {name: None for name in ("growth", "own_funds", "other_funding") if draw(st.booleans())}
        part = replace(part, statements=replace(part.statements, **unknown))
    return whole, replace(part, **{name: None for name in ("statements", "debt", "score") if draw(st.booleans())})


def _masked(draw: st.DrawFn, value: object) -> object:
    return replace(value, **{field.name: None for field in fields(value) if draw(st.booleans())})
