"""Encode with a StaticEmbedding folder without torch: add up token vectors, scale to length one.

A static embedding is a table of token vectors; the vector of a text is the mean over its tokens, which
scaled to length one is their sum. Reading tokenizer.json and the safetensors matrix directly gives what
sentence-transformers gives, in milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.models.fitted import Fitted

_PLAIN = {"embedding.weight"}  # a matrix, one row a token
_FOLDED = {"embeddings", "weights"}  # rows to be scaled by the token's weight, as model2vec saves them
_FLOATS = ("F16", "F32", "F64")
ORIGIN = "huice.json"  # beside the model: which encoder it was adapted from
HEADER_SHARE = 0.3  # of the header's vector in a passage's; measured best for questions on statutes
_BATCH = 256  # texts whose token vectors are in memory at once


@dataclass(frozen=True, slots=True)
class StaticEncoder:
    """A tokenizer and its token vectors: ``matrix[i] * scale[i]``, shape (tokens, dimensions)."""

    tokenizer: Tokenizer
    matrix: NDArray[np.generic]
    scale: NDArray[np.float32]
    query_prompt: str
    passage_prompt: str
    fingerprint: str
    weights: tuple[float, float, float] | None
    origin: str  # the fingerprint of the encoder it was adapted from, its own where from none

    @classmethod
    def load(cls, folder: Path, fingerprint: str) -> StaticEncoder:
        """Read the folder; raise OSError, ValueError or KeyError when it is no whole StaticEmbedding."""
        from safetensors.numpy import load_file

        module = folder / _modules(folder)[0][1]
        tokenizer = Tokenizer.from_file(str(module / "tokenizer.json"))
        tokenizer.no_padding()
        weights = load_file(module / "model.safetensors")
        matrix = weights["embedding.weight"] if weights.keys() == _PLAIN else weights["embeddings"]
        scale = np.asarray(weights.get("weights", np.ones(len(matrix))), dtype=np.float32)
        if matrix.ndim != 2 or not len(matrix) == len(scale) >= tokenizer.get_vocab_size():
            raise ValueError(f"{len(matrix)} vectors for {tokenizer.get_vocab_size()} tokens")
        query, passage = _prompts(folder)
        fitted, origin = Fitted.read(folder), _origin(folder) or fingerprint
        return cls(tokenizer, matrix, scale, query, passage, fingerprint, fitted.weights, origin)

    @property
    def header_share(self) -> float:
        """Return the share of its header's vector in a passage's."""
        return HEADER_SHARE

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""
        return int(self.matrix.shape[1])

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of questions, shape (texts, dimensions)."""
        return self._encode([self.query_prompt + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of passages, shape (texts, dimensions)."""
        return self._encode([self.passage_prompt + text for text in texts])

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = self.tokenizer.encode_batch_fast(texts[start : start + _BATCH], add_special_tokens=False)
            for row, encoding in enumerate(batch, start):
                if encoding.ids:
                    tokens = self.matrix[encoding.ids].astype(np.float32)
                    vectors[row] = self.scale[encoding.ids] @ tokens
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def is_static(folder: Path) -> bool:
    """Say whether the model is a StaticEmbedding alone (a Normalize behind it changes nothing here)."""
    try:
        modules = _modules(folder)
        kinds = [kind for kind, _ in modules]
        if kinds not in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"]):
            return False
        return _numpy_can_read(folder / modules[0][1] / "model.safetensors")
    except (OSError, ValueError, KeyError):
        return False  # the general loader names what is wrong with it


def _modules(folder: Path) -> list[tuple[str, str]]:
    entries = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    return [(str(entry["type"]).rsplit(".", 1)[-1], str(entry["path"])) for entry in entries]


def _numpy_can_read(weights: Path) -> bool:
    with weights.open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    kinds = {name: tensor["dtype"] for name, tensor in header.items() if name != "__metadata__"}
    if kinds.keys() == _PLAIN:
        return kinds["embedding.weight"] in _FLOATS
    return kinds.keys() == _FOLDED and kinds["embeddings"] in (*_FLOATS, "I8") and kinds["weights"] in _FLOATS


def _origin(folder: Path) -> str | None:
    path = folder / ORIGIN
    return str(json.loads(path.read_text(encoding="utf-8"))["adapted_from"]) if path.is_file() else None


def _prompts(folder: Path) -> tuple[str, str]:
    path = folder / "config_sentence_transformers.json"
    prompts = json.loads(path.read_text(encoding="utf-8")).get("prompts", {}) if path.is_file() else {}
    passage = next((prompts[name] for name in ("document", "passage", "corpus") if prompts.get(name)), "")
    return prompts.get("query") or "", passage
