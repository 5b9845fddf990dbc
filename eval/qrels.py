"""Relevance judgements in the format of TREC: a question, 0, a clause and its grade on each line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from ingest.errors import QuestionError, shown

Qrels = Mapping[str, Mapping[str, int]]
"""The grade of each judged clause of each question: 2 asked for, 1 also relevant, 0 not relevant."""

_COLUMNS = 4
_SPACE = re.compile(r"\s")


def safe_id(clause_id: str) -> str:
    """Return an id with its white space percent-encoded: the columns of qrels and runs are parted by it."""
    return _SPACE.sub(lambda found: quote(found[0]), clause_id)


def parse_qrels(text: str, name: str) -> Qrels:
    """Return the grades of a TREC qrels text, columns parted by any white space, in the order of its lines.

    `name` says in messages where the text comes from. Raises QuestionError, with the line, for a wrong number
    of columns, a grade that is no integer and a clause judged twice for one question.
    """
    qrels: dict[str, dict[str, int]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        columns = line.split()
        if not columns:
            continue
        if len(columns) != _COLUMNS:
            problem = f"有 {len(columns)} 列：{shown(line.strip())}"
            raise _error(name, number, problem, "每行写四列：题号 0 条款编号 等级")
        question, _, clause, grade = columns
        grades = qrels.setdefault(question, {})
        if clause in grades:
            raise _error(name, number, f"题目 {question} 的条款 {clause} 判了两次", "请只留一行")
        grades[clause] = _grade(grade, name, number)
    return qrels


def _grade(written: str, name: str, number: int) -> int:
    try:
        return int(written)
    except ValueError as error:
        problem = f"等级 {shown(written)} 不是整数"
        raise _error(name, number, problem, "请写 2（所问的条款）、1（也相关）或 0（不相关）") from error


def _error(name: str, number: int, problem: str, remedy: str) -> QuestionError:
    return QuestionError(f"{name} 第 {number} 行{problem}；{remedy}")


def format_qrels(qrels: Qrels) -> str:
    """Return the grades as a TREC qrels text, tab separated, in the order of the mapping.

    Raises QuestionError for an id that is empty or holds white space: the format cannot hold it.
    """
    lines = []
    for question, grades in qrels.items():
        for clause, grade in grades.items():
            for what, value in (("题号", question), ("条款编号", clause)):
                if value.split() != [value]:
                    raise QuestionError(f"{what} {shown(value)} 为空或含有空白，写不进 qrels.tsv；请改掉")
            lines.append(f"{question}\t0\t{clause}\t{grade}\n")
    return "".join(lines)
