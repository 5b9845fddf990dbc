"""Where official documents begin that stand one below the other, as in a gazette or a collection.

To cut one document in two is worse than to leave two together: a new one begins only where a title that
names its issuer stands beside a number of its own, below the day on which the one before it was signed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.numerals import fold
from ingest.structure.frame import FULL_DATE, is_unit_line

NUMBER = re.compile(r"\(?[一-龥]{1,15}\s*[\[(]\s*(?:19|20)\d{2}\s*[\])]\s*第?\s*\d{1,5}\s*号\)?")
TITLE = re.compile(
    r"(?P<units>[一-龥（）()\s、]{3,90}?)(?:关于|印发|转发|批转|公布|发布).{3,90}"
    r"(?:通知|意见|决定|决议|办法|公告|通告|批复|函|措施|规定|规则|细则|方案|规划|计划|通报|命令|指南)(?:（[^（）]{1,20}）)?"
)
PASSES_ON = re.compile(r"转发|批转")
ATTACHED = re.compile(r"附\s*(?:件|录|表)")
LEAST = 8  # lines in which a first document has its own title and number
TITLE_LINES, REACH = 3, 8  # lines of a title; lines between a signature and the next title


def official_starts(lines: Sequence[str]) -> tuple[int, ...]:
    """Return the indexes of the lines at which a second and further documents begin, () for one document."""
    numbers = [at for at, line in enumerate(lines) if NUMBER.fullmatch(fold(line).strip())]
    if len(numbers) < 2 or numbers[0] >= LEAST:
        return ()
    starts: list[int] = []
    first = 0
    for number in numbers[1:]:
        begin = _begin(lines, number, first)
        if begin is not None and not PASSES_ON.search("".join(lines[first : first + LEAST])):
            starts.append(begin)
            first = begin
    return tuple(starts)


def _begin(lines: Sequence[str], number: int, first: int) -> int | None:
    """Return where the document begins whose number stands at `number`, None where no new one does."""
    above = next(
        (n for n in range(1, TITLE_LINES + 1) if _is_title(lines[max(first, number - n) : number])), 0
    )
    if above:
        begin = number - above
    elif any(_is_title(lines[number + 1 : number + 1 + n]) for n in range(1, TITLE_LINES + 1)):
        begin = number
    else:
        return None
    while begin > first + 1 and lines[begin - 1].rstrip().endswith("文件") and len(lines[begin - 1]) <= 40:
        begin -= 1
    before = [line.strip() for line in lines[max(first + 1, begin - REACH) : begin]]
    signed = any(FULL_DATE.fullmatch(fold(line)) for line in before)
    return begin if signed and not any(ATTACHED.match(line) for line in before) else None


def _is_title(lines: Sequence[str]) -> bool:
    """Whether `lines` joined are a title that begins with the names of bodies."""
    found = TITLE.fullmatch("".join(line.strip() for line in lines))
    return found is not None and all(
        is_unit_line(unit) for unit in re.split(r"[\s、]+", found["units"]) if unit
    )
