"""What a bounded quantity is a quantity of: the words before it, behind it, or of the quantity before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.facts.conditions_figures_pattern import Bounded, words
from ingest.facts.folded import Piece, near
from ingest.facts.metrics import metric_before, metric_named
from ingest.facts.tables import any_of

SEPARATOR = re.compile(r"[，,。;；:\n、()!！?？\t]|(?<=[\u4e00-\u9fff])且|或者|(?<=[上下内%])或")
BEHIND = re.compile(r"的?(?P<name>[^，,。;；:\n、()]{2,24})")
HOLDER = re.compile(
    r"(?:部分)?(?:的)?(?:[\u4e00-\u9fff]{0,6}?)(?:企业|单位|机构|项目|园区|基地|平台|公司|主体|个人|部分)"
)
LEAD = re.compile(
    r"[\s“”\"]*(?:\(?\d{1,2}[.、)]|[①-⑳])?\s*(?:其中[，,]?|同时|并|但|且|或|对于|对(?![外接口标照应]))?"
)
WHOLE = re.compile("占.*$")  # 研发人员占职工总数10%以上，且不少于5人
FARTHEST = 24  # characters back to the name of a figure that is summed up
JOINED = re.compile(r"[，,、;；]?(?:且|但|并|同时|或者?|至|和)?")


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a quantity with its place ``text[start:end]``; `key` is the figure the table calls it."""

    start: int
    end: int
    name: str
    key: str | None


def name_of(folded: str, piece: Piece, quantity: Bounded, last: tuple[Named, Bounded] | None) -> Named:
    """Return what stands before the bound, else what is behind it, else the name of the quantity `last` read.

    "" where nothing names it.
    """
    start = skip(folded, part_start(folded, piece, quantity.start), quantity.start)
    name = bare(folded[start : quantity.start])
    if len(name) > 1:
        return Named(start, quantity.end, name, metric_named(name, quantity.unit))
    behind = BEHIND.match(folded, quantity.end, piece.end)
    if behind and not (last and _is_holder(folded, quantity)):
        named = behind["name"].rstrip("的")
        return Named(start, behind.end(), named, metric_named(named, quantity.unit))
    if last and JOINED.fullmatch(folded, last[1].end, start):
        if last[1].unit == quantity.unit:
            return Named(start, quantity.end, last[0].name, last[0].key)
        if quantity.before:
            return Named(start, quantity.end, WHOLE.sub("", last[0].name), None)
    totals = folded[start : quantity.start].strip() != ""  # 累计不低于…, of what was named before
    earlier = (
        metric_before(folded, max(piece.start, start - FARTHEST), start, quantity.unit) if totals else None
    )
    return Named(start, quantity.end, earlier or name, earlier)


def _is_holder(folded: str, quantity: Bounded) -> bool:
    """Tell whether those who have a quantity are named behind it, and not what is counted."""
    counts = quantity.unit[-1] not in "元%" and folded[quantity.end : quantity.end + 1] != "的"
    return not counts and HOLDER.match(folded, quantity.end) is not None


def part_start(folded: str, piece: Piece, at: int) -> int:
    """Return where the part of the sentence that leads to `at` begins; a bracket in it is passed over."""
    depth = 0
    first = near(piece, at, at).start
    for offset in range(at - 1, first - 1, -1):
        if folded[offset] == ")":
            depth += 1
        elif folded[offset] == "(":
            if depth == 0:
                return offset + 1
            depth -= 1
        elif depth == 0 and (mark := SEPARATOR.match(folded, offset)):
            return mark.end()
    return first


def skip(folded: str, start: int, end: int) -> int:
    """Return where what names a quantity begins, without blanks, an ordinal and words that join."""
    lead = LEAD.match(folded, start, end)
    return lead.end() if lead else start


def bare(name: str) -> str:
    """Return the name of a figure without asides and the verbs around it: 拥有专职教师, 注册资本应."""
    name = re.sub(r"\([^()]*\)", "", name)
    return _head().sub("", _tail().sub("", re.sub(r"\s", "", name))).strip("的")


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words('before_bound'))})+$")


@cache
def _head() -> re.Pattern[str]:
    return re.compile(rf"^(?:{any_of(words('before_name'))}|有(?![效关机限色害偿形序意线]))+")
