"""From when to when a card says that its policy holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest.facts.windows import find_windows
from ingest.metadata.found import Found

APPLYING = re.compile(r"申报|申请|受理|办理|申领|兑现|截止|征集|窗口|评定|认定|组织|报名|评选")
NEAR = 8  # characters behind a term that say what it is a term of


@dataclass(frozen=True, slots=True)
class Term:
    """The first and the last day, None where the card does not say."""

    effective: Found[date] | None = None
    expires: Found[date] | None = None


def term_of(label: str, text: str, start: int, issued: date | None) -> Term:
    """Return the term in a time row ``label + value`` that stands at text offset `start`.

    A time for applying is none. A month named alone begins on its first day, in the month of issue on the
    day of `issued`.
    """
    if APPLYING.search(label):
        return Term()
    for window in find_windows(text, issued, (label,)):
        behind = re.split("[，,。；;]", text[window.end : window.end + NEAR])[0]
        if APPLYING.search(window.text) or APPLYING.search(behind):
            continue
        opens, closes = window.opens, window.closes
        if opens and issued and (opens.year, opens.month) == (issued.year, issued.month):
            opens = max(opens, issued)
        place = (start + window.start, start + window.end)
        return Term(Found(opens, *place) if opens else None, Found(closes, *place) if closes else None)
    return Term()
