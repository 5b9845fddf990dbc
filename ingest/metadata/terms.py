"""When a document takes effect and until when it is in force, in its own words.

Its sentences tell of many other terms: of licences, of lists, of projects, of vouchers. A term is the
document's own where the document is what the sentence speaks of before it (本办法, 上述政策, 现予公布, its
title), or where the sentence begins with it and is not about something that is reviewed or runs out.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

from ingest.days import MONTHS, last_of
from ingest.metadata.dates import dates_in
from ingest.metadata.found import Found
from ingest.metadata.kinds import bare_title
from ingest.numerals import fold, parse_number
from ingest.structure.frame import enacted_by

ACT = r"(?:组织)?(?:施行|实施|执行|实行|生效|试行|有效)"
ISSUE = r"(?:发布|印发|公布|颁布|发文|下发|签发|公开发布)之日"
DAY = r"[^。,;\n至到]{6,14}?日"
END = rf"(?:{DAY}|\d{{4}}年(?:\d{{1,2}}月)?(?:底|末))"
COUNT = r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2}|半)\s*(?P<unit>年|个月)(?!内|以上|以下|前|后)"
TERM_WORD = (
    r"(?:(?<!本)(?:政策|文件))?(?:有效期|施行期|执行期|试行期|政策期|实施期|(?:执行|实施)(?:时间|周期))限?"
)
IS = r"\s*(?:为|是|:|暂定|原则上|自|从|一般|延长|延续|顺延)*\s*"
TO = r"\s*(?:截止|截至|至|到)+\s*"
SPAN = rf"(?P<from>{DAY})\s*起?\s*(?:至|到|-|—|–|~)+\s*(?P<to>{DAY})\s*止?"

FROM_DATE = re.compile(
    rf"(?:自|从|于)\s*(?P<date>{DAY})\s*(?:起|开始)?\s*(?:正式)?\s*{ACT}(?=\s*(?:[。,;)至到\n]|之日|$))"
)
NAMED_DATE = re.compile(
    rf"(?:施行|实施|生效|执行)(?:日期|时间)\s*(?:为|是|:)?\s*(?P<date>{DAY})(?!\s*起?\s*[至到—-])"
)
FROM_ISSUE = re.compile(rf"(?:自|从)\s*{ISSUE}\s*(?:起|开始)?\s*(?:正式)?\s*{ACT}")
DAYS_AFTER = re.compile(
    rf"(?:自|从)\s*{ISSUE}起\s*满?\s*(?P<n>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})\s*(?:个自然日|日|天)(?:之?后|起)?\s*{ACT}"
)
SPANS = (
    re.compile(rf"{TERM_WORD}{IS}{SPAN}"),
    re.compile(rf"(?:自|从)\s*{SPAN}\s*(?:期间)?{ACT}"),
)
LAST_YEAR = re.compile(
    rf"{TERM_WORD}{IS}\d{{4}}\s*年?\s*(?:至|到|-|—|–|~)+\s*(?P<year>\d{{4}})\s*年(?![\d一二三四五六七八九十])"
)
UNTIL = (
    re.compile(rf"{TERM_WORD}{IS}{TO}(?P<to>{END})"),
    re.compile(rf"(?:原则上)?(?:执行|实施|施行|有效|延续|延长){TO}(?P<to>{END})"),
    re.compile(rf"(?<=[,起行效施])\s*{TO}(?P<to>{END})\s*止"),
    re.compile(rf"(?<=,)\s*(?:于|至|到)?\s*(?P<to>{DAY})\s*(?:止|起)?\s*(?:自动|自行)?(?:失效|废止|终止)"),
)
TERMS = (
    re.compile(rf"{TERM_WORD}{IS}(?:{ISSUE}起)?\s*(?:计算)?\s*{COUNT}"),
    re.compile(rf"(?:暂定|试行|暂行)\s*(?:为|期)?\s*{COUNT}"),
)
ORDINAL = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]+条|\(?[一二三四五六七八九十\d]+[)、.]|\d+(?:\.\d+)*(?![\d年]))?[\s:]*"
)
STOPS = "。;\n"
HALF = "半"


@dataclass(frozen=True, slots=True)
class TermTable:
    """tables/terms.toml as patterns."""

    subject: re.Pattern[str]
    about: re.Pattern[str]
    others: re.Pattern[str]
    judged: re.Pattern[str]


@cache
def _table() -> TermTable:
    rows = tomllib.loads(resources.files("ingest").joinpath("tables/terms.toml").read_text(encoding="utf-8"))
    papers, led = "|".join(rows["papers"]), "|".join(rows["led"])
    own = rf"(?:[本此](?![市省县区级地人州])《?[一-龥]{{0,8}}?|(?:上述|以上)[一-龥]{{0,6}}?)(?:{papers})》?"
    fresh = r"现(?:予|将|公布|印发|发布)[^。;]*|(?:其余|其他)(?:条款|内容|规定|各条)?"
    begun = rf"^(?:自|从)[^,]{{2,20}}起?(?:正式)?{ACT}(?=,)"
    return TermTable(
        re.compile(rf"(?:^|[,:\s()])(?!(?:{led}))(?:{own}|{fresh})|{begun}"),
        re.compile("|".join(rows["about"])),
        re.compile("|".join(f"(?:{word})" for word in rows["others"])),
        re.compile("|".join(rows["judged"])),
    )


def effective_from(text: str, issued: Found[date] | None, title: str | None = None) -> Found[date] | None:
    """Return the day this document says it takes effect, which may be the day of issue if that is known."""
    folded = fold(text).replace("，", ",").replace("；", ";")
    names = _names(title)
    for pattern, name in ((FROM_DATE, "date"), (NAMED_DATE, "date"), *((each, "from") for each in SPANS)):
        own = [found for found in pattern.finditer(folded) if _own(folded, found, names)]
        for found in reversed(own):
            for day in dates_in(found[name]):
                return Found(day.value, found.start(name), found.end())
    for pattern in (FROM_ISSUE, DAYS_AFTER) if issued else ():
        for found in pattern.finditer(folded):
            if issued and _own(folded, found, names):
                later = timedelta(days=parse_number(found["n"]) if pattern is DAYS_AFTER else 0)
                return Found(issued.value + later, found.start(), found.end())
    return None


def expires_on(
    text: str, effective: Found[date] | None, issued: Found[date] | None, title: str | None = None
) -> Found[date] | None:
    """Return the last day on which this document is in force, where it says so."""
    folded = fold(text).replace("，", ",").replace("；", ";")
    names = _names(title)
    for found in _all_own(folded, (*SPANS, *UNTIL), names):
        last = last_day(found["to"])
        if last is not None:
            return Found(last, found.start(), found.end())
    for found in _all_own(folded, (LAST_YEAR,), names):
        return Found(date(int(found["year"]), 12, 31), found.start(), found.end())
    start = effective or issued
    for found in _all_own(folded, TERMS, names) if start else ():
        if start is not None:
            return Found(last_of(start.value, _months(found)), found.start(), found.end())
    return None


def _all_own(
    folded: str, patterns: tuple[re.Pattern[str], ...], names: tuple[str, ...]
) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from (found for found in pattern.finditer(folded) if _own(folded, found, names))


def _names(title: str | None) -> tuple[str, ...]:
    """Return the names under which a document may speak of itself in 《》."""
    if title is None:
        return ()
    enacted = enacted_by(title)
    return tuple(f"《{bare_title(each)}" for each in (title, enacted) if each)


def _own(folded: str, found: re.Match[str], names: tuple[str, ...]) -> bool:
    """Tell whether a term is the document's own and not that of something it speaks of."""
    first = max(folded.rfind(mark, 0, found.start()) for mark in STOPS) + 1
    before = folded[first : found.start()]
    before = before[ORDINAL.match(before).end() :]  # type: ignore[union-attr]  # matches the empty string too
    if not before.strip(" (\u3000"):
        stop = min((at for mark in STOPS if (at := folded.find(mark, found.end())) >= 0), default=len(folded))
        return _table().judged.search(folded, found.start(), stop) is None
    subjects = [each.end() for each in _table().subject.finditer(before)]
    subjects += [before.rfind(name) + len(name) for name in names if name in before]
    if not subjects:
        return False
    middle = before[max(subjects) :]
    near = re.split("[,)]", middle)[-1]
    return not _table().about.match(middle) and not _table().others.search(near)


def last_day(text: str) -> date | None:
    """Return the day that `text` names, the last one of a year or month whose end it names."""
    for day in dates_in(text):
        return day.value
    ends = re.match(r"\s*(\d{4})年(?:(\d{1,2})月)?", text)
    if ends is None or not 1 <= (month := int(ends[2] or MONTHS)) <= MONTHS:
        return None
    year = int(ends[1])
    return date(year, month, calendar.monthrange(year, month)[1])


def _months(found: re.Match[str]) -> int:
    if found["n"] == HALF:
        return MONTHS // 2
    return parse_number(found["n"]) * (MONTHS if found["unit"] == "年" else 1)
