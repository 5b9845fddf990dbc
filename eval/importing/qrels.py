"""Judgements as lists of lines: TREC qrels (four columns) and BEIR's (three columns under a header)."""

from __future__ import annotations

import re
from pathlib import Path

from eval.importing.lines import fault, read_lines
from eval.importing.records import Grades
from ingest.errors import QuestionError, shown

_GRADE = re.compile(r"-?\d+(?:\.0+)?")
_HEADERS = ("query-id", "query_id", "qid", "queryid")


def looks_like_qrels(path: Path) -> bool:
    """Tell whether the first line that is not blank has the columns of qrels."""
    for _, line in read_lines(path):
        cells = _cells(line)
        if cells[0].lower() in _HEADERS:
            return len(cells) in (3, 4)
        return len(cells) == 4 and _GRADE.fullmatch(cells[3]) is not None
    return False


def read_qrels(path: Path) -> Grades:
    """Return grades by question and clause id; grades below zero count as zero, as trec_eval counts them.

    Raises QuestionError, with the line, for other columns, grades that are no whole numbers, and a pair
    judged twice with different grades.
    """
    grades: dict[str, dict[str, int]] = {}
    width = 4
    for number, line in read_lines(path):
        cells = _cells(line)
        if not grades and cells[0].lower() in _HEADERS:
            width = len(cells)
            continue
        question, clause, grade = _judged(path, number, cells, width)
        before = grades.setdefault(question, {}).setdefault(clause, grade)
        if before != grade:
            problem = f"{question} 对 {clause} 判了 {before} 又判 {grade}"
            raise fault(path, number, problem, "请只留一个")
    if not grades:
        raise QuestionError(f"文件“{path}”里没有判定：请每行写“题号 0 条款编号 相关度”")
    return grades


def _cells(line: str) -> list[str]:
    """Cut at tabs where there are some, since ids may hold blanks, else at any white space."""
    return [cell.strip() for cell in line.split("\t")] if line.count("\t") >= 2 else line.split()


def _judged(path: Path, number: int, cells: list[str], width: int) -> tuple[str, str, int]:
    if len(cells) != width or not all(cells):
        wanted = "题号 0 条款编号 相关度" if width == 4 else "题号 条款编号 相关度"
        raise fault(path, number, f"应有 {width} 列，现在是 {shown(cells)}", f"请写成“{wanted}”")
    if not _GRADE.fullmatch(cells[-1]):
        raise fault(path, number, f"相关度 {shown(cells[-1])} 不是整数", "请写 2、1 或 0")
    return cells[0], cells[-2], max(0, int(float(cells[-1])))
