"""The whole park, built once through workflows: every state, refusal, pause and conflict of the journey occurs."""

from collections import defaultdict
from datetime import date

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.db.models import Count, Max, Min, Sum

from tests.demo.conftest import NOW
from tests.shared import shared_path
from yizhan.credit.application import State
from yizhan.demo.cast import DEMO_PASSWORD, LOGINS, TRAVELLERS
from yizhan.demo.marking import finish_building
from yizhan.demo.park import build_park, run_in_order
from yizhan.demo.setting import external_code
from yizhan.demo.standing import is_unfinished
from yizhan.kernel.clock import FixedClock
from yizhan.kernel.money import Money
from yizhan.ledger import book
from yizhan.ledger.verify import verify
from yizhan.records.models import (
    Application,
    ArrearsNote,
    AuditRow,
    ChecklistItem,
    DayEnd,
    Decision,
    Enterprise,
    Fact,
    FinancialYear,
    Invoice,
    InvoiceConflict,
    InvoiceEvent,
    Loan,
    Merchant,
    MerchantMembership,
    MerchantProposal,
    Notice,
    Pause,
    Payout,
    Repayment,
    Role,
    SiteVisit,
    TierUpgrade,
    Traveller,
    UploadProblem,
    User,
)
from yizhan.workflows.applications import PAUSE_REASONS
from yizhan.workflows.evaluation import replay_evaluation
from yizhan.workflows.facts import invoice_features
from yizhan.workflows.profiles import build_profile

pytestmark = pytest.mark.xdist_group("demo_park")  # One worker, since the park is built once.

# How each case stands on the morning of the 23rd, written by hand from docs/reference/demo-park.md.
STANDS = {
    **dict.fromkeys(
        ("L01", "L02", "L03", "L04", "L05", "L07", "L08", "L09", "L10", "L11", "L12", "L13", "L14", "L15", "L16", "L17", "L18"),
        ("paid_out", "kept"),
    ),
    "L06": ("paid_out", "missed"),
    "O01": ("draft", "not_started"),
    "O02": ("incomplete", "not_started"),
    "O03": ("complete", "running"),
    "O04": ("evaluating", "running"),
    "O05": ("on_site", "running"),
    "O06": ("checked", "running"),
    "O07": ("checked", "running"),
    "O08": ("proposed", "running"),
    "O09": ("approved", "running"),
    "O10": ("offered", "paused"),
    "O11": ("accepted", "running"),
    **dict.fromkeys(("O12", "O13", "O14", "O15", "O16", "O19"), ("paused", "paused")),
    "O17": ("checked", "running"),
    "O18": ("checked", "running"),
    "O20": ("complete", "running"),
    "E01": ("withdrawn", "ended"),
    "E02": ("withdrawn", "ended"),
    "E03": ("expired", "ended"),
    **{f"R{number:02}": ("refused", "kept") for number in range(1, 14)},
}
REFUSAL_REASONS = {
    "R01": "tax_grade_unmet",
    "R02": "dishonest_list_unmet",
    "R03": "overdue_unmet",
    "R04": "purpose_unmet",
    "R05": "sector_unmet",
    "R06": "park_unmet",
    "R07": "company_age_unmet",
    "R08": "recent_sales_unmet",
    "R09": "sales_volume_unmet",
    "R10": "void_share_unmet",
    "R11": "repayment_capacity_below_minimum",
    "R12": "need_below_minimum",
}


def application(park, code: str) -> Application:
    return Application.objects.get(pk=park.stories[code].application_id)


def balance(account_id) -> Money:
    with connection.cursor() as cursor:
        return book.balance(cursor, account_id)


def test_no_step_was_refused_against_the_plan(park) -> None:
    assert park.faults == []


def test_every_case_stands_as_the_document_says(park) -> None:
    found = {code: (row.state, row.due_state) for code in park.stories for row in [application(park, code)]}
    assert found == STANDS
    assert {state for state, _ in found.values()} == set(State)


def test_days_are_closed_and_loans_in_arrears_are_classed(park) -> None:
    standings = {code: application(park, code).loan.standing for code in ("L01", "L17", "L18")}
    assert [(standings[code].risk_class, standings[code].is_non_accrual) for code in standings] == [(1, False), (2, False), (3, True)]
    closed = DayEnd.objects.filter(state="closed").order_by("-day")
    assert closed.count() > 150
    assert all(row.report["is_proven"] for row in closed)


def test_every_rule_that_can_refuse_an_applicant_has_refused_one(park) -> None:
    for code, reason in REFUSAL_REASONS.items():
        decision = Decision.objects.get(application=application(park, code))
        assert (decision.outcome, decision.verdict) == ("refuse", "confirmed")
        assert reason in {item["code"] for item in decision.reasons}, code
    everywhere = {item["code"] for decision in Decision.objects.filter(outcome="refuse") for item in decision.reasons}
    assert "grade_cap_below_minimum" in everywhere


def test_a_blocking_finding_refuses_although_the_model_would_lend(park) -> None:
    decision = Decision.objects.get(application=application(park, "R13"))
    assert decision.override_reason
    assert decision.evaluation.result["result"]["outcome"] == "approve"
    assert ChecklistItem.objects.filter(visit__application=decision.application, effect="block").exists()


def test_every_reason_to_pause_occurs_and_some_pauses_have_ended(park) -> None:
    standing = set(Pause.objects.filter(ended_at=None).values_list("reason", flat=True))
    assert standing == {*PAUSE_REASONS, "acceptance"}
    assert Pause.objects.exclude(ended_at=None).filter(reason="clarification", answer__contains="停产").exists()


def test_both_warnings_were_given_and_a_deadline_has_passed(park) -> None:
    # Loans in arrears had their letters, each with its words and its place on the borrower's home page.
    letters = ArrearsNote.objects.filter(kind="notice")
    assert set(letters.values_list("step", flat=True)) >= {"remind"} and all(row.letter["text"]["zh"] for row in letters)
    assert Notice.objects.filter(code="arrears_notice").count() == letters.count()
    assert set(Notice.objects.filter(code="deadline_warning").values_list("facts__percent", flat=True)) == {50, 80}
    late = application(park, "O18")
    assert late.due_at < NOW and late.warned_percent == 80


def test_papers_disagree_in_each_way(park) -> None:
    asking = park.stories["O20"].enterprise_id
    assert UploadProblem.objects.filter(upload__enterprise_id=asking).exists()
    assert InvoiceConflict.objects.count() == 1
    assert Invoice.objects.get(pk=InvoiceEvent.objects.get(kind="voided").invoice_id).is_void


def test_people_depart_from_the_model_and_from_each_other(park) -> None:
    assert Decision.objects.get(application=application(park, "L09")).override_reason
    assert Decision.objects.get(application=application(park, "O07")).verdict == "returned"
    assert list(
        Decision.objects.filter(application=application(park, "L11")).order_by("proposed_at").values_list("verdict", flat=True)
    ) == ["returned", "confirmed"]
    corrected = ChecklistItem.objects.get(visit__application=application(park, "L10"), fact_name="claim.staff")
    assert corrected.effect == "correct" and corrected.new_value < corrected.old_value
    figures = dict(Fact.objects.filter(enterprise=corrected.visit.application.enterprise, name="staff").values_list("status", "value"))
    assert figures == {"claimed": corrected.old_value, "verified": corrected.new_value}


def test_a_visit_is_half_done(park) -> None:
    items = SiteVisit.objects.get(application=application(park, "O05")).items
    assert 0 < items.exclude(found_at=None).count() < items.count()


def test_refused_attempts_stand_in_the_audit_trail(park) -> None:
    refused = set(AuditRow.objects.filter(outcome="refused").values_list("refusal_code", flat=True))
    assert {"amount_over_authority", "paid_out_already"} <= refused


def test_payouts_are_accepted_rejected_unknown_and_waiting(park) -> None:
    assert set(Payout.objects.values_list("state", flat=True)) == {"accepted", "rejected", "unknown", "waiting"}
    assert Payout.objects.filter(state="rejected").count() == 2
    assert not Payout.objects.filter(loan__application=application(park, "L16")).exists()  # Self-payment: the money stays on the deposit.


def test_loans_are_repaid_early_repaid_in_part_and_closed(park) -> None:
    assert Repayment.objects.filter(kind="early").count() == 1
    assert Loan.objects.get(application=application(park, "L05")).state == "closed"
    assert set(Loan.objects.values_list("repayment_form", flat=True)) == {"annuity", "equal_principal", "interest_first", "bullet"}
    # 150 working days are seven months: six instalments at least.
    assert Repayment.objects.filter(loan__application=application(park, "L01")).count() >= 6


def test_the_book_is_proven_and_every_balance_follows_from_the_records(park) -> None:
    with connection.cursor() as cursor:
        assert verify(cursor).is_proven
    for loan in Loan.objects.all():
        repaid = loan.repayments.aggregate(total=Sum("principal_minor"))["total"] or 0
        standing = loan.standing
        assert balance(loan.loan_account_id) == Money(standing.principal_minor)
        assert standing.principal_minor + standing.overdue_minor + standing.non_accrual_minor == loan.principal_minor - repaid
    deposits = defaultdict(int)
    for row in AuditRow.objects.filter(action="deposit.receive", outcome="done"):
        deposits[row.enterprise_id] += row.after["deposit_received"]["amount_minor"]
    for loan in Loan.objects.all():
        deposits[loan.enterprise_id] += loan.principal_minor - (loan.repayments.aggregate(total=Sum("amount_minor"))["total"] or 0)
        deposits[loan.enterprise_id] -= loan.payouts.exclude(state="rejected").aggregate(total=Sum("amount_minor"))["total"] or 0
    for enterprise in Enterprise.objects.exclude(deposit_account_id=None):
        assert balance(enterprise.deposit_account_id) == Money(deposits[enterprise.id]), enterprise.name


def test_statements_say_what_the_invoices_of_the_year_say(park) -> None:
    years = list(FinancialYear.objects.select_related("enterprise"))
    assert len(years) > 100
    for row in years[::9]:
        sales = Invoice.objects.filter(enterprise=row.enterprise, side="sale", is_void=False, issued_on__year=row.year).aggregate(
            Sum("net_minor")
        )
        assert row.figures["revenue"]["amount_minor"] == (sales["net_minor__sum"] or 0)


def test_the_park_has_enterprises_of_all_stages_over_thirty_months(park) -> None:
    features = invoice_features(date(2026, 10, 31))
    stages = {build_profile(row, features.get(str(row.id)), date(2026, 10, 31)).lifecycle.stage for row in Enterprise.objects.all()}
    assert Enterprise.objects.filter(is_demo=True).count() == Enterprise.objects.count() == 80
    assert {"start_up", "growth", "maturity", "decline"} <= {str(stage) for stage in stages}
    span = Invoice.objects.exclude(enterprise_id=park.stories["O20"].enterprise_id).aggregate(Min("issued_on"), Max("issued_on"))
    assert span["issued_on__min"] <= date(2024, 5, 28) and span["issued_on__max"] >= date(2026, 10, 1)
    assert park.invoices == Invoice.objects.count() - 12  # Twelve came by hand.


def test_all_has_happened_before_now_and_decisions_replay(park) -> None:
    assert AuditRow.objects.aggregate(Max("at"))["at__max"] <= NOW
    decision = Decision.objects.filter(outcome="approve").select_related("evaluation").latest("proposed_at")
    assert str(replay_evaluation(decision.evaluation).outcome) == decision.evaluation.result["result"]["outcome"]


def test_there_is_a_login_for_each_role_and_one_password(park) -> None:
    assert set(User.objects.values_list("role", flat=True)) == set(Role.values) == {login.role for login in LOGINS}
    assert check_password(DEMO_PASSWORD, User.objects.get(username="li.applicant").password)


def test_merchants_stand_in_every_state_and_two_people_took_each(park) -> None:
    assert sorted(Merchant.objects.values_list("state", flat=True)) == ["active", "active", "active", "proposed", "suspended"]
    taken = MerchantProposal.objects.filter(state="approved")
    assert taken.count() == 5 and all(proposal.taken_by_id != proposal.proposed_by_id for proposal in taken)
    assert sorted(MerchantProposal.objects.filter(state="proposed").values_list("kind", flat=True)) == ["onboarding", "rate"]
    assert set(MerchantMembership.objects.values_list("user__username", "position")) == {
        ("lin.merchant", "clerk"), ("lin.merchant", "manager"), ("huang.merchant", "manager")}


def test_a_traveller_stands_at_each_step_of_the_way_up_and_one_waits_for_a_person(park) -> None:
    assert list(Traveller.objects.order_by("pk").values_list("user__username", "tier")) == [
        ("+447700900111", "t0"), ("+6591230222", "t2"), ("+34600900333", "t0")]
    assert [login.username for login in TRAVELLERS] == list(Traveller.objects.order_by("pk").values_list("phone", flat=True))
    assert list(TierUpgrade.objects.order_by("created_at").values_list("state", "doubts")) == [
        ("approved", []), ("in_review", ["name_in_part"])]
    assert [login.display_name for login in TRAVELLERS] == list(
        User.objects.filter(role="traveller").order_by("traveller__pk").values_list("display_name", flat=True))


def test_building_again_does_nothing(park) -> None:
    before = AuditRow.objects.count()
    assert build_park(NOW) is None
    assert AuditRow.objects.count() == before and not is_unfinished()


def test_a_line_ends_at_its_first_moment_after_now() -> None:
    clock, told = FixedClock(NOW), []

    def line(name, *minutes):
        for minute in minutes:
            yield NOW.replace(minute=minute)
            told.append((name, minute))

    assert list(run_in_order({"a": line("a", 1, 9, 21), "b": line("b", 5)}, clock, NOW, [])) == ["b"]
    assert told == [("a", 1), ("b", 5), ("a", 9)]


# Figures whose park quantiles must stand where the real firms' stand, within DEVIATION_MAX of the population.
FIGURES = (
    "sales_net_minor_12",
    "sales_growth",
    "sales_volatility",
    "sales_void_share",
    "sales_return_share",
    "top_customer_share",
    "top_supplier_share",
    "customer_hhi",
    "supplier_hhi",
    "customer_count",
    "margin_proxy",
    "active_months",
    "longest_gap_months",
)
LEVELS = (0.10, 0.25, 0.50, 0.75, 0.90)
DEVIATION_MAX = 0.20


def test_the_quantiles_of_the_invoice_features_follow_the_real_firms(park) -> None:
    import numpy as np
    import pyarrow as pa

    from yizhan.enterprise.invoice_features import features_of
    from yizhan.enterprise.invoices import read_invoices

    path = shared_path("data", "cumcm2020c_invoices.parquet")
    real = features_of(pa.Table.from_batches(batch.rows for batch in read_invoices(path)), date(2020, 2, 29)).values()
    ours = invoice_features(date(2026, 10, 31)).values()
    for name in FIGURES:
        known = np.array([value for item in real if (value := getattr(item, name)) is not None], float)
        drawn = np.array([value for item in ours if (value := getattr(item, name)) is not None], float)
        for level, quantile in zip(LEVELS, np.quantile(drawn, LEVELS), strict=True):
            # Of equal values, such as counts, the quantile stands anywhere between the two shares.
            below, up_to = (known < quantile).mean(), (known <= quantile).mean()
            assert below - DEVIATION_MAX <= level <= up_to + DEVIATION_MAX, (name, level, below, up_to)


def test_marks_are_written_by_the_build(park) -> None:
    assert Enterprise.objects.filter(external_code=external_code(park.firms[0])).count() == 1
    assert finish_building.action_name == "demo.build"
    assert Enterprise.objects.annotate(members=Count("memberships")).filter(members=1).count() == 80
