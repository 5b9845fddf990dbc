"""A whole run of the reranker's training on a few dozen questions."""

from __future__ import annotations

import json
import lzma
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.models.loading import load_encoder
from index.rerank import Reranker
from index.rerank_features import FEATURES
from index.training import checkpoint, sources
from index.training.rerank import RerankReport, gain, train_reranker
from index.training.rerank_base import gather
from index.training.rerank_folds import FOLDS, fold_of
from index.training.rerank_lists import DEPTH, HELD_OUT, NOTHING, Lists
from index.training.rerank_net import fit, scores
from index.training.train import Progress
from ingest.errors import HomeError, SourceError

# of the words that the encoder of these tests knows
TOPICS = {
    "融资": ("企业贷款", "担保", "企业缺钱想找贷款"),
    "用地": ("厂房加层", "容积率", "厂房能不能加层"),
    "人才": ("专精特新", "人才", "中小企业怎么招人才"),
    "改造": ("企业改造", "用地", "企业改造给不给用地"),
}


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    path.write_bytes(lzma.compress("".join(lines).encode("utf-8")))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four laws of two articles, eight questions on each, and what pairs are drawn from."""
    made = tmp_path_factory.mktemp("training")
    laws: list[dict[str, object]] = []
    questions: list[dict[str, object]] = []
    pairs: list[dict[str, object]] = []
    prose = []
    for topic, (matter, means, asked) in TOPICS.items():
        texts = (
            f"第一条 为了规范{matter}，制定本法。{matter}由{topic}主管部门负责。",
            f"第二条 {matter}的，应当提供{means}。{topic}主管部门应当公布{means}的条件。",
        )
        row: dict[str, object] = {"title": f"{topic}法", "heading": "第一章", "scope": "national"}
        laws += [row | {"text": text} for text in texts] + [row | {"text": "目录", "heading": ""}]
        laws.append(row | {"text": texts[0], "scope": "local"})
        for number in range(8):
            answer = [{"name": f"{topic}法第二条", "text": texts[1]}]
            questions.append({"query": f"{asked}（{number}）？", "articles": answer})
            pairs.append({"query": f"{asked}{number}", "passage": texts[1], "source": "lawyer"})
            pairs.append({"query": f"{asked}{number}", "passage": f"{asked}呢", "source": "lcqmc"})
        prose.append(f"{matter}今年取得进展，{means}增加。{topic}主管部门表示，{matter}将继续推进。")
    questions.append({"query": "没有收录的条文？", "articles": [{"name": "担保法第九条", "text": "担保。"}]})
    _write(made / sources.LAWS, laws)
    _write(made / sources.QUESTIONS, questions)
    _write(made / sources.PAIRS, pairs)
    prose_lines = "\n".join(prose * 3) + "\n"
    (made / sources.PROSE).write_bytes(lzma.compress(prose_lines.encode("utf-8")))
    return made


def _train(data: Path, model: Path, out: Path, told: list[str] | None = None) -> RerankReport:
    def tell(progress: Progress) -> None:
        if told is not None:
            told.append(progress.stage)

    return train_reranker(data, model, out, seed=3, threads=1, steps=12, batch=8, progress=tell)


@pytest.fixture(scope="module")
def trained(data: Path, model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> RerankReport:
    return _train(data, model_folder, tmp_path_factory.mktemp("out") / "reranker")


def test_a_run_writes_a_folder_that_serves_its_encoder(trained: RerankReport, model_folder: Path) -> None:
    assert {path.name for path in trained.out.iterdir()} == {"README.md", "config.json", "model.safetensors"}
    assert not checkpoint.folder_of(trained.out).exists()
    Reranker.load(trained.out, load_encoder(model_folder))
    with pytest.raises(HomeError, match="另一个向量模型"):
        Reranker.load(trained.out, load_encoder())


def test_the_card_names_what_was_measured(trained: RerankReport) -> None:
    card = (trained.out / "README.md").read_text(encoding="utf-8")
    assert trained.held_out is not None
    asked = trained.cross_validated.questions + trained.held_out.questions
    assert asked == 33
    assert f"| training, cross-validated | {trained.cross_validated.questions} |" in card
    assert all(f"`{feature}`" in card for feature in FEATURES)


def test_the_same_seed_gives_the_same_weights(
    trained: RerankReport, data: Path, model_folder: Path, tmp_path: Path
) -> None:
    again = _train(data, model_folder, tmp_path / "again")
    assert (again.out / "model.safetensors").read_bytes() == (trained.out / "model.safetensors").read_bytes()


def test_an_interrupted_run_goes_on_where_it_was(
    trained: RerankReport, data: Path, model_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "reranker"

    def stop(progress: Progress) -> None:
        if progress.stage == "描述候选":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_reranker(data, model_folder, out, seed=3, threads=1, steps=12, batch=8, progress=stop)
    assert not out.exists()
    told: list[str] = []
    _train(data, model_folder, out, told)
    assert "训练交叉编码器" not in told
    assert "建立法条索引" not in told
    assert (out / "model.safetensors").read_bytes() == (trained.out / "model.safetensors").read_bytes()


def test_a_checkpoint_of_other_settings_is_refused(data: Path, model_folder: Path, tmp_path: Path) -> None:
    run = checkpoint.folder_of(tmp_path / "reranker")
    run.mkdir()
    (run / "run.json").write_text("{}")
    with pytest.raises(HomeError, match="属于另一组设置"):
        _train(data, model_folder, tmp_path / "reranker")


def test_a_folder_of_something_else_is_not_overwritten(
    data: Path, model_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(HomeError, match="不是重排模型文件夹"):
        _train(data, model_folder, tmp_path)
    with pytest.raises(HomeError, match="输出路径不是文件夹"):
        _train(data, model_folder, tmp_path / "mine.txt")


def test_missing_training_files_are_named(model_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"laws\.jsonl\.xz"):
        _train(tmp_path / "nowhere", model_folder, tmp_path / "reranker")


def test_the_collection_holds_national_articles_and_what_questions_cite(data: Path) -> None:
    statutes = gather(data)
    assert len(statutes.texts) == 9
    assert sorted(set(statutes.titles)) == sorted([*(f"{topic}法" for topic in TOPICS), "担保法第九条"])
    assert statutes.titles == tuple(sorted(statutes.titles))
    cited = statutes.asked[-1].right
    assert [statutes.texts[at] for at in range(9) if int(statutes.articles[at]) in cited] == ["担保。"]


def test_every_fold_is_some_questions_own() -> None:
    folds = [fold_of(f"企业怎么贷款{number}") for number in range(200)]
    assert set(folds) == set(range(FOLDS))
    assert fold_of(" 企业怎么贷款1 ") == fold_of("企业怎么贷款1")


def _lists(questions: int = 240) -> Lists:
    """Return lists in which the right candidate is the one with the greatest third feature."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(questions, DEPTH, len(FEATURES))).astype(np.float32)
    right = np.zeros((questions, DEPTH), dtype=np.bool_)
    right[np.arange(questions), rows[:, :, 2].argmax(axis=1)] = True
    ranked = np.tile(np.arange(100), (questions, 1))
    fused = np.zeros((questions, DEPTH), dtype=np.float32)
    return Lists(
        rows, right, ranked, fused, np.arange(questions) % (FOLDS + 1), np.ones(questions, dtype=np.int64)
    )


def test_the_network_learns_what_tells_the_right_candidate() -> None:
    lists = _lists()
    unseen = lists.folds == HELD_OUT
    found = scores(fit(lists, ~unseen, seed=0), lists)
    assert lists.right[np.arange(240), found.argmax(axis=1)][unseen].mean() > 0.7


def test_places_without_a_candidate_are_never_first() -> None:
    lists = _lists()
    ranked = lists.ranked.copy()
    ranked[:, 5:] = NOTHING
    found = scores(fit(lists, lists.folds == 0, seed=0), replace(lists, ranked=ranked))
    assert found.argmax(axis=1).max() < 5


def test_nothing_to_learn_from_is_refused() -> None:
    lists = replace(_lists(), right=np.zeros((240, DEPTH), dtype=np.bool_))
    with pytest.raises(ValueError, match="no question"):
        fit(lists, lists.folds == 0, seed=0)


def test_gains_are_those_of_the_new_order(data: Path) -> None:
    statutes = gather(data)
    right = next(iter(statutes.asked[0].right))
    ranked = np.full((33, 100), NOTHING, dtype=np.int64)
    others = [number for number in range(9) if number != right]
    ranked[0, :9] = [*others[:4], right, *others[4:]]
    found = np.zeros((33, DEPTH), dtype=np.float32)
    found[0, 4] = 1
    lists = replace(_lists(33), ranked=ranked)
    measured = gain(statutes, lists, found, np.arange(33) == 0)
    assert measured is not None
    assert measured.ndcg_before == pytest.approx(1 / np.log2(6))
    assert (measured.ndcg_after, measured.recall_after, measured.reach) == (1, 1, 1)
    assert measured.ndcg_blended == 1
    assert gain(statutes, lists, found, np.zeros(33, dtype=np.bool_)) is None
