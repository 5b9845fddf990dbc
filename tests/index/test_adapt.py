"""An encoder adapted to a user's own documents, whole runs on small ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from index.models.loading import load_encoder, model_fingerprint
from index.models.static import StaticEncoder
from index.rerank import shipped_for
from index.training import folder
from index.training.adapt import AdaptReport, adapt
from index.training.adapt_measure import known_item
from index.training.adapt_pairs import Grounds, draw_pairs, hold_out, read_grounds
from index.training.adapt_sources import home_documents, labelled_pairs
from index.training.train import Progress
from index.training.vocabulary import segmenter
from ingest.errors import HomeError, SourceError
from ingest.pipeline import read_source
from ingest.records import Document

WORDS = (
    "企业 中小企业 小微企业 专精特新 制造业 民营经济 融资 贷款 贴息 担保 基金 银行 用地 厂房 加层 "
    "容积率 人才 培训 数字化 改造 上云 平台 奖励 补助 资金 万元 认定 首次 培育 梯度 服务 市场 开拓 "
    "出口 质量 标准 品牌 知识产权 专利 创新 研发 费用 税收 减免 绿色 节能 上市 股权 牵头 责任 单位 "
    "经信局 财政局 支持 鼓励 给予 符合 条件 建设 发展"
).split()


def _write_model(made: Path, texts: Iterable[str], seed: int = 1) -> Path:
    """Write a StaticEmbedding of random vectors over some words and all characters of the texts."""
    singles = sorted({char for text in texts for char in text if "\u4e00" <= char <= "\u9fff"})
    tokenizer = segmenter(dict.fromkeys(WORDS, 1000) | {char: 10 for char in singles if char not in WORDS})
    rows = np.random.default_rng(seed).normal(size=(tokenizer.get_vocab_size(), 32)).astype(np.float32)
    folder.write_folder(made, tokenizer, rows, "card")
    return made


@pytest.fixture(scope="module")
def own(documents: list[tuple[Document, object]]) -> list[Document]:
    return [document for document, _ in documents]


@pytest.fixture(scope="module")
def base(own: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write_model(tmp_path_factory.mktemp("base") / "tiny", (document.text for document in own))


@pytest.fixture(scope="module")
def adapted(base: Path, own: list[Document], tmp_path_factory: pytest.TempPathFactory) -> AdaptReport:
    return adapt(base, own, tmp_path_factory.mktemp("adapted") / "encoder", steps=30, threads=1)


@pytest.fixture(scope="module")
def grounds(base: Path, own: list[Document]) -> Grounds:
    return read_grounds(own, (), _tokenizer(base))


def _tokenizer(made: Path) -> Tokenizer:
    return Tokenizer.from_file(str(made / "tokenizer.json"))


def _rows(made: Path) -> np.ndarray:
    stored = load_file(made / "model.safetensors")
    return folder.restore(stored["embeddings"], stored["weights"])


def _collection(path: Path, texts: Sequence[str]) -> list[Document]:
    rows = [{"id": str(number), "title": "办法", "text": text} for number, text in enumerate(texts)]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return list(read_source(path, path.name).documents)


def test_sentences_kept_out_find_their_clauses_better_afterwards(adapted: AdaptReport) -> None:
    assert (adapted.documents, adapted.clauses, adapted.held_out) == (7, 224, 34)
    assert adapted.after.reciprocal_rank > adapted.before.reciprocal_rank
    assert adapted.after.loss < adapted.before.loss - 0.5


def test_the_shipped_encoder_gains_on_the_five_documents(own: list[Document], tmp_path: Path) -> None:
    report = adapt(None, own, tmp_path / "encoder", steps=20)
    assert report.after.reciprocal_rank > report.before.reciprocal_rank + 0.05
    assert report.after.at_10 >= report.before.at_10


def test_what_was_made_for_the_base_serves_the_adapted_encoder_too(
    own: list[Document], tmp_path: Path
) -> None:
    adapt(None, own, tmp_path / "once", steps=2)
    adapt(tmp_path / "once", own, tmp_path / "twice", steps=2)
    shipped, twice = load_encoder(), load_encoder(tmp_path / "twice")
    assert isinstance(twice, StaticEncoder)
    assert twice.fingerprint != shipped.fingerprint == twice.origin
    assert shipped_for(twice) is not None


def test_the_card_says_what_was_made_and_measured(adapted: AdaptReport, base: Path) -> None:
    card = (adapted.out / "README.md").read_text(encoding="utf-8")
    assert model_fingerprint(base) in card
    assert "7 documents of 224 clauses" in card
    assert "30 steps of at most 1,024 pairs, seed 0, with 0 labelled pairs" in card
    assert f"| recall at 10 | {adapted.before.at_10:.3f} | {adapted.after.at_10:.3f} |" in card


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    base: Path, own: list[Document], tmp_path: Path
) -> None:
    made = [
        adapt(base, own, tmp_path / name / "encoder", steps=5, seed=seed, threads=2).out
        for name, seed in (("a", 3), ("b", 3), ("c", 4))
    ]
    contents = [{file.name: file.read_bytes() for file in sorted(out.iterdir())} for out in made]
    assert contents[0] == contents[1]
    assert contents[0]["model.safetensors"] != contents[2]["model.safetensors"]


def test_words_the_documents_lack_keep_their_vectors(base: Path, own: list[Document], tmp_path: Path) -> None:
    grounds = read_grounds(own[:1], (), _tokenizer(base))
    used = np.concatenate([grounds.clauses.sentences.flat, grounds.titles.flat, grounds.headings.flat])
    report = adapt(base, own[:1], tmp_path / "out", steps=5, threads=1)
    moved = np.flatnonzero((_rows(report.out) != _rows(base)).any(axis=1))
    assert 0 < len(moved) < len(_rows(base)) / 2
    assert set(moved.tolist()) <= set(used.tolist())


def test_the_adapted_folder_is_read_alike_by_sentence_transformers(adapted: AdaptReport) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["企业融资难怎么办", "厂房加层", ""]
    model = SentenceTransformer(str(adapted.out), local_files_only=True, device="cpu")
    vectors = model.encode(texts)
    ours = load_encoder(adapted.out).encode_queries(texts)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    assert np.abs(vectors / np.where(lengths > 0, lengths, 1) - ours).max() < 1e-5


def test_prompts_and_layout_of_another_static_encoder_are_kept(
    model_folder: Path, own: list[Document], tmp_path: Path
) -> None:
    base = tmp_path / "base"
    nested = base / "0_StaticEmbedding"
    nested.mkdir(parents=True)
    for name in ("tokenizer.json", "model.safetensors"):
        (nested / name).write_bytes((model_folder / name).read_bytes())
    modules = json.loads((model_folder / "modules.json").read_text(encoding="utf-8"))
    modules[0]["path"] = nested.name
    (base / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    config = (model_folder / "config_sentence_transformers.json").read_text(encoding="utf-8")
    (base / "config_sentence_transformers.json").write_text(config, encoding="utf-8")
    report = adapt(base, own, tmp_path / "out", steps=2, threads=1)
    names = {file.relative_to(report.out).as_posix() for file in report.out.rglob("*") if file.is_file()}
    assert names == {
        "0_StaticEmbedding/model.safetensors",
        "0_StaticEmbedding/tokenizer.json",
        "README.md",
        "config_sentence_transformers.json",
        "huice.json",
        "modules.json",
    }
    assert (report.out / "config_sentence_transformers.json").read_text(encoding="utf-8") == config
    assert load_encoder(report.out).dimensions == 16


def test_labelled_questions_come_to_lie_nearer_to_their_clauses(tmp_path: Path) -> None:
    texts = [
        "对企业贷款给予贴息。贴息资金由财政局拨付。",
        "支持厂房加层改造。提高容积率的不增收土地价款。",
        "鼓励企业培训人才。人才服务由经信局牵头。",
        "支持企业上市。对上市企业给予奖励。",
    ]
    asked = [
        ("手头紧周转不开", texts[0]),
        ("楼上再盖一层", texts[1]),
        ("招不到熟手", texts[2]),
        ("去敲钟", texts[3]),
    ]
    base = _write_model(tmp_path / "base", [*texts, *(query for query, _ in asked)])
    documents = _collection(tmp_path / "clauses.jsonl", texts)

    def right(made: Path) -> float:
        encoder = load_encoder(made)
        queries = encoder.encode_queries([query for query, _ in asked])
        scores = queries @ encoder.encode_passages(texts).T
        return float((np.diag(scores) - scores.mean(axis=1)).mean())

    without = adapt(base, documents, tmp_path / "without", steps=60, threads=1)
    trained = adapt(base, documents, tmp_path / "with", labelled=asked, steps=60, threads=1)
    assert (without.labelled, trained.labelled) == (0, 4)
    assert right(trained.out) > right(without.out) + 0.1
    assert right(trained.out) > right(base) + 0.1


def test_held_out_sentences_are_in_no_pair(grounds: Grounds) -> None:
    left, held_out = hold_out(grounds, np.random.default_rng(0))
    taken = len(grounds.clauses.sentences) - len(left.clauses.sentences)
    assert taken == len(held_out.clauses) == len(held_out.sentences) == 34
    for at, clause in enumerate(held_out.clauses):
        sentence = held_out.sentences.row(at).tolist()
        before, after = grounds.clauses.whole(int(clause)), left.clauses.whole(int(clause))
        assert sorted([*after.tolist(), *sentence]) == sorted(before.tolist())
        assert len(after) == len(before) - len(sentence)


def test_a_batch_has_each_clause_once_and_makes_room_for_answers(base: Path, tmp_path: Path) -> None:
    texts = [
        "企业融资贷款贴息担保基金。",
        "厂房加层改造容积率用地认定。",
        "人才培训服务市场开拓创新。",
    ]
    documents = _collection(tmp_path / "c.jsonl", texts)
    labelled = [("楼上再盖一层", texts[1]), ("别处的问题", "文件里没有的一条")]
    grounds = read_grounds(documents, labelled, _tokenizer(base))
    assert grounds.answers.tolist() == [1, -1]
    answer = set(grounds.clauses.whole(1).tolist())
    for seed in range(20):
        batch = draw_pairs(grounds, 1024, np.random.default_rng(seed))
        assert len(batch.queries) == 4
        assert sum(not answer.isdisjoint(passage.tolist()) for passage in batch.passages) == 1
        assert len(draw_pairs(grounds, 2, np.random.default_rng(seed)).queries) == 2


def test_vectors_that_tell_every_word_apart_find_a_sentence_in_its_clause(tmp_path: Path) -> None:
    texts = ["".join(WORDS[at : at + 3]) for at in range(0, 60, 3)]
    texts = [f"{text}。{text}。" for text in texts]
    made = _write_model(tmp_path / "base", texts)
    documents = _collection(tmp_path / "c.jsonl", texts)
    grounds, held_out = hold_out(read_grounds(documents, (), _tokenizer(made)), np.random.default_rng(0))
    apart = np.eye(_tokenizer(made).get_vocab_size(), dtype=np.float32)
    found, blind = known_item(grounds, held_out, apart), known_item(grounds, held_out, np.zeros_like(apart))
    assert (len(held_out.clauses), found.at_1, found.at_10, found.reciprocal_rank) == (4, 1.0, 1.0, 1.0)
    assert found.loss == pytest.approx(0.0, abs=1e-6)
    assert blind.loss == pytest.approx(np.log(4))


def test_progress_is_told_and_comes_to_its_end(base: Path, own: list[Document], tmp_path: Path) -> None:
    told: list[Progress] = []
    adapt(base, own[:1], tmp_path / "out", steps=3, threads=1, progress=told.append)
    assert [at.step for at in told if at.stage == "适配"] == [1, 2, 3]
    assert (told[0].stage, told[-1].stage) == ("读取文件", "评测")


def test_a_folder_that_is_no_static_encoder_is_refused(own: list[Document], tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}]
    (tmp_path / "other" / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    for base in (tmp_path / "other", tmp_path / "nowhere"):
        with pytest.raises(HomeError, match=r"不是静态编码器.*请另指一个静态编码器文件夹"):
            adapt(base, own, tmp_path / "out")


def test_a_damaged_encoder_is_named(base: Path, own: list[Document], tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in base.iterdir():
        (broken / file.name).write_bytes(file.read_bytes())
    save_file(
        {"embeddings": np.zeros((2, 4), dtype=np.int8), "weights": np.ones(2, dtype=np.float32)},
        broken / "model.safetensors",
    )
    with pytest.raises(HomeError, match=r"无法载入向量模型.*broken"):
        adapt(broken, own, tmp_path / "out")


@pytest.mark.parametrize("out", [".", "inside", ".."])
def test_the_base_is_never_written_over(base: Path, own: list[Document], out: str) -> None:
    before = model_fingerprint(base)
    with pytest.raises(HomeError, match="重叠"):
        adapt(base, own, base / out)
    assert model_fingerprint(base) == before


def test_a_folder_with_other_files_is_not_written_over(
    base: Path, own: list[Document], tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(HomeError, match="非空"):
        adapt(base, own, tmp_path)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "keep"


@pytest.mark.parametrize("texts", [[], ["企业"], ["企业融资贷款贴息担保基金。"]])
def test_too_little_text_is_said_and_nothing_is_written(base: Path, tmp_path: Path, texts: list[str]) -> None:
    documents = _collection(tmp_path / "c.jsonl", texts) if texts else []
    with pytest.raises(SourceError, match="可用的条款太少"):
        adapt(base, documents, tmp_path / "out", steps=2)
    assert not (tmp_path / "out").exists()


def test_settings_out_of_range_are_refused(base: Path, own: list[Document], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        adapt(base, own, tmp_path / "out", steps=0)


def test_a_home_gives_its_documents_whatever_encoder_built_it(shared_home: Path, own: list[Document]) -> None:
    found = list(home_documents(shared_home))
    assert [document.id for document in found] == [document.id for document in own]
    assert [document.clauses for document in found] == [document.clauses for document in own]


def test_a_home_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="不存在"):
        list(home_documents(tmp_path / "nowhere"))


def test_judgements_become_pairs_and_what_is_gone_is_passed_over() -> None:
    pairs = labelled_pairs(
        {"q1": "缺钱怎么办", "q2": "没有判定"},
        {"q1": {"a#1": 2, "a#2": 0, "a#3": 1, "gone": 2}, "q9": {"a#1": 2}},
        {"a#1": "贷款贴息", "a#2": "厂房加层", "a#3": "融资担保"},
    )
    assert pairs == [("缺钱怎么办", "贷款贴息"), ("缺钱怎么办", "融资担保")]
