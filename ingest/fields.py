"""The labels of one-policy cards and tables: which field a label names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.numerals import fold

TABLE = Path(__file__).with_name("tables") / "fields.toml"
BASIS, NAME, ISSUER, NUMBER = "依据文件", "政策名称", "发文机构", "发文字号"
ISSUED, CATEGORY, RECIPIENTS, CONTENT = "发布日期", "工具分类", "服务对象", "服务内容"
CONDITIONS, PROCEDURE, MATERIALS = "条件要求", "办理流程", "申报材料"
TIME, CONTACT = "时间/频度", "联络方式"
LONGEST = 16
ORDINAL = re.compile(
    r"^(?:\(?\d{1,2}[)、.]|\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、|[●■◆·★▶►•])(?=[一-龥])"
)
BRACKET = re.compile(r"[(][^()]{1,12}[)]$")
JOINT = re.compile("及其?|和|与|或|、|/")
LONGEST_JOINED = 6  # characters of a word joined to a label


@dataclass(frozen=True, slots=True)
class FieldTable:
    """fields.toml: the field of each label, the fields a card has and those cut further, labels any table may
    have, words for no value."""

    fields: Mapping[str, str]
    content: frozenset[str]
    long: frozenset[str]
    generic: frozenset[str]
    none: frozenset[str]


@cache
def field_table() -> FieldTable:
    """Load the table of labels."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    fields = {label: field for field, labels in table["fields"].items() for label in (field, *labels)}
    return FieldTable(
        fields,
        frozenset(table["content"]["fields"]),
        frozenset(table["long"]["fields"]),
        frozenset(table["generic"]["labels"]),
        frozenset(table["none"]["words"]),
    )


def plain_label(text: str) -> str:
    """Return a label without blanks, ordinal, bracket and colon."""
    bare = re.sub(r"\s", "", fold(text)).strip("【】[]<>《》:：*")
    bare = ORDINAL.sub("", bare)
    return BRACKET.sub("", bare).rstrip(":：")


@cache
def field_of(label: str) -> str | None:
    """Return the field that a label names, None for other words; of two words joined that of the first."""
    if len(label) > 2 * LONGEST:
        return None
    plain = plain_label(label)
    if not plain or len(plain) > LONGEST:
        return None
    known = field_table().fields
    if plain in known:
        return known[plain]
    for joint in JOINT.finditer(plain):
        left, right = plain[: joint.start()], plain[joint.end() :]
        if left in known and 0 < len(right) <= LONGEST_JOINED:
            return known[left]
    return None


def field_in(path: Sequence[str]) -> str | None:
    """Return the field that the nearest heading of `path` that is a label names."""
    return next((field for heading in reversed(path) if (field := field_of(heading)) is not None), None)


def row_field(path: Sequence[str]) -> str | None:
    """Return the field of the card row that `path` leads into: a label stands in it without an ordinal."""
    for heading in reversed(path):
        field = field_of(heading)
        if field is not None and (heading in field_table().fields or heading == plain_label(heading)):
            return field
    return None


def says_nothing(value: str) -> bool:
    """Tell whether the value of a row stands for none."""
    return not value.strip() or value.strip() in field_table().none
