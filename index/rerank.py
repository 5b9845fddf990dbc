"""Put the best candidates of a search in a better order with a small network over what they have in common.

A reranker is a folder: `model.safetensors` holds the network, `config.json` the encoder and the features it
was made for. It reads word vectors of that very encoder, so it serves no other.
Source: Cao et al. (2007), Learning to Rank: From Pairwise Approach to Listwise Approach.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from errno import ENOENT
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.models import Encoder
from index.models.static import StaticEncoder
from index.rerank_features import FEATURES, Candidates, features
from index.rerank_text import cutter
from ingest.errors import HomeError

Floats = NDArray[np.float32]

WEIGHTS = "model.safetensors"
CONFIG = "config.json"
FORMAT = 1
REMEMBERED = 5_000  # clauses whose words are kept, some 20 MB
CLIP = 4.0  # deviations; a base unlike the training text must not throw the network off
SHARE = 0.5  # of the reranker beside the fused score; with more, questions on policy documents lose
_SHIPPED = "huice-rank-*"
_LEAST_SPREAD, _LEAST_RANGE = 0.05, 1.0  # rounding must not order equal candidates
_GELU = (2 / np.pi) ** 0.5


@dataclass(frozen=True, slots=True)
class Network:
    """One hidden layer over standardised features: F features, H hidden units."""

    mean: Floats  # (F,)
    scale: Floats  # (F,)
    hidden: Floats  # (H, F)
    bias: Floats  # (H,)
    out: Floats  # (H,)

    def scores(self, rows: Floats) -> Floats:
        """Return a score a row of `rows` (n x F): the logits of a choice among them."""
        inputs = np.clip((rows - self.mean) / self.scale, -CLIP, CLIP)
        x = inputs @ self.hidden.T + self.bias
        active = 0.5 * x * (1 + np.tanh(_GELU * (x + 0.044715 * x**3)))
        return np.asarray(active @ self.out, dtype=np.float32)


class Reranker:
    """Scores candidates with a network made for one encoder."""

    def __init__(self, network: Network, encoder: StaticEncoder, fingerprint: str) -> None:
        """Hold what `load` has read and checked."""
        self._network = network
        self._encoder = encoder
        self._cut = cutter(encoder, REMEMBERED)
        self.fingerprint = fingerprint

    @classmethod
    def load(cls, folder: Path | None, encoder: Encoder) -> Reranker:
        """Load the reranker in `folder`, the shipped one where it is None, to work with `encoder`.

        Raises HomeError when it is missing, damaged or made for another encoder than this or its origin.
        """
        folder = folder or shipped_reranker()
        try:
            config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
            made_for, named, version = config["encoder"], tuple(config["features"]), config["format"]
            network = _read_network(folder / WEIGHTS)
        except FileNotFoundError as error:
            raise HomeError(f"{folder} 不是重排模型文件夹（缺少 {error.filename}）") from error
        except Exception as error:  # safetensors raises types of its own
            raise HomeError(f"无法载入重排模型 {folder}：{error}；请检查文件是否完整") from error
        if version != FORMAT or named != FEATURES:
            raise HomeError(f"重排模型 {folder} 由另一版本的 huice 训练；请用本版本重新训练")
        if not isinstance(encoder, StaticEncoder) or made_for != encoder.origin:
            raise HomeError(
                f"重排模型 {folder} 是为另一个向量模型训练的（{str(made_for)[:12]}，"
                f"现在的是 {encoder.fingerprint[:12]}）；请关闭重排，或为现在的向量模型重新训练"
            )
        return cls(network, encoder, str(made_for))

    def rerank(self, query: str, candidates: Candidates, reading: str = "") -> Floats:
        """Return a score a candidate, shape (candidates,), mean 0 and deviation 1; higher is better.

        All 0 where nothing tells the candidates apart. `reading` holds the policy terms that colloquial words
        of the query stand for, "" where they are not to be translated.
        """
        if not len(candidates):
            return np.zeros(0, dtype=np.float32)
        scores = self._network.scores(features(query, candidates, self._encoder, reading, self._cut))
        return np.asarray(
            (scores - scores.mean()) / max(float(scores.std()), _LEAST_SPREAD), dtype=np.float32
        )


def blend(fused: Floats, reranked: Floats, share: float = SHARE) -> Floats:
    """Return fused scores (0..1), a `share` of them replaced by reranked ones scaled to 0..1.

    Both have shape (candidates,), those of the same candidates. Raises ValueError for a share outside 0..1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share {share} must lie between 0 and 1")
    if not len(fused):
        return np.zeros(0, dtype=np.float32)
    lowest, highest = float(reranked.min()), float(reranked.max())
    scaled = (reranked - lowest) / max(highest - lowest, _LEAST_RANGE)
    return np.asarray((1 - share) * fused + share * scaled, dtype=np.float32)


def shipped_reranker() -> Path:
    """Return the folder of the reranker that comes with the package; raise HomeError when it is missing."""
    configs = (Path(__file__).parent / "rerankers").glob(f"{_SHIPPED}/{CONFIG}")
    folders = sorted(path.parent for path in configs)
    if not folders:
        raise HomeError("安装不完整：缺少随软件提供的重排模型 index/rerankers；请重新安装")
    return folders[-1]


def shipped_for(encoder: Encoder) -> Reranker | None:
    """Return the shipped reranker, None where it was made for another encoder than this or its origin.

    Raises HomeError when it is missing or damaged.
    """
    folder = shipped_reranker()
    try:
        made_for = json.loads((folder / CONFIG).read_text(encoding="utf-8"))["encoder"]
    except (OSError, ValueError, KeyError, TypeError):
        return Reranker.load(folder, encoder)  # which says what is wrong
    fits = isinstance(encoder, StaticEncoder) and made_for == encoder.origin
    return Reranker.load(folder, encoder) if fits else None


def _read_network(path: Path) -> Network:
    from safetensors.numpy import load_file

    if not path.is_file():
        raise FileNotFoundError(ENOENT, "missing", path.name)
    tensors = load_file(path)
    network = Network(**{name: tensors[name] for name in Network.__slots__})
    width, hidden = len(FEATURES), len(network.bias)
    shapes = [tensor.shape for tensor in (network.mean, network.scale, network.hidden, network.out)]
    if shapes != [(width,), (width,), (hidden, width), (hidden,)]:
        raise ValueError(f"形状 {shapes} 不符")
    if not all(np.isfinite(tensor).all() for tensor in tensors.values()) or (network.scale <= 0).any():
        raise ValueError("权重不是有限的数，或尺度不为正")
    return network
