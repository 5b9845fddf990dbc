"""The questions an evaluator brings: a text file with one a line, or a sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from eval.importing.records import Asked
from eval.importing.settle import safe_ids
from eval.importing.sheet import decoded, read_day, read_region, read_sheet
from ingest.errors import QuestionError, has_surrogate

_SHEETS = (".csv", ".tsv")


def read_questions(path: Path) -> tuple[Asked, ...]:
    """Read a sheet (问题, perhaps 题号, 类别, 地区, 日期) or the lines of a text file.

    Questions without an id are numbered. A question that stands twice is one. Raises QuestionError where the
    file is broken or holds none.
    """
    asked = _sheet(path) if path.suffix.lower() in _SHEETS else _lines(path)
    once: dict[tuple[str, str | None, str | None], Asked] = {}
    for one in asked:
        once.setdefault((one.question, one.region, one.as_of), one)
    given = [one.id for one in once.values() if one.id]
    if twice := next((key for key in given if given.count(key) > 1), None):
        raise QuestionError(f"文件“{path}”里题号 {twice} 用了两次：请改成不同的题号，或删去题号列")
    safe = safe_ids(given)
    numbers = (number for number in range(1, 10**6) if f"q{number:03}" not in safe.values())
    return tuple(replace(one, id=safe[one.id] if one.id else f"q{next(numbers):03}") for one in once.values())


def _sheet(path: Path) -> list[Asked]:
    found = []
    for row in read_sheet(path, ["question"]):
        if not row["question"]:
            raise row.fault("没有问题", "请写上问题，或删去这一行")
        found.append(
            Asked(row["id"], row["question"], row["kind"] or "other", read_region(row), read_day(row))
        )
    return found


def _lines(path: Path) -> list[Asked]:
    lines = (line.strip() for line in decoded(path).splitlines())
    found = [Asked("", line) for line in lines if line]
    if broken := next((one for one in found if has_surrogate(one.question)), None):
        raise QuestionError(f"文件“{path}”里有残缺的字符：{broken.question!r}，请改正")
    return found
