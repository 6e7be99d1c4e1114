"""Samples of the steps: face, answers, papers, review, receipt, cases, panels. All data is invented."""

from __future__ import annotations

from kiosk.screens.look import Look
from kiosk.screens.samples.stages import branch, desk_frame, face_frame, staged
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.case import CaseBranch, CaseStage
from kiosk.screens.widgets.chips import Choice
from kiosk.screens.widgets.dock import RiverDock
from kiosk.screens.widgets.face import FaceRing
from kiosk.screens.widgets.field import Field
from kiosk.screens.widgets.header import Header
from kiosk.screens.widgets.keys import Keys
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.page_strip import Page, PageStrip
from kiosk.screens.widgets.panels import Panel
from kiosk.screens.widgets.people import HelperRow
from kiosk.screens.widgets.qr import QrView
from kiosk.screens.widgets.review import Line, ReviewRows
from kiosk.screens.widgets.scan import ScanView
from kiosk.screens.widgets.sign import SignPad
from kiosk.screens.widgets.stack import Row
from kiosk.screens.widgets.stage import Stage
from kiosk.screens.widgets.stars import Stars
from kiosk.screens.widgets.take import TakeCard
from kiosk.screens.widgets.words import NumberCard, Picture, Question, Words


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
    pages = [Page("第 1 页", "可以用"), Page("第 2 页", "正在看", "watched")]
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
            CaseBranch(
                look, stages=[CaseStage("要补材料", "请补居住证反面", "要补", "stuck")], earlier=1, below=True
            ),
            Row(
                look,
                QrView(look, text="TB2:R0193F2C17A007C3E9B1A2F6D5E4C3B2A:140C40E3", side=300),
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
