"""A question becomes an Answer: candidates, what they support, and an honest no when they support nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from api.candidates import Candidates, gather
from api.citations import CitationBook
from api.describing import DESCRIBING, described
from api.entitlement import offer, precedents_of, relevant_measures
from api.evidence import Candidate
from api.lookup import Stated, find, state
from api.matching import ELSEWHERE
from api.question import LOOKUP, OPEN, Question, read_question
from api.records import Answer, AnswerMeasure, AnswerProfile, Precedent
from api.summary import abstention, said
from index.search import KnowledgeBase
from ingest.records import Profile

NEAREST = 3
SECOND_FINDING = 0.97  # a second clause is stated too when it is this close to the first


@dataclass(frozen=True, slots=True)
class Frame:
    """What every answer to one question shares."""

    question: Question
    as_of: date
    found: Candidates
    book: CitationBook


def answer(kb: KnowledgeBase, text: str, profile: Profile, as_of: date) -> Answer:
    """Answer a question for a profile on a day; raise QuestionError on a bad question."""
    question = read_question(text, profile)
    frame = _frame(kb, question, as_of)
    if question.asks & DESCRIBING:
        facts = described(kb, question, frame.found.own_terms, frame.book)
        if facts:
            return _answered(frame, Stated(facts, (), ()), (), (), ())
    if question.mode == LOOKUP:
        return _lookup(frame)
    answered = _entitlement(frame)
    if question.mode == OPEN and answered.status == "abstained":
        return _lookup(_frame(kb, replace(question, mode=LOOKUP, topic=question.text), as_of))
    return answered


def _frame(kb: KnowledgeBase, question: Question, as_of: date) -> Frame:
    found = gather(kb, question, as_of)
    return Frame(question, as_of, found, CitationBook(kb.document, found.statuses))


def _entitlement(frame: Frame) -> Answer:
    found, question, book = frame.found, frame.question, frame.book
    offered = offer(found.supported, question.profile, found.terms, book)
    if not offered.measures:
        return _abstained(frame, _why_nothing_applies(found.others), found.others)
    stated = _asked_of_the_best(frame, offered.measures[0])
    precedents = precedents_of(found.others, found.terms, book)
    return _answered(frame, stated, offered.measures, precedents, offered.missing)


def _asked_of_the_best(frame: Frame, best: AnswerMeasure) -> Stated:
    """State the amounts and units of the clause that the best measure stands in."""
    units = best.units
    funds = best.funds if "funds" in frame.question.asks else ()
    return Stated((), funds, units)


def _why_nothing_applies(candidates: Sequence[Candidate]) -> str:
    why = next((c.standing.why_not for c in candidates if c.standing.why_not), None)
    if why == ELSEWHERE or (why or "").startswith("仅限"):
        return "outside_region"
    if why in (None, "事实报道"):
        return "no_supporting_clause"
    return "not_in_force"


def _lookup(frame: Frame) -> Answer:
    found, question = frame.found, frame.question
    findings = find(found.supported, question, found.terms)
    if not findings:
        return _abstained(frame, _why_nothing_applies(found.others), ())
    best = findings[0].candidate
    stated = [state(finding, question, found.own_terms, frame.book) for finding in findings[:1]]
    measures: tuple[AnswerMeasure, ...] = ()
    if "measures" in question.asks and best.standing.why_not is None and relevant_measures(best, found.terms):
        measures = offer([best], question.profile, found.terms, frame.book).measures
    return _answered(frame, stated[0], measures, (), ())


def _answered(
    frame: Frame,
    stated: Stated,
    measures: tuple[AnswerMeasure, ...],
    precedents: tuple[Precedent, ...],
    missing: tuple[str, ...],
) -> Answer:
    citations = frame.book.citations()
    return Answer(
        question=frame.question.text,
        as_of=frame.as_of.isoformat(),
        profile=answer_profile(frame.question.profile),
        status="answered",
        reason=None,
        summary=said(measures, stated.facts, stated.funds, stated.units, citations),
        measures=measures,
        funds=stated.funds,
        units=stated.units,
        facts=stated.facts,
        precedents=precedents,
        missing=missing,
        citations=citations,
    )


def _abstained(frame: Frame, reason: str, precedents: Sequence[Candidate]) -> Answer:
    kept = precedents_of(precedents, frame.found.terms, frame.book)
    cited = [frame.book.cite(c.clause, 0, len(c.clause.text)) for c in frame.found.nearest[:NEAREST]]
    nearest = tuple(dict.fromkeys([*(item.citation for item in kept), *cited]))
    return Answer(
        question=frame.question.text,
        as_of=frame.as_of.isoformat(),
        profile=answer_profile(frame.question.profile),
        status="abstained",
        reason=reason,
        summary=abstention(reason, nearest),
        precedents=kept,
        nearest=nearest,
        citations=frame.book.citations(),
    )


def answer_profile(profile: Profile) -> AnswerProfile:
    """Show the profile that an answer was made for."""
    return AnswerProfile(
        name=profile.name,
        region=profile.region.name if profile.region else None,
        qualifications=profile.qualifications,
        industry=profile.industry,
        size=profile.size,
        needs=profile.needs,
        metrics=dict(profile.metrics),
    )
