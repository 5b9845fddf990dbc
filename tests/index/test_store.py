import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.codec import dump_facts, dump_metadata, load_facts, load_metadata
from index.store import MIGRATION, Store
from index.store_writer import StoreWriter
from ingest.errors import SourceError
from ingest.records import (
    Box,
    Condition,
    Document,
    Facts,
    Measure,
    Metadata,
    Period,
    Region,
    Sourced,
    Span,
    Window,
)

Input = tuple[Document, tuple[Facts, ...]]


def _write(path: Path, documents: list[Input]) -> Store:
    writer = StoreWriter(path)
    for document, facts in documents:
        writer.add(document, facts)
    writer.commit()
    writer.close()
    return Store(path)


def test_documents_clauses_and_facts_come_back_as_they_were(tmp_path: Path, documents: list[Input]) -> None:
    store = _write(tmp_path / "store.sqlite", documents)
    for document, facts in documents:
        assert store.document(document.id) == document
        for clause, found in zip(document.clauses, facts, strict=True):
            assert store.clause(clause.id) == clause
            assert store.facts(clause.id) == found
    rows = store.documents()
    assert [row.id for row in rows] == [document.id for document, _ in documents]
    assert [row.clauses for row in rows] == [len(document.clauses) for document, _ in documents]
    assert [row.metadata for row in rows] == [document.metadata for document, _ in documents]
    assert list(store.clauses()) == [clause for document, _ in documents for clause in document.clauses]


def test_the_codec_keeps_nested_values_and_dates() -> None:
    condition = Condition("首贷企业", "首次", "首贷户", 3, 7, minimum=1.5, unit="万元")
    facts = Facts(
        measures=(Measure("给予贴息", "贴息", "支持", 8, 12, (condition,)),),
        windows=(Window("3月", date(2024, 3, 1), None, 0, 2),),
    )
    assert load_facts(dump_facts(facts)) == facts
    metadata = Metadata(
        region=Sourced(Region("420200", "黄石市"), Span(0, 3, "黄石市")),
        issued_on=Sourced(date(2021, 12, 31)),
        period=Sourced(Period(2021, 2025), Span(5, 9, "十四五")),
    )
    assert load_metadata(dump_metadata(metadata)) == metadata


def test_boxes_of_a_clause_come_back(tmp_path: Path, documents: list[Input]) -> None:
    document, facts = documents[0]
    boxed = replace(document.clauses[0], page=3, boxes=(Box(3, 1.5, 2.0, 30.25, 40.0),))
    store = _write(
        tmp_path / "s.sqlite", [(replace(document, clauses=(boxed, *document.clauses[1:])), facts)]
    )
    assert store.clause(boxed.id) == boxed


def test_what_is_not_there_raises_a_key_error(tmp_path: Path, documents: list[Input]) -> None:
    store = _write(tmp_path / "store.sqlite", documents[:1])
    for ask in (store.document, store.clause, store.facts):
        with pytest.raises(KeyError, match="无"):
            ask("无")


def test_nothing_is_there_before_the_commit(tmp_path: Path, documents: list[Input]) -> None:
    writer = StoreWriter(tmp_path / "store.sqlite")
    writer.add(*documents[0])
    writer.close()
    assert Store(tmp_path / "store.sqlite").documents() == []


def test_an_id_that_is_taken_is_refused_by_name(tmp_path: Path, documents: list[Input]) -> None:
    writer = StoreWriter(tmp_path / "store.sqlite")
    document, facts = documents[0]
    writer.add(document, facts)
    with pytest.raises(SourceError, match="编号重复"):
        writer.add(replace(document, id="other"), facts)
    writer.close()


def test_facts_that_are_not_aligned_are_refused(tmp_path: Path, documents: list[Input]) -> None:
    writer = StoreWriter(tmp_path / "store.sqlite")
    with pytest.raises(ValueError, match="0 facts for"):
        writer.add(documents[0][0], ())
    writer.close()


def test_the_fingerprint_follows_every_row(tmp_path: Path, documents: list[Input]) -> None:
    prints = []
    document, facts = documents[0]
    other = (*facts[:-1], Facts(windows=(Window("x", None, None, 0, 1),)))
    for number, given in enumerate((facts, facts, other)):
        writer = StoreWriter(tmp_path / f"{number}.sqlite")
        writer.add(document, given)
        prints.append(writer.fingerprint)
        writer.close()
    assert prints[0] == prints[1] != prints[2]


def test_a_store_of_another_migration_is_refused(tmp_path: Path, documents: list[Input]) -> None:
    _write(tmp_path / "store.sqlite", documents[:1]).close()
    connection = sqlite3.connect(tmp_path / "store.sqlite")
    connection.execute(f"PRAGMA user_version={MIGRATION + 1}")
    connection.close()
    with pytest.raises(ValueError, match="migration"):
        Store(tmp_path / "store.sqlite")


def test_reading_leaves_no_side_files(tmp_path: Path, documents: list[Input]) -> None:
    store = _write(tmp_path / "store.sqlite", documents[:1])
    store.documents()
    assert [path.name for path in tmp_path.iterdir()] == ["store.sqlite"]
    connection = sqlite3.connect(tmp_path / "store.sqlite")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
