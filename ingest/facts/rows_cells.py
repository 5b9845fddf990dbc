"""The cells of a table row that became a clause, each with the header it stands under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.facts.folded import Piece
from ingest.fields import field_of, field_table

SEPARATOR = " | "  # between the headers in the path of a row
LONGEST_CELL = 300  # characters of a cell that stands alone below its header
PLAIN = re.compile(r"[\u4e00-\u9fff（）()/·]{2,16}")  # a header, which has no ordinal
BEHIND_LABEL = re.compile(r"[\s:]+")


@dataclass(frozen=True, slots=True)
class HeadedCell:
    """The cell ``text[start:end]`` of a clause and the words of its header, or of the label before it."""

    header: str
    start: int
    end: int


def headed_cells(text: str, path: Sequence[str]) -> tuple[HeadedCell, ...]:
    """Return the cells of a row whose headers end `path`, () for a clause that is no row of a table."""
    if not path:
        return ()
    headers = path[-1].split(SEPARATOR)
    cells = text.split("\t")
    if len(headers) > 1:
        return _aligned(headers, cells) if len(headers) == len(cells) else ()
    value = value_of(text, path[-1])
    if value is None and len(text) <= LONGEST_CELL and PLAIN.fullmatch(path[-1]):
        value = Piece(0, len(text)) if not text.startswith(path[-1]) else None
    return () if value is None else (HeadedCell(path[-1], value.start, value.end),)


def _aligned(headers: Sequence[str], cells: Sequence[str]) -> tuple[HeadedCell, ...]:
    found: list[HeadedCell] = []
    at = 0
    for header, cell in zip(headers, cells, strict=True):
        found.append(HeadedCell(header, at, at + len(cell)))
        at += len(cell) + 1
    return tuple(found)


def whole_value(text: str, path: Sequence[str], field: str) -> Piece | None:
    """Return the value in a clause that is a row or a cell of `field`, None for other clauses."""
    if not path or field_of(path[-1]) != field:
        return None
    value = value_of(text, path[-1])
    bare = value is None and path[-1] in field_table().fields and len(text) <= LONGEST_CELL
    return Piece(0, len(text)) if bare and not text.startswith(path[-1]) else value


def value_of(text: str, label: str) -> Piece | None:
    """Return what follows `label` where `text` begins with it and a blank or colon, None for other texts."""
    if not text.startswith(label) or not label:
        return None
    gap = BEHIND_LABEL.match(text.replace("：", ":"), len(label))
    if gap is None or gap.end() == len(text):
        return None
    return Piece(gap.end(), len(text.rstrip()))
