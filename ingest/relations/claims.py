"""What a document says that it does to others: in a sentence, or by a list that it announces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.facts.references import AMENDED, MENTIONED, REPEALED, REPLACED
from ingest.metadata.dates import dates_in
from ingest.numerals import fold
from ingest.records import Clause, Facts, Reference
from ingest.relations.names import any_pattern

DONE = frozenset({REPEALED, REPLACED, AMENDED})
LONGEST_ITEM = 300  # characters of an item of a list
SAID_BEHIND = 40  # characters behind a citation that may name the day
ON = re.compile(r"(?:自|从|于)\s*(?P<day>[^。,;]{8,14}?日)\s*起?[^。;]{0,6}(?:废止|失效|停止|不再)")
CEASES = re.compile("废止|失效|停止执行|不再执行")
SAID_BEFORE = 12
TO_AMEND = re.compile(r"(?<!决定)(?<!关于)(?<!现对)(?:修订|修改|修正)(?:完善)?$")
PROSE = re.compile(r"。.*\S")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a clause does to the document it names; `on` is the day it gives for it."""

    relation: str
    title: str | None
    doc_number: str | None
    on: date | None
    clause_id: str


def claims_of(clauses: Sequence[Clause], facts: Sequence[Facts]) -> tuple[Claim, ...]:
    """Return what the clauses of one document do to others, `facts` aligned with them."""
    found: list[Claim] = []
    listing = False
    announced: date | None = None
    for clause, read in zip(clauses, facts, strict=True):
        folded = fold(clause.text)
        begins = _announced(folded)
        if begins is not None:
            listing, announced = True, _ceasing(folded)
        elif listing and (_keeps(folded) or not _is_item(folded, read)):
            listing = False
        listed_from = begins or 0 if listing else None
        found += _claims(clause, read.references, listed_from, announced)
    return tuple(found)


def _announced(folded: str) -> int | None:
    """Return where a list of repealed documents begins that `folded` announces, None without one."""
    if not CEASES.search(folded):
        return None
    for line in re.finditer(r"[^\n]+", folded):
        found = any_pattern("repeals").search(line[0])
        if found and not any_pattern("keeps").search(line[0]):
            return line.start() + found.end()
    return None


def _keeps(folded: str) -> bool:
    """Whether a line that names no document itself announces a list of what stays or only changes."""
    lines = (line for line in folded.split("\n") if "《" not in line and "[" not in line)
    return any(any_pattern("keeps").search(line) for line in lines)


def _is_item(folded: str, read: Facts) -> bool:
    """Whether a clause can be an item of a list: short, no prose, and it names a document."""
    short = len(folded) <= LONGEST_ITEM or folded.count("\n") > 1
    return short and not any(PROSE.search(line) for line in folded.split("\n")) and bool(read.references)


def _claims(
    clause: Clause, references: Sequence[Reference], listed_from: int | None, announced: date | None
) -> Iterator[Claim]:
    """Yield what is said of each citation; the day `announced` for a list holds for those listed."""
    for reference in references:
        relation = reference.relation
        listed = listed_from is not None and reference.start >= listed_from
        if listed and relation == MENTIONED:
            relation = REPEALED
        if relation in DONE and not _is_task(clause.text, reference):
            day = _day(clause.text, reference.end) or (announced if listed else None)
            yield Claim(relation, reference.title, reference.doc_number, day, clause.id)


def _is_task(text: str, reference: Reference) -> bool:
    """Whether a document is to be amended some day (修订《…》) and not amended here (决定修改《…》)."""
    before = text[max(0, reference.start - SAID_BEFORE) : reference.start]
    return reference.relation == AMENDED and TO_AMEND.search(before) is not None


def _day(text: str, at: int) -> date | None:
    return _ceasing(re.split("[。；;\n]", fold(text[at : at + SAID_BEHIND]))[0])


def _ceasing(folded: str) -> date | None:
    """Return the day from which something is said to be repealed."""
    said = ON.search(folded.replace("，", ","))
    return next((day.value for day in dates_in(said["day"])), None) if said else None
