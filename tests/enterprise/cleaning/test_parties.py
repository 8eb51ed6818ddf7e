import numpy as np
import pyarrow as pa
import pytest

from yizhan.enterprise.cleaning.findings import Findings
from yizhan.enterprise.cleaning.parties import Owner, counterparties, enterprises, is_side_known, sides
from yizhan.enterprise.invoices import Side

OWN = "91350100M000100Y43"
PARTIES = pa.RecordBatch.from_pydict({
    "seller_id": [OWN, "B", "B"], "seller_name": ["我", "乙", "乙"], "buyer_id": ["C", OWN.lower(), "C"],
    "buyer_name": ["丙", "我", "丙"]})


def test_the_numbers_of_both_parties_settle_side_and_counterparty() -> None:
    findings = Findings(np.arange(3))
    side = sides(PARTIES, Owner(own_id=OWN, side=Side.SALE), findings)
    assert side.to_pylist()[:2] == ["sale", "purchase"]
    assert [(problem.line, problem.code) for problem in findings.problems()] == [(2, "not_this_enterprise")]
    assert [column.to_pylist()[:2] for column in counterparties(PARTIES, side)] == [["C", "B"], ["丙", "乙"]]


def test_a_column_or_the_caller_tells_the_side_otherwise() -> None:
    findings = Findings(np.arange(2))
    batch = pa.RecordBatch.from_pydict({"side": ["进项", "其他"], "counterparty_name": ["甲", "乙"]})
    assert sides(batch, Owner(), findings).to_pylist() == ["purchase", "sale"]
    assert [(problem.line, problem.code) for problem in findings.problems()] == [(1, "side_word_unknown")]
    assert sides(batch.select([1]), Owner(side=Side.PURCHASE), findings).to_pylist() == ["purchase"] * 2


@pytest.mark.parametrize(("fields", "owner", "expected"), [
    ({"side"}, Owner(), True), (set(), Owner(side=Side.SALE), True), (set(), Owner(), False),
    ({"seller_id", "buyer_id"}, Owner(own_id=OWN), True), ({"seller_id", "buyer_id"}, Owner(), False),
    ({"seller_id"}, Owner(own_id=OWN), False)])
def test_a_file_whose_side_cannot_be_told_is_known_at_once(fields: set, owner: Owner, expected: bool) -> None:
    assert is_side_known(frozenset(fields), owner) is expected


def test_the_key_comes_from_the_file_or_from_the_owner() -> None:
    findings = Findings(np.arange(2))
    batch = pa.RecordBatch.from_pydict({"enterprise": ["E1", ""]})
    assert enterprises(batch, Owner(), findings).to_pylist() == ["E1", ""]
    assert [problem.code for problem in findings.problems()] == ["enterprise_missing"]
    assert enterprises(PARTIES, Owner(enterprise="E7"), findings).to_pylist() == ["E7"] * 3
