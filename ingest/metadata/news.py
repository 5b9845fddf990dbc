"""News: a report that begins with a dateline, its headline above or below it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from ingest.metadata.found import Found
from ingest.metadata.title import headline
from ingest.numerals import fold
from ingest.split import is_caption, is_trailer, read_credit
from ingest.structure.lines import Line

LEAD_LINES = 6  # lines among which the dateline stands: headline, deck, by-line, lead
SHORTEST, LONGEST = 6, 45


@cache
def _datelines() -> re.Pattern[str]:
    source = resources.files("ingest").joinpath("tables/kinds.toml").read_text(encoding="utf-8")
    return re.compile("|".join(f"(?:{row})" for row in tomllib.loads(source)["news"]["datelines"]))


def dateline(lines: Sequence[Line]) -> Found[int] | None:
    """Return where a report begins: the index of its first paragraph at the range of the dateline."""
    for index, line in enumerate(lines[:LEAD_LINES]):
        if line.marker is not None:
            return None
        found = _datelines().match(fold(line.text))
        if found:
            return Found(index, line.start, line.start + found.end())
    return None


def report_title(lines: Sequence[Line], lead: int) -> Found[str] | None:
    """Return the headline above the lead `lines[lead]` of a report, else the one below its last sentence."""
    above = headline(lines[:lead])
    if above is not None:
        return above
    below = len(lines)
    while below > lead + 1 and is_trailer(lines[below - 1].text):
        below -= 1
    for line in lines[below:]:
        plain = read_credit(line.text) is None and not is_caption(line.text) and line.marker is None
        if plain and SHORTEST <= len(line.text) <= LONGEST:
            return Found(line.text, line.start, line.end)
    return None
