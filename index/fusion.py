"""Fuse the scores of several signals into one order of clauses.

Sources: Cormack, Clarke and Buettcher (2009), Reciprocal Rank Fusion; Bruch, Gai and Ingber (2023), An
Analysis of Fusion Functions for Hybrid Retrieval (convex combination of normalised scores).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.lexical import HEADER_WEIGHT

Scores = NDArray[np.float32]
SURER, FAR_SURER = 0.05, 0.3  # by how much a cosine exceeds the share of bigrams attained
VECTORS_AT_MOST = 0.8
_LEAST_SPREAD = 1e-6
_LEAST_CHANCE = 1e-6


Method = Literal["rrf", "weighted", "standardised"]
METHODS: Mapping[str, Method] = {"weighted": "weighted", "rrf": "rrf", "standardised": "standardised"}


@dataclass(frozen=True, slots=True)
class Fusion:
    """How much each signal counts: `rrf` adds reciprocal ranks, `weighted` scores scaled by the best.

    `standardised` adds scores of mean 0 and deviation 1, times weights fitted for the encoder: log-odds of
    being right, up to a constant. It is what cosines need that all lie close together.

    `header` is the share of titles and headings in the lexical scores. Without `structure` neither the place
    of a clause in its document nor the document's kind, region and level count. Without `colloquial`
    everyday words are never translated.

    The best `rerank` clauses are put in order by the reranker as well (0: none), some 10 ms for 50.
    With `adaptive` the vectors count for more where they are surer than the words: see `for_query`.
    """

    method: Method = "weighted"
    words: float = 0.25
    bigrams: float = 0.35
    dense: float = 0.4
    rank_constant: int = 60
    depth: int = 200  # clauses that each signal proposes
    header: float = HEADER_WEIGHT
    structure: bool = True
    colloquial: bool = True
    adaptive: bool = True
    rerank: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for settings that rank nothing."""
        if min(self.words, self.bigrams, self.dense) < 0 or self.words + self.bigrams + self.dense <= 0:
            raise ValueError("weights must not be negative and at least one must be positive")
        if self.header < 0 or self.rerank < 0:
            raise ValueError("header and rerank must not be negative")
        if self.rank_constant < 1 or self.depth < 1:
            raise ValueError("rank_constant and depth must be at least 1")

    def for_query(self, attained: float, cosine: float) -> Fusion:
        """Return the weights for a query whose best clause has a `cosine` and attains a share of its bigrams.

        `attained` (0..1) is the best bigram score over the highest that any clause could have. A question in
        words that no clause uses attains little; where a clause lies near it all the same, the share of the
        vectors grows from their own to VECTORS_AT_MOST.
        """
        lexical = self.words + self.bigrams
        if not self.adaptive or not self.dense or not lexical or self.method == "standardised":
            return self
        surer = (cosine - attained - SURER) / (FAR_SURER - SURER)
        own = self.dense / (self.dense + lexical)
        share = own + max(0.0, VECTORS_AT_MOST - own) * min(max(surer, 0.0), 1.0)
        left = (1 - share) / lexical
        return replace(self, words=self.words * left, bigrams=self.bigrams * left, dense=share)


def fuse(signals: list[tuple[float, Scores]], fusion: Fusion) -> Scores:
    """Return one score a candidate from (weight, scores) of each signal, all over the same candidates.

    A score of zero or less means that the signal does not know the candidate. The result lies in 0..1,
    but for `standardised` scores, whose sum has no bounds.
    """
    total = np.zeros(len(signals[0][1]), dtype=np.float32)
    if not len(total):
        return total
    if fusion.method == "standardised":
        return np.asarray(sum(np.float32(weight) * standardised(scores) for weight, scores in signals))
    share = sum(weight for weight, _ in signals)
    for weight, scores in signals:
        part = _reciprocal_ranks(scores, fusion.rank_constant) if fusion.method == "rrf" else _scaled(scores)
        total += np.float32(weight / share) * part
    return total


def standardised(scores: Scores) -> Scores:
    """Return scores with mean 0 and deviation 1, all 0 where they are alike."""
    if not len(scores) or (spread := float(scores.std())) < _LEAST_SPREAD:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / spread, dtype=np.float32)


def chance(log_odds: Scores) -> Scores:
    """Return probabilities (0..1) from log-odds, order kept."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))), dtype=np.float32)


def log_odds(probabilities: Scores) -> Scores:
    """Return the log-odds of probabilities (0..1), kept finite."""
    said = np.clip(np.asarray(probabilities, dtype=np.float64), _LEAST_CHANCE, 1 - _LEAST_CHANCE)
    return np.asarray(np.log(said / (1 - said)), dtype=np.float32)


def _scaled(scores: Scores) -> Scores:
    best = float(scores.max())
    return np.asarray(np.maximum(scores, 0) / best if best > 0 else np.zeros_like(scores), dtype=np.float32)


def _reciprocal_ranks(scores: Scores, constant: int) -> Scores:
    # equal scores share the better rank, so that the order of the candidates decides nothing here
    ordered = np.sort(-scores)
    ranks = np.searchsorted(ordered, -scores, side="left") + 1
    return np.where(scores > 0, (constant + 1) / (constant + ranks), 0).astype(np.float32)


def best_of_parts(scores: Scores, starts: NDArray[np.int64]) -> Scores:
    """Return the best score of each clause from those of its chunks; `starts` holds its first chunk."""
    if not len(starts):
        return np.zeros(0, dtype=np.float32)
    return np.asarray(np.maximum.reduceat(scores, starts), dtype=np.float32)
