"""Named SQL of the records floor: `-- name --` lines in sql/queries.sql divide the queries."""

import functools
import re
from pathlib import Path

_DIVIDER = re.compile(r"^-- (\w+) --$", re.MULTILINE)


@functools.cache
def queries() -> dict[str, str]:
    """All queries by name."""
    text = (Path(__file__).parent / "sql" / "queries.sql").read_text(encoding="utf-8")
    parts = _DIVIDER.split(text)
    return {name: body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)}
