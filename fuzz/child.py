"""One target in a process of its own: ``python -m fuzz.child frames CORPUS -max_total_time=60`` (libFuzzer's
options). Only the code under test is instrumented."""

from __future__ import annotations

import importlib
import sys

import atheris

COVERED = {
    "frames": "kiosk.devices.id_reader",
    "sam": "kiosk.devices.id_reader",
    "card_text": "kiosk.identity",
    "numbers": "kiosk.identity",
}


def main() -> None:
    """Fuzzes until the options say stop or something is found; ends the process."""
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=[COVERED[name]]):
        target = importlib.import_module(f"fuzz.{name}")
    atheris.Setup(sys.argv, target.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
