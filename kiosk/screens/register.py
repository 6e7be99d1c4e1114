"""Which screen draws which view."""

from __future__ import annotations

from typing import Any

from kiosk.journey import views as v
from kiosk.journey import views_cases as c
from kiosk.journey import views_identity as i
from kiosk.journey import views_papers as p
from kiosk.screens.attract import AttractScreen
from kiosk.screens.card import CardScreen
from kiosk.screens.cases import CasesScreen
from kiosk.screens.code import CodeScreen
from kiosk.screens.consent import ConsentScreen
from kiosk.screens.delivery import DeliveryScreen
from kiosk.screens.face import FaceScreen
from kiosk.screens.farewell import FarewellScreen
from kiosk.screens.form import FormScreen
from kiosk.screens.guide import GuideScreen
from kiosk.screens.helper import HelperScreen
from kiosk.screens.home import HomeScreen
from kiosk.screens.items import ItemsScreen
from kiosk.screens.papers import PapersScreen
from kiosk.screens.papers_corners import CornersScreen
from kiosk.screens.papers_page import PageScreen
from kiosk.screens.papers_picks import PicksScreen
from kiosk.screens.papers_sheets import SheetsScreen
from kiosk.screens.papers_sources import FilesScreen, PaperQuestionScreen, SourcesScreen
from kiosk.screens.rating import RatingScreen
from kiosk.screens.receipt import ReceiptScreen
from kiosk.screens.region import RegionScreen
from kiosk.screens.review import ReviewScreen
from kiosk.screens.screen import Screen
from kiosk.screens.submit import SubmitScreen
from kiosk.screens.ways import WaysScreen

SCREENS: dict[type[v.View], type[Screen[Any]]] = {
    v.AttractView: AttractScreen,
    v.HomeView: HomeScreen,
    v.ItemsView: ItemsScreen,
    v.RegionView: RegionScreen,
    v.GuideView: GuideScreen,
    v.ConsentView: ConsentScreen,
    i.CardView: CardScreen,
    i.CodeView: CodeScreen,
    i.FaceView: FaceScreen,
    v.FormView: FormScreen,
    v.PapersView: PapersScreen,
    p.CornersView: CornersScreen,
    p.PageView: PageScreen,
    p.SourcesView: SourcesScreen,
    p.SheetsView: SheetsScreen,
    p.FilesView: FilesScreen,
    p.PicksView: PicksScreen,
    p.PaperQuestionView: PaperQuestionScreen,
    v.DeliveryView: DeliveryScreen,
    v.ReviewView: ReviewScreen,
    v.SubmitView: SubmitScreen,
    v.ReceiptView: ReceiptScreen,
    v.RatingView: RatingScreen,
    v.FarewellView: FarewellScreen,
    c.CasesView: CasesScreen,
    v.WaysView: WaysScreen,
    c.HelperView: HelperScreen,
}
