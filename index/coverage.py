"""Measure how much of a query a clause speaks of: the idf-weighted share of its content words found there."""

from __future__ import annotations

from collections.abc import Callable
from math import log

import numpy as np
from numpy.typing import NDArray

from index.lexical import Lexical
from index.query import Part, Query

Shares = NDArray[np.float32]
_LOWEST_IDF = 0.05  # a word of nearly every clause still counts a little


class WordPresence:
    """Tells in which clauses a word stands: in the text, the path or the title."""

    def __init__(
        self,
        lexical: Lexical,
        clause_of_chunk: NDArray[np.int32],
        clauses: int,
        weighed: NDArray[np.bool_] | None = None,
    ) -> None:
        """Look words up in `lexical`, whose chunk i belongs to clause ``clause_of_chunk[i]``.

        Rarity is counted over the clauses marked `weighed`, over all where it is None.
        """
        self._lexical = lexical
        self._clause_of_chunk = clause_of_chunk
        self._clauses = clauses
        self._weighed = weighed

    def near(self, weighed: NDArray[np.bool_]) -> WordPresence:
        """Return the same lookup with rarity counted over the clauses marked, shape (clauses,)."""
        return WordPresence(self._lexical, self._clause_of_chunk, self._clauses, weighed)

    def holders(self, word: str) -> NDArray[np.bool_]:
        """Return for each clause whether it holds `word`, shape (clauses,)."""
        present = np.zeros(self._clauses, dtype=np.bool_)
        for postings in (self._lexical.body, self._lexical.header):
            present[self._clause_of_chunk[postings.column(word)[0]]] = True
        return present

    def idf(self, word: str) -> float:
        """Return the inverse document frequency of `word` over clauses, as in Lucene; greatest if unknown."""
        return self.weight(self.holders(word))

    def weight(self, present: NDArray[np.bool_]) -> float:
        """Return the inverse document frequency of a word that stands in the clauses marked `present`."""
        weighed = self._weighed
        total = self._clauses if weighed is None else int(np.count_nonzero(weighed))
        frequency = int(np.count_nonzero(present if weighed is None else present & weighed))
        return log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def coverage(query: Query, candidates: NDArray[np.int64], presence: WordPresence) -> tuple[Shares, Shares]:
    """Return the covered share of the query for each candidate clause, plain and with colloquial readings.

    A word counts by its idf. A long word that is not there itself is covered by the share of its sub-words;
    with readings it is also covered by the policy term that stands for it. Without content words it is 0.
    """
    plain = np.zeros(len(candidates), dtype=np.float32)
    read = np.zeros(len(candidates), dtype=np.float32)
    total = 0.0
    marks = _remembered(presence)
    for part in query.parts:
        own, weight = marks(part.word)
        weight = max(weight, _LOWEST_IDF)
        total += weight
        share = np.maximum(own[candidates], _share(part.subwords, candidates, marks))
        plain += np.float32(weight) * share
        read += np.float32(weight) * _with_readings(share, part, candidates, marks)
    return (plain / np.float32(total), read / np.float32(total)) if total else (plain, read)


_Marks = Callable[[str], tuple[NDArray[np.bool_], float]]


def _remembered(presence: WordPresence) -> _Marks:
    known: dict[str, tuple[NDArray[np.bool_], float]] = {}

    def marks(word: str) -> tuple[NDArray[np.bool_], float]:
        if word not in known:
            present = presence.holders(word)
            known[word] = present, presence.weight(present)
        return known[word]

    return marks


def _with_readings(share: Shares, part: Part, candidates: NDArray[np.int64], marks: _Marks) -> Shares:
    for reading in part.readings:
        share = np.maximum(share, _share(reading, candidates, marks))
    return share


def _share(words: tuple[str, ...], candidates: NDArray[np.int64], marks: _Marks) -> Shares:
    covered = np.zeros(len(candidates), dtype=np.float32)
    total = 0.0
    for word in words:
        present, weight = marks(word)
        weight = max(weight, _LOWEST_IDF)
        total += weight
        covered += np.float32(weight) * present[candidates]
    return covered / np.float32(total) if total else covered
