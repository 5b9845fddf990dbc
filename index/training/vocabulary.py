"""The encoder's vocabulary: a unigram segmenter over jieba's words, scored by their frequency in the text.

Viterbi segmentation of such a model is the path of greatest probability through the word graph, which is
what jieba cuts along without its hidden Markov model; here it runs natively in `tokenizers`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from index.training.new_words import cohesive_pairs

UNKNOWN = "<unk>"
LOOKS = 2
SAMPLED = 3
BATCH = 2000
_LATIN_RUN = re.compile(r"[a-z0-9]{2,}")
_PIECES = "abcdefghijklmnopqrstuvwxyz0123456789"
_RARE_LATIN = 20
_HAN = re.compile(r"[\u3400-\u9fff]")


def learn_vocabulary(texts: Callable[[], Iterable[str]], size: int) -> Tokenizer:
    """Return a segmenter of the `size` most frequent words of the texts, with every Han character met.

    `texts` opens the stream, which is read three times: new words are looked for in a third of it twice,
    as the second look joins what the first found; then jieba's words and the new ones are counted by
    segmenting with them all. Raises ValueError when `size` leaves no room for the single characters.
    """
    known = dict(dictionary_counts())
    for _ in range(LOOKS):
        sample = batched(islice(texts(), 0, None, SAMPLED))
        found = cohesive_pairs(sample, segmenter(known, keep_separators=True))
        known = {**found, **known}
    counts: Counter[str] = Counter()
    latin: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    by_known = segmenter(known)
    for batch in batched(texts()):
        counts.update(_count_tokens(by_known, batch))
        for text in batch:
            folded = text.lower()
            latin.update(_LATIN_RUN.findall(folded))
            characters.update(folded)
    return segmenter(_keep(counts, latin, characters, size))


def segmenter(counts: Mapping[str, int], *, keep_separators: bool = False) -> Tokenizer:
    """Build the unigram segmenter in which a word of count `c` scores ``log(c / total)``.

    The text is NFKC-folded and lower-cased; punctuation and blanks separate words and are dropped, or kept
    as unknown tokens. A character outside the vocabulary is the unknown token, number 0. Raises ValueError
    unless every count is positive.
    """
    if any(count < 1 for count in counts.values()):
        raise ValueError("every word needs a positive count")
    total = math.log(max(1, sum(counts.values())))
    words = sorted(counts, key=lambda word: (-counts[word], word))
    scored = [(UNKNOWN, 0.0)] + [(word, math.log(counts[word]) - total) for word in words]
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    behaviour = "isolated" if keep_separators else "removed"
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}\p{M}]+"), behaviour)
    return tokenizer


@cache
def dictionary_counts() -> Mapping[str, int]:
    """Read the words and counts of jieba's dictionary, lower-cased, without importing jieba."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ValueError("jieba is not installed")
    counts: Counter[str] = Counter()
    with Path(spec.origin).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, *_ = line.split(" ")
            counts[word.lower()] += int(count)
    return {word: count for word, count in counts.items() if count > 0}


def batched(texts: Iterable[str], size: int = BATCH) -> Iterator[list[str]]:
    """Cut a stream of texts into lists of `size`."""
    stream = iter(texts)
    while batch := list(islice(stream, size)):
        yield batch


def _count_tokens(tokenizer: Tokenizer, batch: list[str]) -> dict[str, int]:
    encodings = tokenizer.encode_batch_fast(batch, add_special_tokens=False)
    ids = np.concatenate([np.asarray(encoding.ids, dtype=np.int64) for encoding in encodings])
    numbers, counts = np.unique(ids[ids > 0], return_counts=True)
    words = (
        (tokenizer.id_to_token(int(number)), int(count))
        for number, count in zip(numbers, counts, strict=True)
    )
    return {word: count for word, count in words if word is not None}


def _keep(counts: Counter[str], latin: Counter[str], characters: Counter[str], size: int) -> dict[str, int]:
    """Choose `size` - 1 words: all single characters first, then words and Latin runs by count."""
    single = {char: max(1, counts[char]) for char in characters if _HAN.match(char)}
    single |= {char: max(1, counts[char], characters[char] // 10) for char in _PIECES}
    if len(single) >= size:
        raise ValueError(f"a vocabulary of {size} has no room for {len(single)} single characters")
    runs = {run: count for run, count in latin.items() if count >= _RARE_LATIN}
    longer = {word: count for word, count in counts.items() if word not in single} | runs
    best = sorted(longer, key=lambda word: (-longer[word], word))[: size - 1 - len(single)]
    return single | {word: longer[word] for word in best}
