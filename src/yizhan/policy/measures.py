"""The words of measures: points, ratios and limits that a verdict computes on the way."""

import functools
from collections.abc import Mapping
from pathlib import Path

import yaml

from yizhan.kernel.text import Bilingual


@functools.cache
def measure_words() -> Mapping[tuple[str, str], Bilingual]:
    """Words by (programme, measure); a measure without words is shown by something else than its figure."""
    content = yaml.safe_load(Path(__file__).with_name("measures.yaml").read_text(encoding="utf-8"))
    return {(programme, name): Bilingual(item["zh"], item["en"]) for programme, items in content.items() for name, item in items.items()}
