"""The files that the demo cast hands in are read back by the readers."""

from datetime import date
from io import BytesIO

from yizhan.demo.files import BAD_ROW, coded_invoice_row, invoice_file, statement_file
from yizhan.demo.firms import make_firms
from yizhan.demo.papers import invoices, statements
from yizhan.enterprise.invoices import read_invoices
from yizhan.enterprise.statement_reader import read_statements

TODAY = date(2026, 11, 23)


def test_a_statement_file_is_read_back_to_the_same_figures() -> None:
    firm = make_firms(64, 7, TODAY)[1]
    given = statements(firm, invoices(firm, 7, TODAY), TODAY)
    assert read_statements(statement_file(given)) == (tuple(given), ())


def test_good_rows_stay_and_the_bad_row_is_named() -> None:
    rows = [coded_invoice_row(7, TODAY, 1_000_000, 13), BAD_ROW, coded_invoice_row(8, TODAY, 2_000_000, 6, is_void=True)]
    (batch,) = list(read_invoices(BytesIO(invoice_file(rows)), enterprise="X"))
    assert batch.rows["gross_minor"].to_pylist() == [1_130_000, 2_120_000]
    assert batch.rows["is_void"].to_pylist() == [False, True]
    assert {problem.line for problem in batch.problems} == {3}
