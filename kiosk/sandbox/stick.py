"""An emulated USB stick: a folder that appears with somebody's files and is pulled out again, also in mid-read."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from kiosk.sandbox.specimens import Specimen


class SandboxStick:
    """The folder ``path`` stands for the place where a stick is mounted."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def plug(self, files: Mapping[str, bytes]) -> None:
        """A stick with these files (names may hold ``/``) is there."""
        self.pull()
        self.path.mkdir(parents=True)
        for name, content in files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def pull(self) -> None:
        """It is gone, and whoever reads from it finds nothing more."""
        for file in self.path.rglob("*"):
            with contextlib.suppress(OSError):
                if file.is_file() and not file.is_symlink():
                    file.write_bytes(b"")
        shutil.rmtree(self.path, ignore_errors=True)


def as_pdf(*papers: Specimen) -> bytes:
    """A PDF of scanned papers, a page each at its size."""
    pages = [_picture(paper) for paper in papers]
    content = io.BytesIO()
    dpi = papers[0].image_bgr.shape[1] / papers[0].width_mm * 25.4
    pages[0].save(content, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return content.getvalue()


def as_picture(paper: Specimen, kind: str = "JPEG") -> bytes:
    """A picture file of a paper: ``JPEG``, ``PNG``, ``TIFF``, ``WEBP``."""
    content = io.BytesIO()
    _picture(paper).save(content, kind)
    return content.getvalue()


def _picture(paper: Specimen) -> Image.Image:
    return Image.fromarray(paper.image_bgr[:, :, ::-1])
