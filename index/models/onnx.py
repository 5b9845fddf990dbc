"""Run transformers of ours, int8 weights in an ONNX graph, with onnxruntime and without torch.

A folder holds ``model.onnx`` (token numbers and mask in; unit vectors or logits out), ``tokenizer.json`` and
``huice.json``: what the model is, its prompts, how many tokens it reads.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.models import Vectors
from index.models.fitted import Fitted

GRAPH, TOKENIZER, SETTINGS = "model.onnx", "tokenizer.json", "huice.json"
ENCODER, JUDGE = "encoder", "judge"
_BATCH = 16  # texts of like length in one run, so that little of it is padding

Rows = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``huice.json`` says of a model: kind, prompts, tokens it reads, length of its vectors."""

    kind: str
    query: str
    passage: str
    longest: int
    dimensions: int = 0

    @classmethod
    def read(cls, folder: Path) -> Settings:
        """Read a folder's settings; raise OSError, ValueError or TypeError where they are broken."""
        row = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        if row.get("kind") not in (ENCODER, JUDGE):
            raise ValueError(f"kind {row.get('kind')!r}")
        return cls(**row)

    def write(self, folder: Path) -> None:
        """Write the settings."""
        (folder / SETTINGS).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


class Graph:
    """A tokenizer and a graph over its token numbers; safe to share between threads."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Load both; raise what onnxruntime and tokenizers raise when they are damaged."""
        import onnxruntime

        self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
        )
        self._output = self._session.get_outputs()[0].name
        self._lock = threading.Lock()  # two runs at once would share the cores and both take longer

    def cut(self, texts: Sequence[str], longest: int) -> list[list[int]]:
        """Return the token numbers of each text, at most `longest`, its end mark kept."""
        return [shortened(each.ids, longest) for each in self.tokenizer.encode_batch_fast(list(texts))]

    def run(self, rows: Rows, width: int) -> NDArray[np.float32]:
        """Return what the graph makes of each row of token numbers, shape (rows, width)."""
        out = np.zeros((len(rows), width), dtype=np.float32)
        order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            ids = np.zeros((len(part), len(rows[part[-1]])), dtype=np.int64)
            mask = np.zeros_like(ids)
            for line, at in enumerate(part):
                ids[line, : len(rows[at])] = rows[at]
                mask[line, : len(rows[at])] = 1
            with self._lock:
                found = self._session.run([self._output], {"ids": ids, "mask": mask})[0]
            out[part] = found.reshape(len(part), width)
        return out


def shortened(ids: list[int], longest: int) -> list[int]:
    """Return token numbers cut to `longest`, the end mark kept."""
    return ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]]


class OnnxEncoder:
    """A transformer whose graph pools and normalises."""

    header_share = None

    def __init__(self, folder: Path, fingerprint: str, threads: int) -> None:
        """Load a folder whose settings say that it is an encoder."""
        self._settings = Settings.read(folder)
        if self._settings.kind != ENCODER:
            raise ValueError(f"{self._settings.kind} instead of an encoder")
        self._graph = Graph(folder, threads)
        self.fingerprint = fingerprint
        self.dimensions = self._settings.dimensions
        self.weights = Fitted.read(folder).weights

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, shape (texts, dimensions)."""
        return self._encode(self._settings.query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, shape (texts, dimensions)."""
        return self._encode(self._settings.passage, texts)

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        rows = self._graph.cut([prompt + text for text in texts], self._settings.longest)
        vectors = self._graph.run(rows, self.dimensions)
        vectors[[not text.strip() for text in texts]] = 0
        return vectors


class OnnxJudge:
    """A cross-encoder over ``<s> query </s> passage </s>`` with a calibrated output."""

    def __init__(self, folder: Path, fingerprint: str, threads: int) -> None:
        """Load a folder whose settings say that it is a judge."""
        self._settings = Settings.read(folder)
        if self._settings.kind != JUDGE:
            raise ValueError(f"{self._settings.kind} instead of a judge")
        self._graph = Graph(folder, threads)
        self.fingerprint = fingerprint
        self._fitted = Fitted.read(folder)
        self.fused_share = self._fitted.fused_share
        self.answerable_from = self._fitted.answerable_from

    def probabilities(self, query: str, passages: Sequence[str]) -> Vectors:
        """Return for each passage the probability (0..1) that it answers the query, shape (passages,)."""
        how = self._settings
        asked = self._graph.cut([how.query + query], how.longest // 2)[0]
        told = self._graph.cut([how.passage + passage for passage in passages], how.longest)
        rows = [shortened([*asked, *each[1:]], how.longest) for each in told]
        logits = self._graph.run(rows, 1)[:, 0]
        return np.asarray(
            1 / (1 + np.exp(-(self._fitted.scale * logits + self._fitted.shift))), dtype=np.float32
        )
