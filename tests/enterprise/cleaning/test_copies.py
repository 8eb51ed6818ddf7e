from collections import Counter
from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.enterprise.cleaning.copies import CopyCounter, KeyCounter
from yizhan.enterprise.invoice_identity import fingerprint, is_coded
from yizhan.enterprise.invoices import InvoiceBatch, InvoiceLine, Side, invoice_lines, invoice_schema

lines = st.lists(st.builds(
    InvoiceLine, st.sampled_from(["E1", "E2"]), st.sampled_from(list(Side)), st.sampled_from(["", "1100171130"]),
    st.sampled_from(["00000001", "24312000000012345678"]), st.just(date(2019, 3, 4)), st.just(""),
    st.sampled_from(["甲", "乙"]), st.sampled_from([100, 200]), st.just(13), st.just(113), st.booleans(),
    st.integers(1, 9)), max_size=30)


def facts(rows: list[InvoiceLine]) -> pa.RecordBatch:
    names = list(InvoiceLine.__dataclass_fields__)
    columns = {name: [getattr(row, name) for row in rows] for name in names}
    return pa.RecordBatch.from_pydict(columns, schema=pa.schema([invoice_schema().field(name) for name in names]))


@settings(deadline=None)
@given(lines, st.integers(0, 30))
def test_whole_columns_and_single_rows_obey_one_definition(rows: list[InvoiceLine], cut: int) -> None:
    """The vectorised columns over two batches equal the plain functions, row by row."""
    counter, seen = CopyCounter(), Counter()
    for part in (rows[:cut], rows[cut:]):
        found = zip(part, *(column.to_pylist() for column in counter.columns(facts(part))), strict=True)
        for row, row_fingerprint, occurrence in found:
            key = (row.enterprise, fingerprint(row))
            seen[key] += 1
            assert row_fingerprint == fingerprint(row)
            assert occurrence == (1 if is_coded(row.code, row.number) else seen[key])


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 8), max_size=12), max_size=12))
def test_keys_are_counted_across_batches_in_their_order(batches: list[list[int]]) -> None:
    counter, seen = KeyCounter(), Counter()
    for batch in batches:
        expected = []
        for key in batch:
            seen[key] += 1
            expected.append(seen[key])
        assert counter.number(np.array(batch, np.uint64)).tolist() == expected


@settings(deadline=None)
@given(lines)
def test_rows_as_values_are_those_of_the_batch(rows: list[InvoiceLine]) -> None:
    assert list(invoice_lines(InvoiceBatch(facts(rows), (), len(rows)))) == rows
