"""Samples of every part in every state, in sheets; for the gallery and for tests. All data is invented."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kiosk.screens.look import Look
from kiosk.screens.widgets.branch import BranchProgress
from kiosk.screens.widgets.button import KINDS, Button
from kiosk.screens.widgets.case import CaseBranch, CaseStage
from kiosk.screens.widgets.chips import Choice, ScopeChips
from kiosk.screens.widgets.dock import RiverDock
from kiosk.screens.widgets.face import FaceRing
from kiosk.screens.widgets.field import Field
from kiosk.screens.widgets.guide import Fact, GuideFacts, Material, MaterialTable, SourceLine
from kiosk.screens.widgets.header import Header
from kiosk.screens.widgets.keys import Keys
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.pager import Pager
from kiosk.screens.widgets.panels import Panel
from kiosk.screens.widgets.people import HelperRow
from kiosk.screens.widgets.piece import Box, Piece, Touchable
from kiosk.screens.widgets.place import Level, PlacePath
from kiosk.screens.widgets.qr import QrView
from kiosk.screens.widgets.review import Line, ReviewRows
from kiosk.screens.widgets.scan import Page, PageStrip, ScanView
from kiosk.screens.widgets.search import SearchField
from kiosk.screens.widgets.sign import SignPad
from kiosk.screens.widgets.stack import Grid, Row
from kiosk.screens.widgets.stage import Stage
from kiosk.screens.widgets.stars import Stars
from kiosk.screens.widgets.take import TakeCard
from kiosk.screens.widgets.tiles import ChoiceTile, EntryRow, LifeTile, OptionRow
from kiosk.screens.widgets.words import NumberCard, Picture, Question, Words

Sheet = Callable[[Look], list[Stage]]


def staged(
    look: Look,
    pieces: Sequence[Piece],
    *,
    progress: BranchProgress | None = None,
    header: Header | None = None,
    dock: RiverDock | None = None,
    gap: int = 24,
) -> list[Stage]:
    """As many stages with the fixed places as it takes for the pieces, one below the other; two columns lying."""
    stages = [_stage(look, progress, header, dock)]
    columns = _columns(stages[-1])
    top = columns[0].top
    for piece in pieces:
        tall = piece.wanted(columns[0].width)
        if top + tall > columns[0].top + columns[0].height and top > columns[0].top:
            columns.pop(0)
            if not columns:
                stages.append(_stage(look, None, None, None))
                columns = _columns(stages[-1])
            top = columns[0].top
        stages[-1].put(piece, Box(columns[0].x, top, columns[0].width, tall))
        top += tall + gap
    return stages


def _stage(look: Look, progress: BranchProgress | None, header: Header | None, dock: RiverDock | None) -> Stage:
    stage = Stage(look)
    stage.header(header or Header(look, name="通办终端", leave="结束办理"))
    if progress is not None:
        stage.progress(progress)
    stage.dock(dock or RiverDock(look, onward="填下一题"))
    return stage


def _columns(stage: Stage) -> list[Box]:
    area, side = stage.area(), stage.side()
    if not stage.look.landscape:
        return [area]
    width = (area.width - 64) / 2
    return [
        Box(area.x, area.top, width, area.height),
        Box(area.x + width + 64, side.top, width, side.height),
    ]


def branch(look: Look, current: int, name: str, count: int = 6) -> BranchProgress:
    """The branch with its words."""
    return BranchProgress(
        look, count=count, current=current, step=f"第 {current} 步", of=f"共 {count} 步", name=name
    )


def held(piece: Touchable) -> Touchable:
    """As under a finger."""
    piece.pressed = 1.0
    return piece


def face_frame() -> np.ndarray:
    """A drawn head on a soft ground, 480x640 BGR."""
    y, x = np.mgrid[0:480, 0:640]
    frame = np.empty((480, 640, 3), np.uint8)
    frame[:] = (216, 226, 220)
    frame[((x - 320) / 210) ** 2 + ((y - 520) / 150) ** 2 < 1] = (123, 115, 47)
    frame[((x - 320) / 108) ** 2 + ((y - 230) / 150) ** 2 < 1] = (140, 180, 231)
    frame[(((x - 320) / 116) ** 2 + ((y - 170) / 110) ** 2 < 1) & (y < 190)] = (166, 162, 143)
    frame[(abs(y - 230) < 5) & ((abs(x - 275) < 22) | (abs(x - 365) < 22))] = (44, 38, 11)
    frame[40:160, 470:560] = (236, 240, 238)
    return frame


def desk_frame() -> np.ndarray:
    """A sheet on a dark desk, 480x720 BGR."""
    frame = np.full((480, 720, 3), (58, 52, 36), np.uint8)
    frame[40:450, 190:510] = (244, 250, 251)
    for row in range(100, 420, 36):
        frame[row : row + 8, 230:470] = (170, 169, 154)
    return frame


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


def face(look: Look) -> list[Stage]:
    """The ring at work."""
    ring = FaceRing(look, diameter=740 if look.landscape else 820, progress=0.6, state="running")
    ring.show(face_frame())
    hint = Note(look, title="脸放进圆圈，别戴口罩", tone="info")
    other = Button(look, text="改人工核对", icon="identification-badge-bold")
    return staged(
        look,
        [
            Question(look, title="请慢慢眨一下眼", size=104, align="center"),
            ring,
            Words(look, "做好了 3 个，还剩 2 个", size=48, bold=True, align="center"),
            Row(look, hint, other, gap=20),
        ],
        progress=branch(look, 2, "看镜头"),
        dock=RiverDock(look, missing="正在核对"),
    )


def rings(look: Look) -> list[Stage]:
    """The ring in its other states."""
    made = [FaceRing(look, diameter=420, progress=0.3, state=state) for state in ("waiting", "done", "broken")]
    for ring in made[:2]:
        ring.show(face_frame())
    return staged(look, [Row(look, made[0], made[1]), made[2]])


def fields(look: Look) -> list[Stage]:
    """The answer's box in every state."""
    return staged(
        look,
        [
            Question(look, title="您的手机号是多少？", lead="办好了发短信给您"),
            Field(look, hint="请写手机号"),
            Field(look, text="1390000", hint="请写手机号", state="writing"),
            Field(look, text="139 0000 2046", hint="请写手机号", state="done"),
            Field(look, text="1390000", hint="请写手机号", state="error", message="手机号少 4 位，请补上"),
            Field(look, text="王兰", label="姓名", state="disabled", message="身份证上读的"),
        ],
        progress=branch(look, 3, "填写"),
    )


def keys(look: Look, mode: str = "latin") -> list[Stage]:
    """Keys below a box."""
    modes = (
        [Choice("latin", "字母", "keyboard-bold"), Choice("digits", "数字", "list-bold")]
        if mode == "latin"
        else []
    )
    return staged(
        look,
        [
            Question(look, title="您在外地住哪里？", lead="写到门牌号。这是第 2 个问题，共 4 个"),
            Field(look, text="Chongqing", hint="写到门牌号", state="writing"),
            Keys(look, mode=mode, modes=modes),
        ],
        progress=branch(look, 3, "填写"),
    )


def scan(look: Look) -> list[Stage]:
    """The desk, the pages, and what can be done."""
    view = ScanView(look, tone="ok", verdict="看得清", detail="四个角都在，没有反光")
    view.outline = ((0.262, 0.08), (0.71, 0.08), (0.71, 0.94), (0.262, 0.94))
    view.show(desk_frame())
    pages = [Page("第 1 页", "可以用"), Page("第 2 页", "正在看", False)]
    return staged(
        look,
        [
            Question(look, title="请平放居住证，别压手指"),
            view,
            PageStrip(look, pages=pages, current=1, add="再加一页"),
            Row(
                look,
                Button(look, text="重拍这一页", icon="arrow-counter-clockwise-bold"),
                Button(look, text="没有这张纸", icon="file-x-bold"),
            ),
        ],
        progress=branch(look, 4, "扫材料"),
        dock=RiverDock(look, onward="用这一页"),
        gap=20,
    )


_SIGNATURE = [
    [(0.26, 0.28), (0.40, 0.26)],
    [(0.28, 0.54), (0.37, 0.51)],
    [(0.33, 0.27), (0.335, 0.5), (0.32, 0.80)],
    [(0.24, 0.78), (0.41, 0.75)],
    [(0.55, 0.26), (0.50, 0.42), (0.66, 0.40), (0.62, 0.66), (0.56, 0.78), (0.70, 0.72)],
]


def review(look: Look) -> list[Stage]:
    """Lines and the pad."""
    rows = [
        Line("name", "姓名", "王兰"),
        Line("region", "医保在", "四川省攀枝花市仁和区", change="改"),
        Line("to", "要去", "重庆市渝中区", change="改"),
        Line("phone", "手机", "139****2046", change="改", show="看全部"),
        Line("papers", "材料", "居住证 2 页", change="改"),
    ]
    pad = SignPad(look, hint="请签名")
    pad.strokes = _SIGNATURE
    return staged(
        look,
        [
            Question(look, title="看看对不对，再签名"),
            ReviewRows(look, rows=rows),
            Row(
                look,
                Words(look, "用手指在框里签名", size=48, bold=True),
                Button(look, text="重签", icon="arrow-counter-clockwise-bold", tall=96),
            ),
            pad,
        ],
        progress=branch(look, 5, "核对签名"),
        dock=RiverDock(look, onward="确认提交"),
        gap=20,
    )


def done(look: Look) -> list[Stage]:
    """The receipt's parts."""
    return staged(
        look,
        [
            Picture(look, "branch-in-bloom", 300),
            Question(look, title="已提交", lead="2 个工作日内办好，会发短信到 139****2046", size=128),
            NumberCard(look, label="受理号", number="5104 2605 1203 37", icon="receipt-duotone"),
            Words(look, "走之前，拿好两样东西", size=52, bold=True),
            Row(
                look,
                TakeCard(look, picture="take-receipt", title="1 取走回执", where="在屏幕下方出口"),
                TakeCard(look, picture="take-card-back", title="2 拿回身份证", where="还在读卡处", taken=True),
                gap=20,
            ),
        ],
        header=Header(look, name="通办终端", place="东区政务服务中心　9:52"),
        dock=RiverDock(look, back="再办一件", back_icon="plus-bold", onward="结束办理", onward_icon="check"),
        gap=22,
    )


def case(look: Look) -> list[Stage]:
    """A case's way."""
    stages = [
        CaseStage("已提交", "5 月 12 日 9:48，您在东区大厅办的", "办完", "done"),
        CaseStage("已受理", "5 月 12 日 10:05，材料齐全", "办完", "done"),
        CaseStage("正在审核", "重庆市医保部门在看您的材料。\n预计 5 月 14 日前办好", "现在到这里", "now"),
        CaseStage("办结", "办好了会发短信", "还没到", "later"),
        CaseStage("取结果", "短信，或在任何一台机器打印", "还没到", "later"),
    ]
    return staged(
        look,
        [
            Question(look, title="异地就医备案", lead="受理号 5104 2605 1203 37"),
            Note(look, title="您现在不用做什么", detail="等短信就行", tone="ok"),
            CaseBranch(look, stages=stages),
        ],
        dock=RiverDock(look, onward="打印进度单", onward_icon="printer"),
        gap=30,
    )


def notes(look: Look) -> list[Stage]:
    """Notes, people, stars, a code."""
    labels = ("很不满意", "不满意", "一般", "满意", "很满意")
    return staged(
        look,
        [
            Note(look, title="没事了", tone="ok"),
            Note(look, title="现在没有网，照样能办", detail="4 件已存好，联网后自动上传", tone="look"),
            Note(look, title="脸放进圆圈，别戴口罩", tone="info"),
            HelperRow(
                look,
                surname="罗",
                name="罗*贵",
                about="68 岁",
                note="缺一步：本人看镜头",
                note_icon="eye-bold",
                action="接着办",
                strong=True,
            ),
            HelperRow(look, surname="阿", name="阿*日", about="35 岁", note="已存好，等上传", action="看看"),
            Stars(look, labels=labels, chosen=4),
            CaseBranch(look, stages=[CaseStage("要补材料", "请补居住证反面", "要补", "stuck")]),
            Row(
                look,
                QrView(look, text="TB1:0193f2c1-7a00-7c3e-9b1a-2f6d5e4c3b2a", side=300),
                Words(look, "手机扫一扫，随时看进度", size=52, bold=True),
            ),
        ],
        header=Header(look, name="通办终端", place="没有网", leave="结束办理"),
    )


def idle(look: Look) -> list[Stage]:
    """Nobody has touched for a while."""
    stages = fields(look)
    stages[0].overlay(
        Panel(
            look,
            title="还在办吗？",
            lead="一分钟没人点屏幕了。不点就会结束，没提交的会清掉。",
            stay="接着办",
            leave="结束办理",
            seconds=31,
        )
    )
    return stages


def leaving(look: Look) -> list[Stage]:
    """The question before leaving."""
    stages = fields(look)
    stages[0].overlay(Panel(look, title="要结束吗？", lead="没提交的会清掉。", stay="接着办", leave="结束办理"))
    return stages


def rare(look: Look) -> list[Stage]:
    """Rare characters, Yi script, and text that looks like markup."""
    return staged(
        look,
        [
            Question(look, title="名字里的生僻字"),
            Field(look, text="𠮷㛃䶮𬭎𰻝", hint="姓名", state="done"),
            Field(look, text="ꆈꌠꁱꂷ [b]不是标记[/b] & 王", hint="姓名", state="done"),
            Words(look, "English words break at spaces, 中文随处可断，标点不在行首。" * 3, size=40),
            Words(look, "彝文 ꆈꌠꁱꂷ", size=52, bold=True, icon="info-bold"),
        ],
    )


SHEETS: dict[str, Sheet] = {
    "01-home": home,
    "02-buttons": buttons,
    "03-tiles": tiles,
    "04-place": place,
    "05-guide": guide,
    "06-face": face,
    "07-rings": rings,
    "08-fields": fields,
    "09-keys-latin": keys,
    "10-keys-id": lambda look: keys(look, "id"),
    "11-scan": scan,
    "12-review": review,
    "13-done": done,
    "14-case": case,
    "15-notes": notes,
    "16-idle": idle,
    "17-leaving": leaving,
    "18-rare": rare,
}
