"""Write a tuned model as the folder that `index.models.onnx` runs: an ONNX graph with int8 weights.

Every matrix is quantised by output column, the word table by row, so that vectors stay within a degree or two
of the full model's. Activations are quantised as they come (dynamic quantisation).
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from index.models.onnx import ENCODER, GRAPH, JUDGE, TOKENIZER, Settings
from index.training.pretrained.model import PASSAGE, QUERY, Pooled


class _Graph(nn.Module):
    def __init__(self, model: Pooled) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        out: Tensor = self.model(ids, mask)
        return out if self.model.head is not None else nn.functional.normalize(out, dim=-1)


def export(tuned: Path, out: Path, longest: int, judge: bool) -> None:
    """Write the model tuned in `tuned` to `out`, to read at most `longest` tokens of a text or pair."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = Pooled(tuned, head=judge, attention="eager").eval()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of every shape that it takes for constant
        full, slim = Path(folder) / "full.onnx", Path(folder) / "slim.onnx"
        ids = torch.arange(4, 20).reshape(2, 8)
        torch.onnx.export(
            _Graph(model),
            (ids, torch.ones_like(ids)),
            str(full),
            input_names=["ids", "mask"],
            output_names=["out"],
            dynamic_axes={
                "ids": {0: "texts", 1: "tokens"},
                "mask": {0: "texts", 1: "tokens"},
                "out": {0: "texts"},
            },
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            full, slim, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"]
        )
        graph: Any = onnx.load(slim)
        _words_as_bytes(graph)
        onnx.save(graph, out / GRAPH)
    shutil.copyfile(tuned / TOKENIZER, out / TOKENIZER)
    width = 0 if judge else int(model.bert.config.hidden_size)
    Settings(JUDGE if judge else ENCODER, QUERY, PASSAGE, longest, dimensions=width).write(out)


def _words_as_bytes(graph: Any) -> None:  # noqa: ANN401  # onnx ships no types
    """Keep the word table as bytes with one scale a row; both are looked up and multiplied."""
    import numpy as np
    from onnx import helper, numpy_helper

    table = max(
        graph.graph.initializer, key=lambda each: int(np.prod(each.dims)) if each.data_type == 1 else 0
    )
    rows = numpy_helper.to_array(table)
    scales = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-8) / 127
    small = numpy_helper.from_array(np.rint(rows / scales).astype(np.int8), table.name)
    kept = numpy_helper.from_array(scales.astype(np.float32), f"{table.name}.scale")
    graph.graph.initializer.remove(table)
    graph.graph.initializer.extend([small, kept])
    at, node = next(
        (at, node)
        for at, node in enumerate(graph.graph.node)
        if node.op_type == "Gather" and table.name in node.input
    )
    ids, out = node.input[1], node.output[0]
    graph.graph.node.remove(node)
    for offset, made in enumerate(
        (
            helper.make_node("Gather", [table.name, ids], [f"{out}.bytes"], axis=0),
            helper.make_node("Cast", [f"{out}.bytes"], [f"{out}.floats"], to=1),
            helper.make_node("Gather", [kept.name, ids], [f"{out}.scales"], axis=0),
            helper.make_node("Mul", [f"{out}.floats", f"{out}.scales"], [out]),
        )
    ):
        graph.graph.node.insert(at + offset, made)
