"""Policy: one enterprise, a population of 100,000, and the import, beside zen-engine's simple loan graph.

The population is drawn around the thresholds; a tenth of the facts is unknown. The first thousand enterprises are also evaluated
one by one, and a single verdict that differs fails the benchmark. zen-engine (MIT) is installed into a virtual environment of its
own and is not part of the product; without a package registry its figures are left out.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from yizhan.policy.evaluate import evaluate_all
from yizhan.policy.facts import FactDefinition, FactType, definitions
from yizhan.policy.outcome import OUTCOMES
from yizhan.policy.population import Population, evaluate_population
from yizhan.policy.programmes.registry import PROGRAMMES

ON = date(2026, 11, 23)
ENTERPRISES = 100_000
CHECKED = 1_000
SEED = 20261123
PEER = "zen-engine==0.53.*"


def run() -> list[dict[str, Any]]:
    """The figures of this benchmark; JSON-ready."""
    population = synthetic(ENTERPRISES)
    seconds, outcomes = _population_seconds(population)
    _check(population, outcomes)
    peer = zen_per_second()
    ours = ENTERPRISES * len(PROGRAMMES) / seconds
    return [
        _figure("one_enterprise_ms", "ms", round(_one_enterprise_ms(population), 2)),
        _figure("population_s", "s", round(seconds, 2)),
        _figure("import_s", "s", round(_import_seconds(), 3)),
        _figure("verdicts_per_s", "verdicts/s", round(ours), "zen-engine, simple loan graph", peer),
    ]


def _figure(figure: str, unit: str, value: float, peer: str | None = None, peer_value: float | None = None) -> dict[str, Any]:
    shown = peer if peer_value is not None else None
    return {"bench": "policy", "figure": figure, "unit": unit, "value": value, "peer": shown, "peer_value": peer_value}


def synthetic(rows: int) -> Population:
    """A population whose facts lie around the thresholds; the same seed gives the same one."""
    random = np.random.default_rng(SEED)
    return Population({name: (_drawn(fact, random, rows), random.random(rows) > 0.1)
                       for name, fact in definitions().items()}, rows)


def _drawn(fact: FactDefinition, random: np.random.Generator, rows: int) -> np.ndarray:
    if fact.type is FactType.TRUTH:
        return (random.random(rows) > 0.3).astype(float)
    if fact.type is FactType.CHOICE:
        return random.integers(0, len(fact.choices), rows).astype(float)
    if fact.type is FactType.DATE:
        return random.integers(738_000, 740_500, rows).astype(float)
    if fact.type is FactType.MONEY:
        return np.floor(np.exp(random.normal(np.log(1_500), 1.6, rows))) * 1_000_000
    low, high = (float(end) for end in fact.range)
    drawn = random.beta(2, 3, rows) if fact.type is FactType.RATIO else np.floor(random.gamma(1.2, 60, rows))
    return np.clip(np.round(drawn, 4), max(low, 0.0), high)


def _population_seconds(population: Population) -> tuple[float, dict[str, np.ndarray]]:
    started = time.perf_counter()
    outcomes = evaluate_population(PROGRAMMES, population, ON)
    return time.perf_counter() - started, outcomes


def _check(population: Population, outcomes: dict[str, np.ndarray]) -> None:
    for row in range(CHECKED):
        for verdict in evaluate_all(PROGRAMMES, population.sheet(row), ON):
            if OUTCOMES[outcomes[verdict.programme][row]] is not verdict.outcome:
                raise AssertionError(f"enterprise {row}, {verdict.programme}: the population differs from one by one")


def _one_enterprise_ms(population: Population) -> float:
    """The median CPU time of 200 enterprises, all programmes with their traces; nothing here waits."""
    sheets = [population.sheet(row) for row in range(200)]
    times = []
    for sheet in sheets:
        started = time.process_time()
        evaluate_all(PROGRAMMES, sheet, ON)
        times.append(time.process_time() - started)
    return statistics.median(times) * 1000


def _import_seconds() -> float:
    """CPU time of the package with all programmes, in a fresh interpreter, best of five; Django must not come along."""
    code = ("import time; started = time.process_time(); import yizhan.policy.evaluate, yizhan.policy.programmes.registry; "
            "import sys; assert 'django' not in sys.modules; print(time.process_time() - started)")
    return min(float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
               for _ in range(5))


LOAN_GRAPH = {
    "nodes": [
        {"id": "in", "type": "inputNode", "name": "request", "position": {"x": 0, "y": 0}},
        {"id": "table", "type": "decisionTableNode", "name": "loan", "position": {"x": 1, "y": 0}, "content": {
            "hitPolicy": "first",
            "inputs": [{"id": "i1", "name": "amount", "field": "amount"}, {"id": "i2", "name": "income", "field": "income"}],
            "outputs": [{"id": "o1", "name": "decision", "field": "decision"}],
            "rules": [{"_id": "r1", "i1": "<= 1000", "i2": ">= 500", "o1": "'approve'"},
                      {"_id": "r2", "i1": "<= 2000", "i2": ">= 2000", "o1": "'approve'"},
                      {"_id": "r3", "i1": "", "i2": "", "o1": "'refer'"}]}},
        {"id": "out", "type": "outputNode", "name": "response", "position": {"x": 2, "y": 0}},
    ],
    "edges": [{"id": "e1", "sourceId": "in", "targetId": "table", "type": "edge"},
              {"id": "e2", "sourceId": "table", "targetId": "out", "type": "edge"}],
}
PEER_CODE = """
import json, sys, time
import zen
decision = zen.ZenEngine().create_decision(sys.argv[1])
assert decision.evaluate({"amount": 900, "income": 600})["result"]["decision"] == "approve"
started, count = time.perf_counter(), 0
while time.perf_counter() - started < 3:
    decision.evaluate({"amount": 900 + count % 2000, "income": 600})
    count += 1
print(count / (time.perf_counter() - started))
"""


def zen_per_second() -> float | None:
    """Evaluations a second of zen-engine's simple loan graph, one enterprise a call; None when it cannot be installed."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        install = subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEER],
                                 capture_output=True, text=True)
        if install.returncode:
            return None
        done = subprocess.run([python, "-c", PEER_CODE, json.dumps(LOAN_GRAPH)], capture_output=True, text=True, check=True)
        return round(float(done.stdout))
