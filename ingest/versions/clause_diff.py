"""Compare two versions of a document clause by clause.

Clauses are matched by what they say, and by number and heading only where that does not decide: a clause put
in at the top renumbers all others and changes none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.records import Clause, Document
from ingest.versions.shingles import folded
from ingest.versions.word_diff import Edit, word_edits

_LIKE = 0.5  # share of bigrams in common from which a clause is the other one changed
_LIKE_NAMED = 0.2  # where number or heading agree too
_STRETCH = 4  # characters
_POSTINGS = 50  # clauses that share a stretch: one in more of them tells nothing
_TELLING = 40  # rarest stretches of a clause that find its like
_NEAR = 2  # places to either side


@dataclass(frozen=True, slots=True)
class Moved:
    """A clause that says the same under another id or heading."""

    old: Clause
    new: Clause


@dataclass(frozen=True, slots=True)
class Changed:
    """A clause that says something else now; `edits` leads from the old text to the new one."""

    old: Clause
    new: Clause
    likeness: float  # share of bigrams in common, 0..1
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class DocumentDiff:
    """What differs between two versions, each part in the order of the newer (removed: the older) version."""

    old_id: str
    new_id: str
    added: tuple[Clause, ...]
    removed: tuple[Clause, ...]
    changed: tuple[Changed, ...]
    moved: tuple[Moved, ...]
    unchanged: int
    old_title: str | None = None
    new_title: str | None = None


def diff(old: Document, new: Document) -> DocumentDiff:
    """Compare two documents; every clause of both is in exactly one part of the result."""
    older, newer = [_reading(each) for each in old.clauses], [_reading(each) for each in new.clauses]
    pairs = dict(_equal(older, newer))
    pairs |= _similar(older, newer, pairs)
    pairs |= _named(older, newer, pairs)
    taken = frozenset(pairs.values())
    matched = [(older[i], newer[j]) for i, j in sorted(pairs.items(), key=lambda pair: pair[1])]
    same = [(a, b) for a, b in matched if a.body == b.body]
    moved = tuple(Moved(a.clause, b.clause) for a, b in same if not _stands_the_same(a.clause, b.clause))
    return DocumentDiff(
        old_id=old.id,
        new_id=new.id,
        added=tuple(each.clause for j, each in enumerate(newer) if j not in taken),
        removed=tuple(each.clause for i, each in enumerate(older) if i not in pairs),
        changed=tuple(_changed(a, b) for a, b in matched if a.body != b.body),
        moved=moved,
        unchanged=len(same) - len(moved),
        old_title=old.metadata.title.value if old.metadata.title else None,
        new_title=new.metadata.title.value if new.metadata.title else None,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A clause as it is compared: `body` is folded and without the clause's number, `bigrams` are counted."""

    clause: Clause
    body: str
    bigrams: Counter[str]


def _reading(clause: Clause) -> _Reading:
    body = folded(_without_ordinal(clause))
    return _Reading(clause, body, Counter(body[at : at + 2] for at in range(max(len(body) - 1, 1))))


def _without_ordinal(clause: Clause) -> str:
    if not clause.ordinal:
        return clause.text
    spaced = r"\s*".join(re.escape(character) for character in clause.ordinal if not character.isspace())
    return re.sub(rf"^\s*[（(]?\s*{spaced}\s*[）)]?\s*[、.．:：—]*", "", clause.text, count=1)


def _stands_the_same(old: Clause, new: Clause) -> bool:
    return old.id.partition("#")[2] == new.id.partition("#")[2]


def _changed(old: _Reading, new: _Reading) -> Changed:
    edits = word_edits(_without_ordinal(old.clause).strip(), _without_ordinal(new.clause).strip())
    return Changed(old.clause, new.clause, round(_likeness(old, new), 3), edits)


def _likeness(one: _Reading, other: _Reading) -> float:
    """Return the share of bigrams that two clauses have in common (Dice), 0..1."""
    total = one.bigrams.total() + other.bigrams.total()
    return 2 * (one.bigrams & other.bigrams).total() / total


def _equal(older: Sequence[_Reading], newer: Sequence[_Reading]) -> Iterator[tuple[int, int]]:
    """Match clauses of one text; of several of the same, those that stand the same first, then in order."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, reading in enumerate(newer):
        places[reading.body].append(j)
    late: list[tuple[int, str]] = []
    for i, reading in enumerate(older):
        free = places[reading.body]
        at = next((j for j in free if _stands_the_same(reading.clause, newer[j].clause)), None)
        if at is None:
            late.append((i, reading.body))
        else:
            free.remove(at)
            yield i, at
    for i, body in late:
        if places[body]:
            yield i, places[body].pop(0)


def _similar(
    older: Sequence[_Reading], newer: Sequence[_Reading], pairs: Mapping[int, int]
) -> dict[int, int]:
    """Match clauses most alike first; among equally alike ones those that stand the same."""
    scored = []
    for i, j in _candidates(older, newer, pairs):
        likeness = _likeness(older[i], newer[j])
        named = _share_name(older[i].clause, newer[j].clause)
        if likeness >= (_LIKE_NAMED if named else _LIKE):
            scored.append((-likeness, not named, abs(i - j), i, j))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in sorted(scored):
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found


def _candidates(
    older: Sequence[_Reading], newer: Sequence[_Reading], pairs: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the unmatched clauses that share a stretch which few others have, or stand in like places."""
    taken = frozenset(pairs.values())
    left = [i for i in range(len(older)) if i not in pairs]
    free = [j for j in range(len(newer)) if j not in taken]
    holders: dict[str, list[int]] = defaultdict(list)
    places = {newer[j].clause.id.partition("#")[2]: j for j in free}
    for j in free:
        for stretch in _stretches(newer[j].body):
            holders[stretch].append(j)
    for rank, i in enumerate(left):
        near = set(free[max(rank - _NEAR, 0) : rank + _NEAR + 1])
        near.update(j for j in [places.get(older[i].clause.id.partition("#")[2])] if j is not None)
        shared = sorted((len(holders[s]), s) for s in _stretches(older[i].body) if s in holders)
        near.update(j for few, stretch in shared[:_TELLING] if few <= _POSTINGS for j in holders[stretch])
        yield from ((i, j) for j in sorted(near))


def _stretches(body: str) -> frozenset[str]:
    return frozenset(body[at : at + _STRETCH] for at in range(max(len(body) - _STRETCH + 1, 1)))


def _named(older: Sequence[_Reading], newer: Sequence[_Reading], pairs: Mapping[int, int]) -> dict[int, int]:
    """Match what is left by its own heading, where just one clause of each version bears it."""
    taken = frozenset(pairs.values())
    here = _by_heading(reading for i, reading in enumerate(older) if i not in pairs)
    there = _by_heading(reading for j, reading in enumerate(newer) if j not in taken)
    numbers = {reading.clause.id: i for i, reading in enumerate(older)}
    places = {reading.clause.id: j for j, reading in enumerate(newer)}
    return {
        numbers[here[heading][0].clause.id]: places[there[heading][0].clause.id]
        for heading in here
        if len(here[heading]) == len(there.get(heading, ())) == 1
    }


def _by_heading(readings: Iterator[_Reading]) -> dict[str, list[_Reading]]:
    found: dict[str, list[_Reading]] = defaultdict(list)
    for reading in readings:
        if heading := folded(reading.clause.heading):
            found[heading].append(reading)
    return found


def _share_name(old: Clause, new: Clause) -> bool:
    """Tell whether two clauses share their own heading, or neither has one and they stand the same."""
    if old.heading or new.heading:
        return folded(old.heading) == folded(new.heading)
    return _stands_the_same(old, new)
