"""A stick: seen when there, its list short and harmless whatever is on it, its files pages, its names private."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.devices.base import DeviceState, DeviceStatus
from kiosk.devices.pages import Choice, ChoicesListed, PageArrived, PagesEnded
from kiosk.devices.stick import FileStick
from kiosk.devices.stick.listing import shown
from kiosk.devices.stick.mounts import loosely_mounted, mounts, sticks
from kiosk.errors import FileEmpty, FileGone, FileNotAllowed
from kiosk.sandbox.specimens import certificate, household_page
from kiosk.sandbox.stick import SandboxStick, as_pdf, as_picture
from kiosk.settings_devices import Stick
from tests.devices.page_listener import Listener

Plugging = Callable[..., FileStick]
JPEG = as_picture(certificate())


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def place(tmp_path: Path) -> SandboxStick:
    return SandboxStick(tmp_path / "stick")


@pytest.fixture
def stick(place: SandboxStick, listener: Listener) -> Iterator[Plugging]:
    started: list[FileStick] = []

    def make(**more: object) -> FileStick:
        settings = Stick.model_validate({"folders": [place.path], "page_s": 60.0, "list_s": 30.0, **more})
        started.append(FileStick(settings, listener.post))
        started[-1].start()
        return started[-1]

    yield make
    for one in started:
        one.stop()


def labels(listed: ChoicesListed) -> list[str]:
    return sorted(choice.label for choice in listed.choices)


def choice_called(listed: ChoicesListed, label: str) -> Choice:
    return next(choice for choice in listed.choices if choice.label == label)


# There or not -------------------------------------------------------------------------------------------------


def test_a_stick_that_comes_and_goes_is_seen(stick: Plugging, place: SandboxStick, listener: Listener) -> None:
    stick()
    listener.until_state(DeviceState.ABSENT)
    place.plug({"a.jpg": JPEG})
    listener.until_state(DeviceState.READY)
    place.pull()
    listener.until_state(DeviceState.ABSENT)


def test_a_terminal_that_takes_no_files_never_looks(listener: Listener) -> None:
    device = FileStick(Stick(), listener.post)
    device.start()
    assert device.status == DeviceStatus(DeviceState.ABSENT, "not_fitted")
    assert listener.events == []


TABLE = r"""
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
31 22 8:17 / /media/kiosk/MY\040STICK ro,nosuid,nodev,noexec,relatime - vfat /dev/sdb1 ro
32 22 8:18 / /run/media/x rw,nosuid,nodev,relatime - exfat /dev/sdc1 rw
33 22 8:19 / /media rw - tmpfs none rw
"""


def test_sticks_are_mounts_below_the_roots_and_never_the_roots(tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(TABLE)
    roots = [Path("/media"), Path("/run/media")]
    assert sticks(roots, [], table) == [Path("/media/kiosk/MY STICK"), Path("/run/media/x")]
    assert sticks([Path("/mnt")], [tmp_path, tmp_path / "none"], table) == [tmp_path]


def test_a_stick_mounted_loosely_is_named_to_the_technician(tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(TABLE)
    assert loosely_mounted([Path("/media"), Path("/run/media")], table) == [
        (Path("/run/media/x"), ["ro", "noexec"])
    ]


def test_the_kernels_own_table_is_read() -> None:
    table = Path("/proc/self/mountinfo").read_text()
    assert Path("/proc") in [mount.point for mount in mounts(table)]


def test_a_real_mount_is_found_where_the_kernel_allows_one(tmp_path: Path) -> None:
    """A file system mounted in a name space of its own, read by the same program."""
    program = (
        "from pathlib import Path; from kiosk.devices.stick.mounts import sticks, loosely_mounted; import sys;"
        "root = Path(sys.argv[1]); print(sticks([root], []), loosely_mounted([root]))"
    )
    (tmp_path / "A B").mkdir()
    run = (
        f'mount -t tmpfs -o ro,nosuid,nodev none "{tmp_path}/A B" && exec "{sys.executable}" -c "$0" "{tmp_path}"'
    )
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False, timeout=60).returncode:
        pytest.skip("the kernel gives no name space of users here (a bare chroot, or turned off)")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", run, program], capture_output=True, text=True, check=True, timeout=60
    )
    point = tmp_path / "A B"
    assert done.stdout.strip() == f"{[point]} {[(point, ['noexec'])]}"


# The list -----------------------------------------------------------------------------------------------------


def test_only_files_of_the_kinds_taken_are_listed_newest_first(
    stick: Plugging, place: SandboxStick, listener: Listener
) -> None:
    place.plug(
        {
            "old.pdf": as_pdf(certificate()),
            "new.jpg": JPEG,
            "music.mp3": b"ID3" + bytes(4000),
            "program.exe": b"MZ" + bytes(4000),
            "folder/inside.png": as_picture(household_page(), "PNG"),
        }
    )
    for age_s, name in ((3000, "old.pdf"), (2000, "folder/inside.png"), (1000, "new.jpg")):
        os.utime(place.path / name, (0, 1_700_000_000 - age_s))
    listed = listener.choices(stick())
    assert [(one.label, one.kind, one.where) for one in listed.choices] == [
        ("new.jpg", "jpeg", ""),
        ("inside.png", "png", "folder"),
        ("old.pdf", "pdf", ""),
    ]
    assert not listed.cut


def test_kinds_are_told_by_content_and_not_by_name(
    stick: Plugging, place: SandboxStick, listener: Listener
) -> None:
    place.plug({"picture": JPEG, "text.jpg": b"only words here " * 99, "really.png": as_pdf(certificate())})
    listed = listener.choices(stick())
    assert {one.label: one.kind for one in listed.choices} == {
        "picture": "jpeg",
        "text.jpg": "",
        "really.png": "pdf",
    }


def test_hidden_and_system_files_are_not_shown(stick: Plugging, place: SandboxStick, listener: Listener) -> None:
    place.plug(
        {
            ".hidden.jpg": JPEG,
            "~$open.pdf": JPEG,
            "System Volume Information/a.jpg": JPEG,
            "$RECYCLE.BIN/b.jpg": JPEG,
            "__MACOSX/c.jpg": JPEG,
            "shown.jpg": JPEG,
        }
    )
    assert labels(listener.choices(stick())) == ["shown.jpg"]


def test_links_pipes_and_sockets_are_not_shown(
    stick: Plugging, place: SandboxStick, listener: Listener, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "private.jpg").write_bytes(JPEG)
    place.plug({"mine.jpg": JPEG})
    (place.path / "link.jpg").symlink_to(outside / "private.jpg")
    (place.path / "folder").symlink_to(outside)
    (place.path / "loop").symlink_to(place.path)
    os.mkfifo(place.path / "pipe.jpg")
    assert labels(listener.choices(stick())) == ["mine.jpg"]


def test_a_device_node_is_not_shown(stick: Plugging, place: SandboxStick, listener: Listener) -> None:
    place.plug({"mine.jpg": JPEG})
    with suppress(PermissionError):  # only root may make one; then there is none to be shown
        os.mknod(place.path / "zero.jpg", 0o666 | 0o020000, os.makedev(1, 5))
    assert labels(listener.choices(stick())) == ["mine.jpg"]


def test_very_deep_folders_end_and_are_said_to_be_cut(
    stick: Plugging, place: SandboxStick, listener: Listener
) -> None:
    place.plug({"top.jpg": JPEG})
    deep = place.path
    for _ in range(200):
        deep = deep / "d"
        deep.mkdir()
        (deep / "below.jpg").write_bytes(JPEG)
    listed = listener.choices(stick(depth=4))
    assert (labels(listed), listed.cut) == (["below.jpg"] * 3 + ["top.jpg"], True)


def test_a_hundred_thousand_files_are_not_all_looked_at(
    stick: Plugging, place: SandboxStick, listener: Listener
) -> None:
    place.plug({"a": b""})
    for number in range(100_000):
        os.close(os.open(place.path / f"file{number}.txt", os.O_CREAT | os.O_WRONLY))
    for number in range(400):
        (place.path / f"page{number}.jpg").write_bytes(b"\xff\xd8\xff")
    listed = listener.choices(stick(looked_at=3000, listed=100))
    assert listed.cut
    assert len(listed.choices) <= 100


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("在读证明.pdf", "在读证明.pdf"),
        ("a\nb.jpg", "a�b.jpg"),
        ("\u202egpj.exe", "�gpj.exe"),
        ("bell\a\x1b[31m.png", "bell��[31m.png"),
        (os.fsdecode(b"\xff\xfe.jpg"), "��.jpg"),
        ("x" * 200 + ".pdf", "x" * 35 + "…" + "x" * 8 + ".pdf"),
    ],
)
def test_odd_names_are_shown_as_one_plain_line(name: str, seen: str) -> None:
    assert shown(name) == seen


def test_a_file_with_an_odd_name_is_opened(stick: Plugging, place: SandboxStick, listener: Listener) -> None:
    place.plug({})
    (place.path / os.fsdecode(b"\xe5\x9b\xbe\n\xff'\"; rm.jpg")).write_bytes(JPEG)
    device = stick()
    (choice,) = listener.choices(device).choices
    pages, error = listener.take_all(device, 1, choice.id)
    assert (len(pages), error) == (1, None)


def test_names_stand_in_no_representation(stick: Plugging, place: SandboxStick, listener: Listener) -> None:
    place.plug({"张三病历/诊断.jpg": JPEG})
    device = stick()
    listed = listener.choices(device)
    device.begin(1, listed.choices[0].id)
    listener.page(1, 1)
    said = "".join(repr(event) for event in listener.events)
    assert [word for word in ("张三", "诊断") if word in said] == []


def test_after_cancel_the_list_is_forgotten(stick: Plugging, place: SandboxStick, listener: Listener) -> None:
    place.plug({"a.jpg": JPEG})
    device = stick()
    choice = listener.choices(device).choices[0].id
    device.cancel()
    pages, error = listener.take_all(device, 1, choice)
    assert (pages, type(error)) == ([], FileGone)


def test_without_a_stick_the_list_says_so(stick: Plugging, listener: Listener) -> None:
    listed = listener.choices(stick())
    assert (listed.choices, type(listed.error)) == ((), FileGone)


# Pages --------------------------------------------------------------------------------------------------------


def test_a_file_chosen_gives_its_pages(stick: Plugging, place: SandboxStick, listener: Listener) -> None:
    place.plug({"all.pdf": as_pdf(certificate(), household_page())})
    device = stick()
    pages, error = listener.take_all(device, 7, listener.choices(device).choices[0].id)
    assert error is None
    assert [(page.job, page.number, page.dpi) for page in pages] == [(7, 1, 200.0), (7, 2, 200.0)]


def test_a_stick_pulled_between_pages_costs_no_page_taken_before(
    stick: Plugging, place: SandboxStick, listener: Listener
) -> None:
    place.plug({"a.jpg": JPEG, "b.jpg": JPEG})
    device = stick()
    listed = listener.choices(device)
    first, error = listener.take_all(device, 1, choice_called(listed, "a.jpg").id)
    assert (len(first), error) == (1, None)
    place.pull()
    second, error = listener.take_all(device, 2, choice_called(listed, "b.jpg").id)
    assert (second, type(error)) == ([], FileGone)
    assert first[0].image_bgr.any()


def test_a_file_exchanged_for_a_link_after_it_was_listed_is_not_followed(
    stick: Plugging, place: SandboxStick, listener: Listener, tmp_path: Path
) -> None:
    (tmp_path / "private.jpg").write_bytes(JPEG)
    place.plug({"folder/a.jpg": JPEG})
    device = stick()
    choice = listener.choices(device).choices[0].id
    (place.path / "folder" / "a.jpg").unlink()
    (place.path / "folder" / "a.jpg").symlink_to(tmp_path / "private.jpg")
    pages, error = listener.take_all(device, 1, choice)
    assert (pages, type(error)) == ([], FileGone)


def test_a_file_exchanged_for_a_pipe_after_it_was_listed_is_not_waited_for(
    stick: Plugging, place: SandboxStick, listener: Listener
) -> None:
    place.plug({"a.jpg": JPEG})
    device = stick()
    choice = listener.choices(device).choices[0].id
    (place.path / "a.jpg").unlink()
    os.mkfifo(place.path / "a.jpg")
    pages, error = listener.take_all(device, 1, choice)
    assert (pages, type(error)) == ([], FileNotAllowed)


def test_an_empty_file_and_a_text_called_jpg_say_what_they_are(
    stick: Plugging, place: SandboxStick, listener: Listener
) -> None:
    place.plug({"empty.jpg": b"", "text.jpg": b"words " * 99})
    device = stick()
    listed = listener.choices(device)
    errors = [
        type(listener.take_all(device, job, choice_called(listed, label).id)[1])
        for job, label in enumerate(("empty.jpg", "text.jpg"))
    ]
    assert errors == [FileEmpty, FileNotAllowed]


def test_a_cancelled_job_posts_nothing_more(stick: Plugging, place: SandboxStick, listener: Listener) -> None:
    place.plug({"all.pdf": as_pdf(*[certificate()] * 6)})
    device = stick()
    choice = listener.choices(device).choices[0].id
    device.begin(1, choice)
    listener.page(1, 1)
    device.cancel()
    before = len(listener.of(PageArrived))
    pages, _ = listener.take_all(device, 2, "0")  # the owner is through with the first
    assert ([page for page in listener.of(PageArrived) if page.job == 1][before:], pages) == ([], [])
    assert [end for end in listener.of(PagesEnded) if end.job == 1] == []


@pytest.mark.parametrize("choice", ["", "7", "-1", "x", "../etc/passwd"])
def test_what_is_not_in_the_list_cannot_be_named(
    stick: Plugging, place: SandboxStick, listener: Listener, choice: str
) -> None:
    place.plug({"a.jpg": JPEG})
    device = stick()
    listener.choices(device)
    pages, error = listener.take_all(device, 1, choice)
    assert (pages, type(error)) == ([], FileGone)
