"""Scorecards side by side with optbinning, toad and scorecardpy in the same run.

    apply_1M, apply_10M    rows a second, 20 variables of seven cuts, float32, compiled; numpy_1M without numba
    one_row_p99_ms         one row with four reasons (peers: the batch function on one row, without reasons)
    import_s               import of the path that applies a card to a row, in a fresh interpreter
    fit_sba_…_s            median of three fits on the training part
    auc_…, gain_low95_…    held-out AUC, and the lower 95 % bound of the paired difference to the best peer card
    auc_cumcm              123 firms, invoice columns, 10 × 5 folds with a 95 % interval, and the expert card once
    sets_failed            sets that do not fit, on any of their splits, without special handling

Splits, seeds and features stand in _scorecard_sets.py. The peers' environments are made on first use (several minutes).
Each process uses one thread for fits. A set on which a peer fails, or is not done in BENCH_PEER_SECONDS, counts as failed by it.
"""

import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bench import _scorecard_peers as peers
from bench import _scorecard_sets as sets
from bench._scorecard_sets import RealSet

BOOTSTRAPS = 300
BENCH = "scorecard"


def run() -> list[dict]:
    """All figures; each is printed to the error stream as soon as it stands, for a run takes long."""
    warnings.filterwarnings("ignore")
    found = []
    for figure in _figures():
        print(json.dumps(figure, ensure_ascii=False), file=sys.stderr, flush=True)
        found.append(figure)
    return found


def _figures() -> Iterator[dict]:
    yield from _speed()
    failed: dict[str, int] = dict.fromkeys(("ours", *peers.PEERS), 0)
    for real in (sets.sba(), sets.german(), sets.uci(), sets.polish1()):
        yield from _ranking(real, failed)
    yield from _cumcm(failed)
    _all_ours(sets.sba_case(), failed)
    _peers_on(sets.sba_case(), failed)
    worst = max(peers.PEERS, key=failed.__getitem__)
    yield _figure("sets_failed", "sets of 6", failed["ours"], worst, failed[worst])


def _figure(name: str, unit: str, value: float, peer: str = "", peer_value: float | None = None) -> dict:
    return {"bench": BENCH, "figure": name, "unit": unit, "value": value, "peer": peer, "peer_value": peer_value}


def _speed() -> Iterator[dict]:
    from yizhan.credit.scorecard.batch import apply
    from yizhan.credit.scorecard.score import apply_one

    asked = {peer: peers.ask(peer, "apply") for peer in ("optbinning", "toad")}
    fastest = max(asked, key=lambda peer: asked[peer].get("rows_s", 0))
    card, generator = _wide_card(), np.random.default_rng(0)
    for rows, name in ((1_000_000, "1M"), (10_000_000, "10M")):
        table = {f"x{number}": generator.standard_normal(rows, dtype=np.float32) for number in range(20)}
        peer_value = round(asked[fastest].get("rows_s", 0))
        yield _figure(f"apply_{name}", "rows/s", round(rows / _median(lambda table=table: apply(card, table, "fast"))), fastest, peer_value)
        if rows == 1_000_000:
            yield _figure("numpy_1M", "rows/s", round(rows / _median(lambda table=table: apply(card, table, "numpy"))), fastest, peer_value)
    row = {f"x{number}": float(generator.normal()) for number in range(20)}
    times = []
    for _ in range(20_000):
        started = time.perf_counter()
        apply_one(card, row)
        times.append(time.perf_counter() - started)
    quickest = min(asked, key=lambda peer: asked[peer].get("one_row_p99_ms", 1e9))
    yield _figure("one_row_p99_ms", "ms", round(1e3 * float(np.quantile(times, 0.99)), 4), quickest,
                  round(asked[quickest].get("one_row_p99_ms", 0), 1))
    imports = {peer: peers.ask(peer, "import").get("import_s", 1e9) for peer in peers.PEERS}
    lightest = min(imports, key=imports.__getitem__)
    yield _figure("import_s", "s", round(_import_seconds(), 3), lightest, round(imports[lightest], 2))


def _wide_card():
    from yizhan.credit.scorecard.bins import NumericBins
    from yizhan.credit.scorecard.card import Calibration, Grade, Scale, Scorecard, Variable
    from yizhan.kernel.text import Bilingual

    generator, words = np.random.default_rng(1), Bilingual("测试", "test")
    variables = tuple(
        Variable(f"x{number}", NumericBins(tuple(np.sort(generator.normal(size=7)).astype(np.float32).tolist())),
                 tuple(generator.integers(-40, 40, 9).tolist()), words) for number in range(20))
    return Scorecard("bench", "1", "expert", words, 600, variables, Scale(600, 20.0, 40),
                     Calibration(-7.0, 0.0173, "assumption", "bench"), (Grade("A", 600), Grade("B", None)))


def _median(work) -> float:
    work()
    times = []
    for _ in range(5):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return sorted(times)[2]


def _import_seconds() -> float:
    code = ("import time; a = time.perf_counter(); from yizhan.credit.scorecard import card_json, score; "
            "print(time.perf_counter() - a)")
    return sorted(float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
                  for _ in range(5))[2]


def _ranking(real: RealSet, failed: dict[str, int]) -> Iterator[dict]:
    """AUC of both kinds of training and of the pairs, against the best peer card on the same test rows."""
    theirs, seconds = _peers_on(real, failed)
    ours = _all_ours(real, failed)
    if real.name == "sba":
        yield from _fit_seconds(real, seconds)
    means = _means(real, theirs)
    best = max(means, key=means.__getitem__) if means else "no peer finished"
    for kind, scores in ours.items():
        name = f"auc_{real.name}_{kind}" if kind != "pairs" else f"auc_{real.name}_boost_pairs"
        value = round(_mean_auc(real, scores), 4) if scores else float("nan")
        yield _figure(name, "AUC", value, best, round(means[best], 4) if means else None)
        if not means or not scores:
            continue
        low, middle = _paired(real, scores, theirs[best])
        yield _figure(f"gain_low95_{name[4:]}", "AUC", round(low, 4), f"{best}, mean gain", round(middle, 4))


def _peers_on(real: RealSet, failed: dict[str, int]) -> tuple[dict[str, dict[int, np.ndarray]], dict[str, list[float]]]:
    """Each peer's scores of the test rows and seconds a fit; what failed is told and counted."""
    theirs, seconds = {}, {}
    # Only one set's seconds are reported, and that one has the machine to itself; the others share the two cores.
    with ThreadPoolExecutor(1 if real.name == "sba" else 2) as pool:
        answers = dict(zip(peers.PEERS, pool.map(lambda peer: peers.fit(peer, real), peers.PEERS), strict=True))
    for peer, (scores, taken, problems) in answers.items():
        theirs[peer], seconds[peer] = scores, taken
        failed[peer] += bool(problems)
        if problems:
            print(f"{peer} on {real.name}: {len(problems)} problems, first {problems[0]}", file=sys.stderr, flush=True)
    return theirs, seconds


def _means(real: RealSet, theirs: dict[str, dict[int, np.ndarray]]) -> dict[str, float]:
    """Mean AUC of the peers that scored every split; means over unequal splits do not compare."""
    return {peer: _mean_auc(real, scores) for peer, scores in theirs.items() if len(scores) == len(real.splits)}


def _all_ours(real: RealSet, failed: dict[str, int]) -> dict[str, dict[int, np.ndarray]]:
    """Points of our cards by kind and split; a set on which any split fails counts once."""
    found: dict[str, dict[int, np.ndarray]] = {"woe": {}, "boost": {}, "pairs": {}}
    problems = []
    for number, (train, test) in enumerate(real.splits):
        try:
            for kind, points in _ours(real, train, test).items():
                found[kind][number] = points
        except Exception as error:  # whatever it is, the set failed
            problems.append(f"split {number}: {type(error).__name__}: {error}")
    failed["ours"] += bool(problems)
    if problems:
        print(f"ours on {real.name}: {len(problems)} problems, first {problems[0]}", file=sys.stderr, flush=True)
    return found


def _ours(real: RealSet, train: np.ndarray, test: np.ndarray) -> dict[str, np.ndarray]:
    from yizhan.credit.scorecard.batch import apply
    from yizhan.credit.scorecard.choice import fit_chosen
    from yizhan.credit.scorecard.judge import card_columns
    from yizhan.credit.scorecard.pairs import choose_tables
    from yizhan.credit.scorecard.train import build_card
    from yizhan.credit.scorecard.train import train as train_card
    from yizhan.credit.scorecard.training_data import training_data

    settings = _settings("boost")
    data = training_data(real.table[train], real.bad[train]).in_canonical_order()
    model, choice = fit_chosen(data, {}, {}, 0)
    cards = {"woe": train_card(real.table[train], real.bad[train], _settings("woe")),
             "boost": build_card(data, model, (), settings, choice),
             "pairs": build_card(data, model, choose_tables(data, model, 5, 0), settings, choice)}
    return {kind: apply(card, card_columns(card, real.table[test])) for kind, card in cards.items()}


def _settings(method: str):
    from yizhan.credit.scorecard.train import TrainSettings
    from yizhan.kernel.text import Bilingual

    return TrainSettings("bench", Bilingual("测试", "bench"), method=method)


def _fit_seconds(real: RealSet, seconds: dict[str, list[float]]) -> Iterator[dict]:
    from yizhan.credit.scorecard.train import train

    rows = real.splits[0][0]
    table, bad = real.table[rows], real.bad[rows]
    quickest = min((peer for peer in seconds if seconds[peer]), key=lambda peer: seconds[peer][0])
    for method in ("woe", "boost"):
        taken = sorted(_timed(lambda method=method: train(table, bad, _settings(method))) for _ in range(3))[1]
        yield _figure(f"fit_sba_{method}_s", "s", round(taken, 3), quickest, round(seconds[quickest][0], 2))


def _timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _mean_auc(real: RealSet, scores: dict[int, np.ndarray]) -> float:
    from yizhan.credit.scorecard.measures import auc

    return float(np.mean([auc(points, real.bad[real.splits[number][1]]) for number, points in scores.items()]))


def _paired(real: RealSet, ours: dict[int, np.ndarray], theirs: dict[int, np.ndarray]) -> tuple[float, float]:
    """Lower bound and mean of the difference, rows of each test part resampled, splits averaged."""
    from yizhan.credit.scorecard.measures import auc

    both = sorted(set(ours) & set(theirs))
    generator, drawn = np.random.default_rng(0), []
    for _ in range(BOOTSTRAPS):
        differences = []
        for number in both:
            bad = real.bad[real.splits[number][1]]
            rows = generator.integers(0, len(bad), len(bad))
            differences.append(auc(ours[number][rows], bad[rows]) - auc(theirs[number][rows], bad[rows]))
        drawn.append(float(np.mean(differences)))
    return float(np.quantile(drawn, 0.025)), float(np.mean(drawn))


def _cumcm(failed: dict[str, int]) -> Iterator[dict]:
    from yizhan.credit.scorecard.judge import paired_difference
    from yizhan.credit.scorecard.measures import auc

    real, expert = sets.cumcm()
    means = _means(real, _peers_on(real, failed)[0])
    best = max(means, key=means.__getitem__) if means else "no peer finished"
    points = _all_ours(real, failed)
    for kind in ("woe", "boost"):
        values = [auc(points[kind][number], real.bad[test]) for number, (_, test) in enumerate(real.splits)]
        # Folds share training rows; Nadeau and Bengio's correction adds the share of test to training rows to the variance.
        half = 1.96 * float(np.std(values, ddof=1)) * (1 / len(values) + 1 / 4) ** 0.5
        mean, spread = float(np.mean(values)), float(np.std(values))
        yield _figure(f"auc_cumcm_{kind}", "AUC", round(mean, 4), best, round(means[best], 4) if means else None)
        yield _figure(f"auc_cumcm_{kind}_low95", "AUC", round(mean - half, 4), "upper bound; standard deviation of a fold",
                      f"{min(mean + half, 1):.4f}; {spread:.4f}")
    alone = paired_difference(expert, np.zeros(len(expert)), real.bad)
    yield _figure("auc_cumcm_expert", "AUC", round(auc(expert, real.bad), 4), "95 % interval",
                  f"{alone.low95 + 0.5:.3f} to {alone.high95 + 0.5:.3f}")


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    run()
