"""What stands side by side on a page: lines of one row joined, with tabs where rows make columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.extract.extracted import LaidLine
from ingest.extract.layout.grid import GridTable

LEAST_ROWS = 3  # in the same columns that make a table without rules
SAME_COLUMN = 4.0  # points that the pieces of a column may stand aside
Block = LaidLine | GridTable


def rows_of(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks from the top, what stands on one row joined from the left."""
    rows: list[list[Block]] = []
    for block in sorted(blocks, key=lambda one: (one.top, one.x0)):
        if rows and _same_row(rows[-1], block):
            rows[-1].append(block)
        else:
            rows.append([block])
    return [each for row, apart in zip(rows, _aligned(rows), strict=True) for each in _joined(row, apart)]


def _aligned(rows: Sequence[Sequence[Block]]) -> list[str]:
    """Return what parts the pieces of each row: tabs in rows that follow each other in the same columns."""
    apart = ["  "] * len(rows)
    for start in range(len(rows) - LEAST_ROWS + 1):
        run = rows[start : start + LEAST_ROWS]
        if all(len(row) > 1 for row in run) and all(_same_columns(run[0], row) for row in run[1:]):
            apart[start : start + LEAST_ROWS] = ["\t"] * LEAST_ROWS
    return apart


def _same_columns(one: Sequence[Block], other: Sequence[Block]) -> bool:
    """Say whether the pieces of the shorter row begin, or are centred, or end under some of the other."""
    few, many = sorted((one, other), key=len)
    return all(
        any(
            min(abs(a.x0 - b.x0), abs(a.x1 - b.x1), abs(a.x0 + a.x1 - b.x0 - b.x1) / 2) <= SAME_COLUMN
            for b in many
        )
        for a in few
    )


def _same_row(row: Sequence[Block], block: Block) -> bool:
    last = row[-1]
    if isinstance(block, GridTable) or isinstance(last, GridTable):
        return False
    shared = min(last.bottom, block.bottom) - max(last.top, block.top)
    least = min(last.bottom - last.top, block.bottom - block.top)
    return shared > 0.6 * least and all(block.x0 >= one.x1 - 1 or block.x1 <= one.x0 + 1 for one in row)


def _joined(row: Sequence[Block], apart: str) -> list[Block]:
    lines = sorted((block for block in row if isinstance(block, LaidLine)), key=lambda line: line.x0)
    if len(lines) < 2:
        return list(row)
    known = [line.confidence for line in lines if line.confidence is not None]
    spread = apart != "\t" and all(len(line.text) == 1 for line in lines)
    return [
        replace(
            lines[0],
            text=("" if spread else apart).join(line.text for line in lines),
            top=min(line.top for line in lines),
            x1=max(line.x1 for line in lines),
            bottom=max(line.bottom for line in lines),
            size=max(line.size for line in lines),
            strong=all(line.strong for line in lines),
            confidence=sum(known) / len(known) if known else None,
        )
    ]
