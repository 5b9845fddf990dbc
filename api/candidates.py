"""Gather the clauses that may answer a question and decide which of them support it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from api.evidence import Candidate, scored_sentences
from api.matching import Standing, standing_of
from api.naming import document_priors, named_documents
from api.question import LOOKUP, SLOTS, Question
from api.sentences import TermWeights
from index.query import read_query
from index.search import KnowledgeBase
from index.store import DocumentRow
from index.tokens import words
from ingest.records import Region
from ingest.regions import covers
from ingest.validity import status_on

DEPTH = 24
PLAIN = 0.5  # support from which a question taken at its word needs no translation
TOP = 3  # one of the best so many must carry enough
COVERED, NEAR, SHARE = 0.5, 0.3, 0.2
NEEDED_FOR_MEASURES, NEEDED_FOR_A_STATEMENT, NEEDED_FOR_A_FIGURE = 0.16, 0.30, 0.42
BESIDE_THE_BEST = 0.6


@dataclass(frozen=True, slots=True)
class Candidates:
    """What was found, best first.

    `supported` may answer: clauses of documents that apply (situation) or speak of the region asked about
    (look-up). `others` support too but stand in documents that do not. `nearest` are all, supporting or not.
    """

    supported: tuple[Candidate, ...]
    others: tuple[Candidate, ...]
    nearest: tuple[Candidate, ...]
    terms: TermWeights
    own_terms: TermWeights  # of the question's own words, nothing expanded
    statuses: Mapping[str, str]


def gather(kb: KnowledgeBase, question: Question, as_of: date) -> Candidates:
    """Search for a question and sort what is found by what it can be used for.

    The question is first taken at its word; only where that finds too little are everyday words translated.
    """
    field = _field(kb, question, as_of)
    found = _gather(kb, question, field, colloquial=False)
    if found.supported and _carried(found, question) >= PLAIN:
        return found
    return _gather(kb, question, field, colloquial=True)


def _carried(found: Candidates, question: Question) -> float:
    return max(support(candidate, question.mode) for candidate in found.supported)


def _field(kb: KnowledgeBase, question: Question, as_of: date) -> Field:
    rows = {row.id: row for row in kb.documents}
    statuses = {row.id: status_on(row.metadata, as_of) for row in rows.values()}
    who = question.profile
    standings = {row.id: standing_of(row.metadata, statuses[row.id], who) for row in rows.values()}
    named = named_documents(question.text, rows.values()) or rows.keys()
    if question.mode != LOOKUP:
        fitting = {document for document in named if standings[document].why_not is None}
    else:
        fitting = {document for document in named if _speaks_of(rows[document], question)}
    priors = document_priors(question.text, question.regions, rows.values())
    return Field(statuses, standings, priors, frozenset(fitting), frozenset(rows.keys() - fitting))


def _gather(kb: KnowledgeBase, question: Question, field: Field, colloquial: bool) -> Candidates:
    terms = question_terms(kb, question.topic, colloquial)
    found = _search(kb, question, field.fitting, field, terms, colloquial)
    others = _search(kb, question, field.others, field, terms, colloquial)
    return Candidates(
        supported=supporting(found, question),
        others=supporting(others, question),
        nearest=tuple(sorted((*found, *others), key=lambda c: -c.hit.score)),
        terms=terms,
        own_terms=question_terms(kb, question.topic, colloquial=False),
        statuses=field.statuses,
    )


@dataclass(frozen=True, slots=True)
class Field:
    """How the documents stand on the day of a question, by id; which of them may answer it."""

    statuses: Mapping[str, str]
    standings: Mapping[str, Standing]
    priors: Mapping[str, float]
    fitting: AbstractSet[str]
    others: AbstractSet[str]


def _search(
    kb: KnowledgeBase,
    question: Question,
    documents: AbstractSet[str],
    field: Field,
    terms: TermWeights,
    colloquial: bool,
) -> list[Candidate]:
    hits = kb.search(question.topic, DEPTH, documents, document_priors=field.priors, colloquial=colloquial)
    top = hits[0].score if hits else 1.0
    return [
        Candidate(
            clause=clause,
            document=kb.document(hit.document_id),
            facts=kb.facts(hit.clause_id),
            hit=hit,
            standing=field.standings[hit.document_id],
            status=field.statuses[hit.document_id],
            score=hit.score / top if top else 0.0,
            share=max((item.share for item in scored_sentences(clause, terms)), default=0.0),
        )
        for hit in hits
        for clause in [kb.clause(hit.clause_id)]
    ]


def _speaks_of(row: DocumentRow, question: Question) -> bool:
    """Tell whether a document is of a region that the question names, holds it, or lies in it."""
    place = row.metadata.region.value if row.metadata.region else None
    return (
        place is None or not question.regions or any(_related(place, region) for region in question.regions)
    )


def _related(a: Region, b: Region) -> bool:
    return covers(a, b) or covers(b, a)


def needed_support(question: Question) -> float:
    """Return how much support an answer needs: most for a figure, least for what may help somebody."""
    if question.mode != LOOKUP:
        return NEEDED_FOR_MEASURES
    return NEEDED_FOR_A_FIGURE if question.asks & SLOTS - {"units"} else NEEDED_FOR_A_STATEMENT


def supporting(found: Sequence[Candidate], question: Question) -> tuple[Candidate, ...]:
    """Return the candidates that carry enough of the question to answer it, none when the best does not."""
    needed = needed_support(question)
    carried = {candidate.clause.id: support(candidate, question.mode) for candidate in found}
    if max((carried[candidate.clause.id] for candidate in found[:TOP]), default=0.0) < needed:
        return ()
    return tuple(c for c in found if c.score >= BESIDE_THE_BEST or carried[c.clause.id] >= needed)


def support(candidate: Candidate, mode: str) -> float:
    """Weigh how much of a question a clause carries, about 0..1: its words, nearness, its best sentence.

    What a colloquial word stands for counts like the word itself where somebody looks for help, and half
    where a document is asked for what it states.
    """
    hit = candidate.hit
    read = max(hit.coverage, hit.read_coverage)
    covered = (hit.coverage + read) / 2 if mode == LOOKUP else read
    return COVERED * covered + NEAR * max(hit.dense, 0.0) + SHARE * candidate.share


def question_terms(kb: KnowledgeBase, text: str, colloquial: bool) -> TermWeights:
    """Weigh the words of a question by rarity; what a colloquial word stands for counts less."""
    weights = {term: weight * kb.idf(term) for term, weight in read_query(text, colloquial).words.items()}
    return TermWeights(weights, words)
