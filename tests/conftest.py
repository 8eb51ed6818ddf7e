"""Gives every test run an environment of its own before Django's settings are read, and the databases' fixtures.

The settings module is named here and not in pyproject.toml: pytest-django would read it before this file has put the user's
own DATABASE_URL and YIZHAN_HOME out of reach.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

KEPT = ("YIZHAN_SCREENSHOTS",)  # a folder for pictures of the browser's tests; no setting of the branch


def _set_environment_apart() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    home = Path(os.environ["YIZHAN_HOME"], worker) if worker else Path(tempfile.mkdtemp(prefix="yizhan-test-"))
    for name in [name for name in os.environ if name.startswith(("YIZHAN_", "DATABASE_", "GRANIAN_", "PG")) and name not in KEPT]:
        del os.environ[name]
    os.environ["YIZHAN_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "yizhan.app.settings"
    if not worker:  # the workers' homes lie within the controller's
        atexit.register(shutil.rmtree, home, ignore_errors=True)


_set_environment_apart()

import django  # noqa: E402

from tests.databases import (  # noqa: E402
    app_cursor,
    cluster,
    committing_db,
    django_db_setup,
    fresh_database,
    modules_home,
    own_home,
    owner_cursor,
    switch_cursor,
    template,
    worker_database,
)

__all__ = ["app_cursor", "cluster", "committing_db", "django_db_setup", "fresh_database", "modules_home", "own_home",
           "owner_cursor", "switch_cursor", "template", "worker_database"]


def pytest_configure() -> None:
    """Before test files are collected, since many import models at their head."""
    django.setup()
