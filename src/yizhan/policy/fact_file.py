"""A file of facts, YAML or JSON, as people send it to the desk: {staff: 120, revenue: 3000万, industry: software}."""

import json
from collections.abc import Mapping
from typing import Any

import yaml

from yizhan.policy.facts import FactError, FactSheet, read_sheet


def read_fact_text(text: str) -> FactSheet:
    """The sheet of a file's text. Raises FactError that names the line of broken YAML, or every wrong fact and its fix."""
    return read_sheet(_mapping(text))


def _mapping(text: str) -> Mapping[str, Any]:
    try:
        # JSON is a part of YAML but for tabs, and its own reader tells exact decimals.
        content = json.loads(text, parse_float=str) if text.lstrip().startswith("{") else yaml.safe_load(text)
    except (yaml.YAMLError, json.JSONDecodeError) as error:
        raise FactError(f"the file is neither YAML nor JSON: {str(error).strip()}") from None
    if content is None:
        return {}
    facts = content.get("facts", content) if isinstance(content, Mapping) else None
    if not isinstance(facts, Mapping):
        raise FactError("the file holds no table of facts: write one fact a line, such as `staff: 120`")
    return {str(name): _exact(value) for name, value in facts.items()}


def _exact(value: Any) -> Any:
    """YAML reads 0.12 as a float; its shortest text is what was written."""
    return repr(value) if isinstance(value, float) else value
