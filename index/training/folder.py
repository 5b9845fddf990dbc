"""Write a static encoder as a sentence-transformers folder, its rows as bytes with one scale a row.

The module StaticEmbedding of sentence-transformers 6.2 multiplies the tensor ``embeddings`` (V x D, int8
here) by ``weights`` (V, float32) when it loads them, so a folder needs a quarter of the usual space.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from index.home import replace_folder
from index.training.evaluate import Vectors
from ingest.errors import HomeError

MODULES = "modules.json"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
CONFIG = "config_sentence_transformers.json"
CARD = "README.md"
_MODULE = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
_LARGEST_BYTE = 127
_SCORE_DECIMALS = 4


def check_target(out: Path) -> None:
    """Raise HomeError when `out` exists and is neither empty nor an encoder folder."""
    if out.exists() and not out.is_dir():
        raise HomeError(f"输出路径不是文件夹：{out}。请用 --out 另指一个文件夹。")
    if out.is_dir() and any(out.iterdir()) and not (out / MODULES).is_file():
        raise HomeError(f"输出文件夹非空，且不是编码器文件夹：{out}。请用 --out 另指一个空文件夹。")


def write_folder(out: Path, tokenizer: Tokenizer, rows: Vectors, card: str) -> None:
    """Write the encoder of `rows` (V x D) to the folder `out`, aside first; an encoder there is replaced.

    Raises ValueError when the number of rows is not the size of the vocabulary, HomeError as `check_target`.
    """
    if rows.ndim != 2 or len(rows) != tokenizer.get_vocab_size():
        raise ValueError(f"{rows.shape} rows do not fit {tokenizer.get_vocab_size()} words")
    check_target(out)
    aside = out.with_name(f".{out.name}.aside")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    quantised, scales = quantise(rows)
    save_file({"embeddings": quantised, "weights": scales}, aside / WEIGHTS)
    (aside / TOKENIZER).write_text(compact_tokenizer(tokenizer), encoding="utf-8")
    (aside / MODULES).write_text(
        _pretty([{"idx": 0, "name": "0", "path": "", "type": _MODULE}]), encoding="utf-8"
    )
    (aside / CONFIG).write_text(_pretty(_config()), encoding="utf-8")
    (aside / CARD).write_text(card, encoding="utf-8")
    for file in aside.iterdir():
        file.chmod(0o644)
    replace_folder(aside, out)


def quantise(rows: Vectors) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the rows as int8 (V x D) and the float32 scale of each (V): ``row ≈ quantised * scale``."""
    scales = (np.abs(rows).max(axis=1) / _LARGEST_BYTE).astype(np.float32)
    divisors = np.where(scales > 0, scales, 1)[:, None]
    return np.rint(rows / divisors).astype(np.int8), scales


def restore(quantised: NDArray[np.int8], scales: NDArray[np.float32]) -> Vectors:
    """Return the float32 rows (V x D) that a reader of the folder works with."""
    rows: Vectors = quantised.astype(np.float32) * scales[:, None]
    return rows


def compact_tokenizer(tokenizer: Tokenizer) -> str:
    """Return the tokenizer as JSON without blanks, the scores of its words rounded."""
    stored = json.loads(tokenizer.to_str())
    vocabulary = stored["model"]["vocab"]
    stored["model"]["vocab"] = [[word, round(score, _SCORE_DECIMALS)] for word, score in vocabulary]
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


def _config() -> dict[str, object]:
    return {
        "model_type": "SentenceTransformer",
        "prompts": {"query": "", "document": ""},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    }


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
