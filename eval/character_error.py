"""The character error rate of a text that was read from a picture against the text that was printed.

The distance is Levenshtein's, computed a row at a time on integers used as bit vectors: Myers, "A fast
bit-vector algorithm for approximate string matching based on dynamic programming" (1999), in the form of
Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances" (2003).
"""

from __future__ import annotations


def character_error(truth: str, read: str) -> float:
    """Return the edits that turn `read` into `truth` a character of `truth`, blanks of both left out.

    0.0 is a perfect reading; a reading longer than the truth can exceed 1.0. Raises ValueError where
    `truth` has nothing but blanks.
    """
    wanted, found = "".join(truth.split()), "".join(read.split())
    if not wanted:
        raise ValueError("truth holds no character: there is nothing to compare with")
    return edits(wanted, found) / len(wanted)


def edits(one: str, other: str) -> int:
    """Return the least number of characters to insert, delete or replace between two texts."""
    one, other = _trimmed(one, other)
    if not one or not other:
        return len(one) + len(other)
    full = (1 << len(one)) - 1
    last = 1 << (len(one) - 1)
    where = _positions(one)
    more, less, distance = full, 0, len(one)
    for character in other:
        equal = where.get(character, 0)
        diagonal = ((((equal & more) + more) ^ more) | equal | less) & full
        right_more = (less | ~(diagonal | more)) & full
        right_less = more & diagonal
        distance += bool(right_more & last) - bool(right_less & last)
        right_more = (right_more << 1) | 1
        right_less <<= 1
        more = (right_less | ~(diagonal | right_more)) & full
        less = right_more & diagonal
    return distance


def _trimmed(one: str, other: str) -> tuple[str, str]:
    """Leave out what both begin and end with: most of two texts that hardly differ."""
    shorter = min(len(one), len(other))
    start = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    one, other = one[start:], other[start:]
    shorter = min(len(one), len(other))
    end = next((i for i in range(shorter) if one[-1 - i] != other[-1 - i]), shorter)
    return one[: len(one) - end], other[: len(other) - end]


def _positions(text: str) -> dict[str, int]:
    """Return for each character the bit vector of where it stands."""
    places: dict[str, bytearray] = {}
    for place, character in enumerate(text):
        bits = places.setdefault(character, bytearray())
        bits.extend(bytes(place // 8 + 1 - len(bits)))
        bits[place // 8] |= 1 << (place % 8)
    return {character: int.from_bytes(bits, "little") for character, bits in places.items()}
