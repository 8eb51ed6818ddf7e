"""The audit trail: filtered by what stands in the address, and the walk from any figure to the events behind it."""

import pytest
from django.urls import reverse

from yizhan.kernel.refusal import Refusal
from yizhan.workflows import loans

pytestmark = pytest.mark.django_db
WIDE = {"first": "2026-01-01", "last": "2027-12-31"}


def rows(client, **asked) -> list:
    response = client.get(reverse("audit"), {**WIDE, **asked})
    assert response.status_code == 200
    return response.context["table"].rows


def test_a_row_says_who_did_what_and_opens_before_and_after(cast, loan, signed_in) -> None:
    row = rows(signed_in(cast.auditor), action="loan.disburse")[0]
    assert row["who"] == "Operations (Operations)"
    assert loan.number in str([item["change"] for item in rows(signed_in(cast.auditor), subject="Loan")])


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({"who": "manager"}, lambda row: "Manager" in row["who"]),
        ({"outcome": "done"}, lambda row: row["outcome"].label == "Done"),
        ({"subject": "Decision"}, lambda row: row["subject"] == "Decision"),
        ({"action": "visit.record"}, lambda row: row["action"] == "Record a finding"),
    ],
)
def test_each_filter_keeps_what_fits(cast, loan, signed_in, asked, fits) -> None:
    found = rows(signed_in(cast.branch), **asked)
    assert found and all(fits(row) for row in found)


def test_refused_attempts_are_rows_with_their_reason(cast, now, loan, signed_in) -> None:
    assert isinstance(loans.disburse(cast.operations, now, loan.application_id), Refusal)
    found = rows(signed_in(cast.auditor), outcome="refused")
    assert loan.number in found[0]["change"]


def test_a_row_is_found_by_the_loan_s_number(cast, loan, signed_in) -> None:
    assert {row["application"] for row in rows(signed_in(cast.auditor), application=loan.number)} == {loan.application.number}


def test_account_numbers_and_telephones_stay_masked(cast, loan, signed_in) -> None:
    text = str(rows(signed_in(cast.auditor)))
    assert loan.application.payee_account not in text
    assert "13800000000" not in text


def test_outside_the_period_there_is_nothing(cast, loan, signed_in) -> None:
    response = signed_in(cast.auditor).get(reverse("audit"), {"first": "2020-01-01", "last": "2020-12-31"})
    assert "No row fits these filters" in response.content.decode()


def test_the_walk_tells_everything_in_order_of_time(cast, loan, signed_in) -> None:
    client = signed_in(cast.auditor)
    by_application = client.get(reverse("audit_walk", kwargs={"application_id": loan.application_id}))
    lines = by_application.context["table"].rows
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert {line["code"] for line in lines} == {"event", "audit", "journal"}
    assert reverse("journal", args=[loan.payout_journal_id]) in by_application.content.decode()
    by_loan = client.get(reverse("audit_walk", kwargs={"loan_id": loan.pk}))
    assert by_loan.context["table"].rows == lines


def test_the_walk_shows_one_kind_alone(cast, loan, signed_in) -> None:
    response = signed_in(cast.auditor).get(reverse("audit_walk", kwargs={"application_id": loan.application_id}), {"kind": "journal"})
    assert {line["code"] for line in response.context["table"].rows} == {"journal"}


def test_the_auditor_s_trail_is_closed_to_operations(cast, loan, signed_in) -> None:
    assert signed_in(cast.operations).get(reverse("audit")).status_code == 403
