"""Score chunks with BM25 over one kind of token, the header of a chunk beside its body.

bm25s keeps the scores of every (token, chunk) pair in a sparse matrix; it is saved as .npy and .json
and loaded with ``allow_pickle=False``. The header (document title and clause path) is a second, lighter
matrix, so that a heading supports its body without drowning it.

Source: Robertson and Zaragoza (2009), The Probabilistic Relevance Framework; idf as in Lucene.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
_K1 = 1.2
_B = 0.6
HEADER_WEIGHT = 0.35
OTHER_MEANINGS = 0.2  # of the scores of a phrase's meanings besides the best


@dataclass(frozen=True, slots=True)
class Postings:
    """One BM25 matrix by columns: chunk numbers and scores of each token."""

    vocabulary: Mapping[str, int]
    scores: Scores
    chunks: NDArray[np.int32]
    starts: NDArray[np.int64]
    chunk_count: int
    highest: Scores  # the best score that any chunk has of each token

    def column(self, token: str) -> tuple[NDArray[np.int32], Scores]:
        """Return the chunks that hold `token`, ascending, and their BM25 scores; empty if unknown."""
        at = self.vocabulary.get(token)
        start, end = (0, 0) if at is None else (int(self.starts[at]), int(self.starts[at + 1]))
        return self.chunks[start:end], self.scores[start:end]

    def best(self, token: str) -> float:
        """Return the highest score of `token` in any chunk, 0 if unknown."""
        at = self.vocabulary.get(token)
        return 0.0 if at is None else float(self.highest[at])


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a colloquial phrase may mean: alternatives, each a tuple of tokens; `weight` is below 1."""

    weight: float
    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """The tokens of a query, each once, and its colloquial phrases."""

    own: tuple[str, ...]
    phrases: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexical:
    """Body and header postings of one kind of token (words or bigrams) over the same chunks."""

    body: Postings
    header: Postings

    def score(self, terms: Terms, header_weight: float = HEADER_WEIGHT) -> Scores:
        """Return the BM25 score of every chunk, shape (chunks,).

        The tokens of the query add up. Of the alternatives of a phrase the best one counts and the others
        add a little, so that a phrase with many meanings does not drown the query (as in Lucene's DisMax).
        """
        total = self._sum(terms.own, header_weight)
        for phrase in terms.phrases:
            parts = [self._sum(tokens, header_weight) for tokens in phrase.alternatives]
            best: Scores = np.maximum.reduce(parts)
            others = np.add.reduce(parts) - best
            total += np.float32(phrase.weight) * (best + np.float32(OTHER_MEANINGS) * others)
        return total

    def attainable(self, terms: Terms, header_weight: float = HEADER_WEIGHT) -> float:
        """Return the score of a chunk that had the best of every token of the query, a bound for `score`."""
        return sum(self.body.best(token) + header_weight * self.header.best(token) for token in terms.own)

    def _sum(self, tokens: tuple[str, ...], header_weight: float) -> Scores:
        total: Scores = np.zeros(self.body.chunk_count, dtype=np.float32)
        for token in tokens:
            for postings, share in ((self.body, 1.0), (self.header, header_weight)):
                chunks, scores = postings.column(token)
                total[chunks] += np.float32(share) * scores
        return total


@dataclass(slots=True)
class TokenCorpus:
    """Collects the tokens of chunk after chunk as numbers: four bytes a token while an index is built."""

    vocabulary: dict[str, int] = field(default_factory=dict)
    documents: list[array[int]] = field(default_factory=list)

    def add(self, tokens: Iterable[str]) -> None:
        """Append one chunk."""
        number = self.vocabulary.setdefault
        known = self.vocabulary
        self.documents.append(array("i", [number(token, len(known)) for token in tokens]))


def write_postings(corpus: TokenCorpus, folder: Path) -> None:
    """Index the collected chunks with bm25s and save the matrix into the new `folder`.

    Raises ValueError when no chunk was collected, OSError as the disk does.
    """
    if not corpus.documents:
        raise ValueError("no chunk to index")
    folder.mkdir()
    vocabulary = corpus.vocabulary or {"": 0}  # bm25s needs one token even if no chunk has any
    import bm25s

    bm25 = bm25s.BM25(k1=_K1, b=_B, method="lucene", backend="numpy")
    with np.errstate(invalid="ignore", divide="ignore"):  # chunks that are all empty have no mean length
        bm25.index((corpus.documents, vocabulary), create_empty_token=False, show_progress=False)
    bm25.save(folder, allow_pickle=False, show_progress=False)


def load_postings(folder: Path) -> Postings:
    """Load what `write_postings` saved; raise OSError or ValueError when it is not that."""
    import bm25s

    bm25 = bm25s.BM25.load(folder, load_corpus=False, mmap=False, allow_pickle=False)
    scores = bm25.scores
    starts = np.asarray(scores["indptr"], dtype=np.int64)
    return Postings(
        bm25.vocab_dict,
        scores["data"],
        scores["indices"],
        starts,
        int(scores["num_docs"]),
        _highest(scores["data"], starts),
    )


def _highest(scores: Scores, starts: NDArray[np.int64]) -> Scores:
    """Return the maximum of each column, 0 for an empty one."""
    highest = np.zeros(len(starts) - 1, dtype=np.float32)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        highest[filled] = np.maximum.reduceat(scores, starts[filled])
    return highest
