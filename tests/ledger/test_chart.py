"""The chart of accounts: complete, consistent, documented; a broken file says what to mend."""

from pathlib import Path

import pytest

from yizhan.ledger.chart import ChartError, Kind, Subledger, chart, chart_by_code, load_chart
from yizhan.ledger.journal import Side

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "ledger.md"
LINE = (
    '{code: "100101", kind: asset, side: debit, subledger: house, may_overdraw: no,'
    " zh: 现金, en: Cash, use: Notes.}"
)
# First digit of the national numbering: 1 assets, 2 liabilities, 3 common, 4 equity, 6 income and expense.
FIRST_DIGIT = {
    Kind.ASSET: "13",
    Kind.LIABILITY: "2",
    Kind.EQUITY: "4",
    Kind.INCOME: "6",
    Kind.EXPENSE: "6",
    Kind.MEMORANDUM: "9",
}


def test_a_branch_has_the_accounts_that_lending_needs() -> None:
    assert {
        "loan_principal",
        "loan_principal_overdue",
        "loan_principal_non_accrual",
        "interest_receivable",
        "memorandum_interest",
        "customer_deposit",
        "interest_income",
        "fee_income",
        "penalty_income",
        "head_office_settlement",
        "payouts_in_transit",
        "cash_on_hand",
        "cash_in_vault",
        "impairment_allowance",
        "impairment_expense",
        "written_off_loans",
        "suspense",
        "equity",
    } <= set(chart())


@pytest.mark.parametrize("account", chart().values(), ids=lambda account: account.name)
def test_a_code_begins_with_the_digit_of_its_kind(account) -> None:
    assert len(account.code) == 6 and account.code[0] in FIRST_DIGIT[account.kind]


def test_only_the_allowance_and_the_contra_accounts_stand_against_their_kind() -> None:
    debit_kinds = {Kind.ASSET, Kind.EXPENSE, Kind.MEMORANDUM}
    against = {
        account.name
        for account in chart().values()
        if (account.side is Side.DEBIT) != (account.kind in debit_kinds)
    }
    assert against == {"impairment_allowance", "memorandum_contra", "card_payment_contra"}


def test_a_deposit_and_a_loan_can_never_cross_to_the_other_side() -> None:
    assert not chart()["customer_deposit"].may_overdraw
    assert not any(
        account.may_overdraw for account in chart().values() if account.name.startswith("loan_principal")
    )


def test_each_loan_and_each_customer_has_an_account_of_its_own() -> None:
    assert chart()["loan_principal"].subledger is Subledger.LOAN
    assert chart()["customer_deposit"].subledger is Subledger.CUSTOMER
    assert chart()["interest_income"].subledger is Subledger.HOUSE


def test_the_book_finds_a_line_by_its_code() -> None:
    assert chart_by_code()["201101"] is chart()["customer_deposit"]


def test_every_account_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    missing = [
        account.name
        for account in chart().values()
        if not all(part in text for part in (account.code, account.title.zh, account.title.en))
    ]
    assert not missing


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"a: {LINE}\nb: {LINE}", "codes used twice: 100101"),
        (f"a: {LINE.replace('side: debit', 'side: left')}", "a: 'left' is not a valid Side"),
        (f"a: {LINE.replace(', use: Notes.', '')}", "a: the field 'use' is missing"),
        (f"a: {LINE.replace('use:', 'colour: red, use:')}", r"a: unknown fields \['colour'\]"),
        ("a: " + LINE.replace('"100101"', "100101"), "a: write the code in quotes"),
    ],
    ids=["code twice", "unknown side", "missing field", "unknown field", "unquoted code"],
)
def test_a_broken_chart_names_the_account_and_the_mend(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "chart.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ChartError, match=message):
        load_chart(file)
