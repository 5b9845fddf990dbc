"""Tell a one-policy card from a small table of labels in an ordinary document, as of a meeting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ingest.cards.grid import LEAST_FIELDS, CardGrid, cards_in
from ingest.fields import field_table, plain_label
from ingest.rows.grid import Grid

PROSE = "。"


def cards_beside(text: str, grids: Sequence[Grid]) -> Iterator[tuple[Grid, list[CardGrid]]]:
    """Yield each table with its cards, none where it is only a table of labels in the prose of a document.

    Next to prose a single card has to have labels that no other table would have.
    """
    read = [(grid, cards_in(grid)) for grid in grids]
    labels = [_labels(card) for _, cards in read for card in cards]
    ends = [0, *(grid.end for grid in grids)]
    starts = [*(grid.start for grid in grids[1:]), len(text)]
    for (grid, cards), before, after in zip(read, ends, starts, strict=False):
        beside = PROSE in text[before : grid.start] or PROSE in text[grid.end : after]
        genuine = not beside or all(is_specific(card) or _again(_labels(card), labels) for card in cards)
        yield grid, cards if genuine else []


def is_specific(card: CardGrid) -> bool:
    """Tell whether a card has enough labels of a policy, one of them of what it gives or asks."""
    table = field_table()
    named = {
        row.field
        for row in card.rows
        if row.field is not None and row.label_end < row.end and plain_label(row.label) not in table.generic
    }
    return len(named) >= LEAST_FIELDS and not named.isdisjoint(table.content)


def _labels(card: CardGrid) -> frozenset[str]:
    return frozenset(plain_label(row.label) for row in card.rows if row.field is not None)


def _again(labels: frozenset[str], others: Iterable[frozenset[str]]) -> bool:
    """Tell whether another card has most of the same labels."""
    alike = sum(2 * len(labels & other) > len(labels | other) for other in others)
    return alike > 1
