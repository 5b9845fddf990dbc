"""Reading and writing a suite folder."""

import json
from pathlib import Path

import pytest

from eval.suite import JudgedClause, load_suite, replace_judgements, write_suite
from ingest.errors import QuestionError

QUERIES = [
    {"id": "a", "question": "谁负责用地？", "kind": "responsible"},
    {"id": "b", "question": "有奖励吗？"},
]
CLAUSE = JudgedClause("d#三/(五)", "甲.txt", "若干措施", ("三、用地", "（五）保障"), "（五）保障。市局负责。")
QRELS = {"a": {"d#三/(五)": 2, "d#一": 0}, "b": {"d#一": 1}}
ANSWERS = [{"id": "a", "status": "answered", "clauses": [{"source": "甲.txt", "quote": "市局负责"}]}]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_suite_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "mine"
    suite = write_suite(folder, QUERIES, QRELS, judged=[CLAUSE], answers=ANSWERS, readme="# 我的题\n")
    assert suite == load_suite(folder)
    assert suite.name == "mine"
    assert [question.kind for question in suite.questions] == ["responsible", "other"]
    assert suite.qrels == QRELS
    assert suite.judged == {"d#三/(五)": CLAUSE}
    assert suite.collection is None
    assert (folder / "README.md").read_text(encoding="utf-8") == "# 我的题\n"
    assert [path.name for path in folder.parent.iterdir()] == ["mine"]


def test_a_suite_with_its_own_collection_judges_by_the_ids_in_there(tmp_path: Path) -> None:
    rows = [{"id": "law 7#2", "title": "某法", "text": "第七条 应当公开。"}]
    suite = write_suite(tmp_path / "s", QUERIES, {"a": {"law%207#2": 1}}, collection=rows)
    assert suite.collection == tmp_path / "s" / "collection.jsonl"
    assert json.loads(suite.collection.read_text(encoding="utf-8")) == rows[0]
    assert suite.judged_id("0123456789ab#law 7#2") == "law%207#2"


def test_without_a_collection_a_clause_is_judged_by_its_whole_id(tmp_path: Path) -> None:
    assert write_suite(tmp_path / "s", QUERIES, QRELS).judged_id("d#三/(五)") == "d#三/(五)"


@pytest.mark.parametrize("name", ["queries.jsonl", "qrels.tsv", "judged.jsonl", "answers.jsonl"])
def test_the_digest_follows_every_data_file_and_no_other(tmp_path: Path, name: str) -> None:
    suite = write_suite(tmp_path / "s", QUERIES, QRELS, judged=[CLAUSE], answers=ANSWERS)
    (suite.folder / "README.md").write_text("anything", encoding="utf-8")
    assert load_suite(suite.folder).digest == suite.digest
    (suite.folder / name).write_bytes((suite.folder / name).read_bytes()[:-1] + b" ")
    assert load_suite(suite.folder).digest != suite.digest


def test_a_folder_that_is_no_suite_is_never_written_into(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(QuestionError, match="未作任何改动"):
        write_suite(tmp_path, QUERIES, QRELS, overwrite=True)
    assert files(tmp_path) == {"letter.txt": b"keep me"}


def test_a_suite_is_overwritten_only_on_demand_and_keeps_the_files_of_others(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    write_suite(folder, QUERIES, QRELS, judged=[CLAUSE], answers=ANSWERS, readme="mine")
    (folder / "notes").mkdir()
    (folder / "notes" / "n.txt").write_text("note", encoding="utf-8")
    before = files(folder)
    with pytest.raises(QuestionError, match="覆盖"):
        write_suite(folder, QUERIES[:1], {"a": {"d#一": 1}})
    assert files(folder) == before
    suite = write_suite(folder, QUERIES[:1], {"a": {"d#一": 1}}, overwrite=True)
    assert suite.qrels == {"a": {"d#一": 1}}
    assert {*files(folder)} == {"queries.jsonl", "qrels.tsv", "judged.jsonl", "README.md", "notes/n.txt"}
    assert (folder / "README.md").read_text(encoding="utf-8") == "mine"


def test_rows_that_make_no_suite_leave_everything_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    write_suite(folder, QUERIES, QRELS)
    before = files(tmp_path)
    with pytest.raises(QuestionError, match="没有的题：z"):
        write_suite(folder, QUERIES, {"z": {"d#一": 1}}, overwrite=True)
    with pytest.raises(QuestionError, match="含有空白"):
        write_suite(folder, QUERIES, {"a": {"d #一": 1}}, overwrite=True)
    assert files(tmp_path) == before


def test_replaced_judgements_leave_the_other_files_alone(tmp_path: Path) -> None:
    suite = write_suite(tmp_path / "s", QUERIES, QRELS, answers=ANSWERS)
    replace_judgements(suite.folder, {"b": {CLAUSE.clause_id: 1}}, [CLAUSE])
    again = load_suite(suite.folder)
    assert again.qrels == {"b": {CLAUSE.clause_id: 1}}
    assert again.judged == {CLAUSE.clause_id: CLAUSE}
    assert again.questions == suite.questions
    assert {*files(tmp_path / "s")} == {"queries.jsonl", "qrels.tsv", "judged.jsonl", "answers.jsonl"}


def test_a_folder_without_queries_is_no_suite(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="不是试题文件夹"):
        load_suite(tmp_path)


def test_questions_without_any_judgement_are_no_suite(tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text(json.dumps(QUERIES[0]), encoding="utf-8")
    with pytest.raises(QuestionError, match="没有判定"):
        load_suite(tmp_path)


@pytest.mark.parametrize("change", [{"text": None}, {"path": "三、用地"}, {"path": [3]}, {"source": 1}])
def test_a_judged_clause_with_a_missing_part_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    suite = write_suite(tmp_path / "s", QUERIES, QRELS, judged=[CLAUSE])
    row = {**json.loads((suite.folder / "judged.jsonl").read_text(encoding="utf-8")), **change}
    (suite.folder / "judged.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(QuestionError, match="不完整"):
        load_suite(suite.folder)
