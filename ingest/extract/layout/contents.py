"""Tables of contents: runs of entries with leaders or page numbers, over as many pages as they take."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.clean.lines import squeezed
from ingest.clean.shapes import is_prose
from ingest.extract.layout.flow import FlowItem, FlowLine

HEAD = re.compile("目[录次錄]|contents", re.IGNORECASE)
LEADER = r"(?:(?:[.．·•_。…‥⋯\-—–]\s*){3,}|(?:[…‥⋯]\s*){2,})"
LED = re.compile(rf".+?{LEADER}[（(\-—]?(?:\d{{1,4}}|[ivxlcIVXLC]{{1,6}})[)）\-—]?")
PAGED = re.compile(r"\S.*(?:\s{2,}|\t)(?:\d{1,4}|[IVXLC]{1,6})")
LEAST_ENTRIES = 3
WIDEST_HOLE = 3  # lines between two entries: first halves of long ones, names of parts


def without_contents(flow: Sequence[FlowItem]) -> list[FlowItem]:
    """Return the flow without its tables of contents."""
    kept: list[FlowItem] = []
    at = 0
    while at < len(flow):
        end = _contents_end(flow, at)
        if end == at:
            kept.append(flow[at])
        at = max(end, at + 1)
    return kept


def _contents_end(flow: Sequence[FlowItem], at: int) -> int:
    """Return where the table of contents that begins at `at` ends; `at` where none begins."""
    first = flow[at]
    if not isinstance(first, FlowLine):
        return at
    headed = bool(HEAD.fullmatch(squeezed(first.text)))
    if not headed and not LED.fullmatch(first.text.strip()):
        return at
    entries = 0
    end = at + headed
    for here in range(end, len(flow)):
        item = flow[here]
        if not isinstance(item, FlowLine) or here - end > WIDEST_HOLE:
            break
        if LED.fullmatch(item.text.strip()) or (headed and PAGED.fullmatch(item.text.strip())):
            entries += 1
            end = here + 1
        elif is_prose(item.text) and item.text.rstrip().endswith("。"):
            break
    return end if entries >= (LEAST_ENTRIES - headed) else at
