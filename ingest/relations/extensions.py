"""Documents whose term another one prolongs: 将《…》有效期延长至…, 《…》继续执行至…, 延长两年."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from ingest.days import last_of
from ingest.facts.references import AMENDED, MENTIONED
from ingest.metadata.dates import dates_in
from ingest.metadata.terms import last_day
from ingest.numerals import fold, parse_number
from ingest.records import Clause, Facts
from ingest.relations.names import any_pattern

EXTENDED = "延期"
STOPS = "。;\n"
HALF, MONTHS = "半", 12
COUNT = r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3}|半)\s*(?P<unit>个月|年)"
DAY = r"(?P<to>\d{4}年(?:\d{1,2}月(?:\d{1,2}日|底|末)|底|末))"


@dataclass(frozen=True, slots=True)
class Longer:
    """How long something is prolonged: to the last day `until`, or by a number of `months`."""

    until: date | None = None
    months: int | None = None

    def after(self, expires: date | None) -> date | None:
        """Return the new last day of what ended on `expires`, None where it cannot be told."""
        if self.until is not None:
            return self.until
        return (
            last_of(expires + timedelta(days=1), self.months) if expires is not None and self.months else None
        )


@dataclass(frozen=True, slots=True)
class Extension:
    """The document named in a clause is prolonged."""

    title: str | None
    doc_number: str | None
    longer: Longer
    clause_id: str


def extensions_of(
    clauses: Sequence[Clause], facts: Sequence[Facts], title: str = ""
) -> tuple[Extension, ...]:
    """Return what the clauses of the document called `title` prolong, `facts` aligned with them.

    A sentence may name a document and say until when. In a document whose title says that it prolongs
    others, the day said once holds for every document named without a day.
    """
    whole = _longer("\n".join(fold(clause.text) for clause in clauses)) if _prolongs(title) else None
    found = []
    for clause, read in zip(clauses, facts, strict=True):
        folded = fold(clause.text)
        for reference in read.references:
            if reference.relation not in (MENTIONED, AMENDED):
                continue
            said = _longer(_sentence(folded, reference.start, reference.end)) or whole
            if said is not None:
                found.append(Extension(reference.title, reference.doc_number, said, clause.id))
    return tuple(found)


def _prolongs(title: str) -> bool:
    return any_pattern("prolongs").search(fold(title)) is not None


def _sentence(folded: str, start: int, end: int) -> str:
    """Return the sentence around a citation up to the next one in it, the citation itself left out."""
    first = max(folded.rfind(mark, 0, start) for mark in STOPS) + 1
    stop = re.compile(f"[{STOPS}]").search(folded, end)
    behind = folded[end : stop.start() if stop else len(folded)]
    return folded[first:start] + "《》" + re.split("《", behind)[0]


def _longer(text: str) -> Longer | None:
    """Return how long `text` says that something is prolonged, None where it does not say so."""
    for pattern in _patterns():
        for found in pattern.finditer(text):
            if "to" in pattern.groupindex:
                day = next((each.value for each in dates_in(found["to"])), None) or last_day(found["to"])
                if day is not None:
                    return Longer(until=day)
            elif found["n"] == HALF:
                return Longer(months=MONTHS // 2)
            else:
                return Longer(months=parse_number(found["n"]) * (MONTHS if found["unit"] == "年" else 1))
    return None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns for a new last day, then those for a number of months."""
    led = rf"(?:{any_pattern('prolonged').pattern})\s*(?:再次?|相应|统一|均|,)*"
    longer, going_on = any_pattern("longer").pattern, any_pattern("going_on").pattern
    return (
        re.compile(rf"{led}(?:{longer})\s*(?:至|到)\s*{DAY}"),
        re.compile(rf"(?:{longer})\s*《[^》]*》[^。;\n《]{{0,40}}?期限?\s*(?:至|到)\s*{DAY}"),
        re.compile(rf"(?:{going_on})[^。;\n《]{{0,16}}?(?:至|到)\s*{DAY}"),
        re.compile(rf"{led}(?:{longer})\s*{COUNT}"),
    )
