"""Order proposed clauses: fused scores, the structure's priors, and where asked for the reranker."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.fusion import Fusion, chance, log_odds, standardised
from index.models import Encoder
from index.models import Reranker as Judge
from index.propose import Proposals
from index.query import Query
from index.rerank import Reranker, blend, shipped_for
from index.rerank_features import Candidates
from index.store import Store
from index.tables import Tables, whole
from ingest.errors import HomeError

Scores = NDArray[np.float32]
_LEAST = np.float32(1e-6)


@dataclass(frozen=True, slots=True)
class Ordered:
    """A score (0..1) of each proposed clause, and the judge's probability, NaN where not judged."""

    scores: Scores
    probabilities: Scores


class Orderer:
    """Scores the proposals of one opened generation: a judge, where there is one, goes before the network."""

    def __init__(self, store: Store, tables: Tables, encoder: Encoder, judge: Judge | None) -> None:
        self._store = store
        self._tables = tables
        self._encoder = encoder
        self._judge = judge

    def order(self, query: Query, found: Proposals, fusion: Fusion, prior: Scores | None) -> Ordered:
        """Return one score a proposed clause; `prior` multiplies them, shape (clauses,), None for none.

        The best `fusion.rerank` are put in order again; what is not stays behind, as it was. Raises HomeError
        where that is asked for, there is no judge, and no network was made for the encoder in use.
        """
        weights = np.ones(len(found.clauses), dtype=np.float32) if prior is None else prior
        fused = found.fused(fusion)
        scores = _odds(fused, weights) if fusion.method == "standardised" else fused * weights
        probabilities = np.full(len(scores), np.nan, dtype=np.float32)
        if fusion.rerank and len(scores):
            best = np.lexsort((found.clauses, -scores))[: fusion.rerank]
            if self._judge is not None:
                said = self._judge.probabilities(query.text, self._passages(found, best))
                probabilities[best] = said
                share = np.float32(self._judge.fused_share)
                again = _odds(log_odds(said) + share * standardised(fused[best]), weights[best])
            else:
                again = blend(fused[best], self._again(query, found, best)) * weights[best]
            scores = _above_the_rest(scores, best, again)
        return Ordered(scores, probabilities)

    def _passages(self, found: Proposals, best: NDArray[np.int64]) -> list[str]:
        """Return the nearest chunk of each of the best clauses with its title and path, as it was encoded."""
        clauses = self._store.passages(found.clauses[best].tolist())
        spans = self._tables.spans[found.chunks[best]]
        return [
            whole(" ".join((title, *path)).strip(), text[start:end])
            for (title, path, text), (start, end) in zip(clauses, spans, strict=True)
        ]

    @property
    def can_rerank(self) -> bool:
        """Tell whether there is a judge or a fitting network; raise HomeError where it is damaged."""
        return self._judge is not None or self._fitting is not None

    @cached_property
    def _fitting(self) -> Reranker | None:
        return shipped_for(self._encoder)

    @property
    def _reranker(self) -> Reranker:
        if self._fitting is None:
            raise HomeError(
                "自带的重排模型只配自带的编码器和由它适配出来的；请去掉重排，用 --reranker 指定一个，"
                "或换回自带的编码器重新建库"
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


def _odds(logits: Scores, weights: Scores) -> Scores:
    """Return probabilities from log-odds, the odds multiplied by `weights`: what is sure stays so."""
    return chance(logits + np.log(np.maximum(weights, _LEAST)))


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
