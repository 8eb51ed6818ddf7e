"""Accounts of a payment shard: a number made of the chart's account, its owner and a stripe, so that no look-up is needed to book.

A writer books on its own stripe and never waits for another; a balance is the sum over stripes, and over shards.
"""

from collections.abc import Iterable
from typing import Any, Final

from yizhan.kernel.sql_files import bind_schema
from yizhan.ledger.chart import Subledger, chart
from yizhan.payments.stored import PROGRAMMES, SCHEMES

# Writers use the first stripes, the desk (refunds, later steps) the last.
STRIPES: Final = 4
DESK_STRIPE: Final = STRIPES - 1
CODES: Final[dict[int, str]] = {
    1: "captured_card_payments", 2: "scheme_receivable", 3: "disputed_card_payments", 4: "wallet_contribution_receivable",
    5: "merchant_payable", 6: "wallet_fee_payable", 7: "refunds_in_clearing", 8: "scheme_settlement", 9: "merchant_fee_income",
    10: "wallet_contribution_income", 11: "interchange_expense", 12: "reserved_card_payments", 13: "authorised_card_payments",
    14: "card_payment_contra", 15: "assessment_expense",
}
CODE_NUMBERS = {name: number for number, name in CODES.items()}
_OPEN = """INSERT INTO :schema.account (id, code, owner, stripe) SELECT (number << 40) | (owner::bigint << 4) | stripe, code, owner, stripe
FROM unnest(%s::bigint[], %s::text[], %s::integer[]) AS given (number, code, owner), generate_series(0, %s) AS stripe ORDER BY 1
ON CONFLICT DO NOTHING"""


def account_number(code: str, owner: int, stripe: int) -> int:
    """The number of an account: `account_number` of the shard's functions."""
    return CODE_NUMBERS[code] << 40 | owner << 4 | stripe


def account_of(number: int) -> tuple[str, int, int]:
    """Code, owner and stripe of a number."""
    return CODES[number >> 40], number >> 4 & (1 << 36) - 1, number & 15


def house_accounts() -> list[tuple[str, int]]:
    """Code and owner of every account but the merchants'."""
    owners: dict[Subledger, Iterable[int]] = {Subledger.SCHEME: SCHEMES, Subledger.WALLET: PROGRAMMES, Subledger.SHARD: (0,),
                                              Subledger.MERCHANT: ()}
    return [(code, owner) for code in CODES.values() for owner in owners[chart()[code].subledger]]


def open_statement(schema: str, accounts: Iterable[tuple[str, int]]) -> tuple[str, list[Any]]:
    """The statement that opens accounts, all stripes of each, and its parameters; those that are open stay as they are."""
    codes, owners = zip(*accounts, strict=True)
    return bind_schema(_OPEN, schema), [[CODE_NUMBERS[code] for code in codes], list(codes), list(owners), STRIPES - 1]
