"""Load models from local folders, never from a hub: the shipped ones, or any sentence-transformers folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from index.models import Encoder, Reranker
from index.models.fitted import FITTED
from index.models.static import StaticEncoder, is_static
from ingest.errors import HomeError

_WEIGHTS = Path(__file__).parent / "weights"
ENCODER, JUDGE = "huice-e5-zh", "huice-judge-zh"  # what `huice train --pretrained` writes
SHIPPED = "huice-static-v1"
_BLOCK = 1 << 20
_MOST_THREADS = 4  # more than this gains nothing on short policy clauses

Model = TypeVar("Model")


def shipped_encoder() -> Path:
    """Return the folder of the encoder that comes with the package; raise HomeError when it is missing."""
    folder = _WEIGHTS / SHIPPED
    if not folder.is_dir():
        raise HomeError(f"安装不完整：缺少随软件提供的模型 index/models/weights/{SHIPPED}；请重新安装")
    return folder


def model_fingerprint(folder: Path) -> str:
    """Return the sha256 over names and contents of the model's files.

    Model cards, hidden files and what was fitted beside the model count for nothing: vectors do not change
    with them.
    """
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".md" or name == FITTED or any(part.startswith(".") for part in name.split("/")):
            continue
        digest.update(f"{name}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()


def load_encoder(folder: Path | None = None, threads: int | None = None) -> Encoder:
    """Load the encoder in `folder`, the shipped one by default; raise HomeError when it cannot be loaded."""
    folder = folder or shipped_encoder()
    if not _has(folder, "model.onnx") and not _has(folder, "modules.json"):
        raise HomeError(
            f"{folder} 不是向量模型文件夹（缺少 modules.json）；请指定一个 sentence-transformers 模型文件夹"
        )
    return _loaded("向量模型", folder, threads, _encoder)


def load_reranker(folder: Path, threads: int | None = None) -> Reranker:
    """Load the reranker in `folder`; raise HomeError when it cannot be loaded."""
    if not _has(folder, "huice.json") and not _has(folder, "config.json"):
        raise HomeError(f"{folder} 不是重排模型文件夹（缺少 config.json）；请指定一个交叉编码模型文件夹")
    return _loaded("重排模型", folder, threads, _reranker)


def _has(folder: Path, name: str) -> bool:
    return (folder / name).is_file()


def _loaded(word: str, folder: Path, threads: int | None, load: Callable[[Path, str, int], Model]) -> Model:
    fingerprint = model_fingerprint(folder)
    try:
        return load(folder, fingerprint, threads or min(os.cpu_count() or 1, _MOST_THREADS))
    except Exception as error:  # tokenizers, safetensors and onnxruntime raise types of their own
        raise HomeError(f"无法载入{word} {folder}：{error}；请检查模型文件是否完整") from error


def _encoder(folder: Path, fingerprint: str, threads: int) -> Encoder:
    if _has(folder, "model.onnx") and not _has(folder, "modules.json"):
        from index.models.onnx import OnnxEncoder

        return OnnxEncoder(folder, fingerprint, threads)
    if is_static(folder):
        return StaticEncoder.load(folder, fingerprint)
    from index.models.sentence import SentenceEncoder

    return SentenceEncoder(folder, fingerprint, threads)


def _reranker(folder: Path, fingerprint: str, threads: int) -> Reranker:
    if _has(folder, "huice.json"):
        from index.models.onnx import OnnxJudge

        return OnnxJudge(folder, fingerprint, threads)
    from index.models.sentence import SentenceReranker

    return SentenceReranker(folder, fingerprint, threads)
