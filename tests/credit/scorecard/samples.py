"""Rows with outcomes for the tests: made ones with a known truth, and the shared real sets."""

import numpy as np
import polars as pl
import pyarrow as pa

from tests.shared import shared_path


def made(rows: int = 3000, seed: int = 0) -> tuple[dict, np.ndarray]:
    """Risk falls with `income`, rises with `debt`, depends on `sector`; `noise` says nothing; -1 in `debt` is a code."""
    generator = np.random.default_rng(seed)
    income, debt, noise = generator.normal(size=(3, rows)).astype(np.float32)
    sector = generator.choice(["farm", "shop", "plant"], rows, p=[0.2, 0.5, 0.3])
    debt[generator.random(rows) < 0.1] = -1.0
    income[generator.random(rows) < 0.1] = np.nan
    log_odds = -1.5 - np.nan_to_num(income, nan=0.7) + np.where(debt == -1, 1.5, 0.8 * debt) + 0.9 * (sector == "farm")
    bad = generator.random(rows) < 1 / (1 + np.exp(-log_odds))
    return {"income": income, "debt": debt, "noise": noise, "sector": pa.array(sector)}, bad


def german() -> tuple[pl.DataFrame, np.ndarray]:
    table = pl.read_parquet(shared_path("data", "german_credit_1000.parquet"))
    return table.drop("creditability"), (table["creditability"] == "bad").to_numpy()


def sba() -> tuple[pl.DataFrame, np.ndarray]:
    """All columns but the outcome, leaks included."""
    table = pl.read_parquet(shared_path("data", "sba_head_22k.parquet")).filter(pl.col("MIS_Status").is_not_null())
    return table.drop("MIS_Status"), (table["MIS_Status"] == "CHGOFF").to_numpy()
