"""The style guide and the error pages, served as the application serves pages, without a database."""

import threading
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import Client, override_settings

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


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(guide: None) -> Iterator[str]:
    """The address of a server with the style guide and the static files."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, ipv6=False)
    server.set_app(StaticFilesHandler(WSGIHandler()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()
