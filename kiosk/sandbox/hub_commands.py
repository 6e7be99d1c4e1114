"""Commands of the hub one after the other in one process: ``python -m kiosk.sandbox.hub_commands``.

Standard input is a JSON list of commands, each a list of words as after ``python -m hub``. Standard output is
theirs; the first that fails ends it with its exit code. Most of a command's time is loading the hub.
"""

from __future__ import annotations

import json
import sys

from hub.__main__ import command


def main() -> None:
    """Runs them."""
    for words in json.load(sys.stdin):
        code = command(words, standalone_mode=False)
        if code:
            raise SystemExit(code)


if __name__ == "__main__":
    main()
