import subprocess
import sys


def test_importing_the_package_loads_no_engine() -> None:
    """Arrow, Ibis and DuckDB cost most of a second; a web process that reads no file must not pay it."""
    modules = ("identity", "invoices", "invoice_identity", "invoice_features", "financials", "statement_reader", "innovation",
               "lifecycle", "profile")
    code = (f"import {', '.join('yizhan.enterprise.' + name for name in modules)}, sys; "
            "print([name for name in ('pyarrow', 'ibis', 'duckdb', 'pandas', 'openpyxl', 'numpy') if name in sys.modules])")
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
