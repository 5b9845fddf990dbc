"""Filled sheets become suites."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from eval.importing.records import Asked
from eval.judging import new_sample, new_suite, record_judgements
from eval.judging.folder import read_pool
from eval.judging.pool import Pool
from eval.suite import load_suite
from index.search import KnowledgeBase
from ingest.errors import QuestionError

QUESTIONS = (
    Asked("a", "厂房加层要补缴土地价款吗？"),
    Asked("b", "上市由谁负责？"),
    Asked("c", "火星移民补贴？"),
)
DAY = date(2026, 11, 21)
Row = dict[str, str]


@pytest.fixture(scope="module")
def kb(home: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(home) as opened:
        yield opened


@pytest.fixture
def folder(kb: KnowledgeBase, tmp_path: Path) -> Path:
    new_suite(tmp_path / "mine", QUESTIONS, kb, depth=2, made=DAY)
    return tmp_path / "mine"


def fill(folder: Path, change: Callable[[Row], object], encoding: str = "utf-8-sig") -> Path:
    with (folder / "judge.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        change(row)
    path = folder.parent / "judgements.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def grade(grades: Mapping[str, str], ticked: str = "") -> Callable[[Row], object]:
    """Give the candidates of a question the grades of its string in turn, "-" none."""
    at = dict.fromkeys(grades, 0)

    def change(row: Row) -> None:
        key = row["题号"]
        if key in grades:
            written = grades[key].ljust(99, grades[key][-1])[at[key]]
            row["相关度（2/1/0）"] = written.strip("-")
            at[key] += 1
        row["应当弃答（填1）"] = "1" if key in ticked else ""

    return change


def candidates(pool: Pool, question: str) -> tuple[str, ...]:
    return next(one.candidates for one in pool.questions if one.asked.id == question)


def test_judgements_become_a_suite(folder: Path) -> None:
    recorded = record_judgements(folder, fill(folder, grade({"a": "20", "b": "10"}, ticked="c")), today=DAY)
    pool = read_pool(folder)
    first, *rest = candidates(pool, "a")
    suite = load_suite(folder)
    assert suite.qrels["a"] == {first: 2, **dict.fromkeys(rest, 0)}
    assert set(suite.judged) == {key for one in pool.questions[:2] for key in one.candidates}
    assert suite.judged[first].text == pool.clauses[first].text
    statuses = [question.judgement.status for question in suite.questions if question.judgement]
    assert statuses == ["answered", "either", "abstained"]
    answered = suite.questions[0].judgement
    assert answered is not None
    assert [(c.source, c.quote) for c in answered.clauses] == [
        (pool.clauses[first].source, pool.quotes[first])
    ]
    assert (recorded.judged, recorded.half, recorded.waiting) == (("a", "b", "c"), (), ())
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "2026-11-21 记录判定" in readme
    assert pool.fingerprint in readme


def test_candidates_none_of_which_is_right_mean_abstention(folder: Path) -> None:
    record_judgements(folder, fill(folder, grade({"a": "2", "b": "0"})))
    judgement = load_suite(folder).questions[1].judgement
    assert judgement is not None
    assert judgement.status == "abstained"


def test_half_judged_questions_are_listed_and_wait_until_a_clause_is_right(folder: Path) -> None:
    recorded = record_judgements(folder, fill(folder, grade({"a": "2-", "b": "1-"})))
    assert recorded.judged == ("a",)
    assert recorded.half == ("a", "b")
    assert recorded.waiting == ("b", "c")
    assert [question.id for question in load_suite(folder).questions] == ["a"]


def test_judging_goes_on_from_sheet_to_sheet(folder: Path) -> None:
    record_judgements(folder, fill(folder, grade({"a": "2", "b": "-0"})))
    recorded = record_judgements(folder, fill(folder, grade({"b": "20"}, ticked="c")))
    suite = load_suite(folder)
    assert recorded.judged == ("a", "b", "c")
    assert set(suite.qrels["a"].values()) == {2}
    assert sorted(suite.qrels["b"].values())[-2:] == [0, 2]
    assert (folder / "judge.html").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_spreadsheets_do_to_a_sheet_is_understood(folder: Path, encoding: str) -> None:
    def change(row: Row) -> None:
        row["相关度（2/1/0）"] = {"a": "2.0", "b": "１", "c": ""}[row["题号"]]
        row["应当弃答（填1）"] = "1.0" if row["题号"] == "c" else ""

    record_judgements(folder, fill(folder, change, encoding))
    qrels = load_suite(folder).qrels
    assert (set(qrels["a"].values()), set(qrels["b"].values())) == ({2}, {1})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda row: row.update({"题号": "z"}), "第 2 行：题号 z 不在这套题里"),
        (lambda row: row.update({"条款编号": "x#1"}), "条款 x#1 不是 a 的候选"),
        (grade({"a": "3"}), "'3' 不是 2、1 或 0"),
        (grade({"a": "2"}, ticked="a"), "a 勾了应当弃答，却有条款判为 2"),
        (grade({}), "还没有判定"),
        (grade({"a": "0-"}), "没有一题判完：a"),
    ],
)
def test_a_wrong_sheet_changes_nothing(folder: Path, change: Callable[[Row], object], message: str) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(QuestionError, match=message):
        record_judgements(folder, fill(folder, change))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_question_written_for_a_drawn_clause_is_answered_by_it(kb: KnowledgeBase, tmp_path: Path) -> None:
    pool = new_sample(tmp_path / "sample", 3, kb, made=DAY)

    def change(row: Row) -> None:
        if row["题号"] == "q002":
            row.update(
                {"问题": "这件事谁来管？", "类别": "responsible", "地区": "黄石市", "日期": "2026/5/1"}
            )

    recorded = record_judgements(tmp_path / "sample", fill(tmp_path / "sample", change))
    (question,) = recorded.suite.questions
    assert recorded.suite.qrels == {"q002": {pool.questions[1].candidates[0]: 2}}
    assert (question.question, question.kind, question.region) == ("这件事谁来管？", "responsible", "黄石市")
    assert question.as_of == date(2026, 5, 1)
    assert recorded.waiting == ("q001", "q003")


def test_the_folder_stays_the_folder_in_which_the_evaluator_stands(folder: Path) -> None:
    before = folder.stat().st_ino
    record_judgements(folder, fill(folder, grade({"a": "20"})))
    assert folder.stat().st_ino == before
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md", "answers.jsonl", "judge.csv", "judge.html", "judged.jsonl", "judgements.json",
        "pool.json", "qrels.tsv", "queries.jsonl",
    ]  # fmt: skip
