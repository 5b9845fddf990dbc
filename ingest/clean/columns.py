"""Columns: where a text is broken at the width of a newspaper column or a page, and how wide that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clean.lines import Line
from ingest.clean.shapes import is_finished, is_prose, is_tabular, shapes

WINDOW = 15  # lines looked at around a line
NARROWEST, WIDEST = 20, 150  # cells of a column
RAGGED = 8  # cells by which full lines differ
LEAST_FULL = 0.34  # share of full lines in a wrapped window
LEAST_BROKEN = 0.5  # share of full lines that stop inside a sentence
LEAST_PROSE = 0.25  # share of full lines with punctuation
MOST_WIDER = 0.25  # share of lines wider than the column
LEAST_STOPS = 0.04  # share of lines with a full stop, so that a list of names is no column
LEAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of `width` cells; `gap` is the usual number of empty lines between two of its lines."""

    width: int
    gap: int


def columns_of(lines: Sequence[Line]) -> list[Column | None]:
    """Return for each line the column it is set in, None where a paragraph is a line."""
    ends = [is_finished(line.text) for line in lines]
    prose = [is_prose(line.text) and not is_tabular(line.text) for line in lines]
    opens = [bool(shapes().weak.match(line.text)) for line in lines]
    columns = [_column(lines, ends, prose, opens, at) for at in range(len(lines))]
    columns = [
        column if column is not None and line.width <= column.width + RAGGED // 2 else None
        for line, column in zip(lines, columns, strict=True)
    ]
    for at in range(len(lines) - 2, -1, -1):
        after = columns[at + 1]
        if columns[at] is None and after is not None and _fills(lines[at], after):
            columns[at] = after  # a column begins at the first line that fills it
    return columns


def _fills(line: Line, column: Column) -> bool:
    fits = column.width - RAGGED <= line.width <= column.width + RAGGED // 2
    return fits and not is_tabular(line.text)


def _column(
    lines: Sequence[Line], ends: Sequence[bool], prose: Sequence[bool], opens: Sequence[bool], at: int
) -> Column | None:
    first = max(0, min(at - WINDOW // 2, len(lines) - WINDOW))
    window = range(first, min(first + WINDOW, len(lines)))
    width = _likely_width([lines[i].width for i in window])
    full = [i for i in window if width - RAGGED <= lines[i].width <= width and not opens[i]]
    wider = sum(lines[i].width > width + RAGGED // 2 for i in window)
    broken = [i for i in full if not ends[i]]
    around = range(max(0, at - 2 * WINDOW), min(len(lines), at + 2 * WINDOW))
    fitting = [i for i in around if lines[i].width <= width + RAGGED // 2]
    stops = sum("。" in lines[i].text for i in fitting)
    wrapped = (
        NARROWEST <= width <= WIDEST
        and len(full) >= max(min(LEAST_LINES, len(lines) - 1), LEAST_FULL * len(window))
        and len(broken) >= LEAST_BROKEN * len(full)
        and sum(prose[i] for i in full) >= LEAST_PROSE * len(full)
        and wider <= MOST_WIDER * len(window)
        and stops >= max(1, LEAST_STOPS * len(fitting))
    )
    if not wrapped or not broken:
        return None
    gaps = Counter(lines[i + 1].gap for i in broken if i + 1 < len(lines))
    return Column(width, gaps.most_common(1)[0][0] if gaps else 0)


def _likely_width(widths: Sequence[int]) -> int:
    """Return the width that has the most lines just under it, the larger of two."""
    return max(widths, key=lambda width: (sum(width - RAGGED <= other <= width for other in widths), width))
