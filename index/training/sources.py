"""The four training files, streamed: statute articles, prose, pairs, questions with their statutes."""

from __future__ import annotations

import json
import lzma
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import SourceError

LAWS = "laws.jsonl.xz"
PROSE = "prose.txt.xz"
PAIRS = "pairs.jsonl.xz"
QUESTIONS = "statute_questions_train.jsonl.xz"

HELD_OUT_SHARE = 5


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a statute; `scope` is national or local."""

    title: str
    heading: str
    text: str
    scope: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and a passage that belong together; `source` names the collection it comes from."""

    query: str
    passage: str
    source: str


@dataclass(frozen=True, slots=True)
class Statute:
    """A statute article named as people cite it: 商标法第十三条."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A layperson's question and the articles that answer it."""

    query: str
    statutes: tuple[Statute, ...]


def read_articles(data: Path) -> Iterator[Article]:
    """Yield the articles of ``laws.jsonl.xz`` in the folder `data`; raise SourceError on a broken file."""
    for where, row in _rows(data / LAWS):
        yield Article(
            _text(row, "title", where),
            _text(row, "heading", where),
            _text(row, "text", where),
            _text(row, "scope", where),
        )


def read_prose(data: Path) -> Iterator[str]:
    """Yield the lines of ``prose.txt.xz``, one piece of prose each, blank ones left out."""
    for _, line in _lines(data / PROSE):
        if line.strip():
            yield line.strip()


def read_pairs(data: Path) -> Iterator[Pair]:
    """Yield the pairs of ``pairs.jsonl.xz``; raise SourceError on a broken file."""
    for where, row in _rows(data / PAIRS):
        yield Pair(_text(row, "query", where), _text(row, "passage", where), _text(row, "source", where))


def read_questions(data: Path) -> Iterator[Question]:
    """Yield the questions of ``statute_questions_train.jsonl.xz``; raise SourceError on a broken file."""
    for where, row in _rows(data / QUESTIONS):
        articles = row.get("articles")
        if not isinstance(articles, list) or not all(isinstance(article, dict) for article in articles):
            raise SourceError(f"{where}：字段“articles”应为对象列表。请对照训练数据说明修正此行。")
        statutes = tuple(
            Statute(_text(article, "name", where), _text(article, "text", where)) for article in articles
        )
        yield Question(_text(row, "query", where), statutes)


def is_held_out(query: str) -> bool:
    """Tell whether a question belongs to the fifth kept out of training, by a hash of its text alone."""
    return zlib.crc32(query.strip().encode()) % HELD_OUT_SHARE == 0


def _rows(path: Path) -> Iterator[tuple[str, dict[str, object]]]:
    for number, line in _lines(path):
        where = f"{path.name} 第 {number} 行"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise SourceError(f"{where}不是合法的 JSON：{error.msg}。请修正此行或重新下载该文件。") from error
        if not isinstance(row, dict):
            raise SourceError(f"{where}应为 JSON 对象。请对照训练数据说明修正此行。")
        yield where, row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            yield from enumerate(stream, start=1)
    except FileNotFoundError as error:
        raise SourceError(f"缺少训练文件：{path}。请检查 --data 所指的文件夹。") from error
    except (lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        raise SourceError(f"训练文件损坏或不是 UTF-8 编码的 xz 文件：{path}。请重新下载。") from error


def _text(row: dict[str, object], name: str, where: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise SourceError(f"{where}缺少文字字段“{name}”。请对照训练数据说明补上。")
    return value
