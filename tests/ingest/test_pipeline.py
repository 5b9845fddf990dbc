"""From files to documents: what is read, what is left out, and that ids never change."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.extract.extracted import Extracted
from ingest.extract.text import read_text
from ingest.pipeline import ingest_extracted, read_source
from ingest.sources import expand, unsupported

CORPUS = Path(__file__).parents[2] / "corpus"
SOURCES = sorted((CORPUS / "sources").glob("*.txt"))
TEXT = "某市奖补办法\n第一条 为了促进中小企业发展，制定本办法。\n第二条 对企业给予奖补。\n"


def test_a_corpus_folder_stands_for_its_sources() -> None:
    assert expand([CORPUS]) == SOURCES


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem[:8])
def test_a_real_file_becomes_documents_that_map_to_it(path: Path) -> None:
    source = read_text(path)
    for document in read_source(path, path.name).documents:
        assert document.id == sha256(document.text.encode()).hexdigest()[:12]
        assert (document.source, document.sha256) == (path.name, sha256(path.read_bytes()).hexdigest())
        for clause in document.clauses:
            assert document.text[clause.start : clause.end] == clause.text
            start, end = document.offsets.to_source_range(clause.start, clause.end)
            assert source[start] == clause.text[0]
            assert source[end - 1] == clause.text[-1]
            assert clause.id.startswith(f"{document.id}#")


def test_ingesting_twice_changes_nothing() -> None:
    assert read_source(SOURCES[0], "甲.txt").documents == read_source(SOURCES[0], "甲.txt").documents


def test_the_same_text_in_two_files_is_one_document(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "乙.txt").write_bytes(TEXT.replace("\n", "\r\n").encode("gb18030"))
    first, second = (read_source(tmp_path / name, name).documents[0] for name in ("甲.txt", "乙.txt"))
    assert first.id == second.id
    assert first.source != second.source


def test_folders_are_searched_and_other_things_left_out(tmp_path: Path) -> None:
    for name in (
        "乙.txt",
        "子/甲.md",
        "条款.jsonl",
        ".藏.txt",
        ".git/丙.txt",
        "README.md",
        "manifest.jsonl",
        "图.png",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    names = [path.relative_to(tmp_path).as_posix() for path in expand([tmp_path, tmp_path / "乙.txt"])]
    assert names == ["乙.txt", "子/甲.md", "条款.jsonl"]
    assert [path.name for path in unsupported([tmp_path])] == ["图.png"]


def test_a_collection_is_read_as_such(tmp_path: Path) -> None:
    path = tmp_path / "条款.jsonl"
    path.write_text(
        json.dumps({"id": "甲", "title": "某办法", "text": "乙"}, ensure_ascii=False), encoding="utf-8"
    )
    (document,) = read_source(path, "条款.jsonl").documents
    assert [clause.id for clause in document.clauses] == [f"{document.id}#甲"]
    assert document.source == "条款.jsonl"


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "图.png").write_bytes(b"\x89PNG")
    with pytest.raises(SourceError, match="没有可以读取的文件"):
        expand([tmp_path])
    with pytest.raises(SourceError, match="找不到"):
        expand([tmp_path / "无"])


def test_a_text_of_nothing_but_furniture_is_an_error() -> None:
    with pytest.raises(SourceError, match="没有正文"):
        ingest_extracted(Extracted("- 1 -\n\n- 2 -\n"), "页码.txt", "")
