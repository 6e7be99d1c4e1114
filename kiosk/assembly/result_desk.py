"""Result papers of a case: fetched from the hub, checked, opened by the locked-in process, made sheets to print.

The question is sealed to the hub and answered to a key made for it. A paper lies in memory alone and is
overwritten as soon as the child has it; what is printed are the pages the child drew.
"""

from __future__ import annotations

import base64
import hashlib
import os
import threading
from contextlib import closing
from dataclasses import replace

import cv2
from pydantic import ValidationError

from kiosk.assembly.hub_keys import HubSealer
from kiosk.devices.foreign_file.in_memory import in_memory
from kiosk.devices.foreign_file.opening import Limits, opened_pages
from kiosk.devices.page_pipe import Wanted
from kiosk.devices.page_printer import Sheets
from kiosk.devices.pages import Bgr
from kiosk.errors import FileBroken, HubNonsense, PlatformError, SealBroken, VisionError
from kiosk.offline.seal import generate_key_pair, open_envelope
from kiosk.platform.client import HubClient
from kiosk.platform.contract import Case
from kiosk.platform.results import (
    MAX_RESULT_BYTES,
    MAX_RESULT_PAGES,
    RESULT_ANSWER_HEADER,
    RESULT_QUESTION_HEADER,
    ResultAnswer,
    ResultFetchQuestion,
    ResultFile,
    ResultPaper,
    ResultQuestion,
)
from kiosk.vision.pages.pdf import BoundPage, material_pdf

PRINT_DPI = 300
_QUALITY = 90
"""JPEG quality of a page to print: small seals and print in red stay clean."""


class ResultDesk:
    """Makes a case's result papers sheets; one case at a time, on worker threads."""

    def __init__(self, client: HubClient, sealer: HubSealer, limits: Limits) -> None:
        """``client`` is this desk's own; ``limits``: time and memory as for files of sticks."""
        self._client, self._sealer = client, sealer
        self._limits = replace(
            limits, size_bytes=MAX_RESULT_BYTES, kinds=("pdf",), pages=MAX_RESULT_PAGES, pdf_dpi=PRINT_DPI
        )
        self._one = threading.Lock()

    def sheets(self, number: str, case: Case, wanted: Wanted) -> Sheets:
        """All result papers of a case, of the person with this document number, one behind the other.

        May block for as long as drawing takes. ``wanted`` saying no ends it early. Raises ``PlatformError`` for
        the hub, ``FileBroken`` for bytes or pages that are not those named, and what opening a file raises.
        """
        with self._one:
            pages = [
                BoundPage(jpeg, dpi=PRINT_DPI)
                for paper in case.results
                for jpeg in self._drawn(self._fetched(number, case, paper), paper, wanted)
            ]
        return Sheets(material_pdf(pages), len(pages))

    def _fetched(self, number: str, case: Case, paper: ResultPaper) -> bytearray:
        content = self._asked(number, case, paper)
        if (len(content), hashlib.sha256(content).hexdigest()) != (paper.size_bytes, paper.sha256):
            content[:] = bytes(len(content))
            raise FileBroken("other bytes than the hub named")
        return content

    def _drawn(self, content: bytearray, paper: ResultPaper, wanted: Wanted) -> list[bytes]:
        file = in_memory(content, "result")
        try:
            with closing(opened_pages(file, self._limits, wanted)) as drawn:
                pages = [_jpeg(page.image_bgr) for page in drawn]
        finally:
            os.close(file)
        if len(pages) != paper.pages:
            raise FileBroken("other pages than the hub named")
        return pages

    def _asked(self, number: str, case: Case, paper: ResultPaper) -> bytearray:
        keys = generate_key_pair()
        try:
            question = ResultFetchQuestion(
                reply_key=base64.b64encode(keys.public_key).decode(),
                number=number,
                application_id=case.application_id,
                paper=paper.id,
            )
        except ValidationError:  # pydantic's own error would repeat the words
            raise PlatformError("what was asked makes no question") from None
        key = self._sealer.key()
        sealed = base64.b64encode(key.seal(question.model_dump_json().encode(), RESULT_QUESTION_HEADER)).decode()
        return _opened(self._client.result(ResultQuestion(key_id=key.key_id, sealed=sealed)), keys.private_key)


def _jpeg(page_bgr: Bgr) -> bytes:
    whole, data = cv2.imencode(".jpg", page_bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not whole:
        raise VisionError("a page cannot be coded")
    return data.tobytes()


def _opened(answer: ResultAnswer, private_key: bytes) -> bytearray:
    """Raises ``HubNonsense`` for anything but an answer to this question."""
    try:
        opened = open_envelope(base64.b64decode(answer.sealed, validate=True), private_key)
        if opened.header == RESULT_ANSWER_HEADER:
            file = ResultFile.model_validate_json(opened.plaintext)
            return bytearray(base64.b64decode(file.content, validate=True))
    except (SealBroken, ValueError):  # the base64, or the model
        pass
    raise HubNonsense("an answer that is no result paper")
