"""The reranker that is shipped, on real sentences of law and policy, and what it refuses."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from index.models import Encoder
from index.models.loading import load_encoder
from index.models.static import StaticEncoder
from index.rerank import CONFIG, WEIGHTS, Reranker, blend, shipped_for, shipped_reranker
from index.rerank_features import FEATURES, Candidates, features
from index.rerank_text import ask, sentences
from ingest.errors import HomeError

QUESTION = "老板辞退我，要不要给补偿？"
CLAUSES = (
    ("劳动合同法 第四章", "有下列情形之一的，用人单位应当向劳动者支付经济补偿：用人单位解除劳动合同的。"),
    ("商标法 第二章", "转让注册商标的，转让人和受让人应当签订转让协议，并共同向商标局提出申请。"),
    ("黄石市行动方案 一、融资", "对符合条件的中小企业给予贷款贴息，单户最高不超过五十万元。"),
    ("劳动合同法 第一章", "为了完善劳动合同制度，明确劳动合同双方当事人的权利和义务，制定本法。"),
    ("排污许可管理条例", "排污单位应当遵守排污许可证规定，禁止无证排放污染物。"),
)


@pytest.fixture(scope="module")
def shipped() -> StaticEncoder:
    encoder = load_encoder()
    assert isinstance(encoder, StaticEncoder)
    return encoder


@pytest.fixture(scope="module")
def reranker(shipped: StaticEncoder) -> Reranker:
    return Reranker.load(None, shipped)


@pytest.fixture
def candidates(shipped: StaticEncoder) -> Candidates:
    """The clauses as a search would give them that found no common word."""
    headers, texts = zip(*CLAUSES, strict=True)
    cosines = shipped.encode_passages(texts) @ shipped.encode_queries([QUESTION])[0]
    nothing = np.zeros(len(texts), dtype=np.float32)
    return Candidates(headers, texts, np.array([0, 1, 2, 0, 3]), nothing, nothing, cosines)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(shipped_reranker(), tmp_path / "reranker")


def _only(candidates: Candidates, rows: list[int]) -> Candidates:
    return Candidates(
        tuple(candidates.headers[row] for row in rows),
        tuple(candidates.texts[row] for row in rows),
        candidates.documents[rows],
        candidates.words[rows],
        candidates.bigrams[rows],
        candidates.dense[rows],
    )


def test_the_shipped_reranker_is_small_and_made_for_the_shipped_encoder(shipped: StaticEncoder) -> None:
    folder = shipped_reranker()
    assert {path.name for path in folder.iterdir()} == {WEIGHTS, CONFIG, "README.md"}
    assert sum(path.stat().st_size for path in folder.iterdir()) < 200_000
    assert shipped_for(shipped) is not None


def test_the_clause_that_answers_comes_first(reranker: Reranker, candidates: Candidates) -> None:
    assert int(reranker.rerank(QUESTION, candidates).argmax()) == 0


def test_scores_have_mean_zero_and_deviation_one(reranker: Reranker, candidates: Candidates) -> None:
    scores = reranker.rerank(QUESTION, candidates)
    assert scores.shape == (len(CLAUSES),)
    assert float(scores.mean()) == pytest.approx(0, abs=1e-5)
    assert float(scores.std()) == pytest.approx(1, abs=1e-5)


def test_the_order_of_the_candidates_decides_nothing(reranker: Reranker, candidates: Candidates) -> None:
    order = [3, 1, 4, 0, 2]
    turned = reranker.rerank(QUESTION, _only(candidates, order))
    np.testing.assert_allclose(turned, reranker.rerank(QUESTION, candidates)[order], atol=1e-4)


def test_a_base_whose_bm25_sums_are_larger_is_ranked_alike(
    reranker: Reranker, candidates: Candidates
) -> None:
    small = replace(candidates, words=np.array([3, 1, 0, 2, 0], dtype=np.float32))
    large = replace(small, words=small.words * 7, documents=small.documents + 90_000)
    np.testing.assert_allclose(
        reranker.rerank(QUESTION, large), reranker.rerank(QUESTION, small), rtol=0, atol=1e-5
    )


def test_the_reading_of_an_everyday_word_counts(reranker: Reranker, candidates: Candidates) -> None:
    unknown = replace(candidates, dense=candidates.words)
    literal = reranker.rerank("手头紧", unknown)
    read = reranker.rerank("手头紧", unknown, "贷款贴息")
    assert read[2] > literal[2]


def test_a_word_of_the_reading_is_worth_half(shipped: StaticEncoder) -> None:
    first, second = ask("贷款", "", shipped), ask("贴息", "", shipped)
    both = ask("贷款", "贴息", shipped)
    lengths = [float(np.linalg.norm(one.vectors)) for one in (first, second)]
    share = lengths[0] / (lengths[0] + lengths[1] / 2)
    assert sorted(both.worth.tolist()) == pytest.approx(sorted([share, 1 - share]))
    assert float(both.vector @ first.vector) > float(both.vector @ second.vector)


def test_no_candidate_one_candidate_and_equal_ones_have_no_order(
    reranker: Reranker, candidates: Candidates
) -> None:
    assert reranker.rerank(QUESTION, _only(candidates, [])).shape == (0,)
    assert reranker.rerank(QUESTION, _only(candidates, [2])).tolist() == [0]
    assert np.ptp(reranker.rerank(QUESTION, _only(candidates, [1, 1, 1]))) == pytest.approx(0, abs=0.05)


@given(st.text(max_size=30), st.lists(st.tuples(st.text(max_size=10), st.text(max_size=60)), max_size=4))
@settings(max_examples=60)
def test_any_text_is_described_by_finite_numbers(query: str, clauses: list[tuple[str, str]]) -> None:
    encoder = load_encoder_once()
    zeros = np.zeros(len(clauses), dtype=np.float32)
    headers, texts = tuple(c[0] for c in clauses), tuple(c[1] for c in clauses)
    found = features(query, Candidates(headers, texts, zeros.astype(np.int64), zeros, zeros, zeros), encoder)
    assert found.shape == (len(clauses), len(FEATURES))
    assert np.isfinite(found).all()


_KEPT: list[StaticEncoder] = []


def load_encoder_once() -> StaticEncoder:
    """Return the shipped encoder; hypothesis allows no fixture of a test's own scope."""
    if not _KEPT:
        encoder = load_encoder()
        assert isinstance(encoder, StaticEncoder)
        _KEPT.append(encoder)
    return _KEPT[0]


@given(st.text(alphabet="企业贷款。；！\n ", max_size=80))
def test_sentences_keep_every_visible_character_in_order(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_a_short_end_joins_the_sentence_before() -> None:
    assert sentences("申请人应当提交下列材料；附件；其他由主管部门规定的材料。") == [
        "申请人应当提交下列材料；附件；",
        "其他由主管部门规定的材料。",
    ]


def test_candidates_that_are_not_aligned_are_refused(candidates: Candidates) -> None:
    with pytest.raises(ValueError, match="not aligned"):
        replace(candidates, words=np.zeros(2, dtype=np.float32))


def test_a_blend_runs_from_the_fused_order_to_the_reranked_one() -> None:
    fused = np.array([0.9, 0.5, 0.1], dtype=np.float32)
    reranked = np.array([-1.2, 0.0, 1.2], dtype=np.float32)
    assert blend(fused, reranked, 0).tolist() == fused.tolist()
    assert blend(fused, reranked, 1).tolist() == pytest.approx([0, 0.5, 1])
    assert blend(fused, reranked, 0.25).tolist() == pytest.approx([0.675, 0.5, 0.325])
    assert blend(fused, np.zeros(3, dtype=np.float32), 0.5).tolist() == pytest.approx([0.45, 0.25, 0.05])
    assert blend(fused[:0], reranked[:0]).shape == (0,)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_outside_nothing_and_all_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        blend(np.ones(1, dtype=np.float32), np.ones(1, dtype=np.float32), share)


def test_another_encoder_has_no_shipped_reranker(encoder: Encoder) -> None:
    assert shipped_for(encoder) is None
    with pytest.raises(HomeError, match="是为另一个向量模型训练的"):
        Reranker.load(None, encoder)


@pytest.mark.parametrize("name", [WEIGHTS, CONFIG])
def test_a_missing_file_is_named(copied: Path, shipped: StaticEncoder, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(HomeError, match=f"不是重排模型文件夹.*{name}"):
        Reranker.load(copied, shipped)


@pytest.mark.parametrize(("name", "content"), [(WEIGHTS, b"no"), (CONFIG, b"{"), (CONFIG, b"{}")])
def test_a_damaged_file_is_refused(copied: Path, shipped: StaticEncoder, name: str, content: bytes) -> None:
    (copied / name).write_bytes(content)
    with pytest.raises(HomeError, match=f"无法载入重排模型 {copied}"):
        Reranker.load(copied, shipped)


@pytest.mark.parametrize(("tensor", "value"), [("out", np.nan), ("scale", 0), ("mean", np.inf)])
def test_weights_that_are_no_numbers_are_refused(
    copied: Path, shipped: StaticEncoder, tensor: str, value: float
) -> None:
    tensors = load_file(copied / WEIGHTS)
    tensors[tensor] = np.full_like(tensors[tensor], value)
    save_file(tensors, copied / WEIGHTS)
    with pytest.raises(HomeError, match="权重"):
        Reranker.load(copied, shipped)


def test_weights_of_another_shape_are_refused(copied: Path, shipped: StaticEncoder) -> None:
    tensors = load_file(copied / WEIGHTS)
    save_file(tensors | {"mean": tensors["mean"][:-1].copy()}, copied / WEIGHTS)
    with pytest.raises(HomeError, match="形状"):
        Reranker.load(copied, shipped)


def test_a_reranker_of_other_features_is_refused(copied: Path, shipped: StaticEncoder) -> None:
    config = json.loads((copied / CONFIG).read_text(encoding="utf-8"))
    (copied / CONFIG).write_text(json.dumps(config | {"features": config["features"][:-1]}))
    with pytest.raises(HomeError, match="另一版本"):
        Reranker.load(copied, shipped)
