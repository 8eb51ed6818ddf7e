"""The peers: virtual environments of their own, made here once and kept, and their answers as values."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from bench._scorecard_sets import RealSet

SCRIPT = Path(__file__).with_name("_scorecard_peer.py")
# toad and scorecardpy do not run with current pandas and numpy; these are the newest that they run with.
OLD = ("numpy<2", "setuptools<81", "joblib")
PEERS = {"optbinning": ("optbinning==1.0.0",), "toad": ("toad==0.1.7", "pandas<2.2", "scikit-learn<1.6", "seaborn", *OLD),
         "scorecardpy": ("scorecardpy==0.1.9.7", "pandas<2", *OLD)}
SECONDS_MAX = float(os.environ.get("BENCH_PEER_SECONDS", "1800"))


def python_of(peer: str) -> Path:
    """The interpreter of a peer's environment, made on first use."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "yizhan-bench" / peer
    python = cache / "bin" / "python"
    done = cache / "made"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(cache)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS[peer]], check=True)
        done.write_text("\n".join(PEERS[peer]))
    return python


def ask(peer: str, work: str, folder: str = "-") -> dict:
    """What a peer's script prints; {"problems": […]} when it fails or takes too long."""
    command = [str(python_of(peer)), str(SCRIPT), peer, work, folder]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_MAX, env=environment)
    except subprocess.TimeoutExpired:
        return {"problems": [f"more than {SECONDS_MAX:.0f} s"]}
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["nothing said"]
        return {"problems": [f"exit {done.returncode}: {said[-1][:200]}"]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def fit(peer: str, real: RealSet, splits: int | None = None) -> tuple[dict[int, np.ndarray], list[float], list[str]]:
    """A peer's scores of the test rows by split (high is good), its seconds a fit, and what failed."""
    with tempfile.TemporaryDirectory() as folder:
        real.table.with_columns(bad=pl.Series(real.bad.astype(int))).write_csv(Path(folder) / "data.csv")
        texts = [name for name in real.table.columns if real.table[name].dtype == pl.String]
        (Path(folder) / "texts.json").write_text(json.dumps(texts))
        chosen = real.splits[:splits]
        arrays = {f"{kind}_{number}": rows for number, split in enumerate(chosen)
                  for kind, rows in zip(("train", "test"), split, strict=True)}
        np.savez(Path(folder) / "splits.npz", **arrays)
        said = ask(peer, "fit", folder)
        scores = Path(folder) / "scores.npz"
        if not scores.exists():
            return {}, [], said["problems"]
        found = dict(np.load(scores))
    numbers = [number for number in range(len(chosen)) if f"score_{number}" in found]
    return ({number: found[f"score_{number}"] for number in numbers}, [float(found[f"seconds_{number}"]) for number in numbers],
            said["problems"])
