"""Open the current generation of a knowledge base and search it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from index.coverage import WordPresence, coverage
from index.fusion import Fusion
from index.home import check_home
from index.models import Encoder, Reranker
from index.models.loading import load_encoder
from index.order import Ordered, Orderer
from index.propose import Proposals, Proposer
from index.query import Query, read_query
from index.snapshot import Manifest, current, damaged, verify
from index.store import STORE_FILE, DocumentRow, Store
from index.tables import Tables, load_tables
from index.tokens import lexicon_fingerprint
from ingest.errors import HomeError
from ingest.records import Clause, Document, Facts

_NEIGHBOURS = 24  # hits whose documents tell which words are rare
_FEWEST = 200  # clauses that can tell; with fewer all do, unless all are
_FAR_MORE = 2_000  # so many that they would drown what is at hand


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found: its fused score and what each signal says of it, unfused.

    `words` and `bigrams` are BM25 sums (0 without a common term), `dense` is the cosine of the nearest chunk
    with the query and its colloquial readings.
    `coverage` is the idf-weighted share of the query's content words in clause, path and title;
    `read_coverage` counts colloquial words as covered by the policy terms they stand for. `probability` is a
    judge's that the clause answers the query, None where it was not judged.
    """

    rank: int
    score: float
    clause_id: str
    document_id: str
    words: float
    bigrams: float
    dense: float
    coverage: float
    read_coverage: float
    probability: float | None


class KnowledgeBase:
    """One generation, opened whole; it goes on answering from it while a newer one is built."""

    def __init__(
        self, store: Store, tables: Tables, encoder: Encoder, manifest: Manifest, reranker: Reranker | None
    ) -> None:
        """Hold what `open` has read and checked."""
        self._store = store
        self._tables = tables
        self._encoder = encoder
        self._manifest = manifest
        self._presence = WordPresence(tables.words, tables.clause_of_chunk, len(tables.priors))
        self._proposer = Proposer(tables, encoder)
        self._orderer = Orderer(store, tables, encoder, reranker)
        self._fusion = Fusion()

    @classmethod
    def open(
        cls, home: Path, encoder: Encoder | None = None, reranker: Reranker | None = None
    ) -> KnowledgeBase:
        """Open the current generation with the encoder it was built with, the shipped one by default.

        With a `reranker` the best clauses of a search are judged by it.

        Raises HomeError when the folder is not ours, nothing was built, a file is damaged or missing, or the
        generation was made by another model; each message names the command that mends it.
        """
        check_home(home)
        encoder = encoder or load_encoder()
        found = current(home)
        if found is None:
            raise HomeError(f"知识库 {home} 还是空的；请先运行 huice build --home {home}")
        folder, manifest = found
        _check_made_alike(home, manifest, encoder)
        verify(home, folder, manifest)
        try:
            tables = load_tables(folder)
            return cls(Store(folder / STORE_FILE), tables, encoder, manifest, reranker)
        except (OSError, ValueError, KeyError, sqlite3.Error) as error:
            raise damaged(home, f"{folder.name} 无法载入（{error}）") from error

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def __enter__(self) -> KnowledgeBase:
        """Return self."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    def ranked_by(self, fusion: Fusion) -> KnowledgeBase:
        """Return the same opened generation, its clauses ranked by `fusion` where a search names no other."""
        other = copy(self)
        other._fusion = fusion
        return other

    @property
    def fusion(self) -> Fusion:
        """Return how the signals are fused unless a search says otherwise."""
        return self._fusion

    @property
    def can_rerank(self) -> bool:
        """Tell whether there is a judge, or a network for the encoder in use."""
        return self._orderer.can_rerank

    def fitted(self, fusion: Fusion) -> Fusion:
        """Return `fusion` with the weights that were fitted for the encoder, as it is where none were."""
        if self._encoder.weights is None:
            return fusion
        words, bigrams, dense = self._encoder.weights
        return replace(fusion, method="standardised", words=words, bigrams=bigrams, dense=dense)

    @property
    def model(self) -> str:
        """Return the fingerprint of the encoder."""
        return self._manifest.contents.model

    @property
    def generation(self) -> str:
        """Return the name of the generation that is open."""
        return self._manifest.generation

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of the contents: the same input gives the same."""
        return self._manifest.contents.fingerprint

    @cached_property
    def documents(self) -> tuple[DocumentRow, ...]:
        """Return every document without its text, in order of arrival."""
        return tuple(self._store.documents())

    def document(self, document_id: str) -> Document:
        """Return a document with text and clauses; raise KeyError when there is none of that id."""
        return self._store.document(document_id)

    def clause(self, clause_id: str) -> Clause:
        """Return a clause; raise KeyError when there is none of that id."""
        return self._store.clause(clause_id)

    def facts(self, clause_id: str) -> Facts:
        """Return what was read from a clause; raise KeyError when there is none of that id."""
        return self._store.facts(clause_id)

    def clauses(self, document_id: str | None = None) -> Iterator[Clause]:
        """Yield the clauses of one document, or of all, in order of arrival."""
        return self._store.clauses(document_id)

    def rarity(self, hits: Sequence[Hit]) -> Callable[[str], float]:
        """Return the inverse document frequency of words over the documents that the best `hits` stand in.

        What is rare among a hundred thousand statutes may be what every document at hand is about; so
        rarity is counted near what was found, and does not change with what else is stored. Over all clauses
        where there are no hits. An unknown word is rarest.
        """
        numbers = {row.id: row.number for row in self.documents} if hits else {}
        found = [numbers[hit.document_id] for hit in hits[:_NEIGHBOURS]]
        presence = self._near(np.array(found)) if hits else self._presence
        return cache(presence.idf)

    def _near(self, documents: NDArray[np.integer]) -> WordPresence:
        chosen = np.zeros(len(self.documents), dtype=np.bool_)
        chosen[documents] = True
        near = chosen[self._tables.document_of_clause]
        too_few = np.count_nonzero(near) < _FEWEST and len(near) < _FAR_MORE
        return self._presence if too_few else self._presence.near(near)

    def search(
        self,
        query: str,
        k: int = 10,
        allowed_documents: Collection[str] | None = None,
        *,
        document_priors: Mapping[str, float] | None = None,
        fusion: Fusion | None = None,
        colloquial: bool = True,
    ) -> list[Hit]:
        """Return the `k` best clauses for `query`, best first; equal scores in clause order.

        Only documents in `allowed_documents` are searched, all where it is None, none where it is empty.
        `document_priors` multiplies the scores of the clauses of a document (1 where it is not named).
        Without `colloquial` everyday words are not translated. A blank query finds nothing. Raises ValueError
        when `k` is below 1, HomeError where the fusion asks for a reranker that does not fit the encoder.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        allowed = self._allowed(allowed_documents)
        if not query.strip() or (allowed is not None and not allowed.any()):
            return []
        fusion = fusion or self._fusion
        read = read_query(query, colloquial and fusion.colloquial)
        found = self._proposer.propose(read, allowed, k, fusion)
        prior = self._prior(found.clauses, document_priors) if fusion.structure else None
        ordered = self._orderer.order(read, found, fusion, prior)
        best = np.lexsort((found.clauses, -ordered.scores))[:k]
        return self._hits(read, found, ordered, best)

    def _allowed(self, documents: Collection[str] | None) -> NDArray[np.bool_] | None:
        if documents is None:
            return None
        wanted = frozenset(documents)
        flags = np.fromiter((row.id in wanted for row in self.documents), dtype=np.bool_)
        return np.asarray(flags[self._tables.document_of_clause])

    def _prior(
        self, clauses: NDArray[np.int64], documents: Mapping[str, float] | None
    ) -> NDArray[np.float32]:
        prior = self._tables.priors[clauses]
        if documents:
            of_document = np.fromiter((documents.get(row.id, 1.0) for row in self.documents), np.float32)
            prior = prior * of_document[self._tables.document_of_clause[clauses]]
        return prior

    def _hits(self, query: Query, found: Proposals, ordered: Ordered, best: NDArray[np.int64]) -> list[Hit]:
        clauses = found.clauses[best]
        documents = self._tables.document_of_clause[clauses]
        plain, read = coverage(query, clauses, self._near(documents[:_NEIGHBOURS]))
        ids = self._store.clause_ids(clauses.tolist())
        return [
            Hit(
                rank=rank + 1,
                score=float(ordered.scores[at]),
                clause_id=ids[int(clauses[rank])],
                document_id=self.documents[documents[rank]].id,
                words=float(found.words[at]),
                bigrams=float(found.bigrams[at]),
                dense=float(found.dense[at]),
                coverage=float(plain[rank]),
                read_coverage=float(read[rank]),
                probability=None if np.isnan(said := ordered.probabilities[at]) else float(said),
            )
            for rank, at in enumerate(best)
        ]


def _check_made_alike(home: Path, manifest: Manifest, encoder: Encoder) -> None:
    if manifest.contents.model != encoder.fingerprint:
        raise HomeError(
            f"知识库 {home} 是用另一个向量模型构建的（{manifest.contents.model[:12]}，"
            f"现在的是 {encoder.fingerprint[:12]}）；请运行 huice build --home {home} 重新构建"
        )
    if manifest.contents.lexicon != lexicon_fingerprint():
        raise HomeError(f"知识库 {home} 是用另一版词表构建的；请运行 huice build --home {home} 重新构建")
