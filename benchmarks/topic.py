"""Runs one topic and prints its figures as a JSON line: ``python -m benchmarks.topic card``."""

from __future__ import annotations

import importlib
import json
import sys

from benchmarks.figure import Figure


def main(name: str) -> None:
    """``figures()`` may return ``Figure`` objects or rows of the same shape."""
    rows = importlib.import_module(f"benchmarks.{name}").figures()
    print(json.dumps([row.as_row() if isinstance(row, Figure) else row for row in rows]))


if __name__ == "__main__":
    main(sys.argv[1])
