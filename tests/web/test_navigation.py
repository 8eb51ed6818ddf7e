"""The header's links."""

import pytest
from django.test import RequestFactory

from yizhan.web.navigation import Place, links

PLACES = (
    Place("home", "Home"),
    Place("applications", "Applications"),
    Place("branch", "Branch", "may_see_branch"),
    Place("no_such_page", "?"),
)


@pytest.mark.usefixtures("guide")
def test_a_page_that_does_not_exist_or_may_not_be_seen_has_no_link() -> None:
    request = RequestFactory().get("/applications/")
    assert [link["label"] for link in links(PLACES, request, {})] == ["Home", "Applications"]
    assert [link["label"] for link in links(PLACES, request, {"may_see_branch": True})] == [
        "Home",
        "Applications",
        "Branch",
    ]


@pytest.mark.usefixtures("guide")
def test_the_section_of_the_page_is_current_and_no_other() -> None:
    request = RequestFactory().get("/applications/0190/profile/")
    assert [link["current"] for link in links(PLACES, request, {})] == [False, True]
