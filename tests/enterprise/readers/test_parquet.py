import io
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tests.enterprise.conftest import RealInvoices
from tests.enterprise.files import read, refused
from tests.shared import shared_path
from yizhan.enterprise.invoices import InvoiceLine, Side
from yizhan.enterprise.readers.parquet import open_parquet  # noqa: F401  (through read_invoices)


def parquet(columns: dict) -> io.BytesIO:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream


def shared_columns(**changes: object) -> dict:
    """The columns and types of the shared file."""
    columns = {
        "enterprise": pa.array(["E1", "E1"]).dictionary_encode(), "side": pa.array(["input", "output"]).dictionary_encode(),
        "invoice_no": pa.array([43, 99997542], pa.int64()),
        "date": pa.array([datetime(2017, 7, 18), datetime(2017, 7, 19)], pa.timestamp("us")),  # noqa: DTZ001
        "counterparty": pa.array(["A00297", "A00298"]).dictionary_encode(), "amount": pa.array([943.4, -0.07]),
        "tax": pa.array([56.6, -0.01]), "total": pa.array([1000.0, -0.08]), "void": pa.array([False, True])}
    return columns | changes


def test_the_columns_of_the_shared_file_become_invoices() -> None:
    rows, problems = read(parquet(shared_columns()), enterprise="", side=None)
    assert problems == []
    assert rows == [
        InvoiceLine("E1", Side.PURCHASE, "", "00000043", date(2017, 7, 18), "", "A00297", 94340, 5660, 100000, False, 1),
        InvoiceLine("E1", Side.SALE, "", "99997542", date(2017, 7, 19), "", "A00298", -7, -1, -8, True, 2)]


def test_bad_rows_are_reported_by_row_and_the_good_ones_stay() -> None:
    rows, problems = read(parquet(shared_columns(amount=pa.array([943.405, float("nan")]))), enterprise="", side=None)
    assert rows == []
    assert [(problem.line, problem.field, problem.code) for problem in problems] == [
        (1, "net", "amount_decimals"), (2, "net", "amount_malformed")]


def test_decimals_whole_yuan_days_and_moments_with_a_zone_are_exact() -> None:
    moments = pa.array([0, 57_600], pa.timestamp("s", "UTC"))  # 1970-01-01 and, in Shanghai, 1970-01-02
    columns = shared_columns(total=pa.array([1000, 1000], pa.int64()), amount=pa.array(["900.10", "900.00"]).cast(
        pa.decimal128(10, 2)), tax=pa.array(["99.90", "100.00"]).cast(pa.decimal128(10, 2)), date=moments)
    rows, problems = read(parquet(columns), enterprise="", side=None)
    assert [problem.code for problem in problems] == ["date_out_of_range"] * 2
    assert "1970-01-01" in problems[0].facts["value"]
    days = pa.array([date(2019, 3, 4)] * 2)
    rows, problems = read(parquet(columns | {"date": days}), enterprise="", side=None)
    assert ([row.net_minor for row in rows], [row.issued_on for row in rows], problems) == (
        [90010, 90000], [date(2019, 3, 4)] * 2, [])


def test_rows_of_another_enterprise_are_reported_when_the_owner_is_known() -> None:
    rows, problems = read(parquet(shared_columns(enterprise=pa.array(["E1", "E2"]))), enterprise="E1", side=None)
    assert ([row.enterprise for row in rows], [problem.code for problem in problems]) == (["E1"], ["not_this_enterprise"])


def test_nested_columns_a_cut_file_and_missing_columns_are_refused() -> None:
    assert refused(parquet(shared_columns(total=pa.array([[1], [2]])))).code == "column_nested"
    assert refused(io.BytesIO(parquet(shared_columns()).getvalue()[:200])).code == "file_damaged"
    assert refused(parquet({"x": [1]})).facts["missing"] == "number, issued_on, net, tax, gross"


def test_the_real_file_gives_every_row_an_identity_of_its_own(real: RealInvoices) -> None:
    """Issue 2: 1,099,441 rows, 1,085,675 distinct by enterprise, side and number."""
    # Five returns carry the tax of a sale; net - tax = gross shows the sign.
    assert [(problem.code, problem.row_kept) for problem in real.problems] == [("tax_sign_mended", True)] * 5
    assert real.rows.num_rows == 1_099_441
    assert len(real.rows.group_by(["enterprise", "side", "number"]).aggregate([])) == 1_085_675
    assert len(real.rows.group_by(["enterprise", "fingerprint", "occurrence"]).aggregate([])) == 1_099_441
    # Counted by hand on the file: distinct rows without their void mark; 11,670 of them occur twice.
    assert len(real.rows.group_by(["enterprise", "fingerprint"]).aggregate([])) == 1_087_771
    assert pc.sum(pc.equal(real.rows["occurrence"], 2)).as_py() == 11_670


def test_the_real_amounts_are_those_of_the_file_to_the_fen(real: RealInvoices) -> None:
    """Decimal sums of the file's own text form, against the sums of whole fen; 5 taxes change their sign."""
    source = pq.read_table(shared_path("data", "cumcm2020c_invoices.parquet"), columns=["amount", "total"])
    for name, minor in (("amount", "net_minor"), ("total", "gross_minor")):
        exact = pc.sum(pc.round(source[name], 2).cast(pa.decimal128(20, 2))).as_py()
        assert pc.sum(real.rows[minor]).as_py() == int(exact * 100)
    unequal = pc.not_equal(pc.add(real.rows["net_minor"], real.rows["tax_minor"]), real.rows["gross_minor"])
    assert pc.sum(unequal).as_py() == 0
