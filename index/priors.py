"""Weigh clauses by shape and kind: a signature, a form, a statute seldom says what an enterprise can get."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.records import Clause, Metadata

_PATTERNS = ("ordinal", "path", "text")
_LONGEST_FORM = 600  # characters; what is longer is a text with a form in it


@dataclass(frozen=True, slots=True)
class _Shape:
    weight: float
    ordinal: re.Pattern[str] | None
    path: re.Pattern[str] | None
    text: re.Pattern[str] | None
    bare: bool

    def fits(self, clause: Clause) -> bool:
        if self.bare:
            return bool(clause.path) and _letters(clause.text) == _letters(clause.path[-1])
        if self.ordinal is not None:
            own = clause.id.partition("#")[2].rpartition("/")[2]
            return self.ordinal.search(own) is not None
        if self.path is not None:
            return any(self.path.search(heading) for heading in clause.path)
        text = clause.text[:_LONGEST_FORM]
        return self.text is not None and self.text.search(text) is not None


@dataclass(frozen=True, slots=True)
class _Kind:
    weight: float
    kinds: frozenset[str]
    title: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Table:
    floor: float
    shapes: tuple[_Shape, ...]
    kinds: tuple[_Kind, ...]


@cache
def _table() -> _Table:
    text = files("index").joinpath("lexicon", "priors.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    kinds = tuple(
        _Kind(float(row["weight"]), frozenset(row["kinds"]), re.compile(row.get("title", "")))
        for row in table["document"]
    )
    return _Table(float(table["floor"]), tuple(map(_shape, table["shape"])), kinds)


def _shape(row: dict[str, str | float]) -> _Shape:
    ordinal, path, text = (re.compile(str(row[key])) if key in row else None for key in _PATTERNS)
    return _Shape(float(row["weight"]), ordinal, path, text, bool(row.get("bare", False)))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def structure_prior(clause: Clause) -> float:
    """Return the factor for the score of `clause`: 1 for ordinary text, less for front and back matter."""
    table = _table()
    weight = 1.0
    for shape in table.shapes:
        if shape.fits(clause):
            weight *= shape.weight
    return max(weight, table.floor)


def document_prior(metadata: Metadata) -> float:
    """Return the factor for the clauses of a document: less for statutes, which rather regulate."""
    if metadata.kind is None:
        return 1.0
    title = metadata.title.value if metadata.title else ""
    for row in _table().kinds:
        if metadata.kind.value in row.kinds and row.title.search(title):
            return row.weight
    return 1.0
