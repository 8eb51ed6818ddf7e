"""Import and evaluation of populations for the command line: progress while it works, tables or JSON at the end."""

import hashlib
import json
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from yizhan.app.command_failed import CommandFailed
from yizhan.kernel.clock import SystemClock, branch_date
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Enterprise, Invoice
from yizhan.workflows.invoice_import import import_invoices
from yizhan.workflows.population import evaluate_population, open_population, summary_of

CLOCK = SystemClock()
CHUNK_BYTES = 1024 * 1024


def import_population(file: Path, enterprises: Path) -> None:
    """Import enterprises and invoices, with progress; prints what was new, known and bad."""
    console = Console(stderr=True)
    upload = open_population(None, CLOCK, file.name, _sha256(file), file.stat().st_size, _enterprise_rows(enterprises))
    with _progress(console) as bar:
        task = bar.add_task("invoices", total=_row_count(file))
        result = import_invoices(None, CLOCK, upload, file, lambda done: bar.update(task, completed=done.rows_read))
    if isinstance(result, Refusal):
        raise CommandFailed(f"{result.code}: {dict(result.facts)}")
    print(
        f"{result.rows_read:,} rows read: {result.rows_added:,} new, {result.rows_known:,} known, "
        f"{result.rows_voided:,} marked void, {result.rows_conflicting:,} conflicts, {result.rows_bad:,} bad"
    )
    for problem in result.problems.order_by("line")[:20]:
        print(f"  line {problem.line}, {problem.field}: {problem.code} {problem.facts}")


def print_evaluation(as_of: date | None, decision_date: date | None, product: str, as_json: bool) -> None:
    """Evaluate all imported enterprises; nothing is stored."""
    today = branch_date(CLOCK.now())
    console = Console(stderr=True)
    total = Enterprise.objects.filter(external_code__isnull=False).count()
    with _progress(console) as bar:
        task = bar.add_task("enterprises", total=total)
        found = list(evaluate_population(as_of or today, decision_date or today, product, lambda: bar.advance(task)))
    refusals = [item for item in found if isinstance(item, Refusal)]
    if refusals:
        raise CommandFailed(f"{refusals[0].code}: {dict(refusals[0].facts)}")
    imported = Enterprise.objects.filter(external_code__isnull=False, is_demo=False)
    summary = summary_of(found, Invoice.objects.filter(enterprise__in=imported).count())
    if as_json:
        print(json.dumps(summary, ensure_ascii=False))
        return
    _print_tables(summary, [item.decision for item in found])


def _print_tables(summary: dict, decisions: list) -> None:
    console = Console()
    console.print(f"{summary['enterprises']} enterprises, {summary['invoices']:,} invoices, {summary['with_features']} with features")
    for name in ("grades", "outcomes", "reasons"):
        table = Table("", "enterprises", title=name)
        for key, count in summary[name].items():
            table.add_row(str(key), str(count))
        console.print(table)
    limits = sorted(decision.limit.amount.major for decision in decisions if decision.amount is not None)
    if limits:
        middle = limits[len(limits) // 2]
        console.print(
            f"provisional limits: {len(limits)} enterprises, from {limits[0]:,.0f} to {limits[-1]:,.0f} yuan, median {middle:,.0f}"
        )


def _enterprise_rows(path: Path) -> list[dict]:
    from pyarrow import parquet

    table = parquet.read_table(path)
    missing = {"enterprise", "name"} - set(table.column_names)
    if missing:
        raise CommandFailed(f"{path.name}: the columns {', '.join(sorted(missing))} are missing; it needs enterprise and name")
    return table.select(["enterprise", "name"]).to_pylist()


def _row_count(path: Path) -> int | None:
    """How many rows a Parquet file says it has; None for other files, whose progress then has no end."""
    from pyarrow import ArrowInvalid, parquet

    try:
        return parquet.read_metadata(path).num_rows
    except ArrowInvalid:
        return None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _progress(console: Console) -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"), TimeElapsedColumn(), console=console)
