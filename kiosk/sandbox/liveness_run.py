"""``make demo-liveness``: attackers and honest people before the real face check, counted and filmed.

Every run is one first try by the real engine on simulated frames and a simulated clock. It follows from the seed
alone, whatever machine plays it. Exit code 0 when no attack was accepted and at most 2 % of the honest refused.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from kiosk.sandbox.hall import ROOT
from kiosk.sandbox.liveness.attack_kinds import ATTACKS, BEYOND
from kiosk.sandbox.liveness.bona_fide import BONA_FIDE
from kiosk.sandbox.liveness.counts import holds, table
from kiosk.sandbox.liveness.filmed import FilmFile
from kiosk.sandbox.liveness.played import Played, Run, Theatre
from provisioning.models import default_folder

FONT = ROOT / "build" / "assets" / "fonts" / "NotoSansSC-Regular.otf"
BEYOND_RUNS = 12
AT_A_TIME = 4
"""Runs that a worker takes at once; neighbours have the same owner."""


def plan(runs: int, seed: int, kinds: tuple[str, ...] = ()) -> list[Run]:
    """``runs`` attacks over all kinds of attack, as many honest ones, and a few beyond, by owner."""
    planned = [
        Run(kind, number, seed)
        for group, share in ((ATTACKS, runs), (BONA_FIDE, runs), (BEYOND, min(BEYOND_RUNS, runs)))
        for place, kind in enumerate(group)
        for number in range((share - place + len(group) - 1) // len(group))
        if not kinds or kind in kinds
    ]
    return sorted(planned, key=lambda run: (run.owner.number, run.kind, run.number))


@cache
def _theatre() -> Theatre:
    """A worker's own; it cannot be sent to another process."""
    return Theatre(default_folder())


def _play(job: tuple[Run, Path | None]) -> Played:
    run, films = job
    if films is None or run.number > 0:
        return _theatre().play(run)
    with FilmFile(films / f"{run.kind}.mp4", FONT, run.kind) as film:
        return _theatre().play(run, film.see)


def play_all(planned: list[Run], out: Path, workers: int, console: Console, *, films: bool = True) -> list[Played]:
    """Plays them on that many processes, in the order planned; each is a line of ``runs.jsonl`` once over."""
    jobs = [(run, out if films else None) for run in planned]
    played = []
    spawn = multiprocessing.get_context("spawn")
    with (out / "runs.jsonl").open("w", encoding="utf-8") as lines, spawn.Pool(workers) as pool:
        coming = pool.imap(_play, jobs, AT_A_TIME)
        for one in track(coming, "playing", len(jobs), console=console, disable=not console.is_terminal):
            played.append(one)
            lines.write(json.dumps(asdict(one)) + "\n")
            lines.flush()
    return played


def main(
    runs: Annotated[int, typer.Option(help="Attacks, and as many honest people.")] = 200,
    seed: Annotated[int, typer.Option(help="What all dice follow from.")] = 1,
    out: Annotated[Path, typer.Option(help="Folder for films and counts.")] = Path("out/liveness"),
    kind: Annotated[list[str] | None, typer.Option(help="Only these kinds.")] = None,
    workers: Annotated[int, typer.Option(help="Processes.")] = os.cpu_count() or 1,
    films: Annotated[bool, typer.Option(help="Write a film of each kind.")] = True,
) -> None:
    """Plays, prints the table, writes ``runs.jsonl`` and a film of each kind."""
    out.mkdir(parents=True, exist_ok=True)
    console = Console(width=None if sys.stdout.isatty() else 140)
    begun = time.monotonic()
    played = play_all(plan(runs, seed, tuple(kind or ())), out, workers, console, films=films)
    console.print(table(played))
    frames = sum(one.frames for one in played)
    console.print(f"{len(played)} runs, {frames} frames in {time.monotonic() - begun:.0f} s; see {out}/")
    raise typer.Exit(0 if holds(played) else 1)


if __name__ == "__main__":
    typer.run(main)
