"""Give a document the places of its clauses, and what there is to know of how its pages were read."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.extract.extracted import OCR, Extracted, PlacedLine
from ingest.extract.layout import HARDLY
from ingest.records import Box, Clause, Document, OffsetMap


def placed(document: Document, extracted: Extracted) -> Document:
    """Return `document` with the page and boxes of each clause and with how its pages were read.

    A source without pages leaves it as it is.
    """
    if not extracted.lines:
        return document
    starts = [line.start for line in extracted.lines]
    clauses = tuple(_placed(clause, document, extracted.lines, starts) for clause in document.clauses)
    seen = {box.page for clause in clauses for box in clause.boxes}
    return _as_read(replace(document, clauses=clauses, pages=len(seen) or None), extracted, starts)


def _as_read(document: Document, extracted: Extracted, starts: Sequence[int]) -> Document:
    """Return `document` with what OCR read of it: how much, how surely, and which pages hardly."""
    held = _characters(document.offsets, extracted.lines, starts)
    total = held.total()
    if not total:
        return document
    pages = {page.number: page for page in extracted.pages}
    sure = {number: 1.0 if page.confidence is None else page.confidence for number, page in pages.items()}
    certainty = sum(count * sure.get(number, 1.0) for number, count in held.items()) / total
    scanned = sum(count for number, count in held.items() if number in pages and pages[number].how == OCR)
    return replace(
        document,
        quality=None if document.quality is None else document.quality * certainty,
        scanned=scanned / total,
        doubtful_pages=tuple(
            number
            for number, holder in _holders(extracted).items()
            if holder in held and sure[number] < HARDLY
        ),
    )


def _characters(offsets: OffsetMap, lines: Sequence[PlacedLine], starts: Sequence[int]) -> Counter[int]:
    """Count the characters of a document on each page."""
    counts: Counter[int] = Counter()
    for run in offsets.runs:
        start, end = run.source_start, run.source_start + run.length
        first = max(bisect_right(starts, start) - 1, 0)
        for line in lines[first : bisect_right(starts, end - 1)]:
            counts[line.box.page] += max(min(line.end, end) - max(line.start, start), 0)
    return +counts


def _holders(extracted: Extracted) -> Mapping[int, int]:
    """Return for each page itself, for one of which nothing was read the last one before that holds text."""
    written = sorted({line.box.page for line in extracted.lines})
    return {page.number: written[max(bisect_right(written, page.number) - 1, 0)] for page in extracted.pages}


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
