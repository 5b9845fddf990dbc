"""The other way round: which tasks a named unit has a part in."""

from __future__ import annotations

from collections.abc import Sequence

from api.citations import CitationBook
from api.evidence import Candidate
from api.lookup import Stated
from api.records import AnswerFact, AnswerUnit
from api.sentences import sentences_of
from ingest.facts.units import normalise_unit
from ingest.records import Unit

SHORTEST_NAME = 3
MOST_TASKS = 10


def duties(candidates: Sequence[Candidate], question: str, book: CitationBook) -> Stated | None:
    """State the clauses whose responsible units include one that the question names, None where none does."""
    facts: list[AnswerFact] = []
    units: list[AnswerUnit] = []
    for candidate in candidates:
        clause = candidate.clause
        for unit in [unit for unit in candidate.facts.units if _is_named(unit, question)][:1]:
            first = sentences_of(clause.text)[0]
            n = book.cite(clause, first.start, first.end)
            book.cite_units(clause, [unit])
            facts.append(AnswerFact(first.text, n))
            units.append(AnswerUnit(unit.name, unit.role, n))
        if len(facts) == MOST_TASKS:
            break
    return Stated(tuple(facts), (), tuple(units)) if facts else None


def _is_named(unit: Unit, question: str) -> bool:
    names = (unit.name, unit.normalised)
    return any(
        len(name) >= SHORTEST_NAME and (name in question or name in normalise_unit(question))
        for name in names
    )
