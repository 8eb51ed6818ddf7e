"""Without a Java runtime the Spark tests say what to install; they are never skipped silently."""

import pytest

from tests.spark import java


@pytest.mark.parametrize(
    ("said", "version"),
    [('openjdk version "17.0.15" 2025-04-15', 17), ('java version "1.8.0_402"', 1), ('openjdk version "21" 2023-09-19', 21), ("?", 0)],
)
def test_the_major_version_is_read(said, version) -> None:
    assert java.version_of(said) == version


def test_no_java_is_an_error_that_names_the_package(monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(RuntimeError, match="openjdk-17-jre-headless"):
        java.ensure_java()


def test_a_java_of_another_age_is_an_error(monkeypatch, tmp_path) -> None:
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(RuntimeError, match="is Java 11"):
        java.ensure_java()
