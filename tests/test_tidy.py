"""The tree keeps its own house rules: short files, short functions, a test for every source, no machine's paths."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(path for path in (ROOT / "src" / "yizhan").rglob("*.py") if "migrations" not in path.parts)
FILE_LINES_MAX = 350
FUNCTION_LINES_MAX = 50


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_source_file_is_short_and_so_are_its_functions(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= FILE_LINES_MAX, f"{name(path)} has {lines} lines; split it by noun or verb"
    long = [
        (node.name, node.end_lineno - node.lineno + 1) for node in functions(path) if node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    ]
    assert not long, f"{name(path)}: functions over {FUNCTION_LINES_MAX} lines: {long}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_source_file_and_its_public_functions_say_what_they_are(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{name(path)} has no docstring"
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not silent, f"{name(path)}: public names without a docstring: {silent}"


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name not in ("__init__.py", "__main__.py")], ids=name)
def test_a_source_file_has_a_test_that_names_its_module(path: Path) -> None:
    """A mirrored test file, or another test that imports the module by its name."""
    parts = path.relative_to(ROOT / "src" / "yizhan").with_suffix("").parts
    mirrored = ROOT / "tests" / Path(*parts[:-1]) / f"test_{parts[-1]}.py"
    module = ".".join(("yizhan", *parts))
    package, stem = module.rsplit(".", 1)
    pattern = re.compile(rf"{re.escape(module)}\b|from {re.escape(package)} import [^\n]*\b{stem}\b")
    assert mirrored.exists() or any(pattern.search(text) for text in _test_texts()), f"no test for {name(path)}"


def _test_texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")]


def test_no_tracked_file_names_a_registry_or_a_path_of_one_machine() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    forbidden = re.compile(r"--index-url|--find-links|(?<![\w.])/(?:work|farm|root)/")
    found = [
        f"{file}:{number}"
        for file in tracked
        if file
        and (ROOT / file).suffix in {".py", ".md", ".toml", ".yaml", ".html", ".lock", ".sql", ".txt", ""}
        and (ROOT / file).is_file()
        and file != "tests/test_tidy.py"
        for number, line in enumerate((ROOT / file).read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if forbidden.search(line)
    ]
    assert not found
