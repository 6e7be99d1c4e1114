"""Result papers of finished cases, for whoever they are of."""

from __future__ import annotations

from fastapi import APIRouter

from hub.routes.asking import Hub, Terminal
from kiosk.platform.results import ResultAnswer, ResultQuestion

router = APIRouter(prefix="/v1", tags=["cases"])


@router.post("/results")
def result(hub: Hub, terminal: Terminal, question: ResultQuestion) -> ResultAnswer:
    """One result paper of a case of the person whose number is sealed in the question; sealed both ways."""
    return hub.results.fetch(question, terminal)
