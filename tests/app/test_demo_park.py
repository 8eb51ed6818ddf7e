"""The logins are said where the demo cast lives, and a branch with people in it is left alone."""

from dataclasses import replace

import pytest

from tests.cast import clock, make_cast
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.demo_park import build, build_in_empty_branch, greeting
from yizhan.app.environment import read_environment
from yizhan.demo.cast import DEMO_PASSWORD, LOGINS
from yizhan.records.models import User
from yizhan.workflows.people import create_user


def test_the_greeting_names_the_demo_logins_only_where_they_exist(committing_db) -> None:
    environment, database = read_environment(), BranchDatabase(committing_db.owner_url, committing_db.app_url, committing_db.switch_url)
    assert greeting("http://x:1", environment, database) == "Yizhan is open at http://x:1"
    create_user(None, clock(), LOGINS[0].username, DEMO_PASSWORD, "applicant", "x")
    said = greeting("http://x:1", environment, database)
    assert DEMO_PASSWORD in said and all(login.username in said for login in LOGINS)
    assert DEMO_PASSWORD not in greeting("http://x:1", replace(environment, demo=False), database)


@pytest.mark.django_db
def test_nothing_is_built_in_a_branch_that_has_people() -> None:
    make_cast()
    before = User.objects.count()
    assert "nothing was built" in build(read_environment(), None)
    build_in_empty_branch(replace(read_environment(), demo=False), None)
    assert User.objects.count() == before


@pytest.mark.django_db
def test_without_the_demo_setting_an_empty_branch_stays_empty() -> None:
    build_in_empty_branch(replace(read_environment(), demo=False), None)
    assert not User.objects.exists()
