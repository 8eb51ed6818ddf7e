"""Static files are collected once for each state of their sources."""

import time
from pathlib import Path

from yizhan.app.prepare import STEPS
from yizhan.app.static_files import collect_static_files, is_current


def test_static_files_are_collected_once_and_again_after_a_change(tmp_path: Path, settings) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("p { color: black; }")
    settings.STATICFILES_DIRS = [("mine", source)]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    assert collect_static_files(tmp_path) is True
    assert (tmp_path / "static" / "mine" / "page.css").exists()
    assert collect_static_files(tmp_path) is False
    time.sleep(0.01)
    (source / "page.css").write_text("p { color: navy; }")
    assert not is_current(tmp_path)
    assert collect_static_files(tmp_path) is True


def test_a_branch_is_migrated_before_anything_else_is_prepared() -> None:
    assert STEPS[0].__name__ == "migrate"
