"""Which rows of a table name its columns, and which tables have labels for their rows."""

from __future__ import annotations

from ingest.rows.grid import Grid, GridCell

LONGEST_HEADER = 14  # characters of a cell in a header that nothing marks as one
LONGEST_LABEL = 16
FEWEST_ROWS = 2  # of data below a header that nothing marks
FEWEST_LABELS = 3
STOPS = "。；;"


def header_rows(grid: Grid) -> int:
    """Return how many rows name the columns: those marked, else a first row of short words in all columns."""
    if grid.header_rows:
        return grid.header_rows
    if grid.width < 2 or len(grid.rows) <= FEWEST_ROWS or is_labelled(grid):
        return 0
    first = grid.rows[0].cells
    names = {cell.text for cell in first}
    shaped = all(len(cell.text) <= LONGEST_HEADER and _is_words(cell.text) for cell in first)
    return 1 if shaped and len(first) == len(names) == grid.width else 0


def _is_words(text: str) -> bool:
    bare = text.strip("0123456789.%年月日（）()")
    return bool(bare) and text[-1] not in STOPS


def is_labelled(grid: Grid) -> bool:
    """Tell whether a table of two columns has labels on the left: short, all different, most with a value."""
    if grid.width != 2 or grid.header_rows or len(grid.rows) < FEWEST_LABELS:
        return False
    firsts = [row.cells[0] for row in grid.rows]
    labels = [cell for cell in firsts if cell.column == 0 and cell.columns == 1]
    short = all(len(cell.text) <= LONGEST_LABEL and _is_words(cell.text) for cell in labels)
    longer = sum(len(row.cells[-1].text) > len(row.cells[0].text) for row in grid.rows if len(row.cells) == 2)
    different = len({cell.text for cell in labels}) == len(labels)
    return short and different and len(labels) == len(grid.rows) and longer * 2 > len(labels)


def header_above(grid: Grid, heads: int, cell: GridCell) -> str:
    """Return what stands over a cell in the first `heads` rows, from the top down, joined by a stroke."""
    words: dict[str, None] = {}
    for row in grid.rows[:heads]:
        for head in row.cells:
            if head.column < cell.column + cell.columns and cell.column < head.column + head.columns:
                words.setdefault(" ".join(head.text.split()))
    return "/".join(words)
