"""The title of a document, found by its shape among the first lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.metadata.found import Found
from ingest.metadata.kinds import EVIDENCE, bare_title, group_of, kind_by_ending
from ingest.metadata.labels import is_field
from ingest.metadata.units import is_central, row_of_units
from ingest.numerals import fold
from ingest.structure.frame import DECREE, FULL_DATE, NUMBER, frame_table, is_unit_line
from ingest.structure.lines import Line

REACH = 60  # lines in which a title is looked for
LONGEST = 120
SHORTEST = 8
MOST_LINES = 5
ENACTS = re.compile(r"关于(?:印发|发布|公布|转发|批转|颁发|下发)")
ENACTED = ("通知", "公告", "通告", "函", "决定", "令")
JOINTS = ("的", "和", "与", "及", "、", "》")
HEAD_BRACKET = re.compile(r"\((?:征求意见|草案|送审|试行|暂行|\d{4}年\d|[〇零一二三四五六七八九]{4}年)")
ORDINAL = re.compile(r"\d{1,3}\s*[.、]\s*(?!\d)")
PROCLAMATION = re.compile(r"[一-龥]{2,30}(?:人民代表大会|常务委员会|人大常委会)公告")
MASTHEAD = re.compile(r"(?P<unit>[一-龥、]{4,40}?)(?:公告|通告)")
SERIAL = re.compile(
    r"\(?\s*(?:(?:19|20)\d{2}\s*年)?\s*第\s*(?:\d{1,4}|[一二三四五六七八九十百〇零]{1,6})\s*号\s*\)?"
)
LABELS = re.compile(r".{0,10}(?:标题|编号|姓名|单位|名称|附件|方式|序号|意见表|登记表|申请表|审批表)")


def find_title(lines: Sequence[Line]) -> Found[str] | None:
    """Return the first stretch of head lines that reads as an official title, None without one.

    A title ends, brackets apart, with the name of a kind of document; it may be broken over up to five lines
    and its first line may be the name of the issuer. Without such a stretch the first line shaped like a
    headline counts.
    """
    head = lines[:REACH]
    for index in range(len(head)):
        if _is_masthead(head, index):
            continue
        readings = [found for found in _readings(head, index) if _is_title(found.value)]
        if readings:
            return _unnumbered(_with_issuer(head, index, _fullest(readings)))
    return headline(head)


def _is_masthead(lines: Sequence[Line], index: int) -> bool:
    """Whether a line names a body's announcements (某局公告), the number below it, and a title follows."""
    series = MASTHEAD.fullmatch("".join(lines[index].text.split()))
    below = fold(lines[index + 1].text) if series and index + 1 < len(lines) else ""
    return series is not None and is_unit_line(series["unit"]) and SERIAL.fullmatch(below) is not None


def _about(text: str) -> bool:
    """Whether a line that begins with a title in quotes is that of an explanation: 《…》政策解读."""
    tail = text.rpartition("》")[2]
    kind = kind_by_ending(tail) if text.startswith("《") else None
    return kind is not None and group_of(kind) == EVIDENCE


def _unnumbered(found: Found[str]) -> Found[str]:
    """Leave out the ordinal that a title has in a collection: 3. 某某办法."""
    ordinal = ORDINAL.match(fold(found.value))
    if ordinal is None:
        return found
    return Found(found.value[ordinal.end() :], found.start + ordinal.end(), found.end)


def _is_title(value: str) -> bool:
    short = value.endswith(("法", "条例")) or "关于" in value
    return kind_by_ending(value) is not None and len(bare_title(value)) >= (5 if short else SHORTEST)


def _readings(lines: Sequence[Line], index: int) -> Iterator[Found[str]]:
    """Yield one, two, ... lines from `index` on joined, as long as they can be parts of one title."""
    value = ""
    for place, line in enumerate(lines[index : index + MOST_LINES]):
        if not _may_be_title(line, first=place == 0):
            return
        value += squeeze_blanks(line.text)
        if len(value) > LONGEST:
            return
        yield Found(squeeze_blanks(value), lines[index].start, line.end)


def _fullest(readings: Sequence[Found[str]]) -> Found[str]:
    """Return the shortest reading, or the longest where the short one breaks off inside its own frame."""
    best = readings[0]
    for longer in readings[1:]:
        rest = longer.value[len(best.value) :]
        enacting = ENACTS.search(best.value) and not best.value.endswith(ENACTED)
        if rest.startswith(JOINTS) or (enacting and longer.value.endswith(ENACTED)):
            best = longer
    return best


def _with_issuer(lines: Sequence[Line], index: int, found: Found[str]) -> Found[str]:
    """Join the issuer's line above a title that begins with 关于; above a letter it is the letterhead."""
    if index == 0 or not found.value.startswith(("关于", "印发", "转发", "批转")):
        return found
    above = lines[index - 1].text
    letter = kind_by_ending(found.value) in ("答复", "函", "批复") and not is_central(above)
    if letter or not is_unit_line(above) or len(row_of_units(above)) != 1:
        return found
    return Found(" ".join(above.split()) + found.value, lines[index - 1].start, found.end)


def _may_be_title(line: Line, first: bool) -> bool:
    """Whether `line` can be a title or, not being its `first` line, go on with one."""
    text = line.text
    folded = fold(text)
    return (
        line.marker is None
        and len(text) <= LONGEST
        and not any(stop in text for stop in "。；！？\t|")
        and text[-1] not in "，、：:;,"
        and (text[0] not in ("《（(，、的和与及" if first else "，、") or (first and _about(text)))
        and not (not first and HEAD_BRACKET.match(folded))
        and not LABELS.match(text)
        and not is_field(text)
        and not (NUMBER.match(folded) and len(folded) < 40)
        and not (first and SERIAL.fullmatch(folded))
        and not FULL_DATE.match(folded)
        and not (folded.endswith("文件") and is_unit_line(text.removesuffix("文件").strip()))
        and not is_unit_line(text)
        and not DECREE.fullmatch(text)
        and not PROCLAMATION.fullmatch(text)
    )


def headline(lines: Sequence[Line]) -> Found[str] | None:
    """Return the first line shaped like a headline, None where a sentence comes before it."""
    for line in lines[:10]:
        if (
            _may_be_title(line, first=True)
            and not frame_table().head.match(fold(line.text))
            and SHORTEST <= len(line.text) <= 60
        ):
            return _unnumbered(Found(squeeze_blanks(line.text), line.start, line.end))
        if "。" in line.text:
            return None
    return None


def squeeze_blanks(text: str) -> str:
    """Return `text` without the blanks that separate Chinese from Chinese or from quotes and digits."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", text.strip())
