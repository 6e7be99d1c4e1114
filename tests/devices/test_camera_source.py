"""What may be the face camera: on a device tree, process table and device folder built for each test."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.base import DeviceState, DeviceStatus
from kiosk.devices.camera.claim import Claim, holders
from kiosk.devices.camera.hardware import device_number, hardware_of
from kiosk.devices.camera.source import NETWORK, OTHER, TAKEN, VIRTUAL, Places, SourceGuard, SourceRules
from kiosk.errors import DeviceAbsent, DeviceRefused

USB_CAMERA = "pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/video4linux"
PINNED = SourceRules(usb_id="1bcf:28c4", usb_serial="SN-0042")


class Machine:
    """A machine's folders under ``root``; device files are plain files whose number the tree tells."""

    def __init__(self, root: Path) -> None:
        self.dev, self.sys, self.proc = root / "dev", root / "sys", root / "proc"
        for folder in (self.dev, self.sys / "class" / "video4linux", self.sys / "devices", self.proc):
            folder.mkdir(parents=True)
        self.places = Places(self.dev, self.sys, self.proc, self._number)
        self._numbers: dict[str, str] = {}

    def _number(self, node: Path) -> str:
        node.stat()
        return self._numbers.get(node.name, "")

    def camera(self, number: int, place: str, driver: str = "", bus_driver: str = "") -> Path:
        """A camera at a place of ``/sys/devices``, with its device file."""
        name = f"video{number}"
        folder = self.sys / "devices" / place / name
        folder.mkdir(parents=True)
        (folder / "dev").write_text(f"81:{number}\n")
        (self.sys / "class" / "video4linux" / name).symlink_to(folder)
        if driver:
            interface = folder.parent.parent
            (folder / "device").symlink_to(interface)
            self._drive(interface, driver)
        if bus_driver:
            self._drive(self.sys / "devices" / "platform" / place.split("/")[1], bus_driver)
        node = self.dev / name
        node.touch()
        self._numbers[name] = f"81:{number}"
        return node

    def _drive(self, device: Path, driver: str) -> None:
        home = self.sys / "bus" / "drivers" / driver
        home.mkdir(parents=True, exist_ok=True)
        (device / "driver").symlink_to(home)

    def usb_camera(self, number: int = 0, usb_id: str = "1bcf:28c4", serial: str = "SN-0042") -> Path:
        """An ordinary USB camera behind a PCI host controller."""
        node = self.camera(number, USB_CAMERA, "uvcvideo")
        device = self.sys / "devices" / "pci0000:00/0000:00:14.0/usb1/1-4"
        vendor, product = usb_id.split(":")
        (device / "idVendor").write_text(f"{vendor}\n")
        (device / "idProduct").write_text(f"{product}\n")
        (device / "serial").write_text(f"{serial}\n")
        return node

    def process(self, number: int, node: Path, parent: int = 1) -> None:
        """A process that has the device file open."""
        handles = self.proc / str(number) / "fd"
        handles.mkdir(parents=True)
        (handles / "3").symlink_to(node)
        (self.proc / str(number) / "stat").write_text(f"{number} (a (strange) name) S {parent} 0 0")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path.resolve())


@pytest.fixture
def guards() -> Iterator[list[SourceGuard]]:
    made: list[SourceGuard] = []
    yield made
    for guard in made:
        guard.let_go()


def _admitted(source: Path | str, machine: Machine, rules: SourceRules | None = None) -> DeviceStatus | None:
    guard = SourceGuard(str(source), rules or SourceRules(), machine.places)
    try:
        return guard.admit()
    finally:
        guard.let_go()


# What it hangs from -------------------------------------------------------------------------------------------


def test_a_usb_camera_on_a_pci_controller_is_admitted(machine: Machine) -> None:
    assert _admitted(machine.usb_camera(), machine) is None


@pytest.mark.parametrize(
    ("place", "driver", "bus_driver"),
    [
        ("virtual/video4linux", "", ""),  # v4l2loopback
        ("platform/vivid.0/video4linux", "vivid", ""),
        ("platform/vimc.0/video4linux", "vimc", ""),
        ("virtual/akvcam/video4linux", "akvcam", ""),
        ("platform/vhci_hcd.0/usb9/9-1/9-1:1.0/video4linux", "uvcvideo", "vhci_hcd"),  # usbip
        ("platform/dummy_hcd.0/usb8/8-1/8-1:1.0/video4linux", "uvcvideo", "dummy_hcd"),  # a gadget in software
        ("platform/of_nobody.0/video4linux", "made_yesterday", ""),
    ],
)
def test_a_camera_that_software_plays_is_refused(
    machine: Machine, place: str, driver: str, bus_driver: str
) -> None:
    assert _admitted(machine.camera(0, place, driver, bus_driver), machine) == VIRTUAL


def test_a_camera_that_software_plays_is_admitted_where_the_settings_say_so(machine: Machine) -> None:
    node = machine.camera(0, "virtual/video4linux")
    assert _admitted(node, machine, SourceRules(allow_virtual=True)) is None


@pytest.mark.parametrize("root", ["of_node", "firmware_node"])
def test_a_camera_the_firmware_told_of_is_admitted(machine: Machine, root: str) -> None:
    node = machine.camera(0, "platform/soc/fe801000.csi/video4linux", "unicam")
    (machine.sys / "devices/platform/soc/fe801000.csi" / root).mkdir()
    assert _admitted(node, machine) is None


def test_a_loopback_device_with_a_driver_of_its_own_below_real_hardware_is_refused(machine: Machine) -> None:
    node = machine.camera(0, "pci0000:00/0000:00:01.0/video4linux", "v4l2loopback")
    assert _admitted(node, machine) == VIRTUAL


def test_a_file_under_a_cameras_name_is_refused(machine: Machine) -> None:
    node = machine.usb_camera()
    machine._numbers.clear()  # not a character device any more
    assert _admitted(node, machine) == VIRTUAL


def test_a_device_file_with_another_cameras_number_is_refused(machine: Machine) -> None:
    node = machine.usb_camera()
    machine._numbers[node.name] = "81:7"
    assert _admitted(node, machine) == VIRTUAL


@pytest.mark.parametrize("source", ["movie.avi", "file:///srv/movie.avi"])
def test_a_recording_is_refused(machine: Machine, source: str) -> None:
    assert _admitted(source, machine) == VIRTUAL


def test_a_recording_is_admitted_where_virtual_devices_are(machine: Machine) -> None:
    assert _admitted("file:///srv/movie.avi", machine, SourceRules(allow_virtual=True)) is None


def test_a_stream_from_the_network_is_refused_unless_allowed(machine: Machine) -> None:
    address = "rtsp://127.0.0.1:554/face"
    assert _admitted(address, machine) == NETWORK
    assert _admitted(address, machine, SourceRules(network=True)) is None


def test_allowing_the_network_does_not_allow_virtual_devices(machine: Machine) -> None:
    node = machine.camera(0, "virtual/video4linux")
    assert _admitted(node, machine, SourceRules(network=True)) == VIRTUAL


def test_a_number_and_a_link_lead_to_the_same_device_file(machine: Machine) -> None:
    node = machine.camera(3, "virtual/video4linux")
    link = machine.dev / "by-id" / "usb-face-camera"
    link.parent.mkdir()
    link.symlink_to(node)
    assert [_admitted(source, machine) for source in ("3", link, node)] == [VIRTUAL] * 3


def test_a_camera_that_is_not_there_is_left_to_the_stream(machine: Machine) -> None:
    assert _admitted(machine.dev / "video5", machine) is None


def test_a_real_device_file_tells_its_number(tmp_path: Path) -> None:
    assert device_number(Path("/dev/null")) == "1:3"
    (tmp_path / "video0").touch()
    assert device_number(tmp_path / "video0") == ""


def test_a_device_file_gone_in_the_middle_is_an_os_error_that_the_guard_swallows(
    machine: Machine, guards: list[SourceGuard]
) -> None:
    node = machine.usb_camera()

    def gone(_node: Path) -> str:
        raise FileNotFoundError

    places = Places(machine.dev, machine.sys, machine.proc, gone)
    guards.append(SourceGuard(str(node), SourceRules(), places))
    assert guards[0].admit() is None


# Which camera it is -------------------------------------------------------------------------------------------


def test_the_camera_built_in_is_admitted(machine: Machine) -> None:
    assert _admitted(machine.usb_camera(), machine, PINNED) is None


@pytest.mark.parametrize(("usb_id", "serial"), [("046d:0825", "SN-0042"), ("1bcf:28c4", "SN-9999")])
def test_a_swapped_camera_is_refused(machine: Machine, usb_id: str, serial: str) -> None:
    assert _admitted(machine.usb_camera(usb_id=usb_id, serial=serial), machine, PINNED) == OTHER


def test_a_camera_without_usb_is_not_the_pinned_one(machine: Machine) -> None:
    node = machine.camera(0, "pci0000:00/0000:00:05.0/video4linux", "ipu6")
    assert _admitted(node, machine, PINNED) == OTHER


def test_what_a_usb_camera_is_stands_on_its_device(machine: Machine) -> None:
    found = hardware_of(machine.usb_camera(usb_id="1BCF:28C4"), machine.sys, machine.places.number)
    assert (found.virtual, found.driver, found.usb_id, found.usb_serial) == (
        False,
        "uvcvideo",
        "1bcf:28c4",
        "SN-0042",
    )


# Whose it is --------------------------------------------------------------------------------------------------


def test_a_second_terminal_is_refused_while_the_first_has_the_camera(
    machine: Machine, guards: list[SourceGuard]
) -> None:
    node = machine.usb_camera()
    guards.append(SourceGuard(str(node), SourceRules(), machine.places))
    assert guards[0].admit() is None
    assert _admitted(node, machine) == TAKEN
    guards[0].let_go()
    assert _admitted(node, machine) is None


def test_the_lock_is_one_that_other_processes_meet(machine: Machine, guards: list[SourceGuard]) -> None:
    node = machine.usb_camera()
    guards.append(SourceGuard(str(node), SourceRules(), machine.places))
    guards[0].admit()
    program = "import fcntl, sys; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    other = subprocess.run([sys.executable, "-c", program, str(node)], capture_output=True, check=False)
    assert b"BlockingIOError" in other.stderr


def test_asking_again_keeps_the_lock(machine: Machine, guards: list[SourceGuard]) -> None:
    node = machine.usb_camera()
    guards.append(SourceGuard(str(node), SourceRules(), machine.places))
    assert [guards[0].admit() for _ in range(3)] == [None] * 3
    assert _admitted(node, machine) == TAKEN


def test_a_camera_plugged_in_anew_under_the_same_name_is_locked_anew(
    machine: Machine, guards: list[SourceGuard]
) -> None:
    node = machine.usb_camera()
    guards.append(SourceGuard(str(node), SourceRules(), machine.places))
    guards[0].admit()
    node.rename(machine.dev / "gone")
    node.touch()
    assert guards[0].admit() is None
    assert _admitted(node, machine) == TAKEN


def test_another_program_that_has_the_camera_open_is_told(machine: Machine) -> None:
    node = machine.usb_camera()
    machine.process(4711, node)
    assert _admitted(node, machine) == TAKEN
    assert holders(node, machine.proc) == [4711]


def test_other_programs_with_other_files_are_none_of_our_business(machine: Machine) -> None:
    node = machine.usb_camera()
    machine.process(4711, machine.dev / "video1")
    (machine.proc / "4712").mkdir()
    (machine.proc / "self").mkdir()
    assert _admitted(node, machine) is None


def test_this_process_and_its_children_are_no_strangers(machine: Machine) -> None:
    node = machine.usb_camera()
    machine.process(os.getpid(), node)
    machine.process(4713, node, parent=os.getpid())
    assert holders(node, machine.proc) == []


def test_a_process_that_ends_while_it_is_looked_at_counts_by_what_was_seen(machine: Machine) -> None:
    node = machine.usb_camera()
    machine.process(4714, node)
    (machine.proc / "4714" / "stat").unlink()
    assert holders(node, machine.proc) == [4714]


def test_a_real_program_with_the_file_open_is_found(tmp_path: Path) -> None:
    node = tmp_path.resolve() / "video0"
    node.touch()
    program = "import sys; held = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    shell = f'"{sys.executable}" -c "{program}" "{node}"'
    # By way of a shell, so that it is not this process's own child.
    with subprocess.Popen(["sh", "-c", f"{shell}; true"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"open\n"
        assert len(holders(node)) == 1
        other.stdin.close()
    assert holders(node) == []


@pytest.mark.parametrize(("error", "raised"), [(PermissionError, DeviceRefused), (OSError, DeviceAbsent)])
def test_a_device_file_that_does_not_open_says_why_in_our_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[OSError], raised: type[Exception]
) -> None:
    def refuse(*_: object) -> int:
        raise error

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(raised):
        Claim().take(tmp_path / "video0")


def test_a_lock_that_cannot_be_had_leaves_no_file_open(tmp_path: Path) -> None:
    node = tmp_path / "video0"
    node.touch()
    with node.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        before = len(list(Path("/proc/self/fd").iterdir()))
        with pytest.raises(DeviceRefused):
            Claim().take(node)
        assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_device_with_nothing_behind_it_is_left_to_the_stream(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = machine.usb_camera()

    def nothing(*_: object) -> int:
        raise OSError(6, "no such device or address")

    monkeypatch.setattr("kiosk.devices.camera.claim.os.open", nothing)
    assert _admitted(node, machine) is None


def test_refusals_are_failures_and_a_taken_camera_may_come_free() -> None:
    assert {status.state for status in (NETWORK, VIRTUAL, OTHER)} == {DeviceState.FAILED}
    assert TAKEN.state is DeviceState.ATTENTION
