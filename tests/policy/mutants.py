"""Small mutants of rules and thresholds, each judged by the case files alone: a mutant that lives shows a missing case.

Rules: a comparison loosened or tightened (`>=` to `>`), `&` for `|`, `+` for `-`, `larger` for `smaller`, `all_of` for `any_of`,
a lost `~`, a date one day off. Parameters: a figure one unit up or down, a date one day off, a version's end lost.
"""

import ast
import copy
import importlib
import re
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from yizhan.kernel.dated import Dated
from yizhan.policy import casebook
from yizhan.policy.casebook import CaseFile, load_cases, run_all
from yizhan.policy.parameters import ParameterBook, load_book
from yizhan.policy.programmes.registry import PROGRAMMES
from yizhan.policy.rule import Programme

_COMPARISONS = {ast.GtE: ast.Gt, ast.Gt: ast.GtE, ast.LtE: ast.Lt, ast.Lt: ast.LtE}
_OPERATORS = {ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Add: ast.Sub, ast.Sub: ast.Add}
_NAMES = {"larger": "smaller", "smaller": "larger", "all_of": "any_of", "any_of": "all_of"}
_PACKAGE = "yizhan.policy.programmes"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change, and whether some case tells it from the original."""

    what: str
    is_killed: bool


def rule_mutants(module_name: str, programmes: tuple[Programme, ...]) -> Iterator[Mutant]:
    """Each mutant of a module's source, judged by the cases of the programmes that use it."""
    source = Path(importlib.import_module(f"{_PACKAGE}.{module_name}").__file__).read_text(encoding="utf-8")
    names = [programme.name for programme in programmes]
    for what, tree in mutated_trees(source):
        yield Mutant(f"{module_name}: {what}", _is_rule_killed(module_name, tree, names))


def mutated_trees(source: str) -> Iterator[tuple[str, ast.Module]]:
    """Copies of the source's tree with one change each."""
    original = ast.parse(source)
    count = sum(1 for _ in ast.walk(original))
    for place in range(count):
        node = _at(original, place)
        for label, change in _changes(node):
            tree = copy.deepcopy(original)
            change(_at(tree, place))
            yield f"line {getattr(node, 'lineno', 0)}, {label}", tree


def _at(tree: ast.AST, place: int) -> ast.AST:
    return next(node for number, node in enumerate(ast.walk(tree)) if number == place)


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
        other = _COMPARISONS[type(node.ops[0])]
        yield f"{ast.unparse(node)}: comparison to {other.__name__}", lambda found: found.ops.__setitem__(0, other())
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        swapped = _OPERATORS[type(node.op)]
        yield f"{ast.unparse(node)}: operator to {swapped.__name__}", lambda found: setattr(found, "op", swapped())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        yield f"{ast.unparse(node)}: ~ lost", lambda found: setattr(found, "op", ast.UAdd())
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from _call_changes(node)


def _call_changes(node: ast.Call) -> Iterator[tuple[str, Callable[[Any], None]]]:
    name = node.func.id
    if name in _NAMES and (name in ("larger", "smaller") or len(node.args) > 1):
        yield f"{name} to {_NAMES[name]}", lambda found: setattr(found.func, "id", _NAMES[name])
    if name == "date":
        day = date(*(argument.value for argument in node.args))
        for shift in (-1, 1):
            yield f"{day} {shift:+d} day", lambda found, moved=day + timedelta(days=shift): setattr(
                found, "args", [ast.Constant(part) for part in (moved.year, moved.month, moved.day)])


class _Unplus(ast.NodeTransformer):
    """A lost ~ is written as unary plus, which truths do not have; take it away."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return node.operand if isinstance(node.op, ast.UAdd) else node


def _is_rule_killed(module_name: str, tree: ast.Module, names: list[str]) -> bool:
    """Load the mutant in the module's place, reload those that use it, run the cases, and put everything back."""
    full = f"{_PACKAGE}.{module_name}"
    kept = {name: module for name, module in sys.modules.items() if name.startswith(f"{_PACKAGE}.")}
    mutant = types.ModuleType(full)
    mutant.__file__ = kept[full].__file__
    package = importlib.import_module(_PACKAGE)
    try:
        for name in kept:
            del sys.modules[name]
        sys.modules[full] = mutant
        setattr(package, module_name, mutant)
        code = compile(ast.fix_missing_locations(_Unplus().visit(tree)), mutant.__file__, "exec")
        exec(code, mutant.__dict__)
        casebook.size_of = importlib.import_module(f"{_PACKAGE}.size_class").size_of
        found = [importlib.import_module(f"{_PACKAGE}.{name}").PROGRAMME for name in names]
        return any(_fails(programme, CASES[programme.name], load_book()) for programme in found)
    except Exception:
        # A mutant that cannot even be loaded or evaluated is as dead as one that a case contradicts.
        return True
    finally:
        for name in [name for name in sys.modules if name.startswith(f"{_PACKAGE}.")]:
            del sys.modules[name]
        sys.modules.update(kept)
        for name, module in kept.items():
            setattr(package, name.rsplit(".", 1)[1], module)
        casebook.size_of = kept[f"{_PACKAGE}.size_class"].size_of


def parameter_mutants(programme: Programme) -> Iterator[Mutant]:
    """Each mutant of a programme's parameter file, judged by its own cases."""
    book = load_book()
    for name, dated in book.programmes.get(programme.name, {}).items():
        for what, versions in _mutated_versions(dated):
            mutant = book.with_versions(programme.name, name, versions)
            yield Mutant(f"{programme.name}.{name}: {what}", _fails(programme, _nearest_first(programme, name), mutant))


def _nearest_first(programme: Programme, name: str) -> CaseFile:
    """The cases that state the figure itself; a figure that no boundary states is judged by all."""
    cases = CASES[programme.name]
    own = tuple(row for row in cases.boundaries if str(row["limit"]).partition(".")[0] == name)
    return replace(cases, in_force=(), examples=(), boundaries=own) if own else cases


def _mutated_versions(dated: Dated) -> Iterator[tuple[str, tuple]]:
    for place, version in enumerate(dated.versions):
        for what, value in mutated_values(version.value):
            yield f"{version.effective_from} {what}", _replaced(dated, place, value=value)
        for shift in (-1, 1):
            moved = version.effective_from + timedelta(days=shift)
            yield f"from {moved}", _replaced(dated, place, effective_from=moved)
            if version.effective_to:
                ended = version.effective_to + timedelta(days=shift)
                yield f"to {ended}", _replaced(dated, place, effective_to=ended)


def _replaced(dated: Dated, place: int, **changes: Any) -> tuple:
    versions = list(dated.versions)
    versions[place] = replace(versions[place], **changes)
    return tuple(versions)


def mutated_values(value: Any) -> Iterator[tuple[str, Any]]:
    """A value with one of its figures a unit up or down, or one of its words lost."""
    if isinstance(value, dict):
        for key, item in value.items():
            for what, other in mutated_values(item):
                yield f"{key} {what}", {**value, key: other}
    elif isinstance(value, list):
        for place, item in enumerate(value):
            for what, other in mutated_values(item):
                yield f"[{place}] {what}", [*value[:place], other, *value[place + 1:]]
    else:
        yield from _mutated_figure(value)


def _mutated_figure(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, date):
        for shift in (-1, 1):
            yield f"{shift:+d} day", value + timedelta(days=shift)
    elif isinstance(value, int):
        yield f"{value} to {value + 1}", value + 1
        yield f"{value} to {value - 1}", value - 1
    elif isinstance(value, str):
        digits = value.lstrip(">").rstrip("%万亿元")
        if digits and digits != value.lstrip(">"):
            for moved in (float(digits) + 1, float(digits) - 1):
                text = value.replace(digits, f"{moved:g}")
                yield f"{value} to {text}", text
        else:
            yield f"{value} lost", "nowhere"


def _fails(programme: Programme, cases: CaseFile, book: ParameterBook) -> bool:
    try:
        return next(run_all(programme, cases, book), None) is not None
    except Exception:
        return True


CASES = {programme.name: load_cases(programme.name) for programme in PROGRAMMES}


def users_of(module_name: str) -> tuple[Programme, ...]:
    """The programmes whose cases judge a module: its own, and those that import it."""
    uses = re.compile(rf"import {module_name}\b|\.{module_name} import")
    return tuple(programme for programme in PROGRAMMES if programme.name == module_name or uses.search(
        Path(sys.modules[f"{_PACKAGE}.{programme.name}"].__file__).read_text(encoding="utf-8")))


def all_mutants() -> Iterator[Mutant]:
    """Every mutant of every programme."""
    modules = [name.rsplit(".", 1)[1] for name in sorted(sys.modules) if name.startswith(f"{_PACKAGE}.")]
    for module_name in modules:
        if module_name != "registry":
            yield from rule_mutants(module_name, users_of(module_name))
    for programme in PROGRAMMES:
        yield from parameter_mutants(programme)
