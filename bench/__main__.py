"""Runs benchmarks, prints a table for people and one JSON line a figure:

{"bench", "figure", "unit", "value", "peer", "peer_value"}
"""

import importlib
import json
import os
import sys
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py") if path.stem not in ("harness",))


def main(wanted: list[str]) -> int:
    """Run the named benchmarks, or all."""
    unknown = set(wanted) - set(NAMES)
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    for name in wanted or NAMES:
        print(f"\n{name}   (load before: {os.getloadavg()[0]:.1f})")
        figures = importlib.import_module(f"bench.{name}").run()
        for figure in figures:
            peer = f"   {figure['peer']}: {figure['peer_value']}" if figure.get("peer") else ""
            print(f"  {figure['figure']:<28} {figure['value']:>14,} {figure['unit']}{peer}")
        for figure in figures:
            print(json.dumps(figure, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main([argument for argument in sys.argv[1:] if argument]))
