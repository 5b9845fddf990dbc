"""Loading questions and what a right answer to them holds."""

import json
from datetime import date
from pathlib import Path

import pytest

from eval.questions import Question, Snippet, Verdict, load_questions
from ingest.errors import QuestionError

QUERY = {"id": "a", "question": "谁负责用地？", "kind": "responsible", "as_of": "2026-11-21"}
ANSWER = {
    "id": "a", "status": "answered", "reason": None,
    "clauses": [{"source": "甲.txt", "quote": "加强用地保障"}],
    "units": ["市自然资源局"], "funds": [[1e6, None]], "facts": None, "applicable_quotes": None,
    "forbidden_sources": ["乙.txt"],
}  # fmt: skip


def write(folder: Path, queries: list[object], answers: list[object] | None) -> Path:
    for name, rows in (("queries", queries), ("answers", answers)):
        if rows is not None:
            text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_a_question_is_joined_with_its_judgement(tmp_path: Path) -> None:
    (question,) = load_questions(write(tmp_path, [QUERY], [ANSWER]))
    assert question.question == "谁负责用地？"
    assert question.judgement is not None
    assert question.judgement.clauses == (Snippet("甲.txt", "加强用地保障"),)
    assert question.judgement.units == ("市自然资源局",)
    assert question.judgement.funds == ((1e6, None),)
    assert question.judgement.facts == ()
    assert question.judgement.forbidden_sources == ("乙.txt",)
    assert question.judgement.verdicts is None


def test_a_verdict_names_the_measure_it_is_passed_on(tmp_path: Path) -> None:
    verdict = {"source": "甲.txt", "quote": "给予奖励", "verdict": "信息不足"}
    (question,) = load_questions(write(tmp_path, [QUERY], [{**ANSWER, "verdicts": [verdict]}]))
    assert question.judgement is not None
    assert question.judgement.verdicts == (Verdict("甲.txt", "给予奖励", "信息不足"),)


def test_a_question_keeps_who_asks_from_where_and_when(tmp_path: Path) -> None:
    asked = {**QUERY, "region": "湖北省黄石市", "profile": {"qualifications": ["小巨人"]}}
    (question,) = load_questions(write(tmp_path, [asked], [ANSWER]))
    assert question.region == "湖北省黄石市"
    assert question.as_of == date(2026, 11, 21)
    assert question.raw_profile == {"qualifications": ["小巨人"]}


def test_a_question_needs_no_kind_and_no_judgement(tmp_path: Path) -> None:
    found = load_questions(write(tmp_path, [{"id": "1", "question": "谁负责？"}], None))
    assert found == (Question("1", "谁负责？", "other", None),)


def test_a_kind_is_any_word(tmp_path: Path) -> None:
    (question,) = load_questions(write(tmp_path, [{**QUERY, "kind": "我的类别"}], [ANSWER]))
    assert question.kind == "我的类别"


def test_beside_judged_clauses_only_some_questions_need_a_judged_answer(tmp_path: Path) -> None:
    write(tmp_path, [QUERY, {**QUERY, "id": "b"}], [ANSWER])
    (tmp_path / "qrels.tsv").write_text("b 0 x#1 2\n", encoding="utf-8")
    assert [question.judgement is None for question in load_questions(tmp_path)] == [False, True]


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text(json.dumps(QUERY), encoding="utf-8-sig")
    assert load_questions(tmp_path)[0].id == "a"


@pytest.mark.parametrize(
    ("queries", "answers", "message"),
    [
        ([QUERY], [], "对不上"),
        ([QUERY], [ANSWER, {**ANSWER, "id": "z"}], "对不上：z"),
        ([QUERY, QUERY], [ANSWER], "重复"),
        ([], [], "没有题目"),
        ([{**QUERY, "kind": 5}], [ANSWER], "kind 是 5"),
        ([{**QUERY, "question": " "}], [ANSWER], "写上问题"),
        ([{**QUERY, "as_of": "明天"}], [ANSWER], "as_of 是 '明天'"),
        ([{**QUERY, "region": 420200}], [ANSWER], "region 是 420200"),
        ([QUERY], [{**ANSWER, "status": "perhaps"}], "perhaps"),
        ([QUERY], [{**ANSWER, "funds": [5]}], "下限"),
        ([QUERY], [{**ANSWER, "units": "市经信局"}], "列表"),
        ([QUERY], [{**ANSWER, "clauses": ["加强用地保障"]}], "quote"),
        ([QUERY], [{**ANSWER, "clauses": [{"source": "甲.txt", "quote": " "}]}], "空的 quote"),
        ([QUERY], [{**ANSWER, "verdicts": [{"source": "甲.txt", "quote": "奖", "verdict": "好"}]}], "'好'"),
        ([{"question": "?"}], [ANSWER], "id"),
    ],
)
def test_broken_questions_are_refused_with_their_fault(
    tmp_path: Path, queries: list[object], answers: list[object], message: str
) -> None:
    with pytest.raises(QuestionError, match=message):
        load_questions(write(tmp_path, queries, answers))


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"queries\.jsonl"):
        load_questions(tmp_path)


def test_a_line_that_is_no_json_is_refused_with_its_number(tmp_path: Path) -> None:
    write(tmp_path, [QUERY], [ANSWER])
    (tmp_path / "queries.jsonl").write_text("\n{oops", encoding="utf-8")
    with pytest.raises(QuestionError, match="第 2 行不是 JSON"):
        load_questions(tmp_path)
