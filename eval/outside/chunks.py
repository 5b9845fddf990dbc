"""Cut documents as the usual recipe does, by characters, and credit each chunk to the clauses it holds.

The systems from outside know no clauses; the judgements know nothing else. A chunk stands for the clause with
which it shares most characters, and for each further clause of which it holds at least half. So a chunk over
a whole list of short measures counts for all of them, and one inside a long clause for that clause.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eval.sources import squeeze
from ingest.records import Clause, Document

SIZE, OVERLAP = 250, 50  # characters


@dataclass(frozen=True, slots=True)
class CreditedChunk:
    """A stretch of a document's text and the ids of the clauses it stands for, the most shared first."""

    text: str
    clauses: tuple[str, ...]


def cut(documents: Iterable[Document]) -> list[CreditedChunk]:
    """Return the chunks of all documents: RecursiveCharacterTextSplitter, 250 characters, 50 overlap.

    Separators are the splitter's own: blank line, line end, space, anywhere.
    """
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP, add_start_index=True)
    chunks: list[CreditedChunk] = []
    for document in documents:
        for piece in splitter.create_documents([document.text]):
            text, start = piece.page_content, int(piece.metadata["start_index"])
            chunks.append(CreditedChunk(text, credited(document.clauses, start, start + len(text))))
    return chunks


def credited(clauses: Sequence[Clause], start: int, end: int) -> tuple[str, ...]:
    """Return the ids of the clauses that ``text[start:end]`` stands for, () where it touches none.

    `clauses` are those of the document in order of the text, offsets are offsets in its text. The clause with
    the most characters shared comes first; equal shares in order of the text. White space does not count: the
    splitter drops it between two halves.
    """
    shares: list[tuple[int, Clause]] = []
    for clause in clauses[bisect_right(clauses, start, key=lambda clause: clause.end) :]:
        if clause.start >= end:
            break
        part = clause.text[max(start - clause.start, 0) : end - clause.start]
        shares.append((len(squeeze(part)), clause))
    shares.sort(key=lambda pair: -pair[0])
    return tuple(
        clause.id
        for rank, (shared, clause) in enumerate(shares)
        if rank == 0 or 2 * shared >= len(squeeze(clause.text))
    )


def rank_clauses(
    ask: Callable[[int], Sequence[int]], chunks: Sequence[CreditedChunk], k: int
) -> list[tuple[str, float]]:
    """Return the first `k` clauses in the order in which the best chunks first name them.

    `ask(n)` gives the numbers of the `n` best chunks, fewer where the system knows no more; it is asked for
    more until they name `k` clauses. The scores only hold the order: one less from place to place, 1 for
    place `k`, so that no format rounds two to the same. Raises ValueError when `k` is below 1.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    depth = 2 * k
    while True:
        found = ask(min(depth, len(chunks)))
        clauses = list(dict.fromkeys(clause for number in found for clause in chunks[number].clauses))
        if len(clauses) >= k or len(found) < depth:
            return [(clause, float(k - rank)) for rank, clause in enumerate(clauses[:k])]
        depth *= 2
