"""Propose clauses for a query and score them by each signal: words, character bigrams, vectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.fusion import Fusion, best_of_parts, fuse
from index.models import Encoder
from index.query import Query
from index.tables import Tables

READING_SHARE = 0.5  # of the policy terms that colloquial phrases stand for, in the vector of a query

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Proposals:
    """Clauses that some signal proposes, ascending, with the raw score of each signal.

    A signal that has no weight is not asked: its scores are all zero. `attained` is the share that the best
    bigram score has of the highest there could be, 0..1. `chunks` holds the nearest chunk of each clause, its
    first one where vectors are not asked.
    """

    clauses: NDArray[np.int64]
    words: Scores
    bigrams: Scores
    dense: Scores
    attained: float
    chunks: NDArray[np.int64]

    def fused(self, fusion: Fusion) -> Scores:
        """Return one score a clause."""
        nearest = float(self.dense.max(initial=0))
        fusion = fusion.for_query(self.attained, nearest)
        signals = [
            (fusion.words, self.words),
            (fusion.bigrams, self.bigrams),
            (fusion.dense, self.dense),
        ]
        return fuse(signals, fusion)


class Proposer:
    """Asks the signals of one generation; `tables` and the encoder that made them."""

    def __init__(self, tables: Tables, encoder: Encoder) -> None:
        self._tables = tables
        self._encoder = encoder
        # the first chunk of each clause: chunks are in clause order and every clause has one
        self._starts = np.searchsorted(tables.clause_of_chunk, np.arange(len(tables.priors)))

    def propose(self, query: Query, allowed: NDArray[np.bool_] | None, k: int, fusion: Fusion) -> Proposals:
        """Return the clauses that the signals in use propose, at least `k` of each where it knows so many.

        `allowed` has shape (clauses,); a clause outside it is never proposed.
        """
        depth, tables = max(k, fusion.depth), self._tables
        none = np.zeros(len(tables.priors), dtype=np.float32)
        words = self._lexical(query, "words", fusion, allowed) if fusion.words else none
        bigrams = self._lexical(query, "bigrams", fusion, allowed) if fusion.bigrams else none
        near = np.zeros(0, dtype=np.int64)
        if fusion.dense:
            vector = self._vector(query)
            chunk_mask = None if allowed is None else allowed[tables.clause_of_chunk]
            chunks, _ = tables.dense.nearest(vector, depth, chunk_mask)
            near = tables.clause_of_chunk[chunks].astype(np.int64)
        clauses = np.unique(np.concatenate((_top(words, depth), _top(bigrams, depth), near)))
        dense, best = none[clauses], self._starts[clauses]
        if fusion.dense:
            dense, best = self._cosines(vector, clauses)
        attained = self._attained(query, bigrams, fusion)
        return Proposals(clauses, words[clauses], bigrams[clauses], dense, attained, best)

    def _attained(self, query: Query, bigrams: Scores, fusion: Fusion) -> float:
        highest = self._tables.bigrams.attainable(query.bigram_terms, fusion.header)
        return min(1.0, float(bigrams.max(initial=0)) / highest) if highest else 0.0

    def _lexical(self, query: Query, name: str, fusion: Fusion, allowed: NDArray[np.bool_] | None) -> Scores:
        by_words = name == "words"
        table = self._tables.words if by_words else self._tables.bigrams
        terms = query.word_terms if by_words else query.bigram_terms
        scores = best_of_parts(table.score(terms, fusion.header), self._starts)
        if allowed is not None:
            scores[~allowed] = 0
        return scores

    def _vector(self, query: Query) -> NDArray[np.float32]:
        texts = [query.text, query.reading] if query.reading else [query.text]
        vectors = self._encoder.encode_queries(texts)
        vector = vectors[0] + np.float32(READING_SHARE) * vectors[1] if query.reading else vectors[0]
        return np.asarray(vector / (np.linalg.norm(vector) or 1), dtype=np.float32)

    def _cosines(
        self, vector: NDArray[np.float32], clauses: NDArray[np.int64]
    ) -> tuple[Scores, NDArray[np.int64]]:
        """Return for each clause the cosine of its nearest chunk, and which that is."""
        firsts = self._starts[clauses]
        ends = np.append(self._starts, len(self._tables.clause_of_chunk))[clauses + 1]
        counts = ends - firsts
        starts = np.cumsum(counts) - counts
        chunks = np.arange(counts.sum()) - np.repeat(starts - firsts, counts)
        cosines = self._tables.dense.cosines(vector, chunks)
        best = best_of_parts(cosines, starts)
        nearest = np.zeros(len(clauses), dtype=np.int64)
        of_clause = np.repeat(np.arange(len(clauses)), counts)
        at = np.flatnonzero(cosines == best[of_clause])[::-1]  # of equals the first stays
        nearest[of_clause[at]] = chunks[at]
        return best, nearest


def _top(scores: Scores, depth: int) -> NDArray[np.int64]:
    known = np.flatnonzero(scores > 0)
    if len(known) <= depth:
        return known
    return known[np.argpartition(-scores[known], depth)[:depth]]
