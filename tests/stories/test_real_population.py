"""1.1 million real invoices of 425 real enterprises go through the same code as one application."""

import json
from datetime import date

import pytest

from tests.shared import shared_path
from yizhan.app.population import import_population, print_evaluation
from yizhan.records.models import Enterprise, Invoice

ROWS = 1_099_441
AS_OF, DECISION_DATE = date(2020, 2, 29), date(2026, 11, 23)


@pytest.mark.usefixtures("committing_db")
def test_the_real_population_is_imported_once_and_evaluated(capsys: pytest.CaptureFixture[str]) -> None:
    files = shared_path("data", "cumcm2020c_invoices.parquet"), shared_path("data", "cumcm2020c_enterprises.parquet")
    import_population(*files)
    assert f"{ROWS:,} rows read: {ROWS:,} new" in capsys.readouterr().out
    import_population(*files)
    assert f"{ROWS:,} rows read: 0 new, {ROWS:,} known" in capsys.readouterr().out
    assert (Invoice.objects.count(), Enterprise.objects.count()) == (ROWS, 425)

    print_evaluation(AS_OF, DECISION_DATE, "park-e", as_json=True)
    summary = json.loads(capsys.readouterr().out)
    assert set(summary) == {"enterprises", "invoices", "with_features", "grades", "outcomes", "reasons", "scores"}
    assert (summary["enterprises"], summary["invoices"]) == (425, ROWS)
    assert summary["with_features"] >= 400
    assert max(summary["scores"].values()) <= 425 * 0.05
    assert sum(summary["scores"].values()) == sum(summary["grades"].values()) == sum(summary["outcomes"].values()) == 425
    # Without statements, staff and codes nobody is approved by the rules alone, and clear refusals stay refusals.
    assert set(summary["outcomes"]) == {"manual_review", "refuse"}
    assert summary["reasons"]["statements_unknown"] == summary["outcomes"]["manual_review"]
