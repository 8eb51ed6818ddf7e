"""Scoring one row loads neither numpy nor a training library (see `score`, and the bench for seconds)."""

import subprocess
import sys


def test_the_path_that_scores_a_row_imports_nothing_heavy() -> None:
    code = (
        "import sys; from yizhan.credit.scorecard import card_json, expert, score; "
        "print(sorted({'numpy', 'pandas', 'polars', 'pyarrow', 'sklearn', 'optbinning', 'numba', 'ibis', 'duckdb'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
