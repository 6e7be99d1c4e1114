"""``make bench``: runs every topic, prints one table, writes ``out/bench/<topic>.json``.

A topic is a module in this folder with ``figures() -> list``; each runs in a process of its own, so that one
topic's memory and threads do not colour another's.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "out" / "bench"
NOT_TOPICS = {
    "code_pictures",
    "__init__",
    "__main__",
    "figure",
    "topic",
    "panel_child",
    "screens_child",
    "faces_child",
    "soak_cards",
    "herd",
    "labelled",
}


def topics() -> list[str]:
    """The names of all topics."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_TOPICS)


def machine() -> str:
    """The machine's name for the table: processor, cores, system."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    system = f"{platform.system()} {platform.release()}"
    return f"{model}, {os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def commit() -> str:
    """The commit that is measured, with a plus sign when the tree differs from it."""
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=HERE)
    dirty = subprocess.run(["git", "status", "--porcelain", "-uno"], capture_output=True, text=True, cwd=HERE)
    return head.stdout.strip() + ("+" if dirty.stdout.strip() else "")


def run(topic: str) -> list[dict[str, Any]] | None:
    """The figures of one topic, or ``None`` when its process failed (its words went to stderr)."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.topic", topic], stdout=subprocess.PIPE, cwd=HERE.parent
    )
    if done.returncode:
        return None
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return rows


def show(console: Console, topic: str, rows: list[dict[str, Any]]) -> None:
    """One topic's part of the table."""
    table = Table(title=topic, title_justify="left", expand=False)
    for column in ("figure", "value", "n", "beside", "ratio", "goal", "holds"):
        table.add_column(column, justify="right" if column in ("value", "n", "ratio") else "left")
    for row in rows:
        beside = row.get("beside")
        table.add_row(
            row["name"],
            f"{row['value']:g} {row['unit']}",
            str(row["n"]),
            f"{beside['name']}: {beside['value']:g}" if beside else "",
            f"{row['ratio']:g}" if row.get("ratio") is not None else "",
            row.get("goal") or "",
            {True: "yes", False: "NO", None: ""}[row.get("holds")],
        )
    console.print(table)


def main() -> int:
    """Exit code 1 when a topic could not be measured; a missed goal is shown, not hidden, and is no failure."""
    console = Console(width=150)
    console.print(f"{machine()}\ncommit {commit()}")
    OUT.mkdir(parents=True, exist_ok=True)
    failed = []
    for topic in sys.argv[1:] or topics():
        rows = run(topic)
        if rows is None:
            failed.append(topic)
            continue
        (OUT / f"{topic}.json").write_text(
            json.dumps({"machine": machine(), "commit": commit(), "figures": rows}, ensure_ascii=False, indent=1)
        )
        show(console, topic, rows)
    if failed:
        console.print(f"could not be measured: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
