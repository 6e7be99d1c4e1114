"""The disk of the power-cut runs forgets what was not flushed, and nothing else; a client speaks its protocol."""

import random
import socket
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from powercut import Counts, Heard, _compare
from volatile_disk import DiskServer, VolatileDisk

SIZE = 64 * 1024


@pytest.fixture
def disk(tmp_path: Path) -> VolatileDisk:
    file = tmp_path / "disk.img"
    file.write_bytes(bytes(SIZE))
    return VolatileDisk(file, SIZE)


def test_what_was_written_is_read_back_before_any_flush(disk: VolatileDisk) -> None:
    disk.write(1000, b"a" * 100)
    disk.write(1050, b"b" * 10)
    assert disk.read(1040, 30) == b"a" * 10 + b"b" * 10 + b"a" * 10
    assert disk.file.read_bytes() == bytes(SIZE)


def test_a_cut_takes_what_was_not_flushed_and_leaves_what_was(disk: VolatileDisk) -> None:
    disk.write(0, b"safe")
    disk.flush()
    disk.write(0, b"lost")
    assert disk.cut("lost", random.Random(1)) == 1
    assert disk.read(0, 4) == b"safe"


def test_a_write_through_is_safe_without_a_flush(disk: VolatileDisk) -> None:
    disk.write(0, b"through", through=True)
    disk.cut("lost", random.Random(1))
    assert disk.read(0, 7) == b"through"


def test_a_later_flush_keeps_the_order_of_writes_to_one_place(disk: VolatileDisk) -> None:
    disk.write(0, b"1", through=True)
    disk.write(0, b"2")
    disk.flush()
    assert disk.file.read_bytes()[:1] == b"2"


def test_some_writes_are_kept_and_some_not(disk: VolatileDisk) -> None:
    for sector in range(64):
        disk.write(sector * 512, b"x" * 512)
    disk.cut("some", random.Random(1))
    kept = [disk.read(sector * 512, 512) for sector in range(64)]
    assert set(kept) == {bytes(512), b"x" * 512}


def test_a_torn_write_is_kept_by_sectors(disk: VolatileDisk) -> None:
    disk.write(0, b"x" * 32 * 512)
    disk.cut("torn", random.Random(1))
    assert {disk.read(sector * 512, 512) for sector in range(32)} == {bytes(512), b"x" * 512}


@pytest.fixture
def machine(disk: VolatileDisk) -> Iterator[socket.socket]:
    """A machine's end of the line, greeted."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as line:
        server = DiskServer(disk, Path(folder) / "disk")
        line.settimeout(10)
        line.connect(str(server.path))
        assert line.recv(18) == b"NBDMAGICIHAVEOPT\x00\x03"
        line.sendall(struct.pack(">I8sIIIH", 3, b"IHAVEOPT", 7, 6, 0, 0))
        found = line.recv(1000)
        assert struct.unpack(">HQH", found[20:32]) == (0, SIZE, 13)
        yield line
        server.close()


def asked(line: socket.socket, kind: int, offset: int, size: int, content: bytes = b"", flags: int = 0) -> bytes:
    line.sendall(struct.pack(">IHHQQI", 0x25609513, flags, kind, 77, offset, size) + content)
    answer = line.recv(16)
    assert struct.unpack(">IIQ", answer) == (0x67446698, 0, 77)
    return line.recv(size) if kind == 0 else b""


def test_a_machine_writes_flushes_and_reads_over_the_line(machine: socket.socket, disk: VolatileDisk) -> None:
    asked(machine, 1, 512, 4, b"word")
    assert asked(machine, 0, 512, 4) == b"word"
    assert disk.file.read_bytes()[512:516] == bytes(4)
    asked(machine, 3, 0, 0)
    assert (disk.file.read_bytes()[512:516], disk.flushes) == (b"word", 1)
    asked(machine, 1, 0, 3, b"fua", flags=1)
    disk.cut("lost", random.Random(1))
    assert asked(machine, 0, 0, 3) == b"fua"


def test_the_power_goes_at_a_write_whose_writer_never_hears_of_it(
    machine: socket.socket, disk: VolatileDisk
) -> None:
    disk.stop_at(2)
    asked(machine, 1, 0, 3, b"one")
    machine.sendall(struct.pack(">IHHQQI", 0x25609513, 1, 1, 78, 512, 3) + b"two")
    assert disk.stopped.wait(10)
    machine.settimeout(0.2)
    with pytest.raises(TimeoutError):
        machine.recv(1)
    assert disk.cut("lost", random.Random(1)) == 2
    assert disk.file.read_bytes() == bytes(SIZE)


def test_the_comparison_sees_what_is_lost_altered_and_broken() -> None:
    heard, counts = Heard(), Counts()
    for line in (
        "HELD one aaa",
        "HELD two XXX",
        "BROKEN OutboxDamaged",
        "[ 0.1] the kernel says something",
        "READY",
    ):
        heard.line(line)
    _compare({"one": "aaa", "two": "bbb", "three": "ccc"}, heard, counts, came=True)
    assert (counts.lost, counts.altered, counts.broken, counts.good) == (1, 1, 1, False)


def test_the_comparison_is_content_with_more_than_was_confirmed() -> None:
    heard, counts = Heard(), Counts()
    heard.line("HELD one aaa")
    heard.line("HELD two bbb")
    _compare({"one": "aaa"}, heard, counts, came=True)
    assert counts.good
