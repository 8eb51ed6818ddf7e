"""Named SQL of the records floor: `-- name --` lines in the files of sql/ divide the queries."""

import functools
import re
from pathlib import Path

_DIVIDER = re.compile(r"^-- (\w+) --$", re.MULTILINE)


@functools.cache
def queries(file: str = "queries.sql") -> dict[str, str]:
    """All queries of a file by name."""
    text = (Path(__file__).parent / "sql" / file).read_text(encoding="utf-8")
    parts = _DIVIDER.split(text)
    return {name: body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)}
