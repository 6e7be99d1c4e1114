"""``python -m benchmarks.faces_accuracy``: accuracy tables on the shared test pictures or any labelled folder.

``--pairs DIR`` takes a folder a person, files named NAME_NUMBER as LFW's, or a CSV of file1,file2,yes|no.
Nothing of a picture is kept: numbers live as long as the run.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import cv2
from rich.console import Console

from benchmarks.faces_accuracy import tables
from benchmarks.faces_accuracy.chip import Condition
from benchmarks.faces_accuracy.labelled import NotLabelled, read
from benchmarks.faces_accuracy.measure import Eyes, score
from benchmarks.faces_accuracy.peer import Dlib, NoPeer
from kiosk.settings import Faces
from provisioning.models import default_folder

PROJECT = Path(__file__).resolve().parents[2]
SETS = ("orl", "pairs_deepface")


def main() -> int:
    """Exit code 0 also when a set is not there: then it says so."""
    asked = _asked()
    console = Console(width=190)
    cv2.setNumThreads(1)
    folders = asked.pairs or _shared(console)
    if not folders:
        return 0
    peer = _peer(console) if asked.peer else None
    eyes = Eyes(asked.models, peer)
    methods = ["ours", "SFace plain", *(["dlib"] if peer else [])]
    settings = Faces()
    thresholds = (settings.retry, settings.accept)
    found = []
    for folder in folders:
        try:
            labelled = read(folder)
        except NotLabelled as error:
            console.print(f"left out: {error}", markup=False)
            return 2
        rows = score(labelled, eyes, tuple(Condition), methods, lambda line: console.print(line, style="dim"))
        tables.show(console, labelled.name, rows, thresholds)
        found += tables.as_rows(labelled.name, rows, thresholds)
    out = PROJECT / "out" / "bench" / "faces_accuracy.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return 0


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m benchmarks.faces_accuracy", description=__doc__)
    words.add_argument(
        "--pairs", type=Path, action="append", metavar="DIR", help="labelled pictures; may be repeated"
    )
    words.add_argument(
        "--models", type=Path, default=default_folder(), metavar="DIR", help="the networks' weights"
    )
    words.add_argument("--no-peer", dest="peer", action="store_false", help="without dlib beside it")
    return words.parse_args()


def _shared(console: Console) -> list[Path]:
    """The shared test pictures: ``$TONGBAN_TESTDATA``, or ``../shared/testdata`` beside the project."""
    base = Path(os.environ.get("TONGBAN_TESTDATA") or PROJECT.parent / "shared" / "testdata") / "faces"
    there = [base / name for name in SETS if (base / name).is_dir()]
    for name in SETS:
        if base / name not in there:
            console.print(
                f"{name}: not measured, as {base / name} is not there (TONGBAN_TESTDATA names the folder)"
            )
    return there


def _peer(console: Console) -> Dlib | None:
    try:
        return Dlib()
    except NoPeer as reason:
        console.print(f"dlib is not measured: {reason}", markup=False)
        return None


if __name__ == "__main__":
    sys.exit(main())
