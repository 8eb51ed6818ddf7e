from datetime import date

import ibis
import pytest

from yizhan.enterprise.feature_expressions import COLUMNS, features, series
from yizhan.enterprise.invoice_features import InvoiceFeatures

DAY = date(2020, 2, 29)


def test_the_columns_are_the_fields_of_the_value_apart_from_the_series() -> None:
    table = ibis.table(COLUMNS, name="invoices")
    expected = set(InvoiceFeatures.__dataclass_fields__) - {"as_of", "sales_by_month_minor", "purchases_by_month_minor"}
    assert set(features(table, DAY).columns) == expected
    assert list(series(table, DAY).columns) == ["enterprise", "side", "month", "net"]


@pytest.mark.parametrize("dialect", ["postgres", "trino"])
def test_the_expressions_can_be_said_to_other_engines(dialect: str) -> None:
    """Keeps the definition to operations that every engine has."""
    table = ibis.table(COLUMNS, name="invoices")
    for expression in (features(table, DAY), series(table, DAY)):
        assert "invoices" in str(ibis.to_sql(expression, dialect=dialect))
