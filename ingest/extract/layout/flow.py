"""The reading order of a page: columns one after another, each line with the margins it is set between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.extract.extracted import LaidLine, LaidPage
from ingest.extract.layout.across import Block, rows_of
from ingest.extract.layout.grid import GridTable

LEAST_LINES = 5  # of a column
STICKING = 0.12  # share of a page's lines that may stick out of a margin: marks, numbers
LEAST_WIDTH = 0.2  # of the width of the text: a column's lines are at least so wide
LEAST_FULL = 0.4  # share of a column's lines that reach its right margin
LARGER = 1.15  # of the usual size: a title
LEAST_CHARS = 6  # of the middle line of a column
STEADY = 8  # lines of a page from which its own margins are known
WHOLE, COLUMN = "whole", "column"


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A line in reading order on its page, set between the margins `left` and `right`, in points."""

    line: LaidLine
    page: int
    left: float
    right: float
    column: int = 0  # counts the stretches of a page that are read one after another

    @property
    def text(self) -> str:
        """The characters of the line."""
        return self.line.text

    @property
    def size(self) -> float:
        """The height of its characters in points."""
        return self.line.size or self.line.bottom - self.line.top

    @property
    def slack(self) -> float:
        """The room left at its end in points."""
        return self.right - self.line.x1

    @property
    def indent(self) -> float:
        """The room before it in points."""
        return self.line.x0 - self.left


FlowItem = FlowLine | GridTable


def flow_of(pages: Sequence[LaidPage], tables: Sequence[GridTable]) -> list[FlowItem]:
    """Return the lines and tables of all pages in reading order."""
    stretches = [(page, _stretches(page, tables)) for page in pages]
    alone = [_margins(each[0]) for _, each in stretches if len(each) == 1 and _counts(each[0])]
    if not alone:  # short pages together tell what none of them does
        lines = [block for _, each in stretches if len(each) == 1 for block in each[0]]
        alone = [_margins(lines)] if _counts(lines) else []
    usual = (median(left for left, _ in alone), median(right for _, right in alone)) if alone else None
    flow: list[FlowItem] = []
    for page, each in stretches:
        for column, blocks in enumerate(each):
            whole = len(each) == 1
            left, right = _margins(blocks) if any(isinstance(b, LaidLine) for b in blocks) else (0.0, 0.0)
            if usual and whole and not _counts(blocks) and right <= usual[1] + 1 and left >= usual[0] - 1:
                left, right = usual
            elif usual and whole and abs(right - usual[1]) < 12:
                right = max(right, usual[1])
            flow += (
                FlowLine(block, page.number, left, right, column) if isinstance(block, LaidLine) else block
                for block in blocks
            )
    return flow


def _counts(blocks: Sequence[Block]) -> bool:
    return sum(isinstance(block, LaidLine) for block in blocks) >= STEADY


def _margins(blocks: Sequence[Block]) -> tuple[float, float]:
    """Return the left and right margin that at least two lines share, or else the outermost."""
    lines = [block for block in blocks if isinstance(block, LaidLine)]
    near = 0.5 * median(line.size or line.bottom - line.top for line in lines)
    return _shared([line.x0 for line in lines], near), -_shared([-line.x1 for line in lines], near)


def _shared(ends: list[float], near: float) -> float:
    ends.sort()
    outside = max(1, int(STICKING * len(ends)))
    shared = (one for one, after in list(pairwise(ends))[: outside + 1] if after - one <= near)
    return next(shared, ends[0])


def _stretches(page: LaidPage, tables: Sequence[GridTable]) -> list[list[Block]]:
    """Return the blocks of a page in the stretches they are read in."""
    blocks: list[Block] = [*page.lines, *(table for table in tables if table.page == page.number)]
    stretches: list[list[Block]] = []
    last = ""
    for kind, each in _parted(blocks):
        rows = rows_of(each)
        if stretches and kind == last == WHOLE:
            stretches[-1] += rows
        else:
            stretches.append(rows)
        last = kind
    return [each for each in stretches if each]


def _parted(blocks: list[Block]) -> list[tuple[str, list[Block]]]:
    """Part blocks at gutters: stretches across the page and columns."""
    gutter = _gutter(blocks)
    if gutter is None:
        return [(WHOLE, blocks)]
    parted: list[tuple[str, list[Block]]] = []
    band: list[Block] = []
    for block in [*sorted(blocks, key=lambda one: (one.top, one.x0)), None]:
        if block is not None and not block.x0 < gutter < block.x1:
            band.append(block)
            continue
        heads, band = _heads(band)
        if heads:
            parted.append((WHOLE, heads))
        left = [one for one in band if one.x1 <= gutter]
        right = [one for one in band if one.x1 > gutter]
        if len(left) >= 2 and len(right) >= 2:
            parted += [(COLUMN, each) for side in (left, right) for _, each in _parted(side)]
        elif band:
            parted.append((WHOLE, band))
        if block is not None:
            parted.append((WHOLE, [block]))
        band = []
    return parted


def _heads(band: list[Block]) -> tuple[list[Block], list[Block]]:
    """Part the lines of larger type at the top of a band, its title over all columns, from the rest."""
    sizes = [block.size for block in band if isinstance(block, LaidLine)]
    usual = median(sizes) if sizes else 0.0
    count = 0
    while count < len(band) and _is_larger(band[count], usual):
        count += 1
    return band[:count], band[count:]


def _is_larger(block: Block, usual: float) -> bool:
    return isinstance(block, LaidLine) and block.size > LARGER * usual


def _gutter(blocks: Sequence[Block]) -> float | None:
    """Return where a gutter between two columns of text lies, None where there is none."""
    lines = [block for block in blocks if isinstance(block, LaidLine)]
    if len(lines) < 2 * LEAST_LINES:
        return None
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    best: tuple[int, float] | None = None
    for at in sorted({round(line.x0) - 2.0 for line in lines if x0 + 0.15 * (x1 - x0) < line.x0}):
        left = [line for line in lines if line.x1 <= at]
        right = [line for line in lines if line.x0 >= at]
        score = min(len(left), len(right))
        if score < LEAST_LINES or (best and score <= best[0]):
            continue
        if _is_column(left, x1 - x0) and _is_column(right, x1 - x0) and _side_by_side(left, right):
            best = score, at
    return best[1] if best else None


def _is_column(lines: Sequence[LaidLine], width: float) -> bool:
    """Say whether lines look like running text in a column."""
    _, right = _margins(lines)
    full = sum(line.x1 > right - 1.5 * (line.size or 10) for line in lines)
    wide = median(line.x1 - line.x0 for line in lines) >= LEAST_WIDTH * width
    return (
        wide and full >= LEAST_FULL * len(lines) and median(len(line.text) for line in lines) >= LEAST_CHARS
    )


def _side_by_side(left: Sequence[LaidLine], right: Sequence[LaidLine]) -> bool:
    top = max(min(line.top for line in left), min(line.top for line in right))
    bottom = min(max(line.bottom for line in left), max(line.bottom for line in right))
    inside = [sum(top <= line.top and line.bottom <= bottom for line in side) for side in (left, right)]
    return min(inside) >= LEAST_LINES - 2
