"""Find the figures a measure asks of an enterprise: 年营业收入1000万元至2000万元, 研发投入占比不低于3%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ingest.facts.folded import Piece
from ingest.facts.money import amounts
from ingest.facts.numerals import NUMBER, SCALE, scaled
from ingest.facts.tables import any_of, toml_table
from ingest.records import Condition

LOWER = r"不得?低于|不得?少于|不小于|达到?|超过?|高于|大于|至少|满|突破|在|实现"
UPPER = r"不得?超过|不得?高于|不大于|低于|少于|小于|不足|不满|未满|最高|控制在|以内"
GAP = (
    r"(?:总额|合计|累计|平均|同比|增长|增速|占[^，,。;；\d]{2,20}?(?:比重|比例|比|的)|的?比[重例]|数量?|人数|金额|额"
    r"|原则上|应当?|须|需|要|为|人民币|年均|均|近[一二两三]年|[\u4e00-\u9fff ]{1,4}?)"
)
FARTHEST = 40  # characters from the name of a figure to its amount
OWN = re.compile(
    r"(?:(?:[本该]|申报|申请|注册)*(?:企业|公司|单位|主体|机构))?(?:上一?|近|最近|前|当|本)?[一二两三四五\d]*个?完?整?"
    r"(?:会计|自然)?(?:年度?)?(?:年?末|年?均|注册|实际|平均|合计|累计|的|内|度)*"
)
SHARES = ("%", "‰", "个百分点")
SHARE = re.compile("率|占比|增速|强度|水平")
UNITS = "%|人|名|件|项|个月|个(?!会计|自然|工作|完整)|年|亩|平方米|吨标准煤|倍|家|户|级"


def find_metrics(text: str, folded: str, piece: Piece) -> Iterator[Condition]:
    """Yield the conditions on figures in the sentence `piece`; money is in 元, shares in %."""
    for name in _metric_pattern().finditer(folded, piece.start, piece.end):
        key = _keys()[name[1]]
        money = _money(text, folded, name.end())
        if money is not None:
            end, low, high = money
            yield _condition(text, key, name.start(), end, low, high, "元")
            continue
        match = _bound_pattern().match(folded, name.end(), piece.end)
        if match:
            low, high = _bounds(match)
            if low == high and name[1].endswith("满"):
                high = None  # 成立满1年
            yield _condition(text, key, name.start(), match.end(), low, high, match["unit"])


def metric_named(name: str, unit: str) -> str | None:
    """Return the figure of the enterprise itself that `name` is, None where it is none or another's."""
    found = [match for match in _metric_pattern().finditer(name) if match.end() == len(name)]
    if not found or "/" in unit:
        return None
    key, subject = _keys()[found[-1][1]], name[: found[-1].start()]
    same_sort = (unit in SHARES) == (SHARE.search(key) is not None)
    return key if same_sort and OWN.fullmatch(subject) else None


def metric_before(folded: str, start: int, end: int, unit: str) -> str | None:
    """Return the figure named last in ``folded[start:end]`` that is counted in `unit`, None where none is."""
    keys = [_keys()[match[1]] for match in _metric_pattern().finditer(folded, start, end)]
    fitting = [key for key in keys if (unit in SHARES) == is_share(key) and "/" not in unit]
    return fitting[-1] if fitting else None


def is_share(name: str) -> bool:
    """Tell whether a figure is a share, a rate or a growth."""
    return SHARE.search(name) is not None


def is_metric(name: str) -> bool:
    """Tell whether `name` is what the table calls a figure."""
    return name in _keys().values()


@cache
def _table() -> dict[str, object]:
    return toml_table("conditions")


@cache
def _keys() -> dict[str, str]:
    """Return the figure each name stands for."""
    metrics = _table()["metrics"]
    if not isinstance(metrics, dict):
        raise ValueError("table conditions: metrics is not a table")
    return {str(name): str(key) for key, names in metrics.items() for name in names}


@cache
def _metric_pattern() -> re.Pattern[str]:
    return re.compile(f"({any_of(_keys())})")


@cache
def _bound_pattern() -> re.Pattern[str]:
    """Return a bound or range behind a figure's name."""
    return re.compile(
        rf"{GAP}{{0,3}}? ?(?:(?P<up>{UPPER})|(?P<low>{LOWER}))? ?(?P<first>{NUMBER})(?P<scale>{SCALE})? ?%?"
        rf"(?: ?(?:-+|至|到) ?(?P<second>{NUMBER})(?P<scale2>{SCALE})?)? ?(?P<unit>{UNITS})"
        rf"(?:\(含\))?(?P<after>(?:及|或)?以上|(?:及|或)?以下|以内)?"
    )


def _money(text: str, folded: str, at: int) -> tuple[int, float | None, float | None] | None:
    """Return end and bounds of the amount of money right behind a figure's name."""
    for amount in amounts(text):
        if amount.start < at or amount.currency != "元":
            continue
        if amount.start > at + FARTHEST:
            return None
        between = folded[at : amount.start]
        if re.fullmatch(rf"(?:{GAP}){{0,3}}? ?(?:{LOWER})?(?:人民币)?", between) is None:
            return None
        low, high = amount.low, amount.high
        if low == high and not amount.opens and re.search(rf"(?:{LOWER})(?:人民币)?$", between):
            high = None
        return amount.end, low, high
    return None


def _bounds(match: re.Match[str]) -> tuple[float | None, float | None]:
    """Return the lower and upper bound that a match states; both where it states one value."""
    first = scaled(match["first"], match["scale"] or (match["scale2"] if match["second"] else None))
    if match["second"]:
        return first, scaled(match["second"], match["scale2"])
    after = match["after"] or ""
    if match["up"] or after.endswith(("下", "内")):
        return None, first
    return (first, None) if match["low"] or after else (first, first)


def _condition(
    text: str, key: str, start: int, end: int, low: float | None, high: float | None, unit: str
) -> Condition:
    sizes = _table()["size"]
    kind = "规模" if isinstance(sizes, list) and key in sizes else "经营指标"
    return Condition(text[start:end], kind, key, start, end, True, low, high, unit)
