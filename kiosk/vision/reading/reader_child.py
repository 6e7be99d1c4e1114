"""The process that rapidocr lives in: pages in on stdin, their text out on stdout.

Run by ``reader`` as a program of its own. A page is eight bytes (height, width, big-endian) and its BGR pixels; an
answer is four bytes of length and a JSON object: ``ready``, ``missing``, ``refused`` or ``lines``. The process may
write no file, takes no more memory than it was given, gives way to the terminal's own threads, and ends by itself
when nothing was asked for a while.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import resource
import select
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

HEAD = struct.Struct(">II")
LENGTH = struct.Struct(">I")
LOWEST = 0.3
"""Lines less sure than this are no text; whatever is a little surer is handed on with its low confidence."""
DETECTION_PX = 1280
"""Long side at which lines are looked for; they are read at the page's own size (``docs/documents.md``)."""
_WEIGHTS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
"""Named by path, so that rapidocr never looks for them on the network."""

Line = list[Any]
"""``[text, [x, y] * 4, confidence, each, along]``; corners in pixels, the last two as those of ``TextLine``."""
Read = Callable[[Any], list[Line]]


def confine(memory_mb: int, nice: int) -> None:
    """No file, no core dump (Linux still pipes one to a collector at 0), bounded memory, a place behind others."""
    give_way(nice)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mb << 20, memory_mb << 20))


def give_way(nice: int) -> None:
    """Behind the terminal's threads. Where Linux shares time out by session, a process's own nice counts only
    against its session's others, so this session is made as nice as the process is (sched(7), autogroups)."""
    with contextlib.suppress(OSError):
        os.nice(nice)
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(nice), encoding="ascii")


def engine(threads: int) -> Read:
    """rapidocr with the weights of its wheel. Raises ``ModuleNotFoundError`` or ``FileNotFoundError`` when it is
    not whole."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("rapidocr")
    folder = Path(found.origin).parent / "models"
    weights = {key: str(folder / name) for key, name in _WEIGHTS.items()}
    if absent := [name for name in weights.values() if not Path(name).is_file()]:
        raise FileNotFoundError(absent[0])
    from rapidocr import RapidOCR

    ocr = RapidOCR(
        params={
            **weights,
            "Global.log_level": "critical",
            "Global.text_score": LOWEST,
            "Global.use_cls": False,
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "Det.limit_type": "max",
            "Det.limit_side_len": DETECTION_PX,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    return lambda image_bgr: _lines(ocr(image_bgr))


def _lines(found: Any) -> list[Line]:
    if found.txts is None or found.boxes is None:
        return []
    signs = found.word_results if len(found.word_results) == len(found.txts) else [()] * len(found.txts)
    return [
        [text, [[float(x), float(y)] for x, y in box], float(score), *_signs(text, box, score, words)]
        for text, box, score, words in zip(found.txts, found.boxes, found.scores, signs, strict=True)
    ]


def _signs(text: str, box: Any, score: float, words: Any) -> tuple[list[float], list[float]]:
    """How sure each sign is and where on the line; of the line as a whole where the engine's own count differs."""
    plain = text.replace(" ", "")
    parts = [(word, float(sure), corners) for word, sure, corners in words if word.strip()]
    if [word for word, _, _ in parts] != list(plain):
        return [float(score)] * len(plain), []
    start, end = (box[0] + box[3]) / 2, (box[1] + box[2]) / 2
    line = end - start
    length = max(1.0, float(line @ line))
    middles = [sum(corners[corner][axis] for corner in range(4)) / 4 for _, _, corners in parts for axis in (0, 1)]
    along = [
        float((x - start[0]) * line[0] + (y - start[1]) * line[1]) / length
        for x, y in zip(middles[::2], middles[1::2], strict=True)
    ]
    return [sure for _, sure, _ in parts], along


def serve(read: Read, pages: BinaryIO, answers: BinaryIO, idle_s: float) -> None:
    """Answers page after page until there are no more, or none came for ``idle_s``."""
    import numpy as np

    while select.select([pages], [], [], idle_s)[0]:
        head = pages.read(HEAD.size)
        if len(head) < HEAD.size:
            return
        height, width = HEAD.unpack(head)
        try:
            pixels = np.frombuffer(_exactly(pages, height * width * 3), np.uint8)
            answer: dict[str, object] = {"lines": read(pixels.reshape(height, width, 3))}
        except EOFError:
            return
        except Exception as error:  # onnxruntime and OpenCV raise many kinds when memory ends
            answer = {"refused": type(error).__name__}
        say(answers, answer)


def _exactly(pages: BinaryIO, count: int) -> bytearray:
    found = bytearray(count)
    view, got = memoryview(found), 0
    while got < count:
        piece = pages.readinto(view[got:])  # type: ignore[attr-defined]
        if not piece:
            raise EOFError
        got += piece
    return found


def say(answers: BinaryIO, answer: dict[str, object]) -> None:
    """One answer."""
    content = json.dumps(answer).encode()
    answers.write(LENGTH.pack(len(content)) + content)
    answers.flush()


def main(memory_mb: str, threads: str, nice: str, idle_s: str) -> None:
    """Keeps the pipe to itself: what a library prints must not mix with the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    confine(int(memory_mb), int(nice))
    pages = os.fdopen(0, "rb", buffering=0)
    try:
        read = engine(int(threads))
        import numpy as np

        read(np.full((64, 64, 3), 255, np.uint8))  # loads the weights, so that a want of them is known now
    except (ModuleNotFoundError, FileNotFoundError) as error:  # others of their kind come when memory ends
        say(answers, {"missing": type(error).__name__})
        return
    except Exception as error:
        say(answers, {"refused": type(error).__name__})
        return
    say(answers, {"ready": True})
    serve(read, pages, answers, float(idle_s))


if __name__ == "__main__":
    main(*sys.argv[1:])
