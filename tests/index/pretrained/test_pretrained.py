"""Training from pretrained weights, on a model of two small layers."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from index.models.loading import load_encoder, load_reranker
from index.training.pretrained.encoder import Tuning, tune_encoder
from index.training.pretrained.export import export
from index.training.pretrained.judge import logits, tune_judge
from index.training.pretrained.lists import RankedList, batches, read_lists, write_lists
from index.training.pretrained.model import PASSAGE, QUERY, Pooled, encode
from ingest.errors import SourceError


def _silent(step: int, steps: int, loss: float) -> None:
    """Show nothing."""


def test_a_tuned_encoder_finds_the_right_passages_and_the_exported_one_gives_the_same_vectors(
    tiny: Path, lists: list[RankedList], tmp_path: Path
) -> None:
    how = Tuning(rate=2e-3, batch=16, frozen=0, temperature=0.1, passes=300, minutes=5)
    tune_encoder(tiny, lists, tmp_path / "tuned", how, _silent)
    right = [one.passages[0] for one in lists]
    model = Pooled(tmp_path / "tuned", head=False)
    asked = encode(model, [one.query for one in lists], QUERY, 16).numpy()
    told = encode(model, right, PASSAGE, 16).numpy()
    found = np.argmax(asked @ told.T, axis=1)
    assert (found == np.arange(len(lists))).mean() >= 0.9
    export(tmp_path / "tuned", tmp_path / "onnx", 16, judge=False)
    shipped = load_encoder(tmp_path / "onnx")
    assert (shipped.encode_passages(right) * told).sum(axis=1).min() > 0.95


def test_a_tuned_judge_tells_right_from_wrong_and_the_exported_one_too(
    tiny: Path, lists: list[RankedList], tmp_path: Path
) -> None:
    how = Tuning(rate=2e-3, batch=16, longest=16, frozen=0, passes=400, minutes=5)
    tune_judge(tiny, lists, tmp_path / "tuned", how, _silent)
    said = logits(
        Pooled(tmp_path / "tuned", head=True), [(o.query, p) for o in lists for p in o.passages], 16
    )
    assert (said[0::2] > said[1::2]).float().mean() >= 0.9
    export(tmp_path / "tuned", tmp_path / "onnx", 16, judge=True)
    judge = load_reranker(tmp_path / "onnx")
    again = [judge.probabilities(one.query, one.passages) for one in lists]
    assert np.mean([first > second for first, second in again]) >= 0.9


def test_frozen_layers_stay_as_they_are(tiny: Path, lists: list[RankedList], tmp_path: Path) -> None:
    tune_encoder(tiny, lists, tmp_path / "tuned", Tuning(rate=1e-2, frozen=1, batch=16), _silent)
    before, after = Pooled(tiny, head=False).bert, Pooled(tmp_path / "tuned", head=False).bert
    weight = "attention.self.query.weight"
    lower, upper = (f"encoder.layer.{layer}.{weight}" for layer in (0, 1))
    assert torch.allclose(before.state_dict()[lower], after.state_dict()[lower], atol=1e-3)
    assert not torch.allclose(before.state_dict()[upper], after.state_dict()[upper], atol=1e-3)


def test_the_judges_margins_move_the_encoder(tiny: Path, lists: list[RankedList], tmp_path: Path) -> None:
    turned = [replace(one, scores=(-4.0, 4.0)) for one in lists]
    how = Tuning(rate=2e-3, batch=16, frozen=0, temperature=0.1, passes=100)
    for name, rows, margin in (("plain", lists, 0.0), ("taught", turned, 5.0)):
        tune_encoder(tiny, rows, tmp_path / name, replace(how, margin=margin), _silent)

    def gap(name: str) -> float:
        model = Pooled(tmp_path / name, head=False)
        asked = encode(model, [one.query for one in lists], QUERY, 16)
        right, wrong = (encode(model, [one.passages[at] for one in lists], PASSAGE, 16) for at in (0, 1))
        return float(((asked * right).sum(1) - (asked * wrong).sum(1)).mean())

    assert gap("taught") < 0 < gap("plain")


def test_lists_come_back_from_their_file(lists: list[RankedList], tmp_path: Path) -> None:
    scored = [replace(one, scores=(1.5, -2.0)) for one in lists]
    write_lists(tmp_path / "lists.jsonl", scored)
    assert list(read_lists(tmp_path / "lists.jsonl")) == scored
    (tmp_path / "broken.jsonl").write_text('{"query": "a"}\n', encoding="utf-8")
    with pytest.raises(SourceError, match="第 1 行"):
        list(read_lists(tmp_path / "broken.jsonl"))


ROWS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from(["law", "policy"])), max_size=40
)


@given(ROWS, st.integers(1, 9))
def test_no_batch_holds_a_query_or_a_right_passage_twice_or_two_sources(
    rows: Sequence[tuple[int, int, str]], size: int
) -> None:
    made = batches(
        [RankedList(f"q{q}", (f"p{p}", "wrong"), (1.0, 0.0), source) for q, p, source in rows], size, 0
    )
    for one in made:
        assert len(one) <= size
        assert len({row.source for row in one}) == 1
        assert len({row.query for row in one}) == len({row.passages[0] for row in one}) == len(one)
