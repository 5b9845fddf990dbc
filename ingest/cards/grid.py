"""Read a table as one-policy cards: rows of a label and its value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.fields import field_of, field_table
from ingest.rows.grid import Grid, GridCell, GridRow

LEAST_FIELDS = 3
LONGEST_LABEL = 16  # characters of a label of no field, in the first column
LONGEST_TITLE = 80
LEAST_IN_HEADER = 3  # labels side by side that name columns
STOPS = "。；;！？"


@dataclass(frozen=True, slots=True)
class CardRow:
    """A label with its value: the text range of both and where the label ends; other labels have no field."""

    start: int
    end: int
    label: str
    label_end: int
    field: str | None


@dataclass(frozen=True, slots=True)
class CardGrid:
    """A card inside a table: what stands above its first label, and its rows; text ranges do not overlap."""

    start: int
    end: int
    titles: tuple[tuple[int, int], ...]
    rows: tuple[CardRow, ...]

    def row(self, name: str) -> CardRow | None:
        """Return the first row of a field that has a value."""
        return next((row for row in self.rows if row.field == name and row.label_end < row.end), None)


@dataclass(slots=True)
class _Draft:
    """A card being read."""

    titles: list[tuple[int, int]] = field(default_factory=list)
    rows: list[CardRow] = field(default_factory=list)

    def go_on(self, start: int, end: int) -> None:
        """Give start:end to the last label, to the titles above the first."""
        if self.rows:
            self.rows[-1] = replace(self.rows[-1], end=end)
        else:
            self.titles.append((start, end))

    def take(self, other: _Draft) -> None:
        """Go on with what was read as another card."""
        for start, end in other.titles:
            self.go_on(start, end)
        self.rows += other.rows

    def is_over(self, label: str) -> bool:
        """Tell whether `label` begins another card: the first field of this one again."""
        fields = [row.field for row in self.rows if row.field is not None]
        return len(set(fields)) >= LEAST_FIELDS and field_of(label) == fields[0]

    def card(self) -> CardGrid:
        ranges = [*self.titles, *((row.start, row.end) for row in self.rows)]
        return CardGrid(ranges[0][0], ranges[-1][1], tuple(self.titles), tuple(self.rows))


def cards_in(grid: Grid) -> list[CardGrid]:
    """Return the cards that a table is made of, none where any part of it is no card."""
    if any(_names_columns(row) for row in grid.rows[: max(grid.header_rows, 2)]):
        return []
    found: list[_Draft] = []
    for draft in _drafts(grid.rows):
        if found and not _is_card(draft.card()):
            found[-1].take(draft)  # a field of the card above stands there twice
        else:
            found.append(draft)
    cards = [draft.card() for draft in found]
    return cards if all(_is_card(card) for card in cards) else []


def _names_columns(row: GridRow) -> bool:
    """Tell whether most cells of a row are labels: it is the header of a list of policies."""
    known = sum(field_of(cell.text) is not None for cell in row.cells)
    return known >= LEAST_IN_HEADER and known * 2 > len(row.cells)


def _is_card(card: CardGrid) -> bool:
    named = {row.field for row in card.rows if row.field is not None}
    return len(named) >= LEAST_FIELDS and any(card.row(name) for name in field_table().content)


def _drafts(rows: Sequence[GridRow]) -> list[_Draft]:
    drafts = [_Draft()]
    for at, row in enumerate(rows):
        if _begins_card(drafts[-1], rows[at : at + 2]):
            drafts.append(_Draft())
        for label, start, end in _pairs(row.cells):
            if label is None:
                drafts[-1].go_on(start, end)
            else:
                found = CardRow(start, end, label.text, label.end, field_of(label.text))
                drafts[-1].rows.append(found)
    return drafts


def _begins_card(draft: _Draft, rows: Sequence[GridRow]) -> bool:
    """Tell whether the next of several cards in one table begins at the first of `rows`, a title or a row."""
    cells = rows[0].cells
    if draft.is_over(cells[0].text):
        return True
    title = len(cells) == 1 and len(cells[0].text) <= LONGEST_TITLE and cells[0].text[-1] not in STOPS
    return title and len(rows) > 1 and draft.is_over(rows[1].cells[0].text)


def _pairs(cells: Sequence[GridCell]) -> Iterator[tuple[GridCell | None, int, int]]:
    """Yield the labels of a row with the range of label and value; None for what has no label in the row."""
    labels = _labels(cells)
    starts = [0 if at == 1 and place == 0 and _is_group(cells) else at for place, at in enumerate(labels)]
    if not labels:
        yield None, cells[0].start, cells[-1].end
        return
    if starts[0] > 0:
        yield None, cells[0].start, cells[starts[0] - 1].end
    for at, start, stop in zip(labels, starts, [*starts[1:], len(cells)], strict=True):
        yield cells[at], cells[start].start, cells[stop - 1].end


def _labels(cells: Sequence[GridCell]) -> list[int]:
    """Return where in a row the labels are: words of the table, the short first cell; values follow them."""
    found: list[int] = []
    for at, cell in enumerate(cells):
        if (at == 0 and _is_group(cells)) or (found and found[-1] == at - 1):
            continue
        known = field_of(cell.text) is not None and (at != 1 or at + 1 < len(cells))
        short = at == cell.column == 0 and len(cells) > 1 and len(cell.text) <= LONGEST_LABEL
        if (known and (at or cell.column == 0 or len(cells) > 1)) or short:
            found.append(at)
    return found


def _is_group(cells: Sequence[GridCell]) -> bool:
    """Tell whether a row begins with the name of a group of labels, which may go over several rows."""
    if len(cells) < 3 or cells[0].column or field_of(cells[1].text) is None:
        return False
    return field_of(cells[2].text) is None and (cells[0].rows > 1 or field_of(cells[0].text) is None)
