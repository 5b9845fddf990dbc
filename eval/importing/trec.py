"""TREC collections: topics, qrels and perhaps a collection; which file is which is told by content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.importing.beir import read_corpus, read_queries
from eval.importing.lines import fault, read_lines, read_objects, read_plain
from eval.importing.qrels import looks_like_qrels, read_qrels
from eval.importing.records import Asked, Entry, Gathered, Grades
from ingest.errors import QuestionError

_TOPIC = re.compile(r"<top>(.*?)</top>", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"<num>\s*(?:number:)?\s*([^\s<]+)", re.IGNORECASE)
_TITLE = re.compile(r"<title>\s*(?:topic:)?([^<]*)", re.IGNORECASE)
_ROLES = "请用 --queries、--qrels、--collection 指明"


def read_trec(
    paths: Sequence[Path],
    queries: Path | None = None,
    qrels: Path | None = None,
    collection: Path | None = None,
) -> Gathered:
    """Read topics, judgements and the collection where there is one; named files are taken as named.

    Raises QuestionError where a file is broken or the parts cannot be told from each other.
    """
    unnamed = list(paths)
    if qrels is None:
        qrels = _only_qrels(unnamed)
        unnamed.remove(qrels)
    grades = read_qrels(qrels)
    if queries is None:
        queries = _topics_among(unnamed, grades, collection is not None)
        unnamed.remove(queries)
    if collection is None and unnamed:
        collection = unnamed.pop()
    if unnamed:
        raise QuestionError(f"不知道“{unnamed[0]}”是什么：{_ROLES}")
    asked = tuple(one for one in read_topics(queries) if one.id in grades)
    entries = None if collection is None else tuple(read_entries(collection))
    return Gathered(asked, grades, entries)


def read_topics(path: Path) -> Iterator[Asked]:
    """Yield the questions of ``<top>`` topics, JSONL, or lines of id, tab, text."""
    text = read_plain(path)
    if _TOPIC.search(text):
        yield from _classic(path, text)
    elif text.lstrip().startswith("{"):
        yield from read_queries(path)
    else:
        for number, line in read_lines(path):
            key, _, words = (part.strip() for part in line.partition("\t"))
            if not key or not words:
                raise fault(path, number, "应是“题号<制表符>问题”", "请用制表符隔开题号和问题")
            yield Asked(key, words)


def read_entries(path: Path) -> Iterator[Entry]:
    """Yield the entries of JSONL, or of lines of id, tab, text or id, tab, title, tab, text."""
    untitled = path.name.partition(".")[0]
    if read_plain(path).lstrip().startswith("{"):
        yield from read_corpus(path, untitled)
        return
    for number, line in read_lines(path):
        cells = [cell.strip() for cell in line.split("\t", 2)]
        if len(cells) < 2 or not cells[0] or not cells[-1]:
            raise fault(path, number, "应是“编号<制表符>正文”或“编号、标题、正文”", "请用制表符隔开")
        yield Entry(cells[0], (cells[1] if len(cells) == 3 else "") or untitled, cells[-1])


def _classic(path: Path, text: str) -> Iterator[Asked]:
    for topic in _TOPIC.finditer(text):
        number, title = _NUMBER.search(topic[1]), _TITLE.search(topic[1])
        words = "" if title is None else " ".join(title[1].split())
        if number is None or not words:
            line = text.count("\n", 0, topic.start()) + 1
            raise fault(path, line, "<top> 里缺少 <num> 或 <title>", "请补上题号和问题")
        yield Asked(number[1], words)


def _only_qrels(paths: Sequence[Path]) -> Path:
    found = [path for path in paths if looks_like_qrels(path)]
    if len(found) != 1:
        which = "、".join(map(str, found)) or "没有一个文件"
        raise QuestionError(f"{which} 像判定文件（题号 0 条款编号 相关度），应恰有一个：{_ROLES}")
    return found[0]


def _topics_among(paths: Sequence[Path], grades: Grades, has_collection: bool) -> Path:
    """Return the file whose ids are the judged questions while the other's hold the judged clauses."""
    if len(paths) == 1:
        return paths[0]
    if len(paths) != 2 or has_collection:
        raise QuestionError(f"题目文件应恰有一个，现在有 {len(paths)} 个可选：{_ROLES}")
    clauses = {clause for judged in grades.values() for clause in judged}
    ids = [_ids(path) for path in paths]
    fits = [_share(ids[at], grades) + _share(ids[1 - at], dict.fromkeys(clauses)) for at in range(2)]
    if fits[0] == fits[1]:
        raise QuestionError(f"分不清“{paths[0]}”和“{paths[1]}”哪个是题目哪个是条款：{_ROLES}")
    return paths[0] if fits[0] > fits[1] else paths[1]


def _share(ids: frozenset[str], wanted: Mapping[str, object]) -> float:
    return len(ids & wanted.keys()) / max(1, len(wanted))


def _ids(path: Path) -> frozenset[str]:
    text = read_plain(path)
    if _TOPIC.search(text):
        return frozenset(one.id for one in _classic(path, text))
    if text.lstrip().startswith("{"):
        return frozenset(str(row.get("_id", row.get("id"))) for _, row in read_objects(path))
    return frozenset(line.partition("\t")[0].strip() for _, line in read_lines(path))
