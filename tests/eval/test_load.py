"""The known-item suite by which an evaluation is timed."""

import json
from pathlib import Path

import pytest

from eval.load import encoding_speed, known_items, main

LAWS = [
    {
        "title": f"第{number}号条例",
        "heading": "",
        "text": f"第一条 第{number}类企业应当每年申报一次。逾期不予受理。",
        "scope": "local",
    }
    for number in range(6)
]


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    path = tmp_path / "laws.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in LAWS), encoding="utf-8")
    return path


def test_each_question_is_a_sentence_of_the_article_it_wants(laws: Path, tmp_path: Path) -> None:
    suite = known_items(laws, tmp_path / "suite", clauses=5, questions=3)
    texts = {str(number): row["text"] for number, row in enumerate(LAWS[:5])}
    assert len(suite.questions) == 3
    for question in suite.questions:
        ((wanted, grade),) = suite.qrels[question.id].items()
        assert grade == 2
        assert question.question in texts[wanted]


def test_speed_is_told_for_clauses_and_questions(laws: Path, tmp_path: Path) -> None:
    passages, query = encoding_speed(known_items(laws, tmp_path / "suite", clauses=5, questions=3))
    assert passages > 0
    assert query > 0


def test_the_command_runs_five_systems(laws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--laws", str(laws), "--clauses", "6", "--questions", "3"]) == 0
    shown = capsys.readouterr().out
    assert "6 条款，3 题，5 个系统" in shown
    assert "编码：每秒" in shown


def test_laws_that_are_not_there_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--laws", str(tmp_path / "none.jsonl")]) == 1
    assert "none.jsonl" in capsys.readouterr().err
