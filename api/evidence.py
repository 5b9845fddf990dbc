"""Candidate clauses for a question, each with its document's standing and how well its sentences meet it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.matching import Standing
from api.sentences import Sentence, TermWeights, sentences_of
from index.search import Hit
from ingest.records import Clause, Document, Facts, Fund, Measure

HEADINGS = 0.3  # what a word in the headings counts for what stands below them
INHERITED = 0.9  # what a sentence's earlier part counts for a later part of it
_SEPARATORS = "，,、；;：:"
_NEXT = re.compile(r"(?:以上|以下|左右|以内|多)?[、，,和及]")
_OF_ALL = re.compile(r"(?:以上|以下|左右|以内|多)?的")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that may answer, with everything needed to say so.

    `score` is its retrieval score relative to the best one, `share` the question's terms (0..1) in its
    best sentence.
    """

    clause: Clause
    document: Document
    facts: Facts
    hit: Hit
    standing: Standing
    score: float
    share: float


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a candidate and the share of the question's terms (0..1) it carries."""

    sentence: Sentence
    share: float


def scored_sentences(clause: Clause, terms: TermWeights) -> tuple[ScoredSentence, ...]:
    """Score each sentence of a clause by the question's terms in it; headings count a little."""
    return tuple(
        ScoredSentence(sentence, _share(sentence.text, clause, terms))
        for sentence in sentences_of(clause.text)
    )


def _share(text: str, clause: Clause, terms: TermWeights) -> float:
    carried = terms.score(text) + HEADINGS * terms.score(" ".join(clause.path))
    return min(1.0, carried / (terms.total or 1.0))


def best_sentences(scored: Sequence[ScoredSentence], keep: float, most: int) -> tuple[Sentence, ...]:
    """Return, in text order, at most `most` sentences whose share is at least `keep` of the best one's."""
    if not scored:
        return ()
    top = max(item.share for item in scored)
    chosen = sorted((item for item in scored if item.share >= keep * top), key=lambda item: -item.share)[
        :most
    ]
    return tuple(item.sentence for item in sorted(chosen, key=lambda item: item.sentence.start))


def fund_scores(
    text: str, funds: Sequence[Fund], sentence: Sentence, terms: TermWeights
) -> Mapping[Fund, tuple[float, float]]:
    """Score the amounts of a sentence by the question's terms: in their own part, and with what went before.

    In a list such as "A贷款1万元、B贷款2万元" each amount has its own part, from the last mark or amount to
    the next mark; words that follow the last one of a list with 的 belong to all of it. What stands earlier
    in the sentence is its topic and counts nearly as much.
    """
    scores: dict[Fund, tuple[float, float]] = {}
    inside = sorted((f for f in funds if sentence.start <= f.start < sentence.end), key=lambda f: f.start)
    for before, fund in zip([None, *inside], inside, strict=False):
        start, end = _part(text, fund, before, sentence)
        own = set(terms.terms_of(text[start:end]))
        earlier = set(terms.terms_of(text[sentence.start : start])) - own
        beside = sum(terms.weights.get(term, 0.0) for term in own)
        scores[fund] = (beside, beside + INHERITED * sum(terms.weights.get(term, 0.0) for term in earlier))
    return scores


def _part(text: str, fund: Fund, before: Fund | None, sentence: Sentence) -> tuple[int, int]:
    floor = before.end if before else sentence.start
    start = max((text.rfind(mark, floor, fund.start) + 1 for mark in _SEPARATORS), default=0)
    listed = before is not None and _NEXT.match(text, before.end) is not None
    if listed and _OF_ALL.match(text, fund.end):
        return max(start, floor), fund.end
    ends = [at for mark in _SEPARATORS if (at := text.find(mark, fund.end, sentence.end)) >= 0]
    return max(start, floor), min(ends, default=sentence.end)


def measure_share(measure: Measure, clause: Clause, terms: TermWeights) -> float:
    """Return the share of the question's terms in a measure's own words and, at less weight, its headings."""
    return _share(measure.text, clause, terms)
