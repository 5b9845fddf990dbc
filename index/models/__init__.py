"""What a model must do, on one screen: an Encoder makes vectors of texts, a Reranker judges passages.

`index.models.loading` finds and loads them: the shipped ones, or any sentence-transformers folder, never from
a hub.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into float32 vectors of length one (an empty text into zeros)."""

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """Return the sha256 over the files of the model."""
        ...

    @property
    def header_share(self) -> float | None:
        """Return the share of its header's vector in a passage's, None where both are read in one piece."""
        ...

    @property
    def weights(self) -> tuple[float, float, float] | None:
        """Return what words, bigrams and these vectors count for; None where that was not fitted."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, shape (texts, dimensions)."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, shape (texts, dimensions)."""
        ...


class Reranker(Protocol):
    """Says how probably a passage answers a query."""

    @property
    def fingerprint(self) -> str:
        """Return the sha256 over the files of the model."""
        ...

    @property
    def answerable_from(self) -> float:
        """Return the probability from which a passage is taken to answer, fitted at a stated risk."""
        ...

    @property
    def fused_share(self) -> float:
        """Return what a deviation of the fused score adds to the log-odds when clauses are put in order."""
        ...

    def probabilities(self, query: str, passages: Sequence[str]) -> Vectors:
        """Return for each passage the probability (0..1) that it answers the query, shape (passages,)."""
        ...
