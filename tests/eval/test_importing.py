"""Published collections become suites."""

import gzip
import json
import lzma
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.importing import import_suite
from eval.importing.settle import safe_ids
from eval.suite import COLLECTION
from index.training.sources import is_held_out
from ingest.errors import QuestionError

TOPICS = "t1\t厂房加层要补缴土地价款吗\nt2\t谁负责上市培育\n"
QRELS = "t1 0 d1 2\nt1 0 d2 0\nt2 0 d2 1\n"
ENTRIES = "d1\t用地\t厂房加层不再增收土地价款。\nd2\t上市\t市金融办负责上市培育。\n"
CLASSIC = (
    "<top>\n<num> Number: t1\n<title> 厂房加层\n要补缴吗\n<desc> 无\n</top>\n"
    "<top><num>t2</num><title>谁负责上市培育</title></top>\n"
)
PUBLISHED = [
    {"query_id": 0, "问题": "谁能成为个体工商户？", "相关法规": {}, "match_id": [7, 8], "match_name": []},
    {"query_id": 1, "问题": "谁能仲裁？", "相关法规": {}, "match_id": [9], "match_name": []},
]
CORPUS = [
    {"id": 7, "name": "中华人民共和国民法典第五十四条", "content": "自然人从事工商业经营。\n"},
    {"id": 8, "name": "个体工商户条例第二条", "content": "有经营能力的公民。\n"},
]
LAWS = [
    {"title": "商标法（2001修正）", "heading": "第一章", "text": "第三条 旧的。", "scope": "national"},
    {"title": "中华人民共和国商标法", "heading": "第一章", "text": "第三条 新的。", "scope": "national"},
    {"title": "某市商标条例", "heading": "", "text": "第三条 地方的。", "scope": "local"},
    {
        "title": "中华人民共和国商标法",
        "heading": "",
        "text": "为了保护商标，根据第三条制定。",
        "scope": "national",
    },
]
NAMED = [
    {"query": "商标怎么保护？", "articles": [{"name": "商标法第三条", "text": "旧的。"}]},
    {"query": "专利呢？", "articles": [{"name": "专利法第一条", "text": "…"}]},
]


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = text.encode()
    if path.suffix == ".gz":
        packed = gzip.compress(packed)
    elif path.suffix == ".xz":
        packed = lzma.compress(packed)
    path.write_bytes(packed)
    return path


def lines(rows: Iterable[object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def rows_of(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    "topics", [TOPICS, CLASSIC, lines([{"_id": "t1", "text": "甲"}, {"id": "t2", "query": "乙"}])]
)
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_trec_files_are_told_apart_by_content(tmp_path: Path, topics: str, order: tuple[int, ...]) -> None:
    files = [put(tmp_path / f"{n}.txt", text) for n, text in enumerate((topics, QRELS, ENTRIES))]
    suite = import_suite("trec", [files[at] for at in order], tmp_path / "suite")
    assert suite.qrels == {"t1": {"d1": 2, "d2": 0}, "t2": {"d2": 1}}
    assert [question.id for question in suite.questions] == ["t1", "t2"]
    assert rows_of(tmp_path / "suite" / COLLECTION)[0] == {
        "id": "d1", "title": "用地", "text": "厂房加层不再增收土地价款。",
    }  # fmt: skip


def test_a_classic_topic_gives_its_title_on_one_line(tmp_path: Path) -> None:
    files = [put(tmp_path / "t", CLASSIC), put(tmp_path / "q", QRELS)]
    suite = import_suite("trec", files, tmp_path / "suite")
    assert [question.question for question in suite.questions] == ["厂房加层 要补缴吗", "谁负责上市培育"]
    assert suite.collection is None


def test_files_that_could_be_either_must_be_named(tmp_path: Path) -> None:
    same = "a\t甲\nb\t乙\n"
    queries, entries = put(tmp_path / "x.tsv", same), put(tmp_path / "y.tsv", same)
    qrels = put(tmp_path / "z", "a 0 b 1\nb 0 a 1\n")
    with pytest.raises(QuestionError, match="--queries"):
        import_suite("trec", [queries, qrels, entries], tmp_path / "suite")
    suite = import_suite("trec", [qrels], tmp_path / "suite", queries=queries, collection=entries)
    assert suite.qrels == {"a": {"b": 1}, "b": {"a": 1}}


def test_ids_with_white_space_are_replaced_and_said(tmp_path: Path) -> None:
    said: list[str] = []
    files = [
        put(tmp_path / "q.tsv", "t1\t甲\n"),
        put(tmp_path / "c.tsv", "d 1\t题\t正文一\nd_1\t题\t正文二\n"),
        put(tmp_path / "r", "t1\t0\td 1\t1\n"),
    ]
    suite = import_suite("trec", files, tmp_path / "suite", tell=said.append)
    assert suite.qrels == {"t1": {"d_1_2": 1}}
    assert [row["id"] for row in rows_of(tmp_path / "suite" / COLLECTION)] == ["d_1_2", "d_1"]
    assert "1 个编号含空白" in said[0]
    assert said[0] in (tmp_path / "suite" / "README.md").read_text(encoding="utf-8")


@given(st.lists(st.text(min_size=1, max_size=4, alphabet="ab _2"), unique=True))
def test_safe_ids_are_distinct_and_hold_no_white_space(ids: list[str]) -> None:
    safe = safe_ids(ids)
    assert list(safe) == ids
    assert len(set(safe.values())) == len(ids)
    assert all(new.split() == [new] for new in safe.values())
    assert all(safe[key] == key for key in ids if key.split() == [key])


def beir(folder: Path, ending: str = "") -> Path:
    put(folder / f"corpus.jsonl{ending}", lines([
        {"_id": "1", "title": "用地", "text": "厂房加层。"},
        {"_id": "2", "title": "", "text": "上市培育。"},
        {"_id": "3", "title": "只有标题", "text": ""},
    ]))  # fmt: skip
    put(folder / f"queries.jsonl{ending}", lines([{"_id": "a", "text": "甲"}, {"_id": "b", "text": "乙"}]))
    put(folder / f"qrels/test.tsv{ending}", "query-id\tcorpus-id\tscore\na\t1\t1\n")
    put(folder / f"qrels/dev.tsv{ending}", "query-id\tcorpus-id\tscore\nb\t2\t2\nb\t9\t1\n")
    return folder


@pytest.mark.parametrize("ending", ["", ".gz", ".xz"])
def test_a_beir_folder_gives_the_questions_of_one_split(tmp_path: Path, ending: str) -> None:
    suite = import_suite("beir", [beir(tmp_path / "nf", ending)], tmp_path / "suite")
    assert suite.qrels == {"a": {"1": 1}}
    assert [question.question for question in suite.questions] == ["甲"]
    assert [(row["title"], row["text"]) for row in rows_of(tmp_path / "suite" / COLLECTION)] == [
        ("用地", "厂房加层。"), ("nf", "上市培育。"), ("只有标题", "只有标题"),
    ]  # fmt: skip


def test_judgements_of_clauses_that_are_not_there_are_left_out_and_counted(tmp_path: Path) -> None:
    said: list[str] = []
    suite = import_suite("beir", [beir(tmp_path / "nf")], tmp_path / "suite", split="dev", tell=said.append)
    assert suite.qrels == {"b": {"2": 2}}
    assert any("1 个被判的条款不在条款文件里" in note for note in said)


def test_stard_as_published_is_read_by_its_ids(tmp_path: Path) -> None:
    said: list[str] = []
    put(tmp_path / "stard/queries.json", json.dumps(PUBLISHED, ensure_ascii=False))
    put(tmp_path / "stard/corpus.jsonl", lines(CORPUS))
    suite = import_suite("stard", [tmp_path / "stard"], tmp_path / "suite", tell=said.append)
    assert suite.qrels == {"0": {"7": 2, "8": 2}}
    assert rows_of(tmp_path / "suite" / COLLECTION)[0] == {
        "id": "7", "title": "中华人民共和国民法典", "text": "自然人从事工商业经营。", "heading": "第五十四条",
    }  # fmt: skip
    assert "1 题没有可用的正确条款，未收" in said


def test_versions_of_a_law_are_one_entry_with_the_last_text(tmp_path: Path) -> None:
    said: list[str] = []
    questions, laws = put(tmp_path / "q.jsonl.xz", lines(NAMED)), put(tmp_path / "laws.jsonl.xz", lines(LAWS))
    suite = import_suite("stard", [questions], tmp_path / "suite", collection=laws, tell=said.append)
    assert suite.qrels == {"s00001": {"商标法第三条": 2}, "s00002": {"专利法第一条": 2}}
    first, added = rows_of(tmp_path / "suite" / COLLECTION)
    assert first == {
        "id": "商标法第三条", "title": "中华人民共和国商标法", "text": "第三条 新的。", "heading": "第一章"
    }  # fmt: skip
    assert (added["id"], added["heading"]) == ("专利法第一条", "第一条")
    assert "1 条被引的条文不在条文文件里，按题目所附的正文补入" in said


def test_a_split_keeps_the_questions_that_training_never_sees_apart(tmp_path: Path) -> None:
    rows = [{**NAMED[0], "query": f"第{number}个问题怎么办？"} for number in range(40)]
    questions, laws = put(tmp_path / "q.jsonl", lines(rows)), put(tmp_path / "laws.jsonl", lines(LAWS))
    parts = {
        split: {
            question.question
            for question in import_suite(
                "stard", [questions], tmp_path / split, collection=laws, split=split
            ).questions
        }
        for split in ("held-out", "train")
    }
    assert len(parts["held-out"]) + len(parts["train"]) == 40
    assert all(is_held_out(question) for question in parts["held-out"])
    assert not any(is_held_out(question) for question in parts["train"])
    with pytest.raises(QuestionError, match="没有 'dev' 这一份"):
        import_suite("stard", [questions], tmp_path / "x", collection=laws, split="dev")


@pytest.mark.parametrize(
    ("qrels", "topics", "message"),
    [
        ("t1 0 d1 高\nt1 0 d1 2\n", TOPICS, "像判定文件"),
        ("t1 0 d1 2\nt1 0 d2 高\n", TOPICS, "第 2 行.*高.*不是整数"),
        ("t1 0 d1 2\nt1 0 d1 1\n", TOPICS, "第 2 行.*又判"),
        ("t1 0 d1\nt1 0 d1 2\n", TOPICS, "像判定文件"),
        (QRELS, "t1 没有制表符\n", "第 1 行.*制表符"),
        (QRELS, '{"_id": "t1"}\n', "第 1 行.*缺少 text"),
        (QRELS, '{"_id": "t1", \n', "第 1 行.*不是合法的 JSON"),
        (QRELS, "<top><num>t1</num></top>", "第 1 行.*<title>"),
        (QRELS, "别的\t题\n", "没有一题留下"),
        (QRELS, "t1\t甲\nt1\t乙\n", "题号 t1 重复"),
        (QRELS, " \n", "是空的"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    tmp_path: Path, qrels: str, topics: str, message: str
) -> None:
    files = [put(tmp_path / "r", qrels), put(tmp_path / "t", topics)]
    with pytest.raises(QuestionError, match=message):
        import_suite("trec", files, tmp_path / "suite")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r", "t"]


def test_a_broken_archive_an_unknown_form_and_a_foreign_option_are_refused(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl.xz").write_bytes(b"no archive")
    laws = put(tmp_path / "laws.jsonl", lines(LAWS))
    with pytest.raises(QuestionError, match="不是完好的压缩文件"):
        import_suite("stard", [tmp_path / "q.jsonl.xz"], tmp_path / "suite", collection=laws)
    with pytest.raises(QuestionError, match="trec、beir、stard、csv"):
        import_suite("msmarco", [], tmp_path / "suite")
    with pytest.raises(QuestionError, match="--split"):
        import_suite("trec", [], tmp_path / "suite", split="dev")
    with pytest.raises(QuestionError, match="--split"):
        import_suite("beir", [beir(tmp_path / "nf")], tmp_path / "suite", split="train")
    assert not (tmp_path / "suite").exists()
