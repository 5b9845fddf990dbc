"""Find every bounded quantity that is asked for: 入驻率应不低于70%, 注册资本在1000万元（含）以上."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ingest.facts.conditions_figures_names import JOINED, Named, bare, name_of, part_start
from ingest.facts.conditions_figures_pattern import (
    SIDE,
    Bounded,
    pattern,
    read_bounded,
    unit_pattern,
)
from ingest.facts.folded import REACH, Piece, near
from ingest.facts.metrics import metric_named
from ingest.facts.numerals import NUMBER, SCALE, scaled
from ingest.facts.tables import toml_table
from ingest.records import Condition

RANK = re.compile(r"前 ?(?P<n>\d{1,4}|[一二三四五六七八九十]{1,3}) ?(?:名|位|强)(?!单)")
LONGEST_AGO = 1000
TIME_UNITS = frozenset(("年", "个月", "月", "天", "日", "个工作日", "工作日", "小时"))
LATELY = re.compile(r"(?:近|最近|过去|未来|前|上|后|每|提前|此前|今后|连续|任期|为期)(?:的)?$")
GIVEN = re.compile(
    r"(?:按照?|给予|予以|奖励|补助|补贴|资助|贴息|支持|扶持|贴费|补偿|返还|减免|最高)[^，,。;；:\n]{0,12}$"
)
OFFERED = re.compile(r"周期|期限|金额|额度|总额|补贴|补助|资助|奖励|支持|贴息|出资|占股|支付|费率|限额|比例")
DEMANDS = re.compile(r"(?:应当?|须|需|必须|要求|原则上|要|均)[^，,。;；:\n]{0,4}$")
HOLDERS = re.compile(
    r"(?:[，,]且)?[^，,。;；:\n]{0,24}?(?:的(?=[，,\u4e00-\u9fff])|企业|单位|机构|项目|园区|基地|平台)"
)
TIER = re.compile(r"的?[，,](?:按|根据|参照|给予|予以|可|每|最高|一次性|分别|享受|奖励|补助|补贴|资助|由)")
COUNTED_AS = re.compile(
    r"的?[，,]?(?:按照?|以|参照|依据?)[^，,。;；\n]{0,24}(?:计算|折算|计|核算|核定|测算|统计|执行)"
)
CAP = re.compile(
    r"(?:(?:单个?|单一|每个?|同一|同|一)(?:企业|项目|单位|主体|法人|机构|平台|园区|申报单位|家|户|人|年度?)?"
    r"|全年|当年|年度|累计|合计|总额|最高|可|原则上|享受|[本该此]项(?:政策|资金|补助)?|支持|资金|金额|额度)+$"
    r"|(?:补助|补贴|奖励|资助|贴息|奖补|支持|扶持|奖金|补偿|返还)(?:资金|总?金?额度?|比例|标准|期限|年限|上限|周期)?(?:累计|合计|最高|最长|一般|每年|均|原则上)*$"
)
GIVES = re.compile("给予|予以|奖励|补助|补贴|资助|贴息|奖补|扶持|返还|减免|享受")
DESCRIBED = re.compile(
    r"(?:[^，,。;；:\n]{0,40}[，,、]){1,3}[^，,。;；:\n]{0,40}?"
    r"(?:的(?:[“”\u4e00-\u9fff]{2,12})?|企业|单位|机构|项目|园区|基地|平台|主体)[，,]"
)
FIGURE_NOUN = re.compile(
    "(?:额|率|比|比例|价|费|量|数|积|资|收入|规模|产值|本|年龄|年限|期限|人数|利润|税收|[期时]|面积|时间)$"
)
SUPPORTS = re.compile("(?:对|给|支持|鼓励|凡)")


def find_figures(text: str, folded: str, piece: Piece, is_asking: bool) -> Iterator[Condition]:
    """Yield the bounded quantities of the sentence `piece` as conditions.

    Where the clause `is_asking`, as a row of conditions does, every bound counts; elsewhere those that are
    demanded, describe who is helped, or tell the tiers of support apart.
    """
    last = _in_sentence_before(folded, piece)
    read: list[tuple[Named, Bounded]] = []
    for match in pattern().finditer(folded, piece.start, piece.end):
        quantity = read_bounded(match)
        more = list(_listed(folded, piece, quantity))
        if not _counts(folded, piece, quantity, more[-1].end if more else quantity.end, is_asking):
            continue
        for each in (quantity, *more):
            named = name_of(folded, piece, each, last)
            last = (named, each)
            if len(named.key or named.name) > 1:
                read.append((named, each))
    yield from (_condition(text, *each) for each in _met(folded, read))
    for match in RANK.finditer(folded, piece.start, piece.end) if is_asking else ():
        place = Bounded(*match.span(), None, scaled(match["n"], None), "名", "", "high")
        yield _condition(text, name_of(folded, piece, place, None), place)


def find_described(text: str, folded: str, piece: Piece) -> Iterator[Condition]:
    """Yield the figures by which a sentence of prose says whom it supports: 对建设期不超过2年的项目…."""
    if not SUPPORTS.search(folded, piece.start, piece.end):
        return
    for each in find_figures(text, folded, piece, is_asking=False):
        if each.minimum is None or each.maximum is None:
            if FIGURE_NOUN.search(each.value) and HOLDERS.match(folded, each.end):
                yield each


def describes(folded: str, piece: Piece, quantity: Bounded) -> bool:
    """Tell whether a quantity is one of those that describe who is helped, before it is said with what."""
    around = near(piece, quantity.start, quantity.end)
    if GIVES.search(folded, around.start, quantity.end):
        return False
    reached = DESCRIBED.match(folded, quantity.end, around.end)
    return reached is not None and GIVES.search(reached[0]) is None


@cache
def _list_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?:、|和|或|或者|及|以及) ?(?P<n>{NUMBER}) ?(?P<s>{SCALE})? ?(?P<unit>{unit_pattern()})"
        rf"(?:{SIDE})?(?P<bound>以上|及以上|以下|及以下)?"
    )


def _listed(folded: str, piece: Piece, first: Bounded) -> Iterator[Bounded]:
    """Yield the quantities that share the word before the first one: 突破10亿元、50亿元、100亿元."""
    at = first.end
    while first.before and not first.is_range and (each := _list_pattern().match(folded, at, piece.end)):
        value = scaled(each["n"], each["s"])
        if each["unit"] != first.unit or each["bound"] or value is None:
            return
        low, high = (value, None) if first.before == "low" else (None, value)
        yield Bounded(each.start("n"), each.end(), low, high, first.unit, first.before)
        at = each.end()


def _met(folded: str, read: Sequence[tuple[Named, Bounded]]) -> Iterator[tuple[Named, Bounded]]:
    """Yield the quantities; a lower and an upper bound of one figure are one: 50人以上、500人以下."""
    waiting: tuple[Named, Bounded] | None = None
    for named, quantity in read:
        if waiting is not None and _closes(folded, *waiting, named, quantity):
            first, low = waiting
            whole = Named(first.start, named.end, first.name, first.key)
            waiting = (whole, replace(low, end=quantity.end, high=quantity.high, is_range=True))
            continue
        if waiting is not None:
            yield waiting
        waiting = (named, quantity)
    if waiting is not None:
        yield waiting


def _closes(folded: str, first: Named, low: Bounded, named: Named, high: Bounded) -> bool:
    """Tell whether `high` is the upper bound of what `low` is the lower one of."""
    same = (first.name, first.key, low.unit) == (named.name, named.key, high.unit)
    sides = low.high is None and high.low is None and (low.low or 0) < (high.high or 0)
    return same and sides and JOINED.fullmatch(folded, first.end, named.start) is not None


def _in_sentence_before(folded: str, piece: Piece) -> tuple[Named, Bounded] | None:
    """Return the last quantity of the tier before: …1亿元至5亿元的，奖励300万元；5亿元以上的，奖励….

    Its name goes on to what opens this sentence.
    """
    if folded[piece.start - 1 : piece.start] not in (";", "；"):
        return None
    start = max(folded.rfind(mark, 0, piece.start - 1) for mark in "。\n;；") + 1
    before = Piece(max(start, piece.start - REACH), piece.start - 1)
    last: tuple[Named, Bounded] | None = None
    for match in pattern().finditer(folded, before.start, before.end):
        quantity = read_bounded(match)
        if _counts(folded, before, quantity, quantity.end, is_asking=False):
            named = name_of(folded, before, quantity, last)
            last = (named, quantity)
    if last is None:
        return None
    return last[0], Bounded(piece.start - 1, piece.start, None, None, last[1].unit)


def _counts(folded: str, piece: Piece, quantity: Bounded, end: int, is_asking: bool) -> bool:
    """Tell whether a quantity, or the list that ends at `end`, is bounded, asked for and not given."""
    before = folded[part_start(folded, piece, quantity.start) : quantity.start]
    if quantity.unit == "年" and (quantity.low or 0) > LONGEST_AGO:
        return False  # 2023-2025年 is a time
    if not quantity.is_bounded and not (quantity.is_range and (not is_asking or _is_named(before, quantity))):
        return False
    if quantity.unit in TIME_UNITS and LATELY.search(before):
        return False
    if COUNTED_AS.match(folded, end, piece.end) or _is_cap(before, quantity):
        return False
    return is_asking or _is_asked(folded, piece, before, quantity, end)


def _is_asked(folded: str, piece: Piece, before: str, quantity: Bounded, end: int) -> bool:
    """Tell whether a bounded quantity in a sentence of support is demanded or says who is helped."""
    if GIVEN.search(before):
        return False
    if quantity.before == "low" and DEMANDS.search(before):
        return True
    if describes(folded, piece, quantity):
        return True
    if quantity.before == "high" and not DEMANDS.search(before) and OFFERED.search(before):
        return False
    return HOLDERS.match(folded, end) is not None or TIER.match(folded, end) is not None


def _is_cap(before: str, quantity: Bounded) -> bool:
    """Tell whether an upper bound caps what is given: 单个企业年度不超过3000万元."""
    if quantity.low is not None or quantity.before != "high":
        return False
    return CAP.search(re.sub(r"\s", "", before)) is not None


def _is_named(before: str, quantity: Bounded) -> bool:
    """Tell whether a range is one of a known figure, or said to be where something lies."""
    if before.endswith(("在", "为", "介于", "处于")):
        return True
    name = bare(before)
    return metric_named(name, quantity.unit) is not None or (
        quantity.marked and FIGURE_NOUN.search(name) is not None
    )


def _condition(text: str, named: Named, quantity: Bounded) -> Condition:
    kind = "规模" if named.key in _sizes() else "经营指标"
    start, end = named.start, named.end
    value = named.key or named.name
    return Condition(
        text[start:end], kind, value, start, end, True, quantity.low, quantity.high, quantity.unit
    )


@cache
def _sizes() -> Sequence[str]:
    sizes = toml_table("conditions").get("size")
    return [str(size) for size in sizes] if isinstance(sizes, list) else []
