"""Find the words jieba's dictionary lacks: neighbours in text that stand together far more than by chance.

Cohesion is the normalised pointwise mutual information of two neighbours (Bouma, 2009), in -1..1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

LONGEST_WORD = 6
LONGEST_BROKEN = 4
FEWEST_SEEN = 12
COHESION = 0.4
COHESION_OF_WORDS = 0.7
_HAN_WORD = re.compile(r"[\u3400-\u9fff]+")
_EMPTY = re.compile(r"[的了是在和与及或等把被将而也都就又并其之于以为不第年月日时]")


def cohesive_pairs(batches: Iterable[list[str]], tokenizer: Tokenizer) -> Mapping[str, int]:
    """Return the new words of `batches` of texts, two neighbours joined each, with how often they were seen.

    `tokenizer` must keep what separates words as the unknown token 0. A single character joins a neighbour
    at a cohesion of .4, the word being four characters long at most; all else needs .7.
    """
    flat = _flat_ids(batches, tokenizer)
    size = tokenizer.get_vocab_size()
    seen = np.bincount(flat, minlength=size)
    left, right = flat[:-1].astype(np.int64), flat[1:].astype(np.int64)
    both = (left > 0) & (right > 0)
    codes, counts = np.unique(left[both] * size + right[both], return_counts=True)
    often = counts >= FEWEST_SEEN
    codes, counts = codes[often], counts[often]
    scores = cohesion(counts, seen[codes // size], seen[codes % size], int(both.sum()))
    close = scores >= COHESION
    found: dict[str, int] = {}
    for code, count, score in zip(codes[close], counts[close], scores[close], strict=True):
        first = tokenizer.id_to_token(int(code) // size) or ""
        second = tokenizer.id_to_token(int(code) % size) or ""
        if joins(first, second, float(score)):
            found[first + second] = int(count)
    return found


def cohesion(
    together: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64], total: int
) -> NDArray[np.float64]:
    """Return the normalised mutual information of pairs seen `together` times among `total` neighbours."""
    shared = np.log(together / total)
    information: NDArray[np.float64] = shared - np.log(first / total) - np.log(second / total)
    return information / -shared


def joins(first: str, second: str, score: float) -> bool:
    """Tell whether two neighbours make one word; function words and numbers never do."""
    joined = first + second
    if len(joined) > LONGEST_WORD or not _HAN_WORD.fullmatch(joined) or _EMPTY.search(joined):
        return False
    broken = min(len(first), len(second)) == 1 and len(joined) <= LONGEST_BROKEN
    return score >= (COHESION if broken else COHESION_OF_WORDS)


def _flat_ids(batches: Iterable[list[str]], tokenizer: Tokenizer) -> NDArray[np.int32]:
    """Segment all texts to one row of word numbers, a 0 after each text."""
    parts = [np.zeros(1, dtype=np.int32)]
    for batch in batches:
        for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
            parts.append(np.asarray([*encoding.ids, 0], dtype=np.int32))
    return np.concatenate(parts)
