"""The real sets of the scorecard benchmark, their splits and seeds: fixed here, before anything was looked at."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SPLITS = 20
CASE_LEAKS = ("Selected", "LoanNr_ChkDgt", "Name", "City", "Zip", "Term", "ChgOffDate", "DisbursementDate", "DisbursementGross",
              "BalanceGross", "MIS_Status", "ChgOffPrinGr", "RealEstate", "Recession", "daysterm", "xx", "Default", "ApprovalDate")


@dataclass(frozen=True)
class RealSet:
    """Columns, outcomes, and (train, test) row numbers."""

    name: str
    table: pl.DataFrame
    bad: np.ndarray
    splits: tuple[tuple[np.ndarray, np.ndarray], ...]


def random_splits(rows: int, count: int = SPLITS) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """70/30 by the seeds 0, 1, …"""
    found = []
    for seed in range(count):
        order = np.random.default_rng(seed).permutation(rows)
        size = round(0.7 * rows)
        found.append((np.sort(order[:size]), np.sort(order[size:])))
    return tuple(found)


def sba() -> RealSet:
    """Seventeen features known at approval; trained on approvals up to 2004, tested on those of 2005 and 2006."""
    raw = pl.read_parquet(DATA / "sba_head_22k.parquet").filter(pl.col("MIS_Status").is_not_null())
    amount, guaranteed = pl.col("GrAppv"), pl.col("SBA_Appv")
    table = raw.select(
        "State", "BankState", "NoEmp", "NewExist", "CreateJob", "RetainedJob", "UrbanRural", "RevLineCr", "LowDoc", "GrAppv",
        "SBA_Appv", "Zip", same_state=(pl.col("State") == pl.col("BankState")).cast(pl.Float64),
        naics_sector=pl.when(pl.col("NAICS") > 0).then((pl.col("NAICS") // 10000).cast(pl.String)),
        franchise=(pl.col("FranchiseCode") > 1).cast(pl.Int64), guaranteed_share=guaranteed / amount,
        amount_per_employee=amount / (pl.col("NoEmp") + 1))
    year = raw["ApprovalFY"].to_numpy()
    split = np.flatnonzero(year <= 2004), np.flatnonzero((year == 2005) | (year == 2006))
    return RealSet("sba", table, (raw["MIS_Status"] == "CHGOFF").to_numpy(), (split,))


def sba_case() -> RealSet:
    """The teaching extract without its leaks; one split."""
    raw = pl.read_parquet(DATA / "sba_case_2102.parquet")
    return RealSet("sba_case", raw.drop(CASE_LEAKS), (raw["Default"] == 1).to_numpy(), random_splits(raw.height, 1))


def plain(name: str, file: str, target: str, bad: object, drop: tuple[str, ...] = ()) -> RealSet:
    """A set as it lies, with random splits."""
    raw = pl.read_parquet(DATA / f"{file}.parquet")
    return RealSet(name, raw.drop(target, *drop), (raw[target] == bad).to_numpy(), random_splits(raw.height))


def german() -> RealSet:
    """Consumers, Germany."""
    return plain("german", "german_credit_1000", "creditability", "bad")


def uci() -> RealSet:
    """Consumers, Taiwan."""
    return plain("uci", "uci_credit_card_30000", "default.payment.next.month", 1, ("ID",))


def polish1() -> RealSet:
    """Polish companies, one year ahead."""
    return plain("polish1", "polish_bankruptcy_1year", "class", 1)


def cumcm() -> tuple[RealSet, np.ndarray]:
    """123 labelled firms with the sixteen invoice columns of the expert card, and that card's points."""
    from yizhan.credit.scorecard.expert import park_e_card
    from yizhan.credit.scorecard.park_e import invoice_columns
    from yizhan.credit.scorecard.score import apply_one
    from yizhan.enterprise.invoice_features import features_of

    invoices = pl.read_parquet(DATA / "cumcm2020c_invoices.parquet").select(
        "enterprise", side=pl.when(pl.col("side") == "input").then(pl.lit("purchase")).otherwise(pl.lit("sale")),
        issued_on=pl.col("date").cast(pl.Date), counterparty_id="counterparty", counterparty_name=pl.lit(""),
        net_minor=(pl.col("amount") * 100).round().cast(pl.Int64), is_void="void")
    features = features_of(invoices.to_arrow(), date(2020, 2, 29))
    firms = pl.read_parquet(DATA / "cumcm2020c_enterprises.parquet").filter(pl.col("default").is_not_null())
    rows = [invoice_columns(features[name]) for name in firms["enterprise"]]
    bad = (firms["default"] == 1).to_numpy()
    table = pl.DataFrame({name: [row[name] for row in rows] for name in rows[0]}, schema=dict.fromkeys(rows[0], pl.Float64))
    unknown = dict.fromkeys(park_e_card().columns)
    points = np.array([apply_one(park_e_card(), unknown | row).points for row in rows])
    return RealSet("cumcm", table, bad, _repeated_folds(bad)), points


def _repeated_folds(bad: np.ndarray) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    from yizhan.credit.scorecard.choice import folds

    return tuple(split for seed in range(10) for split in folds(bad, 5, seed))
