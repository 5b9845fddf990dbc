"""Layperson's questions with the statute articles that answer them.

Source: Su et al. (2024), STARD: A Chinese Statute Retrieval Dataset with Real Queries Issued by
Non-professionals. Read as published (``queries.json`` and ``corpus.jsonl``), and as questions whose articles
are named, to be looked up in a collection of laws.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from eval.importing.lines import fault, id_of, read_objects, read_plain, text_of
from eval.importing.records import Asked, Entry, Gathered
from index.training.evaluate import law_name, statute_key
from index.training.sources import is_held_out
from ingest.errors import QuestionError, shown

SPLITS = {"held-out": True, "train": False}
RIGHT = 2  # a statute that answers is what was asked for; the form knows no lesser grade


def read_stard(paths: Sequence[Path], collection: Path | None = None, split: str | None = None) -> Gathered:
    """Read either form; `collection` is the laws file of the second, told by content where it is not named.

    `split` keeps a part of the questions: `held-out`, those that `huice train` never trains on, or `train`,
    all others. Raises QuestionError where a file is broken or the questions or the collection are missing.
    """
    files = [file for path in paths for file in _files(path)]
    for file in list(files):
        if collection is None and not _holds_questions(file):
            collection = file
    questions = [file for file in files if file != collection]
    if len(questions) != 1 or collection is None:
        raise QuestionError(
            f"STARD 要一个题目文件和一个条文文件，收到 {'、'.join(str(file) for file in files)}："
            "请给出 queries.json 和 corpus.jsonl，或题目文件加 --collection 条文文件"
        )
    published = read_plain(questions[0]).lstrip().startswith("[")
    read = _published if published else _named
    return _part(read(questions[0], collection), split)


def _part(gathered: Gathered, split: str | None) -> Gathered:
    if split is None:
        return gathered
    if split not in SPLITS:
        raise QuestionError(f"stard 没有 {shown(split)} 这一份：--split 请写 {' 或 '.join(SPLITS)}")
    asked = tuple(one for one in gathered.questions if is_held_out(one.question) == SPLITS[split])
    kept = {one.id for one in asked}
    grades = {key: found for key, found in gathered.grades.items() if key in kept}
    return replace(gathered, questions=asked, grades=grades)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = [file for name in ("queries.json", "corpus.jsonl") for file in sorted(path.glob(f"{name}*"))]
    if not found:
        raise QuestionError(f"“{path}”里没有 queries.json 和 corpus.jsonl：请检查文件夹")
    return found


def _holds_questions(path: Path) -> bool:
    if read_plain(path).lstrip().startswith("["):
        return True
    _, row = next(read_objects(path))
    return "query" in row or "问题" in row


def _published(queries: Path, corpus: Path) -> Gathered:
    asked, grades = [], {}
    for number, row in _array(queries):
        ids = row.get("match_id")
        if not isinstance(ids, list) or not all(isinstance(one, str | int) for one in ids):
            raise fault(queries, number, f"match_id 的值 {shown(ids)} 不是编号的列表", "请改正 match_id")
        key = id_of(queries, number, row, "query_id")
        asked.append(Asked(key, text_of(queries, number, row, "问题")))
        grades[key] = {str(one): RIGHT for one in ids}
    entries, blank = [], 0
    for line, row in read_objects(corpus):
        law, ordinal = _split(text_of(corpus, line, row, "name"))
        text = text_of(corpus, line, row, "content", required=False)
        blank += not text
        if text:
            entries.append(Entry(id_of(corpus, line, row, "id"), law, text, ordinal))
    notes = (f"{blank} 条没有正文的条文未收",) if blank else ()
    return Gathered(tuple(asked), grades, tuple(entries), notes=notes)


def _array(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    try:
        rows = json.loads(read_plain(path))
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"文件“{path}”不是合法的 JSON（{error}）：请重新取得") from error
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise QuestionError(f"文件“{path}”第 {number} 项 {shown(row)} 不是对象：请重新取得")
        yield number, row


def _split(name: str) -> tuple[str, str]:
    """Cut 商标法第十三条 before 第; a name without an ordinal is the law alone."""
    _, ordinal = statute_key(name)
    at = name.find(ordinal) if ordinal else len(name)
    return name[:at].strip() or name, ordinal


def _named(queries: Path, laws: Path) -> Gathered:
    asked: list[Asked] = []
    grades: dict[str, dict[str, int]] = {}
    seen: dict[str, str] = {}
    entries = {entry.id: entry for entry in merge_laws(laws)}
    known = len(entries)
    for line, row in read_objects(queries):
        question = text_of(queries, line, row, "query")
        key = seen.setdefault(question, f"s{line:05}")
        if key not in grades:
            asked.append(Asked(key, question))
        cited = list(_articles(queries, line, row))
        grades.setdefault(key, {}).update({entry.id: RIGHT for entry in cited})
        for entry in cited:
            if entry.text:
                entries.setdefault(entry.id, entry)
    added = len(entries) - known
    notes = (f"{added} 条被引的条文不在条文文件里，按题目所附的正文补入",) if added else ()
    return Gathered(tuple(asked), grades, tuple(entries.values()), notes=notes)


def _articles(path: Path, line: int, row: Mapping[str, object]) -> Iterator[Entry]:
    """Yield each article a question cites, its text "" where the question does not bring it along."""
    articles = row.get("articles")
    if not isinstance(articles, list) or not all(isinstance(one, dict) for one in articles):
        raise fault(path, line, f"articles 的值 {shown(articles)} 不是对象的列表", "请改正 articles")
    for article in articles:
        law, ordinal = statute_key(text_of(path, line, article, "name"))
        text = text_of(path, line, article, "text", required=False)
        yield Entry(f"{law}{ordinal}", law, text, ordinal)


def merge_laws(path: Path) -> list[Entry]:
    """Return one entry for each (law, article) of a laws file, with the text of the last version.

    The file has lines of {"title", "heading", "text", "scope"?}; local statutes are left out. An older
    version of the right article is not a wrong answer, so versions are not told apart. The id is law
    and ordinal.
    """
    entries: dict[tuple[str, str], Entry] = {}
    titles: dict[str, str] = {}
    for line, row in read_objects(path):
        if row.get("scope", "national") != "national":
            continue
        title, text = text_of(path, line, row, "title"), text_of(path, line, row, "text")
        before, ordinal = statute_key(text)
        law = law_name(title)
        if before or not ordinal or not law:
            continue  # a preamble or an annex, which nobody cites by an article
        titles[law] = title
        heading = text_of(path, line, row, "heading", required=False)
        entries[law, ordinal] = Entry(f"{law}{ordinal}", law, text, heading)
    if not entries:
        raise QuestionError(f"文件“{path}”里没有全国性法规的条文：每行应有 title、heading、text、scope")
    return [Entry(e.id, titles[e.title], e.text, e.heading) for e in entries.values()]
