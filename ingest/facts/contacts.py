"""Find whom to ask: a unit or person and a number, in the contact row of a card and in running text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.facts.folded import Piece, fold
from ingest.facts.rows_cells import whole_value
from ingest.fields import CONTACT, ISSUER
from ingest.records import Contact

EXTENSION = r"(?: ?(?:转|-{1,2}|分机) ?\d{1,5})?"
PHONE = re.compile(
    r"(?<![\d.\-A-Za-z〔\[])(?:"
    r"\(?0\d{2,3}\)? ?-{0,2} ?\d{7,8}" + EXTENSION + r"|1[3-9]\d{9}|[48]00 ?-? ?\d{3,4} ?-? ?\d{3,4}"
    r"|[2-9]\d{6,7}" + EXTENSION + r"|1[012]\d{3}|95\d{3,4}|96\d{3,4})"
    r"(?!\d|\.\d| ?(?:元|万|亿|号文|年|户|家|%|平方|个|人[^力事]|条|项|吨|件|份|次|平|台|套|亩))"
)
CUES = (
    r"(?:政策|业务|申报|技术|流程|系统|服务|监督|投诉|举报|咨询|平台|办公|财务|法律)*"
    r"(?:联系人(?:及|和)?(?:联系)?(?:电话|方式)?|(?:联系|咨询|服务|办公|监督|举报|投诉|值班|固定|移动)?(?:电话|热线|手机)(?:号码)?"
    r"|联系方式|联络方式|咨询方式|拨打|致电|Tel|TEL|tel)"
)
CUE = re.compile(rf"(?:{CUES}) ?(?:为|是|:|\t| )? ?")
LEAD = re.compile(
    r"^(?:[\s:、,，。;；/|()\[\]“”\"'和及或与]|如有(?:疑问|问题)|请(?:咨询|联系|致电|拨打)?|可(?:咨询|联系|致电|拨打)|拨打|致电)+"
)
BEHIND = re.compile(r" ?\((?P<name>[\u4e00-\u9fff][^()\d]{1,24})\)")
BREAK = re.compile(r"[;；。!！?？]|(?<!:)\n")
NAME = re.compile(r"[\u4e00-\u9fff]")
LONGEST_NAME = 60
REACH = 60  # characters between a cue and the number it announces


def find_contacts(text: str, path: Sequence[str] = ()) -> tuple[Contact, ...]:
    """Return the numbers to call in `text` with the names they belong to; outside contact rows after a cue.

    A contact's `text` is the stretch from its name to its number.
    """
    folded = fold(text)
    row = whole_value(text, path, CONTACT) or whole_value(text, path, ISSUER)
    found: list[Contact] = []
    for phone in PHONE.finditer(folded):
        if row is None or phone.start() < row.start:
            if not _announced(folded, phone.start(), found):
                continue
        found.append(_contact(text, folded, phone, row, found))
    return tuple(found)


def _announced(folded: str, at: int, found: Sequence[Contact]) -> bool:
    """Tell whether a cue stands before a number in its sentence, or another number of the same list."""
    first = max((mark.end() for mark in BREAK.finditer(folded, 0, at)), default=0)
    first = max(first, at - REACH)
    if any(cue.end() <= at for cue in CUE.finditer(folded, first, at)):
        return True
    return bool(found) and re.fullmatch(r"[、,，;； /或和及]{1,3}", folded[found[-1].end : at]) is not None


def _contact(
    text: str, folded: str, phone: re.Match[str], row: Piece | None, found: Sequence[Contact]
) -> Contact:
    behind = BEHIND.match(folded, phone.end())
    start, end = _before(folded, phone.start(), row, found)
    name = text[start:end]
    if not name and found and not BREAK.search(folded, found[-1].end, phone.start()):
        name = found[-1].name if not behind else ""
    if not name and behind:
        name = text[behind.start("name") : behind.end("name")]
        return _made(name, text, phone, phone.start(), behind.end())
    return _made(name, text, phone, start if end > start else phone.start(), phone.end())


def _made(name: str, text: str, phone: re.Match[str], start: int, end: int) -> Contact:
    return Contact(name, text[phone.start() : phone.end()].strip(), text[start:end], start, end)


def _before(folded: str, at: int, row: Piece | None, found: Sequence[Contact]) -> tuple[int, int]:
    """Return the range of the name before a number: behind the last number or stop, without the cues."""
    floor = max(found[-1].end if found else 0, row.start if row else 0)
    breaks = [mark.end() for mark in BREAK.finditer(folded, floor, at)]
    parts = [Piece(first, last) for first, last in zip([floor, *breaks], [*breaks, at], strict=True)]
    for part in reversed(parts[-2:]):
        start, end = _bare(folded, part.start, part.end)
        if end > start:
            return start, end
        if not CUE.search(folded, part.start, part.end):
            break  # only a cue leads back to the name in the part before it: 联系人：某某；电话：…
    return at, at


def _bare(folded: str, start: int, end: int) -> tuple[int, int]:
    """Return what is left of a part of a sentence without cues, marks and blanks: the name, or nothing."""
    lead = LEAD.match(folded[start:end])
    start += lead.end() if lead else 0
    for cue in CUE.finditer(folded, start, end):
        if cue.start() <= start:
            start = cue.end()
        else:
            end = cue.start()
            break
    lead = LEAD.match(folded[start:end])
    start += lead.end() if lead else 0
    end = start + len(folded[start:end].rstrip(" :、,，;；(-/\n"))
    name = re.split("[,，]", folded[start:end])[-1]
    start = end - len(name)
    return (start, end) if NAME.search(name) and len(name) <= LONGEST_NAME else (start, start)
