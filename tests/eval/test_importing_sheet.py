"""Sheets of questions with their right clauses."""

from pathlib import Path

import pytest

from eval.importing import import_suite
from eval.questions import Snippet
from ingest.errors import QuestionError

BY_ID = (
    "题号,问题,条款编号,相关度（2/1/0）,类别,地区,日期\n"
    "a,谁负责用地？,d#一/1；d#一/2,,lookup,黄石市,2026/1/2\n"
    "a,,d#二,0,,,\n"
)
BY_QUOTE = (
    "问题,文件,原文,应当弃答\n"
    '谁负责用地？,甲.txt,"加强用地保障,优先安排",\n'
    "谁负责用地？,乙.txt,统筹用地,\n"
    "火星补贴多少？,,,是\n"
)


def sheet(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "judged.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_clauses_are_named_by_id(tmp_path: Path, encoding: str, delimiter: str) -> None:
    suite = import_suite(
        "csv", [sheet(tmp_path, BY_ID.replace(",", delimiter), encoding)], tmp_path / "suite"
    )
    (question,) = suite.questions
    assert suite.qrels == {"a": {"d#一/1": 2, "d#一/2": 2, "d#二": 0}}
    assert (question.kind, question.region, str(question.as_of)) == ("lookup", "黄石市", "2026-01-02")


def test_clauses_are_named_by_their_words(tmp_path: Path) -> None:
    suite = import_suite("csv", [sheet(tmp_path, BY_QUOTE)], tmp_path / "suite")
    first, second = (question.judgement for question in suite.questions)
    assert first is not None
    assert second is not None
    assert first.clauses == (Snippet("甲.txt", "加强用地保障,优先安排"), Snippet("乙.txt", "统筹用地"))
    assert (first.status, second.status) == ("answered", "abstained")
    assert [question.id for question in suite.questions] == ["q001", "q002"]


def test_english_headers_are_known_too(tmp_path: Path) -> None:
    text = "Question,Clause_ID,Grade\nWho?,d#1,1\n"
    suite = import_suite("csv", [sheet(tmp_path, text)], tmp_path / "suite")
    assert suite.qrels == {"q001": {"d#1": 1}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("题目,条款\n", "只有表头"),
        ("提问,条款\n甲,d#1\n", "没有“问题”列"),
        ("问题,题目,条款\n甲,乙,d#1\n", "两列都是“问题”"),
        ("问题,条款,相关度\n甲,d#1,3\n", "第 2 行.*'3' 不是 2、1 或 0"),
        ("问题,条款,相关度\n甲,d#1,2\n甲,d#1,1\n", "第 3 行.*又判 1"),
        ("问题,条款\n甲,\n", "第 2 行.*没有正确的条款"),
        ("问题,条款,弃答\n甲,d#1,1\n", "第 2 行.*应当弃答"),
        ("问题,条款,弃答\n甲,d#1,也许\n", "也许"),
        ("问题,文件,原文\n甲,,有一句\n", "第 2 行.*有原文而没有文件"),
        ("问题,文件,原文\n甲,甲.txt,\n", "第 2 行.*有文件而没有原文"),
        ("问题,条款,日期\n甲,d#1,明年\n", "日期 '明年'"),
        ("问题,条款,地区\n甲,d#1,火星市\n", "地区无法识别"),
        ("题号,问题,条款\na,甲,d#1\na,乙,d#2\n", "第 3 行.*另一个问题"),
        ("PK\x03\x04", "另存为“CSV UTF-8"),
        ("", "是空的"),
    ],
)
def test_a_wrong_sheet_is_refused_with_line_and_remedy(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        import_suite("csv", [sheet(tmp_path, text)], tmp_path / "suite")
    assert not (tmp_path / "suite").exists()
