"""Start here: the command line, then the settings, then ``kiosk.app``.

``main.py run --settings FILE`` is a kiosk; ``main.py run --sandbox`` the same terminal in a window with a dock
beside it; ``main.py demo --scene NAME`` lets a scripted resident use it, with no display needed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from kiosk.errors import KioskError

# What Python and the C library free is overwritten at once, so nothing of a person stays in unused memory. Small
# pieces would pass by glibc's per-thread cache untouched; so it is off. What is larger than 256 KB (pictures,
# envelopes) has a mapping of its own and goes back to the system when it is freed; glibc would raise that size by
# itself, and the terminal would grow by a tenth over its first visits.
CLEAN_MEMORY = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": ":".join(
        f"glibc.malloc.{name}={value}"
        for name, value in (
            ("perturb", 165),
            ("tcache_count", 0),
            ("mmap_threshold", 262144),
            ("trim_threshold", 262144),
        )
    ),
}

command = typer.Typer(help="通办终端 Tongban terminal", no_args_is_help=True, pretty_exceptions_enable=False)


@command.command()
def run(
    settings: Annotated[Path | None, typer.Option(help="The terminal's settings file.")] = None,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Emulated hall, window with the dock.")] = False,
    landscape: Annotated[bool, typer.Option("--landscape", help="Sandbox: 1920x1080.")] = False,
) -> None:
    """Opens the terminal for a person."""
    from kiosk import app

    if sandbox:
        app.run_in_sandbox(landscape=landscape)
    else:
        app.run(settings or Path("kiosk.toml"))


@command.command()
def demo(
    scene: Annotated[str, typer.Option(help="Which story to play.")] = "journey",
    out: Annotated[Path, typer.Option(help="Where pictures, slip, PDF and case go.")] = Path("out/demo"),
    landscape: Annotated[bool, typer.Option("--landscape", help="1920x1080.")] = False,
) -> None:
    """Plays a scene through the real screens by touch; exit code 0 when every step held."""
    from kiosk import app

    raise typer.Exit(app.play(scene, out, landscape=landscape))


def begin_with_clean_memory() -> None:
    """Starts the same program again with ``CLEAN_MEMORY``, which is read only when a process begins."""
    if any(os.environ.get(name) != value for name, value in CLEAN_MEMORY.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | CLEAN_MEMORY)


if __name__ == "__main__":
    begin_with_clean_memory()
    try:
        command()
    except KioskError as error:
        print(f"{error.code}  {error}", file=sys.stderr)
        sys.exit(1)
