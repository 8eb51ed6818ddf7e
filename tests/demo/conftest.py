"""One park for all tests of this folder, on a database of its own where commits are real."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from tests.databases import _copy
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.card_keys.making import make_first_keys, open_keys
from yizhan.app.environment import read_environment
from yizhan.app.migrate import django_connected_to
from yizhan.kernel.clock import SHANGHAI

NOW = datetime(2026, 11, 23, 10, 20, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def park(cluster, template, django_db_blocker) -> Iterator:
    """The park as it stands on a Monday morning."""
    from yizhan.demo.park import build_park

    with _copy(cluster, template) as copy, django_db_blocker.unblock(), django_connected_to(copy.app_url):
        built = build_park(NOW)
        built.database = BranchDatabase(copy.owner_url, copy.app_url, copy.switch_url)
        yield built


@pytest.fixture(scope="module")
def paid_park(park, tmp_path_factory) -> Iterator:
    """The park once its travellers have paid; the vault's keys are made before, as the preparation does it."""
    from yizhan.app.demo_payments import pay_in_the_past

    environment = replace(read_environment(), vault_keys=tmp_path_factory.mktemp("keys") / "vault.keys", card_bin_digits=8)
    assert make_first_keys(environment, park.database, NOW) is None
    park.open_keys = lambda: open_keys(environment)
    park.payments = pay_in_the_past(environment, park.database, NOW)
    yield park
