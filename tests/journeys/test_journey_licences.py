"""Electronic licences in the journey: nobody is asked about before they agree, and nothing of them stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hall_of_fakes import Machine, opened
from paper_source_fakes import HandSource, Sources
from small_catalogue import WANG

from kiosk.devices.pages import Choice, ChoicesListed, SourceName
from kiosk.errors import FileGone, IssuerAway
from kiosk.journey.views_papers import FilesView, PaperQuestionView, PicksView, SourcesView

LICENCES = (Choice("0", "居民户口簿（样例 1 号）", "居民户口簿"), Choice("1", "结婚证（样例 2 号）", "结婚证"))


class HandIssuer(HandSource):
    """Notes whom it was told of."""

    issuer = "样例证照库"

    def __init__(self) -> None:
        super().__init__(SourceName.LICENCE)
        self.told: list[tuple[str, str]] = []
        self.holder: tuple[str, str] | None = None

    def agree(self, name: str, number: str, consent_version: str, consent_at: datetime) -> None:
        self.holder = (name, number)
        self.told.append(self.holder)

    def withdraw(self) -> None:
        self.holder = None


def machine_with(issuer: HandIssuer) -> Sources:
    """At the papers of a visit, with a desk and an issuer."""
    hall = Sources.__new__(Sources)
    hall.desk = HandSource(SourceName.DESK)
    every: Any = (hall.desk, issuer)
    hall.machine = Machine(page_sources=every)
    hall.machine.past_face("forwarded-one")
    while hall.machine.step.value == "form":
        hall.machine.answer_question()
    return hall


def listed(hall: Sources, error: IssuerAway | None = None) -> None:
    choices = () if error else LICENCES
    hall.machine.journey.inside.handle(ChoicesListed(SourceName.LICENCE, choices, error=error))
    hall.machine.drain()


def test_whoever_chooses_licences_is_asked_first() -> None:
    issuer = HandIssuer()
    hall = machine_with(issuer)
    hall.pick("licence")
    assert isinstance(hall.view, PaperQuestionView)
    assert hall.ways == ["agree", "refuse"]
    assert hall.machine.title == "向样例证照库取您的电子证照？"
    assert (issuer.told, issuer.lists) == ([], 0)


def test_no_leads_to_the_other_places_and_asks_nobody() -> None:
    issuer = HandIssuer()
    hall = machine_with(issuer)
    hall.pick("licence")
    hall.pick("refuse")
    assert isinstance(hall.view, SourcesView)
    assert (issuer.told, issuer.lists) == ([], 0)


def test_yes_asks_for_the_person_at_the_machine_and_the_choice_becomes_pages() -> None:
    issuer = HandIssuer()
    hall = machine_with(issuer)
    hall.pick("licence")
    hall.pick("agree")
    assert issuer.told == [(WANG.name, WANG.number)]
    listed(hall)
    assert isinstance(hall.view, FilesView)
    hall.pick("file:1")
    assert issuer.begun == ["1"]
    hall.page(issuer, 1)
    hall.end(issuer, 1)
    assert isinstance(hall.view, PicksView)
    hall.machine.on()
    assert len(hall.paper.pages) == 1


def test_the_consent_is_asked_once_a_visit() -> None:
    issuer = HandIssuer()
    hall = machine_with(issuer)
    hall.pick("licence")
    hall.pick("agree")
    listed(hall)
    hall.pick("other_source")
    hall.pick("licence")
    assert isinstance(hall.view, FilesView)
    assert len(issuer.told) == 2


def test_the_source_forgets_the_person_whenever_the_list_is_left() -> None:
    issuer = HandIssuer()
    hall = machine_with(issuer)
    hall.pick("licence")
    hall.pick("agree")
    assert issuer.holder is not None
    hall.pick("other_source")
    assert issuer.holder is None


def test_the_source_forgets_the_person_when_the_visit_ends_in_the_list() -> None:
    issuer = HandIssuer()
    hall = machine_with(issuer)
    hall.pick("licence")
    hall.pick("agree")
    hall.machine.journey.end("left")
    assert issuer.holder is None


def test_an_issuer_that_is_away_is_told_and_leaves_the_other_places() -> None:
    issuer = HandIssuer()
    hall = machine_with(issuer)
    hall.pick("licence")
    hall.pick("agree")
    listed(hall, IssuerAway("down"))
    assert (hall.view.title.key, hall.ways) == ("journey.issuer_away", ["files_again", "other_source"])
    hall.pick("files_again")
    assert (hall.view.stage, issuer.lists) == ("asking", 2)
    listed(hall)
    assert (hall.view.stage, hall.view.trouble) == ("list", None)


def test_who_has_no_licence_is_told_so_and_not_that_something_is_wrong() -> None:
    issuer = HandIssuer()
    hall = machine_with(issuer)
    hall.pick("licence")
    hall.pick("agree")
    hall.machine.journey.inside.handle(ChoicesListed(SourceName.LICENCE, ()))
    assert hall.machine.title == "没有查到您的电子证照"


def test_a_licence_that_is_gone_is_no_stick_that_was_pulled() -> None:
    issuer = HandIssuer()
    hall = machine_with(issuer)
    hall.pick("licence")
    hall.pick("agree")
    listed(hall)
    hall.pick("file:0")
    hall.end(issuer, 0, FileGone("not in the last list"))
    assert hall.machine.reads(hall.view.trouble.phrase) == "这个文件不能用。"


def test_the_consent_goes_with_the_application() -> None:
    issuer = HandIssuer()
    hall = machine_with(issuer)
    hall.pick("licence")
    hall.pick("agree")
    hall.pick("other_source")
    hall.pick("desk")
    machine = hall.machine
    machine.rest_to_review()
    machine.sign_all()
    machine.on()
    machine.on()
    application, _ = opened(machine)
    assert "licences" in {one.kind for one in application.consents}
