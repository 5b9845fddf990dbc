"""The one object behind the command line and the HTTP API: an opened knowledge base that answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from api.answers import answer
from api.matching import DEAD
from api.naming import cited_documents, document_priors, named_documents
from api.question import check_question, regions_named
from api.records import Answer
from api.views import (
    ClauseView,
    DocumentView,
    HitView,
    LeftOut,
    SearchView,
    clause_view,
    document_view,
    value_of,
)
from index.models.loading import load_encoder, load_reranker
from index.search import Hit, KnowledgeBase
from index.store import DocumentRow
from ingest.errors import HomeError, NotFoundError, QuestionError, has_surrogate, shown
from ingest.records import Clause, Metadata, Profile, Region
from ingest.regions import covers, resolve
from ingest.validity import status_on

_LONGEST_REGION = 50  # characters

_DAYS = 8  # of which the statuses are remembered

RERANKED = 50
JUDGED = 24  # by a cross-encoder: what two cores do in about a quarter of a second
COVERED = 0.5  # share of a query's words in the best clause from which none needs translating


class Engine:
    """Answers questions and searches clauses over one opened snapshot; safe to share between threads."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._statuses = lru_cache(_DAYS)(self._read_statuses)
        self._over = lru_cache(_DAYS)(self._read_over)

    @classmethod
    def open(
        cls,
        home: Path,
        encoder: Path | None = None,
        rerank: int | None = None,
        reranker: Path | None = None,
    ) -> Engine:
        """Open the current snapshot of a home folder and rerank the best `rerank` clauses of each search.

        A `reranker` (a cross-encoder's folder) judges JUDGED of them by default, with any encoder. Without
        one None reranks RERANKED with the shipped encoder or one adapted from it and none with another; 0
        none. Raises HomeError when there is no snapshot, it is damaged, a model cannot be loaded, or
        reranking is asked for with an encoder it was not made for.
        """
        judge = load_reranker(reranker) if reranker and rerank != 0 else None
        kb = KnowledgeBase.open(home, load_encoder(encoder), judge)
        if rerank is None:
            rerank = JUDGED if judge else RERANKED if kb.can_rerank else 0
        elif rerank and not kb.can_rerank:
            raise HomeError(
                "自带的重排模型只配自带的编码器和由它适配出来的；请用 --rerank 0 关闭重排，"
                "用 --reranker 指定一个，"
                "或用自带的编码器重新建库"
            )
        return cls(kb.ranked_by(replace(kb.fitted(kb.fusion), rerank=rerank)))

    @property
    def generation(self) -> str:
        """Return the name of the generation that is open."""
        return self._kb.generation

    @property
    def document_count(self) -> int:
        """Return how many documents can be found."""
        return len(self._kb.documents)

    @property
    def clause_count(self) -> int:
        """Return how many clauses can be found."""
        return sum(document.clauses for document in self._kb.documents)

    def ask(
        self,
        question: str,
        profile: Profile | None = None,
        as_of: date | None = None,
        region: str | None = None,
    ) -> Answer:
        """Answer a question; `region` stands in where the profile names none. Raises QuestionError."""
        who = profile or Profile()
        if region and not who.region:
            who = replace(who, region=_region(region))
        return answer(self._kb, question, who, as_of or date.today())

    def search(
        self,
        query: str,
        k: int = 10,
        region: str | None = None,
        as_of: date | None = None,
        include_dead: bool = False,
    ) -> SearchView:
        """Return the best `k` clauses, of documents that apply in `region` where one is named.

        Documents not in force on the day are left out and counted, unless the query cites them.
        """
        text = check_question(query)
        if not 1 <= k <= 1000:
            raise QuestionError(f"k 应在 1 到 1000 之间，收到的是 {k}。")
        day = as_of or date.today()
        hits, over = self._search(text, k, region, day, include_dead)
        views = tuple(self._hit_view(n, hit, day) for n, hit in enumerate(hits, 1))
        return SearchView(text, views, self._left_out(over, day) if over else None)

    def find(
        self,
        query: str,
        k: int = 10,
        region: str | None = None,
        as_of: date | None = None,
        *,
        include_dead: bool = False,
    ) -> list[Hit]:
        """Return what `search` finds, without texts; raise QuestionError for an unknown region.

        Where the fusion leaves structure out, neither region, status nor what a query names counts.
        """
        return self._search(query, k, region, as_of or date.today(), include_dead)[0]

    def _search(
        self, query: str, k: int, region: str | None, day: date, include_dead: bool
    ) -> tuple[list[Hit], AbstractSet[str]]:
        """Return the hits, and the documents left out that would have had hits among the first `k`.

        Only where there are such documents is searched again without all that are not in force.
        """
        if not self._kb.fusion.structure:
            return self._kb.search(query, k), frozenset()
        allowed = self._of_place(_region(region)) if region else None
        found = self._found(query, k, allowed)
        dead = frozenset() if include_dead else self._dead(query, day)
        over = {hit.document_id for hit in found} & dead
        if not over:
            return found, over
        every = {row.id for row in self._kb.documents} if allowed is None else allowed
        return self._found(query, k, every - dead), over

    def _of_place(self, place: Region) -> AbstractSet[str]:
        return {row.id for row in self._kb.documents if _applies(row.metadata, place)}

    def _dead(self, query: str, day: date) -> AbstractSet[str]:
        """Return the documents not in force on a day, less those the query cites."""
        dead = self._over(day)
        return dead - cited_documents(query, self._kb.documents) if dead else dead

    def _left_out(self, documents: AbstractSet[str], day: date) -> LeftOut:
        """Count documents by their status, the most frequent first."""
        counted = Counter(self._statuses(day)[document] for document in documents)
        return LeftOut(len(documents), dict(sorted(counted.items(), key=lambda each: (-each[1], each[0]))))

    def _found(self, text: str, k: int, allowed: AbstractSet[str] | None) -> list[Hit]:
        """Search at the words given; translate everyday words where these are covered too little."""
        rows = self._kb.documents
        named = named_documents(text, rows)
        if named is not None:
            allowed = named if allowed is None else named & allowed
        priors = document_priors(text, regions_named(text), rows)
        hits = self._kb.search(text, k, allowed, document_priors=priors, colloquial=False)
        if hits and hits[0].coverage >= COVERED:
            return hits
        return self._kb.search(text, k, allowed, document_priors=priors)

    def _read_statuses(self, day: date) -> Mapping[str, str]:
        return {row.id: status_on(row.metadata, day, row.ended) for row in self._kb.documents}

    def _read_over(self, day: date) -> AbstractSet[str]:
        return frozenset(document for document, status in self._statuses(day).items() if status in DEAD)

    def _hit_view(self, rank: int, hit: Hit, day: date) -> HitView:
        clause, document = self._kb.clause(hit.clause_id), self._kb.document(hit.document_id)
        title = value_of(document.metadata.title)
        return HitView(
            rank=rank,
            score=hit.score,
            clause_id=clause.id,
            document_id=document.id,
            source=document.source,
            title=title,
            status=self._statuses(day)[document.id],
            path=clause.path,
            text=clause.text,
            page=clause.page,
        )

    def documents(self, as_of: date | None = None) -> list[DocumentView]:
        """List the documents with their status on a day."""
        return [document_view(document, as_of or date.today()) for document in self._kb.documents]

    def document(self, document_id: str, as_of: date | None = None) -> DocumentView:
        """Return one document with its status on a day; raise NotFoundError for an unknown id."""
        return document_view(self._row(document_id), as_of or date.today())

    def _row(self, document_id: str) -> DocumentRow:
        for row in self._kb.documents:
            if row.id == document_id:
                return row
        raise NotFoundError(f"知识库里没有文件 {document_id}。用 huice documents 查看文件编号。")

    def clauses(self, document_id: str | None = None) -> Iterator[ClauseView]:
        """Yield the clauses of a document, or of all; raise NotFoundError for an unknown id."""
        if document_id is not None:
            self._row(document_id)
        for clause in self._kb.clauses(document_id):
            yield self._clause_view(clause)

    def clause(self, clause_id: str) -> ClauseView:
        """Return one clause; raise NotFoundError for an unknown id."""
        try:
            return self._clause_view(self._kb.clause(clause_id))
        except KeyError as error:
            raise NotFoundError(f"知识库里没有条款 {clause_id}。") from error

    def _clause_view(self, clause: Clause) -> ClauseView:
        return clause_view(clause, self._kb.document(clause.document_id), self._kb.facts(clause.id))


def _region(name: str) -> Region:
    if len(name) > _LONGEST_REGION or has_surrogate(name):
        raise QuestionError(f"地区无法识别：{shown(name)}。请写成“湖北省黄石市”或六位行政区划代码。")
    try:
        return resolve(name)
    except ValueError as error:
        raise QuestionError(f"地区无法识别：{error}") from error


def _applies(metadata: Metadata, place: Region) -> bool:
    return (
        metadata.region is None
        or covers(metadata.region.value, place)
        or covers(place, metadata.region.value)
    )
