"""Loans that are simply there: contract, schedule, standing and payout journal, without the journey that led to them."""

from datetime import date, datetime, time
from decimal import Decimal

from django.db import connection

from tests.cast import Cast, make_cast
from yizhan.credit.journals import payout_journal
from yizhan.credit.schedule import LoanTerms, PeriodRule, RepaymentForm, build_schedule
from yizhan.kernel.clock import SHANGHAI, FixedClock
from yizhan.kernel.ids import new_id
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money
from yizhan.ledger import book
from yizhan.ledger.journal import Journal, credit, debit
from yizhan.records.models import (
    Application,
    ArrearsNote,
    ClaimList,
    Contract,
    Decision,
    EarlyWarning,
    Enterprise,
    Loan,
    LoanChange,
    LoanFee,
    Repayment,
)
from yizhan.workflows.action import Act
from yizhan.workflows.day_end import run_day_end
from yizhan.workflows.deposits import receive_deposit
from yizhan.workflows.house import deposit_account, house_accounts, own_accounts, payout_accounts, post_journal
from yizhan.workflows.schedules import write_schedule
from yizhan.workflows.standings import open_standing

EQUAL_FORMS = (RepaymentForm.ANNUITY, RepaymentForm.EQUAL_PRINCIPAL)


class Branch:
    """A branch whose clock the test moves, with people and loans. Every loan's money has left the deposit account."""

    def __init__(self, opened_on: date) -> None:
        self.clock = FixedClock(_noon(opened_on))
        self.cast: Cast = make_cast()
        self.count = 0

    @property
    def today(self) -> date:
        return self.clock.now().astimezone(SHANGHAI).date()

    def go_to(self, day: date) -> None:
        self.clock.set(_noon(day))

    def enterprise(self, **columns) -> Enterprise:
        self.count += 1
        return Enterprise.objects.create(name=f"企业{self.count:03}", created_at=self.clock.now(), **columns)

    def lend(self, principal: str = "120000", form: RepaymentForm = RepaymentForm.ANNUITY, months: int = 12, rate: str = "0.06",
             enterprise: Enterprise | None = None, product: str = "park-e") -> Loan:
        """Pay a loan out today, entrusted: the deposit is empty afterwards."""
        enterprise = enterprise or self.enterprise()
        terms = LoanTerms(Money.of(principal), InterestRate(Decimal(rate), DayCount.ACT_360), form, self.today, months,
                          PeriodRule.EQUAL_PERIODS if form in EQUAL_FORMS else PeriodRule.ACTUAL_DAYS)
        schedule, contract = build_schedule(terms), self._contract(enterprise, terms, product)
        act, loan_id = Act("tests", None, self.clock), new_id()
        accounts = payout_accounts(act, loan_id, deposit_account(act, enterprise))
        posted = post_journal(act, payout_journal(accounts, str(loan_id), terms.principal, self.today))
        loan = Loan.objects.create(
            id=loan_id, application=contract.application, contract=contract, enterprise=enterprise, number=f"L{self.count}",
            principal_minor=terms.principal.amount_minor, annual_rate=terms.rate.annual, day_count=terms.rate.day_count,
            repayment_form=form, term_months=months, started_on=self.today, matures_on=schedule.matures_on,
            loan_account_id=accounts.loan_principal, interest_account_id=own_accounts(act, loan_id, ["interest_receivable"])[
                "interest_receivable"],
            deposit_account_id=accounts.customer_deposit, disbursed_by=self.cast.operations, payout_journal_id=posted,
            created_at=self.clock.now())
        write_schedule(loan, schedule, version=1)
        open_standing(loan, product)
        self._spend(act, loan, terms.principal)
        return Loan.objects.get(pk=loan.pk)

    def receive(self, loan: Loan, amount: Money | str, reference: str = "") -> None:
        """Money reaches the borrower's deposit account."""
        self.count += 1
        money = amount if isinstance(amount, Money) else Money.of(amount)
        receive_deposit(None, self.clock, loan.enterprise_id, money, reference or f"in{self.count}")

    def close(self, through: date, chunk_loans: int = 10_000):
        """The day ends up to a day, in the evening of that day."""
        self.clock.set(datetime.combine(through, time(19, 0), SHANGHAI))
        closed = run_day_end(self.clock, through, chunk_loans)
        assert isinstance(closed, list), closed
        return closed

    def _contract(self, enterprise: Enterprise, terms: LoanTerms, product: str) -> Contract:
        self.count += 1
        now, user = self.clock.now(), self.cast.applicant
        application = Application.objects.create(
            number=f"A{self.count}", enterprise=enterprise, product_code=product, amount_minor=terms.principal.amount_minor,
            term_months=terms.term_months, repayment_form=terms.form, state="paid_out", holder_role="operations", applicant=user,
            created_at=now, purpose="materials")
        decision = Decision.objects.create(application=application, outcome="approve", proposed_by=self.cast.officer, proposed_at=now,
                                           amount_minor=terms.principal.amount_minor, term_months=terms.term_months,
                                           annual_rate=terms.rate.annual, created_at=now)
        return Contract.objects.create(
            application=application, decision=decision, number=f"C{self.count}", amount_minor=terms.principal.amount_minor,
            term_months=terms.term_months, annual_rate=terms.rate.annual, repayment_form=terms.form,
            terms={"prepayment_fee": "0", "day_count": terms.rate.day_count}, costs={}, annualised_simple=terms.rate.annual,
            annualised_compound=terms.rate.annual, text_sha256="0" * 64, offered_at=now, expires_on=self.today, accepted_at=now,
            accepted_by=user, created_at=now)

    def _spend(self, act: Act, loan: Loan, amount: Money) -> None:
        settlement = house_accounts(act)["head_office_settlement"]
        entries = (debit(loan.deposit_account_id, amount), credit(settlement, amount))
        post_journal(act, Journal("payout_accepted", f"spent:{loan.id}", self.today, entries, f"loan:{loan.id}"))


def deposit(loan: Loan) -> Money:
    """What stands on the borrower's deposit account."""
    with connection.cursor() as cursor:
        return book.balance(cursor, loan.deposit_account_id)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12, 0), SHANGHAI)


def servicing_records(loan: Loan, user) -> dict[str, object]:
    """A repayment, a proposed change and an early warning of a loan, for tests that visit every address."""
    now = loan.created_at
    repayment = Repayment.objects.create(loan=loan, kind="early", paid_on=loan.started_on, amount_minor=1, principal_minor=1,
                                         interest_minor=0, source="outside", journal_id=loan.payout_journal_id, created_at=now)
    effect = {"class_before": 1, "class_after": 1, "findings": [], "fingerprint": ""}
    change = LoanChange.objects.create(loan=loan, kind="extension", wanted={"months": 3}, effect=effect, words="x", created_at=now,
                                       effective_on=loan.started_on, proposed_by=user)
    warning = EarlyWarning.objects.create(enterprise=loan.enterprise, on=loan.started_on, signals=[{"code": "gap_months", "facts": {}}],
                                          created_at=now)
    fee = LoanFee.objects.create(loan=loan, code="notary", amount_minor=1, words="x", proposed_by=user, created_at=now)
    listed = ClaimList.objects.create(programme="guarantee", first=loan.started_on, last=loan.started_on, amount_minor=1, filed_by=user,
                                      lines=[], created_at=now)
    words = {"code": "notice", "version": "1", "subject": {"zh": "x", "en": "x"}, "text": {"zh": "x", "en": "x"}}
    note = ArrearsNote.objects.create(loan=loan, kind="notice", on=loan.started_on, overdue_days=15, step="notice", letter=words,
                                      created_at=now)
    return {"repayment_id": repayment.pk, "change_id": change.pk, "warning_id": warning.pk, "note_id": note.pk, "fee_id": fee.pk,
            "list_id": listed.pk}
