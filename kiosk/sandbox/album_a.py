"""Sample scenes of the first half of the way, from the invitation to the face, for the album of screens.

Names, numbers, facts and places are invented; the sentences are the journey's own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.journey import views as v
from kiosk.journey import views_identity as i
from kiosk.journey.rooms.room import missing, onward, say
from kiosk.journey.rooms.ways import options
from kiosk.wording import Phrase

_plain = Phrase.verbatim


def _at(number: int, name: str) -> v.Progress:
    return v.Progress(number, 6, say(f"step_{name}"))


# attract, home, items -------------------------------------------------------------------------------------------

_ATTRACT = v.AttractView(
    step=v.StepKind.ATTRACT,
    key="attract",
    title=say("attract_title"),
    lead=say("attract_lead"),
    back=v.BackPlace.NONE,
    onward=onward("attract_go_on"),
    can_leave=False,
)
_ATTRACT_NO_READER = replace(_ATTRACT, service=v.Notice("look", say("reader_failed"), say("guides_still_work")))

_EVENTS = (
    ("retire", "退休养老", "Retirement", "养老金、资格认证", "hand-coins"),
    ("medical", "看病医保", "Health", "报销、异地备案", "first-aid"),
    ("birth", "生孩子", "Having a child", "出生、上户口", "baby"),
    ("identity", "户口身份", "Household and ID", "迁户口、补身份证", "identification-card"),
    ("work", "打工就业", "Work", "失业金、社保转移", "briefcase"),
    ("house", "房子", "Housing", "公积金、不动产", "house-line"),
    ("school", "孩子上学", "School", "入学、学籍", "graduation-cap"),
    ("marriage", "结婚成家", "Marriage", "结婚、证明", "heart"),
)
_OFFICES = (
    ("police", "公安", "Public security"),
    ("hr", "人力资源社会保障", "Human resources and social security"),
    ("medical", "医疗保障", "Medical insurance"),
    ("housing", "住房城乡建设（公积金）", "Housing (provident fund)"),
    ("civil", "民政", "Civil affairs"),
    ("disabled", "残联", "Disabled persons' federation"),
    ("justice", "司法行政（公证）", "Justice (notaries)"),
    ("market", "市场监管", "Market regulation"),
)
_SCOPES = ("", "cross_province", "sichuan_chongqing", "in_province")
_HOME = v.HomeView(
    step=v.StepKind.HOME,
    key="home/life_event/0",
    title=say("home_title"),
    back=v.BackPlace.EXIT,
    onward=missing("home_missing"),
    scopes=tuple(v.Option(one, say(f"scope_{one}"), chosen=not one) for one in _SCOPES),
    groups=tuple(
        v.Option(one, _plain(name, en=en), _plain(examples), icon) for one, name, en, examples, icon in _EVENTS
    ),
)
_HOME_OFFICES = replace(
    _HOME,
    key="home/department/0",
    grouping="department",
    groups=tuple(v.Option(one, _plain(name, en=en), icon="buildings-duotone") for one, name, en in _OFFICES),
    pages=2,
)


def _item(number: int, name: str, level: str, mode: str, scopes: tuple[str, ...], official: bool) -> v.ItemRow:
    detail = say(f"level_{level}", mode=say(f"mode_{mode}"))
    return v.ItemRow(f"item-{number}", name, detail, scopes, level, official)


_ROWS = (
    _item(1, "异地就医备案", "apply", "online", ("cross_province", "sichuan_chongqing"), True),
    _item(2, "医保关系转移", "apply", "forwarded", ("cross_province",), True),
    _item(3, "生育保险待遇申领", "precheck", "joint", ("in_province",), False),
    _item(4, "医保个人账户查询", "guide", "online", ("cross_province", "in_province"), True),
    _item(5, "门诊慢特病认定", "appointment", "joint", ("in_province",), True),
    _item(6, "职工医保参保证明", "guide", "online", ("sichuan_chongqing",), False),
)
_ITEMS = v.ItemsView(
    step=v.StepKind.ITEMS,
    key="items/medical/False/0",
    title=_plain("看病医保", en="Health"),
    onward=missing("home_missing"),
    rows=_ROWS,
    pages=2,
)
_SEARCH = replace(
    _ITEMS,
    key="items//True/0",
    title=say("items_found"),
    onward=onward("items_close_keys"),
    query="yiliao",
    typing=True,
    rows=_ROWS[:3],
)
_NOTHING = replace(
    _SEARCH,
    key="items//False/0",
    title=say("items_none"),
    lead=say("items_none_more"),
    typing=False,
    rows=(),
    pages=1,
)

# region, guide, consent -----------------------------------------------------------------------------------------

_COUNTIES = (
    ("510402", "东区"),
    ("510403", "西区"),
    ("510411", "仁和区"),
    ("510421", "米易县"),
    ("510422", "盐边县"),
)
_REGION = v.RegionView(
    step=v.StepKind.REGION,
    key="region/2/51/5104/0",
    title=say("region_county_title"),
    lead=say("region_lead"),
    progress=_at(3, "form"),
    onward=onward("region_go_on", region="仁和区"),
    path=(
        (say("region_province"), "四川省"),
        (say("region_city"), "攀枝花市"),
        (say("region_county"), "仁和区"),
    ),
    level=2,
    options=tuple(v.Option(code, _plain(name), chosen=code == "510411") for code, name in _COUNTIES),
    card_address_option=v.Option("510411", _plain("四川省攀枝花市仁和区"), say("region_on_card")),
)
_PROVINCES = ("四川省", "重庆市", "云南省", "贵州省", "北京市", "天津市", "河北省", "山西省")
_REGION_FIRST = replace(
    _REGION,
    key="region/0//0",
    title=say("region_province_title"),
    onward=missing("region_province_missing"),
    path=tuple((label, "") for label, _ in _REGION.path),
    level=0,
    options=tuple(v.Option(f"{number}0", _plain(name)) for number, name in enumerate(_PROVINCES, 1)),
    card_address_option=None,
    pages=4,
)

_GUIDE = v.GuideView(
    step=v.StepKind.GUIDE,
    key="guide/medical-remote-record/False",
    title=_plain("异地就医备案", en="Registering for treatment elsewhere"),
    lead=_plain(
        "去外地看病前办好，出院时直接刷医保", en="Register before you travel, settle when you leave hospital"
    ),
    onward=onward("guide_go_on_apply"),
    item_name="异地就医备案",
    time_limit="2 个工作日",
    fee="不收费",
    result="备案回执",
    conditions=("参加了医疗保险的人。", "在外地住半年以上，或要去外地看病。"),
    materials=(
        v.GuideMaterial("身份证", "要原件，本人的", "must"),
        v.GuideMaterial("社保卡", "没带也行，刷身份证能查到", "may"),
        v.GuideMaterial("居住证，或租房合同", "长住外地的才要，带一样就行", "depends"),
    ),
    source="四川政务服务网《办事指南》",
    checked_on="2026-05-12",
)
_GUIDE_SITUATIONS = replace(
    _GUIDE,
    key="guide/medical-remote-record/situations",
    onward=missing("guide_situation_missing"),
    situations=(
        v.Option("long", _plain("长住外地", en="Living elsewhere")),
        v.Option("referral", _plain("转到外地看病", en="Referred elsewhere")),
        v.Option("urgent", _plain("急诊抢救", en="Emergency")),
    ),
)
_GUIDE_LONG_SOURCE = replace(
    _GUIDE_SITUATIONS,
    key="guide/medical-remote-record/long-source",
    time_limit="审核、发函、转出、接续，各 15 个工作日。",
    source="攀枝花市社保中心办事指南：企业职工基本养老保险关系转移接续（攀枝花）",
    stale=True,
)
_GUIDE_WHOLE = replace(
    _GUIDE,
    key="guide/medical-remote-record/True",
    whole=True,
    stale=True,
    cautions=("急诊抢救的，出院前补办也行。", "备案的地方换了，要先改备案。"),
)
_CONSENT = v.ConsentView(
    step=v.StepKind.CONSENT,
    key="consent",
    title=say("consent_title"),
    lead=say("consent_lead"),
    onward=onward("consent_go_on"),
    reads=(
        *((say(f"reads_{one}"), say(f"reads_{one}_why")) for one in ("card", "filled", "face")),
        (say("asks_contact"), say("asks_contact_is", hall="东区政务服务中心", phone="12345")),
    ),
    consents=(
        v.Option(
            "identity",
            say("consent_identity"),
            say("consent_identity_more"),
            "identification-card-duotone",
            chosen=True,
        ),
        v.Option("face", say("consent_face"), say("consent_face_more"), "camera-duotone"),
        v.Option("no_face", say("consent_no_face"), say("consent_no_face_more"), "hand-waving-bold"),
    ),
)

# card, face -----------------------------------------------------------------------------------------------------


def _card(state: i.CardState, ways: tuple[str, ...], **more: Any) -> i.CardView:
    usual: dict[str, Any] = {
        "title": say(f"card_{state.value}"),
        "lead": say(f"card_{state.value}_lead"),
        "onward": missing("card_missing"),
    }
    return i.CardView(
        step=v.StepKind.CARD,
        key="card",
        progress=_at(1, "card"),
        state=state,
        ways=options(ways),
        **{**usual, **more},
    )


_CARD = _card(i.CardState.WAITING, ("no_card", "for_other"))
_CARD_READING = _card(i.CardState.READING, (), onward=missing("card_reading_missing"))
_CARD_READ = _card(
    i.CardState.READ, ("other_card",), name="测*甲", number="510402********0012", onward=onward("card_go_on")
)
_CARD_RARE = replace(_CARD_READ, name="〓*", notice=v.Notice("info", say("card_rare_name")))
_CARD_LIFTED = _card(i.CardState.TROUBLE, ("other_means", "counter"), title=say("card_lifted"))
_CARD_LEFT = _card(
    i.CardState.TROUBLE, ("other_means", "counter"), title=say("card_left"), lead=say("card_left_lead")
)
_CARD_CHILD = _card(
    i.CardState.TROUBLE, ("guardian", "counter", "again", "end"), title=say("card_under_16"), lead=None
)
_CARD_NO_READER = _card(i.CardState.NO_READER, ("other_means", "counter", "end"), title=say("reader_failed"))
_CARD_ACTOR = _card(i.CardState.WAITING, ("no_card", "for_self"), title=say("card_waiting_actor"))
_CARD_OF_CHILD = replace(
    _card(i.CardState.WAITING, ("no_card",), title=say("card_waiting_guardian")),
    step=v.StepKind.APPLICANT,
    progress=_at(2, "applicant"),
)
_CODE = i.CodeView(
    step=v.StepKind.CARD,
    key="code/waiting",
    title=say("code_waiting"),
    lead=say("code_waiting_lead"),
    progress=_at(1, "card"),
    onward=missing("code_waiting_missing"),
    apps=("电子社保卡", "天府通办", "渝快办", "国家网络身份认证"),
    ways=options(("no_code",)),
)
_CODE_OVER = replace(_CODE, notice=v.Notice("look", say("code_expired")))
_CODE_ASKING = replace(
    _CODE,
    key="code/asking",
    title=say("code_asking"),
    lead=say("code_asking_lead"),
    onward=missing("code_asking_missing"),
    asking=True,
    ways=(),
)
_FAREWELL = v.FarewellView(
    step=v.StepKind.FAREWELL,
    key="farewell",
    title=say("farewell_title"),
    lead=say("farewell_lead"),
    back=v.BackPlace.NONE,
    onward=v.NextPlace(say("farewell_go_on"), icon="check"),
    can_leave=False,
)


def _face(state: i.FaceState, ways: tuple[str, ...], fraction: float, **more: Any) -> i.FaceView:
    usual: dict[str, Any] = {
        "title": say(f"face_{state.value}"),
        "onward": missing("face_missing"),
        "lead": None if state is i.FaceState.ASKING else say(f"face_{state.value}_lead"),
    }
    ring = (i.FaceState.LOOKING, i.FaceState.TURNING, i.FaceState.COMPARING, i.FaceState.SAME)
    return i.FaceView(
        step=v.StepKind.FACE,
        key="face" if state in ring else f"face/{state.value}",
        progress=_at(2, "face"),
        state=state,
        fraction=fraction,
        ways=options(ways),
        **{**usual, **more},
    )


_BESIDE = ("staff", "other_ways", "withdraw")
_WAYS = ("phone_code", "staff", "other_card", "counter")


def _moving(advice: str, fraction: float, **more: Any) -> i.FaceView:
    usual: dict[str, Any] = {"title": say(f"face_{advice}"), "advice": advice}
    return _face(i.FaceState.TURNING, _BESIDE, fraction, **{**usual, **more})


_FACE_LOOKING = _face(i.FaceState.LOOKING, _BESIDE, 0.1, title=say("face_look_here"), advice="look_here")
_FACE_CLOSER = replace(_FACE_LOOKING, title=say("face_come_closer"), advice="come_closer", fraction=0.0)
_FACE = _moving("turn_left", 0.6)
_FACE_RIGHT = _moving("turn_right", 0.3, tries_made=1, tries_left=2)
_FACE_BLINK = _moving("blink", 0.45)
_FACE_LEAN_IN = _moving("lean_in", 0.75)
_FACE_SENT = _face(i.FaceState.COMPARING, _BESIDE, 1.0, title=say("face_sent"))
_FACE_SAME = _face(i.FaceState.SAME, (), 1.0, onward=onward("face_go_on"))
_FACE_AGAIN = _face(i.FaceState.AGAIN, _BESIDE, 0.0, tries_left=2, tries_made=1, onward=onward("face_try_again"))
_PICK = missing("face_pick_way")
_FACE_REFUSED = _face(i.FaceState.REFUSED, ("remote", *_WAYS), 0.0, tries_left=0, tries_made=3, onward=_PICK)
_FACE_CHOOSING = _face(i.FaceState.CHOOSING, _WAYS, 0.0, onward=onward("face_back_to_camera"))
_FACE_NO_CAMERA = _face(
    i.FaceState.NO_CAMERA, ("staff", "other_card", "counter"), 0.0, title=say("camera_away"), onward=_PICK
)
_FACE_WITHDRAWN = replace(_FACE_NO_CAMERA, title=say("face_withdrawn"), ways=options(_WAYS))
_FACE_NOT_OFFERED = replace(_FACE_NO_CAMERA, title=say("face_not_offered"), ways=options(_WAYS))
_FACE_ASKING = _face(
    i.FaceState.ASKING,
    ("send_face", "no_send"),
    0.0,
    onward=_PICK,
    facts=(
        *((say(f"send_{one}"), say(f"send_{one}_is")) for one in ("what", "whom", "kept")),
        (say("asks_contact"), say("asks_contact_is", hall="东区政务服务中心", phone="12345")),
    ),
)

_LEAVE = v.Overlay("leave", say("leave_title"), say("leave_lead"), say("leave_stay"), say("leave_go"))
_IDLE = v.Overlay("idle", say("idle_title"), say("idle_lead"), say("idle_stay"), say("idle_go"), seconds_left=30)

SAMPLES: dict[str, v.Scene] = {
    "attract": v.Scene(_ATTRACT),
    "attract-no-reader": v.Scene(_ATTRACT_NO_READER),
    "home": v.Scene(_HOME),
    "home-offices": v.Scene(_HOME_OFFICES),
    "items": v.Scene(_ITEMS),
    "items-typing": v.Scene(_SEARCH),
    "items-none": v.Scene(_NOTHING),
    "region": v.Scene(_REGION, link="down"),
    "region-first": v.Scene(_REGION_FIRST),
    "guide": v.Scene(_GUIDE),
    "guide-no-line": v.Scene(
        replace(_GUIDE, lead=None, notice=v.Notice("look", say("line_no_face"), say("line_no_face_more"))),
        link="down",
    ),
    "guide-situations": v.Scene(_GUIDE_SITUATIONS),
    "guide-long-source": v.Scene(_GUIDE_LONG_SOURCE),
    "guide-whole": v.Scene(_GUIDE_WHOLE),
    "consent": v.Scene(_CONSENT, helper_name="王兰"),
    "card": v.Scene(_CARD),
    "card-reading": v.Scene(_CARD_READING),
    "card-read": v.Scene(_CARD_READ),
    "card-rare": v.Scene(_CARD_RARE),
    "card-lifted": v.Scene(_CARD_LIFTED),
    "card-left": v.Scene(_CARD_LEFT),
    "card-child": v.Scene(_CARD_CHILD),
    "card-actor": v.Scene(_CARD_ACTOR),
    "card-of-child": v.Scene(_CARD_OF_CHILD),
    "code": v.Scene(_CODE),
    "code-over": v.Scene(_CODE_OVER),
    "code-asking": v.Scene(_CODE_ASKING),
    "card-no-reader": v.Scene(_CARD_NO_READER),
    "face": v.Scene(_FACE),
    "face-looking": v.Scene(_FACE_LOOKING),
    "face-closer": v.Scene(_FACE_CLOSER),
    "face-right": v.Scene(_FACE_RIGHT),
    "face-blink": v.Scene(_FACE_BLINK),
    "face-lean-in": v.Scene(_FACE_LEAN_IN),
    "face-sent": v.Scene(_FACE_SENT),
    "face-same": v.Scene(_FACE_SAME),
    "face-choosing": v.Scene(_FACE_CHOOSING),
    "face-no-camera": v.Scene(_FACE_NO_CAMERA),
    "face-withdrawn": v.Scene(_FACE_WITHDRAWN),
    "face-not-offered": v.Scene(_FACE_NOT_OFFERED),
    "face-again": v.Scene(_FACE_AGAIN),
    "face-refused": v.Scene(_FACE_REFUSED),
    "face-asking": v.Scene(_FACE_ASKING),
    "farewell": v.Scene(_FAREWELL),
    "leave": v.Scene(_GUIDE, overlay=_LEAVE),
    "idle": v.Scene(_CONSENT, overlay=_IDLE),
}
"""Scene by name, in the order of the way."""
