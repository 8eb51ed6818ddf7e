"""One library holds every tag and filter, and each is described."""

from pathlib import Path

import pytest

import yizhan.web
from yizhan.web.tags import components, formats, forms, page
from yizhan.web.templatetags import yizhan as library

DESCRIBED = (Path(yizhan.web.__file__).parent / "components.md").read_text(encoding="utf-8")
# Parts of our own templates, of no use in a page.
INNER = {"show", "fact_or_safe", "theme", "places", "query", "short_number"}


@pytest.mark.parametrize("part", [components, formats, forms, page], ids=lambda part: part.__name__)
def test_the_library_holds_every_tag_and_filter_of_each_part(part) -> None:
    assert part.register.tags.keys() <= library.register.tags.keys()
    assert part.register.filters.keys() <= library.register.filters.keys()


@pytest.mark.parametrize("name", sorted((library.register.tags.keys() | library.register.filters.keys()) - INNER))
def test_a_tag_or_filter_is_described(name: str) -> None:
    assert f"% {name} " in DESCRIBED or f"`{name}`" in DESCRIBED or f"|{name}" in DESCRIBED.replace("\\|", "|")
