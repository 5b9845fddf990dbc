"""What a card says of itself: its fields as metadata, each value with the span it was read from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from ingest.cards.grid import CardGrid
from ingest.cards.terms import term_of
from ingest.fields import BASIS, ISSUED, ISSUER, NAME, NUMBER, TIME, says_nothing
from ingest.metadata.dates import dates_in
from ingest.metadata.found import Found
from ingest.metadata.places import place_of
from ingest.metadata.units import is_central, split_units
from ingest.numerals import fold
from ingest.records import Metadata, OffsetMap, Sourced, Span
from ingest.structure.frame import is_unit_line

T = TypeVar("T")
KIND = "申报指南"
NUMBERED = re.compile(r"\d{1,5}\s*号")
IN_BASIS = re.compile(
    r"[(]\s*(?P<number>[一-龥]{1,15}\s*[\[(]\s*(?:19|20)\d{2}\s*[\])]\s*第?\s*\d{1,5}\s*号)\s*[)]"
)
QUOTED = re.compile(r"《([^《》]+)》")
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class CardText:
    """The text of a card, its map to the decoded source, its rows and title at offsets of the text."""

    text: str
    offsets: OffsetMap
    decoded: str
    grid: CardGrid
    title: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Value:
    """What stands behind a label, at text offsets; `row` is where the label begins."""

    label: str
    row: int
    start: int
    end: int


def card_metadata(card: CardText) -> Metadata:
    """Return what the fields of a card say; what they do not say stays None or ()."""
    title, issuers, number, issued = _title(card), _issuers(card), _number(card), _issued(card)
    kind = None if title is None else Found(KIND, title.start, title.end)
    place = place_of(card.text, title, issuers, number, KIND)
    region = place.region
    level = Found(place.level, region.start, region.end) if place.level and region else None
    time = _value(card, TIME)
    term = None
    if time is not None:
        row = card.text[time.row : time.end]
        term = term_of(time.label, row, time.row, issued.value if issued else None)
    return Metadata(
        title=_sourced(card, title),
        issuers=tuple(Sourced(each.value, _span(card, each)) for each in issuers),
        doc_number=_sourced(card, number),
        region=_sourced(card, region),
        level=_sourced(card, level),
        kind=_sourced(card, kind),
        issued_on=_sourced(card, issued),
        effective_from=_sourced(card, term.effective if term else None),
        expires_on=_sourced(card, term.expires if term else None),
    )


def _sourced(card: CardText, found: Found[T] | None) -> Sourced[T] | None:
    return None if found is None else Sourced(found.value, _span(card, found))


def _span(card: CardText, found: Found[T]) -> Span:
    first, last = card.offsets.to_source_range(found.start, found.end)
    return Span(first, last, card.decoded[first:last])


def _value(card: CardText, name: str) -> Value | None:
    """Return the value of a field, None where it has none or says so."""
    row = card.grid.row(name)
    if row is None:
        return None
    raw = card.text[row.label_end : row.end]
    bare = raw.strip().lstrip(":：").strip()
    if says_nothing(bare):
        return None
    start = row.label_end + raw.index(bare)
    return Value("".join(row.label.split()), row.start, start, start + len(bare))


def _title(card: CardText) -> Found[str] | None:
    """Return the title above the card, else the one in it, else the name of the policy or of its basis."""
    if card.title is not None:
        return _squeezed(card, *card.title)
    if card.grid.titles:
        return _squeezed(card, *card.grid.titles[0])
    for field in (NAME, BASIS):
        value = _value(card, field)
        if value is not None:
            quoted = QUOTED.search(card.text, value.start, value.end) if field == BASIS else None
            place = quoted.span(1) if quoted else (value.start, value.end)
            if place[1] - place[0] <= LONGEST_NAME:
                return _squeezed(card, *place)
    return None


def _squeezed(card: CardText, start: int, end: int) -> Found[str]:
    """Return what stands at start:end without line ends and the blanks between Chinese words."""
    value = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", card.text[start:end])
    return Found(re.sub(r"\s+", " ", value), start, end)


def _issuers(card: CardText) -> tuple[Found[str], ...]:
    value = _value(card, ISSUER)
    if value is None:
        return ()
    found: dict[str, Found[str]] = {}
    at = value.start
    for unit in split_units(card.text[value.start : value.end]):
        start = card.text.find(unit, at, value.end)
        if start >= 0 and (is_unit_line(unit) or is_central(unit) or len(unit) > 2):
            found.setdefault(unit, Found(unit, start, start + len(unit)))
            at = start + len(unit)
    return tuple(found.values())


def _number(card: CardText) -> Found[str] | None:
    """Return the number or numbers a card names, those behind the title of its basis where no row does."""
    value = _value(card, NUMBER)
    if value is not None:
        written = card.text[value.start : value.end]
        if NUMBERED.search(fold(written)):
            joined = "、".join(re.sub(r"\s", "", line) for line in written.splitlines())
            return Found(joined, value.start, value.end)
        return None
    basis = _value(card, BASIS)
    found = IN_BASIS.search(fold(card.text), basis.start, basis.end) if basis is not None else None
    if found is None:
        return None
    start, end = found.span("number")
    return Found(re.sub(r"\s", "", card.text[start:end]), start, end)


def _issued(card: CardText) -> Found[date] | None:
    value = _value(card, ISSUED)
    if value is None:
        return None
    return next(dates_in(card.text[value.start : value.end], value.start), None)
