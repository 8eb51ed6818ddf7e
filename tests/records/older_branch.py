"""A branch as it was before loans had a later life: its database at migration 0003, with loans as the code of that time left them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from django.apps.registry import Apps

from yizhan.credit.repayment import Keep, preview_early_repayment
from yizhan.credit.schedule import LoanTerms, PeriodRule, RepaymentForm, Schedule, build_schedule
from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.ids import new_id
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money
from yizhan.kernel.text import plain
from yizhan.ledger import book
from yizhan.ledger.accounts import NewAccount
from yizhan.ledger.journal import Journal, credit, debit

TARGET = ("records", "0003_api_token")
START = date(2026, 3, 2)
NOON = datetime.combine(START, time(12), SHANGHAI)


def migrate_to_then() -> Apps:
    """Bring Django's connection, which is the owner's, to the state of that time; the models of then."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return executor.migrate([TARGET]).apps


@dataclass
class OlderBranch:
    """Writes loans with the models of then, and their journals in the book."""

    apps: Apps
    cursor: psycopg.Cursor
    count: int = 0

    def lend(self, number: str) -> Any:
        """120,000 over twelve months at 6 %, equal principal, the money sent on."""
        terms = LoanTerms(Money.of("120000"), InterestRate(Decimal("0.06"), DayCount.ACT_360), RepaymentForm.EQUAL_PRINCIPAL, START, 12,
                          PeriodRule.EQUAL_PERIODS)
        schedule, enterprise = build_schedule(terms), self._new("Enterprise", name=f"企业{number}")
        ids, posted = self._accounts(number, enterprise.pk), new_id()
        loan = self._loan(number, enterprise, schedule, ids, posted)
        self._post("loan_payout", number, debit(ids["loan_principal"], terms.principal), credit(ids["customer_deposit"], terms.principal))
        self._post("payout_accepted", number, debit(ids["customer_deposit"], terms.principal),
                   credit(ids["head_office_settlement"], terms.principal))
        self.write(loan, schedule, 1)
        return loan

    def pay_first(self, loan: Any) -> None:
        """The first instalment as it was booked then: its interest straight to income."""
        line = loan.instalments.order_by("number")[0]
        self._repay(loan, "instalment", line.due_on, line.principal_minor, line.interest_minor)
        line.state, line.paid_principal_minor, line.paid_interest_minor = "paid", line.principal_minor, line.interest_minor
        line.save()

    def repay_early(self, loan: Any, schedule: Schedule, on: date, principal: Money) -> Schedule:
        """A part repaid early as it was booked then; the schedule that replaced the open lines."""
        preview = preview_early_repayment(schedule, 0, on, principal, Keep.TERM, Decimal(0))
        self._repay(loan, "early", on, preview.principal.amount_minor, preview.interest.amount.amount_minor)
        loan.instalments.filter(state="due").update(state="replaced")
        self.write(loan, preview.after, 2)
        return preview.after

    def close(self, loan: Any) -> None:
        """All that was owed was paid."""
        loan.instalments.update(state="paid")
        self._repay(loan, "early", START, loan.principal_minor, 0)
        loan.state = "closed"
        loan.save()

    def write(self, loan: Any, schedule: Schedule, version: int) -> None:
        """The lines as they were written then: periods stand in the explanation alone."""
        terms = plain(schedule.terms)
        for line in schedule.instalments:
            self._new("Instalment", loan=loan, schedule_version=version, number=line.number, due_on=line.due_on,
                      opening_minor=line.opening.amount_minor, principal_minor=line.principal.amount_minor,
                      interest_minor=line.interest.amount_minor, closing_minor=line.closing.amount_minor,
                      explanation={**plain(line.explanation), "period": plain(line.period), "terms": terms})

    def _loan(self, number: str, enterprise: Any, schedule: Schedule, ids: dict[str, UUID], posted: UUID) -> Any:
        user = self.apps.get_model("records", "User").objects.create(username=f"user{number}", role="operations", display_name="x")
        application = self._new("Application", number=f"A{number}", enterprise=enterprise, product_code="park-e", term_months=12,
                                amount_minor=12_000_000, repayment_form="equal_principal", state="paid_out", holder_role="operations",
                                applicant=user, purpose="materials")
        decision = self._new("Decision", application=application, outcome="approve", proposed_by=user, proposed_at=NOON,
                             amount_minor=12_000_000, term_months=12, annual_rate=Decimal("0.06"))
        contract = self._new(
            "Contract", application=application, decision=decision, number=f"C{number}", amount_minor=12_000_000, term_months=12,
            annual_rate=Decimal("0.06"), repayment_form="equal_principal", terms={"prepayment_fee": "0", "day_count": "ACT/360"}, costs={},
            annualised_simple=Decimal("0.06"), annualised_compound=Decimal("0.06"), text_sha256="0" * 64, offered_at=NOON, expires_on=START)
        return self._new(
            "Loan", application=application, contract=contract, enterprise=enterprise, number=number, principal_minor=12_000_000,
            annual_rate=Decimal("0.06"), day_count="ACT/360", repayment_form="equal_principal", term_months=12, started_on=START,
            matures_on=schedule.matures_on, loan_account_id=ids["loan_principal"], interest_account_id=ids["interest_receivable"],
            deposit_account_id=ids["customer_deposit"], disbursed_by=user, payout_journal_id=posted)

    def _repay(self, loan: Any, kind: str, on: date, principal_minor: int, interest_minor: int) -> None:
        ids, total = self._accounts(loan.number, loan.enterprise_id), Money(principal_minor + interest_minor)
        self._post("deposit_received", f"{loan.number}{kind}", debit(ids["head_office_settlement"], total),
                   credit(ids["customer_deposit"], total))
        parts = [credit(ids["loan_principal"], Money(principal_minor))]
        if interest_minor:
            parts.append(credit(ids["interest_income"], Money(interest_minor)))
        posted = self._post("loan_repayment", f"{loan.number}{kind}", debit(ids["customer_deposit"], total), *parts)
        self._new("Repayment", loan=loan, kind=kind, paid_on=on, amount_minor=total.amount_minor, principal_minor=principal_minor,
                  interest_minor=interest_minor, fee_minor=0, journal_id=posted)

    def _accounts(self, number: str, enterprise_id: UUID) -> dict[str, UUID]:
        own, house = ("loan_principal", "interest_receivable"), ("head_office_settlement", "interest_income")
        wanted = [*(NewAccount(name, START, owner=f"loan:{number}") for name in own), *(NewAccount(name, START) for name in house),
                  NewAccount("customer_deposit", START, owner=f"enterprise:{enterprise_id}")]
        opened = book.open_accounts(self.cursor, wanted)
        return {name: account.id for name, account in zip((*own, *house, "customer_deposit"), opened, strict=True)}

    def _post(self, kind: str, key: str, *entries: Any) -> UUID:
        posted = book.post(self.cursor, [Journal(kind, f"{kind}:{key}", START, entries, f"loan:{key}")], posted_at=NOON, posted_by="tests")
        return posted[0].journal_id

    def _new(self, model: str, **columns: Any) -> Any:
        return self.apps.get_model("records", model).objects.create(created_at=NOON, **columns)
