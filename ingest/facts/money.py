"""Find the amounts of money in a text and their bounds in yuan, before anything is known of their use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from ingest.facts.folded import fold
from ingest.facts.numerals import CHINESE, NUMBER, SCALE, parse_number, scaled
from ingest.facts.tables import any_of, toml_table


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount ``text[start:end]``; `low` and `high` are yuan, None where open or in a foreign currency."""

    start: int
    end: int
    low: float | None
    high: float | None
    opens: str = ""  # upper | lower | near | "": what the words around the number say
    leads: bool = False  # a word before the number says so, and says it of what is listed behind it too
    currency: str = "元"


def amounts(text: str) -> tuple[Amount, ...]:
    """Return the amounts of money in `text` in order: ranges are one amount, lists are several."""
    folded = fold(text)
    if "元" not in folded and "万" not in folded and "亿" not in folded and "镑" not in folded:
        return ()
    found: list[Amount] = []
    for match in _pattern().finditer(folded):
        for amount in _read(folded, match):
            _join(folded, found, amount)
    return tuple(found)


def _words(section: str, key: str) -> list[str]:
    table = toml_table("funds")[section]
    words = table[key] if isinstance(table, dict) else None
    if not isinstance(words, list):
        raise ValueError(f"table funds: {section}.{key} is not a list")
    return [str(word) for word in words]


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of one amount or one range with its bounding words."""
    before = "|".join(
        f"(?P<{name}>{any_of(_words('bounds', key))}{more})"
        for name, key, more in (
            ("up", "upper_before", r"|最[高多][\u4e00-\u9fff]{1,8}?"),
            ("low", "lower_before", ""),
            ("near", "near_before", ""),
        )
    )
    after = "|".join(
        f"(?P<{name}>{any_of(_words('bounds', key))})"
        for name, key in (("up2", "upper_after"), ("low2", "lower_after"), ("near2", "near_after"))
    )
    foreign = any_of(_words("words", "foreign"))
    number = rf"(?:{NUMBER}) ?(?:余|多)? ?(?:{SCALE})?"
    unit = rf" ?(?:{foreign}|元(?!{any_of(_words('words', 'not_after_yuan'))})(?:人民币)?)"
    marked = r" ?(?:\([不]?含\))?"
    list_ = rf"(?P<list>(?:{NUMBER} ?、 ?)+)"
    first = rf"(?P<first>{number})(?P<unit1>{unit}){marked}? ?(?:-+|至|到) ?"
    bare = rf"(?P<bare>{number}) ?(?:-+|至|到) ?"
    return re.compile(
        rf"(?:(?:{before}) ?(?:人民币)? ?)?(?:{list_}|{first}|{bare})?(?<![\d.第])"
        rf"(?:(?P<number>{NUMBER}) ?)?(?P<more>余|多|几)? ?(?P<scale>{SCALE})?"
        rf"(?P<more2>余|多)?(?P<unit>{unit}|(?<=[万亿])(?![元\w]|以?[\u4e00-\u9fff])|(?<=[万亿])(?=以上|以下|以内|左右|的))"
        rf"(?P<marked>{marked})(?: ?(?:{after}))?"
    )


def _read(folded: str, match: re.Match[str]) -> Iterator[Amount]:
    """Turn a match into amounts: several where numbers are listed before one unit (10、20、30万元)."""
    unit = match["unit"].strip()
    number, scale = match["number"] or "", match["scale"] or ""
    if not _is_money(folded, match, number, scale, unit):
        return
    high = _value(number, scale)
    if high is None:
        return
    yield from _listed(folded, match, scale)
    opens = _opens(match)
    start = match.start("number" if match["list"] or not number else 0) if match["list"] else match.start()
    low: float | None = high
    if match["first"]:
        low = _range_start(match["first"], "")
    elif match["bare"]:
        low = _range_start(match["bare"], scale)
    currency = "元" if unit in ("", "元", "元人民币") else unit
    amount = Amount(start, match.end(), low, high, opens, bool(match["up"] or match["low"]), currency)
    yield _bounded(amount, is_range=bool(match["first"] or match["bare"]))


def _value(number: str, scale: str) -> float | None:
    """Return the yuan of a number and its scale; 千亿 alone is a number of its own (一千亿)."""
    if number:
        return scaled(number, scale)
    return scaled("1", scale) if scale else None


def _range_start(text: str, scale: str) -> float | None:
    """Return the lower end of a range; without a scale of its own it has that of the upper end."""
    text = text.strip().rstrip("余多 ")
    match = re.fullmatch(rf"({NUMBER}) ?({SCALE})?", text)
    if match is None:
        return None
    return scaled(match[1], match[2] or scale)


def _is_money(folded: str, match: re.Match[str], number: str, scale: str, unit: str) -> bool:
    """Tell money from 多元, 二元结构, 每百元 …, 万元GDP and 10万 of something else."""
    bounded = any(match[name] for name in ("up", "low", "near", "up2", "low2"))
    at = match.start("scale") if not number else match.start("number")
    if not number:
        if not scale or folded[max(0, at - 1) : at] in ("每", "单", "数", "几", "某"):
            return False
        return bounded or len(scale) == 2
    if unit == "":
        context = folded[max(0, at - 14) : at]
        return any(word in context for word in _words("words", "money_context"))
    if number[0] not in CHINESE:
        return True
    before = folded[max(0, at - 1) : at]
    if before in ("第", "数", "几") or (before == "每" and number in ("百", "千", "十")):
        return False
    return bool(scale) or (parse_number(number) or 0) >= 10 or bounded


def _listed(folded: str, match: re.Match[str], scale: str) -> Iterator[Amount]:
    """Yield the numbers of a list that share the unit of the last, where 分别 or 各 announces them."""
    if not match["list"]:
        return
    offset = match.start("list")
    if not re.search("分别|依次|各|档|级", folded[max(0, offset - 20) : offset]):
        return
    opens = _opens(match)
    for each in re.finditer(NUMBER, match["list"]):
        value = scaled(each[0], scale)
        if value is not None:
            yield _bounded(Amount(offset + each.start(), offset + each.end(), value, value, opens), False)


def _opens(match: re.Match[str]) -> str:
    if match["up"] or match["up2"]:
        return "upper"
    if match["low"] or match["low2"] or match["more"] or match["more2"]:
        return "lower"
    return "near" if match["near"] or match["near2"] else ""


def _bounded(amount: Amount, is_range: bool) -> Amount:
    """Open the bound that the words leave open; a foreign currency has no yuan."""
    if amount.currency != "元":
        return replace(amount, low=None, high=None)
    if is_range:
        low, high = amount.low, amount.high
        return replace(amount, low=high, high=low) if low and high and low > high else amount
    if amount.opens == "upper":
        return replace(amount, low=None)
    return replace(amount, high=None) if amount.opens == "lower" else amount


def _join(folded: str, found: list[Amount], amount: Amount) -> None:
    """Add `amount` to `found`: 一万元以上 + 五万元以下 make a range, 最高30万元、20万元 share the 最高."""
    if not found:
        found.append(amount)
        return
    last = found[-1]
    gap = folded[last.end : amount.start]
    if gap in RANGE_GAPS and last.opens == "lower" and amount.opens == "upper" and last.low is not None:
        found[-1] = replace(last, end=amount.end, high=amount.high, opens="", leads=False)
        return
    if gap in LIST_GAPS and last.leads and not amount.opens and amount.low == amount.high:
        amount = _bounded(replace(amount, opens=last.opens, leads=True), is_range=False)
    found.append(amount)


RANGE_GAPS = ("", "、", "，", ",", "至", "到", "-", "且", "但", "，且", "，但", " ")
LIST_GAPS = ("、", "和", "或", "及", "或者", "或者、")
