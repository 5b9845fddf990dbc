"""How wide a bracket was printed: recognition knows its shape, the room it takes tells （ from (."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import fmean, median
from unicodedata import east_asian_width

_WIDE = {"(": "（", ")": "）"}
_NARROW = {wide: narrow for narrow, wide in _WIDE.items()}
_BRACKET = re.compile("[()（）]")
_HAN = re.compile("[㐀-鿿]")
_NARROWEST, _WIDEST = 0.33, 1.0  # of a size: what the two brackets take
_ROOMY = 1.4  # of a size: there are blanks beside the bracket
_LEAST = 2  # neighbouring Chinese characters that tell the size


def with_widths(text: str, places: Sequence[float], usual: bool | None = None) -> str:
    """Return `text` with each bracket as wide as the room it takes; a pair is of one width.

    `places` tells where the middle of each character stands along the line, in any unit, and is empty where
    that is not known. A bracket whose room does not tell goes by its partner, else beside a Chinese
    character by what is `usual` on the page (True: wide), else it stays as it was read.
    """
    wide = _told(text, places)
    characters = list(text)
    for at, width in wide.items():
        width = usual if width is None and _in_chinese(text, at) else width
        if width is not None:
            characters[at] = (_WIDE if width else _NARROW).get(text[at], text[at])
    return "".join(characters)


def usually_wide(lines: Iterable[tuple[str, Sequence[float]]]) -> bool | None:
    """Say whether most brackets of a page are wide, from its lines and their places; None without any."""
    told = [width for text, places in lines for width in _told(text, places).values() if width is not None]
    return sum(told) * 2 >= len(told) if told else None


def _told(text: str, places: Sequence[float]) -> dict[int, bool | None]:
    """Return for each bracket whether it is wide, None where its room does not tell."""
    size = size_of(text, places)
    if size is None:
        return {found.start(): None for found in _BRACKET.finditer(text)}
    wide = {found.start(): _is_wide(text, places, found.start(), size) for found in _BRACKET.finditer(text)}
    for one, other in _pairs(text):
        told = [width for width in (wide[one], wide[other]) if width is not None]
        wide[one] = wide[other] = told[0] if len(set(told)) == 1 else None
    return wide


def _in_chinese(text: str, at: int) -> bool:
    """Say whether a Chinese character stands on either side of the bracket at `at`."""
    return any(_HAN.match(beside) for beside in text[max(0, at - 1) : at + 2])


def size_of(text: str, places: Sequence[float]) -> float | None:
    """Return how far apart the Chinese characters of a line stand."""
    if len(places) != len(text):
        return None
    steps = [
        right - left
        for (one, left), (other, right) in pairwise(zip(text, places, strict=True))
        if _HAN.match(one) and _HAN.match(other)
    ]
    if len(steps) < _LEAST:
        return None
    usual = median(steps)  # the mean is finer, once the blanks between words are out
    return fmean(step for step in steps if 0.6 * usual <= step <= 1.5 * usual) or None


def _is_wide(text: str, places: Sequence[float], at: int, size: float) -> bool | None:
    """Say whether the bracket at `at` takes a full square, None where what stands beside it does not tell."""
    left, right = _anchor(text, at, -1), _anchor(text, at, 1)
    if left is None or right is None:
        return None
    room = (places[right[0]] - places[left[0]]) / size - left[1] - right[1]
    if room > _ROOMY:
        return None
    if room > (_NARROWEST + _WIDEST) / 2:
        return True
    # a full bracket beside another mark is often set into half a square
    return False if right[0] - left[0] == 2 else None


def _anchor(text: str, at: int, step: int) -> tuple[int, float] | None:
    """Return the next character that stands in the middle of its room, and the room up to that middle."""
    room = 0.0
    beside = [place for place in range(at + step, at + 5 * step, step) if text[place : place + 1] != " "]
    for place in beside[:2]:
        if not 0 <= place < len(text):
            return None
        half = _half(text[place])
        if half is not None:
            return place, room + half
        if text[place] in _WIDE or text[place] in _NARROW or east_asian_width(text[place]) not in "WF":
            return None
        room += 1.0
    return None


def _half(character: str) -> float | None:
    """Return half the room of a Chinese character or a digit, None for others: their room is not known."""
    if _HAN.match(character):
        return 0.5
    return 0.27 if character.isascii() and character.isdigit() else None


def _pairs(text: str) -> list[tuple[int, int]]:
    """Return where the two brackets of each pair stand."""
    pairs, opened = [], list[int]()
    for found in _BRACKET.finditer(text):
        if found.group() in "(（":
            opened.append(found.start())
        elif opened:
            pairs.append((opened.pop(), found.start()))
    return pairs
