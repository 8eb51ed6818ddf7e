"""Icons say again what words say, so screen readers skip them."""

import pytest
from lxml import etree

from yizhan.web.icons import PATHS, icon


@pytest.mark.parametrize("name", PATHS)
def test_an_icon_is_well_formed_and_hidden_from_screen_readers(name: str) -> None:
    assert etree.fromstring(icon(name)).get("aria-hidden") == "true"


def test_an_unknown_icon_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")
