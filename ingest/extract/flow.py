"""Paragraphs and grids in reading order become the text and the tables of an `Extracted`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.extract.extracted import Cell, Extracted, Table

LONGEST_HEAD = 40  # characters of a numbered line that is taken for a heading of its own
ENDS = "。！？；：!?;:…"
CLOSERS = "”’』」）)》】 "
ORDINAL = re.compile(
    r"第\s*[一二三四五六七八九十百零〇\d]{1,6}\s*(?:编|章|节|条)"
    r"|[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[）)]|[一二三四五六七八九十]{1,3}\s*、|\d{1,3}\s*[.．、](?!\d)"
    r"|[①-⑳]|附\s*(?:件|表|录)|专\s*栏|——|[•●◆■]"
)
# Lines of their own in the head and at the foot of a document: its number, its day.
ALONE = re.compile(
    r".{0,20}[〔\[（(【]\s*\d{4}\s*[〕\]）)】]\s*第?\s*\d+\s*号|\d{4}年\d{1,2}月\d{1,2}日|[（(].{0,30}[）)]"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text; blank ones are not written."""

    text: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with its paragraphs and its place in the grid, counted from 0."""

    paragraphs: tuple[str, ...]
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as a format gives it, cells in reading order, empty ones among them."""

    cells: tuple[GridCell, ...]
    header_rows: int = 0


Block = Paragraph | Grid


def written(blocks: Iterable[Block], title: str | None = None, notes: Sequence[str] = ()) -> Extracted:
    """Return the settled text of `blocks`, one paragraph a line, with its tables.

    A grid that is no table (`is_table`) is a frame around text and becomes paragraphs.
    """
    parts: list[str] = []
    tables: list[Table] = []
    at = 0
    for block in blocks:
        if isinstance(block, Grid) and is_table(block):
            text, cells = _laid(block)
            moved = tuple(replace(cell, start=cell.start + at, end=cell.end + at) for cell in cells)
            if text:
                tables.append(Table(at, at + len(text), moved, block.header_rows))
        else:
            text = "\n".join(_plain(block))
        if text:
            parts.append(text)
            at += len(text) + 1
    return Extracted("\n".join(parts), settled=True, tables=tuple(tables), notes=tuple(notes), title=title)


def is_table(grid: Grid) -> bool:
    """Tell whether a grid has two columns that say something, of one row each in one paragraph.

    A row of cells with several paragraphs lays text out side by side.
    """
    filled = [cell for cell in grid.cells if _said(cell)]
    if len({cell.column for cell in filled}) < 2:
        return False
    return len({cell.row for cell in filled}) > 1 or all(len(_said(cell)) == 1 for cell in filled)


def _said(cell: GridCell) -> tuple[str, ...]:
    return tuple(line for part in cell.paragraphs if (line := trimmed(part)))


def _plain(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [line] if (line := trimmed(block.text)) else []
    return [line for cell in block.cells for line in _said(cell)]


def _laid(grid: Grid) -> tuple[str, list[Cell]]:
    """Return the text of a grid and its cells with ranges in it."""
    parts: list[str] = []
    cells: list[Cell] = []
    at = 0
    for _, row in groupby(sorted(grid.cells, key=lambda cell: cell.row), key=lambda cell: cell.row):
        filled = [(cell, said) for cell in row if (said := _said(cell))]
        between = "\n" if any(len(said) > 1 for _, said in filled) else "\t"
        for place, (cell, said) in enumerate(filled):
            text = "\n".join(said)
            if parts:
                parts.append(between if place else "\n")
                at += 1
            cells.append(
                Cell(at, at + len(text), cell.row, cell.column, cell.rows, cell.columns, cell.strong)
            )
            parts.append(text)
            at += len(text)
    return "".join(parts), cells


def trimmed(text: str) -> str:
    """Return one line of text without blanks around it; blanks of any kind inside become one space."""
    return re.sub(r"[\s\u00a0\u200b\ufeff]+", " ", text).strip()


def header_rows(cells: Sequence[GridCell]) -> int:
    """Return 1 where the first row alone is strong throughout and spans the columns, else 0."""
    filled = [cell for cell in cells if _said(cell)]
    first = [cell for cell in filled if cell.row == 0]
    others = [cell for cell in filled if cell.row > 0]
    if len(first) < 2 or not others or not all(cell.strong for cell in first):
        return 0
    return 0 if all(cell.strong for cell in others) else max(cell.rows for cell in first)


def soft_lines(text: str) -> list[str]:
    """Return the paragraphs in a text with soft line ends: most of them only wrap a paragraph.

    A line end parts paragraphs after a full stop and around a heading, a document number and a day.
    """
    lines = [line for raw in text.split("\n") if (line := trimmed(raw))]
    found: list[str] = []
    for line in lines:
        if not found or _parts(found[-1], line):
            found.append(line)
        else:
            found[-1] = joined(found[-1], line)
    return found


def _parts(before: str, after: str) -> bool:
    if ORDINAL.match(after) or ALONE.fullmatch(before) or ALONE.fullmatch(after):
        return True
    bare = before.rstrip(CLOSERS)
    if before[-1] in ENDS or (bare and bare[-1] in ENDS):
        return True
    return ORDINAL.match(before) is not None and len(before) <= LONGEST_HEAD and "，" not in before


def joined(before: str, after: str) -> str:
    """Return two halves of a paragraph put together; words that are not Chinese keep a space."""
    spaced = before[-1].isascii() and after[0].isascii() and before[-1].isalnum() and after[0].isalnum()
    return f"{before} {after}" if spaced else before + after
