"""Fields printed around a document by a portal, a form or a card: a label and its value."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from ingest.metadata.dates import dates_in
from ingest.metadata.found import Found
from ingest.metadata.issuers import DOC_NUMBER
from ingest.metadata.kinds import kind_by_ending
from ingest.metadata.units import split_units
from ingest.numerals import fold
from ingest.structure.frame import is_unit_line
from ingest.structure.lines import Line

OTHERS = "others"
LONGEST_LINE = 400
FROM_TO = 2  # dates of a term


@dataclass(frozen=True, slots=True)
class LabelTable:
    """tables/labels.toml: field and rank by label, one pattern for any label, validity words."""

    fields: Mapping[str, tuple[str, int]]
    label: re.Pattern[str]
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """The value of `field` at a text offset; of several values of a field the least `rank` counts."""

    field: str
    rank: int
    value: str
    start: int


@cache
def label_table() -> LabelTable:
    """Load the table of labels."""
    source = resources.files("ingest").joinpath("tables/labels.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    states = {word: state for state, words in table.pop("states").items() for word in words}
    fields = {label: (field, rank) for field, labels in table.items() for rank, label in enumerate(labels)}
    words = "|".join(r"\s*".join(label) for label in sorted(fields, key=len, reverse=True))
    label = re.compile(rf"(?:^|(?<=[\s》〉）)\]】|]))(?P<label>{words})(?:\s*[:：]|\s+|(?=\d))")
    return LabelTable(fields, label, states)


def is_field(text: str) -> bool:
    """Whether `text` begins with the label of a field."""
    return label_table().label.match(text) is not None


def labelled(lines: Sequence[Line]) -> tuple[Labelled, ...]:
    """Return the labelled values among `lines` in text order; a line may hold several."""
    return tuple(item for line in lines if len(line.text) <= LONGEST_LINE for item in _of_line(line))


def _of_line(line: Line) -> list[Labelled]:
    table = label_table()
    labels = list(table.label.finditer(line.text))
    items = []
    for place, found in enumerate(labels):
        end = labels[place + 1].start() if place + 1 < len(labels) else len(line.text)
        raw = line.text[found.end() : end]
        value = raw.strip(" \t\u3000|；;")
        field, rank = table.fields[re.sub(r"\s", "", found["label"])]
        if value and field != OTHERS:
            items.append(Labelled(field, rank, value, line.start + found.end() + raw.index(value[0])))
    return items


def _of_field(items: Sequence[Labelled], field: str) -> list[Labelled]:
    return sorted((item for item in items if item.field == field), key=lambda item: item.rank)


def labelled_title(items: Sequence[Labelled]) -> Found[str] | None:
    """Return the title a field names, where it reads as one of an official document."""
    for item in _of_field(items, "title"):
        if kind_by_ending(item.value) is not None:
            return Found(item.value, item.start, item.start + len(item.value))
    return None


def labelled_issuers(items: Sequence[Labelled]) -> tuple[Found[str], ...]:
    """Return the issuing bodies a field names, () where there is none."""
    for item in _of_field(items, "issuer"):
        if is_unit_line(item.value):
            found = []
            for unit in split_units(item.value):
                at = item.start + max(item.value.find(unit), 0)
                found.append(Found(unit, at, at + len(unit)))
            return tuple(found)
    return ()


def labelled_number(items: Sequence[Labelled]) -> Found[str] | None:
    """Return the document number a field names."""
    for item in _of_field(items, "number"):
        if DOC_NUMBER.fullmatch(fold(item.value)):
            return Found(re.sub(r"\s", "", item.value), item.start, item.start + len(item.value))
    return None


def labelled_date(items: Sequence[Labelled], field: str) -> Found[date] | None:
    """Return the day that a field named issued, effective or expires gives."""
    for item in _of_field(items, field):
        for day in dates_in(item.value, item.start):
            return day
    return None


def labelled_term(items: Sequence[Labelled]) -> tuple[Found[date], Found[date]] | None:
    """Return the first and the last day of the term that a field gives with two full dates."""
    for item in _of_field(items, "term"):
        days = list(dates_in(item.value, item.start))
        if len(days) == FROM_TO and days[0].value < days[1].value:
            return days[0], days[1]
    return None


def labelled_status(items: Sequence[Labelled]) -> Found[str] | None:
    """Return 废止 or 失效 where a field of validity says so."""
    for item in _of_field(items, "validity"):
        state = label_table().states.get(item.value.strip("。 "))
        if state is not None:
            return Found(state, item.start, item.start + len(item.value))
    return None
