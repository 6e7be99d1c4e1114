"""The voice with real programs at the other end of the pipe: what is said, broken off, and never left behind."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.devices.base import DeviceState, StatusChanged
from kiosk.devices.sound.voice import Voice
from kiosk.settings_devices import Sound

DEADLINE_S = 15.0
RECORDER = """
import json, os, sys, time
from pathlib import Path
folder, stay_s = Path(sys.argv[1]), float(sys.argv[2])
text = sys.stdin.read()
number = len(list(folder.glob("*.said")))
arguments = Path("/proc/self/cmdline").read_bytes().decode()
said = {"text": text, "arguments": arguments, "environment": dict(os.environ), "pid": os.getpid()}
beside = folder / f"{number}.new"
beside.write_text(json.dumps(said), encoding="utf-8")
beside.rename(folder / f"{number}.said")
time.sleep(stay_s)
"""
TEXT = "请把身份证放在发亮的地方。"


class Room:
    """A voice whose program writes down what it hears."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[object] = []
        self.script = folder / "recorder.py"
        self.script.write_text(RECORDER, encoding="utf-8")
        self.voice = Voice(Sound(command=()), self.events.append)

    def speaker(self, *, stay_s: float = 0.0, card: str = "", command: tuple[str, ...] = ()) -> Voice:
        own = (sys.executable, str(self.script), str(self.folder), str(stay_s))
        self.voice = Voice(Sound(command=command or own, card=card), self.events.append, looks_again_s=0.02)
        self.voice.start()
        return self.voice

    def until(self, condition: Callable[[], object]) -> None:
        ends = time.monotonic() + DEADLINE_S
        while not condition():
            assert time.monotonic() < ends, f"waited in vain; said so far: {self.said}"
            time.sleep(0.005)

    def state(self, state: DeviceState, reason: str = "") -> None:
        self.until(lambda: (self.voice.status.state, self.voice.status.reason) == (state, reason))

    @property
    def said(self) -> list[str]:
        return [one["text"] for one in self.notes]

    @property
    def notes(self) -> list[dict[str, object]]:
        files = sorted(self.folder.glob("*.said"), key=lambda path: int(path.stem))
        return [json.loads(path.read_text(encoding="utf-8")) for path in files]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.voice.stop()


def test_a_text_reaches_the_program_whole_on_its_stdin(room: Room) -> None:
    room.speaker().say(TEXT)
    room.until(lambda: room.said == [TEXT])


def test_the_text_stands_in_no_argument_and_in_no_environment(room: Room) -> None:
    room.speaker().say(TEXT)
    room.until(lambda: room.notes)
    note = room.notes[0]
    assert TEXT not in str(note["arguments"])
    assert TEXT not in str(note["environment"])


def test_one_text_after_the_other_is_said(room: Room) -> None:
    voice = room.speaker()
    for place, text in enumerate(("一", "二", "三"), start=1):
        voice.say(text)
        room.until(lambda place=place: len(room.said) == place)
        room.state(DeviceState.READY)
    assert room.said == ["一", "二", "三"]


def test_a_new_text_takes_the_place_of_the_one_being_said(room: Room) -> None:
    voice = room.speaker(stay_s=60.0)
    voice.say("一")
    room.until(lambda: room.said == ["一"])
    voice.say("二")
    room.until(lambda: room.said == ["一", "二"])
    room.until(lambda: not alive(room.notes[0]["pid"]))


def test_silence_ends_the_program_at_once(room: Room) -> None:
    voice = room.speaker(stay_s=60.0)
    voice.say(TEXT)
    room.until(lambda: room.notes)
    room.state(DeviceState.BUSY)
    voice.silence()
    room.state(DeviceState.READY)
    assert not alive(room.notes[0]["pid"])


def test_stopping_ends_the_program_too(room: Room) -> None:
    voice = room.speaker(stay_s=60.0)
    voice.say(TEXT)
    room.until(lambda: room.notes)
    voice.stop()
    assert not alive(room.notes[0]["pid"])
    assert (voice.status.state, voice.status.reason) == (DeviceState.ABSENT, "stopped")


def alive(pid: object) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_a_program_that_never_reads_can_still_be_silenced(room: Room) -> None:
    voice = room.speaker(command=(sys.executable, "-c", "import time; time.sleep(60)"))
    voice.say(TEXT * 20_000)
    room.state(DeviceState.BUSY)
    voice.silence()
    room.state(DeviceState.READY)


def test_silence_while_nothing_is_said_says_nothing(room: Room) -> None:
    voice = room.speaker()
    room.state(DeviceState.READY)
    voice.silence()
    voice.say(TEXT)
    room.until(lambda: room.said == [TEXT])


def test_it_can_be_started_again(room: Room) -> None:
    voice = room.speaker()
    room.state(DeviceState.READY)
    voice.stop()
    voice.stop()
    voice.say("nobody hears this")
    voice.start()
    voice.say(TEXT)
    room.until(lambda: room.said)
    assert room.said == [TEXT]


def test_status_goes_from_ready_to_busy_and_back_each_told_once(room: Room) -> None:
    voice = room.speaker()
    room.state(DeviceState.READY)
    voice.say(TEXT)
    room.until(lambda: room.said)
    room.state(DeviceState.READY)
    states = [event.status.state.value for event in room.events if isinstance(event, StatusChanged)]
    assert states == ["ready", "busy", "ready"]


def test_without_a_command_the_terminal_has_no_voice(room: Room) -> None:
    voice = Voice(Sound(command=()), room.events.append)
    voice.start()
    voice.say(TEXT)
    voice.silence()
    voice.stop()
    assert (voice.status.state, voice.status.reason) == (DeviceState.ABSENT, "not_fitted")
    assert room.events == []


def test_a_missing_program_is_said_and_found_when_it_is_installed(room: Room) -> None:
    program = room.folder / "say"
    voice = room.speaker(command=(str(program), str(room.folder), "0"))
    room.state(DeviceState.ABSENT, "not_found")
    voice.say("too early")
    program.write_text(f"#!{sys.executable}\n{RECORDER}", encoding="utf-8")
    program.chmod(0o755)
    room.state(DeviceState.READY)
    voice.say(TEXT)
    room.until(lambda: TEXT in room.said)
    assert room.said == [TEXT]


def test_a_missing_sound_card_is_said_and_found_when_it_is_plugged_in(room: Room) -> None:
    voice = room.speaker(card=str(room.folder / "snd" / "pcm*p"))
    room.state(DeviceState.ABSENT, "no_card")
    (room.folder / "snd").mkdir()
    (room.folder / "snd" / "pcmC0D0p").touch()
    room.state(DeviceState.READY)
    voice.say(TEXT)
    room.until(lambda: room.said == [TEXT])


def test_a_program_that_fails_is_told_and_tried_again(room: Room) -> None:
    first = (
        "import sys, pathlib; p = pathlib.Path(sys.argv[1]); ok = p.exists(); p.touch(); sys.exit(0 if ok else 3)"
    )
    voice = room.speaker(command=(sys.executable, "-c", first, str(room.folder / "tried")))
    voice.say(TEXT)
    room.state(DeviceState.ATTENTION, "failed")
    voice.say(TEXT)
    room.state(DeviceState.READY)


def test_a_program_that_cannot_be_run_is_told(room: Room) -> None:
    program = room.folder / "broken"
    program.write_bytes(b"\x7fELF nothing")
    program.chmod(0o755)
    room.speaker(command=(str(program),)).say(TEXT)
    room.state(DeviceState.ATTENTION, "failed")


def test_nothing_is_written_to_the_disk_while_speaking(
    room: Room, tmp_path_factory: pytest.TempPathFactory
) -> None:
    room.speaker(command=(sys.executable, "-c", "import sys; sys.stdin.read()")).say(TEXT)
    room.until(lambda: len(room.events) >= 3)
    assert [path.name for path in room.folder.iterdir()] == ["recorder.py"]


def test_no_word_outlives_what_was_said(room: Room) -> None:
    voice = room.speaker()
    signs = tuple(range(0x6C5F, 0x6C67))
    voice.say("".join(map(chr, signs)))
    room.until(lambda: len(room.notes) == 1)
    room.state(DeviceState.READY)
    for path in room.folder.glob("*.said"):
        path.unlink()

    from tests.traces import traces

    assert traces(["".join(map(chr, signs))], [room.folder]) == []
