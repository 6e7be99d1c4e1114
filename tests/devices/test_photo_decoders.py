"""Photo decoders: a command, a vendor's library in its own process, a plug-in, or none."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest

from kiosk.devices.id_reader import photo, photo_child
from kiosk.devices.id_reader.photo import ENTRY_POINTS, NoDecoder, PhotoDecoder, photo_decoder
from kiosk.devices.id_reader.photo_block import HEADER, RAW_BYTES, is_photo_block, portrait, raw_portrait
from kiosk.errors import SettingsError
from kiosk.sandbox import photo_codec
from kiosk.settings_devices import PhotoDecoder as Settings

BLOCK = (HEADER + b"\x07").ljust(1024, b"\0")
BAD_BLOCK = (HEADER + b"\xee").ljust(1024, b"\0")


def command(program: str, **keys: object) -> PhotoDecoder:
    return photo_decoder(
        Settings.model_validate({"kind": "command", "command": (sys.executable, "-c", program), **keys})
    )


@pytest.fixture(scope="session")
def vendor_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shared library with the vendors' interfaces, built from the C file beside this one."""
    library = tmp_path_factory.mktemp("vendor") / "libphoto.so"
    source = Path(__file__).with_name("vendor_photo_library.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source)], check=True)
    return library


def library(path: Path, symbol: str, **keys: object) -> PhotoDecoder:
    return photo_decoder(
        Settings.model_validate({"kind": "ctypes", "library": str(path), "symbol": symbol, **keys})
    )


def test_the_sandboxs_photo_comes_back_through_the_ordinary_command() -> None:
    picture = np.full((252, 204, 3), (40, 90, 200), np.uint8)
    decoder = photo_decoder(Settings(kind="command", command=photo_codec.COMMAND))
    decoded = decoder.decode(photo_codec.encode(picture))
    assert decoded is not None
    assert (decoded.shape, decoded.dtype, decoder.trouble) == ((126, 102, 3), np.uint8, "")
    assert np.abs(decoded.mean((0, 1)) - (40, 90, 200)).max() < 6


def test_a_command_that_gives_the_picture_upside_down_is_turned() -> None:
    picture = np.zeros((126, 102, 3), np.uint8)
    picture[:63] = 255
    decoder = photo_decoder(Settings(kind="command", command=photo_codec.COMMAND, flip_vertical=True))
    decoded = decoder.decode(photo_codec.encode(picture))
    assert decoded is not None
    assert decoded[:40].mean() < 40 < 200 < decoded[-40:].mean()


@pytest.mark.parametrize(
    ("program", "trouble"),
    [
        ("import sys; sys.exit(3)", "failed"),
        ("print('no picture')", "bad_picture"),
        ("pass", "bad_picture"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "failed"),
        (
            "import cv2, numpy, sys; sys.stdout.buffer.write(cv2.imencode('.png', numpy.zeros((9, 9, 3)))[1])",
            "bad_picture",
        ),
    ],
)
def test_a_command_without_a_right_picture_is_a_named_trouble(program: str, trouble: str) -> None:
    decoder = command(program)
    assert (decoder.decode(BLOCK), decoder.trouble) == (None, trouble)


def test_a_command_that_hangs_is_killed_with_its_children() -> None:
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
    decoder = command(program, timeout_s=0.5)
    began = time.monotonic()
    assert (decoder.decode(BLOCK), decoder.trouble) == (None, "timeout")
    assert time.monotonic() - began < 10


def test_a_command_that_is_not_there_is_a_named_trouble(tmp_path: Path) -> None:
    decoder = photo_decoder(Settings(kind="command", command=(str(tmp_path / "nothing"),)))
    assert (decoder.decode(BLOCK), decoder.trouble) == (None, "not_started")


def test_a_command_cannot_write_a_face_to_the_disk(tmp_path: Path) -> None:
    kept = tmp_path / "face"
    decoder = command(f"import sys; block = sys.stdin.buffer.read(); open({str(kept)!r}, 'wb').write(block)")
    decoder.decode(BLOCK)
    assert not kept.exists() or kept.stat().st_size == 0


def test_a_decoder_is_well_again_after_a_trouble() -> None:
    decoder = photo_decoder(Settings(kind="command", command=photo_codec.COMMAND))
    decoder.decode(BLOCK)
    before = decoder.trouble
    decoder.decode(photo_codec.encode(np.zeros((126, 102, 3), np.uint8)))
    decoder.close()
    assert (before, decoder.trouble) == ("failed", "")


@pytest.mark.parametrize("block", [b"", bytes(1024), HEADER, (HEADER + b"x").ljust(1025, b"\0")])
def test_what_is_no_photo_block_reaches_no_decoder(block: bytes, vendor_library: Path) -> None:
    for decoder in (command("raise SystemExit"), library(vendor_library, "unpack")):
        assert (decoder.decode(block), decoder.trouble) == (None, "not_a_photo")


@pytest.mark.parametrize(
    ("symbol", "keys"),
    [
        ("unpack", {}),
        ("unpack_flipped", {"flip_vertical": True}),
        ("unpack_bmp", {}),
        ("unpack_build_311", {"save_argument": 311}),
        ("unpack_chatty", {}),
        ("_Unpack", {"signature": "unpack_sized"}),
    ],
)
def test_every_vendor_interface_gives_an_upright_picture(
    vendor_library: Path, symbol: str, keys: dict[str, object]
) -> None:
    decoder = library(vendor_library, symbol, **keys)
    picture = decoder.decode(BLOCK)
    decoder.close()
    assert picture is not None
    assert (picture.shape, picture.dtype, decoder.trouble) == ((126, 102, 3), np.uint8, "")
    assert (picture[0, 50].tolist(), picture[60, 50].tolist(), picture[-1, -1, 2]) == ([255, 0, 0], [255] * 3, 7)


@pytest.mark.parametrize(
    ("symbol", "keys", "trouble"),
    [
        ("unpack_unlicensed", {}, "refused"),
        ("unpack_build_311", {}, "refused"),
        ("unpack_nothing", {}, "refused"),
        ("unpack_too_large", {}, "refused"),
        ("unpack_crashes", {}, "died"),
        ("unpack_hangs", {"timeout_s": 0.5}, "timeout"),
        ("no_such_function", {}, "died"),
        ("sized_empty", {"signature": "unpack_sized"}, "refused"),
        ("sized_text", {"signature": "unpack_sized"}, "bad_picture"),
    ],
)
def test_a_library_without_a_right_picture_is_a_named_trouble(
    vendor_library: Path, symbol: str, keys: dict[str, object], trouble: str
) -> None:
    decoder = library(vendor_library, symbol, **keys)
    picture = decoder.decode(BAD_BLOCK)
    decoder.close()
    assert (picture, decoder.trouble) == (None, trouble)


@pytest.mark.parametrize("symbol", ["unpack_crashes", "unpack_hangs"])
def test_the_photo_after_a_crash_or_a_hang_is_decoded_by_a_new_child(vendor_library: Path, symbol: str) -> None:
    decoder = library(vendor_library, symbol, timeout_s=1.5)
    lost, found = decoder.decode(BAD_BLOCK), decoder.decode(BLOCK)
    decoder.close()
    assert lost is None
    assert found is not None


def test_one_child_decodes_photo_after_photo(vendor_library: Path) -> None:
    decoder = library(vendor_library, "unpack")
    last_pixels = []
    for value in range(3):
        picture = decoder.decode((HEADER + bytes([value])).ljust(1024, b"\0"))
        assert picture is not None
        last_pixels.append(int(picture[-1, -1, 2]))
    decoder.close()
    assert last_pixels == [0, 1, 2]


def test_a_library_cannot_write_a_face_to_the_disk(vendor_library: Path, tmp_path: Path) -> None:
    kept = tmp_path / "face"
    decoder = library(vendor_library, "unpack_saves")
    decoder.decode((HEADER + bytes(6) + str(kept).encode() + b"\0").ljust(1024, b"\0"))
    decoder.close()
    assert not kept.exists() or kept.stat().st_size == 0


def test_the_child_answers_until_there_are_no_more_blocks(vendor_library: Path) -> None:
    decode = photo_child.load(str(vendor_library), "unpack", "unpack", 0)
    replies = io.BytesIO()
    photo_child.serve(decode, io.BytesIO(BLOCK + BLOCK + b"half a block"), replies)
    assert len(replies.getvalue()) == 2 * (5 + RAW_BYTES)


@pytest.mark.parametrize(
    ("symbol", "signature", "kind"),
    [
        ("unpack_bmp", "unpack", b"I"),
        ("unpack_unlicensed", "unpack", b"E"),
        ("unpack_nothing", "unpack", b"E"),
        ("_Unpack", "unpack_sized", b"I"),
        ("sized_empty", "unpack_sized", b"E"),
    ],
)
def test_the_child_says_what_the_library_gave(
    vendor_library: Path, symbol: str, signature: str, kind: bytes
) -> None:
    assert kind == photo_child.load(str(vendor_library), symbol, signature, 0)(BLOCK)[0]


def test_without_a_decoder_there_is_no_picture() -> None:
    decoder = photo_decoder(Settings())
    decoder.close()
    assert (type(decoder), decoder.decode(BLOCK), decoder.trouble) == (NoDecoder, None, "no_decoder")


@pytest.mark.parametrize(("kind", "key"), [("command", "command"), ("ctypes", "library"), ("plugin", "plugin")])
def test_a_decoder_that_is_not_named_is_a_wrong_setting(kind: str, key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        photo_decoder(Settings.model_validate({"kind": kind}))
    assert caught.value.key == f"reader.photo_decoder.{key}"


def plug_in(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    point = EntryPoint("acme", value, ENTRY_POINTS)
    monkeypatch.setattr(
        photo, "entry_points", lambda *, group, name: [point] if (group, name) == (ENTRY_POINTS, "acme") else []
    )


class AcmeDecoder(NoDecoder):
    """A decoder of a third party."""

    def __init__(self, settings: Settings) -> None:
        if settings.timeout_s == 1:
            raise RuntimeError


def test_an_installed_package_can_bring_a_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, f"{__name__}:AcmeDecoder")
    assert isinstance(photo_decoder(Settings(kind="plugin", plugin="acme")), AcmeDecoder)


@pytest.mark.parametrize(
    ("value", "settings"),
    [
        ("no_such_module:Decoder", {"plugin": "acme"}),
        (f"{__name__}:AcmeDecoder", {"plugin": "acme", "timeout_s": 1}),
        (f"{__name__}:AcmeDecoder", {"plugin": "other"}),
    ],
)
def test_a_plug_in_that_does_not_load_is_a_wrong_setting(
    monkeypatch: pytest.MonkeyPatch, value: str, settings: dict[str, object]
) -> None:
    plug_in(monkeypatch, value)
    with pytest.raises(SettingsError):
        photo_decoder(Settings.model_validate({"kind": "plugin", **settings}))


def test_only_whole_blocks_with_the_known_header_are_photos() -> None:
    assert (is_photo_block(BLOCK), is_photo_block(BLOCK[:-1]), is_photo_block(bytes(1024))) == (True, False, False)


@pytest.mark.parametrize("image", [b"", b"BM", b"\x89PNG\r\n\x1a\n", bytes(40000)])
def test_broken_images_are_no_portrait(image: bytes) -> None:
    assert portrait(image) is None


def test_raw_pixels_of_another_size_are_no_portrait() -> None:
    assert raw_portrait(bytes(RAW_BYTES - 1)) is None
