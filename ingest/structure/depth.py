"""How deep a clause begins, seen from the clauses still open before it.

The level of an ordinal follows from its kind and from the order in which kinds nest in the document: a kind
that is open goes on where it was; a new kind stands below all kinds of higher rank, or below an open item of
lower rank whose own count goes on afterwards or under which it stood before.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from ingest.structure.entries import HEADING, PARAGRAPH, RUN_IN, Entry, is_numbered
from ingest.structure.frame import frame_table

BULLETS = ("——", "•")
SPOKEN = ("一是", "第一，", "其一")
PASSING = (*BULLETS, *SPOKEN, RUN_IN)


def depth_of(entries: Sequence[Entry], at: int, opened: Sequence[Entry], nested: Set[tuple[str, str]]) -> int:
    """Return how many of the `opened` entries, outermost first, stay open when `entries[at]` begins.

    `nested` holds the pairs (kind of parent, kind of child) that the document has shown so far.
    """
    entry = entries[at]
    if entry.rank < 0:
        return 0
    if entry.kind == PARAGRAPH:
        return _paragraph_depth(entries, at, opened)
    if entry.kind == HEADING:
        return _heading_depth(opened)
    if entry.kind == RUN_IN:
        return _without(opened, PASSING)
    if entry.kind == "专栏":
        return _box_depth(opened)
    if entry.kind in BULLETS:
        return _without(opened, (*BULLETS, *SPOKEN))
    if entry.kind in SPOKEN:
        return _without(opened, SPOKEN)
    return _numbered_depth(entries, at, opened, nested)


def _without(opened: Sequence[Entry], kinds: Sequence[str]) -> int:
    depth = len(opened)
    while depth and opened[depth - 1].kind in kinds:
        depth -= 1
    return depth


def _numbered_depth(
    entries: Sequence[Entry], at: int, opened: Sequence[Entry], nested: Set[tuple[str, str]]
) -> int:
    entry = entries[at]
    box = _last(opened, "专栏")
    same = _last(opened, entry.kind)
    if box > same and (entry.number == 1 or same < 0) and entry.rank > 3:
        return _by_rank(entries, at, opened, nested, box + 1)
    if same >= 0:
        return same
    return _by_rank(entries, at, opened, nested, 0)


def _by_rank(
    entries: Sequence[Entry], at: int, opened: Sequence[Entry], nested: Set[tuple[str, str]], lowest: int
) -> int:
    entry = entries[at]
    depth = len(opened)
    while depth > lowest:
        top = opened[depth - 1]
        if top.kind == HEADING and _under_heading(entries, at, opened[: depth - 1]):
            break
        if entry.kind == "条" and top.alone and top.kind in ("一、", "（一）"):
            break
        below = top.rank < entry.rank or (top.kind, entry.kind) in nested or _goes_on(entries, at, top)
        if is_numbered(top) and below:
            break
        if top.rank == -1:
            break
        depth -= 1
    return depth


def _under_heading(entries: Sequence[Entry], at: int, above: Sequence[Entry]) -> bool:
    """Whether the ordinals from `at` on count within an unnumbered heading and begin anew in the next one."""
    entry = entries[at]
    if any(is_numbered(other) and other.rank < entry.rank for other in above):
        return True
    heading = False
    for other in entries[at + 1 :]:
        heading = heading or other.kind == HEADING
        if other.kind == entry.kind and not other.inline and heading:
            return other.number == 1
    return heading


def _goes_on(entries: Sequence[Entry], at: int, top: Entry) -> bool:
    """Whether the count of `top` is taken up again after `at` before an ordinal of higher rank closes it."""
    for other in entries[at + 1 :]:
        if other.inline:
            continue
        if other.kind == top.kind:
            return other.number == (top.number or 0) + 1
        if other.rank < entries[at].rank:
            return False
    return False


def _last(opened: Sequence[Entry], kind: str) -> int:
    return next((index for index in range(len(opened) - 1, -1, -1) if opened[index].kind == kind), -1)


def _heading_depth(opened: Sequence[Entry]) -> int:
    same = _last(opened, HEADING)
    if same >= 0:
        return same
    return _under_sections(opened)


def _under_sections(opened: Sequence[Entry]) -> int:
    """Return the depth below the innermost section: items with their body on their own line are left."""
    depth = len(opened)
    while depth and (opened[depth - 1].kind in PASSING or _is_item(opened[depth - 1])):
        depth -= 1
    return depth


def _is_item(entry: Entry) -> bool:
    return is_numbered(entry) and not entry.alone


def _box_depth(opened: Sequence[Entry]) -> int:
    box = _last(opened, "专栏")
    return _under_sections(opened[:box] if box >= 0 else opened)


def _paragraph_depth(entries: Sequence[Entry], at: int, opened: Sequence[Entry]) -> int:
    depth = len(opened)
    if not opened:
        return 0
    if entries[at].text.startswith(frame_table().summing_up):
        return _summing_depth(entries, at, opened)
    if _list_is_over(entries[:at], opened[-1]):
        return depth - 1
    if opened[-1].kind == RUN_IN and not _run_in_follows(entries, at):
        return depth - 1
    return depth


def _list_is_over(before: Sequence[Entry], item: Entry) -> bool:
    """Whether `item` ends, with a stop, a list whose items ended with semicolons."""
    if not is_numbered(item) or not item.text.endswith("。") or before[-1] is not item:
        return False
    sibling = next(
        (each for each in reversed(before[:-1]) if each.kind == item.kind and not each.inline), None
    )
    return (
        sibling is not None
        and sibling.number == (item.number or 0) - 1
        and sibling.text.rstrip().endswith(("；", ";"))
    )


def _run_in_follows(entries: Sequence[Entry], at: int) -> bool:
    for other in entries[at + 1 :]:
        if other.kind != PARAGRAPH and not other.inline:
            return other.kind == RUN_IN
    return False


def _summing_depth(entries: Sequence[Entry], at: int, opened: Sequence[Entry]) -> int:
    """A paragraph that sums up stands beside the finished series of items before it, not in its last item."""
    for depth in range(len(opened) - 1, -1, -1):
        item = opened[depth]
        if not is_numbered(item):
            continue
        has_items = depth < len(opened) - 1
        if (item.number or 0) < 2 or (item.alone and not has_items) or _goes_on(entries, at, item):
            break
        return depth
    passing = _without(opened, PASSING)
    return passing if passing < len(opened) else len(opened)
