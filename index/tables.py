"""The tables of a generation that are searched: written from passages, loaded for queries."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense import Dense, DenseWriter, load_dense
from index.lexical import Lexical, TokenCorpus, load_postings, write_postings
from index.models import Encoder
from index.tokens import bigrams, words

_DENSE = "dense.faiss"
_CLAUSE_OF_CHUNK = "clause_of_chunk.npy"
_DOCUMENT_OF_CLAUSE = "document_of_clause.npy"
_PRIORS = "priors.npy"
_POSTINGS = ("words", "words_header", "bigrams", "bigrams_header")
_ENCODED_AT_ONCE = 1_024
_SPANS = "spans.npy"


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as it is indexed: its clause by number, title and path, its text and where that starts."""

    clause: int
    header: str
    text: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Tables:
    """What is searched; arrays over chunks and clauses, which are numbered in order of arrival."""

    words: Lexical
    bigrams: Lexical
    dense: Dense
    clause_of_chunk: NDArray[np.int32]
    spans: NDArray[np.int32]  # where each chunk starts and ends in its clause, shape (chunks, 2)
    document_of_clause: NDArray[np.int32]
    priors: NDArray[np.float32]


class TableWriter:
    """Collects passages in clause order and writes the tables."""

    def __init__(self, encoder: Encoder) -> None:
        """Encode with `encoder`, some passages at a time."""
        self._encoder = encoder
        self._corpora = [TokenCorpus() for _ in _POSTINGS]
        self._waiting: list[Passage] = []
        self._vectors = DenseWriter()
        self._clauses = array("i")
        self._spans = array("i")

    @property
    def chunks(self) -> int:
        """Return the number of passages so far."""
        return len(self._clauses)

    def add(self, passage: Passage) -> None:
        """Cut and encode one passage; raise ValueError when it comes out of clause order."""
        if self._clauses and passage.clause - self._clauses[-1] not in (0, 1):
            raise ValueError(f"clause {passage.clause} after clause {self._clauses[-1]}")
        self._clauses.append(passage.clause)
        self._spans.extend((passage.start, passage.start + len(passage.text)))
        texts = (passage.text, passage.header)
        for corpus, tokens in zip(
            self._corpora, (cut(text) for cut in (words, bigrams) for text in texts), strict=True
        ):
            corpus.add(tokens)
        self._waiting.append(passage)
        if len(self._waiting) == _ENCODED_AT_ONCE:
            self._encode()

    def _encode(self) -> None:
        self._vectors.add(encode_passages(self._encoder, self._waiting))
        self._waiting.clear()

    def write(self, folder: Path, clauses_of_documents: Iterable[int], priors: Iterable[float]) -> None:
        """Write the tables into `folder`, given the clauses of each document and the prior of each clause.

        What is written is let go at once, to spare memory: a writer writes once. Raises OSError as the disk
        does, ValueError when no passage was added.
        """
        if self._waiting:
            self._encode()
        (folder / _DENSE).write_bytes(self._vectors.serialised().data)
        self._vectors = DenseWriter()
        for name in _POSTINGS:
            write_postings(self._corpora.pop(0), folder / name)
        counts = np.fromiter(clauses_of_documents, dtype=np.int64)
        documents = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        np.save(folder / _CLAUSE_OF_CHUNK, np.asarray(self._clauses, dtype=np.int32), allow_pickle=False)
        spans = np.asarray(self._spans, dtype=np.int32).reshape(-1, 2)
        np.save(folder / _SPANS, spans, allow_pickle=False)
        np.save(folder / _DOCUMENT_OF_CLAUSE, documents, allow_pickle=False)
        np.save(folder / _PRIORS, np.fromiter(priors, dtype=np.float32), allow_pickle=False)


def encode_passages(encoder: Encoder, passages: Sequence[Passage]) -> NDArray[np.float32]:
    """Return a unit vector a passage, shape (passages, dimensions).

    An encoder that reads words one by one adds a share of the header's vector, any other reads both in one
    piece.
    """
    share = encoder.header_share
    if share is None:
        return encoder.encode_passages([whole(p.header, p.text) for p in passages])
    headers = {header: row for row, header in enumerate(dict.fromkeys(p.header for p in passages))}
    above = encoder.encode_passages(list(headers))[[headers[p.header] for p in passages]]
    vectors = encoder.encode_passages([p.text for p in passages]) + np.float32(share) * above
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def whole(header: str, text: str) -> str:
    """Return a passage as a transformer reads it: title and path, then the text."""
    return f"{header}\n{text}" if header else text


def load_tables(folder: Path) -> Tables:
    """Load what `TableWriter` wrote; raise OSError, ValueError or KeyError when it is not that."""
    words_body, words_header, bigrams_body, bigrams_header = (
        load_postings(folder / name) for name in _POSTINGS
    )
    return Tables(
        words=Lexical(words_body, words_header),
        bigrams=Lexical(bigrams_body, bigrams_header),
        dense=load_dense((folder / _DENSE).read_bytes()),
        clause_of_chunk=np.load(folder / _CLAUSE_OF_CHUNK, allow_pickle=False),
        spans=np.load(folder / _SPANS, allow_pickle=False),
        document_of_clause=np.load(folder / _DOCUMENT_OF_CLAUSE, allow_pickle=False),
        priors=np.load(folder / _PRIORS, allow_pickle=False),
    )
