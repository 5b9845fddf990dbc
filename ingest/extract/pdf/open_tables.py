"""Tables ruled by level lines alone: a head of names between two rules, rows of cells down to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.extract.layout.grid import EDGE, Frame
from ingest.extract.layout.lines import Glyph, pieces_of, rows_of
from ingest.extract.pdf.rules import Rule

LEAST_RULES = 3  # above the head, under it, under the table
LEAST_WIDE = 100.0  # points
LEAST_GUTTER = 0.5  # of a size: room between two columns in every row
PARTED = 1.5  # of the room between lines of a cell: room between rows
ASCENT, DESCENT = 0.85, 0.15  # of a size: a line above and below its base
TALLEST_HEAD = 5.0  # of a size


@dataclass(frozen=True, slots=True)
class _Stripe:
    """What stands at one height over all columns."""

    top: float
    bottom: float
    columns: frozenset[int]


def open_tables(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> Iterator[list[Frame]]:
    """Yield the cells of each table that has rules above, under its head and below, but no uprights.

    The cells of the head come first, as many as there are columns with one height.
    """
    for stack in _stacks(rules):
        at = 0
        while at + LEAST_RULES <= len(stack):
            end, cuts = _table(stack, at, glyphs)
            if cuts:
                yield _frames(stack[at : end + 1], cuts, glyphs)
            at = max(end, at + 1)


def _stacks(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Yield the level rules of one extent from the top, double ones once."""
    groups: list[list[Rule]] = []
    for rule in sorted((one for one in rules if one.level), key=lambda one: one.top):
        if rule.x1 - rule.x0 < LEAST_WIDE:
            continue
        for group in groups:
            if abs(group[0].x0 - rule.x0) <= EDGE and abs(group[0].x1 - rule.x1) <= EDGE:
                if rule.top - group[-1].top > 2 * EDGE:
                    group.append(rule)
                break
        else:
            groups.append([rule])
    return (group for group in groups if len(group) >= LEAST_RULES)


def _between(glyphs: Sequence[Glyph], above: Rule, below: Rule) -> list[Glyph]:
    return [
        glyph
        for glyph in glyphs
        if above.top <= (glyph.top + glyph.bottom) / 2 <= below.top
        and above.x0 - EDGE <= (glyph.x0 + glyph.x1) / 2 <= above.x1 + EDGE
        and glyph.text.strip()
    ]


def _table(stack: Sequence[Rule], at: int, glyphs: Sequence[Glyph]) -> tuple[int, list[float]]:
    """Return the last rule of the table that begins at a rule and where its columns part; [] for none."""
    head = _between(glyphs, stack[at], stack[at + 1])
    names = _names(head)
    tall = TALLEST_HEAD * median(glyph.size for glyph in head) if head else 0.0
    end, cuts = at, list[float]()
    if len(names) < 2 or stack[at + 1].top - stack[at].top > tall:
        return end, cuts
    for last in range(at + 2, len(stack)):
        found = _cuts(names, _between(glyphs, stack[at], stack[last]))
        band = _between(glyphs, stack[last - 1], stack[last])
        if not found or len({_column(glyph, found) for glyph in band}) < 2:
            break
        end, cuts = last, found
    return end, cuts


def _names(head: Sequence[Glyph]) -> list[tuple[float, float]]:
    """Return the extents of the names in a head, those one above the other as one."""
    spans = sorted((piece[0].x0, piece[-1].x1) for row in rows_of(head) for piece in pieces_of(row))
    names: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if names and x0 < names[-1][1]:
            names[-1] = names[-1][0], max(names[-1][1], x1)
        else:
            names.append((x0, x1))
    return names


def _cuts(names: Sequence[tuple[float, float]], glyphs: Sequence[Glyph]) -> list[float]:
    """Return the middles of the gutters between names that no glyph crosses; [] where one is missing."""
    least = LEAST_GUTTER * median(glyph.size for glyph in glyphs)
    covered: list[tuple[float, float]] = []
    for x0, x1 in sorted((glyph.x0, glyph.x1) for glyph in glyphs):
        if covered and x0 - covered[-1][1] < least:
            covered[-1] = covered[-1][0], max(covered[-1][1], x1)
        else:
            covered.append((x0, x1))
    gutters = [(a[1], b[0]) for a, b in pairwise(covered)]
    cuts = []
    for (a0, a1), (b0, b1) in pairwise(names):
        left, right = (a0 + a1) / 2, (b0 + b1) / 2
        free = [one for one in gutters if left < (one[0] + one[1]) / 2 < right]
        if not free:
            return []
        widest = max(free, key=lambda one: one[1] - one[0])
        cuts.append((widest[0] + widest[1]) / 2)
    return cuts


def _column(glyph: Glyph, cuts: Sequence[float]) -> int:
    return sum((glyph.x0 + glyph.x1) / 2 > cut for cut in cuts)


def _frames(stack: Sequence[Rule], cuts: Sequence[float], glyphs: Sequence[Glyph]) -> list[Frame]:
    heights = [stack[0].top]
    for number, (above, below) in enumerate(pairwise(stack)):
        if number:
            heights += _partings(_stripes(_between(glyphs, above, below), cuts), len(cuts) + 1)
        heights.append(below.top)
    sides = [stack[0].x0, *cuts, stack[0].x1]
    return [Frame(x0, top, x1, bottom) for top, bottom in pairwise(heights) for x0, x1 in pairwise(sides)]


def _stripes(glyphs: Sequence[Glyph], cuts: Sequence[float]) -> list[_Stripe]:
    """Return the stripes of a band from the top; lines that overlap in height are one."""
    stripes: list[_Stripe] = []
    for row in rows_of(glyphs):
        size = median(glyph.size for glyph in row)
        top, bottom = row[0].base - ASCENT * size, row[0].base + DESCENT * size
        columns = frozenset(_column(glyph, cuts) for glyph in row)
        if stripes and top < stripes[-1].bottom - EDGE / 2:
            last = stripes.pop()
            top, bottom, columns = last.top, max(bottom, last.bottom), columns | last.columns
        stripes.append(_Stripe(top, bottom, columns))
    return stripes


def _partings(stripes: Sequence[_Stripe], columns: int) -> list[float]:
    """Return the heights between the rows: where the room is wide, or else where a row begins anew."""
    pairs = list(pairwise(stripes))
    rooms = [b.top - a.bottom for a, b in pairs]
    if not rooms:
        return []
    most = (min(rooms) + max(rooms)) / 2
    wide = max(rooms) > PARTED * max(min(rooms), 1.0)
    full = max(2, columns - 1)
    return [
        (a.bottom + b.top) / 2
        for (a, b), room in zip(pairs, rooms, strict=True)
        if (room > most if wide else 0 in b.columns or len(b.columns) >= full)
    ]
