"""The sheet to be judged in a spreadsheet; the page exports and reads the same columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from eval.judging.judgements import Judged
from eval.judging.pool import Pool

HEADER = (
    "题号", "问题", "类别", "地区", "日期", "条款编号", "文件", "位置", "条文",
    "相关度（2/1/0）", "应当弃答（填1）",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@")  # what makes a spreadsheet compute a cell instead of showing it


def format_sheet(pool: Pool, judged: Mapping[str, Judged]) -> str:
    """Return the CSV of a pool, one row a candidate, to be written as UTF-8 with a byte order mark.

    What was `judged` before, by question id, is filled in.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for row in _rows(pool, judged):
        writer.writerow([as_text(cell) for cell in row])
    return out.getvalue()


def _rows(pool: Pool, judged: Mapping[str, Judged]) -> Iterator[tuple[str, ...]]:
    empty = "2" if pool.sample else ""
    for one in pool.questions:
        asked, known = one.asked, judged.get(one.asked.id)
        grades, tick = (known.grades, "1" if known.abstain else "") if known else ({}, "")
        head = (asked.id, asked.question, asked.kind, asked.region or "", asked.as_of or "")
        for key in one.candidates:
            clause = pool.clauses[key]
            place = " > ".join((clause.title, *clause.path))
            yield (*head, key, clause.source, place, clause.text, str(grades.get(key, empty)), tick)
        if not one.candidates:  # it can still be ticked
            yield (*head, "", "", "", "没有检索到候选条款", "", tick)


def as_text(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_written(cell: str) -> str:
    """Return what `as_text` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
