"""Runs every target for its share of the time and prints what came of it: ``python -m fuzz --seconds 600``.

Exit code 1 when anything was found; the input that did it lies in ``out/fuzz`` under the target's name, with
libFuzzer's kind of finding (``crash-``, ``timeout-``, ``oom-``). The corpus grows there from run to run.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

TARGETS = ("frames", "sam", "card_text", "numbers")
INPUT_LIMIT_S = 5
"""An input that takes longer hangs: a usual one takes some microseconds."""
LONGEST_INPUT = 5000
"""Bytes: a reply with two fingerprints, and the same again."""

_PROGRESS = re.compile(r"#(\d+)\s+\w+\s+cov: (\d+) ft: (\d+) corp: (\d+)/")
_STOPS_LATE_S = 60


@dataclass(frozen=True)
class Outcome:
    """What a target came to. ``edges`` and ``features`` are libFuzzer's measures of code reached."""

    target: str
    runs: int
    edges: int
    features: int
    corpus: int
    found: tuple[Path, ...]
    ended_well: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Each target in turn; all of them run even when one finds something."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    parser.add_argument("--out", type=Path, default=Path("out/fuzz"))
    parser.add_argument("targets", nargs="*", default=TARGETS, help=f"of {', '.join(TARGETS)}")
    asked = parser.parse_args(arguments)
    share_s = max(1, asked.seconds // len(asked.targets))
    outcomes = [_fuzz(target, share_s, asked.out) for target in asked.targets]
    for one in outcomes:
        print(
            f"{one.target:10} {one.runs:>10,} runs  {one.edges:>4} edges  {one.features:>5} features  "
            f"corpus {one.corpus:>4}  found {len(one.found)}"
        )
        for file in one.found:
            print(f"    {file}", file=sys.stderr)
    return 0 if all(one.ended_well and not one.found for one in outcomes) else 1


def _fuzz(target: str, seconds: int, out: Path) -> Outcome:
    corpus, findings = out / "corpus" / target, out / target
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    for old in findings.iterdir():
        old.unlink()
    for seed in importlib.import_module(f"fuzz.{target}").seeds():
        (corpus / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    log = out / f"{target}.log"
    with log.open("wb") as heard:
        code = _child(target, corpus, findings, seconds, heard)
    counted = _PROGRESS.findall(log.read_text(encoding="utf-8", errors="replace")) or [("0",) * 4]
    runs, edges, features, kept = map(int, counted[-1])
    return Outcome(target, runs, edges, features, kept, tuple(sorted(findings.iterdir())), code == 0)


def _child(target: str, corpus: Path, findings: Path, seconds: int, heard: BinaryIO) -> int:
    command = [
        *(sys.executable, "-m", "fuzz.child", target, str(corpus)),
        f"-max_total_time={seconds}",
        f"-timeout={INPUT_LIMIT_S}",
        f"-max_len={LONGEST_INPUT}",
        f"-artifact_prefix={findings}/",
    ]
    try:
        ran = subprocess.run(command, stdout=heard, stderr=heard, check=False, timeout=seconds + _STOPS_LATE_S)
    except subprocess.TimeoutExpired:
        return 1
    return int(ran.returncode)


if __name__ == "__main__":
    raise SystemExit(main())
