"""What an extractor hands on: decoded text, where its lines stand on pages, and the tables in it.

`Extracted.text` is the *decoded source* that source offsets count in. A format with layout writes it one
paragraph a line, in reading order and without page furniture, and sets `settled`; a plain text is given as
it was read and put together by `ingest.clean`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.records import Box

TEXT, OCR = "text", "ocr"


@dataclass(frozen=True, slots=True)
class LaidLine:
    """A line of a page before paragraphs are put together: text and box in points from the top left.

    `size` is the height of its characters in points; `confidence` (0..1) is None where no OCR was needed.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float = 0.0
    strong: bool = False
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class LaidPage:
    """A page as it was read, `number` from 1; `how` says whether its text layer or OCR was read."""

    number: int
    width: float
    height: float
    lines: tuple[LaidLine, ...]
    how: str = TEXT


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """Where the characters start:end of the text stand."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the source: `confidence` is the mean over its characters, None where no OCR was needed."""

    number: int
    how: str = TEXT
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty: its range of the text and its place in the grid, counted from 0."""

    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    strong: bool = False  # bold, or marked as a header


@dataclass(frozen=True, slots=True)
class Table:
    """A table joined over page breaks, cells in reading order, its repeated header once.

    In the text the rows stand one after another, each from a line of its own. The cells of a row are
    separated by tabs; where one of them holds several paragraphs, by line ends.
    `header_rows` counts the rows at the top that name the columns, 0 where none does.
    """

    start: int
    end: int
    cells: tuple[Cell, ...]
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class Extracted:
    """The decoded text of one file with what its layout told.

    `lines` and `tables` are sorted by their starts. `notes` are things the user should know, in Chinese,
    such as pages that OCR could hardly read. `title` is what the file says outside its text, such as
    HTML's ``<title>``: a hint, never quoted.
    """

    text: str
    settled: bool = False
    lines: tuple[PlacedLine, ...] = ()
    pages: tuple[Page, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    title: str | None = None
