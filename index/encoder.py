"""Turn text into unit vectors with a sentence-transformers model from a local folder, never from a hub.

Two encoders keep the same contract: `SentenceEncoder` runs any sentence-transformers folder;
`index.static.StaticEncoder` reads a folder whose only module is a StaticEmbedding and needs neither
torch nor sentence_transformers, so that a question is answered without seconds of imports.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.static import StaticEncoder, is_static
from ingest.errors import HomeError

Vectors = NDArray[np.float32]
_SHIPPED = "huice-static-*"
_BLOCK = 1 << 20
_MOST_THREADS = 4  # more than this gains nothing on short policy clauses


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

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, shape (texts, dimensions)."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, shape (texts, dimensions)."""
        ...


class SentenceEncoder:
    """Runs a sentence-transformers folder with its query and document prompts."""

    def __init__(self, folder: Path, fingerprint: str, threads: int) -> None:
        """Load the model; raise OSError or ValueError when the folder holds none."""
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(threads)
        self._model: Any = SentenceTransformer(str(folder), local_files_only=True, device="cpu")
        self.fingerprint = fingerprint
        self.dimensions = int(self._model.get_embedding_dimension() or 0)

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


def shipped_encoder() -> Path:
    """Return the folder of the encoder that comes with the package; raise HomeError when it is missing."""
    folders = sorted((Path(__file__).parent / "encoders").glob(_SHIPPED))
    if not folders:
        raise HomeError("安装不完整：缺少随软件提供的向量模型 index/encoders；请重新安装")
    return folders[-1]


def model_fingerprint(folder: Path) -> str:
    """Return the sha256 over names and contents of the model's files; model cards and hidden files aside."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".md" or any(part.startswith(".") for part in name.split("/")):
            continue
        digest.update(f"{name}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()


def load_encoder(folder: Path | None = None, threads: int | None = None) -> Encoder:
    """Load the encoder in `folder`, the shipped one by default; raise HomeError when it cannot be loaded."""
    folder = folder or shipped_encoder()
    if not (folder / "modules.json").is_file():
        raise HomeError(
            f"{folder} 不是向量模型文件夹（缺少 modules.json）；请指定一个 sentence-transformers 模型文件夹"
        )
    fingerprint = model_fingerprint(folder)
    threads = threads or min(os.cpu_count() or 1, _MOST_THREADS)
    try:
        if is_static(folder):
            return StaticEncoder.load(folder, fingerprint)
        return SentenceEncoder(folder, fingerprint, threads)
    except Exception as error:  # tokenizers and safetensors raise types of their own, bare ones too
        raise HomeError(f"无法载入向量模型 {folder}：{error}；请检查模型文件是否完整") from error
