"""The clauses to be judged: pooled from several rankings, or drawn for questions to be written about them.

Sources: Spärck Jones and van Rijsbergen (1975), Report on the need for and provision of an "ideal"
information retrieval test collection (pooling, as TREC does it); Broder (2002) for known-item search.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eval.importing.records import Asked
from eval.sources import squeeze
from eval.suite import JudgedClause
from index.fusion import Fusion
from index.search import KnowledgeBase
from ingest.errors import QuestionError
from ingest.records import Facts

RANKINGS: Mapping[str, Fusion] = {
    "BM25 词": Fusion(words=1, bigrams=0, dense=0),
    "BM25 二元字": Fusion(words=0, bigrams=1, dense=0),
    "向量": Fusion(words=0, bigrams=0, dense=1),
    "融合": Fusion(),
}
DEPTH = 10
_SENTENCE = re.compile(r"[^。；！？\n]+")
_SHORTEST_QUOTE = 8  # characters; fewer seldom stand in one place only


@dataclass(frozen=True, slots=True)
class Pooled:
    """A question and the ids of the clauses to be judged for it, in the order in which they are shown."""

    asked: Asked
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """Everything that is to be judged, and how it was gathered.

    `made` is an ISO date, `fingerprint` that of the snapshot searched. In a `sample` each question has one
    clause and is still to be written. `quotes` names a clause by words that stand once in its source, where
    there are such.
    """

    made: str
    depth: int
    seed: int
    fingerprint: str
    sample: bool
    questions: tuple[Pooled, ...]
    clauses: Mapping[str, JudgedClause]
    quotes: Mapping[str, str]


Progress = Callable[[int, int], None]


def pool_questions(
    questions: Sequence[Asked],
    kb: KnowledgeBase,
    made: str,
    depth: int = DEPTH,
    seed: int = 0,
    progress: Progress | None = None,
    also: Mapping[str, Iterable[str]] | None = None,
) -> Pool:
    """Return for each question the union of the best `depth` clauses of every ranking, shuffled by `seed`.

    The order tells nothing of which ranking found a clause. Neither region nor day filters: that is judged.
    `also` names further candidates by question id.
    """
    pooled = []
    for number, asked in enumerate(questions, 1):
        found = {
            hit.clause_id: None
            for fusion in RANKINGS.values()
            for hit in kb.search(asked.question, depth, fusion=fusion)
            if hit.score > 0
        }
        order = sorted({*found, *(also or {}).get(asked.id, ())})
        random.Random(f"{seed} {asked.question}").shuffle(order)
        pooled.append(Pooled(asked, tuple(order)))
        if progress:
            progress(number, len(questions))
    return _pool(pooled, kb, made, depth, seed, sample=False)


def draw_clauses(count: int, kb: KnowledgeBase, made: str, seed: int = 0) -> Pool:
    """Return up to `count` clauses that say something, drawn by `seed`, as many from each document as can be.

    Raises QuestionError where `count` is below 1 or no clause holds a measure, unit, amount or target.
    """
    if count < 1:
        raise QuestionError(f"抽取的条数 {count} 不对：请用 --sample 给出 1 以上的数")
    rows = [_drawn(kb, document.id, seed) for document in kb.documents]
    random.Random(seed).shuffle(rows)
    chosen: list[str] = []
    while rows and len(chosen) < count:
        for row in list(rows):
            clause = next(row, None)
            if clause is None:
                rows.remove(row)
            elif len(chosen) < count:
                chosen.append(clause)
    if not chosen:
        raise QuestionError("知识库里没有含措施、单位、金额或目标的条款：请改用 --questions 带上自己的问题")
    pooled = [Pooled(Asked(f"q{number:03}", ""), (clause,)) for number, clause in enumerate(chosen, 1)]
    return _pool(pooled, kb, made, 1, seed, sample=True)


def _drawn(kb: KnowledgeBase, document_id: str, seed: int) -> Iterator[str]:
    """Yield the clauses of a document that say something, in an order given by the seed."""
    ids = [clause.id for clause in kb.clauses(document_id)]
    random.Random(f"{seed} {document_id}").shuffle(ids)
    return (clause for clause in ids if _says_something(kb.facts(clause)))


def _says_something(facts: Facts) -> bool:
    return bool(facts.measures or facts.units or facts.funds or facts.targets)


def _pool(
    pooled: Sequence[Pooled], kb: KnowledgeBase, made: str, depth: int, seed: int, *, sample: bool
) -> Pool:
    ids = list(dict.fromkeys(clause for one in pooled for clause in one.candidates))
    clauses = {key: _judged_clause(kb, key) for key in ids}
    text_of = _source_texts(kb)
    quotes = {
        key: quote
        for key, clause in clauses.items()
        if (quote := _quote(clause.text, text_of(clause.source)))
    }
    return Pool(made, depth, seed, kb.fingerprint, sample, tuple(pooled), clauses, quotes)


def _judged_clause(kb: KnowledgeBase, clause_id: str) -> JudgedClause:
    clause = kb.clause(clause_id)
    document = kb.document(clause.document_id)
    title = document.metadata.title.value if document.metadata.title else ""
    return JudgedClause(clause.id, Path(document.source).name, title, clause.path, clause.text)


def _source_texts(kb: KnowledgeBase) -> Callable[[str], str]:
    """Return what gives the text of a source, of all its documents, without white space."""
    documents: dict[str, list[str]] = {}
    for row in kb.documents:
        documents.setdefault(Path(row.source).name, []).append(row.id)

    @cache
    def text_of(source: str) -> str:
        return "\n".join(squeeze(kb.document(key).text) for key in documents[source])

    return text_of


def _quote(text: str, source: str) -> str | None:
    """Return the first sentence of a clause, or the whole, that stands once in its source."""
    parts = (match.group().strip() for match in _SENTENCE.finditer(text))
    for part in (*(part for part in parts if len(part) >= _SHORTEST_QUOTE), text.strip()):
        words = squeeze(part)
        if words and source.count(words) == 1:
            return part
    return None
