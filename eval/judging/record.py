"""Record what was judged on the page or the sheet; judging may go on and be recorded again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.importing.records import Asked
from eval.importing.sheet import Row, read_day, read_grade, read_region, read_sheet, read_tick
from eval.judging.folder import question_row, read_pool
from eval.judging.judgements import RIGHT, Judged, read_judgements, write_judgements
from eval.judging.pool import Pool
from eval.judging.readme import format_readme
from eval.judging.sheet import as_written
from eval.suite import Suite, load_suite, write_suite
from ingest.errors import QuestionError, reason_of


@dataclass(frozen=True, slots=True)
class Recorded:
    """The suite as it stands now, with the ids of the questions judged, judged by half, and not judged.

    By half: some candidates have no grade. Such a question counts once a clause is right, else it waits.
    """

    suite: Suite
    judged: tuple[str, ...]
    half: tuple[str, ...]
    waiting: tuple[str, ...]


@dataclass(slots=True)
class _Filled:
    """What the rows of a sheet say of one question so far."""

    asked: Asked
    grades: dict[str, int] = field(default_factory=dict)
    abstain: bool = False
    last: Row | None = None


def record_judgements(folder: Path, sheet: Path, *, today: date | None = None) -> Recorded:
    """Read a filled sheet or the page's export, and write the suite files of `folder` anew.

    What the sheet judges of a question replaces what was recorded of it before; questions it leaves blank
    stay as they were. Raises QuestionError, with nothing changed, for unknown ids, grades other than 2, 1
    and 0, a question ticked although a clause answers it, and where nothing is judged.
    """
    folder = folder.resolve()  # "." has no name
    pool = read_pool(folder)
    recorded = {**read_judgements(folder), **_read_filled(pool, sheet)}
    if not recorded:
        raise QuestionError(f"文件“{sheet}”里还没有判定：请在“相关度”列写 2、1 或 0，或在“应当弃答”列写 1")
    half = _half_judged(pool, recorded)
    usable = [
        recorded[one.asked.id]
        for one in pool.questions
        if one.asked.id in recorded
        and (one.asked.id not in half or recorded[one.asked.id].status == "answered")
    ]
    if not usable:
        raise QuestionError(f"没有一题判完：{'、'.join(half[:5])} 还有没判的候选条款，请接着判")
    graded = {key for one in usable for key in one.grades}
    with _writing(folder), TemporaryDirectory(prefix=".new", dir=folder) as aside:
        written = write_suite(
            Path(aside) / folder.name,
            [question_row(one.asked) for one in usable],
            {one.asked.id: one.grades for one in usable},
            judged=[clause for key, clause in pool.clauses.items() if key in graded],
            answers=[_answer(pool, one) for one in usable],
            readme=format_readme(folder.name, pool, usable, half, today or date.today()),
        )
        for path in sorted(written.folder.iterdir()):
            os.replace(path, folder / path.name)  # one by one: the folder may be where the shell stands
        write_judgements(folder, recorded.values())
    counted = tuple(one.asked.id for one in usable)
    waiting = tuple(one.asked.id for one in pool.questions if one.asked.id not in counted)
    return Recorded(load_suite(folder), counted, half, waiting)


def _read_filled(pool: Pool, sheet: Path) -> dict[str, Judged]:
    """Return what a sheet judges, question by question; those it leaves blank are not in it."""
    candidates = {one.asked.id: frozenset(one.candidates) for one in pool.questions}
    filled = {one.asked.id: _Filled(one.asked) for one in pool.questions}
    for row in read_sheet(sheet, ["id", "question", "clause_id", "grade", "abstain"]):
        key, clause = row["id"], row["clause_id"]
        if key not in candidates:
            remedy = "请用本文件夹的 judge.csv 或页面导出的表，不要改题号"
            raise row.fault(f"题号 {key} 不在这套题里", remedy)
        if clause and clause not in candidates[key]:
            raise row.fault(
                f"条款 {clause} 不是 {key} 的候选",
                "请用本文件夹现在的 judge.csv 或页面导出的表，不要改条款编号",
            )
        one = filled[key]
        one.last = row
        if pool.sample and not _take_question(one, row):
            continue
        grade = read_grade(row, RIGHT if pool.sample else None)
        if pool.sample and not grade:
            raise row.fault("为抽出的条款写的问题，相关度却是 0", "请改写问题，或清空问题以跳过这一条")
        if clause and grade is not None and one.grades.setdefault(clause, grade) != grade:
            raise row.fault(f"{key} 的 {clause} 判了 {one.grades[clause]} 又判 {grade}", "请只留一行")
        one.abstain |= read_tick(row)
    return dict(_checked(filled))


def _take_question(one: _Filled, row: Row) -> bool:
    """Take the question written for a drawn clause; return whether there is one."""
    question = as_written(row["question"])
    if question:
        kind = row["kind"] or "other"
        one.asked = replace(
            one.asked, question=question, kind=kind, region=read_region(row), as_of=read_day(row)
        )
    return bool(question)


def _checked(filled: Mapping[str, _Filled]) -> Iterator[tuple[str, Judged]]:
    for key, one in filled.items():
        if one.last and one.abstain and RIGHT in one.grades.values():
            raise one.last.fault(f"{key} 勾了应当弃答，却有条款判为 2", "请取消勾选，或改判该条款")
        if one.grades or one.abstain:
            yield key, Judged(one.asked, one.grades, one.abstain)


def _half_judged(pool: Pool, recorded: Mapping[str, Judged]) -> tuple[str, ...]:
    """Return the questions some of whose candidates have no grade, unless ticked as not answered."""
    return tuple(
        one.asked.id
        for one in pool.questions
        if (found := recorded.get(one.asked.id))
        and not found.abstain
        and len(found.grades) < len(one.candidates)
    )


def _answer(pool: Pool, one: Judged) -> dict[str, object]:
    right = [key for key, grade in one.grades.items() if grade == RIGHT and key in pool.quotes]
    clauses = [{"source": pool.clauses[key].source, "quote": pool.quotes[key]} for key in right]
    return {"id": one.asked.id, "status": one.status, "reason": None, "clauses": clauses}


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise QuestionError(f"写不了 {folder}：{reason_of(error)}；请检查权限和磁盘空间") from error
