"""Terms a time row states: 从2023年8月起, 2022年8月11日起，有效期3年, 2025年失效."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from ingest.days import MONTHS, last_of
from ingest.facts.folded import Piece
from ingest.facts.numerals import parse_number
from ingest.records import Window

DAY = r"(?P<m{n}>\d{{1,2}})(?: ?[月./-] ?(?P<d{n}>\d{{1,2}}) ?[日号]?| ?月(?:份)?)"
FIRST = r"(?P<y1>20\d{2}) ?[年./-] ?" + DAY.format(n=1)
LATER = r"(?:(?P<y2>20\d{2}) ?[年./-] ?)?" + DAY.format(n=2)
ISSUE = r"(?P<issue>(?:自|从)(?:发布|印发|公布|颁布|发文|下发)之日)"
STARTS = r" ?(?:起|开始|之?日起)?(?:正式)?(?:施行|实施|执行|生效)?"
OPENS = rf"(?:{ISSUE}|(?:自|从|于)? ?{FIRST}){STARTS}"
CLOSES = rf"(?P<year>20\d{{2}}) ?年(?:度)?(?: ?[底末]| ?(?:失效|到期|届满|终止|废止))|{LATER}(?: ?[底末])?"
COUNT = r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2}) ?(?P<unit>年|个月)"
TERM = re.compile(
    rf"{OPENS}"
    rf"(?:[，,;；( ]*(?:(?:执行|实施|试行|施行|政策)?(?:有效)?期(?:限)?(?:为|是|:)? ?|试行 ?|暂定 ?){COUNT}"
    rf"|[，,( ]*(?:截至|截止|有效期)?(?:至|到|-+|(?=20\d\d ?年(?:失效|到期|届满|终止|废止))) ?(?:{CLOSES})"
    r" ?(?:止|截止|为止|前|期间)?)?"
)
UNTIL = re.compile(rf"(?:有效期|执行期?|实施期?|截止|截至)?(?:至|到|截止|截至) ?(?:{CLOSES}) ?(?:止|前)?")
YEARS = re.compile(r"(?P<from>20\d{2}) ?年? ?(?:-+|至|到) ?(?P<to>20\d{2}) ?年(?!\d)")


def terms(text: str, folded: str, piece: Piece, issued_on: date | None) -> Iterator[Window]:
    """Yield the terms of the sentence `piece`: a first day, a last day where one follows or is counted."""
    years = list(YEARS.finditer(folded, piece.start, piece.end))
    for match in years:
        opens, closes = date(int(match["from"]), 1, 1), date(int(match["to"]), MONTHS, 31)
        yield Window(text[match.start() : match.end()], opens, closes, match.start(), match.end())
    if years:
        return
    found = list(TERM.finditer(folded, piece.start, piece.end))
    for match in found or UNTIL.finditer(folded, piece.start, piece.end):
        first = _first(match, issued_on) if found else None
        last = _closes(match, first)
        if first or last:
            written = text[match.start() : match.end()].rstrip(" ，,").removeprefix("于")
            start = text.index(written, match.start())
            yield Window(written, first, last, start, start + len(written))


def _first(match: re.Match[str], issued_on: date | None) -> date | None:
    return issued_on if match["issue"] else _day(int(match["y1"]), match["m1"], match["d1"], last=False)


def _closes(match: re.Match[str], opens: date | None) -> date | None:
    groups = match.groupdict()
    if groups["year"]:
        return date(int(groups["year"]), MONTHS, 31)
    year = int(groups["y2"]) if groups["y2"] else opens.year if opens else None
    if groups["m2"] and year is not None:
        return _day(year, groups["m2"], groups["d2"], last=True)
    count = parse_number(groups.get("n") or "")
    if opens is None or count is None:
        return None
    return last_of(opens, int(count) * (MONTHS if groups["unit"] == "年" else 1))


def _day(year: int, month: str, day: str | None, last: bool) -> date | None:
    """Return a day; of a month alone its first one, or its `last`. No such day is no day stated."""
    try:
        if day:
            return date(year, int(month), int(day))
        return date(year, int(month), calendar.monthrange(year, int(month))[1] if last else 1)
    except ValueError:
        return None
