"""Approval authority by amount and role; who investigated or proposed cannot approve."""

from datetime import date

import pytest

from tests.credit.inputs import DAY, yuan
from yizhan.credit.authority import Authority, authorities, may_approve, role_needed
from yizhan.kernel.refusal import Refusal


@pytest.mark.parametrize(("role", "person", "amount", "expected"), [
    ("approver", "wang", 5_000_000, None),
    ("approver", "wang", "5000000.01", "amount_over_authority"),
    ("branch_manager", "sun", 30_000_000, None),
    ("branch_manager", "sun", "30000000.01", "amount_over_branch_authority"),
    ("approver", "li", 100_000, "involved_cannot_approve"),
    ("branch_manager", "zhao", 100_000, "involved_cannot_approve"),
    ("credit_officer", "chen", 100_000, "role_without_authority"),
    ("applicant", "stranger", 100_000, "role_without_authority"),
])
def test_who_may_approve(role: str, person: str, amount: int | str, expected: str | None) -> None:
    found = may_approve(role, person, yuan(amount), {"li", "zhao"}, DAY)
    assert (found.code if isinstance(found, Refusal) else None) == expected
    assert expected is not None or isinstance(found, Authority)


def test_a_refusal_names_the_role_that_could() -> None:
    found = may_approve("approver", "wang", yuan(6_000_000), set(), DAY)
    assert isinstance(found, Refusal) and found.facts["role_needed"] == "branch_manager"


def test_the_smallest_sufficient_role_is_named() -> None:
    assert role_needed(yuan(1), DAY) == "approver"
    assert role_needed(yuan(5_000_001), DAY) == "branch_manager"


def test_authorities_are_dated_and_labelled_as_assumptions() -> None:
    assert [item.role for item in authorities(DAY)] == ["approver", "branch_manager"]
    assert all(item.is_assumption for item in authorities(DAY))
    nobody = role_needed(yuan(1), date(2019, 8, 19))
    assert isinstance(nobody, Refusal) and nobody.code == "amount_over_branch_authority"
