"""Somebody who has not signed in."""

import pytest
from django.test import Client

from tests.web.conftest import PLAIN_STATIC


@pytest.fixture
def visitor(settings) -> Client:
    """A browser without a session, in English."""
    settings.STORAGES, settings.ALLOWED_HOSTS = PLAIN_STATIC, ["*"]
    client = Client()
    client.cookies["yizhan_language"] = "en"
    return client
