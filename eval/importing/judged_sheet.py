"""A sheet of questions with their right clauses, named by id or by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from eval.importing.records import Asked, Gathered, Quote
from eval.importing.sheet import Row, read_day, read_grade, read_region, read_sheet, read_tick
from ingest.errors import QuestionError

_SEVERAL = re.compile(r"[;；]")
RIGHT = 2  # what a clause is that stands beside a question without a grade


def read_judged_sheet(paths: Sequence[Path]) -> Gathered:
    """Read one sheet: 问题 with 条款编号 or 文件 and 原文; perhaps 题号, 相关度, 类别, 地区, 日期, 应当弃答.

    Several clauses of a question are several rows (题号 and 问题 may be left blank below the first), or ids
    with semicolons between. Raises QuestionError with the line of what cannot be understood.
    """
    if len(paths) != 1:
        raise QuestionError(f"csv 要恰好一个表格文件，收到 {len(paths)} 个：请一次导入一个")
    asked: dict[str, Asked] = {}
    grades: dict[str, dict[str, int]] = {}
    quotes: dict[str, list[Quote]] = {}
    abstained: set[str] = set()
    first: dict[str, Row] = {}
    key = ""
    for row in read_sheet(paths[0], ["question"]):
        key = _question(row, asked, key)
        first.setdefault(key, row)
        grade = read_grade(row, RIGHT)
        for clause in filter(None, (part.strip() for part in _SEVERAL.split(row["clause_id"]))):
            _add(row, grades.setdefault(key, {}), clause, grade or 0)
        if quote := _quote(row, grade or 0):
            quotes.setdefault(key, []).append(quote)
        if read_tick(row):
            abstained.add(key)
    _check_judged(first, grades, quotes, abstained)
    lists = {key: tuple(found) for key, found in quotes.items()}
    return Gathered(tuple(asked.values()), grades, None, lists, frozenset(abstained))


def _question(row: Row, asked: dict[str, Asked], before: str) -> str:
    """Return the id of the question that a row belongs to, adding it where it is new."""
    text, given = row["question"], row["id"]
    if not text and not given and before:
        return before
    key = given or next((one.id for one in asked.values() if one.question == text), "")
    if key and key in asked:
        if text and asked[key].question != text:
            raise row.fault(f"题号 {key} 前面是另一个问题", "请用不同的题号")
        return key
    if not text:
        raise row.fault("没有问题", "请写上问题")
    key = key or _number(asked)
    asked[key] = Asked(key, text, row["kind"] or "other", read_region(row), read_day(row))
    return key


def _number(asked: dict[str, Asked]) -> str:
    number = len(asked) + 1
    while f"q{number:03}" in asked:
        number += 1
    return f"q{number:03}"


def _add(row: Row, judged: dict[str, int], clause: str, grade: int) -> None:
    if judged.setdefault(clause, grade) != grade:
        raise row.fault(f"条款 {clause} 判了 {judged[clause]} 又判 {grade}", "请只留一个")


def _quote(row: Row, grade: int) -> Quote | None:
    if row["quote"] and not row["source"]:
        raise row.fault("有原文而没有文件", "请在“文件”列写上原文所在的文件名")
    if row["source"] and not row["quote"] and not row["clause_id"]:
        raise row.fault("有文件而没有原文", "请在“原文”列写上只在一处出现的一句话")
    return Quote(row["source"], row["quote"], grade) if row["quote"] else None


def _check_judged(
    first: dict[str, Row],
    grades: dict[str, dict[str, int]],
    quotes: dict[str, list[Quote]],
    abstained: set[str],
) -> None:
    for key, row in first.items():
        right = [*grades.get(key, {}).values(), *(quote.grade for quote in quotes.get(key, ()))]
        if key in abstained and RIGHT in right:
            raise row.fault(f"{key} 既写了正是所问的条款又写了应当弃答", "请只留一样")
        if key not in abstained and not any(right):
            remedy = "请写条款编号，或文件和原文；库里没有答案的在“应当弃答”列写 1"
            raise row.fault(f"{key} 没有正确的条款", remedy)
