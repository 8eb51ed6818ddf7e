"""The mark of a prepared branch: made once, gone with another database, another version or missing static files."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.databases import TestDatabase
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.environment import Environment, read_environment
from yizhan.app.prepared import is_prepared, mark_prepared


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    return read_environment({"YIZHAN_HOME": str(tmp_path)})


def test_a_fresh_database_is_not_prepared_and_a_marked_one_is(environment: Environment, fresh_database: TestDatabase) -> None:
    database = BranchDatabase(fresh_database.owner_url, fresh_database.app_url, fresh_database.switch_url)
    assert not is_prepared(environment, database)
    mark_prepared(environment, database)
    assert is_prepared(environment, database)


def test_missing_static_files_or_a_wish_for_the_demo_park_undo_it(environment: Environment, fresh_database: TestDatabase) -> None:
    database = BranchDatabase(fresh_database.owner_url, fresh_database.app_url, fresh_database.switch_url)
    mark_prepared(environment, database)
    assert not is_prepared(replace(environment, demo=not environment.demo), database)
    (environment.home / "static" / "staticfiles.json").unlink()
    assert not is_prepared(environment, database)
