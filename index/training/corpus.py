"""The training text as word numbers: compact arrays from which pairs are drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.training import sources
from index.training.vocabulary import batched

Ids = NDArray[np.int32]

PARAPHRASES = frozenset({"simclue", "atec", "lcqmc", "bq", "qbqtc"})
_SENTENCE_END = re.compile(r"(?<=[。；！？!?;\n])")
_SHORTEST_SENTENCE = 6


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of unequal length in one flat array: row i is ``flat[starts[i]:starts[i + 1]]``."""

    flat: Ids
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, at: int) -> Ids:
        """Return row `at`."""
        return self.flat[self.starts[at] : self.starts[at + 1]]

    def rows(self, first: int, last: int) -> Ids:
        """Return the rows from `first` up to but without `last`, joined."""
        return self.flat[self.starts[first] : self.starts[last]]


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages cut to sentences: passage i has the sentences ``starts[i]`` up to ``starts[i + 1]``."""

    sentences: Ragged
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def bounds(self, at: int) -> tuple[int, int]:
        """Return the numbers of the first sentence of passage `at` and of the one after its last."""
        return int(self.starts[at]), int(self.starts[at + 1])

    def whole(self, at: int) -> Ids:
        """Return all words of passage `at`."""
        return self.sentences.rows(*self.bounds(at))


@dataclass(frozen=True, slots=True)
class PairSet:
    """Queries and the passages that belong to them, row by row."""

    queries: Ragged
    passages: Ragged

    def __len__(self) -> int:
        return len(self.queries)


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that pairs are drawn from; `titles` and `headings` run parallel to `articles`."""

    articles: Passages
    titles: Ragged
    headings: Ragged
    prose: Passages
    questions: PairSet
    paraphrases: PairSet
    statutes: PairSet


def all_texts(data: Path) -> Iterator[str]:
    """Yield every training text of the folder, the questions held out excepted."""
    for article in sources.read_articles(data):
        yield article.text
    yield from sources.read_prose(data)
    for pair in sources.read_pairs(data):
        yield pair.query
        yield pair.passage
    for question in sources.read_questions(data):
        if not sources.is_held_out(question.query):
            yield question.query


def load_corpus(data: Path, tokenizer: Tokenizer) -> Corpus:
    """Read the four files of the folder `data` as word numbers; the held-out questions are left out."""
    articles = list(sources.read_articles(data))
    pairs = list(sources.read_pairs(data))
    similar = [pair for pair in pairs if pair.source in PARAPHRASES]
    asked = [pair for pair in pairs if pair.source not in PARAPHRASES]
    answered = [
        (question.query, f"{statute.name} {statute.text}")
        for question in sources.read_questions(data)
        if not sources.is_held_out(question.query)
        for statute in question.statutes
    ]
    return Corpus(
        articles=_passages((article.text for article in articles), tokenizer),
        titles=encode_rows((article.title for article in articles), tokenizer),
        headings=encode_rows((article.heading for article in articles), tokenizer),
        prose=_passages(sources.read_prose(data), tokenizer),
        questions=_pair_set([(pair.query, pair.passage) for pair in asked], tokenizer),
        paraphrases=_pair_set([(pair.query, pair.passage) for pair in similar], tokenizer),
        statutes=_pair_set(answered, tokenizer),
    )


def encode_rows(texts: Iterable[str], tokenizer: Tokenizer) -> Ragged:
    """Segment each text to one row of word numbers."""
    parts: list[Ids] = []
    lengths: list[int] = [0]
    for batch in batched(texts):
        for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
            parts.append(np.asarray(encoding.ids, dtype=np.int32))
            lengths.append(len(parts[-1]))
    flat = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
    return Ragged(flat, np.cumsum(lengths, dtype=np.int64))


def split_sentences(text: str) -> list[str]:
    """Cut a text after 。；！？ and line ends; a piece of under six characters joins the one before it."""
    pieces: list[str] = []
    for piece in _SENTENCE_END.split(text):
        if pieces and len(piece.strip()) < _SHORTEST_SENTENCE:
            pieces[-1] += piece
        elif piece.strip():
            pieces.append(piece)
    return pieces


def _passages(texts: Iterable[str], tokenizer: Tokenizer) -> Passages:
    counts: list[int] = [0]

    def sentences() -> Iterator[str]:
        for text in texts:
            pieces = split_sentences(text)
            counts.append(len(pieces))
            yield from pieces

    rows = encode_rows(sentences(), tokenizer)
    return Passages(rows, np.cumsum(counts, dtype=np.int64))


def _pair_set(pairs: list[tuple[str, str]], tokenizer: Tokenizer) -> PairSet:
    return PairSet(
        encode_rows((query for query, _ in pairs), tokenizer),
        encode_rows((passage for _, passage in pairs), tokenizer),
    )
