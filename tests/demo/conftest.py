"""One park for all tests of this folder, on a database of its own where commits are real."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.databases import _copy
from yizhan.app.migrate import django_connected_to
from yizhan.kernel.clock import SHANGHAI

NOW = datetime(2026, 11, 23, 10, 20, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def park(cluster, template, django_db_blocker) -> Iterator:
    """The park as it stands on a Monday morning."""
    from yizhan.demo.park import build_park

    with _copy(cluster, template) as copy, django_db_blocker.unblock(), django_connected_to(copy.app_url):
        yield build_park(NOW)
