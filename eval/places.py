"""Where judged clauses and quotes stand among the clauses of an opened base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from eval.sources import squeeze
from eval.suite import JudgedClause
from ingest.records import Clause
from ingest.structure.markers import read_marker

K = TypeVar("K")
_MOSTLY = 0.5  # share of its character pairs above which a text is more kept than new


class Places:
    """Finds clauses of a base by judged id, by text, by heading and by a quote; white space never counts."""

    def __init__(
        self, clauses: Iterable[Clause], sources: Mapping[str, str], judged_id: Callable[[str], str]
    ) -> None:
        """Hold every clause; `sources` gives the file name of a document by its id."""
        self._sources = sources
        self._judged_id = judged_id
        self._by_id: dict[str, Clause] = {}
        for clause in clauses:
            self._by_id.setdefault(judged_id(clause.id), clause)
        self._by_source = _grouped(self._by_id.values(), self.source)

    def source(self, clause: Clause) -> str:
        """Return the file name of a clause's document, "" where it is not known."""
        return self._sources.get(clause.document_id, "")

    def judged_id(self, clause: Clause) -> str:
        """Return the id under which a clause is judged."""
        return self._judged_id(clause.id)

    def get(self, judged_id: str) -> Clause | None:
        """Return the clause judged under an id, None where there is none."""
        return self._by_id.get(judged_id)

    def same_text(self, judged: JudgedClause) -> Clause | None:
        """Return the clause that says now what was judged, the one that stands most alike of several.

        A clause that was only renumbered says the same. As long as the judged file is in the base only its
        clauses count: elsewhere the same words are no judgement. A file that is gone may have been renamed.
        """
        found: Sequence[Clause] = self._by_words.get(_words(judged.text), ())
        if judged.source in self._by_source:
            found = [clause for clause in found if self.source(clause) == judged.source]
        return max(found, key=lambda clause: _alike(clause, judged), default=None)

    @cached_property
    def _by_words(self) -> Mapping[str, Sequence[Clause]]:
        return _grouped(self._by_id.values(), lambda clause: _words(clause.text))

    def changed(self, judged: JudgedClause) -> Clause | None:
        """Return the clause that stands where the judged one did and keeps most of its words, if any."""
        there = self._by_place.get((judged.source, _place(judged.clause_id)), ())
        under = self._by_headings.get((judged.source, _headings(judged.path)), ())
        pairs = _pairs(judged.text)
        for near in (there, under):
            shares = [(_shared(pairs, _pairs(clause.text)), clause) for clause in near]
            share, clause = max(shares, key=lambda one: one[0], default=(0.0, None))
            if share > _MOSTLY:
                return clause
        return None

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str], Sequence[Clause]]:
        return _grouped(self._by_id.values(), lambda clause: (self.source(clause), _place(clause.id)))

    @cached_property
    def _by_headings(self) -> Mapping[tuple[str, str], Sequence[Clause]]:
        headed = (clause for clause in self._by_id.values() if _headings(clause.path))
        return _grouped(headed, lambda clause: (self.source(clause), _headings(clause.path)))

    def holding(self, source: str, quote: str) -> Clause | None:
        """Return the shortest clause of a file whose own text holds `quote`, else whose headings do."""
        wanted, clauses = squeeze(quote), self._by_source.get(source, ())
        own = [clause for clause in clauses if wanted in squeeze(clause.text)]
        if own:
            return min(own, key=lambda clause: len(clause.text))
        under = (clause for clause in clauses if wanted in squeeze("".join(clause.path)))
        return min(under, key=lambda clause: len(clause.path), default=None)


def _grouped(clauses: Iterable[Clause], key: Callable[[Clause], K]) -> Mapping[K, Sequence[Clause]]:
    found: dict[K, list[Clause]] = defaultdict(list)
    for clause in clauses:
        found[key(clause)].append(clause)
    return found


def _alike(clause: Clause, judged: JudgedClause) -> tuple[bool, bool, bool]:
    """Tell what a clause shares with a judged one: the headings, the number in the text, the place."""
    return (
        _headings(clause.path) == _headings(judged.path),
        squeeze(clause.text) == squeeze(judged.text),
        _place(clause.id) == _place(judged.clause_id),
    )


def _headings(path: Iterable[str]) -> str:
    """Return the words of headings, "" where they hold nothing but numbers."""
    return "".join(map(_words, path))


def _words(text: str) -> str:
    """Return a text without white space and without the number it begins with."""
    marker = read_marker(text.partition("\n")[0])
    return squeeze(text[marker.length :] if marker else text)


def _place(clause_id: str) -> str:
    """Return the part of an id that says where in its document the clause stands."""
    return clause_id.partition("#")[2]


def _pairs(text: str) -> set[str]:
    squeezed = squeeze(text)
    return {squeezed[at : at + 2] for at in range(len(squeezed) - 1)}


def _shared(some: set[str], others: set[str]) -> float:
    """Return Dice's coefficient of two sets, 0 where both are empty."""
    return 2 * len(some & others) / total if (total := len(some) + len(others)) else 0.0
