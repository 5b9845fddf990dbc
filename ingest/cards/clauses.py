"""The clauses of a card: its title, its rows, and the items of its long rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.cards.grid import CardGrid, CardRow
from ingest.cards.headings import ordinal_length
from ingest.fields import field_table
from ingest.records import Clause
from ingest.structure import FRAME, PREAMBLE, clauses_of
from ingest.structure.frame import TITLE

LONGEST_WHOLE = 500  # characters of a row without ordinals that stays one clause
PARAGRAPH = "¶"
UNMARKED = (PARAGRAPH, PREAMBLE, *FRAME)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A clause being made; `label` is its id below the card's."""

    label: str
    start: int
    path: tuple[str, ...] = ()
    ordinal: str = ""
    heading: str = ""


def card_clauses(
    document_id: str, text: str, card: CardGrid, sections: Sequence[str] = ()
) -> tuple[Clause, ...]:
    """Return the clauses of a card whose offsets count in `text`; they partition it but for blanks.

    The title and what stands above the first label are one clause, each row is one with its label for a
    heading, `<document_id>#<label>`; a long row is cut by its own ordinals, `<document_id>#<label>/1/(2)`.
    `sections` begin every path.
    """
    pieces = list(_title_piece(text[: card.rows[0].start], tuple(sections)))
    taken: dict[str, int] = {}
    for row in card.rows:
        label = row.label.replace("\n", "").replace(" ", "").replace("/", "-").rstrip(":：")
        taken[label] = taken.get(label, 0) + 1
        name = label if taken[label] == 1 else f"{label}~{taken[label]}"
        pieces += _row_pieces(text, row, name, tuple(sections))
    ends = [*(piece.start for piece in pieces[1:]), len(text)]
    return tuple(
        clause
        for piece, end in zip(pieces, ends, strict=True)
        if (clause := _clause(document_id, text, piece, end)) is not None
    )


def _title_piece(above: str, sections: tuple[str, ...]) -> Iterator[_Piece]:
    lines = [line.strip() for line in above.splitlines() if line.strip()]
    if lines:
        bare = [line[ordinal_length(line) :] for line in lines]
        yield _Piece(TITLE, 0, (*sections, *dict.fromkeys(bare)), heading=bare[0])


def _clause(document_id: str, text: str, piece: _Piece, end: int) -> Clause | None:
    start = piece.start + len(text[piece.start : end]) - len(text[piece.start : end].lstrip())
    end = start + len(text[start:end].rstrip())
    if start == end:
        return None
    return Clause(
        id=f"{document_id}#{piece.label}",
        document_id=document_id,
        path=piece.path,
        ordinal=piece.ordinal,
        heading=piece.heading,
        text=text[start:end],
        start=start,
        end=end,
    )


def _row_pieces(text: str, row: CardRow, name: str, sections: tuple[str, ...]) -> Iterator[_Piece]:
    heading = "".join(row.label.split()).rstrip(":：")
    yield _Piece(name, row.start, (*sections, heading), heading=heading)
    if row.field is not None and row.field not in field_table().long:
        return
    for item in _items(text[row.label_end : row.end]):
        label = f"{name}/{item.id.partition('#')[2]}"
        path = (*sections, heading, *item.path)
        yield _Piece(label, row.label_end + item.start, path, item.ordinal, item.heading)


def _items(value: str) -> Iterator[Clause]:
    """Yield the clauses of a row's value that have an ordinal or a heading, of a long one its paragraphs too.

    What stands before them belongs to the row itself.
    """
    found = [(each, _kind(each)) for each in clauses_of("", value)]
    if len(value) <= LONGEST_WHOLE and all(kind in UNMARKED for _, kind in found):
        return
    lead = len(value) - len(value.lstrip())
    for each, kind in found:
        if kind not in UNMARKED or (kind == PARAGRAPH and each.start > lead):
            yield each


def _kind(clause: Clause) -> str:
    """Return the last part of a clause's id without its count: 题, 落款, 前言, ¶ or an ordinal."""
    last = clause.id.partition("#")[2].rpartition("/")[2].partition("~")[0]
    return PARAGRAPH if last.startswith(PARAGRAPH) else last
