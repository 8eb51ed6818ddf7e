"""Import and evaluation of a population on the command line, with a small file of our own."""

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from yizhan.app.command_failed import CommandFailed
from yizhan.app.population import import_population, print_evaluation

pytestmark = pytest.mark.django_db


def files(folder: Path, amounts: list[float]) -> tuple[Path, Path]:
    """Sales of E1 on the first days of 2026, each of an amount with 6 % tax."""
    days = [datetime(2026, 1, 1 + index) for index in range(len(amounts))]  # noqa: DTZ001 (the files hold days without a zone)
    taxes = [round(amount * 0.06, 2) for amount in amounts]
    parquet.write_table(pa.table({
        "enterprise": ["E1"] * len(amounts), "side": ["output"] * len(amounts), "invoice_no": list(range(1, len(amounts) + 1)),
        "date": pa.array(days, pa.timestamp("us")), "counterparty": ["A1"] * len(amounts), "amount": amounts, "tax": taxes,
        "total": [round(amount + tax, 2) for amount, tax in zip(amounts, taxes, strict=True)], "void": [False] * len(amounts)}),
        folder / "invoices.parquet")
    parquet.write_table(pa.table({"enterprise": ["E1"], "name": ["一号企业"]}), folder / "enterprises.parquet")
    return folder / "invoices.parquet", folder / "enterprises.parquet"


def test_the_import_says_what_was_new_and_what_was_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = files(tmp_path, [100.0, 250.5])
    import_population(*paths)
    import_population(*paths)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("2 rows read: 2 new, 0 known")
    assert second.startswith("2 rows read: 0 new, 2 known")


def test_the_evaluation_prints_tables_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_population(*files(tmp_path, [100.0]))
    capsys.readouterr()
    print_evaluation(date(2026, 2, 28), date(2026, 11, 23), "park-e", as_json=False)
    shown = capsys.readouterr().out
    assert "1 enterprises, 1 invoices, 1 with features" in shown
    assert "refuse" in shown


def test_enterprises_without_the_needed_columns_are_refused_with_their_names(tmp_path: Path) -> None:
    invoices, enterprises = files(tmp_path, [100.0])
    parquet.write_table(pa.table({"enterprise": ["E1"]}), enterprises)
    with pytest.raises(CommandFailed, match="the columns name are missing"):
        import_population(invoices, enterprises)


def test_an_unknown_product_is_refused_in_words(tmp_path: Path) -> None:
    import_population(*files(tmp_path, [100.0]))
    with pytest.raises(CommandFailed, match="product_not_offered"):
        print_evaluation(date(2026, 2, 28), date(2026, 11, 23), "no-such-product", as_json=False)
