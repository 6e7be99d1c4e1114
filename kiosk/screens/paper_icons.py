"""A picture for a paper by what its name says, for who reads slowly."""

from __future__ import annotations

ICONS = (
    ("身份证", "identification-card-duotone"),
    ("照片", "user-duotone"),
    ("户口", "notebook-duotone"),
    ("社保", "first-aid-duotone"),
    ("医保", "first-aid-duotone"),
    ("诊断", "first-aid-duotone"),
    ("病历", "first-aid-duotone"),
    ("出生", "baby-duotone"),
    ("结婚", "heart-duotone"),
    ("离婚", "heart-duotone"),
    ("居住", "house-line-duotone"),
    ("房", "house-line-duotone"),
    ("租", "house-line-duotone"),
    ("学", "graduation-cap-duotone"),
    ("毕业", "graduation-cap-duotone"),
    ("劳动", "briefcase-duotone"),
    ("工作", "briefcase-duotone"),
    ("驾驶", "car-duotone"),
    ("行驶", "car-duotone"),
    ("营业", "storefront-duotone"),
    ("银行", "coins-duotone"),
    ("贷款", "coins-duotone"),
)
ELSE = "file-text-duotone"


def paper_icon(name: str) -> str:
    """The first word found decides; any other paper is a sheet."""
    return next((icon for word, icon in ICONS if word in name), ELSE)
