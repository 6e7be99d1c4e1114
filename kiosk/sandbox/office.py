"""An emulated office: takes in a case at the real hub, finishes it, and puts an invented result paper to it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import numpy as np
from PIL import Image, ImageDraw

from kiosk.identity.document import IdentityDocument
from kiosk.offline.ids import new_application_id
from kiosk.offline.seal import seal
from kiosk.platform.archive import pack
from kiosk.platform.client import known_client, load_enrolment
from kiosk.platform.contract import Application, Consent, Delivery, EnvelopeHeader, IdentityCheck, Person
from kiosk.sandbox.hub_process import HubProcess
from kiosk.sandbox.specimens import INK, PAPER, Specimen, letters, press_seal
from kiosk.sandbox.stick import as_pdf

ITEM, TITLE = "异地就医备案", "异地就医备案凭证"
_PX_MM = 7.0
_WRITTEN = (
    (
        "　　测试甲，公民身份号码510402199001010012，",
        "已办理跨省异地长期居住人员备案。",
        "　　参保地：四川省攀枝花市东区",
        "　　就医地：重庆市綦江区",
        "　　备案自2026年12月1日起生效。",
    ),
    (
        "　　一、住院和门诊慢特病可直接结算。",
        "　　二、就医时请带社会保障卡或医保码。",
        "　　三、备案可在通办终端上取消或变更。",
        "　　本页是样例，没有任何效力。",
    ),
)


class Office:
    """Works at the hub as an office does, by its commands; the application comes by the terminal's own way in."""

    def __init__(self, hub: HubProcess, terminal: str, folder: Path) -> None:
        self._hub, self._terminal, self._folder = hub, terminal, folder

    def finish_a_case(self, person: IdentityDocument, url: str) -> str:
        """A case of this person, done, with one result paper of two pages; its application id.

        ``url``: the way to the hub. Raises ``OSError`` or ``PlatformError`` when that is not there.
        """
        application = self._application(person)
        client = known_client(url, self._hub.enrolment, 20.0)
        try:
            client.deliver(application.application_id, self._sealed(application))
        finally:
            client.close()
        file = self._folder / "result.pdf"
        file.write_bytes(result_paper())
        self._hub.finish(application.application_id, TITLE, file)
        return str(application.application_id)

    def take_back(self, application_id: str) -> None:
        """Every result paper of the case is taken back."""
        for paper in self._hub.case(UUID(application_id))["results"]:
            self._hub.drop_result(paper["id"])

    def _application(self, person: IdentityDocument) -> Application:
        now = datetime.now(UTC)
        return Application(
            application_id=new_application_id(),
            receipt_number=f"{self._terminal}-{now:%y%m%d}-900",
            terminal_id=self._terminal,
            created_at=now,
            item_id="medical-remote-record",
            item_name=ITEM,
            catalogue_version="1",
            mode="online",
            region_code="510402",
            applicant=Person(name=person.name, number=person.number, document="resident"),
            identity_check=IdentityCheck(method="card", at=now),
            consents=(Consent(kind="identity", text_version="1", at=now),),
            answers={},
            materials=(),
            delivery=Delivery(way="pickup"),
        )

    def _sealed(self, application: Application) -> bytes:
        plaintext = pack(application, {application.signature_part: b"\x89PNG of nobody's hand"})
        enrolment = load_enrolment(self._hub.enrolment)
        header = EnvelopeHeader(
            suite=enrolment.hub_suite,
            key_id=enrolment.hub_key_id,
            application_id=application.application_id,
            plaintext_sha256=hashlib.sha256(plaintext).hexdigest(),
            plaintext_size=len(plaintext),
        )
        return seal(plaintext, header.model_dump_json().encode(), enrolment.public_key())


def result_paper() -> bytes:
    """The invented paper: a PDF of two A4 pages that say 样例 on themselves."""
    return as_pdf(*(_page(place, lines) for place, lines in enumerate(_WRITTEN)))


def _page(place: int, lines: tuple[str, ...]) -> Specimen:
    sheet = Image.new("RGB", (round(210 * _PX_MM), round(297 * _PX_MM)), PAPER)
    pen, middle = ImageDraw.Draw(sheet), sheet.width / 2
    title = f"{TITLE}（样例）" if place == 0 else "备案须知（样例）"
    pen.text((middle, 280), title, fill=INK, font=letters(80, title=True), anchor="mm")
    for row, line in enumerate(lines):
        pen.text((140, 480 + row * 110), line, fill=INK, font=letters(50))
    pen.text((1330, 1930), f"第{place + 1}页　共{len(_WRITTEN)}页", fill=INK, font=letters(38), anchor="rm")
    if place == 0:
        pen.text((1240, 1640), "样例医疗保障局", fill=INK, font=letters(50), anchor="rm")
        press_seal(sheet, (1010, 1600), 175, "样例医疗保障局专用章")
    return Specimen(f"result-{place + 1}", np.asarray(sheet)[..., ::-1].copy(), 210, 297)
