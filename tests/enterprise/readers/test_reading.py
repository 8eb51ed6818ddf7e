from tests.enterprise.files import CHINESE, GOOD, csv_file
from yizhan.enterprise.headers import Columns
from yizhan.enterprise.invoices import RowProblem, Side, invoice_schema, read_invoices
from yizhan.enterprise.readers.reading import fitted, text_batches


def test_rows_come_in_batches_of_bounded_size() -> None:
    columns = Columns({"number": 0}, 1)
    problem = RowProblem(3, "row", "columns_in_row")
    batches = list(text_batches([(1, ["a"]), (2, ["b"]), problem, (4, ["c"])], columns, batch_rows=2))
    assert [batch.rows["number"].to_pylist() for batch in batches] == [["a", "b"], ["c"]]
    assert [batch.problems for batch in batches] == [(), (problem,)]


def test_short_and_long_rows_fit_when_only_blanks_are_missing_or_surplus() -> None:
    assert fitted(1, ["a", "b"], 3) == (1, ["a", "b", ""])
    assert fitted(1, ["a", "b", "c", ""], 3) == (1, ["a", "b", "c"])
    assert fitted(1, ["a", "b", "c", "d"], 3) == RowProblem(1, "row", "columns_in_row", {"expected": 3, "found": 4})
    assert isinstance(fitted(1, ["a"], 3), RowProblem)


def test_every_batch_has_the_schema_and_copies_are_numbered_within_the_file() -> None:
    plain = ["number", "date", "net", "gross"], ["43", "2019-03-04", "1", "1"], ["43", "2019-03-04", "1", "1"]
    (batch,) = read_invoices(csv_file(plain), side=Side.SALE)
    assert batch.rows.schema == invoice_schema()
    assert batch.rows["occurrence"].to_pylist() == [1, 2]
    (coded,) = read_invoices(csv_file([CHINESE, GOOD, GOOD]), side=Side.SALE)
    assert coded.rows["occurrence"].to_pylist() == [1, 1]
