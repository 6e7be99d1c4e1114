"""Samples of what is chosen from: home, buttons, tiles, places, the guide. All data is invented."""

from __future__ import annotations

from kiosk.screens.look import Look
from kiosk.screens.samples.stages import branch, held, staged
from kiosk.screens.widgets.button import KINDS, Button
from kiosk.screens.widgets.chips import Choice, ScopeChips
from kiosk.screens.widgets.dock import RiverDock
from kiosk.screens.widgets.guide import Fact, GuideFacts, Material, MaterialTable, SourceLine
from kiosk.screens.widgets.header import Header
from kiosk.screens.widgets.pager import Pager
from kiosk.screens.widgets.piece import Box, Piece
from kiosk.screens.widgets.place import Level, PlacePath
from kiosk.screens.widgets.search import SearchField
from kiosk.screens.widgets.stack import Grid, Row
from kiosk.screens.widgets.stage import Stage
from kiosk.screens.widgets.tiles import ChoiceTile, EntryRow, LifeTile, OptionRow
from kiosk.screens.widgets.words import Picture, Question


def home(look: Look) -> list[Stage]:
    """The home page's parts."""
    tiles = [
        ("退休养老", "养老金、资格认证", "hand-coins-duotone"),
        ("看病医保", "报销、异地备案", "first-aid-duotone"),
        ("生孩子", "出生、上户口", "baby-duotone"),
        ("户口身份", "迁户口、补身份证", "identification-card-duotone"),
        ("打工就业", "失业金、社保转移", "briefcase-duotone"),
        ("房子", "公积金、不动产", "house-line-duotone"),
        ("孩子上学", "入学、学籍", "graduation-cap-duotone"),
        ("结婚成家", "结婚、证明", "heart-duotone"),
    ]
    scopes = [Choice("", "全部"), Choice("a", "跨省通办"), Choice("b", "川渝通办"), Choice("c", "省内通办")]
    stages = staged(
        look,
        [
            Question(look, title="您想办什么事？"),
            SearchField(look, hint="写一写，或说一说", speech="说话"),
            ScopeChips(look, choices=scopes, chosen=""),
            Grid(look, *(LifeTile(look, title=a, note=b, icon=c) for a, b, c in tiles)),
            EntryRow(look, title="我的办件", note="", action="看进度", icon="folder-user-duotone"),
            Row(
                look,
                Button(look, text="字放大", icon="text-aa-bold", kind="quiet"),
                Button(look, text="操作放低", icon="arrow-line-down-bold", kind="quiet"),
                Button(look, text="黑底白字", icon="circle-half-bold", kind="quiet"),
                gap=18,
            ),
        ],
        header=Header(look, name="通办终端", place="东区政务服务中心　9:41"),
        dock=RiverDock(look, back="退出", back_icon="sign-out-bold", missing="请点选一项"),
    )
    if not (look.landscape or look.roomy or look.high_contrast):
        stages[0].put(Picture(look, "kapok-sprig", 214), Box(566, 80, 514, 214))
    return stages


def buttons(look: Look) -> list[Stage]:
    """Buttons in every kind and state."""
    rows: list[Piece] = []
    for kind in KINDS:
        focused = Button(look, text="重拍这一页", kind=kind)
        focused.focused = True
        rows.append(
            Row(
                look,
                Button(look, text="重拍", icon="arrow-counter-clockwise-bold", kind=kind),
                held(Button(look, text="按下", kind=kind)),
                focused,
                Button(look, text="请先签名", kind=kind, reason="请先签名"),
                gap=36,
            )
        )
    upright = Button(look, text="删一个字", icon="backspace-bold", upright=True, tall=194)
    return staged(look, [*rows, upright], gap=22)


def tiles(look: Look) -> list[Stage]:
    """Tiles and rows in every state."""
    focused = OptionRow(
        look, title="等人加纸", note="已经叫了工作人员，约 3 分钟", icon="wrench-duotone", done="已选"
    )
    focused.focused = True
    chosen = LifeTile(
        look, title="房子", note="公积金、不动产", icon="house-line-duotone", chosen=True, done="已选"
    )
    return staged(
        look,
        [
            Grid(
                look,
                LifeTile(look, title="房子", note="公积金", icon="house-line-duotone"),
                held(LifeTile(look, title="房子", note="公积金", icon="house-line-duotone")),
                chosen,
                LifeTile(look, title="房子", note="暂停", icon="house-line-duotone", reason="暂停"),
            ),
            OptionRow(
                look,
                title="发到手机",
                note="短信发到 139****2046",
                icon="device-mobile-duotone",
                chosen=True,
                done="已选",
            ),
            focused,
            OptionRow(look, title="异地就医备案", note="全程网办 · 跨省通办、省内通办", icon="first-aid-duotone"),
            Grid(
                look,
                ChoiceTile(look, title="东区", note="炳草岗、弄弄坪一带", done="已选"),
                ChoiceTile(look, title="仁和区", note="仁和、平地、大田等", chosen=True, done="已选"),
            ),
        ],
        dock=RiverDock(look, onward="发到手机", speaking=True, help_called=True),
    )


def place(look: Look) -> list[Stage]:
    """The region's parts."""
    levels = [Level("省", "四川省"), Level("市", "攀枝花市"), Level("区县", "")]
    return staged(
        look,
        [
            Question(look, title="您的医保在哪里交？", lead="选交医保的地方，不是现在住的地方"),
            PlacePath(look, levels=levels, current=2, choosing="正在选", missing="还没选"),
            EntryRow(
                look,
                title="四川省攀枝花市仁和区",
                note="身份证上的地址",
                action="选这里",
                icon="identification-card-duotone",
            ),
            PlacePath(
                look, levels=[Level("省", ""), Level("市", ""), Level("区县", "")], current=0, missing="还没选"
            ),
            Button(look, text="说不准，帮我找", icon="chats-duotone", kind="ghost"),
            Pager(look, page=1, pages=3, earlier="上一页", later="下一页", shown="2/3"),
        ],
        progress=branch(look, 3, "填写"),
        dock=RiverDock(look, onward="选定仁和区"),
    )


def guide(look: Look) -> list[Stage]:
    """The guide's parts."""
    facts = [
        Fact("clock-duotone", "多久", "2 个工作日", "多数当天就好"),
        Fact("hand-coins-duotone", "多少钱", "不收费", "全程都不要钱"),
        Fact("receipt-duotone", "拿到什么", "备案回执", "当场打印"),
    ]
    rows = [
        Material("identification-card-duotone", "身份证", "要原件，本人的", "必须带", "must"),
        Material("first-aid-duotone", "社保卡", "没带也行，刷身份证能查到", "可以不带", "may"),
        Material("house-line-duotone", "居住证，或租房合同", "长住外地的才要，带一样就行", "看情况", "depends"),
    ]
    return staged(
        look,
        [
            Question(look, title="异地就医备案", lead="去外地看病前办好，出院时直接刷医保"),
            GuideFacts(look, facts=facts),
            MaterialTable(look, title="带好这些", summary="3 样，1 样必须带", rows=rows),
            SourceLine(
                look, source="来源：四川政务服务网《办事指南》", checked="2026 年 5 月 12 日核对", more="看全文"
            ),
            SourceLine(look, source="来源：样例", checked="", stale="这一页可能有变，请问工作人员"),
        ],
        progress=branch(look, 1, "看指南"),
        dock=RiverDock(look, onward="开始办理"),
    )
