"""``doctor``: every device of a terminal with its state and what to do about it.

Starts the real drivers of a settings file, gives each some seconds to find its device, and says in one table what
a technician has to know. The words for the technician are here, beside the reasons they belong to.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from kiosk.assembly.identity_sources import troubles
from kiosk.assembly.slip_printer import slip_printer
from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, Post
from kiosk.devices.camera.camera import Camera
from kiosk.devices.code_reader.code_reader import code_reader
from kiosk.devices.foreign_file import confinement
from kiosk.devices.id_reader.plugin import MissingReader
from kiosk.devices.id_reader.reader import id_reader
from kiosk.devices.printer import FontFile
from kiosk.devices.scanner import DocumentCamera, SheetScanner
from kiosk.devices.sound.voice import Voice
from kiosk.devices.stick import FileStick
from kiosk.devices.stick.mounts import loosely_mounted
from kiosk.entry.rime import RimePinyin
from kiosk.errors import KioskError, ModelMissing
from kiosk.platform.client import known_client
from kiosk.settings import Settings
from kiosk.vision.faces.passive import PassiveNets
from kiosk.vision.reading.reader import PageReader
from provisioning import models

SETTLES_WITHIN_S = 8.0
NO_FAULT = ("not_fitted", "no_stick")
"""A device that this terminal was set up without is no fault, nor is a stick that nobody has brought."""
_UNSETTLED = (DeviceState.STARTING, DeviceState.ABSENT)

NAMES = {
    DeviceKind.ID_READER: "身份证读卡器 ID card reader",
    DeviceKind.CAMERA: "人脸摄像头 face camera",
    DeviceKind.SCANNER: "高拍仪 document camera",
    DeviceKind.SHEETS: "扫描仪 scanner for sheets",
    DeviceKind.STICK: "U 盘 USB stick",
    DeviceKind.PRINTER: "回执打印机 receipt printer",
    DeviceKind.CODE_READER: "扫码器 code reader",
    DeviceKind.SOUND: "语音 voice",
}

ADVICE = {
    "paper_out": "装上新纸卷,合上盖子。 Put in a new roll and close the cover.",
    "paper_near_end": "纸快用完了,备好新纸卷。 Have a new roll ready.",
    "cover_open": "合上打印机盖子。 Close the cover.",
    "stalled": "拔下摄像头,等五秒再插上。 Unplug the camera, wait five seconds, plug it in again.",
    "hangs": "摄像头驱动卡住,拔下再插,不行就重启。 Its driver hangs: unplug and plug it in, else restart.",
    "taken": "摄像头被别的程序占用,关掉它。 Another program has the camera open: end it.",
    "virtual_device": "这是虚拟摄像头,查是谁装的。 This is a virtual camera: find out who installed it.",
    "network_stream": "摄像头是网络地址,设置不允许。 The camera is an address, and the settings forbid that.",
    "other_camera": "摄像头被换过,和设置里的编号不符。 Another camera than camera.usb_id or usb_serial names.",
    "no_infrared": "红外或深度镜头没有画面,查线。 The infrared or depth eye shows nothing: check its cable.",
    "cannot_open": "打不开,断电再开。 It is there and does not open: switch it off and on.",
    "in_use": "扫描仪正被使用。 Another program uses it, or it warms up.",
    "no_card": "没有声卡,查线,或清空 sound.command。 No sound card: check it, or empty sound.command.",
    "driver_missing": "缺少驱动或 libusb,装上它或改设置。 Install its driver or libusb, or mend the setting.",
    "silent": "设备没有回答,查线、电源和波特率。 It does not answer: check cable, power and speed (baud).",
    "garbled": "设备回答不通,查波特率和型号。 What it says makes no sense: check speed (baud) and model.",
    "refused": "设备被别的程序占用,或没有权限。 Another program holds it, or permission is missing.",
    "unknown": "设备没有回答,查线和电源。 It does not answer: check cable and power.",
}
BY_STATE = {
    DeviceState.ABSENT: "没找到设备,查线、电源和端口设置。 Not found: check cable, power and port setting.",
    DeviceState.STARTING: "还没准备好,过一会儿再查。 Not ready yet: look again in a moment.",
    DeviceState.FAILED: "设备说自己坏了,联系厂家。 It says it is broken: call its maker.",
    DeviceState.ATTENTION: "看设备上的提示。 See what the device itself shows.",
}


class _Device(Protocol):
    kind: DeviceKind

    @property
    def status(self) -> DeviceStatus: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True)
class Finding:
    """One line of the table. ``to_do`` is empty when all is well."""

    name: str
    state: str
    to_do: str = ""

    @property
    def good(self) -> bool:
        """Nothing to do?"""
        return not self.to_do


def examine(
    settings: Settings, fonts: Iterable[FontFile] = (), settles_s: float = SETTLES_WITHIN_S
) -> list[Finding]:
    """Looks at every device, the hub and the weights; takes at most about ``settles_s`` and the hub's time-out."""
    devices = _devices(settings, list(fonts), _drop)
    for device in devices:
        device.start()
    try:
        _settle([lambda d=device: d.status for device in devices], settles_s)  # type: ignore[misc]
        found = [_finding(device.kind, device.status, _why(device)) for device in devices]
    finally:
        for device in devices:
            device.stop()
    return [
        *found,
        *_foreign_files(settings),
        *_plug_ins(),
        _pinyin(settings),
        _texts(settings),
        _hub(settings),
        _weights(settings),
        _face_check(settings),
    ]


def _drop(_event: object) -> None:
    """The doctor reads states, not events."""


def _devices(settings: Settings, fonts: list[FontFile], post: Post) -> list[_Device]:
    return [
        id_reader(settings.reader, post),
        Camera(settings.camera, post),
        DocumentCamera(settings.scanner, post),
        SheetScanner(settings.scanner.sane, post),
        FileStick(settings.stick, post),
        slip_printer(settings, fonts, post),
        code_reader(settings.code_reader, post),
        Voice(settings.sound, post),
    ]


def _settle(states: list[Callable[[], DeviceStatus]], settles_s: float) -> None:
    ends = time.monotonic() + settles_s
    while time.monotonic() < ends and any(_unsettled(state()) for state in states):
        time.sleep(0.05)


def _unsettled(status: DeviceStatus) -> bool:
    return status.state in _UNSETTLED and status.reason not in NO_FAULT


def _finding(kind: DeviceKind, status: DeviceStatus, why: str = "") -> Finding:
    shown = f"{status.state.value} {status.reason}".strip()
    if status.usable or status.reason in NO_FAULT:
        return Finding(NAMES[kind], shown, ADVICE.get(status.reason, ""))
    return Finding(NAMES[kind], shown, f"{ADVICE.get(status.reason) or BY_STATE[status.state]} {why}".strip())


def _foreign_files(settings: Settings) -> list[Finding]:
    """Whether files that people bring can be opened safely, and how their sticks are mounted."""
    if not (settings.stick.roots or settings.stick.folders):
        return []
    name = "外来文件 foreign files"
    if not confinement.knows_machine():
        return [Finding(name, "not_confined", "这种机器不能安全打开文件。 Not on this processor: empty [stick].")]
    if not confinement.has_landlock():
        return [Finding(name, "confined", "内核没有 Landlock,PDF 可能缺字。 No Landlock: PDFs may lack letters.")]
    loose = loosely_mounted(settings.stick.roots)
    if loose:
        missing = ",".join(loose[0][1])
        return [Finding(name, "confined", f"U 盘挂载缺少 {missing}。 A stick is mounted without {missing}.")]
    return [Finding(name, "confined")]


def _plug_ins() -> list[Finding]:
    """Other ways to say who one is that a package offers and the terminal leaves out."""
    advice = "插件不能用,请联系供应商。 The plug-in does not load, ask its maker:"
    return [Finding(f"身份插件 {name}", "left_out", f"{advice} {trouble}") for name, trouble in troubles()]


def _pinyin(settings: Settings) -> Finding:
    name = "拼音 pinyin"
    engine = RimePinyin(settings.pinyin)
    try:
        works = bool(engine.find("ni", 0, 1).words)
    except KioskError as error:
        return Finding(name, error.code, f"运行 make setup。 Run make setup: {error}")
    finally:
        engine.forget()
    return Finding(name, "ready") if works else Finding(name, "empty", "运行 make setup。 Run make setup.")


def _texts(settings: Settings) -> Finding:
    """Can papers be read here? The reader is really started; off is a set-up that works."""
    name = "文字识别 reader of texts"
    if not settings.reading.offered:
        return Finding(name, "关闭 off: papers are kept as pictures only")
    reader = PageReader(settings.reading)
    try:
        reader.wake()
    except KioskError as error:
        return Finding(
            name, error.code, f"运行 make setup,查 [reading]。 Run make setup, check [reading]: {error}"
        )
    finally:
        reader.rest()
    return Finding(name, "ready")


def _why(device: _Device) -> str:
    """What a driver that does not load says of itself."""
    return device.trouble if isinstance(device, MissingReader) else ""


def _hub(settings: Settings) -> Finding:
    name = "平台 hub"
    try:
        client = known_client(settings.hub.url, settings.hub.enrolment, settings.hub.timeout_s)
        try:
            client.ask()
        finally:
            client.close()
    except KioskError as error:
        return Finding(name, error.code, f"查网线、路由器和平台地址。 Check network and hub address: {error}")
    return Finding(name, "up")


def _face_check(settings: Settings) -> Finding:
    """Who compares a face on this terminal. Each answer is a set-up that works, so none is a fault."""
    name = "人脸核对 face check"
    decoder = settings.reader.photo_decoder.kind != "none"
    if not settings.faces.offered:
        return Finding(name, "关闭,用别的办法 off: the other ways only")
    if any(entry.state is not models.FileState.GOOD for entry in models.check(settings.faces.models)):
        return Finding(name, "没有模型,工作人员核对 by staff: no network weights")
    if decoder:
        return Finding(name, "本机核对 on this terminal")
    if _hub_compares(settings):
        return Finding(name, "没有照片解码,平台核对 by the hub: no photo decoder here")
    return Finding(name, "没有照片解码,工作人员核对 by staff: no photo decoder, no verifier at the hub")


def _hub_compares(settings: Settings) -> bool:
    try:
        client = known_client(settings.hub.url, settings.hub.enrolment, settings.hub.timeout_s)
        try:
            return client.identity_ways().faces
        finally:
            client.close()
    except KioskError:
        return False


def _weights(settings: Settings) -> Finding:
    name = "模型 network weights"
    checked = models.check(settings.faces.models)
    bad = [entry.weights.file.name for entry in checked if entry.state is not models.FileState.GOOD]
    if bad:
        return Finding(name, "missing", f"运行 python -m provisioning models。 Fetch them: {', '.join(bad)}")
    try:
        passive = PassiveNets(settings.faces.passive)
    except ModelMissing as error:
        return Finding(name, "refused", f"[faces.passive] 的文件不对。 Check file and sha256: {error}")
    return Finding(name, "ready, with passive liveness" if passive.installed else "ready")
