"""Find the chunks whose vectors lie nearest to a query's, exactly, in a FAISS inner-product index.

The index is written and read as bytes, so that the snapshot can check them before FAISS parses them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Dense:
    """A FAISS IndexFlatIP over unit vectors, one a chunk; inner product is the cosine."""

    index: Any  # faiss ships no types

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""
        return int(self.index.d)

    def nearest(
        self, query: Vectors, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Return up to `k` chunk numbers and their cosines, best first.

        `query` has shape (dimensions,), `allowed` shape (chunks,); a chunk outside it is never returned.
        """
        import faiss

        k = min(k, int(self.index.ntotal) if allowed is None else int(np.count_nonzero(allowed)))
        if k <= 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            # faiss wraps its constructors at import; its stubs describe the bare C++ ones
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))  # type: ignore[call-arg,arg-type]
        cosines, chunks = self.index.search(query[None, :], k, params=parameters)
        return chunks[0], cosines[0]

    def cosines(self, query: Vectors, chunks: NDArray[np.int64]) -> Vectors:
        """Return the cosine of `query` with each of the named chunks, shape (chunks,)."""
        if not len(chunks):
            return np.zeros(0, dtype=np.float32)
        return np.asarray(self.index.reconstruct_batch(chunks) @ query, dtype=np.float32)


class DenseWriter:
    """Collects unit vectors in the index itself, so that they are in memory once."""

    def __init__(self) -> None:
        """Start without vectors."""
        self._index: Any = None

    def add(self, vectors: Vectors) -> None:
        """Append vectors, shape (chunks, dimensions)."""
        import faiss

        if self._index is None:
            self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def serialised(self) -> NDArray[np.uint8]:
        """Return the index as bytes; raise ValueError when it has no vectors."""
        import faiss

        if self._index is None:
            raise ValueError("no vector to index")
        return np.asarray(faiss.serialize_index(self._index))


def build_dense(vectors: Vectors) -> bytes:
    """Return the serialised index of unit vectors, shape (chunks, dimensions)."""
    writer = DenseWriter()
    writer.add(vectors)
    return writer.serialised().tobytes()


def load_dense(data: bytes) -> Dense:
    """Read a serialised index; raise ValueError when it is no flat inner-product index."""
    import faiss

    # one query at a time gains nothing from threads, and waiting for them costs several times the search
    # wherever another process is at work
    faiss.omp_set_num_threads(1)
    index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
    if not isinstance(index, faiss.IndexFlatIP):
        raise ValueError(f"a {type(index).__name__} instead of an IndexFlatIP")
    return Dense(index)
