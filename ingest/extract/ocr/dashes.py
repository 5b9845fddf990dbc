"""The dashes and 一 of a read line as their ink has them: lost ones supplied, confused ones set right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.extract.ocr.strokes import DASH, ONE, Stroke, groups, strokes_in

if TYPE_CHECKING:
    from ingest.extract.ocr.deskew import Pixels

_LIKE = frozenset("—–-－−ー─_一二~=")  # what one level stroke, with nothing above or below, is read as
_ONE = 0.85  # of a size: a lone 一 is no shorter
_BESIDE = 0.3  # of a size by which a character may be told beside its ink


def with_dashes(text: str, places: Sequence[float], ink: Pixels, size: float) -> str:
    """Return `text` with its dashes and 一 as the `ink` of the line has them.

    `places` tells where the middle of each character stands in `ink` and `size` how wide one is, in pixels;
    without places the text stays as it was read.
    """
    if len(places) != len(text) or not size:
        return text
    characters = list(text)
    lost: list[tuple[int, str]] = []
    for group in groups(strokes_in(ink, size), size):
        start, end = group[0].x0 - _BESIDE * size, group[-1].x1 + _BESIDE * size
        read = [at for at, place in enumerate(places) if start <= place <= end and text[at] in _LIKE]
        said = "".join(text[at] for at in read)
        if not read:
            # a character told in the very middle of a stroke is what its ink says
            if not any(group[0].x0 + 0.2 * size < place < group[-1].x1 - 0.2 * size for place in places):
                at, told = sum(place < group[0].x0 for place in places), _told(group, ONE)
                if at in (0, len(text)) or ONE not in told:  # amid a line reading misses dashes only
                    lost.append((at, told))
            continue
        alone = len(read) == len(text) and group[-1].x1 - group[0].x0 < _ONE * size
        characters[read[0]] = DASH if alone else _told(group, said)
        for at in read[1:]:
            characters[at] = ""
    for at, told in reversed(lost):
        characters.insert(at, told)
    return "".join(characters)


def _told(group: Sequence[Stroke], said: str) -> str:
    """Return what strokes say; what a shape does not tell is as it was read."""
    if any(not stroke.reads for stroke in group) and len(said) == len(group) and set(said) <= {ONE, DASH}:
        return said
    unsure = ONE if ONE in said else DASH
    return "".join(stroke.reads or unsure for stroke in group)
