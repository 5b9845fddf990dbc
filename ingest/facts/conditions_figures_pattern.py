"""The pattern of a quantity with a bound before or behind it, or of a range: what it says in numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.facts.numerals import CHINESE, NUMBER, SCALE, parse_number, scaled
from ingest.facts.tables import any_of, toml_table

SIDE = r"(?:\(?(?:不?含)[^()]{0,8}\)|\(含\))"
BASE = (
    r"(?:[^，,。;；:\n\d()]{1,40}(?:\([^()]{1,12}\))?的 ?"
    r"|[^，,。;；:\n\d()、的]{2,24} ?(?=\d{1,3}(?:\.\d+)? ?%))"
)
FRACTION = rf"\d{{1,2}}/\d{{1,2}}(?![\d/年月日.])|[{CHINESE}]{{1,3}}分之[{CHINESE}]{{1,5}}"


@dataclass(frozen=True, slots=True)
class Bounded:
    """A quantity at ``text[start:end]``: its bounds, its unit, and how these are said.

    `before` and `after` tell whether a word before or behind the number bounds it, and to which side.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    unit: str
    before: str = ""  # low | high | ""
    after: str = ""
    is_range: bool = False
    marked: bool = False  # a bracket says whether the bounds count

    @property
    def is_bounded(self) -> bool:
        return bool(self.before or self.after)


def words(key: str) -> list[str]:
    """Return a list of the table of figures; raise ValueError where there is none."""
    found = toml_table("figures").get(key)
    if not isinstance(found, list):
        raise ValueError(f"table figures: {key} is not a list")
    return [str(word) for word in found]


@cache
def unit_pattern() -> str:
    """Return the units of money, also per something (元/亩), and all others."""
    return f"(?:{any_of(words('money'))})(?:/[\u4e00-\u9fff]{{1,4}})?|{any_of(words('units'))}"


@cache
def pattern() -> re.Pattern[str]:
    """Return the pattern of a quantity with a bound before or behind it, or of a range."""
    low, high = any_of(words("lower_before")), any_of(words("upper_before"))
    low_after, high_after = any_of(words("lower_after")), any_of(words("upper_after"))
    unit = unit_pattern()
    second = rf"(?P<n2>{NUMBER}) ?(?P<s2>{SCALE})?"
    to = rf" ?(?:{unit})?{SIDE}? ?(?:以上)?(?:-+|至|到) ?"
    first = rf"(?:(?P<fraction>{FRACTION})|(?P<n1>{NUMBER}) ?(?P<s1>{SCALE})? ?(?P<unit>{unit}))"
    return re.compile(
        rf"(?:(?:(?P<low>{low})|(?P<high>{high})) ?{BASE}?)?(?<![\d.第〔/])(?:{second}{to})?{first}"
        rf"(?P<side>{SIDE})?(?:(?:及|或|含)?(?:(?P<low2>{low_after})|(?P<high2>{high_after})){SIDE}?)?"
    )


def read_bounded(match: re.Match[str]) -> Bounded:
    """Return what a match of the pattern says; a fraction is a share in %."""
    value = _fraction(match["fraction"]) if match["fraction"] else scaled(match["n1"], match["s1"])
    before = "low" if match["low"] else "high" if match["high"] else ""
    after = "low" if match["low2"] else "high" if match["high2"] else ""
    low, high = None, value
    if match["n2"]:
        low = scaled(match["n2"], match["s2"] or match["s1"])
    elif before == "low" or (after == "low" and before != "high"):
        low, high = value, None
    unit = (match["unit"] or "%").replace("元人民币", "元").replace("㎡", "平方米")
    is_range, marked = match["n2"] is not None, match["side"] is not None
    return Bounded(match.start(), match.end(), low, high, unit, before, after, is_range, marked)


def _fraction(written: str) -> float | None:
    """Return a fraction in per cent: 1/2, 三分之一, 百分之五十."""
    over, _, under = written.partition("/")
    if not under:
        under, _, over = written.partition("分之")
    top, bottom = parse_number(over), parse_number(under)
    return round(100 * top / bottom, 2) if top is not None and bottom else None
