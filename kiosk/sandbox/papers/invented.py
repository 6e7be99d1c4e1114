"""People and things to print on specimens, drawn by lot from plain lists; numbers have their right check sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kiosk.identity.numbers import check_digit
from kiosk.vision.reading.checks import is_bank_card, is_credit_code

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜"
    "崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅红春建国志文辉力永健世广义兴良海山仁波宁贵福生龙元全胜"
    "学祥才发武新利清飞彬富顺信子昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆磊民"
    "友裕河哲江超浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌栋维启克伦翔旭鹏泽晨辰士以建家致树炎德行时泰盛雄琛钧冠策腾"
    "楠榕风航弘慧巧美淑惠珠翠雅芝萍娥玲芬燕彩菊凤洁琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉晶妍茜秋珊莎锦"
)
_GROUPS = ("汉", "汉", "汉", "汉", "彝", "彝", "苗", "傈僳", "回", "白", "纳西", "藏", "土家")
DISTRICTS = (
    ("510402", "攀枝花市东区", "攀枝花市公安局东区分局"),
    ("510403", "攀枝花市西区", "攀枝花市公安局西区分局"),
    ("510411", "攀枝花市仁和区", "攀枝花市公安局仁和区分局"),
    ("510421", "攀枝花市米易县", "米易县公安局"),
    ("510422", "攀枝花市盐边县", "盐边县公安局"),
)
_STREETS = (
    "样例路",
    "测试街",
    "样例大道",
    "江南样例路",
    "炳草岗测试街",
    "样例镇测试村",
    "竹湖园样例巷",
    "滨江样例路",
)
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Somebody:
    """An invented person."""

    name: str
    sex: str
    birth: date
    number: str
    ethnic_group: str
    address: str
    authority: str
    issued: date
    ends: date | None


def somebody(lot: Random, *, sex: str = "", born: tuple[int, int] = (1950, 2006)) -> Somebody:
    """A person; ``born``: first and last year."""
    sex = sex or lot.choice("男女")
    code, place, authority = lot.choice(DISTRICTS)
    birth = a_day(lot, *born)
    order = lot.randrange(1, 499) * 2 + (sex == "男")
    body = f"{code}{birth:%Y%m%d}{order:03d}"
    name = lot.choice(_SURNAMES) + "".join(lot.sample(_GIVEN, lot.choice((1, 2, 2, 2))))
    number = lot.randrange(1, 300)
    address = f"四川省{place}{lot.choice(_STREETS)}{number}号{lot.randrange(1, 30)}栋{lot.randrange(1, 5)}单元"
    address += f"{lot.randrange(1, 18)}号" if lot.random() < 0.6 else ""
    issued = a_day(lot, 2012, 2024)
    ends = None if birth.year < 1965 else issued.replace(year=issued.year + 20, day=min(issued.day, 28))
    return Somebody(
        name, sex, birth, body + check_digit(body), lot.choice(_GROUPS), address, authority, issued, ends
    )


def a_day(lot: Random, first: int, last: int) -> date:
    """A day between two years."""
    return date(first, 1, 1) + timedelta(days=lot.randrange((last - first + 1) * 365))


def digits(lot: Random, count: int) -> str:
    """So many digits."""
    return "".join(lot.choice("0123456789") for _ in range(count))


def credit_code(lot: Random, individual: bool) -> str:
    """A unified social credit code (GB 32100) of a business in Panzhihua."""
    body = ("92" if individual else "91") + lot.choice(DISTRICTS)[0]
    body += "MA" + "".join(lot.choice(_CODE) for _ in range(7))
    return next(body + sign for sign in _CODE if is_credit_code(body + sign))


def bank_card(lot: Random, length: int) -> str:
    """A card number under UnionPay's 62 (ISO/IEC 7812-1)."""
    body = "62" + digits(lot, length - 3)
    return next(body + sign for sign in "0123456789" if is_bank_card(body + sign))


def chinese(day: date) -> str:
    """2016年8月5日, as most papers have it."""
    return f"{day.year}年{day.month}月{day.day}日"
