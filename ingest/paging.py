"""Give clauses their pages and boxes from where the lines of the source stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.extract.extracted import Extracted, PlacedLine
from ingest.records import Box, Clause, Document


def placed(document: Document, extracted: Extracted) -> Document:
    """Return `document` with the page and the boxes of each clause; unchanged for a source without pages."""
    if not extracted.lines:
        return document
    starts = [line.start for line in extracted.lines]
    clauses = tuple(_placed(clause, document, extracted.lines, starts) for clause in document.clauses)
    seen = {box.page for clause in clauses for box in clause.boxes}
    return replace(document, clauses=clauses, pages=len(seen) or None)


def _placed(clause: Clause, document: Document, lines: Sequence[PlacedLine], starts: Sequence[int]) -> Clause:
    if clause.end <= clause.start:
        return clause
    start, end = document.offsets.to_source_range(clause.start, clause.end)
    first = max(bisect_right(starts, start) - 1, 0)
    after = bisect_right(starts, end - 1)
    boxes = tuple(_merged(line.box for line in lines[first:after] if line.end > start))
    return replace(clause, page=boxes[0].page, boxes=boxes) if boxes else clause


def _merged(boxes: Iterable[Box]) -> Iterator[Box]:
    """Join boxes that follow each other down one column of a page."""
    last: Box | None = None
    for box in boxes:
        if last is not None and _goes_on(last, box):
            last = Box(
                box.page,
                min(last.x0, box.x0),
                min(last.top, box.top),
                max(last.x1, box.x1),
                max(last.bottom, box.bottom),
            )
            continue
        if last is not None:
            yield last
        last = box
    if last is not None:
        yield last


def _goes_on(last: Box, box: Box) -> bool:
    return last.page == box.page and box.top >= last.top and box.x0 < last.x1 and last.x0 < box.x1
