"""How a terminal comes to its certificate and to the next one."""

from __future__ import annotations

from fastapi import APIRouter

from hub.routes.asking import ByCertificate, Hub
from kiosk.platform.enrolling import (
    AuthorityAnswer,
    CertificateAnswer,
    CertificateRequest,
    Enrolled,
    EnrolmentRequest,
)

router = APIRouter(prefix="/v1", tags=["enrolment"])


@router.get("/authority")
def authority(hub: Hub) -> AuthorityAnswer:
    """The hub's certificate authority; whoever asks must hold it against the code they were given."""
    return AuthorityAnswer(authority=hub.authority.certificate)


@router.post("/enrolments", status_code=201)
def enrol(hub: Hub, asked: EnrolmentRequest) -> Enrolled:
    """Enrols a terminal by its one-time code; the same code with the same key may come again."""
    return hub.fleet.enrol_by_code(asked.secret, asked.request)


@router.post("/certificates", status_code=201)
def renew(hub: Hub, holder: ByCertificate, asked: CertificateRequest) -> CertificateAnswer:
    """The next certificate of the terminal that asks. The present one stays good until its time is over."""
    return CertificateAnswer(certificate=hub.fleet.renew(holder, asked.request))
