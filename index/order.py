"""Order proposed clauses: fused scores, the structure's priors, and where asked for the reranker."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.fusion import Fusion
from index.propose import Proposals
from index.query import Query
from index.rerank import Reranker, blend, shipped_for
from index.rerank_features import Candidates
from index.store import Store
from index.tables import Tables
from ingest.errors import HomeError

Scores = NDArray[np.float32]


class Orderer:
    """Scores the proposals of one opened generation."""

    def __init__(self, store: Store, tables: Tables, encoder: Encoder) -> None:
        self._store = store
        self._tables = tables
        self._encoder = encoder

    def scores(self, query: Query, found: Proposals, fusion: Fusion, prior: Scores | None) -> Scores:
        """Return one score a proposed clause; `prior` multiplies them, shape (clauses,), None for none.

        Raises HomeError where the reranker is asked for and none was made for the encoder in use.
        """
        weights = np.ones(len(found.clauses), dtype=np.float32) if prior is None else prior
        fused = found.fused(fusion)
        scores = fused * weights
        if fusion.rerank and len(scores):
            best = np.lexsort((found.clauses, -scores))[: fusion.rerank]
            again = blend(fused[best], self._again(query, found, best)) * weights[best]
            scores = _above_the_rest(scores, best, again)
        return scores

    @property
    def can_rerank(self) -> bool:
        """Tell whether there is a reranker for the encoder in use; raise HomeError where it is damaged."""
        return self._fitting is not None

    @cached_property
    def _fitting(self) -> Reranker | None:
        return shipped_for(self._encoder)

    @property
    def _reranker(self) -> Reranker:
        if self._fitting is None:
            raise HomeError(
                "重排模型只配自带的编码器和由它适配出来的；请去掉重排，或换回自带的编码器重新建库"
            )
        return self._fitting

    def _again(self, query: Query, found: Proposals, best: NDArray[np.int64]) -> Scores:
        clauses = found.clauses[best]
        passages = self._store.passages(clauses.tolist())
        candidates = Candidates(
            headers=tuple(" ".join((title, *path)).strip() for title, path, _ in passages),
            texts=tuple(text for _, _, text in passages),
            documents=self._tables.document_of_clause[clauses],
            words=found.words[best],
            bigrams=found.bigrams[best],
            dense=found.dense[best],
        )
        return self._reranker.rerank(query.text, candidates, query.reading)


def _above_the_rest(scores: Scores, best: NDArray[np.int64], again: Scores) -> Scores:
    """Return `scores` with those of `best` replaced, all others scaled to stay below them."""
    rest = np.ones(len(scores), dtype=np.bool_)
    rest[best] = False
    ordered = scores.copy()
    ordered[best] = again
    highest, lowest = float(scores[rest].max(initial=0)), float(again.min())
    if highest >= lowest and highest > 0:
        ordered[rest] *= np.float32(0.999 * max(lowest, 0.0) / highest)
    return ordered
