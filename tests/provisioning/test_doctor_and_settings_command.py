"""The technician's command says what is wrong and what to do, on the emulated hall's real wires."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.devices.stick.mounts import mounts
from kiosk.sandbox.hall_process import HallProcess
from kiosk.settings import Passive, PassiveNet, Reading, Settings, load
from kiosk.settings_devices import PhotoDecoder, Sheets, Stick
from provisioning.__main__ import command
from provisioning.doctor import Finding, _face_check, _texts, examine
from provisioning.models import default_folder


@pytest.fixture(scope="module")
def hall() -> Iterator[HallProcess]:
    with HallProcess(default_folder()) as hall:
        yield hall


def _by_name(found: list[Finding]) -> dict[str, Finding]:
    return {finding.name.split()[0]: finding for finding in found}


def test_a_whole_hall_leaves_nothing_to_do(hall: HallProcess) -> None:
    found = examine(load(hall.settings))
    assert [finding.name for finding in found if not finding.good] == []
    assert {"扫码器", "语音"} <= set(_by_name(found))


def test_the_command_shows_the_table_and_ends_with_0(hall: HallProcess) -> None:
    result = CliRunner().invoke(command, ["doctor", "--settings", str(hall.settings)])
    assert result.exit_code == 0, result.output
    assert "ready" in result.output


@pytest.mark.parametrize(
    ("harm", "mend", "device", "word"),
    [
        ("unplug_reader", "plug_reader", "身份证读卡器", "Not found"),
        ("unplug_camera", "plug_camera", "人脸摄像头", "Not found"),
        ("unplug_desk", "plug_desk", "高拍仪", "Not found"),
        ("unplug_sheets", "plug_sheets", "扫描仪", "Not found"),
        ("empty_printer", "refill_printer", "回执打印机", "new roll"),
        ("open_printer", "close_printer", "回执打印机", "Close the cover"),
        ("cut_link", "mend_link", "平台", "network"),
    ],
)
def test_what_is_broken_is_named_with_what_to_do(
    hall: HallProcess, harm: str, mend: str, device: str, word: str
) -> None:
    hall.do(harm)
    try:
        found = _by_name(examine(load(hall.settings), settles_s=4.0))
    finally:
        hall.do(mend)
    assert word in found[device].to_do
    assert [name for name, finding in found.items() if not finding.good] == [device]


def test_a_device_the_terminal_was_set_up_without_is_no_fault(hall: HallProcess) -> None:
    settings = load(hall.settings)
    without = {
        "code_reader": settings.code_reader.model_copy(update={"port": ""}),
        "sound": settings.sound.model_copy(update={"command": ()}),
    }
    found = _by_name(examine(settings.model_copy(update=without)))
    assert (found["扫码器"].good, found["语音"].good) == (True, True)


def test_a_stick_nobody_has_brought_and_a_scanner_nobody_set_up_are_no_faults(hall: HallProcess) -> None:
    settings = load(hall.settings)
    scanner = settings.scanner.model_copy(update={"sane": Sheets()})
    found = _by_name(examine(settings.model_copy(update={"scanner": scanner})))
    assert (found["扫描仪"].state, found["扫描仪"].good) == ("absent not_fitted", True)
    assert (found["U"].state, found["U"].good) == ("absent no_stick", True)


def test_where_files_are_taken_the_doctor_says_that_they_are_opened_locked_in(hall: HallProcess) -> None:
    settings = load(hall.settings)
    assert _by_name(examine(settings))["外来文件"].state == "confined"
    without = _by_name(examine(settings.model_copy(update={"stick": Stick()})))
    assert "外来文件" not in without


def test_a_stick_that_is_mounted_loosely_is_named(hall: HallProcess) -> None:
    settings = load(hall.settings)
    a_mount = next(
        mount for mount in mounts(Path("/proc/self/mountinfo").read_text()) if "ro" not in mount.options
    )
    stick = settings.stick.model_copy(update={"roots": (a_mount.point.parent,)})
    found = _by_name(examine(settings.model_copy(update={"stick": stick})))
    assert "mounted without ro" in found["外来文件"].to_do


def test_a_missing_sound_card_is_named(hall: HallProcess, tmp_path: Path) -> None:
    settings = load(hall.settings)
    sound = settings.sound.model_copy(update={"card": str(tmp_path / "pcm*p")})
    found = _by_name(examine(settings.model_copy(update={"sound": sound}), settles_s=3.0))
    assert "sound card" in found["语音"].to_do


def test_a_plug_in_that_is_not_installed_is_named(hall: HallProcess) -> None:
    settings = load(hall.settings)
    reader = settings.reader.model_copy(update={"transport": "plugin", "plugin": "acme"})
    found = _by_name(examine(settings.model_copy(update={"reader": reader}), settles_s=3.0))
    assert "plug-in 'acme': no installed package offers it" in found["身份证读卡器"].to_do


def test_missing_weights_are_named(hall: HallProcess, tmp_path: Path) -> None:
    settings = load(hall.settings)
    elsewhere = settings.model_copy(update={"faces": settings.faces.model_copy(update={"models": tmp_path})})
    found = _by_name(examine(elsewhere, settles_s=3.0))
    assert "face_recognition_sface" in found["模型"].to_do


def test_a_passive_network_with_another_hash_is_named(hall: HallProcess, tmp_path: Path) -> None:
    settings = load(hall.settings)
    (tmp_path / "net.onnx").write_bytes(b"something else")
    passive = Passive(v2=PassiveNet(file=tmp_path / "net.onnx", sha256="0" * 64))
    faces = settings.faces.model_copy(update={"passive": passive})
    found = _by_name(examine(settings.model_copy(update={"faces": faces}), settles_s=3.0))
    assert "net.onnx: not the pinned file" in found["模型"].to_do


def test_missing_pinyin_tables_are_named(hall: HallProcess, tmp_path: Path) -> None:
    elsewhere = load(hall.settings).model_copy(update={"pinyin": tmp_path})
    found = _by_name(examine(elsewhere, settles_s=3.0))
    assert "make setup" in found["拼音"].to_do


def test_a_wrong_settings_key_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text("[reader]\nbaud = 1\n[printer]\nroll = 3\n", encoding="utf-8")
    result = CliRunner().invoke(command, ["settings", "check", str(file)])
    assert result.exit_code == 1
    assert f"{file}:2: reader.baud" in result.output.replace("\n", "")
    assert f"{file}:4: printer.roll: unknown key" in result.output.replace("\n", "")


def test_good_settings_are_called_good(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('[terminal]\nid = "T-0042"\n', encoding="utf-8")
    assert CliRunner().invoke(command, ["settings", "check", str(file)]).exit_code == 0


def test_the_doctor_refuses_settings_it_cannot_read(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["doctor", "--settings", str(tmp_path / "none.toml")])
    assert result.exit_code == 1
    assert "S-01" in result.output


def test_the_shipped_catalogue_is_good_and_packs_the_same_twice(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(command, ["catalogue", "check"]).exit_code == 0
    for name in ("one.zip", "two.zip"):
        assert runner.invoke(command, ["catalogue", "pack", str(tmp_path / name)]).exit_code == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


# Who compares faces ----------------------------------------------------------------------------------------------


def _without_decoder(settings: Settings) -> Settings:
    reader = settings.reader.model_copy(update={"photo_decoder": PhotoDecoder()})
    return settings.model_copy(update={"reader": reader})


def _with_faces(settings: Settings, **faces: object) -> Settings:
    return settings.model_copy(update={"faces": settings.faces.model_copy(update=faces)})


def test_a_terminal_that_can_show_card_photos_compares_itself(hall: HallProcess) -> None:
    assert "on this terminal" in _face_check(load(hall.settings)).state


def test_without_a_photo_decoder_the_hub_compares_and_the_doctor_says_so(hall: HallProcess) -> None:
    found = _face_check(_without_decoder(load(hall.settings)))
    assert ("by the hub" in found.state, found.good) == (True, True)


def test_without_a_decoder_and_a_hub_that_compares_staff_do_and_the_doctor_says_so(hall: HallProcess) -> None:
    hall.do("cut_link")
    try:
        found = _face_check(_without_decoder(load(hall.settings)))
    finally:
        hall.do("mend_link")
    assert "by staff: no photo decoder" in found.state


def test_without_weights_staff_compare_and_the_doctor_says_so(hall: HallProcess, tmp_path: Path) -> None:
    settings = load(hall.settings)
    found = _face_check(_with_faces(settings, models=tmp_path))
    assert "by staff: no network weights" in found.state


def test_a_hall_that_compares_no_faces_is_said_to_be_so(hall: HallProcess) -> None:
    settings = load(hall.settings)
    found = _face_check(_with_faces(settings, offered=False))
    assert (found.state.startswith("关闭"), found.good) == (True, True)


def test_the_reader_of_texts_is_started_to_know_that_it_is_there() -> None:
    assert _texts(Settings()).state == "ready"


def test_a_reader_that_has_too_little_memory_to_start_is_named_with_what_to_do() -> None:
    found = _texts(Settings(reading=Reading(memory_mb=256, start_s=120)))
    assert (found.state, "make setup" in found.to_do) == ("I-12", True)


def test_a_hall_that_reads_no_papers_is_no_fault() -> None:
    found = _texts(Settings(reading=Reading(offered=False)))
    assert (found.good, "off" in found.state) == (True, True)
