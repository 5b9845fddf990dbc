"""Dates a document gives for itself: the day of issue and the years it plans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest

from ingest.metadata.found import Found
from ingest.metadata.kinds import kind_table
from ingest.numerals import fold, parse_number
from ingest.records import Period
from ingest.structure.frame import CLOSING, FULL_DATE, TITLE
from ingest.structure.lines import Line

HEAD_LINES = 8
REVISED = re.compile(r"修订|修正|修改")
SIGNERS = 3  # lines of signature above the date
CHINESE_YEAR = r"[〇零○OＯ一二三四五六七八九]{4}"
NUM = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
DATE = re.compile(
    rf"(?P<y>\d{{4}}|{CHINESE_YEAR})\s*年\s*(?P<m>{NUM})\s*月\s*(?P<d>{NUM})\s*日"
    r"|(?P<y2>(?:19|20)\d{2})[-./](?P<m2>\d{1,2})[-./](?P<d2>\d{1,2})(?!\d)"
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
    lines: Sequence[Line],
    roles: Sequence[str],
    field: Found[date] | None = None,
    issuers: Sequence[Found[str]] = (),
) -> Found[date] | None:
    """Return the date of the signature, else of the head: alone, of a `field`, promulgated; else None.

    What a document passes on is signed too: the first signature that names one of its `issuers` is its own,
    else the last. Of a law that was revised it is the day of the last revision.
    """
    closing = [
        (each, "印发" in line.text, index)
        for index, (line, role) in enumerate(zip(lines, roles, strict=True))
        if role == CLOSING
        for each in dates_in(line.text, line.start)
    ]
    if closing:
        signed = [(each, index) for each, printed, index in closing if not printed]
        own = [each for each, index in signed if _signed_by(lines, index, issuers)]
        return own[0] if own else signed[-1][0] if signed else closing[-1][0]
    head = [line for line, role in zip(lines, roles, strict=True) if role == TITLE]
    alone = [
        each for line in head if FULL_DATE.match(fold(line.text)) for each in dates_in(line.text, line.start)
    ]
    if alone or field is not None:
        return alone[-1] if alone else field
    revised = [each for line in head for each in _revised(line)]
    if revised:
        return max(revised, key=lambda each: each.value)
    for words in ("公布", "发布", "成文", "印发", "通过", ""):
        for line in head:
            found = list(dates_in(line.text, line.start))
            if found and words in line.text:
                return next(
                    (each for each in found if line.text.find(words, each.end - line.start) >= 0), found[0]
                )
    return _bracketed(lines)


def _revised(line: Line) -> Iterator[Found[date]]:
    """Yield the days of a line after which it says that the text was revised."""
    days = list(dates_in(line.text, line.start))
    for day, following in zip_longest(days, days[1:]):
        end = following.start if following else line.end
        if REVISED.search(line.text, day.end - line.start, end - line.start):
            yield day


def _bracketed(lines: Sequence[Line]) -> Found[date] | None:
    """Return the day that stands alone in brackets on one of the first lines."""
    for line in lines[:HEAD_LINES]:
        folded = fold(line.text)
        if folded[:1] == "(" and FULL_DATE.fullmatch(folded.strip("() ")):
            return next(dates_in(line.text, line.start), None)
    return None


def _signed_by(lines: Sequence[Line], index: int, issuers: Sequence[Found[str]]) -> bool:
    """Whether the line of a date or one of the few right above it names one of the issuers."""
    names = "".join("".join(line.text.split()) for line in lines[max(0, index - SIGNERS) : index + 1])
    return any(issuer.value in names for issuer in issuers)


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
