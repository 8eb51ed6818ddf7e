"""Commands of cards: train, report, apply, export, compare, watch. They work on files and need no database."""

from pathlib import Path
from typing import Annotated

import typer

scorecard = typer.Typer(no_args_is_help=True, help="Cards of points: train, report, apply, export, compare, watch.")

CARD = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Card: JSON, or an expert card in YAML.")]
DATA = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Table: CSV or Parquet.")]
DICTIONARY = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Data dictionary: YAML.")]
LANGUAGE = Annotated[str, typer.Option(help="zh or en.")]


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.add_typer(scorecard, name="scorecard")


@scorecard.command()
def train(
    data: DATA,
    dictionary: DICTIONARY,
    out: Annotated[Path, typer.Option(help="File for the card (JSON).")],
    report: Annotated[Path | None, typer.Option(help="File for the model document (HTML).")] = None,
    method: Annotated[str, typer.Option(help="boost or woe.")] = "boost",
    tables: Annotated[int, typer.Option(min=0, max=5, help="Two-way tables at most; kept only if held-out rows gain.")] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the split and of all choices.")] = 0,
    language: LANGUAGE = "zh",
) -> None:
    """Look for leaks, train on the earlier (or 70 % of the) rows, judge on the others, write the card. Leaks end it with status 1."""
    from yizhan.app import scorecard_files as files

    with files.named_errors():
        card, sections = files.train_card(data, dictionary, method, tables, seed, language, typer.echo)
        files.write_card(card, out)
        if report is not None:
            files.write_html(card, sections, report, language)
    sizes = f"{len(card.variables)} variables, {len(card.pairs)} two-way tables"
    typer.echo(f"{out}: card {card.name} {card.version}, id {card.card_id}, {sizes}")


@scorecard.command()
def report(
    card: CARD,
    out: Annotated[Path, typer.Option(help="File for the page (HTML, made to be printed).")],
    data: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Rows to judge on; needs --dictionary.")] = None,
    dictionary: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Data dictionary: YAML.")] = None,
    language: LANGUAGE = "zh",
) -> None:
    """Write the model document; with rows that have outcomes also how the card does on them."""
    from yizhan.app import scorecard_files as files

    with files.named_errors():
        loaded = files.read_card(card)
        files.write_html(loaded, files.report_sections(loaded, data, dictionary, language), out, language)
    typer.echo(f"{out}: model document of {loaded.name} {loaded.version}")


@scorecard.command()
def apply(
    card: CARD,
    data: DATA,
    out: Annotated[Path, typer.Option(help="File for points, probability and grade: CSV or Parquet.")],
    key: Annotated[list[str], typer.Option(help="Column to carry over; may be given more than once.")],
) -> None:
    """Score every row of a table. Missing or mistyped columns are errors, never a silent score."""
    from yizhan.app import scorecard_files as files

    with files.named_errors():
        rows = files.score_file(files.read_card(card), data, out, key)
    typer.echo(f"{out}: {rows:,} rows scored")


@scorecard.command()
def export(
    card: CARD,
    kind: Annotated[str, typer.Argument(help="json, sql, markdown or html.")],
    dialect: Annotated[str, typer.Option(help="For sql: postgres, duckdb or spark.")] = "postgres",
    table: Annotated[str, typer.Option(help="For sql: the table to read.")] = "applicants",
    key: Annotated[list[str] | None, typer.Option(help="For sql: columns to carry over; id when not given.")] = None,
    out: Annotated[Path | None, typer.Option(help="File; standard output when not given.")] = None,
    language: LANGUAGE = "zh",
) -> None:
    """Write a card as SQL, JSON, or the printable card. The points are those of every other engine, bit by bit."""
    from yizhan.app import scorecard_files as files

    with files.named_errors():
        text = files.exported(files.read_card(card), kind, dialect, table, tuple(key or ("id",)), language)
        if out is not None:
            out.write_text(text, encoding="utf-8")
    typer.echo(f"{out}: written" if out is not None else text, nl=out is not None)


@scorecard.command()
def compare(
    champion: CARD,
    challenger: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The other card.")],
    data: DATA,
    dictionary: DICTIONARY,
) -> None:
    """Put two cards on the same applicants; when the interval holds 0, chance explains the difference."""
    from yizhan.app import scorecard_files as files

    with files.named_errors():
        for line in files.comparison(files.read_card(champion), files.read_card(challenger), data, dictionary):
            typer.echo(line)


@scorecard.command()
def watch(card: CARD, data: DATA, dictionary: DICTIONARY) -> None:
    """Stability by month against the training rows, and defaults by grade; exit status 1 when anything is out of its limits."""
    from yizhan.app import scorecard_files as files

    with files.named_errors():
        lines, alarms = files.watched(files.read_card(card), data, dictionary)
    for line in lines:
        typer.echo(line)
    typer.echo(f"{alarms} alarms" if alarms else "Nothing is out of its limits.")
    raise typer.Exit(int(alarms > 0))
