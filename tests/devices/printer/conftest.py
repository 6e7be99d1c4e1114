"""A bench for each kind of line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from printing_bench import Bench


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """Builds benches that are closed after the test."""
    benches: list[Bench] = []

    def built(line: str = "pty", **options: Any) -> Bench:
        benches.append(Bench(line, tmp_path, **options))
        return benches[-1]

    yield built
    for bench in benches:
        bench.close()


@pytest.fixture(params=["tcp", "pty"])
def bench(request: pytest.FixtureRequest, build: Callable[..., Bench]) -> Bench:
    """A started driver with its printer, once on TCP and once on a pseudo-terminal."""
    bench = build(request.param)
    bench.start()
    return bench
