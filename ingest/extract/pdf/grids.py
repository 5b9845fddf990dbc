"""The ruled tables of a PDF page: pdfplumber finds the cells that rules enclose, glyphs fall into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.extract.extracted import LaidLine
from ingest.extract.layout.grid import EDGE, Frame, GridTable, clustered, grid_of
from ingest.extract.layout.lines import Glyph, folded, line_of, rows_of
from ingest.extract.pdf.open_tables import open_tables
from ingest.extract.pdf.rules import Rule

MOST_CROSSINGS = 4_000  # a page with more is a drawing
LEAST_RULES = 4  # that enclose anything
LEAST_OPEN = 3  # rules of a table without outer borders


@dataclass(frozen=True, slots=True)
class PageGrids:
    """The tables of a page and the glyphs that stand in none."""

    tables: tuple[GridTable, ...]
    outside: tuple[Glyph, ...]


def page_grids(page: int, rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> PageGrids:
    """Return the tables that `rules` draw on a page."""
    found = [frames for frames in _tables(rules) if len(frames) > 1] if len(rules) >= LEAST_RULES else []
    found.sort(key=lambda frames: sum((one.x1 - one.x0) * (one.bottom - one.top) for one in frames))
    outside = folded(glyphs)
    tables = []
    for frames in found:  # the smaller first, so that a table in a cell of another keeps its text
        inside, outside = _shared(frames, outside)
        if any(inside):
            tables.append(grid_of(page, frames, [_cell_lines(each) for each in inside]))
    for frames in list(open_tables(_free(rules, tables), outside)):
        inside, outside = _shared(frames, outside)
        tables.append(grid_of(page, frames, _under_head(frames, inside)))
    tables.sort(key=lambda table: (table.top, table.x0))
    return PageGrids(tuple(tables), tuple(outside))


def _tables(rules: Sequence[Rule]) -> list[list[Frame]]:
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells

    whole = _whole(rules)
    edges = [_edge(rule) for rule in _whole([*whole, *_open_sides(whole), *_open_ends(whole)])]
    crossings = edges_to_intersections(edges, EDGE, EDGE)
    if not 4 <= len(crossings) <= MOST_CROSSINGS:
        return []
    return [[Frame(*cell) for cell in cells] for cells in cells_to_tables(intersections_to_cells(crossings))]


def _under_head(frames: Sequence[Frame], inside: Sequence[Sequence[Glyph]]) -> list[list[LaidLine]]:
    """Return the lines of cells, those of the head marked strong."""
    return [
        [replace(line, strong=line.strong or frame.top == frames[0].top) for line in _cell_lines(glyphs)]
        for frame, glyphs in zip(frames, inside, strict=True)
    ]


def _free(rules: Sequence[Rule], tables: Sequence[GridTable]) -> list[Rule]:
    """Return the rules that draw none of the tables."""
    return [
        rule
        for rule in _whole(rules)
        if not any(table.top - EDGE <= rule.top <= table.bottom + EDGE for table in tables)
    ]


def _whole(rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules with the pieces of one line put together."""
    from pdfplumber.table import merge_edges

    edges = [_edge(rule) for rule in rules]
    merged = merge_edges(edges, EDGE, EDGE, EDGE, EDGE) if edges else []
    return [Rule(edge["x0"], edge["top"], edge["x1"], edge["bottom"]) for edge in merged]


def _edge(rule: Rule) -> dict[str, object]:
    return {
        "orientation": "h" if rule.level else "v",
        "x0": rule.x0,
        "x1": rule.x1,
        "top": rule.top,
        "bottom": rule.bottom,
        "doctop": rule.top,
        "width": rule.x1 - rule.x0,
        "height": rule.bottom - rule.top,
    }


def _open_sides(rules: Sequence[Rule]) -> list[Rule]:
    """Return the outer borders of tables drawn without them: rules of one length with uprights between."""
    groups: dict[tuple[int, int], list[Rule]] = {}
    for rule in rules:
        if rule.level:
            groups.setdefault((round(rule.x0 / EDGE), round(rule.x1 / EDGE)), []).append(rule)
    sides: list[Rule] = []
    for group in groups.values():
        x0, x1 = group[0].x0, group[0].x1
        inner = [rule for rule in rules if not rule.level and x0 + EDGE < rule.x0 < x1 - EDGE]
        crossed = [y.top for y in group if any(x.top - EDGE <= y.top <= x.bottom + EDGE for x in inner)]
        if len(crossed) < LEAST_OPEN:
            continue
        top, bottom = min(crossed), max(crossed)
        for x in (x0, x1):
            if not any(_stands(rule, x, top, bottom) for rule in rules):
                sides.append(Rule(x, top, x, bottom))
    return sides


def _stands(rule: Rule, x: float, top: float, bottom: float) -> bool:
    """Say whether a rule is an upright at `x` between two heights."""
    return (
        not rule.level and abs(rule.x0 - x) <= EDGE and rule.top < bottom - EDGE and rule.bottom > top + EDGE
    )


def _open_ends(rules: Sequence[Rule]) -> list[Rule]:
    """Return the borders that a page break left out: between uprights that end at one height in the open."""
    upright = [rule for rule in rules if not rule.level]
    closing: list[Rule] = []
    for ends in ([(rule.top, rule.x0) for rule in upright], [(rule.bottom, rule.x0) for rule in upright]):
        for y in clustered(y for y, _ in ends):
            xs = sorted(x for end, x in ends if abs(end - y) <= EDGE)
            closing += (Rule(a, y, b, y) for a, b in pairwise(xs) if not _lies(rules, a, b, y))
    return closing


def _lies(rules: Sequence[Rule], x0: float, x1: float, y: float) -> bool:
    """Say whether a level rule stands at the height `y` between two uprights."""
    return any(
        rule.level and abs(rule.top - y) <= 2 * EDGE and rule.x0 < x1 - EDGE and rule.x1 > x0 + EDGE
        for rule in rules
    )


def _shared(frames: Sequence[Frame], glyphs: Sequence[Glyph]) -> tuple[list[list[Glyph]], list[Glyph]]:
    """Deal the glyphs out to the cells they stand in; return them with those that stand in none."""
    x0, x1 = min(frame.x0 for frame in frames), max(frame.x1 for frame in frames)
    top, bottom = min(frame.top for frame in frames), max(frame.bottom for frame in frames)
    inside: list[list[Glyph]] = [[] for _ in frames]
    outside = []
    last = 0
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        home = None
        if x0 <= x <= x1 and top <= y <= bottom:
            for at in (last, *range(len(frames))):  # most glyphs stand where the one before does
                frame = frames[at]
                if frame.x0 <= x <= frame.x1 and frame.top <= y <= frame.bottom:
                    home = last = at
                    break
        if home is None:
            outside.append(glyph)
        else:
            inside[home].append(glyph)
    return inside, outside


def _cell_lines(glyphs: Sequence[Glyph]) -> list[LaidLine]:
    rows = (row for row in rows_of(glyphs) if any(glyph.text.strip() for glyph in row))
    return [line_of(row) for row in rows]
