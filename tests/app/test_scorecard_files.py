"""The commands of cards from a table and its dictionary to points: `yizhan.app.commands.scorecards` over `scorecard_files`."""

import json
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest
import yaml
from lxml import html
from typer.testing import CliRunner

from tests.credit.scorecard.samples import made, sba
from yizhan.app.cli import application, reported
from yizhan.credit.scorecard.batch import apply
from yizhan.credit.scorecard.card_json import from_json
from yizhan.credit.scorecard.expert import PARK_E
from yizhan.credit.scorecard.judge import card_columns

ROWS = 3000
DICTIONARY = {
    "name": "made", "version": "1", "purpose": {"zh": "测试准入", "en": "a test"}, "outcome": {"column": "bad", "bad": [1]},
    "decided_on": "day", "train_until": "2025-06-30", "leave_out": ["id"],
    "columns": {"income": {"known_at": "application", "direction": "increasing", "title": {"zh": "收入", "en": "Income"}},
                "debt": {"known_at": "application", "special_codes": [-1]}, "noise": {"known_at": "application"},
                "sector": {"known_at": "application"}, "paid_late": {"known_at": "later"}},
    "exclusions": ["pending cases"], "limits_of_use": ["not for consumers"],
}


def table(shift: float = 0.0, leak: bool = False) -> pl.DataFrame:
    columns, bad = made(ROWS)
    days = np.datetime64("2025-01-01") + np.arange(ROWS) * 365 // ROWS
    late = days >= np.datetime64("2025-10-01")
    frame = pl.DataFrame({"id": np.arange(ROWS), "day": days, "income": columns["income"] + np.float32(shift) * late,
                          "debt": columns["debt"], "noise": columns["noise"], "sector": columns["sector"].to_pylist(),
                          "paid_late": bad.astype(int), "bad": bad.astype(int)})
    return frame.with_columns(settled=pl.col("bad") * 3 + 1) if leak else frame


def dictionary(**changes) -> str:
    text = yaml.safe_dump(DICTIONARY | changes, allow_unicode=True)
    return text.replace("'2025-06-30'", "2025-06-30")


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """A folder with a table, its dictionary, and the card and document trained from them."""
    folder = tmp_path_factory.mktemp("cards")
    table().write_csv(folder / "rows.csv")
    (folder / "dictionary.yaml").write_text(dictionary(), encoding="utf-8")
    result = run("train", folder / "rows.csv", folder / "dictionary.yaml", "--out", folder / "card.json", "--report", folder / "card.html")
    assert result.exit_code == 0, result.output
    (folder / "said.txt").write_text(result.output, encoding="utf-8")
    return folder


def run(*words: object):
    return CliRunner().invoke(application, ["scorecard", *map(str, words)])


def told(capsys, *words: object) -> str:
    """What a person reads when a command cannot do its work; the exit status is 1."""
    assert reported(lambda: application(["scorecard", *map(str, words)], standalone_mode=False)) == 1
    return capsys.readouterr().err


def card_of(folder: Path):
    return from_json((folder / "card.json").read_text(encoding="utf-8"))


def test_training_leaves_out_what_is_known_later_and_judges_on_later_rows(desk: Path) -> None:
    said, card = (desk / "said.txt").read_text(encoding="utf-8"), card_of(desk)
    assert "left out: paid_late is known later" in said and "auc on out_of_time" in said
    assert "paid_late" not in card.columns and card.columns <= {"income", "debt", "noise", "sector"}
    assert str(card.training.window_to) == "2025-06-30"
    assert {metric.part for metric in card.metrics} >= {"training", "out_of_time"}
    assert sum(card.training.score_counts) == card.training.rows


def test_the_document_is_one_page_in_the_language_asked_for(desk: Path) -> None:
    page = html.fromstring((desk / "card.html").read_text(encoding="utf-8"))
    text = page.text_content()
    for expected in ("测试准入", "收入", "坏样本率", "跨期样本", "稳定性", "pending cases", "not for consumers"):
        assert expected in text, expected
    assert not page.xpath("//script | //link | //img")
    result = run("report", desk / "card.json", "--out", desk / "en.html", "--data", desk / "rows.csv", "--dictionary",
                 desk / "dictionary.yaml", "--language", "en")
    assert result.exit_code == 0 and "bad rate" in (desk / "en.html").read_text(encoding="utf-8")


def test_points_of_a_file_are_those_of_every_other_engine(desk: Path) -> None:
    card = card_of(desk)
    for out in ("points.csv", "points.parquet"):
        assert "3,000 rows scored" in run("apply", desk / "card.json", desk / "rows.csv", "--out", desk / out, "--key", "id").output
    found = pl.read_csv(desk / "points.csv").sort("id")
    assert found["points"].to_list() == pl.read_parquet(desk / "points.parquet").sort("id")["points"].to_list()
    rows = pl.read_csv(desk / "rows.csv", try_parse_dates=True)
    assert found["points"].to_list() == apply(card, card_columns(card, rows)).tolist()
    query = run("export", desk / "card.json", "sql", "--dialect", "duckdb", "--table", "rows").output
    with duckdb.connect() as engine:
        engine.sql(f"CREATE VIEW rows AS FROM read_csv('{desk / 'rows.csv'}')")
        assert sorted(engine.sql(query).fetchall()) == list(zip(found["id"], found["points"], strict=True))


@pytest.mark.parametrize("kind", ["json", "sql", "markdown", "html"])
def test_a_card_is_exported_in_every_form(desk: Path, kind: str) -> None:
    assert run("export", desk / "card.json", kind, "--out", desk / f"card.{kind}").exit_code == 0
    assert card_of(desk).card_id in (desk / f"card.{kind}").read_text(encoding="utf-8")
    assert '"income"' in run("export", desk / "card.json", "sql", "--dialect", "postgres").output
    assert "`income`" in run("export", desk / "card.json", "sql", "--dialect", "spark").output


def test_two_cards_are_put_on_the_same_applicants(desk: Path) -> None:
    run("train", desk / "rows.csv", desk / "dictionary.yaml", "--out", desk / "woe.json", "--method", "woe")
    said = run("compare", desk / "woe.json", desk / "card.json", desk / "rows.csv", desk / "dictionary.yaml").output
    assert "3,000 applicants" in said and "difference" in said and "AUC" in said


def test_the_watch_is_silent_on_the_training_rows_and_loud_on_a_planted_shift(desk: Path) -> None:
    calm = run("watch", desk / "card.json", desk / "rows.csv", desk / "dictionary.yaml")
    assert (calm.exit_code, "out of its limits" in calm.output) == (0, True), calm.output
    table(shift=1.5).write_parquet(desk / "shifted.parquet")
    loud = run("watch", desk / "card.json", desk / "shifted.parquet", desk / "dictionary.yaml")
    assert loud.exit_code == 1 and "2025-10 income" in loud.output and "alarm" in loud.output
    assert not [line for line in loud.output.splitlines() if line.startswith("2025-05") and line.endswith("alarm")]


def test_a_leak_ends_training_with_its_column_and_the_mend(desk: Path, capsys, tmp_path: Path) -> None:
    table(leak=True).write_csv(tmp_path / "leak.csv")
    columns = DICTIONARY["columns"] | {"settled": {"known_at": "application"}}
    (tmp_path / "d.yaml").write_text(dictionary(columns=columns), encoding="utf-8")
    error = told(capsys, "train", tmp_path / "leak.csv", tmp_path / "d.yaml", "--out", tmp_path / "card.json")
    assert "settled" in error and "known_at: later" in error
    assert not (tmp_path / "card.json").exists()


def test_the_sba_columns_that_know_the_outcome_end_training(capsys, tmp_path: Path) -> None:
    rows, bad = sba()
    rows.with_columns(bad=bad.astype(int)).write_parquet(tmp_path / "sba.parquet")
    content = {"name": "sba", "version": "1", "purpose": {"zh": "测试", "en": "test"}, "outcome": {"column": "bad", "bad": [1]},
               "decided_on": "ApprovalDate",
               "columns": {name: {"known_at": "application"} for name in rows.columns if name != "ApprovalDate"}}
    (tmp_path / "d.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    error = told(capsys, "train", tmp_path / "sba.parquet", tmp_path / "d.yaml", "--out", tmp_path / "card.json")
    assert all(name in error for name in ("Term", "ChgOffDate", "ChgOffPrinGr"))


def test_each_fault_is_one_line_that_names_the_field(desk: Path, capsys, tmp_path: Path) -> None:
    rows = table()
    cases = [
        (rows.with_columns(extra=pl.lit(1)), "columns ['extra'] stand in no place of the data dictionary"),
        (rows.drop("income"), "columns ['income'] stand in the data dictionary but not in the table"),
        (rows.with_columns(bad=pl.lit(1)), "do not hold both outcomes"),
        (rows.with_columns(bad=pl.lit(0)), "bad: no value is 1"),
        (rows.with_columns(bad=pl.lit("x")), "its values are x"),
        (rows.with_columns(day=pl.lit("soon")), "day: decided_on is a column of dates"),
    ]
    for number, (frame, expected) in enumerate(cases):
        frame.write_csv(tmp_path / f"{number}.csv")
        error = told(capsys, "train", tmp_path / f"{number}.csv", desk / "dictionary.yaml", "--out", tmp_path / "card.json")
        assert expected in error and error.count("\n") == 1, (expected, error)
    rows.with_columns(income=pl.lit("much")).write_csv(tmp_path / "text.csv")
    out = ("--out", tmp_path / "p.csv", "--key")
    assert "income: expected numbers" in told(capsys, "apply", desk / "card.json", tmp_path / "text.csv", *out, "id")
    assert "--key nobody" in told(capsys, "apply", desk / "card.json", desk / "rows.csv", *out, "nobody")
    assert "none of postgres" in told(capsys, "export", desk / "card.json", "sql", "--dialect", "oracle")
    assert "trained on no rows" in told(capsys, "watch", PARK_E, desk / "rows.csv", desk / "dictionary.yaml")
    (tmp_path / "edited.json").write_text(json.dumps(json.loads((desk / "card.json").read_text()) | {"intercept_points": 1}))
    assert "it was changed after it was saved" in told(capsys, "report", tmp_path / "edited.json", "--out", tmp_path / "r.html")
