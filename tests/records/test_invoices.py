"""Invoices reach PostgreSQL once, whatever files they come in, and leave it as Arrow."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.cast import clock
from yizhan.records.models import Enterprise, Invoice, InvoiceConflict, InvoiceEvent, Upload
from yizhan.workflows.invoice_import import import_invoices
from yizhan.workflows.population import open_population

pytestmark = pytest.mark.django_db


def write(path: Path, rows: list[tuple]) -> Path:
    """Rows of (side, number, day, counterparty, amount, void) as a population file of enterprise E1."""
    parquet.write_table(
        pa.table(
            {
                "enterprise": ["E1"] * len(rows),
                "side": [row[0] for row in rows],
                "invoice_no": [row[1] for row in rows],
                "date": pa.array([row[2] for row in rows], pa.timestamp("us")),
                "counterparty": [row[3] for row in rows],
                "amount": [row[4] for row in rows],
                "tax": [round(row[4] * 0.06, 2) for row in rows],
                "total": [round(row[4] + round(row[4] * 0.06, 2), 2) for row in rows],
                "void": [row[5] for row in rows],
            }
        ),
        path,
    )
    return path


def bring(path: Path) -> Upload:
    upload = open_population(None, clock(), path.name, "0" * 64, path.stat().st_size, [{"enterprise": "E1", "name": "一"}])
    result = import_invoices(None, clock(), upload, path)
    assert isinstance(result, Upload), result
    return result


DAY = datetime(2026, 5, 6)  # noqa: DTZ001 (the files hold days without a zone)
SALE = ("output", 7, DAY, "A1", 100.0, False)
VOID_SALE = ("output", 7, DAY, "A1", 100.0, True)


def test_a_second_import_of_the_same_file_adds_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", [SALE, SALE, ("input", 8, DAY, "B1", 50.0, False)])
    assert (bring(path).rows_added, bring(path).rows_added) == (3, 0)
    assert Invoice.objects.count() == 3
    assert Enterprise.objects.filter(external_code="E1").count() == 1


def test_of_overlapping_files_the_higher_count_stands(tmp_path: Path) -> None:
    bring(write(tmp_path / "a.parquet", [SALE, SALE]))
    assert bring(write(tmp_path / "b.parquet", [SALE, SALE, SALE])).rows_added == 1
    assert bring(write(tmp_path / "c.parquet", [SALE])).rows_added == 0
    assert Invoice.objects.count() == 3


def test_a_void_that_comes_later_is_an_event_on_the_same_invoice(tmp_path: Path) -> None:
    bring(write(tmp_path / "a.parquet", [SALE]))
    later = bring(write(tmp_path / "b.parquet", [VOID_SALE]))
    assert (later.rows_added, later.rows_voided) == (0, 1)
    invoice = Invoice.objects.get()
    assert invoice.is_void
    assert InvoiceEvent.objects.get().invoice_id == invoice.id


def test_void_copies_count_by_the_file_that_has_more_of_them(tmp_path: Path) -> None:
    bring(write(tmp_path / "a.parquet", [VOID_SALE]))
    bring(write(tmp_path / "b.parquet", [SALE, VOID_SALE]))
    assert sorted(Invoice.objects.values_list("is_void", flat=True)) == [False, True]


def test_a_live_copy_does_not_take_a_void_back(tmp_path: Path) -> None:
    bring(write(tmp_path / "a.parquet", [VOID_SALE]))
    bring(write(tmp_path / "b.parquet", [SALE]))
    assert Invoice.objects.get().is_void
    assert not InvoiceConflict.objects.exists()
