"""From files to figures."""

import json
from pathlib import Path

import pytest

from eval.judge import Judged
from eval.measure import main
from eval.overlap import Overlap
from eval.summary import faults, figures, figures_by_kind

QUOTE = "每年安排1亿元专项资金"


def one(kind: str, expected: str, status: str, **parts: object) -> Judged:
    blank: dict[str, object] = dict.fromkeys(
        ("clause_rank", "search_rank", "units", "funds", "facts", "applicable", "reason_right")
    ) | dict.fromkeys(("forbidden", "unfaithful", "citations", "dangling"), 0)
    return Judged(id="q", kind=kind, expected=expected, status=status, **{**blank, **parts})  # type: ignore[arg-type]


JUDGED = [
    one("fund", "answered", "answered", clause_rank=1, search_rank=4, funds=Overlap(1, 1, 0), citations=3),
    one("fund", "answered", "answered", clause_rank=3, search_rank=1, funds=Overlap(1, 0, 0), citations=1),
    one("lookup", "answered", "abstained", clause_rank=0, search_rank=0, facts=0.0),
    one("unanswerable", "abstained", "abstained", reason_right=True),
    one("unanswerable", "abstained", "answered", unfaithful=1, citations=4),
    one("other_city", "either", "abstained", reason_right=False, forbidden=2),
]


def test_figures_average_over_the_questions_judged_on_each_part() -> None:
    all_of_them = figures(JUDGED)
    assert all_of_them.questions == 6
    assert all_of_them.clause_at_1 == pytest.approx(1 / 3)
    assert all_of_them.clause_at_3 == pytest.approx(2 / 3)
    assert (all_of_them.search_at_1, all_of_them.search_at_10) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert all_of_them.fund_f1 == pytest.approx(0.8)
    assert all_of_them.unit_f1 is None
    assert (all_of_them.abstention, all_of_them.false_abstention) == (0.5, pytest.approx(1 / 3))
    assert all_of_them.reason == 0.5
    assert all_of_them.forbidden == 2
    assert all_of_them.faithful == pytest.approx(7 / 8)


def test_figures_by_kind_hold_their_own_questions_only() -> None:
    groups = figures_by_kind(JUDGED)
    assert list(groups) == ["fund", "lookup", "unanswerable", "other_city"]
    assert groups["fund"].clause_at_3 == 1.0
    assert groups["lookup"].false_abstention == 1.0
    assert groups["unanswerable"].forbidden == 0


def test_faults_are_named_and_a_right_answer_has_none() -> None:
    named = [names for _, names in faults(JUDGED)]
    assert named[0] == ("金额不符",)
    assert named[1] == ("首条引文不是应引条款",)
    assert named[2] == ("该答却弃答", "前三条引文没有应引条款", "事实不全")
    assert named[3] == ("该弃答却作答", "引文与原文不符")
    assert named[4] == ("弃答理由不对", "把不适用的措施当作适用")
    assert len(named) == 5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "答复.txt").write_text(f"一、支持。{QUOTE}。", encoding="utf-8")
    query = {"id": "a", "question": "每年多少？", "kind": "fund", "as_of": "2026-11-21"}
    judgement = {
        "id": "a", "status": "answered", "clauses": [{"source": "答复.txt", "quote": QUOTE}],
        "funds": [[1e8, 1e8]], "forbidden_sources": ["答复.txt"],
    }  # fmt: skip
    citation = {"n": 1, "source": "答复.txt", "clause_id": "d#1", "quote": QUOTE, "start": 5, "end": 16}
    answer = {
        "id": "a", "status": "answered", "reason": None, "citations": [citation],
        "funds": [{"text": "1亿元", "min_yuan": 1e8, "max_yuan": 1e8, "citation": 1}],
    }  # fmt: skip
    for name, row in (("queries", query), ("answers", judgement), ("given", answer)):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def run(folder: Path, *more: str) -> int:
    files = ["--answers", str(folder / "given.jsonl"), "--sources", str(folder / "sources")]
    return main([str(folder), *files, *more])


def test_the_command_measures_a_file_of_answers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--json", "--show-failures") == 0
    printed = capsys.readouterr().out.splitlines()
    everything = json.loads(printed[0])["all"]
    assert (everything["clause_at_1"], everything["fund_f1"], everything["faithful"]) == (1.0, 1.0, 1.0)
    assert len(printed) == 1


def test_the_table_has_a_column_for_each_kind(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.split() == ["all", "fund"]
    assert ["clause_at_1", "1.000", "1.000"] in [row.split() for row in rows]
    assert ["unit_f1", "–", "–"] in [row.split() for row in rows]


def test_a_question_without_an_answer_fails_and_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "given.jsonl").write_text('{"id": "b", "status": "abstained"}', encoding="utf-8")
    assert run(folder) == 1
    assert "没有题目 a 的答案" in capsys.readouterr().err


def test_a_failure_is_printed_with_its_question(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "given.jsonl").write_text('{"id": "a", "status": "abstained"}', encoding="utf-8")
    assert run(folder, "--show-failures") == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("a [fund] 该答却弃答；")
    assert last.endswith("每年多少？")
