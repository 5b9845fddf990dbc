"""Running heads that one page tells alone: small type in the margin apart from the text, the title again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.clean.lines import squeezed
from ingest.clean.shapes import is_own_line, is_prose, shapes
from ingest.extract.extracted import LaidLine, LaidPage
from ingest.extract.layout.grid import GridTable

ZONE = 0.13  # share of a page's height at its top and at its foot
SMALL = 0.8  # of the size of the text: the type of a running head
APART = 1.2  # of its size: room between a running head and the text
OUTER, HARDLY_APART = 0.05, 0.3  # share of a page's height that no text takes, and the room that does there
LARGE = 1.1  # of the size of the text: a title
LEAST_TITLE = 6  # characters of a head that say the title again
LONGEST = 60  # characters of a head that says anything else
FIELD = re.compile("[一-鿿][ \u3000]*[:：]")
LINK = re.compile(r"(?:https?|file)://\S+(?:\s+\d{1,4}/\d{1,4})?", re.IGNORECASE)


def lone_heads(page: LaidPage, tables: Sequence[GridTable], body: float) -> Iterator[int]:
    """Yield the places of the lines of `page` that are a running head, or the address a browser prints.

    `tables` are those on the page; `body` is the size most characters of the document have, in points.
    """
    for at, line in enumerate(page.lines):
        middle = (line.top + line.bottom) / 2 / page.height
        if not ZONE < middle < 1 - ZONE and LINK.fullmatch(line.text.strip()):
            yield at
    row = _top_row(page)
    if not row or not body:
        return
    foot = max(page.lines[at].bottom for at in row)
    below = _below(page, tables, foot)
    size = max(page.lines[at].size for at in row)
    apart = HARDLY_APART if foot < OUTER * page.height else APART
    if below is None or below.top - foot < apart * size:
        return
    usual = min(body, below.size or body)
    title = "".join(squeezed(line.text) for line in page.lines if line.size >= LARGE * body)
    yield from (at for at in row if _is_head(page.lines[at], title, usual))


def _top_row(page: LaidPage) -> list[int]:
    """Return the places of the lines that stand side by side at the top of the page's margin."""
    if not page.lines:
        return []
    first = min(page.lines, key=lambda line: line.top)
    if (first.top + first.bottom) / 2 >= ZONE * page.height:
        return []
    return [at for at, line in enumerate(page.lines) if line.top < first.bottom]


def _below(page: LaidPage, tables: Sequence[GridTable], foot: float) -> LaidLine | None:
    """Return the line next below `foot`, in a table or outside."""
    inside = (line for table in tables for cell in table.cells for line in cell.lines)
    lower = (line for line in (*page.lines, *inside) if line.top >= foot)
    return min(lower, key=lambda line: line.top, default=None)


def _is_head(line: LaidLine, title: str, usual: float) -> bool:
    text = squeezed(line.text)
    if line.size < usual and len(text) >= LEAST_TITLE and text in title:
        return True
    if not 0 < line.size <= SMALL * usual or len(text) > LONGEST:
        return False
    told = is_own_line(text) or is_prose(text) or FIELD.search(text) or shapes().weak.match(text)
    return not told
