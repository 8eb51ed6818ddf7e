"""What the commands of cards do with files: read, train, judge, score, write. Errors name the field and the mend."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from yizhan.app.command_failed import CommandFailed
from yizhan.credit.scorecard.batch import apply, grades, probabilities
from yizhan.credit.scorecard.bins import CardError, RowError
from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.card_json import from_json, to_json
from yizhan.credit.scorecard.document import Section, model_document, stability_section, to_html
from yizhan.credit.scorecard.expert import load_expert_card
from yizhan.credit.scorecard.export import export
from yizhan.credit.scorecard.judge import card_columns, compare, judge
from yizhan.credit.scorecard.watch import backtest, own_baseline, watch, watch_limits
from yizhan.kernel.clock import SystemClock, branch_date

LANGUAGES = ("zh", "en")
DIALECTS = {"postgres": "postgresql", "postgresql": "postgresql", "duckdb": "duckdb", "spark": "spark"}
LEAK_MEND = "take the column out, or write known_at: later in the data dictionary"


@contextmanager
def named_errors() -> Iterator[None]:
    """What is wrong with a file becomes one clear line and exit status 1."""
    from yizhan.credit.scorecard.training_data import TrainingError

    try:
        yield
    except (CardError, RowError, TrainingError, OSError) as error:
        raise CommandFailed(str(error)) from error
    except KeyError as error:
        raise CommandFailed(str(error.args[0])) from error
    except ImportError as error:
        raise CommandFailed(f"{error.name} is not installed; training needs the extra [train]: pip install 'yizhan[train]'") from error


def read_card(path: Path) -> Scorecard:
    """A card from JSON, or an expert card from YAML."""
    if path.suffix.lower() in (".yaml", ".yml"):
        return load_expert_card(path)
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except (CardError, UnicodeDecodeError) as error:
        raise CardError(f"{path.name}: {error}") from error


def write_card(card: Scorecard, path: Path) -> None:
    """The card as JSON."""
    path.write_text(to_json(card), encoding="utf-8")


def write_html(card: Scorecard, sections: Sequence[Section], path: Path, language: str) -> None:
    """Sections as one page for printing."""
    path.write_text(to_html(card, sections, language), encoding="utf-8")


def train_card(data: Path, dictionary: Path, method: str, tables: int, seed: int, language: str,
               say: Callable[[str], None]) -> tuple[Scorecard, tuple[Section, ...]]:
    """The card of a table and its model document. Leaks that forbid training raise CommandFailed after all are told."""
    from yizhan.credit.scorecard import dataset as datasets
    from yizhan.credit.scorecard.dictionary import load_dictionary
    from yizhan.credit.scorecard.train import train

    _check_language(language)
    explained = load_dictionary(dictionary)
    found = datasets.dataset(explained, datasets.read_table(data))
    for name in found.known_later:
        say(f"left out: {name} is known later than the decision")
    for leak in found.leaks:
        say(f"{'LEAK' if leak.severity == 'refuse' else 'warning'}: {leak.column}: {leak.code} {dict(leak.facts)}")
    if found.refused:
        names = ", ".join(leak.column for leak in found.refused)
        raise CommandFailed(f"{len(found.refused)} columns know the outcome: {names}; {LEAK_MEND}")
    early, late, part = datasets.split(found, explained, seed)
    settings = datasets.settings_of(explained, found, early, method, tables, seed)
    card = train(datasets.rows_of(found.columns, early), found.bad[early], settings)
    rows = card_columns(card, datasets.rows_of(found.columns, late))
    judged = judge(card, rows, found.bad[late], part, seed)
    card = dataclasses.replace(card, metrics=(*card.metrics, *judged.metrics))
    for metric in judged.metrics:
        say(f"{metric.name} on {part}: {metric.value:.4f} [{metric.low95:.4f}, {metric.high95:.4f}]")
    document = model_document(card, [judged], language, explained.exclusions, explained.limits_of_use)
    return card, (*document, stability_section(card, own_baseline(card), rows, part, watch_limits(_today())))


def report_sections(card: Scorecard, data: Path | None, dictionary: Path | None, language: str) -> tuple[Section, ...]:
    """The model document; with rows and their dictionary also figures on them."""
    _check_language(language)
    if data is None or dictionary is None:
        if data or dictionary:
            raise CommandFailed("--data and --dictionary go together: the dictionary says which column is the outcome")
        return model_document(card, [], language)
    columns, bad, _days, explained = _outcome_rows(data, dictionary)
    rows = card_columns(card, columns)
    document = model_document(card, [judge(card, rows, bad, data.stem)], language, explained.exclusions, explained.limits_of_use)
    baseline = own_baseline(card)
    return (*document, stability_section(card, baseline, rows, data.stem, watch_limits(_today()))) if baseline else document


def score_file(card: Scorecard, data: Path, out: Path, keys: Sequence[str]) -> int:
    """Keys, points, probability of default and grade of every row; how many rows."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    from yizhan.credit.scorecard.dataset import SUFFIXES, read_table

    if out.suffix.lower() not in SUFFIXES:
        raise CommandFailed(f"--out {out.name}: name a file that ends in .csv or .parquet")
    table = read_table(data)
    if absent := [key for key in keys if key not in table.column_names]:
        raise CommandFailed(f"--key {absent[0]}: {data.name} has no such column; it has {', '.join(table.column_names)}")
    points = apply(card, card_columns(card, table))
    scored = pa.table({**{key: table[key] for key in keys}, "points": pa.array(points),
                       "pd": pa.array(probabilities(card, points)), "grade": pa.array(grades(card, points).tolist(), pa.string())})
    if out.suffix.lower() == ".csv":
        csv.write_csv(scored, out)
    else:
        parquet.write_table(scored, out)
    return len(points)


def exported(card: Scorecard, kind: str, dialect: str, table: str, keys: tuple[str, ...], language: str) -> str:
    """A card in one of its written forms."""
    _check_language(language)
    if kind not in ("json", "sql", "markdown", "html"):
        raise CommandFailed(f"{kind!r} is none of json, sql, markdown, html")
    if kind == "sql" and dialect not in DIALECTS:
        raise CommandFailed(f"--dialect {dialect!r} is none of postgres, duckdb, spark")
    return export(card, DIALECTS[dialect] if kind == "sql" else kind, language, table, keys)


def comparison(champion: Scorecard, challenger: Scorecard, data: Path, dictionary: Path) -> list[str]:
    """Two cards on the same applicants, line by line."""
    table, bad, _days, _explained = _outcome_rows(data, dictionary)
    found = compare(champion, challenger, table, bad)
    difference = found.difference
    low, high = difference.low95 or 0.0, difference.high95 or 0.0
    better = "the challenger ranks better" if low > 0 else "the champion ranks better"
    verdict = "chance explains the difference" if low <= 0 <= high else better
    return [
        f"{found.rows:,} applicants, {found.bads:,} bad",
        f"champion   {champion.name} {champion.version}: AUC {found.champion_auc:.4f}, log-loss {found.champion_log_loss:.4f}",
        f"challenger {challenger.name} {challenger.version}: AUC {found.challenger_auc:.4f}, log-loss {found.challenger_log_loss:.4f}",
        f"difference {difference.value:+.4f} [{low:+.4f}, {high:+.4f}]: {verdict}",
    ]


def watched(card: Scorecard, data: Path, dictionary: Path) -> tuple[list[str], int]:
    """Stability by month and defaults by grade as lines, and how many are out of their limits."""
    baseline = own_baseline(card)
    if baseline is None:
        raise CommandFailed(f"card {card.name} {card.version} was trained on no rows that it could be compared with; watch a trained card")
    table, bad, days, _explained = _outcome_rows(data, dictionary)
    if days is None or np.isnan(days).any():
        raise CommandFailed("decided_on: the watch needs the day of each decision; name the column in the data dictionary and fill it")
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(str)
    limits, rows = watch_limits(_today()), card_columns(card, table)
    found = watch(card, baseline, rows, months, limits)
    tests = backtest(card, apply(card, rows), bad, limits)
    lines = [f"{one.month} {one.name}: index {one.index:.3f} over {one.rows:,} rows, {one.level}" for one in found]
    lines += [f"grade {one.grade}: {one.bads:,} bad of {one.rows:,}, expected {one.expected_rate:.2%}, "
              f"limits {one.bads_low:,} to {one.bads_high:,}, {one.verdict}" for one in tests]
    return lines, sum(one.level != "stable" for one in found) + sum(one.verdict != "within" for one in tests)


def _outcome_rows(data: Path, dictionary: Path) -> tuple[Any, np.ndarray, Any, Any]:
    """The columns of rows with an outcome, the outcomes, the days of decision, and the dictionary."""
    from yizhan.credit.scorecard import dataset as datasets
    from yizhan.credit.scorecard.dictionary import load_dictionary

    explained = load_dictionary(dictionary)
    found = datasets.dataset(explained, datasets.read_table(data), guard=False)
    return found.columns, found.bad, found.decided_on, explained


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise CommandFailed(f"--language {language!r} is none of {', '.join(LANGUAGES)}")


def _today() -> Any:
    return branch_date(SystemClock().now())
