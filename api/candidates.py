"""Gather the clauses that may answer a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from api.evidence import Candidate, scored_sentences
from api.field import Field
from api.question import Question
from api.sentences import TermWeights
from index.query import read_query
from index.search import Hit, KnowledgeBase
from index.tokens import words

DEPTH = 24
_UNKNOWN = "\0"  # a word that no clause holds


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a search found, best first: in the `fitting` documents and in the `others`.

    `terms` are the question's words, with `colloquial` ones translated; `own` are only those asked with.
    `reach` is the weight of its content words in units of the rarest word there can be.
    """

    fitting: tuple[Candidate, ...]
    others: tuple[Candidate, ...]
    terms: TermWeights
    own: TermWeights
    reach: float
    colloquial: bool

    def nearest(self, count: int) -> tuple[Candidate, ...]:
        """Return the best `count` of all."""
        return tuple(sorted((*self.fitting, *self.others), key=lambda c: -c.hit.score)[:count])


def gather(kb: KnowledgeBase, question: Question, field: Field, *, colloquial: bool) -> Candidates:
    """Search for a question, at its word or with everyday words translated."""
    once = replace(kb.fusion, rerank=0)  # what may not be offered need not be in the best order
    fitting, others = (
        kb.search(
            question.topic, DEPTH, documents,
            document_priors=field.priors, fusion=fusion, colloquial=colloquial,
        )
        for documents, fusion in ((field.fitting, kb.fusion), (field.others, once))
    )  # fmt: skip
    rarity = kb.rarity(fitting or others)
    terms = question_terms(question.topic, rarity, colloquial)
    parts = read_query(question.topic, False).parts
    return Candidates(
        fitting=_candidates(kb, field, fitting, terms),
        others=_candidates(kb, field, others, terms),
        terms=terms,
        own=question_terms(question.topic, rarity, False),
        reach=sum(rarity(part.word) for part in parts) / rarity(_UNKNOWN),
        colloquial=colloquial,
    )


def question_terms(text: str, rarity: Callable[[str], float], colloquial: bool) -> TermWeights:
    """Weigh the words of a question by rarity; what a colloquial word stands for counts less."""
    weights = {term: weight * rarity(term) for term, weight in read_query(text, colloquial).words.items()}
    return TermWeights(weights, words)


def _candidates(
    kb: KnowledgeBase, field: Field, hits: Sequence[Hit], terms: TermWeights
) -> tuple[Candidate, ...]:
    top = hits[0].score if hits else 1.0
    return tuple(
        Candidate(
            clause=clause,
            document=kb.document(hit.document_id),
            facts=kb.facts(hit.clause_id),
            hit=hit,
            standing=field.standings[hit.document_id],
            score=hit.score / top if top else 0.0,
            share=max((item.share for item in scored_sentences(clause, terms)), default=0.0),
        )
        for hit in hits
        for clause in [kb.clause(hit.clause_id)]
    )
