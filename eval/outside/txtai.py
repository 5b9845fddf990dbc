"""The hybrid index of txtai, with our encoder in place of the model it would fetch.

Source: ``Embeddings(hybrid=True)`` of txtai: its BM25 over the words of UAX #29 (single Chinese
characters) and its FAISS index, half and half, all at its defaults; above 5,000 chunks that index is
approximate.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

from eval.outside.chunks import CreditedChunk, rank_clauses
from eval.outside.library import load
from index.models import Encoder, Vectors


class TxtaiIndex:
    """Asks a txtai index over chunks and credits what it finds to clauses."""

    def __init__(self, chunks: Sequence[CreditedChunk], encoder: Encoder) -> None:
        """Index the chunks; raise QuestionError where txtai is not installed."""
        self._chunks = chunks
        encode = encoder.encode_passages

        def transform(texts: list[str]) -> Vectors:  # txtai does not say whether it asks for a query
            return encode(texts)

        self._embeddings: Any = load("txtai").Embeddings(hybrid=True, method="external", transform=transform)
        weakref.finalize(self, self._embeddings.close)  # its term table is an open temporary database
        self._embeddings.index((number, chunk.text, None) for number, chunk in enumerate(chunks))
        encode = encoder.encode_queries

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        """Return up to `k` clause ids, best first (see `rank_clauses`); nothing for a blank query."""
        return rank_clauses(lambda depth: self._ask(query, depth), self._chunks, k) if query.strip() else []

    def _ask(self, query: str, depth: int) -> list[int]:
        return [int(number) for number, _ in self._embeddings.search(query, depth)]
