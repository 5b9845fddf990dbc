"""A whole training run on a few dozen pairs."""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from index.training import checkpoint, folder, sources
from index.training.batches import LAST_MIXTURE, draw_batch
from index.training.contrast import contrast, new_table, train_batch, word_rows
from index.training.corpus import Corpus, load_corpus
from index.training.evaluate import Vectors, evaluate, law_name, statute_key, unit_rows
from index.training.parts import parts_of
from index.training.train import Progress, TrainingReport, train
from index.training.vocabulary import learn_vocabulary
from ingest.errors import HomeError

TOPICS = {
    "商标": ("注册商标", "商标局", "转让商标", "商标能不能转给别人"),
    "贷款": ("贷款贴息", "商业银行", "信用贷款", "借钱周转怎么办"),
    "排污": ("排污许可", "生态环境部门", "排放污染物", "工厂冒黑烟谁来管"),
    "用工": ("劳动合同", "人力资源部门", "解除合同", "老板辞退我怎么赔"),
    "税收": ("税收优惠", "税务机关", "研发费用", "交税能不能少交一点"),
    "采购": ("政府采购", "财政部门", "供应商资格", "小公司能投标吗"),
}


def _write_xz(path: Path, lines: list[str]) -> None:
    path.write_bytes(lzma.compress("".join(line + "\n" for line in lines).encode("utf-8")))


def _rows(rows: list[dict[str, object]]) -> list[str]:
    return [json.dumps(row, ensure_ascii=False) for row in rows]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four small training files: six laws of two articles, and what belongs to them."""
    made = tmp_path_factory.mktemp("training")
    laws: list[dict[str, object]] = []
    questions: list[dict[str, object]] = []
    pairs: list[dict[str, object]] = []
    prose = []
    for topic, (matter, office, act, asked) in TOPICS.items():
        title = f"中华人民共和国{topic}法"
        texts = (
            f"第一条 为了规范{matter}，制定本法。{matter}由{office}主管。{office}应当公布办事指南。",
            f"第二条 {act}的，应当向{office}提出申请。{office}应当在二十日内决定是否准予{act}。",
        )
        laws += [
            {"title": title, "heading": "第一章 总则", "text": text, "scope": "national"} for text in texts
        ]
        for number, ask in enumerate((asked, f"请问{asked}", f"{asked}，找哪个部门", f"{act}要怎么申请")):
            statute = {"name": f"{topic}法第二条", "text": texts[1].removeprefix("第二条 ")}
            questions.append({"query": f"{ask}？", "articles": [statute]})
            pairs.append({"query": ask, "passage": texts[number % 2], "source": "lawyer"})
            pairs.append({"query": ask, "passage": f"{asked}呢", "source": "lcqmc"})
        prose.append(
            f"记者了解到，{matter}工作取得进展。{office}表示，今年将继续推进{act}改革。企业普遍欢迎。"
        )
    _write_xz(made / sources.LAWS, _rows(laws))
    _write_xz(made / sources.PAIRS, _rows(pairs))
    _write_xz(made / sources.QUESTIONS, _rows(questions))
    _write_xz(made / sources.PROSE, prose)
    return made


@pytest.fixture(scope="module")
def tokenizer(data: Path) -> Tokenizer:
    return learn_vocabulary(lambda: (f"{a.title} {a.text}" for a in sources.read_articles(data)), 200)


@pytest.fixture(scope="module")
def corpus(data: Path, tokenizer: Tokenizer) -> Corpus:
    return load_corpus(data, tokenizer)


def _train(data: Path, out: Path, seed: int = 7) -> TrainingReport:
    return train(data, out, steps=30, words=400, dimensions=16, batch=16, seed=seed, threads=1)


@pytest.fixture(scope="module")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> TrainingReport:
    return _train(data, tmp_path_factory.mktemp("out") / "encoder")


def test_a_run_reports_what_it_wrote(trained: TrainingReport) -> None:
    names = {
        "README.md",
        "config_sentence_transformers.json",
        "model.safetensors",
        "modules.json",
        "tokenizer.json",
    }
    assert {file.name for file in trained.out.iterdir()} == names
    assert trained.steps == 30
    assert trained.bytes == sum(file.stat().st_size for file in trained.out.iterdir())
    assert trained.recall.articles == 12
    assert trained.recall.at_100 == 1.0
    assert f"{trained.recall.at_10:.3f}" in (trained.out / "README.md").read_text(encoding="utf-8")


def test_a_finished_run_leaves_no_checkpoint(trained: TrainingReport) -> None:
    assert [path.name for path in trained.out.parent.iterdir()] == ["encoder"]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(
    data: Path, trained: TrainingReport, tmp_path: Path
) -> None:
    again = _train(data, tmp_path / "encoder")
    other = _train(data, tmp_path / "other", seed=8)
    for name in ("model.safetensors", "tokenizer.json"):
        assert (again.out / name).read_bytes() == (trained.out / name).read_bytes()
    assert (other.out / "model.safetensors").read_bytes() != (trained.out / "model.safetensors").read_bytes()


def test_an_interrupted_run_continues_to_the_same_weights(
    data: Path, trained: TrainingReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.training.train.CHECKPOINT_EVERY", 10)
    out = tmp_path / "encoder"
    seen: list[int] = []

    def stop_at_17(progress: Progress) -> None:
        if progress.step == 17:
            raise KeyboardInterrupt
        seen.append(progress.step)

    settings = {"steps": 30, "words": 400, "dimensions": 16, "batch": 16, "seed": 7, "threads": 1}
    with pytest.raises(KeyboardInterrupt):
        train(data, out, progress=stop_at_17, **settings)
    assert not out.exists()
    assert not list(tmp_path.rglob("*.pkl")) + list(tmp_path.rglob("*.pt"))
    steps: list[int] = []
    train(data, out, progress=lambda progress: steps.append(progress.step), **settings)
    assert next(step for step in steps if step) == 11
    assert (out / "model.safetensors").read_bytes() == (trained.out / "model.safetensors").read_bytes()


def test_a_checkpoint_of_other_settings_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    settings = checkpoint.Settings(steps=9, minutes=None, words=5, dimensions=4, batch=8, seed=0)
    table = new_table(torch.zeros(5), 4, seed=0)
    checkpoint.save_table(tmp_path, table, settings, checkpoint.Position(3, 1.5))
    loaded = checkpoint.load_table(tmp_path, settings)
    assert loaded is not None
    assert loaded[1] == checkpoint.Position(3, 1.5)
    assert torch.equal(loaded[0].vectors, table.vectors)
    with pytest.raises(HomeError, match="另一组设置"):
        checkpoint.load_table(tmp_path, replace(settings, seed=1))


def test_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    settings = checkpoint.Settings(steps=9, minutes=None, words=5, dimensions=4, batch=8, seed=0)
    checkpoint.save_table(
        tmp_path, new_table(torch.zeros(5), 4, seed=0), settings, checkpoint.Position(3, 1.5)
    )
    (tmp_path / "table-3.safetensors").write_bytes(b"\x00" * 40)
    with pytest.raises(HomeError, match="已损坏"):
        checkpoint.load_table(tmp_path, settings)


def test_a_folder_with_other_things_in_it_is_left_alone(data: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(HomeError, match="非空"):
        _train(data, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_training_lowers_the_loss(corpus: Corpus, tokenizer: Tokenizer) -> None:
    table = new_table(torch.zeros(tokenizer.get_vocab_size()), 16, seed=1)
    parts = parts_of(tokenizer)
    batches = [draw_batch(corpus, "question", 12, np.random.default_rng([1, step])) for step in range(60)]
    losses = [train_batch(table, parts, batch, 0.02) for batch in batches]
    assert np.mean(losses[-10:]) < 0.6 * np.mean(losses[:10])


def test_words_not_in_the_batch_do_not_move(corpus: Corpus, tokenizer: Tokenizer) -> None:
    table = new_table(torch.zeros(tokenizer.get_vocab_size()), 8, seed=1)
    parts = parts_of(tokenizer)
    before = table.vectors.clone()
    batch = draw_batch(corpus, "paraphrase", 4, np.random.default_rng(0))
    train_batch(table, parts, batch, 0.02)
    moved = {int(row) for row in torch.nonzero((table.vectors != before).any(dim=1)).flatten()}
    assert moved
    words = {int(word) for row in batch.queries + batch.passages for word in row}
    assert moved <= {int(part) for word in words for part in parts.row(word)}


def test_an_equal_passage_is_no_negative(corpus: Corpus) -> None:
    batch = draw_batch(corpus, "question", 2, np.random.default_rng(0))
    twins = replace(batch, queries=batch.queries[:1] * 2, passages=batch.passages[:1] * 2)
    bags = torch.ones(4, 3)
    assert float(contrast(bags, twins)) == 0.0


@pytest.mark.parametrize("kind", LAST_MIXTURE)
def test_every_kind_of_pair_fills_its_batch(corpus: Corpus, kind: str) -> None:
    batch = draw_batch(corpus, kind, 8, np.random.default_rng(3))
    again = draw_batch(corpus, kind, 8, np.random.default_rng(3))
    assert len(batch.queries) == len(batch.passages) == 8
    assert all(len(row) for row in batch.queries + batch.passages)
    assert [row.tolist() for row in batch.queries] == [row.tolist() for row in again.queries]


def test_an_unknown_kind_of_pair_is_refused(corpus: Corpus) -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        draw_batch(corpus, "rumour", 8, np.random.default_rng(3))


def test_held_out_questions_are_in_no_training_pair(data: Path, corpus: Corpus) -> None:
    kept = [question for question in sources.read_questions(data) if not sources.is_held_out(question.query)]
    assert 0 < len(kept) < 24
    assert len(corpus.statutes) == len(kept)


def test_an_encoder_that_knows_the_topic_finds_all_and_a_blind_one_what_chance_gives(data: Path) -> None:
    def by_topic(texts: Sequence[str]) -> Vectors:
        rows = [[float(any(word in text for word in words)) for words in TOPICS.values()] for text in texts]
        return np.array(rows, dtype=np.float32)

    def blind(texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), 3), dtype=np.float32)

    recall = evaluate(data, by_topic)
    held_out = [question for question in sources.read_questions(data) if sources.is_held_out(question.query)]
    assert recall.at_10 == recall.at_100 == 1.0
    assert recall.questions == len(held_out)
    assert evaluate(data, blind).at_10 < 1.0


def test_a_question_whose_article_was_trained_on_is_not_fresh(data: Path) -> None:
    questions = list(sources.read_questions(data))
    trained = {q.statutes[0].name for q in questions if not sources.is_held_out(q.query)}
    fresh = [q for q in questions if sources.is_held_out(q.query) and q.statutes[0].name not in trained]
    recall = evaluate(data, lambda texts: np.ones((len(texts), 2), dtype=np.float32))
    assert recall.fresh_questions == len(fresh)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("商标法第十三条", ("商标法", "第十三条")),
        ("中华人民共和国民法典第一千零三十五条", ("民法典", "第一千零三十五条")),
        ("刑法第一百二十条之一", ("刑法", "第一百二十条之一")),
        ("某某暂行办法", ("某某暂行办法", "")),
    ],
)
def test_a_cited_article_is_split_to_law_and_ordinal(name: str, key: tuple[str, str]) -> None:
    assert statute_key(name) == key


def test_versions_of_a_law_share_a_name() -> None:
    assert law_name("中华人民共和国公司法（2018年修正）") == law_name("《公司法》") == "公司法"


def test_a_row_of_zeros_stays_when_rows_are_scaled() -> None:
    assert unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32)).tolist() == [
        [pytest.approx(0.6), pytest.approx(0.8)],
        [0.0, 0.0],
    ]


def test_bytes_and_scales_restore_the_rows() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 16)).astype(np.float32)
    rows[0] = 0
    restored = folder.restore(*folder.quantise(rows))
    assert restored[0].tolist() == [0.0] * 16
    assert np.abs(restored - rows).max() <= np.abs(rows).max() / 127
    assert np.allclose(folder.restore(*folder.quantise(restored)), restored)


def test_a_word_is_the_mean_of_its_parts_times_its_gain(tokenizer: Tokenizer) -> None:
    parts = parts_of(tokenizer)
    table = new_table(torch.full((len(parts),), 0.5), 4, seed=0)
    rows = word_rows(table, parts)
    assert rows[0].tolist() == [0.0] * 4
    for number in (1, 50, 150):
        expected = table.vectors[torch.from_numpy(parts.row(number)).long()].mean(dim=0) * float(np.exp(0.5))
        assert rows[number].tolist() == pytest.approx(expected.tolist(), abs=1e-6)
