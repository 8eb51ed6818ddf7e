"""Accounts: opened once from the chart, found by owner, closed when empty."""

from datetime import date

import psycopg
import pytest

from tests.ledger.parties import DAY, open_branch, post, transfer
from yizhan.kernel.ids import new_id
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.ledger import book
from yizhan.ledger.journal import Side


def test_an_account_opens_empty_on_the_side_of_the_chart(cursor) -> None:
    opened = book.open_account(cursor, book.NewAccount("customer_deposit", DAY, "enterprise:7"))
    assert (opened.code, opened.owner, opened.side, opened.may_overdraw) == (
        "201101",
        "enterprise:7",
        Side.CREDIT,
        False,
    )
    assert (opened.balance, opened.version, opened.opened_on, opened.is_open) == (Money(0), 0, DAY, True)


def test_opening_twice_gives_the_same_account(cursor) -> None:
    first = book.open_account(cursor, book.NewAccount("customer_deposit", DAY, "enterprise:7"))
    again = book.open_account(cursor, book.NewAccount("customer_deposit", date(2026, 4, 1), "enterprise:7"))
    assert again == first


def test_each_currency_of_an_owner_is_an_account_of_its_own(cursor) -> None:
    wanted = [
        book.NewAccount("customer_deposit", DAY, "enterprise:7", currency) for currency in ("USD", "CNY")
    ]
    opened = book.open_accounts(cursor, wanted)
    assert [account.balance.currency for account in opened] == ["USD", "CNY"]
    assert book.accounts_of(cursor, "enterprise:7") == [opened[1], opened[0]]


def test_accounts_come_back_in_the_order_given(cursor) -> None:
    wanted = [book.NewAccount("loan_principal", DAY, f"loan:{number}") for number in (3, 1, 2)]
    assert [account.owner for account in book.open_accounts(cursor, wanted)] == ["loan:3", "loan:1", "loan:2"]
    assert book.open_accounts(cursor, []) == []


@pytest.mark.parametrize(("name", "owner"), [("customer_deposit", ""), ("interest_income", "enterprise:1")])
def test_an_owner_that_does_not_fit_the_chart_is_a_bug(name: str, owner: str) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        book.NewAccount(name, DAY, owner)


def test_a_name_outside_the_chart_and_an_unknown_currency_are_bugs() -> None:
    with pytest.raises(KeyError):
        book.NewAccount("petty_cash", DAY)
    with pytest.raises(ValueError, match="unknown currency"):
        book.NewAccount("interest_income", DAY, currency="XXX")


def test_an_id_that_belongs_to_another_account_is_a_bug(cursor) -> None:
    first = book.open_account(cursor, book.NewAccount("customer_deposit", DAY, "enterprise:7"))
    second = book.NewAccount("customer_deposit", DAY, "enterprise:8", id=first.id)
    with pytest.raises(psycopg.errors.RaiseException, match="another code, owner or currency"):
        book.open_account(cursor, second)


def test_an_account_that_is_not_there_is_a_lookup_error(cursor) -> None:
    with pytest.raises(LookupError):
        book.account(cursor, new_id())


def test_an_empty_account_closes_once(cursor) -> None:
    branch = open_branch(cursor)
    assert book.close_account(cursor, branch.deposit, date(2026, 3, 9)) is None
    assert book.account(cursor, branch.deposit).closed_on == date(2026, 3, 9)
    again = book.close_account(cursor, branch.deposit, date(2026, 3, 10))
    assert again == refuse("account_closed", account_id=str(branch.deposit))


def test_an_account_with_money_or_an_unknown_one_or_an_earlier_day_is_refused(cursor) -> None:
    branch = open_branch(cursor)
    post(cursor, transfer(branch.deposit, branch.head_office, 5))
    codes = [
        book.close_account(cursor, *arguments)
        for arguments in ((branch.deposit, DAY), (new_id(), DAY), (branch.loan, date(2026, 3, 1)))
    ]
    assert all(isinstance(code, Refusal) for code in codes)
    assert [code.code for code in codes] == [
        "account_not_empty",
        "account_unknown",
        "account_closed_before_opened",
    ]


def test_accounts_are_found_page_by_page_with_their_number(cursor) -> None:
    book.open_accounts(cursor, [book.NewAccount("loan_principal", DAY, f"loan:{number}") for number in (3, 1, 2)])
    book.open_account(cursor, book.NewAccount("interest_income", DAY))
    first, number = book.find_accounts(cursor, code="130301", limit=2)
    rest, _ = book.find_accounts(cursor, code="130301", limit=2, offset=2)
    assert (number, len(first), {account.owner for account in first + rest}) == (3, 2, {"loan:1", "loan:2", "loan:3"})
    assert [account.code for account in book.find_accounts(cursor, owners=["loan:2", ""])[0]] == ["130301", "601101"]
    assert book.find_accounts(cursor, owners=[]) == ([], 0)


def test_accounts_are_found_by_being_open_or_closed(cursor) -> None:
    opened = book.open_account(cursor, book.NewAccount("loan_principal", DAY, "loan:9"))
    assert book.close_account(cursor, opened.id, DAY) is None
    assert book.find_accounts(cursor, owners=["loan:9"], is_open=True) == ([], 0)
    assert book.find_accounts(cursor, owners=["loan:9"], is_open=False)[1] == 1
