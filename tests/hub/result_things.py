"""Invented result papers, finished cases for them, and questions about them."""

from __future__ import annotations

import base64
import io
from uuid import UUID

import pikepdf
from applications import NUMBER, a_query, an_application, sealed
from houses import Door

from kiosk.assembly.hub_keys import HubSealer
from kiosk.offline.seal import generate_key_pair
from kiosk.platform.client import HubClient
from kiosk.platform.contract import Case
from kiosk.platform.results import (
    RESULT_QUESTION_HEADER,
    ResultFetchQuestion,
)
from kiosk.sandbox.specimens import certificate, household_page
from kiosk.sandbox.stick import as_pdf

TITLE = "异地就医备案凭证"
SOMEBODY_ELSE = "510402199001010012"


def a_pdf(pages: int = 1, **saving: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(595, 842))
        document.save(out, **saving)
    return out.getvalue()


LOCKED = a_pdf(encryption=pikepdf.Encryption(owner="o", user="u"))
PAPER = as_pdf(certificate())
TWO_PAGES = as_pdf(household_page(), household_page())


def came_in(door: Door, client: HubClient) -> UUID:
    application = an_application()
    client.deliver(application.application_id, sealed(application, door.enrolment))
    return application.application_id


def finished(door: Door, client: HubClient) -> UUID:
    application_id = came_in(door, client)
    for state in ("accepted", "done"):
        door.parts.store.move(application_id, state, "")  # type: ignore[arg-type]
    return application_id


def told(door: Door, client: HubClient, number: str = NUMBER) -> tuple[Case, ...]:
    return client.cases_of(a_query(number, door.enrolment))


def asked(
    door: Door, case: UUID, paper: UUID, number: str = NUMBER, header: bytes = RESULT_QUESTION_HEADER
) -> tuple[int, str]:
    """Status and problem word of the hub's answer."""
    key = HubSealer(door.enrolment).key()
    words = ResultFetchQuestion(
        reply_key=base64.b64encode(generate_key_pair().public_key).decode(),
        number=number,
        application_id=case,
        paper=paper,
    )
    question = base64.b64encode(key.seal(words.model_dump_json().encode(), header)).decode()
    answer = door.call("POST", "/v1/results", json={"key_id": key.key_id, "sealed": question})
    return answer.status_code, answer.json().get("type", "").removeprefix("urn:tongban:")
