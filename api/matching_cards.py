"""What a card asks elsewhere than in the measure itself: its rows of conditions and of whom it helps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from api.matching import MET, UNKNOWN, UNMET, state_of
from ingest.facts.rows_cells import headed_cells
from ingest.fields import CONDITIONS, CONTENT, RECIPIENTS, field_of, field_table, row_field
from ingest.records import Clause, Condition, Document, Facts, Measure, Profile
from ingest.region_mentions import find_regions
from ingest.regions import covers

LEAST_ROWS = 3
MOST_ASKED, MOST_OTHER = 12, 5
OTHER, PLACE = "其他", "地区"
SAME, CLEARLY = 0.4, 2.0  # share of pairs of characters two items have in common, and times the next best
ROW = re.compile(r"(?P<row>.*/行\d+)(?:/|$)")
LEAD = re.compile(r"[^。；;：:\n]*")
OWN_PLACE = re.compile(r"[全本我][省市县区州]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition and the clause it stands in."""

    condition: Condition
    clause: Clause


def asked_elsewhere(
    clause: Clause, document: Document, measure: Measure, facts_of: Callable[[str], Facts]
) -> tuple[Asked, ...]:
    """Return what the rows of conditions and recipients of a card ask of those its `measure` helps.

    () where `clause` is no part of what a card gives. An item of conditions that names one item of what is
    given is asked for that item alone. Conditions in words of no table come last and are fewer.
    """
    if in_row(clause):
        return tuple(_asked_in_row(clause, document, measure, facts_of))
    if row_field(clause.path) != CONTENT or not is_card(document):
        return ()
    items = _items(document, CONTENT)
    own = {_key(each) for each in measure.conditions}
    found: dict[tuple[str, str, float | None, float | None], Asked] = {}
    for other in _asking(document):
        about = _about(other, document, items)
        if about is not None and about != _item_id(clause):
            continue
        for condition in facts_of(other.id).conditions:
            if _key(condition) not in own:
                found.setdefault(_key(condition), Asked(condition, other))
    known = [each for each in found.values() if each.condition.kind != OTHER]
    others = [each for each in found.values() if each.condition.kind == OTHER]
    return (*known[:MOST_ASKED], *others[:MOST_OTHER])


def in_row(clause: Clause) -> str | None:
    """Return the id of the table row that a clause is or is a cell of, None for other clauses."""
    row = ROW.match(clause.id)
    return row["row"] if row else None


def row_clauses(clause: Clause, document: Document) -> list[Clause]:
    """Return the clauses of the table row that `clause` is or is a cell of, [] where it is neither."""
    row = in_row(clause)
    every = document.clauses if row else ()
    return [each for each in every if each.id == row or each.id.startswith(f"{row}/")]


def _asked_in_row(
    clause: Clause, document: Document, measure: Measure, facts_of: Callable[[str], Facts]
) -> Iterator[Asked]:
    """Yield what the other cells of a table row ask: those below 申报条件 and 支持对象."""
    known = {_key(each) for each in measure.conditions}
    for other in row_clauses(clause, document):
        cells = headed_cells(other.text, other.path)
        asking = [each for each in cells if field_of(each.header) in (RECIPIENTS, CONDITIONS)]
        for condition in facts_of(other.id).conditions:
            if _key(condition) in known or not any(c.start <= condition.start < c.end for c in asking):
                continue
            known.add(_key(condition))
            yield Asked(condition, other)


def is_card(document: Document) -> bool:
    """Tell whether the clauses of a document are the rows of a card."""
    rows = (clause for clause in document.clauses if in_row(clause) is None)
    labels = {clause.heading for clause in rows if clause.path[-1:] == (clause.heading,)}
    return len(labels & field_table().fields.keys()) >= LEAST_ROWS


def state_elsewhere(condition: Condition, profile: Profile, region_known: bool) -> str:
    """Return met | unmet | unknown for a condition of a card's row: places are compared."""
    if condition.kind != PLACE:
        return state_of(condition, profile)
    if OWN_PLACE.search(condition.text):
        return MET if region_known else UNKNOWN
    places = [each.region for each in find_regions(condition.text) if not each.in_name]
    if not places or profile.region is None:
        return state_of(condition, profile)
    if any(covers(place, profile.region) for place in places):
        return MET
    return UNKNOWN if any(covers(profile.region, place) for place in places) else UNMET


def _key(condition: Condition) -> tuple[str, str, float | None, float | None]:
    return condition.kind, condition.value, condition.minimum, condition.maximum


def _asking(document: Document) -> Iterator[Clause]:
    for field in (RECIPIENTS, CONDITIONS):
        yield from (clause for clause in document.clauses if row_field(clause.path) == field)


def _item_id(clause: Clause) -> str:
    """Return the id of the item of a row that a clause is or stands in."""
    return "/".join(clause.id.split("/")[:2])


def _items(document: Document, field: str) -> dict[str, str]:
    """Return the items of a row by id with the words they begin with."""
    found = (clause for clause in document.clauses if row_field(clause.path) == field)
    return {each.id: each.heading or _lead(each) for each in found if each.id.count("/") == 1}


def _about(clause: Clause, document: Document, items: dict[str, str]) -> str | None:
    """Return the id of the one item of what is given that the item of `clause` names, None for all."""
    own = [each for each in document.clauses if _item_id(each) == _item_id(clause) and "/" in each.id]
    if len(items) < 2 or not own or not (own[0].heading or len(own) > 1):
        return None
    lead = _pairs(own[0].heading or _lead(own[0]))
    shares = sorted(((_share(lead, _pairs(words)), item) for item, words in items.items()), reverse=True)
    best, item = shares[0]
    return item if best >= SAME and best >= CLEARLY * shares[1][0] else None


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / (min(len(one), len(other)) or 1)


def _lead(clause: Clause) -> str:
    found = LEAD.match(clause.text)
    return found[0] if found else ""


def _pairs(words: str) -> set[str]:
    bare = re.sub(r"[^\u4e00-\u9fff]", "", words)
    return {bare[at : at + 2] for at in range(len(bare) - 1)}


def undecided(asked: Sequence[Asked], states: Sequence[str]) -> Iterator[tuple[Condition, str]]:
    """Yield the conditions with their states whose answer an asker can name: not whole sentences."""
    for each, state in zip(asked, states, strict=True):
        if each.condition.kind != OTHER:
            yield each.condition, state
