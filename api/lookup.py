"""Look-up questions: what a document states, with the amounts and units it is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.citations import CitationBook
from api.entitlement import answer_fund, answer_units
from api.enumeration import enumeration_of
from api.evidence import Candidate, ScoredSentence, best_sentences, fund_scores, scored_sentences
from api.focus import focus_share
from api.question import Question
from api.records import AnswerFact, AnswerFund, AnswerUnit
from api.sentences import Sentence, TermWeights
from api.slots import money_groups, slot_tests, suits
from ingest.facts.funds import find_funds
from ingest.records import Fund

KEEP = 0.75  # a further sentence is quoted when it carries this share of the best one's terms
KEEP_OF_SEVERAL = 0.35  # the same where the question asks for several things
MOST_SENTENCES = 3
ALIKE = 0.99  # amounts that score alike are both meant
SLOT_BONUS = 0.15  # what passing a stricter test for the kind of thing asked is worth
HEADING = 0.25  # what being the clause whose very heading stands in the question is worth
SHORTEST_HEADING = 4
FOCUS_WEIGHT = 0.2  # what holding the very words asked about is worth
CLAUSE_WEIGHT = 0.6  # retrieval against sentence when candidates are put in order
_PARTS = re.compile(r"[，,；;？?、\s]|分别|和|与|及")  # between the things that a question for several asks


@dataclass(frozen=True, slots=True)
class Finding:
    """A candidate with the sentences of it that answer and the share of the words asked about they hold."""

    candidate: Candidate
    sentences: tuple[Sentence, ...]
    focus: float
    strength: float


@dataclass(frozen=True, slots=True)
class Stated:
    """What a finding says in the fields of the answer."""

    facts: tuple[AnswerFact, ...]
    funds: tuple[AnswerFund, ...]
    units: tuple[AnswerUnit, ...]


def find(
    candidates: Sequence[Candidate], question: Question, terms: TermWeights, own: TermWeights
) -> tuple[Finding, ...]:
    """Return the candidates that hold what is asked for, best first; empty when none does."""
    found = [finding for candidate in candidates if (finding := _finding(candidate, question, terms, own))]
    return tuple(sorted(found, key=lambda finding: -finding.strength))


def _finding(
    candidate: Candidate, question: Question, terms: TermWeights, own: TermWeights
) -> Finding | None:
    if "units" in question.asks and not candidate.facts.units:
        return None
    scored = scored_sentences(candidate.clause, terms)
    fitting, fit = _fitting(scored, candidate, question)
    if not fitting:
        return None
    top = max(item.share for item in fitting)
    weight = 1.0 if "units" in question.asks else CLAUSE_WEIGHT  # units answer for the whole clause
    keep = KEEP_OF_SEVERAL if question.several else KEEP
    sentences = best_sentences(fitting, keep, MOST_SENTENCES)
    said = "".join(sentence.text for sentence in sentences) + " ".join(candidate.clause.path)
    focus = focus_share(question.text, said, own)
    asked = FOCUS_WEIGHT * focus
    if len(candidate.clause.heading) >= SHORTEST_HEADING and candidate.clause.heading in question.text:
        asked += HEADING
    strength = weight * candidate.score + (1 - weight) * top + fit + asked
    return Finding(candidate, sentences, focus, strength)


def _fitting(
    scored: Sequence[ScoredSentence], candidate: Candidate, question: Question
) -> tuple[list[ScoredSentence], float]:
    """Return the sentences that hold what is asked for by the strictest test any of them passes."""
    tests = slot_tests(question)
    for rank, test in enumerate(tests):
        fitting = [item for item in scored if test(item.sentence, candidate.facts)]
        if fitting:
            return fitting, SLOT_BONUS * (len(tests) - 1 - rank)
    return ([], 0.0) if tests else (list(scored), 0.0)


def state(finding: Finding, question: Question, terms: TermWeights, book: CitationBook) -> Stated:
    """Quote a finding: its sentences as facts, the amounts and units where they are asked for.

    `terms` are the question's own: what an amount is for is told by the words asked with, not by their kin.
    """
    clause, facts = finding.candidate.clause, finding.candidate.facts
    cited = [
        AnswerFact(sentence.text, book.cite(clause, sentence.start, sentence.end))
        for sentence in finding.sentences
    ]
    n = cited[0].citation
    if question.whole_list:
        listed = enumeration_of(clause, finding.candidate.document)
        cited = [AnswerFact(item.text, book.cite(item, 0, len(item.text))) for item in listed] or cited
    units: tuple[AnswerUnit, ...] = ()
    if "units" in question.asks:
        book.cite_units(clause, facts.units)
        units = answer_units(facts.units, n)
    wants_funds = question.asks & {"funds", "amount"} or find_funds(question.text)
    funds = _funds(finding, question, terms, n) if wants_funds else ()
    return Stated(tuple(cited), funds, units)


def _funds(finding: Finding, question: Question, terms: TermWeights, n: int) -> tuple[AnswerFund, ...]:
    """Pick the amounts asked for: one for each part of a question for several, else the best, ties kept."""
    scored = _scored_funds(finding, terms)
    groups = frozenset() if question.several else money_groups(question.text)
    suiting = {fund: score for fund, score in scored.items() if suits(fund, groups)} or scored
    if "每" in question.text:  # paid for each of something
        suiting = {fund: score for fund, score in suiting.items() if fund.basis} or suiting
    kept = _one_for_each(finding, question, terms, suiting) if question.several else []
    if not kept:
        top = max((whole for _, whole in suiting.values()), default=0.0)
        kept = [fund for fund, (_, whole) in suiting.items() if whole >= ALIKE * top]
    kept += [fund for fund in scored if fund not in kept and _is_named(fund, question.text)]
    return tuple(answer_fund(fund, n) for fund in sorted(kept, key=lambda fund: fund.start))


def _scored_funds(finding: Finding, terms: TermWeights) -> dict[Fund, tuple[float, float]]:
    clause, funds = finding.candidate.clause, finding.candidate.facts.funds
    return {
        fund: score
        for sentence in finding.sentences
        for fund, score in fund_scores(clause.text, funds, sentence, terms).items()
    }


def _one_for_each(
    finding: Finding, question: Question, terms: TermWeights, suiting: Mapping[Fund, object]
) -> list[Fund]:
    """Pick for each part of the question the amount whose own part says most of it, the later of equals
    after the one picked before."""
    picked: list[Fund] = []
    for part in _PARTS.split(question.text):
        words = set(terms.terms_of(part))
        weights = {word: weight for word, weight in terms.weights.items() if word in words}
        scores = _scored_funds(finding, TermWeights(weights, terms.terms_of))
        after = picked[-1].start if picked else -1
        best = max(suiting, key=lambda fund: (scores[fund][0], fund.start > after, -fund.start), default=None)
        if best is not None and scores[best][0] > 0:
            picked.append(best)
    return list(dict.fromkeys(picked))


def _is_named(fund: Fund, text: str) -> bool:
    """Tell whether the question itself names the amount."""
    bounds = {(named.min_yuan, named.max_yuan) for named in find_funds(text)}
    return (fund.min_yuan, fund.max_yuan) in bounds
