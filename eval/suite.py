"""A suite: a folder of questions, their judged clauses and, where it brings one, its own collection."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from eval.qrels import Qrels, format_qrels, parse_qrels, safe_id
from eval.questions import ANSWERS, NAMED, QRELS, QUERIES, Question, load_questions
from eval.rows import dump_row, read_rows, read_text
from index.home import replace_folder
from ingest.errors import QuestionError, reason_of, shown

JUDGED, COLLECTION, README = "judged.jsonl", "collection.jsonl", "README.md"
POOL = "pool.json"  # what `huice eval new` gathered to be judged
DATA = (QUERIES, QRELS, JUDGED, ANSWERS, COLLECTION)


@dataclass(frozen=True, slots=True)
class JudgedClause:
    """A clause as it was when it was judged; `source` is the bare file name, `path` its headings."""

    clause_id: str
    source: str
    title: str
    path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Suite:
    """The questions of a folder with their judged clauses.

    `judged` holds the clauses by id, as far as the suite kept them. `collection` is the file of the suite's
    own clauses, None where the questions are put to a base from elsewhere. `digest` is the sha256 over
    the data files.
    """

    name: str
    folder: Path
    questions: tuple[Question, ...]
    qrels: Qrels
    judged: Mapping[str, JudgedClause]
    collection: Path | None
    digest: str

    def judged_id(self, clause_id: str) -> str:
        """Return the id by which the suite judges a clause of a base: with a collection its id in there.

        It is free of white space, so that it fits into qrels and runs.
        """
        if self.collection is None:
            return safe_id(clause_id)
        return safe_id(clause_id.partition("#")[2] or clause_id)


def load_suite(folder: Path) -> Suite:
    """Read a suite.

    Raises QuestionError where `queries.jsonl` is missing, where there is neither `qrels.tsv` nor
    `answers.jsonl`, where a file is broken, and where an unknown question is judged.
    """
    if not (folder / QUERIES).is_file():
        raise QuestionError(f"{folder} 不是试题文件夹（没有 {QUERIES}）；请给出含有它的文件夹")
    if not any((folder / name).is_file() for name in (QRELS, ANSWERS)):
        if (folder / POOL).is_file():
            remedy = f"请在 judge.html 里判题，再运行 huice eval judged {folder} 导出的判定.csv"
            raise QuestionError(f"{folder} 还没有判定；{remedy}")
        raise QuestionError(f"{folder} 里没有判定；请放入 {QRELS} 或 {ANSWERS}，或用 huice eval new 生成")
    questions = load_questions(folder)
    qrels = parse_qrels(read_text(folder / QRELS), str(folder / QRELS)) if (folder / QRELS).is_file() else {}
    if unknown := [key for key in qrels if key not in {question.id for question in questions}]:
        named = "、".join(unknown[:NAMED])
        raise QuestionError(f"{folder / QRELS} 判了 {QUERIES} 里没有的题：{named}；请补上题目或删去这些行")
    collection = folder / COLLECTION
    return Suite(
        name=folder.resolve().name,
        folder=folder,
        questions=questions,
        qrels=qrels,
        judged=_judged(folder / JUDGED) if (folder / JUDGED).is_file() else {},
        collection=collection if collection.is_file() else None,
        digest=_digest(folder),
    )


def _judged(path: Path) -> dict[str, JudgedClause]:
    found = {}
    for key, row in read_rows(path, "clause_id").items():
        values = [row.get(name) for name in ("source", "title", "text")]
        steps = row.get("path")
        if not isinstance(steps, list) or not all(isinstance(value, str) for value in (*values, *steps)):
            problem = "每行要有文字的 source、title、text 和列表 path"
            raise QuestionError(f"{path} 的 {shown(key)} 不完整：{problem}；请补全或删去该行")
        source, title, text = map(str, values)
        found[key] = JudgedClause(key, source, title, tuple(map(str, steps)), text)
    return found


def _digest(folder: Path) -> str:
    """Return the sha256 over names, lengths and bytes of the data files that are there."""
    digest = sha256()
    try:
        for name in DATA:
            if (folder / name).is_file():
                digest.update(f"{name} {(folder / name).stat().st_size}\n".encode())
                with (folder / name).open("rb") as file:
                    while block := file.read(1 << 20):
                        digest.update(block)
    except OSError as error:
        raise QuestionError(f"读不到 {folder}：{reason_of(error)}；请检查权限") from error
    return digest.hexdigest()


def write_suite(
    folder: Path,
    questions: Iterable[Mapping[str, object]],
    qrels: Qrels | None = None,
    *,
    judged: Iterable[JudgedClause] = (),
    answers: Iterable[Mapping[str, object]] | None = None,
    collection: Iterable[Mapping[str, object]] | None = None,
    readme: str | None = None,
    overwrite: bool = False,
) -> Suite:
    """Write a suite folder whole, aside first, and return it as read back.

    `questions`, `answers` and `collection` are the rows of their files; where None is given the suite has no
    such file. With `overwrite` a suite that stands there loses its data files and keeps all others; without a
    `readme` its README.md too. Raises QuestionError where something else stands at `folder` or what was
    written is no suite; nothing is changed then.
    """
    _check_writable(folder, overwrite)
    aside = folder.with_name(f".{folder.name}.new")
    with _writing(folder):
        shutil.rmtree(aside, ignore_errors=True)
        try:
            _keep_others(folder, aside)
            _write_rows(aside / QUERIES, questions)
            if qrels is not None:
                _write_text(aside / QRELS, format_qrels(qrels))
                _write_text(aside / JUDGED, format_judged(judged))
            if answers is not None:
                _write_rows(aside / ANSWERS, answers)
            if collection is not None:
                _write_rows(aside / COLLECTION, collection)
            if readme is not None:
                _write_text(aside / README, readme)
            load_suite(aside)
            replace_folder(aside, folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return load_suite(folder)


def replace_judgements(folder: Path, qrels: Qrels, judged: Iterable[JudgedClause]) -> None:
    """Write `qrels.tsv` and `judged.jsonl` of a suite anew; raise QuestionError where that fails."""
    texts = {QRELS: format_qrels(qrels), JUDGED: format_judged(judged)}
    with _writing(folder):
        for name, text in texts.items():
            _write_text(folder / f".{name}.new", text)
        for name in texts:
            os.replace(folder / f".{name}.new", folder / name)


def format_judged(judged: Iterable[JudgedClause]) -> str:
    """Return judged clauses as the lines of `judged.jsonl`."""
    return "".join(
        dump_row({name: getattr(clause, name) for name in ("clause_id", "source", "title", "path", "text")})
        for clause in judged
    )


def _check_writable(folder: Path, overwrite: bool) -> None:
    with _writing(folder):
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return
        is_suite = (folder / QUERIES).is_file()
    if not is_suite:
        raise QuestionError(f"{folder} 里已有别的文件，不是试题文件夹，未作任何改动；请换一个文件夹")
    if not overwrite:
        raise QuestionError(f"{folder} 里已有一套试题，未作任何改动；请换一个文件夹，或说明要覆盖它")


def _keep_others(folder: Path, aside: Path) -> None:
    aside.mkdir(parents=True)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir():
            shutil.copytree(path, aside / path.name)
        elif path.name not in DATA:
            shutil.copy2(path, aside / path.name)


def _write_rows(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(map(dump_row, rows))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise QuestionError(f"写不了 {folder}：{reason_of(error)}；请检查路径、权限和磁盘空间") from error
