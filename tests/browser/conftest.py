"""The branch as its visitors meet it: pages, worker and core bank as processes, and a real Chromium."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """A module's own browser: playwright keeps an event loop running in this thread, which Django would otherwise refuse to work beside."""
    from tests.browser.chromium import chromium

    with pytest.MonkeyPatch.context() as patch, chromium() as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield browser


@pytest.fixture
def branch(browser, committing_db, tmp_path) -> Iterator:
    from tests.served import served

    with served(committing_db, tmp_path, "core_bank", "web", "worker") as branch:
        yield branch
