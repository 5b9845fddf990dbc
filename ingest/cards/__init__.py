"""One-policy cards: a ruled table whose labels say what its rows are becomes a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from ingest.cards.beside import cards_beside
from ingest.cards.clauses import card_clauses
from ingest.cards.grid import CardGrid
from ingest.cards.headings import Above, Section, nested, ordinal_length, read_above
from ingest.cards.metadata import CardText, card_metadata
from ingest.clean import Cleaned, offset_map
from ingest.extract.extracted import Table
from ingest.fields import NAME
from ingest.records import Document
from ingest.rows.grid import Grid, grids_of
from ingest.split import Part, split

ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Card:
    """A card: its share of the text, its rows at offsets of that share, the sections it is in.

    `title` is the range of the title above its table without its ordinal, None where there is none.
    """

    part: Part
    grid: CardGrid
    sections: tuple[str, ...] = ()
    title: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    """A card at offsets of the whole text, with what stands between it and the card before."""

    grid: CardGrid
    above: Above
    gap: int

    @property
    def start(self) -> int:
        return self.grid.start if self.above.title is None else self.above.title


def cut_cards(cleaned: Cleaned, tables: Sequence[Table]) -> tuple[list[Card], list[Part]]:
    """Return the cards of a source and the documents around them, each in text order.

    Headings between cards are sections of the cards below them and make no document; prose and other tables
    between them do.
    """
    grids = grids_of(cleaned.text, cleaned.offsets, tables)
    placed = list(_placed(cleaned.text, grids))
    if not placed:
        return [], split(cleaned)
    cards = list(_cards(cleaned, placed))
    rest = [(card.gap, card.above.prose_end) for card in placed]
    rest.append((placed[-1].grid.end, len(cleaned.text)))
    others = [(grid.start, grid.end) for grid in grids]
    parts = [
        _part(cleaned, start, end)
        for place, (start, end) in enumerate(rest)
        if _is_document(cleaned.text, start, end, others, is_first=place == 0)
    ]
    return cards, parts


def card_document(card: Card, decoded: str, source: str, digest: str) -> Document:
    """Return a card as a document of the file `source` that was decoded to `decoded`."""
    text = card.part.text
    identity = sha256(text.encode()).hexdigest()[:ID_LENGTH]
    metadata = card_metadata(CardText(text, card.part.offsets, decoded, card.grid, card.title))
    clauses = card_clauses(identity, text, card.grid, card.sections)
    return Document(identity, source, digest, text, card.part.offsets, metadata, clauses)


def _placed(text: str, grids: Sequence[Grid]) -> Iterator[_Placed]:
    """Yield the cards in text order; what stands above one reaches back to the end of the one before."""
    gap, is_first = 0, True
    floor = 0  # where the last table ends: nothing before it is a card's title
    for grid, cards in cards_beside(text, grids):
        for card in cards:
            named = bool(card.titles) or card.row(NAME) is not None
            above = read_above(text, max(gap, floor), card.start, is_first, named)
            if floor > gap:
                above = replace(above, prose_end=max(above.prose_end, floor))
            yield _Placed(card, above, gap)
            gap, is_first = card.end, False
        floor = grid.end


def _cards(cleaned: Cleaned, placed: Sequence[_Placed]) -> Iterator[Card]:
    opened: tuple[Section, ...] = ()
    for each in placed:
        opened = nested(opened, each.above.sections)
        start = each.start
        part = _part(cleaned, start, each.grid.end)
        title = None
        if each.above.title is not None:
            line = cleaned.text[start : each.grid.start].rstrip()
            title = (ordinal_length(line), len(line))
        sections = tuple(section.heading for section in opened)
        yield Card(part, _moved(each.grid, start), sections, title)


def _moved(grid: CardGrid, by: int) -> CardGrid:
    """Return a card with its offsets counted from `by`."""
    return CardGrid(
        grid.start - by,
        grid.end - by,
        tuple((start - by, end - by) for start, end in grid.titles),
        tuple(
            replace(row, start=row.start - by, end=row.end - by, label_end=row.label_end - by)
            for row in grid.rows
        ),
    )


def _is_document(text: str, start: int, end: int, tables: Sequence[tuple[int, int]], is_first: bool) -> bool:
    """Tell whether what stands around cards says anything: before the first always, else prose or a table."""
    held = text[start:end].strip()
    if not held:
        return False
    return is_first or "。" in held or any(start <= first and last <= end for first, last in tables)


def _part(cleaned: Cleaned, start: int, end: int) -> Part:
    """Return ``cleaned.text[start:end]`` without the blanks around it as a text of its own."""
    held = cleaned.text[start:end]
    start += len(held) - len(held.lstrip())
    end = start + len(held.strip())
    offsets = offset_map([cleaned.offsets.to_source(at) for at in range(start, end)])
    first, last = cleaned.offsets.to_source_range(start, end)
    dropped = tuple(each for each in cleaned.dropped if first <= each.span.start < last)
    return Part(cleaned.text[start:end], offsets, dropped)
