"""BEIR folders: ``corpus.jsonl``, ``queries.jsonl``, ``qrels/<split>.tsv``.

Source: Thakur et al. (2021), BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information
Retrieval Models.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from eval.importing.lines import id_of, read_objects, text_of
from eval.importing.qrels import read_qrels
from eval.importing.records import Asked, Entry, Gathered
from ingest.errors import QuestionError

DEFAULT_SPLIT = "test"
_PACKED = ("", ".gz", ".xz")


def read_beir(folder: Path, split: str = DEFAULT_SPLIT) -> Gathered:
    """Read the questions judged in one split, and the whole corpus; raise QuestionError as the files are."""
    grades = read_qrels(_split_file(folder, split))
    asked = tuple(one for one in read_queries(_file(folder, "queries.jsonl")) if one.id in grades)
    return Gathered(asked, grades, tuple(read_corpus(_file(folder, "corpus.jsonl"), folder.name)))


def read_queries(path: Path) -> Iterable[Asked]:
    """Yield the questions of a JSONL file of {"_id" or "id", "text", "question" or "query"}."""
    for line, row in read_objects(path):
        name = next((name for name in ("text", "question", "query") if name in row), "text")
        kind = text_of(path, line, row, "kind", required=False) or "other"
        region = text_of(path, line, row, "region", required=False) or None
        as_of = text_of(path, line, row, "as_of", required=False) or None
        yield Asked(id_of(path, line, row, "_id", "id"), text_of(path, line, row, name), kind, region, as_of)


def read_corpus(path: Path, untitled: str) -> Iterable[Entry]:
    """Yield the entries of a JSONL file of {"_id" or "id", "title"?, "text", "heading"?}.

    An entry without a title takes `untitled`, one with a title alone has it as text too.
    """
    for line, row in read_objects(path):
        title = " ".join(text_of(path, line, row, "title", required=False).split())
        text = text_of(path, line, row, "text", required=not title)
        heading = text_of(path, line, row, "heading", required=False)
        yield Entry(id_of(path, line, row, "_id", "id"), title or untitled, text or title, heading)


def _file(folder: Path, name: str) -> Path:
    for ending in _PACKED:
        if (path := folder / f"{name}{ending}").is_file():
            return path
    raise QuestionError(f"“{folder}”里没有 {name}：BEIR 文件夹应有 corpus.jsonl、queries.jsonl 和 qrels/")


def _split_file(folder: Path, split: str) -> Path:
    for ending in _PACKED:
        if (path := folder / "qrels" / f"{split}.tsv{ending}").is_file():
            return path
    there = sorted(path.name.partition(".tsv")[0] for path in (folder / "qrels").glob("*.tsv*"))
    if not there:
        raise QuestionError(f"“{folder / 'qrels'}”里没有判定文件：请把 {split}.tsv 放进去")
    raise QuestionError(f"“{folder / 'qrels'}”里没有 {split}.tsv：请用 --split 选 {'、'.join(there)} 之一")
