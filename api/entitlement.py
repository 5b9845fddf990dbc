"""Situation questions: which measures apply to this enterprise here and now, which are only precedent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.citations import CitationBook
from api.entitlement_windows import Calendar, Timed, answer_window
from api.evidence import Candidate, ScoredSentence, best_sentences, measure_share, scored_sentences
from api.matching import REFUSED, judged, missing_facts
from api.matching_cards import Asked, asked_elsewhere, state_elsewhere, undecided
from api.records import AnswerCondition, AnswerFund, AnswerMeasure, AnswerTarget, AnswerUnit, Precedent
from api.sentences import TermWeights
from ingest.facts.idle import tells_something
from ingest.records import Fund, Measure, Profile, Target, Unit

MOST_MEASURES = 10
MOST_PER_CLAUSE = 3
MOST_PRECEDENTS = 3
KEEP = 0.5  # a measure stays when it weighs this much of the best one, in its clause and over all
FLOOR = 0.1  # what a measure of a fitting clause weighs without a word of the question
_NO_ENTITLEMENT = frozenset({"事实", "目标"})


@dataclass(frozen=True, slots=True)
class Offer:
    """The measures offered, best first, and what the profile would have to say to decide them."""

    measures: tuple[AnswerMeasure, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    """A measure with its verdict, the states of its conditions, and what its card asks elsewhere."""

    candidate: Candidate
    measure: Measure
    verdict: str
    states: tuple[str, ...]
    asked: tuple[Asked, ...]
    asked_states: tuple[str, ...]
    timed: Timed | None

    def missing(self) -> tuple[str, ...]:
        own = zip(self.measure.conditions, self.states, strict=True)
        return missing_facts(
            (*own, *undecided(self.asked, self.asked_states)), self.candidate.standing.region_known
        )


def offer(
    candidates: Sequence[Candidate],
    profile: Profile,
    terms: TermWeights,
    book: CitationBook,
    calendar: Calendar,
) -> Offer:
    """Offer the measures of the candidates whose documents give entitlements, unmet ones last.

    `calendar` knows the day asked for and the facts of all clauses.
    """
    picked = [
        _judged(candidate, measure, profile, calendar) for candidate, measure in _picked(candidates, terms)
    ]
    picked.sort(key=lambda one: one.verdict == REFUSED)
    measures = tuple(_answer_measure(one, book, calendar.day) for one in picked)
    return Offer(measures, tuple(dict.fromkeys(name for one in picked for name in one.missing())))


def _judged(candidate: Candidate, measure: Measure, profile: Profile, calendar: Calendar) -> _Judged:
    known = candidate.standing.region_known
    asked = asked_elsewhere(candidate.clause, candidate.document, measure, calendar.facts_of)
    asked_states = tuple(state_elsewhere(each.condition, profile, known) for each in asked)
    verdict, states = judged(measure, profile, known, asked_states)
    timed = calendar.find(candidate.clause, candidate.document, measure)
    return _Judged(candidate, measure, verdict, states, asked, asked_states, timed)


def _picked(candidates: Sequence[Candidate], terms: TermWeights) -> list[tuple[Candidate, Measure]]:
    """Pick the measures that meet the question nearly as well as the best one, clause by clause."""
    weighed = [
        (candidate.score * (share + FLOOR), candidate, measure)
        for candidate in candidates
        if candidate.standing.why_not is None
        for share, measure in relevant_measures(candidate, terms)
    ]
    best = max((weight for weight, _, _ in weighed), default=0.0)
    return [(candidate, measure) for weight, candidate, measure in weighed if weight >= KEEP * best][
        :MOST_MEASURES
    ]


def relevant_measures(candidate: Candidate, terms: TermWeights) -> tuple[tuple[float, Measure], ...]:
    """Return a clause's measures that meet the question best with their shares of its terms, best first."""
    scored = [
        (measure_share(measure, candidate.clause, terms), measure)
        for measure in candidate.facts.measures
        if measure.force not in _NO_ENTITLEMENT
    ]
    if not scored:
        return ()
    top = max(share for share, _ in scored)
    kept = [(share, measure) for share, measure in scored if share >= KEEP * top]
    kept.sort(key=lambda pair: -pair[0])
    return tuple(kept[:MOST_PER_CLAUSE])


def _answer_measure(one: _Judged, book: CitationBook, day: date) -> AnswerMeasure:
    """Make one measure of the answer; cites it, what goes with it, and what its card asks elsewhere."""
    clause, facts, measure = one.candidate.clause, one.candidate.facts, one.measure
    n = book.cite(clause, measure.start, measure.end)
    book.cite_units(clause, facts.units)
    own = tuple(
        AnswerCondition(condition.text, state, n)
        for condition, state in zip(measure.conditions, one.states, strict=True)
    )
    elsewhere = tuple(
        AnswerCondition(
            each.condition.text, state, book.cite(each.clause, each.condition.start, each.condition.end)
        )
        for each, state in zip(one.asked, one.asked_states, strict=True)
    )
    return AnswerMeasure(
        text=measure.text,
        instrument=measure.instrument,
        force=measure.force,
        verdict=one.verdict,
        conditions=(*own, *elsewhere),
        units=answer_units(facts.units, n),
        funds=tuple(answer_fund(fund, n) for fund in facts.funds if _is_given(fund, measure)),
        targets=tuple(
            AnswerTarget(target.text, target.quantity, target.unit, target.year)
            for target in facts.targets
            if _is_inside(target, measure)
        ),
        citation=n,
        window=answer_window(one.timed, day, book),
    )


def _is_given(fund: Fund, measure: Measure) -> bool:
    """Tell whether an amount of a measure is no threshold of its conditions."""
    asked = any(condition.start <= fund.start < condition.end for condition in measure.conditions)
    return _is_inside(fund, measure) and not asked


def _is_inside(fact: Fund | Target, measure: Measure) -> bool:
    return measure.start <= fact.start < measure.end


def answer_units(units: Sequence[Unit], n: int) -> tuple[AnswerUnit, ...]:
    """Return the units of a clause as cited by citation `n`."""
    return tuple(AnswerUnit(unit.name, unit.role, n) for unit in units)


def answer_fund(fund: Fund, n: int) -> AnswerFund:
    """Return an amount as cited by citation `n`."""
    return AnswerFund(fund.text, fund.kind, fund.min_yuan, fund.max_yuan, n)


def precedents_of(
    candidates: Sequence[Candidate], terms: TermWeights, book: CitationBook
) -> tuple[Precedent, ...]:
    """Return what is worth knowing though it gives no entitlement, each with the reason why not."""
    found: list[Precedent] = []
    for candidate in (each for each in candidates if each.standing.why_not):
        for sentence in best_sentences(_telling(candidate, terms), 1.0, 1):
            n = book.cite(candidate.clause, sentence.start, sentence.end)
            found.append(Precedent(sentence.text, candidate.standing.why_not or "", n))
        if len(found) == MOST_PRECEDENTS:
            break
    return tuple(found)


def _telling(candidate: Candidate, terms: TermWeights) -> list[ScoredSentence]:
    """Score the sentences of a clause that say more than a heading or a title does."""
    clause = candidate.clause
    return [
        each
        for each in scored_sentences(clause, terms)
        if tells_something(clause.text, clause.path, each.sentence.start, each.sentence.end)
    ]
