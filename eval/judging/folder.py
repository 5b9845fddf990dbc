"""The folder in which judging goes on: page, sheet, and the pool that both were made from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from eval.importing.records import Asked
from eval.judging.judgements import Judged, write_judgements
from eval.judging.page import render_page
from eval.judging.pool import DEPTH, Pool, Progress, draw_clauses, pool_questions
from eval.judging.sheet import format_sheet
from eval.questions import QUERIES
from eval.rows import dump_row
from eval.suite import README
from index.search import KnowledgeBase
from ingest.errors import QuestionError, reason_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter

POOL, PAGE, SHEET, KEPT = "pool.json", "judge.html", "judge.csv", "judge.old.csv"
_NEXT = """\
# {name}：待判读

1. 用浏览器打开 `{page}` 判读（离线可用，判读存在浏览器里），点“导出判定”得到 judgements.csv；
   或用表格软件打开 `{sheet}`，填好后另存为 CSV。
2. 运行 `huice eval judged {name} judgements.csv`；判了一部分也可以运行，接着判完再运行一次。
"""


def new_suite(
    folder: Path,
    questions: Sequence[Asked],
    kb: KnowledgeBase,
    *,
    depth: int = DEPTH,
    seed: int = 0,
    made: date | None = None,
    progress: Progress | None = None,
) -> Pool:
    """Pool clauses for `questions` and write a folder to judge them in: page, sheet, pool.

    Raises QuestionError, with nothing written, where there is no question or something stands at `folder`.
    """
    _check_free(folder)
    if not questions:
        raise QuestionError("没有问题：请每行写一个问题")
    day = (made or date.today()).isoformat()
    return _written(folder, pool_questions(questions, kb, day, depth, seed, progress))


def new_sample(
    folder: Path, count: int, kb: KnowledgeBase, *, seed: int = 0, made: date | None = None
) -> Pool:
    """Draw `count` clauses and write a folder in which a question is written for each.

    Raises QuestionError, with nothing written, where no clause can be drawn or something stands at `folder`.
    """
    _check_free(folder)
    return _written(folder, draw_clauses(count, kb, (made or date.today()).isoformat(), seed))


def read_pool(folder: Path) -> Pool:
    """Read the pool of a folder; raise QuestionError where there is none or it is broken."""
    path = folder / POOL
    try:
        return _adapter().validate_json(path.read_bytes())
    except OSError as error:
        problem = f"读不到“{path}”（{reason_of(error)}）"
        raise QuestionError(f"{problem}：请给出 huice eval new 建的文件夹") from error
    except ValueError as error:
        raise QuestionError(f"“{path}”已损坏：请用 huice eval new 另建一个文件夹") from error


@cache
def _adapter() -> TypeAdapter[Pool]:
    from pydantic import TypeAdapter

    return TypeAdapter(Pool)


def _check_free(folder: Path) -> None:
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise QuestionError(f"读不到 {folder}：{reason_of(error)}；请检查路径和权限") from error
    if taken:
        raise QuestionError(f"{folder} 里已有文件，未作任何改动：请换一个新文件夹，以免盖掉判读")


def replace_pool(folder: Path, pool: Pool, judged: Mapping[str, Judged]) -> None:
    """Write page, sheet, pool and judgements of a folder anew; its sheet of before is kept as `KEPT`."""
    folder = folder.resolve()
    try:
        if (folder / SHEET).exists():
            os.replace(folder / SHEET, folder / KEPT)  # it may hold what was never recorded
        _write_pool(folder, folder.name, pool, judged)
        write_judgements(folder, judged.values())
    except OSError as error:
        raise QuestionError(f"写不了 {folder}：{reason_of(error)}；请检查路径、权限和磁盘空间") from error


def _write_pool(folder: Path, name: str, pool: Pool, judged: Mapping[str, Judged]) -> None:
    (folder / POOL).write_bytes(_adapter().dump_json(pool, indent=1) + b"\n")
    (folder / PAGE).write_text(render_page(name, pool, judged), encoding="utf-8", newline="\n")
    (folder / SHEET).write_text(format_sheet(pool, judged), encoding="utf-8-sig", newline="")


def _written(folder: Path, pool: Pool) -> Pool:
    folder = folder.resolve()  # "." has no name to write aside under
    name = folder.name
    texts = {
        QUERIES: "".join(dump_row(question_row(one.asked)) for one in pool.questions if one.asked.question),
        README: _NEXT.format(name=name, page=PAGE, sheet=SHEET),
    }
    aside = folder.with_name(f".{name}.new")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        _write_pool(aside, name, pool, {})
        for file, text in texts.items():
            (aside / file).write_text(text, encoding="utf-8", newline="\n")
        os.replace(aside, folder)
    except OSError as error:
        raise QuestionError(f"写不了 {folder}：{reason_of(error)}；请检查路径、权限和磁盘空间") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return pool


def question_row(asked: Asked) -> dict[str, object]:
    """Return a question as a row of `queries.jsonl`."""
    row = {"id": asked.id, "question": asked.question, "kind": asked.kind}
    optional = {"region": asked.region, "as_of": asked.as_of}
    return {**row, **{name: value for name, value in optional.items() if value}}
