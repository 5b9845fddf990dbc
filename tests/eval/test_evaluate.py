"""Systems run on suites, from folders to figures."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval.asking import region_of
from eval.compare import compare_runs
from eval.evaluate import Plan, evaluate
from eval.questions import Question
from eval.results import Results, SystemResult
from eval.runs import read_run
from eval.suite import Suite, load_suite, write_suite
from eval.systems import load_systems
from ingest.errors import QuestionError

ROOT = Path(__file__).parents[2]
LAWS = [
    {"id": "甲1", "title": "担保条例", "text": "融资担保公司应当按时提取准备金。"},
    {"id": "甲2", "title": "担保条例", "text": "监督管理部门每年检查一次。"},
    {"id": "乙1", "title": "用地办法", "text": "厂房加层不再增收土地价款。"},
]
ASKED = [
    {"id": "a", "question": "厂房加层要补交土地价款吗？"},
    {"id": "b", "question": "担保公司要提取什么？", "kind": "lookup"},
    {"id": "c", "question": "火星移民补贴"},
]
QRELS = {"a": {"乙1": 2}, "b": {"甲1": 2, "甲2": 0}, "c": {"甲2": 1}}


def plan(suite: Suite, home: Path, out: Path, *systems: str) -> Plan:
    return Plan((suite,), load_systems(only=systems), home, out, ROOT / "corpus", 10, "huice eval run")


def evaluated(suite: Suite, home: Path, out: Path, *systems: str) -> Results:
    return evaluate(plan(suite, home, out, *systems), lambda stage, done, total: None)


def named(results: Results, system: str) -> SystemResult:
    return next(one for one in results.suites[0].systems if one.name == system)


@pytest.fixture
def laws(tmp_path: Path) -> Suite:
    return write_suite(tmp_path / "laws", ASKED, QRELS, collection=LAWS)


def test_a_suite_is_searched_in_its_own_collection(laws: Suite, tmp_path: Path) -> None:
    results = evaluated(laws, tmp_path / "no home", tmp_path / "out", "bm25-words", "hybrid")
    words = named(results, "bm25-words").measures
    assert words["RR"].values == {"a": 1.0, "b": 1.0, "c": 0.0}
    assert words["RR"].mean == pytest.approx(2 / 3)
    assert words["RR"].low <= words["RR"].mean <= words["RR"].high
    assert "clause@1" not in words
    assert named(results, "hybrid").snapshot == named(results, "bm25-words").snapshot


def test_a_question_that_finds_nothing_counts_as_zero(laws: Suite, tmp_path: Path) -> None:
    results = evaluated(laws, tmp_path / "no home", tmp_path / "out", "bm25-words")
    assert read_run(tmp_path / "out" / "runs" / "laws.bm25-words.trec").keys() == {"a", "b"}
    assert named(results, "bm25-words").measures["R@10"].values["c"] == 0.0


def test_the_worst_questions_show_what_was_wanted_and_what_was_retrieved(laws: Suite, tmp_path: Path) -> None:
    worst = named(evaluated(laws, tmp_path / "x", tmp_path / "out", "dense"), "dense").worst[0]
    assert worst.id == "c"
    assert [(shown.clause_id, shown.title, shown.grade) for shown in worst.wanted] == [("甲2", "担保条例", 1)]
    assert {shown.text for shown in worst.retrieved} <= {row["text"] for row in LAWS}
    assert worst.retrieved


def test_slices_count_each_question_once(laws: Suite, tmp_path: Path) -> None:
    slices = named(evaluated(laws, tmp_path / "x", tmp_path / "out", "bm25-words"), "bm25-words").slices
    counted = {kind: parts["RR"].questions for kind, parts in slices["kind"].items()}
    assert counted == {"未分类": 2, "查目标、数字或举措": 1}
    assert slices["kind"]["未分类"]["RR"].mean == 0.5
    assert "region" not in slices


def test_answers_are_measured_where_a_system_answers(home: Path, tmp_path: Path) -> None:
    suite = load_suite(ROOT / "eval" / "suites" / "second")
    few = replace(suite, questions=suite.questions[:6])
    huice = named(evaluated(few, home, tmp_path, "huice"), "huice")
    assert huice.measures["quote_faithfulness"].mean == 1.0
    assert huice.measures["clause@1"].values.keys() <= {question.id for question in few.questions}
    assert {"p50", "p95", "p99", "mean"} == huice.latency_ms.keys()
    assert huice.cost["index_mb"] > 0.5
    assert (tmp_path / "runs" / "second.huice.answers.jsonl").is_file()


def test_quotes_are_not_judged_where_the_sources_are_gone(home: Path, tmp_path: Path) -> None:
    suite = load_suite(ROOT / "eval" / "suites" / "second")
    few = replace(suite, questions=suite.questions[:2])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("eval.evaluate.find_sources", lambda given, folder: ({}, ["规划.txt"]))
        results = evaluated(few, home, tmp_path, "huice")
    assert "quote_faithfulness" not in named(results, "huice").measures
    assert "规划.txt：读不到原文，未核对引文" in results.suites[0].stale


def test_systems_are_compared_pair_by_pair(laws: Suite, tmp_path: Path) -> None:
    results = evaluated(laws, tmp_path / "x", tmp_path / "out", "bm25-words", "dense", "hybrid")
    pairs = {(one.a, one.b) for one in results.suites[0].comparisons if one.measure == "nDCG@10"}
    assert pairs == {("bm25-words", "dense"), ("bm25-words", "hybrid"), ("dense", "hybrid")}
    assert all(one.p <= one.p_corrected <= 1 for one in results.suites[0].comparisons)


def test_two_runs_of_the_same_system_do_not_differ(laws: Suite, tmp_path: Path) -> None:
    results = evaluated(laws, tmp_path / "x", tmp_path / "out", "bm25-words")
    compared = compare_runs(results, results, ("甲", "乙"))
    assert {one.measure for one in compared} == {"nDCG@10", "R@10"}
    assert all(one.difference == 0 and one.p == 1 and not one.significant for one in compared)


def test_runs_without_anything_in_common_are_refused(laws: Suite, tmp_path: Path) -> None:
    one = evaluated(laws, tmp_path / "x", tmp_path / "out", "bm25-words")
    other = evaluated(laws, tmp_path / "x", tmp_path / "out", "dense")
    with pytest.raises(QuestionError, match="没有相同的试题和系统"):
        compare_runs(one, other, ("甲", "乙"))


def test_a_question_is_asked_from_its_place_or_that_of_its_profile() -> None:
    bare = Question("q", "？", "other", None)
    assert region_of(bare) is None
    assert region_of(replace(bare, raw_profile={"region": "黄石"})) == "420200"
    assert region_of(replace(bare, region="咸宁", raw_profile={"region": "黄石"})) == "咸宁"
    with pytest.raises(QuestionError, match="题目 q"):
        region_of(replace(bare, raw_profile={"region": "亚特兰蒂斯"}))
