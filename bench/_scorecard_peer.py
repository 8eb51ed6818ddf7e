"""Runs one peer inside its own virtual environment: `python _scorecard_peer.py PEER WORK FOLDER`.

WORK is `fit` (FOLDER holds data.csv with `bad`, and splits.npz; writes scores.npz), `apply` or `import` (print JSON).
Peers are used as their own guides show: their binning with default settings, weight of evidence, logistic regression, card.
"""

import json
import sys
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")


class Optbinning:
    def fit(self, frame, bad):
        from optbinning import BinningProcess, Scorecard
        from sklearn.linear_model import LogisticRegression

        names = list(frame.columns)
        texts = [name for name in names if frame[name].dtype == object]
        self.card = Scorecard(
            BinningProcess(names, categorical_variables=texts),
            LogisticRegression(max_iter=1000),
            scaling_method="pdo_odds",
            scaling_method_params={"pdo": 40, "odds": 20, "scorecard_points": 600},
        )
        self.card.fit(frame, bad, metric_missing="empirical")

    def score(self, frame):
        return self.card.score(frame)


class Toad:
    def fit(self, frame, bad):
        import toad

        combiner = toad.transform.Combiner()
        combiner.fit(frame, bad, method="chi", min_samples=0.05)
        evidence = toad.transform.WOETransformer()
        transformed = evidence.fit_transform(combiner.transform(frame), bad)
        self.card = toad.ScoreCard(combiner=combiner, transer=evidence, pdo=40, base_odds=20, base_score=600, max_iter=1000)
        self.card.fit(transformed, bad)

    def score(self, frame):
        return self.card.predict(frame)


class Scorecardpy:
    def fit(self, frame, bad):
        import scorecardpy
        from sklearn.linear_model import LogisticRegression

        whole = frame.assign(bad=bad)
        self.bins = scorecardpy.woebin(whole, y="bad", print_info=False, ignore_const_cols=True, no_cores=1, check_cate_num=False)
        columns = scorecardpy.woebin_ply(whole, self.bins, print_info=False, no_cores=1)
        names = [name for name in columns.columns if name.endswith("_woe")]
        model = LogisticRegression(max_iter=1000).fit(columns[names], bad)
        self.card = scorecardpy.scorecard(self.bins, model, names, points0=600, odds0=1 / 20, pdo=40)

    def score(self, frame):
        import scorecardpy

        return scorecardpy.scorecard_ply(frame, self.card, print_step=0)["score"].to_numpy()


PEERS = {"optbinning": Optbinning, "toad": Toad, "scorecardpy": Scorecardpy}


def fit_all(peer: str, folder: Path) -> None:
    """Fit on each split's training rows, score its test rows; a failure is an empty score."""
    import numpy as np
    import pandas as pd

    texts = json.loads((folder / "texts.json").read_text())
    frame = pd.read_csv(folder / "data.csv", dtype=dict.fromkeys(texts, str), float_precision="round_trip")
    frame[texts] = frame[texts].astype(object).where(frame[texts].notna(), "missing")
    bad = frame.pop("bad").to_numpy().astype(int)
    splits, found, problems = np.load(folder / "splits.npz"), {}, []
    PEERS[peer]()
    __import__(peer)
    for number in range(len(splits.files) // 2):
        train, test = splits[f"train_{number}"], splits[f"test_{number}"]
        started = time.perf_counter()
        try:
            card = PEERS[peer]()
            card.fit(frame.iloc[train].reset_index(drop=True), bad[train])
            found[f"seconds_{number}"] = time.perf_counter() - started
            found[f"score_{number}"] = np.asarray(card.score(frame.iloc[test].reset_index(drop=True)), dtype=float)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a peer may fail in any way, a panic of its Rust parts included; that is a result
            problems.append(f"split {number}: {type(error).__name__}: {str(error)[:200]}")
        np.savez(folder / "scores.npz", **found)  # after each split, for the run may be ended by the clock
    print(json.dumps({"problems": problems}))


def apply_speed(peer: str) -> None:
    """Rows a second over a million rows of twenty numbers, and the 99th percentile of one row."""
    import numpy as np
    import pandas as pd

    generator = np.random.default_rng(0)
    frame = pd.DataFrame({f"x{number}": generator.standard_normal(1_000_000) for number in range(20)})
    bad = (generator.random(5000) < 1 / (1 + np.exp(1.5 - frame.iloc[:5000].sum(axis=1) / 5))).to_numpy().astype(int)
    card = PEERS[peer]()
    card.fit(frame.iloc[:5000], bad)
    started = time.perf_counter()
    card.score(frame)
    rows_s = len(frame) / (time.perf_counter() - started)
    times = []
    for number in range(200):
        row = frame.iloc[number : number + 1]
        started = time.perf_counter()
        card.score(row)
        times.append(time.perf_counter() - started)
    print(
        json.dumps(
            {"rows_s": rows_s, "one_row_p50_ms": 1e3 * float(np.median(times)), "one_row_p99_ms": 1e3 * float(np.quantile(times, 0.99))}
        )
    )


def import_speed(peer: str) -> None:
    """Seconds of the import alone."""
    started = time.perf_counter()
    __import__(peer)
    print(json.dumps({"import_s": time.perf_counter() - started}))


if __name__ == "__main__":
    peer_name, work, place = sys.argv[1:4]
    if work == "fit":
        fit_all(peer_name, Path(place))
    else:
        {"apply": apply_speed, "import": import_speed}[work](peer_name)
