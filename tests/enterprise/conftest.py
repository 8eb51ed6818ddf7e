"""The real invoices, read once for all tests that need them."""

from typing import NamedTuple

import pyarrow as pa
import pytest

from tests.shared import shared_path
from yizhan.enterprise.invoices import RowProblem, read_invoices


class RealInvoices(NamedTuple):
    """All rows of the shared file, and what was told about them."""

    rows: pa.Table
    problems: list[RowProblem]


@pytest.fixture(scope="session")
def real() -> RealInvoices:
    """The 1.1 million invoices; skips where the shared data are absent."""
    batches = list(read_invoices(shared_path("data", "cumcm2020c_invoices.parquet")))
    return RealInvoices(pa.Table.from_batches([batch.rows for batch in batches]),
                        [problem for batch in batches for problem in batch.problems])
