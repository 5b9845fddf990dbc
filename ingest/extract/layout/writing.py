"""Paragraphs and tables written as settled text, with where each line stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ingest.extract.extracted import Cell, PlacedLine, Table
from ingest.extract.layout.flow import FlowLine
from ingest.extract.layout.paragraphs import Setting, paragraphs_of
from ingest.extract.layout.tables import JoinedCell, JoinedTable, is_label
from ingest.records import Box

Paragraph = Sequence[FlowLine]


@dataclass(slots=True)
class Writing:
    """A text in the making."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[PlacedLine] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def put(self, text: str) -> None:
        """Add characters that stand nowhere."""
        self.parts.append(text)
        self.length += len(text)

    def put_line(self, line: FlowLine) -> None:
        """Add a line and where it stands."""
        start = self.length
        self.put(line.text)
        box = Box(line.page, line.line.x0, line.line.top, line.line.x1, line.line.bottom)
        self.lines.append(PlacedLine(start, self.length, box))

    def put_paragraph(self, paragraph: Paragraph) -> None:
        """Add the lines of a paragraph, words apart that stood on two lines."""
        before = ""
        for line in paragraph:
            if before and _words(before[-1], line.text[0]):
                self.put(" ")
            self.put_line(line)
            before = line.text

    def put_table(self, table: JoinedTable, setting: Setting) -> None:
        """Add a table row by row."""
        start = self.length
        cells: list[Cell] = []
        full = sorted((cell for cell in table.cells if cell.lines), key=lambda cell: (cell.row, cell.column))
        for at, (_, row) in enumerate(groupby(full, key=lambda cell: cell.row)):
            if at:
                self.put("\n")
            cells += self._row(list(row), setting)
        self.tables.append(Table(start, self.length, tuple(cells), table.header_rows))

    def _row(self, row: Sequence[JoinedCell], setting: Setting) -> Iterable[Cell]:
        inside = [_inside(cell, setting) for cell in row]
        between = "\n" if any(len(paragraphs) > 1 for paragraphs in inside) else "\t"
        for at, (cell, paragraphs) in enumerate(zip(row, inside, strict=True)):
            if at:
                self.put(between)
            start = self.length
            for number, paragraph in enumerate(paragraphs):
                if number:
                    self.put("\n")
                self.put_paragraph(paragraph)
            yield Cell(start, self.length, cell.row, cell.column, cell.rows, cell.columns, cell.strong)


def _inside(cell: JoinedCell, setting: Setting) -> list[list[FlowLine]]:
    return [list(cell.lines)] if is_label(cell.lines) else paragraphs_of(cell.lines, setting)


def _words(left: str, right: str) -> bool:
    """Say whether a line break stood between two words; a number broken by a line is one number."""
    if not (left.isascii() and right.isascii()):
        return False
    return left.isalnum() and right.isalnum() and not (left.isdigit() and right.isdigit())
