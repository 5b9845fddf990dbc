"""Find every bounded quantity that is asked for: 入驻率应不低于70%, 注册资本在1000万元（含）以上."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ingest.facts.folded import Piece
from ingest.facts.metrics import metric_named
from ingest.facts.numerals import NUMBER, SCALE, scaled
from ingest.facts.tables import any_of, toml_table
from ingest.records import Condition

SEPARATOR = re.compile(r"[，,。;；:\n、()!！?？\t]|(?<=[\u4e00-\u9fff])且|或者|(?<=[上下内%])或")
SIDE = r"(?:\(?(?:不?含)[^()]{0,8}\)|\(含\))"
BASE = (
    r"(?:[^，,。;；:\n\d()]{1,40}(?:\([^()]{1,12}\))?的 ?"
    r"|[^，,。;；:\n\d()、的]{2,24} ?(?=\d{1,3}(?:\.\d+)? ?%))"
)
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


def find_figures(text: str, folded: str, piece: Piece, is_asking: bool) -> Iterator[Condition]:
    """Yield the bounded quantities of the sentence `piece` as conditions.

    Where the clause `is_asking`, as a row of conditions does, every bound counts; elsewhere those that are
    demanded, describe who is helped, or tell the tiers of support apart.
    """
    for match in _pattern().finditer(folded, piece.start, piece.end):
        part = _part(folded, piece, match)
        if _counts(folded, part, match, is_asking):
            low, high = _bounds(match)
            found = _condition(text, folded, part, match.end(), low, high, _unit(match), match.start())
            if len(found.value) > 1:
                yield found
    for match in RANK.finditer(folded, piece.start, piece.end) if is_asking else ():
        part = Piece(_part_start(folded, piece, match.start()), piece.end)
        place = scaled(match["n"], None)
        yield _condition(text, folded, part, match.end(), None, place, "名", match.start())


def _words(key: str) -> list[str]:
    table = toml_table("figures")
    found = table.get(key)
    if not isinstance(found, list):
        raise ValueError(f"table figures: {key} is not a list")
    return [str(word) for word in found]


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of a quantity with a bound before or behind it, or of a range."""
    low, high = any_of(_words("lower_before")), any_of(_words("upper_before"))
    low_after, high_after = any_of(_words("lower_after")), any_of(_words("upper_after"))
    unit = f"(?:{any_of(_words('money'))})(?:/[\u4e00-\u9fff]{{1,4}})?|{any_of(_words('units'))}"
    first, second = (
        rf"(?P<n{n}>\d{{1,2}}/\d{{1,2}}(?![\d年月])|{NUMBER}) ?(?P<s{n}>{SCALE})?" for n in (1, 2)
    )
    to = rf" ?(?:{unit})?{SIDE}? ?(?:以上)?(?:-+|至|到) ?"
    return re.compile(
        rf"(?:(?:(?P<low>{low})|(?P<high>{high})) ?{BASE}?)?(?<![\d.第〔/])(?:{second}{to})?{first} ?"
        rf"(?P<unit>{unit}|(?<=/\d)(?=以上|以下|的)|(?<=/\d )(?=以上|以下)){SIDE}?"
        rf"(?:(?:及|或|含)?(?:(?P<low2>{low_after})|(?P<high2>{high_after})){SIDE}?)?"
    )


def _counts(folded: str, part: Piece, match: re.Match[str], is_asking: bool) -> bool:
    """Tell whether a quantity is bounded and asked for, and not given."""
    before = folded[part.start : match.start()]
    if _unit(match) == "年" and (_bounds(match)[0] or 0) > LONGEST_AGO:
        return False  # 2023-2025年 is a time
    bounded = match["low"] or match["high"] or match["low2"] or match["high2"]
    if not bounded and not (match["n2"] and (not is_asking or _is_named(before, match))):
        return False
    if _unit(match) in TIME_UNITS and LATELY.search(before):
        return False
    if is_asking:
        return True
    if GIVEN.search(before):
        return False
    if match["low"] and DEMANDS.search(before):
        return True
    if match["high"] and not DEMANDS.search(before) and OFFERED.search(before):
        return False
    return HOLDERS.match(folded, match.end()) is not None or TIER.match(folded, match.end()) is not None


def _is_named(before: str, match: re.Match[str]) -> bool:
    """Tell whether a range is one of a known figure, or said to be where something lies."""
    return (
        before.endswith(("在", "为", "介于", "处于")) or metric_named(_bare(before), _unit(match)) is not None
    )


def _part(folded: str, piece: Piece, match: re.Match[str]) -> Piece:
    return Piece(_part_start(folded, piece, match.start()), piece.end)


def _part_start(folded: str, piece: Piece, at: int) -> int:
    """Return where the part of the sentence that leads to `at` begins; a bracket in it is passed over."""
    depth = 0
    for offset in range(at - 1, piece.start - 1, -1):
        if folded[offset] == ")":
            depth += 1
        elif folded[offset] == "(":
            if depth == 0:
                return offset + 1
            depth -= 1
        elif depth == 0 and SEPARATOR.match(folded, offset):
            return SEPARATOR.match(folded, offset).end()  # type: ignore[union-attr]  # it matched just now
    return piece.start


def _unit(match: re.Match[str]) -> str:
    """Return the unit of a quantity; a fraction is a share."""
    unit = match["unit"].removesuffix("人民币").replace("㎡", "平方米")
    return unit or "%"


def _bounds(match: re.Match[str]) -> tuple[float | None, float | None]:
    scale = match["s1"]
    value = _value(match["n1"], scale)
    if match["n2"]:
        return _value(match["n2"], match["s2"] or scale), value
    if match["low"] or (match["low2"] and not match["high"]):
        return value, None
    return None, value


def _value(number: str, scale: str | None) -> float | None:
    if "/" in number:
        over, under = number.split("/")
        return round(100 * int(over) / int(under), 2) if int(under) else None
    return scaled(number, scale)


def _condition(
    text: str,
    folded: str,
    part: Piece,
    end: int,
    low: float | None,
    high: float | None,
    unit: str,
    bound: int,
) -> Condition:
    """Make a condition of what stands before the bound, or behind the quantity where nothing is named."""
    start = _skip(folded, part.start, bound)
    name = _bare(folded[start:bound])
    if len(name) < 2:
        behind = re.match(r"的?([^，,。;；:\n、()]{2,24})", folded[end : part.end])
        if behind:
            name, end = behind[1].rstrip("的"), end + behind.end()
    key = metric_named(name, unit)
    kind = "规模" if key in _sizes() else "经营指标"
    return Condition(text[start:end], kind, key or name, start, end, True, low, high, unit)


def _skip(folded: str, start: int, end: int) -> int:
    lead = re.compile(r"[\s“”\"]*(?:\(?\d{1,2}[.、)]|[①-⑳])?\s*(?:其中[，,]?|同时|并|但|且|或)?").match(
        folded, start, end
    )
    return lead.end() if lead else start


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(_words('before_bound'))})+$")


@cache
def _head() -> re.Pattern[str]:
    return re.compile(rf"^(?:{any_of(_words('before_name'))}|有(?![效关机限色害偿形序意线]))+")


def _bare(name: str) -> str:
    """Return the name of a figure without asides and the verbs around it: 拥有专职教师, 注册资本应."""
    name = re.sub(r"\([^()]*\)", "", name)
    return _head().sub("", _tail().sub("", re.sub(r"\s", "", name))).strip("的")


@cache
def _sizes() -> Sequence[str]:
    sizes = toml_table("conditions").get("size")
    return [str(size) for size in sizes] if isinstance(sizes, list) else []
