"""The style guide and the error pages, served as the application serves pages, without a database."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from tests.web.page_server import page_server

PLAIN_STATIC = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(scope="module")
def guide() -> Iterator[None]:
    """The style guide's addresses instead of the branch's."""
    with override_settings(ROOT_URLCONF="tests.web.urls", STORAGES=PLAIN_STATIC, ALLOWED_HOSTS=["*"]):
        yield


@pytest.fixture
def visitor(guide: None) -> Client:
    """Somebody with a browser without script."""
    return Client(raise_request_exception=True)


@pytest.fixture(scope="module")
def site(guide: None) -> Iterator[str]:
    """The address of a server with the style guide and the static files."""
    with page_server() as address:
        yield address
