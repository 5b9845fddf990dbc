"""What a change did to a knowledge base: the JSON of `huice add` and `remove` and of their routes."""

from __future__ import annotations

from dataclasses import dataclass

from api.building import Note, Skipped

IDENTICAL, TYPOGRAPHY, SCAN = "内容相同", "只有空格、标点或版式不同", "相同（扫描件）"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many clauses of a version differ from the version before it."""

    added: int
    removed: int
    changed: int
    moved: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Added:
    """A document that came in, the `version`-th of `versions`; `counts` compare it with what it replaces."""

    id: str
    title: str | None
    source: str
    clauses: int
    version: int
    versions: int
    replaces: str | None
    replaces_title: str | None
    counts: Counts | None


@dataclass(frozen=True, slots=True)
class Known:
    """A document that was there already as `id` from `source`, given again as `given`."""

    id: str
    title: str | None
    source: str
    given: str
    why: str


@dataclass(frozen=True, slots=True)
class AddSummary:
    """What an addition did and what the knowledge base holds now."""

    home: str
    generation: str
    added: tuple[Added, ...]
    known: tuple[Known, ...]
    documents: int
    clauses: int
    seconds: float
    skipped: tuple[Skipped, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """A document that went out."""

    id: str
    title: str | None
    source: str


@dataclass(frozen=True, slots=True)
class RemoveSummary:
    """What a removal did and what the knowledge base holds now."""

    home: str
    generation: str
    removed: tuple[Removed, ...]
    documents: int
    clauses: int
    seconds: float
