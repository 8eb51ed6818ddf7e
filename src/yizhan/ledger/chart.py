"""The chart of accounts as data: `chart()["customer_deposit"].code` is "201101"."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from yizhan.kernel.text import Bilingual
from yizhan.ledger.journal import Side

CHART_FILE = Path(__file__).with_name("chart.yaml")


class ChartError(ValueError):
    """The chart of accounts is wrong; the message names the account and the mend."""


class Kind(StrEnum):
    """What an account stands for; memorandum accounts stay outside the balance sheet."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"
    MEMORANDUM = "memorandum"


class Subledger(StrEnum):
    """How many accounts of one code there are: one for the branch, or one for each customer, loan, merchant and so on."""

    HOUSE = "house"
    CUSTOMER = "customer"
    LOAN = "loan"
    MERCHANT = "merchant"
    WALLET = "wallet"
    SCHEME = "scheme"
    SHARD = "shard"


@dataclass(frozen=True, slots=True)
class ChartAccount:
    """One line of the chart. `may_overdraw` tells whether the balance may leave its normal side."""

    name: str
    code: str
    title: Bilingual
    kind: Kind
    side: Side
    subledger: Subledger
    may_overdraw: bool
    use: str


@cache
def chart() -> Mapping[str, ChartAccount]:
    """The branch's chart by name."""
    return load_chart(CHART_FILE)


@cache
def chart_by_code() -> Mapping[str, ChartAccount]:
    """The branch's chart by code, as the book stores it."""
    return MappingProxyType({account.code: account for account in chart().values()})


def load_chart(path: Path) -> Mapping[str, ChartAccount]:
    """A chart from a YAML file; raises ChartError on a missing or unknown field or a code used twice."""
    lines = yaml.safe_load(path.read_text(encoding="utf-8"))
    accounts = {name: _chart_account(name, line) for name, line in lines.items()}
    codes = [account.code for account in accounts.values()]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ChartError(f"{path.name}: codes used twice: {', '.join(twice)}")
    return MappingProxyType(accounts)


def _chart_account(name: str, line: Mapping[str, Any]) -> ChartAccount:
    try:
        if not isinstance(line["code"], str) or not isinstance(line["may_overdraw"], bool):
            raise ValueError("write the code in quotes and may_overdraw as yes or no")
        unknown = set(line) - {"code", "zh", "en", "kind", "side", "subledger", "may_overdraw", "use"}
        if unknown:
            raise ValueError(f"unknown fields {sorted(unknown)}")
        return ChartAccount(
            name, line["code"], Bilingual(line["zh"], line["en"]), Kind(line["kind"]), Side(line["side"]),
            Subledger(line["subledger"]), line["may_overdraw"], line["use"])
    except KeyError as error:
        raise ChartError(f"{name}: the field {error} is missing") from error
    except ValueError as error:
        raise ChartError(f"{name}: {error}") from error
