"""Judging goes on after documents were edited; the bases are really built."""

import csv
from datetime import date
from pathlib import Path

import pytest

from api.building import build_home
from eval.importing.records import Asked
from eval.judging import Again, new_sample, new_suite, pool_again, record_judgements
from eval.judging.folder import KEPT, read_pool
from eval.judging.judgements import read_judgements
from eval.suite import load_suite
from index.search import KnowledgeBase
from ingest.errors import QuestionError

NOTICE = """某市支持企业发展若干措施

一、支持技术改造

对设备投资超过500万元的企业，给予最高200万元补助。（责任单位：市经信局）

二、支持首次上规

对首次上规的企业，一次性奖励10万元。（责任单位：市统计局）

三、强化用地保障

厂房加层改造不再增收土地价款。（责任单位：市自然资源局）
"""
EDITED = """某市支持企业发展若干措施

一、支持首次上规

对首次上规的企业，一次性奖励10万元。（责任单位：市统计局）

二、支持技术改造

对设备投资超过500万元的企业，给予最高300万元补助。（责任单位：市经信局）

三、支持企业上市

对上市企业给予奖励。（责任单位：市金融办）
"""
QUESTIONS = (
    Asked("a", "设备投资技术改造最高补助多少？"),
    Asked("b", "企业首次上规奖励多少？"),
    Asked("c", "设备投资和首次上规能移民吗？"),
)
DAY = date(2026, 11, 21)


def opened(folder: Path, text: str) -> KnowledgeBase:
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "甲.txt").write_text(text, encoding="utf-8")
    build_home(folder / "home", [folder / "in"], None, lambda stage, done, total: None)
    return KnowledgeBase.open(folder / "home")


def judge(folder: Path, right: dict[str, str], ticked: str = "") -> None:
    """Grade 2 the candidates that hold the words given for a question, 0 its others."""
    path = folder / "judge.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if words := right.get(row["题号"]):
            row["相关度（2/1/0）"] = "2" if words in row["条文"] else "0"
        row["应当弃答（填1）"] = "1" if row["题号"] in ticked else ""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    record_judgements(folder, path, today=DAY)


def edited(tmp_path: Path, text: str = EDITED) -> tuple[Path, Again]:
    folder = tmp_path / "mine"
    with opened(tmp_path, NOTICE) as kb:
        new_suite(folder, QUESTIONS, kb, made=DAY)
    judge(folder, {"a": "设备投资", "b": "首次上规的企业"}, ticked="c")
    with opened(tmp_path, text) as kb:
        return folder, pool_again(folder, kb, made=DAY)


def test_a_clause_that_moved_keeps_its_grade_and_a_changed_one_loses_it(tmp_path: Path) -> None:
    folder, again = edited(tmp_path)
    recorded, pool = read_judgements(folder), read_pool(folder)
    (kept,) = [key for key, grade in recorded["b"].grades.items() if grade == 2]
    assert "一次性奖励10万元" in pool.clauses[kept].text
    assert 2 not in (recorded["a"].grades.values() if "a" in recorded else ())
    assert again.lost > 0
    assert "a" in again.open


def test_what_stands_is_filled_in_and_the_sheet_of_before_is_kept(tmp_path: Path) -> None:
    folder, again = edited(tmp_path)
    assert (folder / KEPT).is_file()
    before = read_judgements(folder)
    record_judgements(folder, folder / "judge.csv", today=DAY)
    assert read_judgements(folder) == before
    assert '"judged": {"grades": {' in (folder / "judge.html").read_text(encoding="utf-8")
    judge(folder, {"a": "设备投资", "b": "首次上规的企业"}, ticked="c")
    suite = load_suite(folder)
    assert {question.id for question in suite.questions} == {"a", "b", "c"}
    assert set(suite.judged) <= set(again.pool.clauses)


def test_a_tick_holds_until_there_is_a_new_candidate(tmp_path: Path) -> None:
    (tmp_path / "same").mkdir()
    folder, again = edited(tmp_path / "same", NOTICE)
    assert (again.lost, again.open) == (0, ())
    assert read_judgements(folder)["c"].abstain
    (tmp_path / "new").mkdir()
    _, again = edited(tmp_path / "new")
    assert "c" in again.open


def test_a_folder_without_questions_is_left_alone(tmp_path: Path) -> None:
    with opened(tmp_path, NOTICE) as kb:
        new_sample(tmp_path / "drawn", 1, kb, made=DAY)
        with pytest.raises(QuestionError, match="还没有写好的问题"):
            pool_again(tmp_path / "drawn", kb)
        with pytest.raises(QuestionError, match="huice eval new"):
            pool_again(tmp_path / "nowhere", kb)
