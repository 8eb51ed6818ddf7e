"""A card in any of its written forms: JSON, SQL of three dialects, the printable card as Markdown or HTML."""

from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.card_json import to_json
from yizhan.credit.scorecard.document import card_sections, to_html, to_markdown
from yizhan.credit.scorecard.sql import DIALECTS, to_sql

FORMATS = ("json", *DIALECTS, "markdown", "html")


def export(card: Scorecard, written: str, language: str = "zh", table: str = "applicants", keys: tuple[str, ...] = ("id",)) -> str:
    """The text of a card in one of `FORMATS`; `table` and `keys` name where SQL reads. Raises ValueError."""
    if written == "json":
        return to_json(card)
    if written in DIALECTS:
        return to_sql(card, written, table, keys)
    if written not in FORMATS:
        raise ValueError(f"format {written!r} is none of {', '.join(FORMATS)}")
    write = to_markdown if written == "markdown" else to_html
    return write(card, card_sections(card, language), language)
