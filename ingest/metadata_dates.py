"""Dates a document gives for itself: issued, in force from, until, and the years it plans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ingest.metadata_found import Found
from ingest.metadata_kinds import kind_table
from ingest.numerals import fold, parse_number
from ingest.records import Period
from ingest.structure_frame import CLOSING, FULL_DATE, TITLE
from ingest.structure_lines import Line

CHINESE_YEAR = r"[〇零○OＯ一二三四五六七八九]{4}"
NUM = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
DATE = re.compile(
    rf"(?P<y>\d{{4}}|{CHINESE_YEAR})\s*年\s*(?P<m>{NUM})\s*月\s*(?P<d>{NUM})\s*日"
    r"|(?P<y2>(?:19|20)\d{2})[-./](?P<m2>\d{1,2})[-./](?P<d2>\d{1,2})(?!\d)"
)
SUBJECT = r"(?:(?:本|以上|该|上述)[^。；,，《》]{0,20}|(?<=[。；;\s)])|^)\s*[,，]?\s*"
IN_FORCE = r"\s*(?:起|开始)?\s*(?:正式)?\s*(?:施行|实施|执行|生效|试行|起施行)"
FROM_DATE = re.compile(rf"{SUBJECT}(?:自|从|于)\s*(?P<date>[^。,，;；]{{8,14}}?日){IN_FORCE}")
FROM_ISSUE = re.compile(rf"{SUBJECT}(?:自|从)\s*(?:发布|印发|公布|颁布|发文|下发|公开发布)之日{IN_FORCE}")
DAYS_AFTER = re.compile(
    rf"{SUBJECT}(?:自|从)\s*(?:发布|印发|公布|颁布|发文|下发)之日起\s*(?:满)?\s*(?P<n>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})"
    r"\s*(?:个自然日|日|天)(?:之?后|起)?\s*(?:施行|实施|执行|生效)"
)
FROM_TO = re.compile(
    r"(?:自|从)\s*(?P<from>[^。,，;；至]{8,14}?日)\s*起?\s*(?:至|到)\s*(?P<to>[^。,，;；]{8,14}?日)\s*(?:止)?"
    r"\s*(?:期间)?(?:施行|实施|执行|有效|试行)"
)
OWN = re.compile(
    r"本(?!市|省|县|区|级|地|人|单位|行政|年|项目|企业|条|款|项)|(?:上述|以上)(?:政策|措施)|起\s*(?:正式)?(?:施行|实施|执行|生效|试行)"
)
UNTIL = re.compile(
    r"(?:有效期|施行期|执行期|试行期|政策期|实施期)(?:限)?\s*(?:截止|截至|至|到|为|暂定)*\s*(?P<date>[^。,，;；]{8,14}?日)"
)
UNTIL_STOP = re.compile(
    r"(?:施行|实施|执行|有效|生效|日)[,，]?\s*(?:有效期)?(?:至|到)\s*(?P<date>[^。,，;；]{8,14}?日)\s*(?:止|截止|废止|失效)"
)
TERM = re.compile(
    r"(?:有效期|施行期|执行期|试行期|政策期|实施期|试行(?=\s*[\d一二两三四五]))(?:限)?\s*(?:为|暂定|暂定为|是|:|：)?\s*(?P<n>\d{1,2}|[一二两三四五六七八九十])\s*(?P<unit>年|个月)"
)
RANGE = re.compile(
    r"(?:规划期限?|实施期限?|计划期限?|行动期限?|执行期限?|政策期限?)\s*(?:为|是|:|：)?\s*(?P<a>\d{4})\s*年?\s*[-—–~～至到―─]+\s*(?P<b>\d{4})\s*年"
)
TITLE_RANGE = re.compile(r"(?P<a>(?:19|20)\d{2})\s*年?\s*[-—–~～至到―─]+\s*(?P<b>(?:19|20)\d{2})\s*年?")
PLAN = re.compile(r"[“\"]?(十[一二三四五六]五)[”\"]?")


def dates_in(text: str, offset: int = 0) -> Iterator[Found[date]]:
    """Yield the full dates of `text`, Arabic or Chinese; days that do not exist are left out."""
    for found in DATE.finditer(fold(text)):
        parts = [found[name] or found[name + "2"] for name in ("y", "m", "d")]
        year, month, day = (parse_number(part.replace("O", "〇")) for part in parts)
        try:
            value = date(year, month, day)
        except ValueError:
            continue
        yield Found(value, found.start() + offset, found.end() + offset)


def issued_on(
    lines: Sequence[Line], roles: Sequence[str], field: Found[date] | None = None
) -> Found[date] | None:
    """Return the date of the signature, else of the head: alone, of a `field`, promulgated; else None."""
    closing = [
        (each, "印发" in line.text)
        for line, role in zip(lines, roles, strict=True)
        if role == CLOSING
        for each in dates_in(line.text, line.start)
    ]
    if closing:
        signed = [each for each, printed in closing if not printed]
        return signed[-1] if signed else closing[-1][0]
    head = [line for line, role in zip(lines, roles, strict=True) if role == TITLE]
    alone = [
        each for line in head if FULL_DATE.match(fold(line.text)) for each in dates_in(line.text, line.start)
    ]
    if alone or field is not None:
        return alone[-1] if alone else field
    for words in ("公布", "发布", "成文", "印发", "通过", ""):
        for line in head:
            found = list(dates_in(line.text, line.start))
            if found and words in line.text:
                return next(
                    (each for each in found if line.text.find(words, each.end - line.start) >= 0), found[0]
                )
    return None


def effective_from(text: str, issued: Found[date] | None) -> Found[date] | None:
    """Return the day this document says it takes effect, which may be the day of issue if that is known."""
    folded = fold(text)
    for found in reversed(list(FROM_DATE.finditer(folded))):
        for day in dates_in(found["date"]):
            return Found(day.value, found.start("date"), found.end())
    for found in FROM_TO.finditer(folded):
        if _own(folded, found):
            for day in dates_in(found["from"]):
                return Found(day.value, found.start("from"), found.end("from"))
    issue = FROM_ISSUE.search(folded)
    if issue and issued:
        return Found(issued.value, issue.start(), issue.end())
    later = DAYS_AFTER.search(folded)
    if later and issued:
        days = timedelta(days=parse_number(later["n"]))
        return Found(issued.value + days, later.start(), later.end())
    return None


def expires_on(text: str, effective: Found[date] | None, issued: Found[date] | None) -> Found[date] | None:
    """Return the last day on which this document is in force, where it says so."""
    folded = fold(text)
    for pattern, name in ((UNTIL, "date"), (UNTIL_STOP, "date"), (FROM_TO, "to")):
        for found in pattern.finditer(folded):
            for day in dates_in(found[name]) if _own(folded, found) else ():
                return Found(day.value, found.start(), found.end())
    start = effective or issued
    term = next((found for found in TERM.finditer(folded) if _own(folded, found)), None)
    if term is None or start is None:
        return None
    count = parse_number(term["n"])
    months = count * 12 if term["unit"] == "年" else count
    return Found(_after(start.value, months) - timedelta(days=1), term.start(), term.end())


def _own(folded: str, found: re.Match[str]) -> bool:
    """Whether a term is the document's own and not one measure's: its sentence says so or begins with it."""
    first = max(folded.rfind(mark, 0, found.start()) for mark in "。;\n") + 1
    before = folded[first : found.start()]
    return not before.strip(" (\u3000") or OWN.search(folded[first : found.end()]) is not None


def _after(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = start.day
    while True:
        try:
            return date(year, month + 1, day)
        except ValueError:
            day -= 1


def period_of(title: str, title_start: int, text: str) -> Found[Period] | None:
    """Return the plan years: those in the title, else those the text states, else the five-year plan's."""
    found = TITLE_RANGE.search(fold(title))
    if found and int(found["a"]) <= int(found["b"]):
        return Found(_years(found), title_start + found.start(), title_start + found.end())
    stated = RANGE.search(fold(text))
    if stated and int(stated["a"]) <= int(stated["b"]):
        return Found(_years(stated), stated.start(), stated.end())
    plan = PLAN.search(title)
    if plan:
        return Found(kind_table().plans[plan[1]], title_start + plan.start(), title_start + plan.end())
    return None


def _years(found: re.Match[str]) -> Period:
    return Period(int(found["a"]), int(found["b"]))
