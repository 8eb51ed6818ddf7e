"""One served branch for all tests that ask over HTTP: starting a server costs seconds."""

import os
from collections.abc import Iterator

import pytest

UPLOAD_BYTES_MAX = 4 * 2**20


@pytest.fixture(scope="session")
def web_database(cluster, template) -> Iterator:
    """The database behind `web`."""
    from tests.databases import create_database, drop_database

    name = f"run_{os.getpid()}_web"
    yield create_database(cluster, name, template)
    drop_database(cluster, name)


@pytest.fixture(scope="session")
def spool(tmp_path_factory):
    """The folder for the served branch's temporary files."""
    return tmp_path_factory.mktemp("spool")


@pytest.fixture(scope="session")
def web(web_database, spool, tmp_path_factory) -> Iterator:
    """The pages of a branch on a free port, with a low limit of uploads so that going over it takes no time."""
    from tests.served import served

    with served(web_database, tmp_path_factory.mktemp("web"), YIZHAN_UPLOAD_BYTES_MAX=str(UPLOAD_BYTES_MAX), TMPDIR=str(spool)) as branch:
        yield branch
