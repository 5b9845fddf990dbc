"""Read all that a clause states: the one entry to the facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from ingest.facts.conditions import find_conditions
from ingest.facts.contacts import find_contacts
from ingest.facts.funds import find_funds
from ingest.facts.funds_shares import find_shares
from ingest.facts.measures import measures_of
from ingest.facts.references import find_references
from ingest.facts.rows import row_funds, row_targets, row_units, row_windows
from ingest.facts.rows_cells import HeadedCell, headed_cells, value_of
from ingest.facts.targets import find_targets
from ingest.facts.units import find_units
from ingest.facts.windows import find_windows
from ingest.fields import CONTENT, NAME, row_field
from ingest.records import Condition, Contact, Facts, Fund, Measure, Reference, Target, Unit, Window

FEWEST_COLUMNS, SHORT = 3, 14
SAYS = re.compile("[，,。；;：:]|[给予]予|按照?")  # what the name of a policy never has
NAMES = re.compile(
    r"(?!(?:开展|实施|提供|加大|加强|落实|探索|完善|推动|鼓励|支持|设立|建立|组织|推出|扩大|优化|强化|享受|发放|实行|对|为|向|将))"
    r".{2,30}(?:奖励|奖补|补助|补贴|贴息|资助|支持|扶持|补偿|返还|减免|贷款|保险|奖)(?:[(（].{1,16}[)）])?$"
)
Record = TypeVar("Record", Unit, Fund, Target, Window, Condition, Reference, Contact, Measure)


def read_facts(text: str, path: Sequence[str] = (), issued_on: date | None = None) -> Facts:
    """Return the facts of one clause; every span is verbatim at offsets of `text`.

    `path` holds the headings from the top to the clause's own, the headers of the columns where the clause
    is a row of a table; `issued_on` is the day the document was issued.
    """
    cells = headed_cells(text, path)
    if len(cells) > 1:
        facts = _of_cells(text, path, cells, issued_on)
    else:
        facts = _of_text(text, path, issued_on)
    return _with_headers(text, cells, facts, issued_on) if cells else facts


def _of_text(text: str, path: Sequence[str], issued_on: date | None) -> Facts:
    said = _without_label(text, path)
    units, conditions = find_units(said), find_conditions(text, path)
    row, funds = row_field(path), find_funds(said)
    acts = measures_of(said, path, conditions, units) if row in (None, CONTENT, NAME) else ()
    return Facts(
        measures=tuple(
            each for each in acts if not _is_header(each.text) and not (row and _is_name(each.text, row))
        ),
        funds=_by_start([*funds, *find_shares(said, funds)]) if row == CONTENT else funds,
        targets=find_targets(said, path),
        units=units,
        conditions=conditions,
        windows=find_windows(text, issued_on, path),
        references=find_references(said),
        contacts=find_contacts(text, path),
    )


def _without_label(text: str, path: Sequence[str]) -> str:
    """Return `text` with line ends for the label of a row: no sentence begins with it."""
    value = value_of(text, path[-1]) if path and "\t" in text else None
    return text if value is None else "\n" * value.start + text[value.start :]


def _is_name(text: str, row: str) -> bool:
    """Tell whether a text in a card is only what a measure is called: 方向2 首轮流片奖励."""
    return SAYS.search(text) is None and (row == NAME or NAMES.match(text) is not None)


def _is_header(text: str) -> bool:
    """Tell whether a text is a row of short words, as the header of a table is."""
    cells = text.split("\t")
    return len(cells) >= FEWEST_COLUMNS and all(len(cell) <= SHORT for cell in cells)


def _of_cells(text: str, path: Sequence[str], cells: Sequence[HeadedCell], issued_on: date | None) -> Facts:
    """Read each cell of a row by itself: no sentence goes on from one to the next."""
    read = [
        (cell.start, _of_text(text[cell.start : cell.end], (*path[:-1], cell.header), issued_on))
        for cell in cells
    ]
    return Facts(
        measures=tuple(_moved_measure(each, at) for at, facts in read for each in facts.measures),
        funds=tuple(_moved(each, at) for at, facts in read for each in facts.funds),
        targets=tuple(_moved(each, at) for at, facts in read for each in facts.targets),
        units=tuple(_moved(each, at) for at, facts in read for each in facts.units),
        conditions=tuple(_moved(each, at) for at, facts in read for each in facts.conditions),
        windows=tuple(_moved(each, at) for at, facts in read for each in facts.windows),
        references=tuple(_moved(each, at) for at, facts in read for each in facts.references),
        contacts=tuple(_moved(each, at) for at, facts in read for each in facts.contacts),
    )


def _with_headers(text: str, cells: Sequence[HeadedCell], facts: Facts, issued_on: date | None) -> Facts:
    """Add what only the headers tell: whose cell it is, in which unit it counts, a time for what it is."""
    units = _joined(row_units(text, cells), facts.units)
    return replace(
        facts,
        units=units,
        funds=_joined(facts.funds, row_funds(text, cells)),
        targets=_joined(facts.targets, row_targets(text, cells)),
        windows=_joined(facts.windows, row_windows(text, cells, issued_on)),
        contacts=tuple(_named(each, units) for each in facts.contacts),
    )


def _named(contact: Contact, units: Sequence[Unit]) -> Contact:
    """Return a contact of a row with the name of the only unit of the row where it has none."""
    return replace(contact, name=units[0].name) if not contact.name and len(units) == 1 else contact


def _joined(first: Iterable[Record], others: Iterable[Record]) -> tuple[Record, ...]:
    """Return the first records and those others that stand elsewhere, by their starts."""
    kept = list(first)
    kept += [
        each for each in others if not any(each.start < one.end and one.start < each.end for one in kept)
    ]
    return _by_start(kept)


def _by_start(records: Iterable[Record]) -> tuple[Record, ...]:
    return tuple(sorted(records, key=lambda each: each.start))


def _moved(record: Record, by: int) -> Record:
    return replace(record, start=record.start + by, end=record.end + by)


def _moved_measure(measure: Measure, by: int) -> Measure:
    conditions = tuple(_moved(each, by) for each in measure.conditions)
    return replace(_moved(measure, by), conditions=conditions)
