"""Secrets kept in files: the same one for all who ask at the same moment."""

import concurrent.futures
from pathlib import Path

from yizhan.app.secret_files import kept_secret


def test_all_who_ask_at_once_get_the_same_secret(tmp_path: Path) -> None:
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(lambda _: kept_secret(tmp_path / "key"), range(64)))
    assert len(secrets) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_two_files_hold_two_secrets(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "one") != kept_secret(tmp_path / "two")
