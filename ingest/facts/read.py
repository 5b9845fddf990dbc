"""Read all that a clause states: the one entry to the facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ingest.facts.conditions import find_conditions
from ingest.facts.funds import find_funds
from ingest.facts.measures import measures_of
from ingest.facts.references import find_references
from ingest.facts.targets import find_targets
from ingest.facts.units import find_units
from ingest.facts.windows import find_windows
from ingest.records import Facts


def read_facts(text: str, path: Sequence[str] = (), issued_on: date | None = None) -> Facts:
    """Return the facts of one clause; every span is verbatim at offsets of `text`.

    `path` holds the headings from the top to the clause's own, `issued_on` the day the document was issued.
    """
    units, conditions = find_units(text), find_conditions(text, path)
    return Facts(
        measures=measures_of(text, path, conditions, units),
        funds=find_funds(text),
        targets=find_targets(text, path),
        units=units,
        conditions=conditions,
        windows=find_windows(text, issued_on),
        references=find_references(text),
    )
