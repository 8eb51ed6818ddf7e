"""The card's columns for many firms at once equal those of one firm at a time."""

from datetime import date

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.enterprise.test_invoice_features import rows_strategy
from tests.enterprise.test_invoice_features import table as invoices_of
from yizhan.credit.scorecard.expert import park_e_card
from yizhan.credit.scorecard.park_e import invoice_columns
from yizhan.credit.scorecard.park_e_expressions import applicant_columns
from yizhan.enterprise.invoice_features import features_of, features_table


def both(invoices: pa.Table, as_of: date) -> tuple[dict, dict]:
    """Columns by firm: from expressions over all, and one by one."""
    features = ibis.memtable(features_table(invoices, as_of))
    many = {row.pop("enterprise"): row for row in applicant_columns(features, as_of).to_pyarrow().to_pylist()}
    single = {name: dict.fromkeys(park_e_card().columns) | invoice_columns(found) for name, found in features_of(invoices, as_of).items()}
    return many, single


@settings(max_examples=15, deadline=None)
@given(rows_strategy, st.sampled_from([date(2020, 2, 29), date(2020, 2, 10)]))
def test_the_columns_are_those_of_the_single_firm(rows, as_of) -> None:
    many, single = both(invoices_of(rows), as_of)
    assert many == single


def test_a_firm_with_a_history_of_months_and_a_day_short() -> None:
    rows = [("E1", "sale", date(2019, 11, 11), "C", "甲", 12_345, False), ("E2", "sale", date(2019, 11, 10), "C", "甲", 100, False)]
    many, _single = both(invoices_of(rows), date(2020, 2, 10))
    assert (many["E1"]["history_months"], many["E2"]["history_months"]) == (2, 3)
    assert (many["E1"]["days_since_last_sale"], many["E1"]["sales_net_yuan_12"]) == (91, 123.45)
    assert many["E1"]["tax_grade"] is None and many["E1"].keys() == park_e_card().columns
