"""Loading a suite."""

import json
from pathlib import Path

import pytest

from eval.questions import Snippet, load_suite
from ingest.errors import QuestionError

QUERY = {"id": "a", "question": "谁负责用地？", "kind": "responsible", "as_of": "2026-11-21"}
ANSWER = {
    "id": "a", "status": "answered", "reason": None,
    "clauses": [{"source": "甲.txt", "quote": "加强用地保障"}],
    "units": ["市自然资源局"], "funds": [[1e6, None]], "facts": None, "applicable_quotes": None,
    "forbidden_sources": ["乙.txt"],
}  # fmt: skip


def write(folder: Path, queries: list[object], answers: list[object]) -> Path:
    for name, rows in (("queries", queries), ("answers", answers)):
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_a_question_is_joined_with_its_judgement(tmp_path: Path) -> None:
    (question,) = load_suite(write(tmp_path, [QUERY], [ANSWER]))
    assert question.question == "谁负责用地？"
    assert question.judgement.clauses == (Snippet("甲.txt", "加强用地保障"),)
    assert question.judgement.units == ("市自然资源局",)
    assert question.judgement.funds == ((1e6, None),)
    assert question.judgement.facts == ()
    assert question.judgement.forbidden_sources == ("乙.txt",)


@pytest.mark.parametrize(
    ("queries", "answers", "message"),
    [
        ([QUERY], [], "对不上"),
        ([QUERY, QUERY], [ANSWER], "重复"),
        ([{**QUERY, "kind": "gossip"}], [ANSWER], "gossip"),
        ([QUERY], [{**ANSWER, "status": "perhaps"}], "perhaps"),
        ([QUERY], [{**ANSWER, "funds": [5]}], "下限"),
        ([QUERY], [{**ANSWER, "units": "市经信局"}], "列表"),
        ([QUERY], [{**ANSWER, "clauses": ["加强用地保障"]}], "quote"),
        ([{"question": "?"}], [ANSWER], "id"),
    ],
)
def test_a_broken_suite_is_refused_with_its_fault(
    tmp_path: Path, queries: list[object], answers: list[object], message: str
) -> None:
    with pytest.raises(QuestionError, match=message):
        load_suite(write(tmp_path, queries, answers))


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"queries\.jsonl"):
        load_suite(tmp_path)


def test_a_line_that_is_no_json_is_refused_with_its_number(tmp_path: Path) -> None:
    write(tmp_path, [QUERY], [ANSWER])
    (tmp_path / "queries.jsonl").write_text("\n{oops", encoding="utf-8")
    with pytest.raises(QuestionError, match="第 2 行不是 JSON"):
        load_suite(tmp_path)
