"""The day end: the set-based statements against the rules for one loan, day by day, and what a day end may never do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from tests.lent import Branch, deposit
from tests.stories.journey import check_book
from yizhan.credit.parameters import Parameters
from yizhan.credit.schedule import RepaymentForm
from yizhan.credit.servicing import balances_of, close_day, due_through, fall_due, pay, servicing_rules
from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import ClassChange, DayEnd, Loan, LoanStanding, Repayment
from yizhan.workflows.day_end import run_day_end
from yizhan.workflows.standings import booked, read_position

START = date(2026, 1, 15)
ONE_DAY = timedelta(days=1)


@pytest.fixture
def branch(db) -> Branch:
    return Branch(START)


def days(first: date, last: date) -> list[date]:
    return [first + ONE_DAY * step for step in range((last - first).days + 1)]


def standing(loan: Loan) -> LoanStanding:
    return LoanStanding.objects.get(pk=loan.pk)


def one_loan_rules(loan: Loan, deposits: dict[date, int], last: date):
    """Where a loan stands by the rules of one loan alone, with money arriving on its deposit on some days."""
    position, calendar, available = read_position(loan), WorkingCalendar(), 0
    for day in days(START, last):
        available += deposits.get(day, 0)
        cutoff, _ = due_through(day, calendar)
        rules = servicing_rules("park-e", Parameters(day))
        position, _, available = pay(fall_due(position, day, cutoff), available, cutoff, rules)
        position = close_day(position, day, rules)
    return position, available


def test_the_first_night_of_a_loan_earns_its_share_of_the_first_instalments_interest(branch) -> None:
    # 120,000 at 6 % a year, annuity: the first month's interest is 600.00, and January 15 to February 15 has 31 nights.
    loan = branch.lend("120000")
    (closed,) = branch.close(START)
    assert standing(loan).interest_minor == 1935  # 60,000 fen ÷ 31 = 1935.48
    assert closed.report["income"]["interest_income"] == 1935
    assert closed.report["is_proven"]


def test_an_instalment_is_collected_on_its_due_day_and_the_receivable_is_used_up(branch) -> None:
    loan = branch.lend("120000", RepaymentForm.EQUAL_PRINCIPAL)  # 10,000 of principal and 600 of interest
    branch.go_to(date(2026, 2, 13))
    branch.receive(loan, "10700")
    branch.close(date(2026, 2, 24))  # February 15 lies in the spring holidays of 2026; the next working day is the 24th
    row = Repayment.objects.get(loan=loan)
    assert (row.kind, row.paid_on, row.principal_minor, row.interest_minor) == ("collection", date(2026, 2, 24), 1_000_000, 60_000)
    assert deposit(loan) == Money.of("100")
    found = standing(loan)
    # Of the second instalment's 550.00 over 28 nights, 10 nights (15th to 24th) are earned.
    assert (found.principal_minor, found.interest_minor, found.overdue_minor) == (11_000_000, 19_643, 0)
    check_book()


def test_the_sets_and_the_rules_for_one_loan_agree_through_arrears_and_back(branch) -> None:
    """Nothing comes for more than ninety days, then a part, then all: every balance equals that of the rules for one loan."""
    loans = [branch.lend("100000.01", form, 4, "0.0615") for form in RepaymentForm]
    part, rest = date(2026, 6, 2), date(2026, 6, 9)
    arrivals = {part: 1_234_567, rest: 99_000_000}
    for last in (date(2026, 5, 28), date(2026, 6, 4), rest + ONE_DAY):
        for day, amount in arrivals.items():
            if branch.today < day <= last:
                branch.close(day - ONE_DAY)
                branch.go_to(day)
                for loan in loans:
                    branch.receive(loan, Money(amount))
        branch.close(last)
        check_book()
        for loan in loans:
            agree(loan, arrivals, last)
    assert {Loan.objects.get(pk=loan.pk).state for loan in loans} == {"closed"}


def agree(loan: Loan, arrivals: dict[date, int], last: date) -> None:
    """The loan's records are where the rules for one loan say."""
    expected, left = one_loan_rules(loan_at_start(loan), arrivals, last)
    found = standing(loan)
    assert (last, booked(found)) == (last, balances_of(expected))
    assert found.penalty_numerator == expected.penalty_numerator
    assert (found.overdue_since, found.is_non_accrual) == (expected.overdue_since, expected.is_non_accrual)
    assert deposit(loan) == Money(left)


def test_a_run_that_is_killed_at_any_statement_goes_on_where_it_was(committing_db) -> None:
    """Each day the run dies one statement later, in chunks of one loan; what is resumed ends where the rules for one loan do."""
    branch = Branch(START)
    loans = [branch.lend("100000.01", form, 3, "0.0615") for form in (RepaymentForm.ANNUITY, RepaymentForm.BULLET)]
    branch.receive(loans[0], "34000")
    killed, last = 0, START + 55 * ONE_DAY
    for number, day in enumerate(days(START, last)):
        branch.go_to(day)
        killed += dies_after(branch, day, number)
        branch.close(day, chunk_loans=1)
    assert killed > 40
    for loan, amount in zip(loans, (3_400_000, 0), strict=True):
        agree(loan, {START: amount}, last)
    check_book()


class Killed(BaseException):
    """As sudden as a signal: no handler of ours catches it."""


def dies_after(branch: Branch, day: date, statements: int) -> bool:
    """Run a day end that is killed after so many statements; whether it was."""
    left = [statements]

    def counting(execute, sql, params, many, context):
        if sql.startswith("SELECT pg_advisory_unlock"):
            return execute(sql, params, many, context)
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(counting):
            run_day_end(branch.clock, day, chunk_loans=1)
    except Killed:
        return True
    return False


def test_a_day_end_started_twice_runs_once(committing_db) -> None:
    import psycopg

    from yizhan.workflows.day_end import LOCK

    branch = Branch(START)
    branch.lend()
    with psycopg.connect(committing_db.app_url) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        result = run_day_end(branch.clock, START)
        assert isinstance(result, Refusal) and result.code == "day_end_running"
        other.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
    assert len(branch.close(START)) == 1


def loan_at_start(loan: Loan) -> Loan:
    """The loan as it was on the day of its payout, whatever has become of it."""
    class Lines:
        @staticmethod
        def filter(**_):
            return Lines

        @staticmethod
        def order_by(*_):
            return [unpaid(row) for row in loan.instalments.order_by("number")]

    class AtStart:
        instalments, annual_rate, day_count = Lines, loan.annual_rate, loan.day_count
        standing = LoanStanding(accrued_through=START - ONE_DAY, principal_minor=loan.principal_minor)

    return AtStart


def unpaid(row):
    row.paid_principal_minor = row.paid_interest_minor = 0
    row.fell_due_on = None
    return row


def test_days_that_were_missed_are_caught_up_to_what_daily_runs_give(branch) -> None:
    daily, late = branch.lend("90000"), branch.lend("90000", RepaymentForm.BULLET)
    last = date(2026, 2, 3)
    for day in days(START, last):
        branch.close(day)
    stood = [(booked(standing(loan)), standing(loan).penalty_numerator) for loan in (daily, late)]
    reports = {row.day: row.report for row in DayEnd.objects.all()}
    assert sorted(reports) == days(START, last)
    other_daily, other_late = branch_again(branch, last)
    assert [(booked(standing(loan)), standing(loan).penalty_numerator) for loan in (other_daily, other_late)] == stood


def branch_again(branch: Branch, last: date) -> tuple[Loan, Loan]:
    """The same two loans in a branch that closes only the last day."""
    DayEnd.objects.all().delete()
    LoanStanding.objects.update(is_open=False)
    branch.go_to(START)
    loans = branch.lend("90000"), branch.lend("90000", RepaymentForm.BULLET)
    assert [row.day for row in branch.close(last)] == days(START, last)
    return loans


def test_a_day_that_is_closed_stays_as_it_is(branch) -> None:
    loan = branch.lend()
    (first,) = branch.close(START)
    before = booked(standing(loan))
    (again,) = branch.close(START)
    assert (again.pk, again.report, booked(standing(loan))) == (first.pk, first.report, before)


def test_tomorrow_is_never_closed(branch) -> None:
    result = run_day_end(branch.clock, START + ONE_DAY)
    assert isinstance(result, Refusal) and result.code == "day_end_in_future"
    assert not DayEnd.objects.exists()


def test_money_that_came_after_a_day_does_not_pay_for_it(branch) -> None:
    loan = branch.lend("120000", RepaymentForm.EQUAL_PRINCIPAL)
    branch.go_to(date(2026, 2, 25))
    branch.receive(loan, "11000")
    branch.close(date(2026, 2, 25))
    # Due on the 24th (after the holidays) without money; one night of penalty on 10,600.00 at 9 %: 2.65.
    row = Repayment.objects.get(loan=loan)
    assert (row.paid_on, row.penalty_minor, row.principal_minor) == (date(2026, 2, 25), 265, 1_000_000)


def test_two_loans_of_one_deposit_are_paid_in_order_and_never_beyond_it(branch) -> None:
    first = branch.lend("120000", RepaymentForm.EQUAL_PRINCIPAL)
    second = branch.lend("120000", RepaymentForm.EQUAL_PRINCIPAL, enterprise=first.enterprise)
    branch.go_to(date(2026, 2, 24))
    branch.receive(first, "12000")
    branch.close(date(2026, 2, 24))
    assert deposit(first) == Money(0)
    paid = {row.loan_id: (row.interest_minor, row.principal_minor) for row in Repayment.objects.all()}
    assert paid == {first.pk: (60_000, 1_000_000), second.pk: (60_000, 80_000)}


def test_classes_follow_days_and_the_cross_rule_and_non_accrual_takes_income_back(branch) -> None:
    """E76: 1 day is special mention, 91 substandard; E77: more than a tenth of a debtor's claims makes all of them so."""
    bad = branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
    good = branch.lend("100000", RepaymentForm.BULLET, enterprise=bad.enterprise)
    branch.close(date(2026, 2, 24))
    assert standing(bad).risk_class == 1
    branch.close(date(2026, 2, 25))
    assert (standing(bad).overdue_days, standing(bad).risk_class) == (1, 2)
    branch.close(date(2026, 5, 25))
    assert (standing(bad).overdue_days, standing(bad).risk_class, standing(bad).is_non_accrual) == (90, 2, False)
    owed, penalty, earning = standing(bad).interest_minor, standing(bad).penalty_minor, standing(good).interest_minor
    (closed,) = branch.close(date(2026, 5, 26))
    # 12,000 of 112,000 is more than a tenth.
    found = standing(bad)
    assert (found.risk_class, found.is_non_accrual, standing(good).risk_class) == (3, True, 3)
    grounds = set(ClassChange.objects.filter(on=date(2026, 5, 26)).values_list("loan_id", "ground"))
    assert grounds == {(bad.pk, "days"), (good.pk, "cross_rule")}
    assert (found.interest_minor, found.penalty_minor, found.principal_minor, found.overdue_minor) == (0, 0, 0, 0)
    assert found.non_accrual_minor == 1_200_000
    assert found.memorandum_minor > owed + penalty
    night = standing(good).interest_minor - earning
    assert closed.report["income"] == {"interest_income": night - owed, "penalty_income": -penalty, "fee_income": 0}
    check_book()


def test_a_year_without_a_calendar_is_marked_and_closed_all_the_same(branch) -> None:
    branch.go_to(date(2030, 1, 1))
    loan = branch.lend()
    DayEnd.objects.create(day=date(2029, 12, 31), state="closed", started_at=branch.clock.now(), created_at=branch.clock.now())
    (closed,) = branch.close(date(2030, 1, 1))
    assert closed.calendar_is_pending and closed.state == "closed"
    assert standing(loan).interest_minor > 0


def test_chunks_of_any_size_give_the_same_book(branch) -> None:
    loans = [branch.lend(f"{10_000 * (number + 1)}", form) for number, form in enumerate(RepaymentForm)]
    branch.close(date(2026, 1, 24), chunk_loans=1)
    small = [booked(standing(loan)) for loan in loans]
    DayEnd.objects.all().delete()
    LoanStanding.objects.update(is_open=False)
    branch.go_to(START)
    loans = [branch.lend(f"{10_000 * (number + 1)}", form) for number, form in enumerate(RepaymentForm)]
    branch.close(date(2026, 1, 24), chunk_loans=3)
    assert [booked(standing(loan)) for loan in loans] == small
    check_book()


def test_a_night_is_not_closed_twice_by_the_rules_either(branch) -> None:
    position = read_position(branch.lend())
    rules = servicing_rules("park-e", Parameters(START))
    once = close_day(position, START, rules)
    assert close_day(once, START, rules) == once == replace(once)


def test_the_book_says_what_the_loans_say(branch) -> None:
    for number in range(3):
        branch.lend(f"{5000 + number}.77", months=1)
    closed = branch.close(date(2026, 2, 26))
    assert all(row.report["is_proven"] for row in closed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(amount_minor) FROM book.entry")
        assert cursor.fetchone()[0] == 0
