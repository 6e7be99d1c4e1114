"""Sample scenes of the second half of the way, from the form to the receipt, for the album of screens.

Names, numbers and places are invented; the sentences are the journey's own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from kiosk.journey import views as v
from kiosk.journey.rooms.room import missing, onward, say
from kiosk.sandbox.album_c import CASES, HELPER, RATING, RECEIPT, WAYS
from kiosk.sandbox.album_papers import PAPERS
from kiosk.sandbox.album_writing import TEXT, WRITING, at_step, question
from kiosk.wording import Phrase

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

_plain = Phrase.verbatim


# form -----------------------------------------------------------------------------------------------------------


_PHONE = question(
    "phone",
    "您的手机号是多少？",
    "What is your mobile number?",
    kind=v.FieldKind.PHONE,
    value="1390812",
    shown="139 0812",
    hint="11 位数字",
)
_DATE = question(
    "since",
    "哪一天开始的？",
    "On which day did it begin?",
    kind=v.FieldKind.DATE,
    value="202509",
    shown="2025 年 09",
    hint="写 8 个数字，如 20250901",
)
_CHOICES = ("还没有工作", "在单位上班", "自己做小生意", "打零工", "务农", "退休了", "在上学", "别的情况")
_REGIONS = ("重庆市", "云南省", "四川省", "贵州省", "湖南省", "湖北省", "陕西省", "广东省")

FORM: dict[str, v.View] = {
    **WRITING,
    "form-from-card": replace(
        TEXT,
        title=_plain("您的户口在哪里？", en="Where is your household registered?"),
        lead=say("form_from_card", number=2, count=6),
        value="四川省攀枝花市仁和区平地镇迤沙拉村 1 组 12 号",
        shown="四川省攀枝花市仁和区平地镇迤沙拉村 1 组 12 号",
        from_card=True,
    ),
    "form-phone": _PHONE,
    "form-phone-error": replace(_PHONE, error=say("phone_short", missing=4)),
    "form-date": _DATE,
    "form-id": question(
        "spouse_number",
        "您爱人的身份证号是多少？",
        "What is your spouse's ID number?",
        kind=v.FieldKind.ID_NUMBER,
        value="51040219900307",
        shown="510402 19900307",
        hint="18 位，最后可能是 X",
    ),
    "form-choice": question(
        "work",
        "您现在做什么？",
        "What do you do now?",
        kind=v.FieldKind.CHOICE,
        value="在单位上班",
        options=tuple(v.Option(one, _plain(one), chosen=one == "在单位上班") for one in _CHOICES),
    ),
    "form-choice-few": question(
        "reason",
        "您为什么要办？",
        "Why do you need it?",
        kind=v.FieldKind.CHOICE,
        error=say("empty_choice"),
        options=tuple(v.Option(one, _plain(one)) for one in ("长期在外地住", "临时去看病", "转院到外地")),
    ),
    "form-region": question(
        "where",
        "您要去哪里看病？",
        "Where will you be treated?",
        kind=v.FieldKind.REGION,
        shown="",
        pages=4,
        options=tuple(v.Option(one, _plain(one)) for one in _REGIONS),
    ),
    "form-region-below": question(
        "where",
        "您要去哪里看病？",
        "Where will you be treated?",
        kind=v.FieldKind.REGION,
        shown="重庆市",
        options=(
            v.Option("up", say("region_up"), icon="arrow-left-bold"),
            *(v.Option(one, _plain(one)) for one in ("渝中区", "江北区", "南岸区", "沙坪坝区", "九龙坡区")),
        ),
    ),
    "form-yes-no": question(
        "married",
        "您结婚了吗？",
        "Are you married?",
        kind=v.FieldKind.YES_NO,
        value="yes",
        options=(v.Option("yes", say("yes"), chosen=True), v.Option("no", say("no"))),
    ),
}

# delivery, review, submit ---------------------------------------------------------------------------------------

_WAYS = (
    ("pickup", "storefront-duotone"),
    ("mail", "truck-duotone"),
    ("electronic", "device-mobile-duotone"),
)
DELIVERY: dict[str, v.View] = {
    "delivery": v.DeliveryView(
        step=v.StepKind.DELIVERY,
        key="delivery",
        title=say("delivery_title"),
        lead=say("delivery_lead"),
        progress=at_step(4, "delivery"),
        onward=onward("delivery_go_on"),
        options=tuple(
            v.Option(one, say(f"delivery_{one}"), say(f"delivery_{one}_more"), icon, one == "mail")
            for one, icon in _WAYS
        ),
    )
}

_ROWS = (
    v.ReviewRow("name", say("row_name"), "王*", can_edit=False, masked=True),
    v.ReviewRow("number", say("row_number"), "510402********0310", can_edit=False, masked=True),
    v.ReviewRow("item", say("row_item"), "异地就医备案", can_edit=False),
    v.ReviewRow("region", say("row_region"), "四川省攀枝花市仁和区"),
    v.ReviewRow("answer:phone", _plain("手机号", en="Mobile number"), "139****2046", masked=True),
    v.ReviewRow("paper:residence", _plain("居住证", en="Residence permit"), "已扫 2 页"),
)
_STROKES = (
    ((0.26, 0.28), (0.40, 0.26)),
    ((0.28, 0.54), (0.37, 0.51)),
    ((0.33, 0.27), (0.32, 0.80)),
    ((0.24, 0.78), (0.41, 0.75)),
    ((0.51, 0.26), (0.54, 0.38)),
    ((0.61, 0.23), (0.58, 0.38)),
    ((0.49, 0.46), (0.66, 0.42)),
    ((0.51, 0.62), (0.63, 0.58)),
    ((0.48, 0.80), (0.69, 0.76)),
)
_REVIEW = v.ReviewView(
    step=v.StepKind.REVIEW,
    key="review/0",
    title=say("review_title"),
    lead=say("review_lead"),
    progress=at_step(5, "review"),
    onward=onward("review_go_on"),
    rows=_ROWS,
    strokes=_STROKES,
    signed=True,
)
REVIEW: dict[str, v.View] = {
    "review": _REVIEW,
    "review-unsigned": replace(
        _REVIEW,
        lead=say("review_lead_pages", page=1, pages=3),
        onward=missing("review_unseen"),
        strokes=(),
        signed=False,
        all_seen=False,
        pages=3,
    ),
    "review-short": replace(
        _REVIEW,
        onward=missing("review_sign_more"),
        strokes=_STROKES[:1],
        signed=False,
    ),
}
SUBMIT: dict[str, v.View] = {
    "submit": v.SubmitView(
        step=v.StepKind.SUBMIT,
        key="submit",
        title=say("submit_title"),
        lead=say("submit_lead"),
        progress=at_step(6, "receipt"),
        back=v.BackPlace.NONE,
        can_leave=False,
    )
}

_ALL: dict[str, v.View | v.Scene] = {
    **FORM,
    **PAPERS,
    **DELIVERY,
    **REVIEW,
    **SUBMIT,
    **RECEIPT,
    **RATING,
    **CASES,
    **WAYS,
    **HELPER,
}

SAMPLES: dict[str, v.Scene] = {
    name: thing if isinstance(thing, v.Scene) else v.Scene(thing) for name, thing in _ALL.items()
}
"""Name of the picture → what the journey would hand to the host."""
