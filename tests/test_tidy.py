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


def module_of(path: Path) -> str:
    """yizhan.credit.limit for src/yizhan/credit/limit.py."""
    return ".".join(("yizhan", *path.relative_to(ROOT / "src" / "yizhan").with_suffix("").parts)).removesuffix(".__init__")


def imports_of(path: Path) -> set[str]:
    """Names that a file imports: modules, and what is taken from them, for that may be a module too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def modules_with_tests() -> set[str]:
    """Modules that a test imports or mirrors, and the modules of the same package that these are built on.

    Pages are played through their addresses: a folder of page tests stands for the `urls` of its package
    (and the API's for its `site`).
    """
    sources = {module_of(path): path for path in SOURCES}
    tests = list((ROOT / "tests").rglob("test_*.py"))
    named = {name for path in (ROOT / "tests").rglob("*.py") for name in imports_of(path)}
    named |= {f"yizhan.{'.'.join(path.relative_to(ROOT / 'tests').parts[:-1])}.{path.stem.removeprefix('test_')}" for path in tests}
    folders = {".".join(path.relative_to(ROOT / "tests").parts[:-1]) for path in tests}
    named |= {f"yizhan.{folder}.{entry}" for folder in folders for entry in ("urls", "site")}
    open_ends, reached = named & set(sources), set()
    while open_ends:
        module = open_ends.pop()
        reached.add(module)
        package = module.rpartition(".")[0]
        open_ends |= {name for name in imports_of(sources[module]) & set(sources) if name.startswith(f"{package}.")} - reached
    return reached


def test_no_source_file_is_without_a_test() -> None:
    started = {"__init__", "__main__", "urls", "apps", "wsgi"}
    untested = {module_of(path) for path in SOURCES if path.stem not in started} - modules_with_tests()
    assert not untested, f"no test reaches {sorted(untested)}"


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
