"""The title as the file gives it outside its text, used to find the title's lines in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.metadata.found import Found
from ingest.metadata.kinds import kind_by_ending
from ingest.metadata.title import REACH, squeeze_blanks
from ingest.metadata.units import row_of_units
from ingest.structure.frame import is_unit_line, squeeze
from ingest.structure.lines import Line

MOST_LINES = 8
SHORTEST = 6  # characters that are a title and not a word of the page
SEPARATOR = re.compile(r"\s*[_|｜]\s*|\s+[-—–]+\s+|\s*--+\s*")  # between the title and the names of the site


def hinted_title(lines: Sequence[Line], hint: str | None) -> Found[str] | None:
    """Return the first run of head lines that, joined, is the hint or a part of it set off by a separator."""
    wanted = _titles(hint) if hint else frozenset()
    head = lines[:REACH]
    for index in range(len(head) if wanted else 0):
        joined = ""
        for line in head[index : index + MOST_LINES]:
            joined += squeeze_blanks(line.text)
            if squeeze(joined) in wanted:
                return Found(squeeze_blanks(joined), head[index].start, line.end)
    return None


def _titles(hint: str) -> frozenset[str]:
    parts = (hint, *SEPARATOR.split(hint))
    return frozenset(
        squeeze(part) for part in parts if len(squeeze(part)) >= SHORTEST and kind_by_ending(part) is not None
    )


def agrees(title: Found[str], hinted: Found[str]) -> bool:
    """Whether a title found by its shape is the hinted one, with or without the issuers before it."""
    before, found, _ = squeeze(title.value).partition(squeeze(hinted.value))
    return bool(found) and (not before or all(is_unit_line(unit) for unit in row_of_units(before)))
