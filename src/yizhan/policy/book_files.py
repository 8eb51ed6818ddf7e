"""Books of figures from files: a folder of parameter files, or a reform file that changes some figures of another book.

A reform file is a list: `- {programme: tech_sme, name: score_min, value: 55, effective_from: 2027-01-01, source: draft}`.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from yizhan.kernel.dated import DatedDataError
from yizhan.policy.parameters import ParameterBook, load_programme
from yizhan.policy.reform import reform

SUFFIX = ".parameters.yaml"
_FIELDS = {"programme", "name", "value", "effective_from", "source"}


def read_book(path: Path, base: ParameterBook) -> ParameterBook:
    """The book of a folder or a reform file; programmes and figures that it does not name are those of `base`.

    Raises DatedDataError that names the file, the entry and the mend.
    """
    return _folder(path, base) if path.is_dir() else _reform_file(path, base)


def _folder(path: Path, base: ParameterBook) -> ParameterBook:
    files = sorted(path.glob(f"*{SUFFIX}"))
    if not files:
        raise DatedDataError(f"{path.name}: the folder holds no NAME{SUFFIX}")
    programmes = {file.name.removesuffix(SUFFIX): load_programme(file) for file in files}
    strange = sorted(set(programmes) - set(base.programmes))
    if strange:
        raise DatedDataError(f"{path.name}: no programme is called {', '.join(strange)}; there are {', '.join(sorted(base.programmes))}")
    return ParameterBook({**base.programmes, **programmes})


def _reform_file(path: Path, base: ParameterBook) -> ParameterBook:
    try:
        return reformed(yaml.safe_load(path.read_text(encoding="utf-8")), base, path.name)
    except yaml.YAMLError as error:
        raise DatedDataError(f"{path.name}: not readable as YAML: {error}") from error


def reformed(content: Any, base: ParameterBook, where: str) -> ParameterBook:
    """`base` with the changes of a reform, in their order."""
    if not isinstance(content, list) or not content:
        raise DatedDataError(f"{where}: expected a list of changes, each with programme, name, value and effective_from")
    book = base
    for number, change in enumerate(content, 1):
        book = _changed(change, book, f"{where}, change {number}")
    return book


def _changed(change: Any, book: ParameterBook, where: str) -> ParameterBook:
    if not isinstance(change, Mapping):
        raise DatedDataError(f"{where}: a change must be a mapping")
    unknown, missing = set(change) - _FIELDS, _FIELDS - {"source"} - set(change)
    if unknown or missing:
        raise DatedDataError(f"{where}: unknown fields {sorted(map(str, unknown))}, missing fields {sorted(missing)}")
    programme, name, start = change["programme"], change["name"], change["effective_from"]
    if name not in book.programmes.get(programme, {}):
        raise DatedDataError(f"{where}: {programme} has no figure {name!r}; docs/reference/policy-programmes.md lists them")
    if not isinstance(start, date):
        raise DatedDataError(f"{where}: dates are written as 2026-11-23, without quotes")
    return reform(book, programme, name, change["value"], start, str(change.get("source", "what-if")))
