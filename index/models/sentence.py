"""Run any sentence-transformers folder: a bi-encoder as Encoder, a cross-encoder as Reranker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.models import Vectors
from index.models.fitted import Fitted


class SentenceEncoder:
    """Runs a sentence-transformers folder with its query and document prompts."""

    header_share = None

    def __init__(self, folder: Path, fingerprint: str, threads: int) -> None:
        """Load the model; raise OSError or ValueError when the folder holds none."""
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(threads)
        self._model: Any = SentenceTransformer(str(folder), local_files_only=True, device="cpu")
        self.fingerprint = fingerprint
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.weights = Fitted.read(folder).weights

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, shape (texts, dimensions)."""
        return self._unit(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, shape (texts, dimensions)."""
        return self._unit(self._model.encode_document, texts)

    def _unit(self, encode: Callable[..., Vectors], texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        vectors = np.asarray(vectors, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)


class SentenceReranker:
    """Runs a sentence-transformers cross-encoder with one label; its logit counts as log-odds."""

    fused_share = 0.0
    answerable_from = 0.5

    def __init__(self, folder: Path, fingerprint: str, threads: int) -> None:
        """Load the model; raise OSError or ValueError when the folder holds no cross-encoder of one label."""
        import torch
        from sentence_transformers import CrossEncoder

        torch.set_num_threads(threads)
        self._model: Any = CrossEncoder(str(folder), local_files_only=True, device="cpu")
        if self._model.num_labels != 1:
            raise ValueError(f"{self._model.num_labels} labels instead of one")
        self._activation = torch.nn.Sigmoid()
        self.fingerprint = fingerprint

    def probabilities(self, query: str, passages: Sequence[str]) -> Vectors:
        """Return for each passage the probability (0..1) that it answers the query, shape (passages,)."""
        if not passages:
            return np.zeros(0, dtype=np.float32)
        pairs = [(query, passage) for passage in passages]
        said = self._model.predict(pairs, activation_fn=self._activation, show_progress_bar=False)
        return np.asarray(said, dtype=np.float32)
