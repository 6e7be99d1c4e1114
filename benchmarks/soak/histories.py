"""Random histories of a reader and the hands around it, each followed by the question that counts: is a card laid
down now, cleanly, read in its time?"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.soak.reader_bench import ReaderBench
from kiosk.sandbox.card_faults import Fault

COMMANDS = (None, *(bytes.fromhex(one) for one in ("20 01", "20 02", "30 01", "30 03", "11 FF", "12 FF", "10 FF")))
"""Find, select, read, newest address, status, SAM-ID, reset; ``None`` stands for any."""
READING = COMMANDS[1:5]
STATUSES = (0x10, 0x11, 0x21, 0x24, 0x31, 0x33, 0x40, 0x41, 0x47, 0x60, 0x66, 0x80, 0x81, 0x90, 0x91, 0x9F)
"""What a module may answer (GA/T 467 family), fitting or not."""

_HANDS = {
    "place": 7,
    "lift": 5,
    "lift_early": 3,
    "swap": 4,
    "unplug": 1.5,
    "plug": 2,
    "spoil": 8,
    "mend": 2,
    "wake": 9,
    "rest": 2,
    "ask_back": 2,
    "troubled": 6,
    "restart": 0.3,
}


@dataclass(frozen=True)
class Times:
    """Seconds within which a well reader must do its work, with room for a busy machine."""

    ready_s: float = 20.0
    """From any trouble, once it is over, to ready: the longest pause between two openings and five tries."""
    read_s: float = 2.5
    """From laying a card down to its content: one poll, the wire's time, and once more."""
    lifted_s: float = 4.0
    empty_s: float = 1.0
    """So long the spot is empty before a card counts as laid down anew; a hand needs as long."""
    quiet_s: float = 3.0
    """After faults: the longest exchange that may still be under way (newest address, settling, one poll)."""


class Historian:
    """Makes one history after another, all of them from one seed."""

    def __init__(self, bench: ReaderBench, seed: int, times: Times | None = None) -> None:
        self._bench, self._random, self._times = bench, random.Random(seed), times or Times()
        self.read_s: list[float] = []
        """Seconds from laying down to read, of the last thousand clean cards."""
        self.histories = self.asked_again = 0
        """Come to their end; and how often a card had to be lifted and laid down again, as the screen asks."""
        self._spoilt = False

    def live(self) -> None:
        """One history and its end. Raises ``Broken``."""
        self._spoilt = False
        for _ in range(self._random.randint(2, 14)):
            self._hand(self._random.choices([*_HANDS], [*_HANDS.values()])[0])
            self._pause()
            self._bench.check()
        self._end()
        self.histories += 1

    def _hand(self, name: str) -> None:
        bench = self._bench
        match name:
            case "place" | "swap":
                bench.place()
            case "lift_early":
                bench.place()
                time.sleep(self._random.uniform(0, 0.4))
                bench.lift()
            case "unplug" if bench.plugged:
                bench.unplug()
            case "plug" if not bench.plugged:
                bench.plug()
            case "spoil":
                self._spoil(COMMANDS)
            case "troubled":
                bench.wake()
                self._spoil(READING)
                bench.place()
                time.sleep(self._random.choice((0.0, self._random.uniform(0, 5.0))))  # a silent read lasts 4 s
            case "lift" | "mend" | "wake" | "rest" | "ask_back" | "restart":
                getattr(bench, name)()

    def _spoil(self, commands: Sequence[bytes | None]) -> None:
        pick = self._random.choice
        self._spoilt = True
        self._bench.spoil(pick(list(Fault)), pick(commands), pick((1, 1, 2, 3, 5, None)), pick(STATUSES))

    def _pause(self) -> None:
        """Often none, mostly short, seldom long enough for anything that is under way to end."""
        time.sleep(self._random.choice((0.0, self._random.uniform(0, 0.5), self._random.expovariate(1.2))))

    def _end(self) -> None:
        """All trouble is over and the spot is free: a card laid down now is read, given back and forgotten."""
        bench, times = self._bench, self._times
        bench.mend()
        bench.lift()
        if not bench.plugged:
            bench.plug()
        if self._random.random() < 0.5:
            bench.rest()
        if self._random.random() < 0.5:
            self._lay_down_at_once()
        else:
            self._lay_down_when_ready()
        bench.lift()
        bench.wait("lifted", lambda: bench.lifted_told, times.lifted_s)
        bench.rest()
        bench.wait("ready", lambda: bench.settled, times.lifted_s)
        bench.check()

    def _lay_down_when_ready(self) -> None:
        bench, times = self._bench, self._times
        bench.wait("ready", lambda: bench.settled, times.ready_s)
        time.sleep(times.quiet_s if self._spoilt else times.empty_s)
        bench.wait("ready", lambda: bench.settled, times.ready_s)
        bench.wake()
        serial = bench.place()
        took_s = bench.wait("the card", lambda: bench.read == serial, times.read_s)
        self.read_s = [*self.read_s[-999:], took_s]

    def _lay_down_at_once(self) -> None:
        """As an impatient hand does: the reader may still be lost, or busy with what lay there before.

        A card that comes before the driver has seen the spot empty may be taken for one left lying, or for the
        one that could not be read before: then the screen asks for it to be lifted and laid down again.
        """
        bench, times = self._bench, self._times
        time.sleep(times.empty_s)
        bench.wake()
        serial = bench.place()
        bench.wait(
            "the card",
            lambda: bench.read == serial or bench.left_told or bench.asked_again(times.quiet_s),
            times.ready_s + times.read_s,
        )
        if bench.read == serial:
            return
        self.asked_again += 1
        left = bench.left_told
        bench.lift()
        if left:
            bench.wait("lifted", lambda: bench.lifted_told, times.lifted_s)
        else:
            time.sleep(times.empty_s)
        again = bench.place()
        bench.wait("the card", lambda: bench.read == again, times.read_s)
