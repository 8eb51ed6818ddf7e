"""Runs the mutants of every package that has some (`tests/**/mutants.py`) and fails when one lives.

python tools/mutants.py             # all
python tools/mutants.py policy      # one package
"""

import importlib
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(wanted: list[str]) -> int:
    """Exit status 1 when a mutant lives."""
    sys.path.insert(0, str(ROOT))
    alive = []
    for path in sorted((ROOT / "tests").glob("*/mutants.py")):
        package = path.parent.name
        if wanted and package not in wanted:
            continue
        started, count = time.monotonic(), 0
        for mutant in importlib.import_module(f"tests.{package}.mutants").all_mutants():
            count += 1
            if not mutant.is_killed:
                alive.append(f"{package}: {mutant.what}")
        print(f"{package}: {count} mutants in {time.monotonic() - started:.0f} s")
    print("\n".join(f"alive: {what}" for what in alive) or "none lives")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
