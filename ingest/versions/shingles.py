"""Tell how much two texts have in common from small sketches of them.

A text is folded to its letters, digits and characters, cut into overlapping shingles, and each of these
hashed; the sketch keeps the least of their hashes under each of `PERMUTATIONS` permutations (Broder 1997,
"On the resemblance and containment of documents"). The share of places in which two sketches agree
estimates the Jaccard similarity of the texts with a standard error below 0.05.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

PERMUTATIONS = 128
_SHINGLE = 5  # characters: about three words
_BANDS = 32  # of four numbers: texts of similarity 0.5 meet in a band with .87, those of 0.6 with .99
_AT_ONCE = 1_024  # shingles: what is worked on stays in the processor's cache
_BETWEEN = re.compile(r"[\W_]+")
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SEED = 20_240_901

Hashes = NDArray[np.uint32]
_Wide = NDArray[np.uint64]


def folded(text: str) -> str:
    """Return what two prints of one text share: its letters and digits, widths and case folded."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()


def shingles(text: str) -> Hashes:
    """Return the hashes of the shingles of a folded text, sorted, each once; one of a short text."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    count = max(len(codes) - _SHINGLE + 1, 1)
    hashes = np.zeros(count, dtype=np.uint64)
    for step in range(min(_SHINGLE, len(codes))):
        hashes = _mixed(hashes * _GOLDEN + codes[step : step + count])
    return np.unique((hashes >> np.uint64(32)).astype(np.uint32))


def _mixed(values: _Wide) -> _Wide:
    """Spread values over all 64 bits (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    return values ^ (values >> np.uint64(31))


@cache
def _factors() -> tuple[Hashes, Hashes]:
    numbers = np.random.default_rng(_SEED).integers(0, 2**32, size=(2, PERMUTATIONS), dtype=np.uint32)
    return numbers[0] | np.uint32(1), numbers[1]  # an odd factor makes it a permutation


def sketch(hashes: Hashes) -> bytes:
    """Return the sketch of a set of hashes: PERMUTATIONS numbers of 32 bits."""
    factors, terms = _factors()
    least = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(hashes), _AT_ONCE):
        block = hashes[start : start + _AT_ONCE, None] * factors + terms
        np.minimum(least, block.min(axis=0), out=least)
    return least.astype("<u4").tobytes()


def similarity(one: bytes, other: bytes) -> float:
    """Return the Jaccard similarity of two texts, estimated from their sketches, 0..1."""
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))


def bands(sketched: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the stretches of a sketch, of which similar texts are likely to share one."""
    width = len(sketched) // _BANDS
    for band in range(_BANDS):
        yield band, sketched[band * width : (band + 1) * width]
