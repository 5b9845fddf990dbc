"""Find when one can apply: 申报时间 2024年3月1日至3月31日, 截止时间为…, 常年受理."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ingest.facts.folded import Piece, fold, sentences
from ingest.facts.rows_cells import whole_value
from ingest.facts.windows_recurring import recurring
from ingest.facts.windows_terms import terms
from ingest.fields import TIME, says_nothing
from ingest.records import Window

LONGEST_TIME = 200  # characters of a row that says when
TOPIC = re.compile(
    r"申报|申请|受理|报送|提交|报名|推荐|征集|填报|申领|截止|申办|兑付|兑现|材料|上报|寄送|登记|评审|系统开放|预申报"
)
DAY = (
    r"(?:(?P<y{n}>20\d{{2}}) ?年 ?)?(?P<m{n}>\d{{1,2}}) ?月 ?(?P<d{n}>\d{{1,2}}) ?[日号]"
    r"(?: ?\d{{1,2}} ?[:时点](?: ?\d{{1,2}}分?)?)?"
)
RANGE = re.compile(
    rf"(?:自|从)?{DAY.format(n=1)}(?:起|开始)?[,，]? ?(?:至|到|-+) ?{DAY.format(n=2)}(?:止|前|截止|期间)?"
)
BEFORE = re.compile(
    rf"(?:截止(?:时间|日期|到)?(?:为|是|:)? ?)?(?:于|在|至|到)? ?{DAY.format(n=2)}"
    r"(?P<end> ?(?:之?前|止|截止|以前|24时前))?"
)
FROM = re.compile(rf"(?:自|从) ?{DAY.format(n=1)} ?(?:起|开始)")
ALWAYS = re.compile(
    r"(?:常年|全年|长期|随时|即时|实时)(?:开放|滚动)?(?:受理|申报|申请|可申报|接受申报|征集|开放申报)|即报即审|即申即享|滚动(?:受理|申报)|不限(?:定)?(?:申报|受理)?时间|免申即享(?=[，,。]?(?:无需|不用|企业无需))"
)


def find_windows(text: str, issued_on: date | None = None, path: Sequence[str] = ()) -> tuple[Window, ...]:
    """Return the times for applying in `text`; a day without a year is the first after `issued_on`.

    Below a heading of `path` that names a time, as the row of a card does, every time counts.
    """
    folded = fold(text)
    value = whole_value(text, path, TIME)
    if value is not None and value.end - value.start <= LONGEST_TIME:
        return _of_row(text, folded, value, issued_on)
    if not TOPIC.search(folded) and not ALWAYS.search(folded):
        return ()
    found: list[Window] = []
    for piece in sentences(folded):
        if TOPIC.search(folded, piece.start, piece.end):
            found.extend(_dated(text, folded, piece, issued_on))
            found.extend(recurring(text, folded, piece, only_acts=True))
        found.extend(
            Window(text[always.start() : always.end()], None, None, always.start(), always.end())
            for always in ALWAYS.finditer(folded, piece.start, piece.end)
        )
    return tuple(sorted(found, key=lambda window: window.start))


def _of_row(text: str, folded: str, value: Piece, issued_on: date | None) -> tuple[Window, ...]:
    """Return the times in the value of a label, the whole value where it says when in other words."""
    found: list[Window] = []
    for sentence in sentences(folded):
        piece = Piece(max(sentence.start, value.start), sentence.end)
        own = [*terms(text, folded, piece, issued_on), *recurring(text, folded, piece, only_acts=False)]
        found += own or _dated(text, folded, piece, issued_on)
    always = list(ALWAYS.finditer(folded, value.start)) if not found else []
    found += (Window(text[each.start() : each.end()], None, None, *each.span()) for each in always)
    if not found and not says_nothing(text[value.start : value.end]):
        found = [Window(text[value.start : value.end], None, None, value.start, value.end)]
    return tuple(sorted(found, key=lambda window: window.start))


def _dated(text: str, folded: str, piece: Piece, issued_on: date | None) -> Iterator[Window]:
    """Yield the ranges of a sentence, and else its deadline or opening day."""
    ranges = list(RANGE.finditer(folded, piece.start, piece.end))
    for match in ranges:
        opens = _day(match, 1, None, issued_on)
        closes = _day(match, 2, opens, issued_on)
        if opens and closes:
            yield Window(text[match.start() : match.end()], opens, closes, match.start(), match.end())
    if ranges:
        return
    for match in FROM.finditer(folded, piece.start, piece.end):
        opens = _day(match, 1, None, issued_on)
        if opens:
            yield Window(text[match.start() : match.end()], opens, None, match.start(), match.end())
    for match in BEFORE.finditer(folded, piece.start, piece.end):
        closes = _day(match, 2, issued_on, issued_on)
        if closes and (match["end"] or "截止" in match[0]):
            yield Window(text[match.start() : match.end()], None, closes, match.start(), match.end())


def _day(match: re.Match[str], n: int, after: date | None, issued_on: date | None) -> date | None:
    """Return the day of group `n`; without a year it is the first such day not before `after`."""
    known = after or issued_on
    year = int(match[f"y{n}"]) if match[f"y{n}"] else known.year if known else None
    if year is None:
        return None
    try:
        day = date(year, int(match[f"m{n}"]), int(match[f"d{n}"]))
        if not match[f"y{n}"] and after and day < after:
            day = day.replace(year=year + 1)
    except ValueError:
        return None  # 2月30日 and the like: no such day, so no window is stated
    return day
