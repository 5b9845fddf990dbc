"""What every model behind the protocols does, and what was fitted for it."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.models import Encoder, Reranker
from index.models.fitted import FITTED, Fitted
from index.models.loading import load_encoder, load_reranker, model_fingerprint, shipped_encoder
from ingest.errors import HomeError

TEXTS = ["贷款 贴息", "担保", "unknown words 123 \U0001f600", "厂房 用地 " * 40]


@pytest.fixture(scope="module")
def encoder(graphs: tuple[Path, Path]) -> Encoder:
    return load_encoder(graphs[0])


@pytest.fixture(scope="module")
def judge(graphs: tuple[Path, Path]) -> Reranker:
    return load_reranker(graphs[1])


def test_vectors_are_of_length_one_and_those_of_blank_texts_zero(encoder: Encoder) -> None:
    vectors = encoder.encode_passages([*TEXTS, "", " \n"])
    assert vectors.shape == (len(TEXTS) + 2, encoder.dimensions)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1] * len(TEXTS) + [0, 0], abs=1e-4)


def test_no_text_at_all_gives_no_vector(encoder: Encoder, judge: Reranker) -> None:
    assert encoder.encode_queries([]).shape == (0, encoder.dimensions)
    assert judge.probabilities("贷款", []).shape == (0,)


def test_a_query_and_a_passage_get_their_own_prompts(encoder: Encoder) -> None:
    assert encoder.encode_queries(["贷款"]) != pytest.approx(encoder.encode_passages(["贷款"]))


def test_a_judge_gives_probabilities_and_reads_both_sides(judge: Reranker) -> None:
    said = judge.probabilities("贷款", TEXTS)
    assert ((said > 0) & (said < 1)).all()
    assert len(set(said.tolist())) == len(TEXTS)
    assert said != pytest.approx(judge.probabilities("担保 人才", TEXTS))


def test_a_text_is_read_up_to_the_tokens_the_model_was_made_for(encoder: Encoder) -> None:
    short, long = encoder.encode_passages(["厂房 用地 " * 40, "厂房 用地 " * 80])
    assert np.array_equal(short, long)


def test_threads_share_a_model(judge: Reranker) -> None:
    expected = judge.probabilities("贷款", TEXTS)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: judge.probabilities("贷款", TEXTS), range(8)))
    assert all(np.array_equal(expected, each) for each in results)


def test_what_is_fitted_scales_a_probability_and_changes_no_fingerprint(
    graphs: tuple[Path, Path], judge: Reranker, tmp_path: Path
) -> None:
    folder = shutil.copytree(graphs[1], tmp_path / "judge")
    Fitted(scale=2.0, shift=-1.0, fused_share=0.3, answerable_from=0.7).write(folder)
    again = load_reranker(folder)
    assert again.fingerprint == judge.fingerprint == model_fingerprint(graphs[1])
    assert (again.fused_share, again.answerable_from) == (0.3, 0.7)
    odds = [
        np.log(p / (1 - p)) for p in (judge.probabilities("贷款", TEXTS), again.probabilities("贷款", TEXTS))
    ]
    assert odds[1] == pytest.approx(2 * odds[0] - 1, abs=1e-3)


def test_an_encoder_knows_the_weights_that_were_fitted_for_it(
    graphs: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = shutil.copytree(graphs[0], tmp_path / "encoder")
    assert load_encoder(folder).weights is None
    Fitted(weights=(0.1, 0.2, 3.0)).write(folder)
    assert load_encoder(folder).weights == (0.1, 0.2, 3.0)
    assert load_encoder(folder).fingerprint == model_fingerprint(graphs[0])


def test_what_was_fitted_is_read_back_and_another_file_refused(tmp_path: Path) -> None:
    assert Fitted.read(tmp_path) == Fitted()
    made = Fitted(weights=(1.0, 0.5, 2.0), scale=0.9)
    made.write(tmp_path)
    assert Fitted.read(tmp_path) == made
    (tmp_path / FITTED).write_text(json.dumps({"weigths": [1, 1, 1]}), encoding="utf-8")
    with pytest.raises(TypeError, match="weigths"):
        Fitted.read(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "huice.json"])
def test_a_damaged_model_is_refused(name: str, graphs: tuple[Path, Path], tmp_path: Path) -> None:
    folder = shutil.copytree(graphs[1], tmp_path / "judge")
    (folder / name).write_bytes(b"\x00" * 40)
    with pytest.raises(HomeError, match="无法载入重排模型"):
        load_reranker(folder)


def test_an_encoder_is_no_judge_and_a_judge_no_encoder(graphs: tuple[Path, Path]) -> None:
    with pytest.raises(HomeError, match="encoder instead of a judge"):
        load_reranker(graphs[0])
    with pytest.raises(HomeError, match="judge instead of an encoder"):
        load_encoder(graphs[1])
    with pytest.raises(HomeError, match="不是重排模型文件夹"):
        load_reranker(Path(__file__).parent)


def test_a_cross_encoder_of_sentence_transformers_can_be_named(tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path / "cross"
    folder.mkdir()
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"贷款贴息担保厂房用地"]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(names)), encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=20, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        num_labels=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    judge = load_reranker(folder)
    said = judge.probabilities("贷款", ["贴息", "厂房用地"])
    reference = CrossEncoder(str(folder), local_files_only=True, device="cpu")
    logits = reference.predict([("贷款", "贴息"), ("贷款", "厂房用地")])
    assert said.shape == (2,)
    assert ((said > 0) & (said < 1)).all()
    assert np.argsort(said).tolist() == np.argsort(logits).tolist()
    assert judge.probabilities("贷款", []).shape == (0,)


def test_the_shipped_encoder_loads_by_default() -> None:
    assert load_encoder().fingerprint == model_fingerprint(shipped_encoder())
