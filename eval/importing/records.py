"""What every published form is read into before it is checked and written as a suite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Grades = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was brought: region and day as written where they were given."""

    id: str
    question: str
    kind: str = "other"
    region: str | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One clause of a collection that comes with its questions."""

    id: str
    title: str
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source file that name a right clause, and how right it is (2 asked for, 1 also relevant)."""

    source: str
    quote: str
    grade: int = 2


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a form holds: questions, grades by question and clause id, the collection where there is one.

    `quotes` names right clauses by their words, `abstained` the questions that nothing answers; `notes` says
    in Chinese what was left out or changed while reading.
    """

    questions: tuple[Asked, ...]
    grades: Grades
    entries: tuple[Entry, ...] | None = None
    quotes: Mapping[str, tuple[Quote, ...]] = field(default_factory=dict)
    abstained: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
