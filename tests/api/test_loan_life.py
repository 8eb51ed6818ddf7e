"""A loan late in its life by API calls: arrears, letters, warnings, renewals, changes, fees, claims, the day end, the portfolio."""

from datetime import timedelta

import pytest

from tests.api.calls import Caller
from tests.lent import Branch, servicing_records
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.clock import SystemClock, branch_date
from yizhan.records.models import Membership

pytestmark = pytest.mark.django_db


class World:
    """A branch whose clock stands on today, with a loan that is two weeks and more in arrears."""

    def __init__(self) -> None:
        self.today = branch_date(SystemClock().now())
        self.branch = Branch(self.today - timedelta(days=48))
        self.loan = self.branch.lend("12000", RepaymentForm.EQUAL_PRINCIPAL)
        self.branch.close(self.today - timedelta(days=1))
        self.path = f"/loans/{self.loan.pk}"
        cast = self.branch.cast
        Membership.objects.create(user=cast.applicant, enterprise=self.loan.enterprise, created_at=self.branch.clock.now())
        self.applicant, self.manager, self.officer, self.approver, self.operations, self.head = map(
            Caller, (cast.applicant, cast.manager, cast.officer, cast.approver, cast.operations, cast.branch))


@pytest.fixture
def world() -> World:
    return World()


def test_what_is_due_and_what_an_amount_would_pay(world) -> None:
    due = world.applicant.get(f"{world.path}/due")
    assert [claim["kind"] for claim in due["claims"]] == ["penalty", "interest", "principal"]
    part = world.applicant.get(f"{world.path}/due?amount_minor=1000")
    assert part["excess_minor"] == 0 and sum(one["paid_minor"] for one in part["allocation"]) == 1000
    over = world.applicant.get(f"{world.path}/due?amount_minor=10000000")
    assert over["excess_minor"] == 10_000_000 - due["due_minor"]


def test_arrears_are_worked_on_and_a_letter_goes_out(world) -> None:
    (late,) = world.manager.get("/arrears")["items"]
    assert (late["id"], late["due_minor"]) == (str(world.loan.pk), world.applicant.get(f"{world.path}/due")["due_minor"])
    promise = {"kind": "promise", "words": "下周", "promised_minor": 50_000, "promised_on": str(world.today + timedelta(days=7))}
    assert world.manager.post(f"{world.path}/arrears-notes", promise)["promise"] == "open"
    letter = world.manager.post(f"{world.path}/letters")
    assert letter["step"] in ("remind", "notice") and letter["letter"]["text"]["zh"]
    status, again = world.manager.send("POST", f"{world.path}/letters", {})
    assert (status, again["code"]) == (409, "letter_sent_already")
    assert [row["kind"] for row in world.manager.get(f"{world.path}/arrears-notes")["items"]] == ["notice", "promise"]
    assert world.applicant.send("GET", "/arrears")[0] == 403


def test_a_warning_is_closed_with_its_finding(world) -> None:
    made = servicing_records(world.loan, world.branch.cast.officer)
    assert world.manager.get("/warnings")["total"] == 1
    closed = world.manager.post(f"/warnings/{made['warning_id']}/finding", {"finding": "季节性"})
    assert (closed["state"], closed["finding"], world.manager.get("/warnings")["total"]) == ("closed", "季节性", 0)


def test_a_restructure_is_looked_at_proposed_and_taken(world) -> None:
    wanted = {"kind": "restructure", "months": 3, "fold_arrears": True, "words": "订单推迟"}
    preview = world.officer.post(f"{world.path}/change-previews", wanted)
    assert preview["folded"]["interest_minor"] > 0 and world.officer.get(f"{world.path}/changes")["items"] == []
    change = world.officer.post(f"{world.path}/changes", wanted)
    read = world.officer.get(f"/changes/{change['id']}")
    assert change["effect"]["fingerprint"] == preview["fingerprint"] == read["effect"]["fingerprint"]
    status, own = world.officer.send("POST", f"/changes/{change['id']}/verdict", {"verdict": "approved"})
    assert status == 403 and own["code"] == "not_permitted"
    assert world.approver.post(f"/changes/{change['id']}/verdict", {"verdict": "approved"})["state"] == "approved"


def test_a_fee_is_proposed_charged_and_seen_by_the_borrower(world) -> None:
    fee = world.operations.post(f"{world.path}/fees", {"code": "notary", "amount_minor": 30_000, "words": "收据"})
    assert world.applicant.get(f"{world.path}/fees")["items"] == []
    assert world.approver.post(f"/fees/{fee['id']}/verdict", {"verdict": "charged"})["state"] == "charged"
    assert [row["amount_minor"] for row in world.applicant.get(f"{world.path}/fees")["items"]] == [30_000]
    assert world.approver.post(f"/fees/{fee['id']}/waiver", {"words": "收据作废"})["state"] == "waived"


def test_operations_close_the_day_and_nobody_closes_tomorrow(world) -> None:
    (closed,) = world.operations.post("/day-ends", {"day": str(world.today)})["items"]
    assert closed["day"] == str(world.today) and closed["report"]["is_proven"]
    assert world.operations.post("/day-ends", {"day": str(world.today)})["items"] == [closed]
    status, refused = world.operations.send("POST", "/day-ends", {"day": str(world.today + timedelta(days=1))})
    assert (status, refused["code"]) == (422, "day_end_in_future")
    assert world.manager.send("POST", "/day-ends", {"day": str(world.today)})[0] == 403


def test_a_renewal_is_told_and_wished_for(world) -> None:
    short = world.branch.lend("12000", RepaymentForm.BULLET, 1, enterprise=world.loan.enterprise)
    assert str(short.pk) in {row["id"] for row in world.manager.get("/renewals")["items"]}
    told = world.applicant.get(f"/loans/{short.pk}/renewal")
    assert (told["coverage"], told["alert"]) == ("manual", None) and "lawful_operation?" in told["reasons"]
    status, early = world.applicant.send("POST", f"/loans/{short.pk}/renewal", {})
    assert (status, early["code"]) == (409, "renewal_not_near")


def test_a_claim_list_is_filed_approved_and_paid(world) -> None:
    status, refused = world.officer.send("POST", f"{world.path}/programmes", {"programme": "subsidy", "words": "x"})
    assert (status, refused["code"]) == (422, "programme_purpose_not_covered")
    assert world.officer.post(f"{world.path}/programmes", {"programme": "guarantee", "words": "高企"})["covered_minor"] == 1_200_000
    period = {"programme": "guarantee", "first": str(world.today), "last": str(world.today)}
    assert world.officer.get("/claims?" + "&".join(f"{name}={value}" for name, value in period.items()))["items"] == []
    status, nothing = world.officer.send("POST", "/claim-lists", period)
    assert (status, nothing["code"]) == (409, "nothing_to_claim")
    made = servicing_records(world.loan, world.branch.cast.officer)
    address = f"/claim-lists/{made['list_id']}"
    assert world.approver.post(f"{address}/verdict", {"verdict": "approved"})["state"] == "approved"
    assert world.operations.post(f"{address}/settlement", {"reference": "CZ-1"})["state"] == "paid"
    assert world.officer.get(address)["reference"] == "CZ-1" and world.officer.get("/claim-lists")["total"] == 1


def test_the_portfolio_says_what_its_shares_count(world) -> None:
    shares = world.head.get("/portfolio")["shares"]
    assert shares["technology"] == {"part": 0, "whole": 0, "unknown": 1, "value": None}
    assert world.manager.send("GET", "/portfolio")[0] == 403
