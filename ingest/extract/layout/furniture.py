"""Running heads and feet and page numbers: what pages repeat at their edges."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.clean.furniture import BARE_NUMBER, MARKED_NUMBER
from ingest.clean.lines import squeezed
from ingest.clean.shapes import is_prose, shapes
from ingest.extract.extracted import LaidLine, LaidPage
from ingest.extract.layout.grid import GridTable
from ingest.extract.layout.heads import LONGEST, ZONE, lone_heads

EDGE_LINES = 3  # lines from the edge that may be furniture
SAME_PLACE = 9.0  # points that furniture may move from page to page
LEAST_PAGES = 3  # that repeat a line
MOST_PAGES = 0.5  # share of pages that a line which opens a block must be repeated on
SMALLER = 0.95  # of the size of the text: the type of a head that has a comma or a stop
ISOLATED = 0.6  # of its size: room between a page number and the text
NUMBERS = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at the edge of a page: its page's index and its place among the lines of the page."""

    page: int
    at: int
    line: LaidLine
    foot: bool
    height: float
    text: str


def without_furniture(
    pages: Sequence[LaidPage], tables: Sequence[GridTable] = (), body: float = 0.0
) -> list[LaidPage]:
    """Return the pages without running heads, running feet and page numbers; `body` is the usual size."""
    edges = [
        edge
        for index, page in enumerate(pages)
        for edge in _edges(index, page)
        if not (is_prose(edge.text) and body and edge.line.size >= SMALLER * body)
    ]
    dropped: dict[int, set[int]] = defaultdict(set)
    for index, page in enumerate(pages):
        dropped[index] |= {*lone_heads(page, [one for one in tables if one.page == page.number], body)}
    for edge in (
        *_repeated(edges, len(pages)),
        *(edge for edge in edges if MARKED_NUMBER.fullmatch(edge.text)),
    ):
        dropped[edge.page].add(edge.at)
    for edge in edges:
        if BARE_NUMBER.fullmatch(edge.text) and _stands_alone(edge, pages[edge.page], dropped[edge.page]):
            dropped[edge.page].add(edge.at)
    return [
        replace(page, lines=tuple(line for at, line in enumerate(page.lines) if at not in dropped[index]))
        for index, page in enumerate(pages)
    ]


def _edges(index: int, page: LaidPage) -> Iterator[_Edge]:
    order = sorted(range(len(page.lines)), key=lambda at: page.lines[at].top)
    for foot, places in ((False, order[: EDGE_LINES * 2]), (True, order[::-1][: EDGE_LINES * 2])):
        for at in places:
            line = page.lines[at]
            middle = (line.top + line.bottom) / 2 / page.height
            text = squeezed(line.text)
            if (middle > 1 - ZONE if foot else middle < ZONE) and text and len(text) <= LONGEST:
                yield _Edge(index, at, line, foot, page.height, text)


def _repeated(edges: Sequence[_Edge], pages: int) -> Iterator[_Edge]:
    """Yield the lines that several pages have in one place, alike but for the page's number."""
    groups: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        groups[edge.foot, edge.text].append(edge)
        for found in () if _opens(edge) or is_prose(edge.text) else NUMBERS.finditer(edge.text):
            ahead = int(found.group()) - edge.page
            key = f"{edge.text[: found.start()]}#{ahead}#{edge.text[found.end() :]}"
            groups[edge.foot, key].append(edge)
    least = min(LEAST_PAGES, max(pages, 2))
    for group in groups.values():
        if len({edge.page for edge in group}) < least:
            continue
        share = MOST_PAGES if _opens(group[0]) else 0.0
        for edge in group:
            level = {other.page for other in group if abs(_place(other) - _place(edge)) <= SAME_PLACE}
            if len(level) >= max(least, share * pages):
                yield edge


def _opens(edge: _Edge) -> bool:
    """Say whether a line opens a block, as headings and annexes do at the top of their pages."""
    return bool(shapes().weak.match(edge.line.text)) and edge.text[0] not in "—-－"


def _place(edge: _Edge) -> float:
    return edge.height - edge.line.bottom if edge.foot else edge.line.top


def _stands_alone(edge: _Edge, page: LaidPage, dropped: set[int]) -> bool:
    """Say whether nothing but furniture stands beside a bare number or between it and the page's edge."""
    line = edge.line
    size = line.size or line.bottom - line.top
    for at, other in enumerate(page.lines):
        if at == edge.at or at in dropped:
            continue
        if (
            other.bottom > line.top - ISOLATED * size
            if edge.foot
            else other.top < line.bottom + ISOLATED * size
        ):
            return False
    return True
