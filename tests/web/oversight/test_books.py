"""The book on pages: a figure opens its accounts, an account its entries, an entry its journal, a journal its record."""

from datetime import timedelta

import pytest
from django.urls import reverse

from yizhan.kernel.clock import branch_date
from yizhan.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_trial_balance_of_a_day_agrees_and_leads_to_the_accounts(cast, now, loan, signed_in) -> None:
    text = text_of(signed_in(cast.auditor).get(reverse("book"), {"day": branch_date(now.now()).isoformat()}))
    assert "Debits and credits agree" in text
    assert "¥500,000.00" in text
    assert f"{reverse('accounts')}?code=130301" in text


def test_a_kind_filters_the_trial_balance(cast, now, loan, signed_in) -> None:
    text = text_of(signed_in(cast.operations).get(reverse("book"), {"day": branch_date(now.now()).isoformat(), "kind": "asset"}))
    assert "130301" in text and "201101" not in text


def test_before_the_first_loan_the_book_invites(cast, signed_in) -> None:
    assert "Nothing is booked yet" in text_of(signed_in(cast.auditor).get(reverse("book")))


def test_a_day_that_is_none_is_named_and_kept(cast, signed_in) -> None:
    text = text_of(signed_in(cast.auditor).get(reverse("book"), {"day": "2026-02-30"}))
    assert "for example 2026-11-23" in text and 'value="2026-02-30"' in text


def test_accounts_are_found_by_the_enterprise_s_name(cast, loan, signed_in) -> None:
    client = signed_in(cast.auditor)
    assert loan.number in text_of(client.get(reverse("accounts"), {"q": "晨星"}))
    assert "No account fits" in text_of(client.get(reverse("accounts"), {"q": "nobody of this name"}))


def test_a_statement_shows_the_running_balance_and_its_journals(cast, now, loan, signed_in) -> None:
    day = branch_date(now.now())
    period = {"first": (day - timedelta(days=3)).isoformat(), "last": day.isoformat()}
    text = text_of(signed_in(cast.auditor).get(reverse("account", args=[loan.deposit_account_id]), period))
    assert "Payment to outside, in transit" in text and "Loan paid to the deposit account" in text
    assert reverse("journal", args=[loan.payout_journal_id]) in text


def test_a_journal_names_who_posted_it_and_the_loan_behind_it(cast, loan, signed_in) -> None:
    text = text_of(signed_in(cast.auditor).get(reverse("journal", args=[loan.payout_journal_id])))
    assert loan.number in text and str(cast.operations) in text and f"loan_payout:{loan.pk}" in text


@pytest.mark.parametrize("name", ["account", "journal"])
def test_what_is_not_in_the_book_is_not_found(cast, signed_in, name: str) -> None:
    assert signed_in(cast.auditor).get(reverse(name, args=[new_id()])).status_code == 404


def test_an_odd_page_number_is_the_first_page(cast, loan, signed_in) -> None:
    for page in ("0", "-1", "x", "9" * 30):
        assert signed_in(cast.auditor).get(reverse("accounts"), {"page": page}).status_code == 200


def test_the_relationship_manager_has_no_business_in_the_book(cast, signed_in) -> None:
    assert signed_in(cast.manager).get(reverse("book")).status_code == 403
