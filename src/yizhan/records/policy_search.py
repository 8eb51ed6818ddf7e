"""Words against the policy desk's texts, compared by the database (pg_trgm in the schema `trigrams`)."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db.backends.utils import CursorWrapper

_COMPARE = (Path(__file__).parent / "sql" / "compare_words.sql").read_text(encoding="utf-8")


def can_compare(cursor: CursorWrapper) -> bool:
    """Whether this database has the trigrams where they are looked for."""
    cursor.execute("SELECT to_regproc('trigrams.strict_word_similarity') IS NOT NULL")
    return cursor.fetchone()[0]


def compare(cursor: CursorWrapper, pieces: Sequence[str], texts: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, str, float, float]]:
    """(key, piece, similarity with the first text, with the second) of every piece with every text."""
    keys, firsts, seconds = ([text[place] for text in texts] for place in range(3))
    cursor.execute(_COMPARE, [keys, firsts, seconds, list(pieces)])
    yield from cursor.fetchall()
