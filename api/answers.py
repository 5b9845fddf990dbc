"""A question becomes an Answer: candidates, what they support, and an honest no when they support nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from api.candidates import Candidates, gather, question_terms
from api.card_rows import rows_asked, rows_of, told_by_rows
from api.citations import CitationBook
from api.describing import DESCRIBING, described
from api.duties import duties
from api.entitlement import Offer, offer, precedents_of
from api.entitlement_contacts import contacts_of
from api.entitlement_windows import Calendar
from api.evidence import Candidate
from api.field import Field, survey
from api.lookup import Stated, find, state
from api.matching import DEAD, EVIDENCE, UNTOLD
from api.question import FIGURES, LOOKUP, OPEN, SITUATION, Question, read_question
from api.records import Answer, AnswerContact, AnswerProfile, Precedent
from api.summary import abstention, said
from api.support import (
    is_supported,
    measure_confidence,
    statement_support,
    supporting_measures,
    supporting_others,
)
from index.search import KnowledgeBase
from ingest.fields import CONTACT, row_field
from ingest.records import Profile

NEAREST = 3
GIVEN = frozenset({"funds", "measures", "quantity", "duties", "reference"})  # what a card's other rows tell
CERTAIN = 1.0  # what the record of a document says of it needs no search


@dataclass(frozen=True, slots=True)
class Frame:
    """What every answer to one question shares."""

    kb: KnowledgeBase
    question: Question
    as_of: date
    field: Field

    def book(self) -> CitationBook:
        """Return an empty book of citations."""
        return CitationBook(self.kb.document, self.field.statuses, self.field.terms)

    def calendar(self) -> Calendar:
        """Return the times for applying on the day asked for."""
        return Calendar(self.as_of, self.kb.facts)


def answer(kb: KnowledgeBase, text: str, profile: Profile, as_of: date) -> Answer:
    """Answer a question for a profile on a day; raise QuestionError on a bad question.

    The question is first taken at its word; only where that finds too little are everyday words translated.
    """
    question = read_question(text, profile)
    frame = Frame(kb, question, as_of, survey(kb, question, as_of))
    answered = _described(frame) or _told(frame) or _tried(frame)
    if answered is None and question.mode == OPEN:
        question = _as_look_up(question)
        frame = Frame(kb, question, as_of, survey(kb, question, as_of))
        answered = _tried(frame)
    elif answered is None and question.mode == SITUATION and question.asks & FIGURES:
        answered = _tried(replace(frame, question=_as_look_up(question)))  # a fine, say; only what applies
    return answered or _abstained(frame)


def _as_look_up(question: Question) -> Question:
    return replace(question, mode=LOOKUP, topic=question.text)


def _tried(frame: Frame) -> Answer | None:
    attempt = _looked_up if frame.question.mode == LOOKUP else _offered
    for colloquial in (False, True):
        found = gather(frame.kb, frame.question, frame.field, colloquial=colloquial)
        answered = attempt(frame, found)
        if answered is not None:
            return answered
    return None


def _described(frame: Frame) -> Answer | None:
    if not frame.question.asks & DESCRIBING:
        return None
    book = frame.book()
    own = question_terms(frame.question.text, frame.kb.rarity(()), False)
    facts = described(frame.kb, frame.question, own, book)
    return _answered(frame, book, Stated(facts, (), ()), Offer((), ()), (), CERTAIN) if facts else None


def _told(frame: Frame) -> Answer | None:
    """Answer what the rows of one card say, where nothing of what it gives is asked."""
    question = frame.question
    if not rows_asked(question.text) or question.asks & GIVEN:
        return None
    found, book = gather(frame.kb, question, frame.field, colloquial=False), frame.book()
    rarity = frame.kb.rarity([candidate.hit for candidate in found.fitting])
    told = told_by_rows(question.text, found, rarity, book)
    if told is None:
        return None
    return _answered(frame, book, Stated(told.facts, (), ()), Offer((), ()), (), told.share)


def _offered(frame: Frame, found: Candidates) -> Answer | None:
    book, question = frame.book(), frame.question
    supported = supporting_measures(found)
    offered = offer(supported, question.profile, found.terms, book, frame.calendar())
    if not offered.measures:
        return None
    best = offered.measures[0]
    told = rows_of(supported[0].document, question.text, book)
    stated = Stated(told.facts if told else (), best.funds if "funds" in question.asks else (), best.units)
    precedents = precedents_of(supporting_others(found), found.terms, book)
    return _answered(frame, book, stated, offered, precedents, measure_confidence(found))


def _looked_up(frame: Frame, found: Candidates) -> Answer | None:
    book, question = frame.book(), frame.question
    if "duties" in question.asks and "units" not in question.asks:
        tasks = duties(found.fitting, question.text, book)
        if tasks:
            return _answered(frame, book, tasks, Offer((), ()), (), measure_confidence(found))
    findings = find(found.fitting, question, found.terms, found.own)
    if not findings or not is_supported(findings[0], question, found):
        return None
    stated = state(findings[0], question, found.own, book)
    best = findings[0].candidate
    offered = Offer((), ())
    if not question.asks & FIGURES and best.standing.why_not is None:
        offered = offer([best], question.profile, found.terms, book, frame.calendar())
    return _answered(frame, book, stated, offered, (), statement_support(findings[0], found))


def _answered(
    frame: Frame,
    book: CitationBook,
    stated: Stated,
    offered: Offer,
    precedents: tuple[Precedent, ...],
    confidence: float,
) -> Answer:
    contacts = _contacts(frame, book, stated, offered)
    citations = book.citations()
    return Answer(
        question=frame.question.text,
        as_of=frame.as_of.isoformat(),
        profile=answer_profile(frame.question.profile),
        status="answered",
        reason=None,
        summary=said(offered.measures, stated.facts, stated.funds, stated.units, citations),
        confidence=confidence,
        measures=offered.measures,
        funds=stated.funds,
        units=stated.units,
        facts=stated.facts,
        precedents=precedents,
        missing=offered.missing,
        citations=citations,
        contacts=contacts,
    )


def _contacts(frame: Frame, book: CitationBook, stated: Stated, offered: Offer) -> tuple[AnswerContact, ...]:
    """Return whom to ask about the measures offered, in their order, and those whom the facts name."""
    cited = book.citations()
    told = (cited[fact.citation - 1] for fact in stated.facts)
    named = dict.fromkeys(
        [
            *(cited[measure.citation - 1].clause_id for measure in offered.measures),
            *(each.clause_id for each in told if row_field(each.path) == CONTACT),
        ]
    )
    clauses = [frame.kb.clause(each) for each in named]
    return contacts_of(
        [(each, frame.kb.document(each.document_id)) for each in clauses], frame.kb.facts, book
    )


def _abstained(frame: Frame) -> Answer:
    found = gather(frame.kb, frame.question, frame.field, colloquial=True)
    book = frame.book()
    others = supporting_others(found)
    reason = _why_nothing(frame, others)
    kept = precedents_of(others, found.terms, book) if frame.question.mode != LOOKUP else ()
    cited = [book.cite(c.clause, 0, len(c.clause.text)) for c in found.nearest(NEAREST)]
    nearest = tuple(dict.fromkeys([*(item.citation for item in kept), *cited]))
    return Answer(
        question=frame.question.text,
        as_of=frame.as_of.isoformat(),
        profile=answer_profile(frame.question.profile),
        status="abstained",
        reason=reason,
        summary=abstention(reason, nearest),
        confidence=_fell_short(frame.question, found),
        precedents=kept,
        nearest=nearest,
        citations=book.citations(),
    )


def _fell_short(question: Question, found: Candidates) -> float:
    """Return how near the best fitting clause came to an answer."""
    if question.mode != LOOKUP:
        return measure_confidence(found)
    findings = find(found.fitting, question, found.terms, found.own)
    return statement_support(findings[0], found) if findings else 0.0


def _why_nothing(frame: Frame, others: Sequence[Candidate]) -> str:
    """Name the reason: only documents for elsewhere or not in force would have answered, or none."""
    why = next((c.standing.why_not for c in others if c.standing.why_not), None)
    if why in DEAD and frame.question.mode != LOOKUP:
        return "not_in_force"
    if why is None or why in (EVIDENCE, UNTOLD, *DEAD) or frame.field.at_home:
        return "no_supporting_clause"
    return "outside_region"


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
