"""Write the documents, clauses and facts of one generation into one SQLite file.

A generation's file is written once, in one transaction, and only read afterwards: it lies in the folder of
its snapshot, so that clauses and index can never be of different generations. It is in WAL mode like every
database of the house.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

from index import codec
from index.store import MIGRATION
from ingest.errors import SourceError
from ingest.records import Clause, Document, Facts
from ingest.relations import Ended

_SCHEMA = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, sha256 TEXT NOT NULL,
    title TEXT, metadata BLOB NOT NULL, text TEXT NOT NULL, offsets BLOB NOT NULL,
    pages INTEGER, quality REAL, scanned REAL NOT NULL, doubtful_pages BLOB NOT NULL);
CREATE TABLE clauses (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document INTEGER NOT NULL REFERENCES documents,
    path BLOB NOT NULL, ordinal TEXT NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER, boxes BLOB);
CREATE TABLE facts (clause INTEGER PRIMARY KEY REFERENCES clauses, record BLOB NOT NULL);
CREATE TABLE ended (
    number INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents,
    "by" INTEGER NOT NULL REFERENCES documents, record BLOB NOT NULL);
CREATE INDEX clauses_of_document ON clauses (document);
"""
_NO_FACTS = Facts()
_KINDS_OF_FACTS = tuple(field.name for field in fields(Facts))
_Value = str | bytes | int | float | None


class StoreWriter:
    """Writes the store of a new generation; nothing is there before `commit`."""

    def __init__(self, path: Path) -> None:
        """Create the file at `path`; raise sqlite3.Error as SQLite does."""
        self.documents: dict[str, None] = {}  # ids in order of arrival
        self.clauses = 0
        self.facts = 0
        self._digest = hashlib.sha256()
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute(f"PRAGMA user_version={MIGRATION}")
        for statement in _SCHEMA.split(";"):
            self._connection.execute(statement)
        self._connection.execute("BEGIN")

    @property
    def fingerprint(self) -> str:
        """Return the sha256 over every row written so far."""
        return self._digest.hexdigest()

    def add(self, document: Document, facts: Sequence[Facts]) -> None:
        """Add a document with the facts of its clauses, aligned.

        Raises ValueError when they are not aligned, SourceError when an id is already taken.
        """
        if len(facts) != len(document.clauses):
            raise ValueError(f"{len(facts)} facts for {len(document.clauses)} clauses of {document.id}")
        try:
            self._insert("documents", _document_row(len(self.documents), document))
            for clause, found in zip(document.clauses, facts, strict=True):
                self._add_clause(clause, found)
        except sqlite3.IntegrityError as error:
            raise SourceError(f"{document.source}：文件或条款的编号重复（{error}）；请检查编号") from error
        self.documents[document.id] = None

    def add_ended(self, ended: Iterable[Ended]) -> None:
        """Add what documents do to each other; raise ValueError for one that was not added."""
        numbers = {document: number for number, document in enumerate(self.documents)}
        for count, each in enumerate(ended):
            if each.document_id not in numbers or each.by_id not in numbers:
                raise ValueError(f"{each.document_id} or {each.by_id} is not in the store")
            row = (count, numbers[each.document_id], numbers[each.by_id], codec.dump_ended(each))
            self._insert("ended", row)

    def _add_clause(self, clause: Clause, facts: Facts) -> None:
        self._insert("clauses", _clause_row(self.clauses, len(self.documents), clause))
        if facts != _NO_FACTS:
            self._insert("facts", (self.clauses, codec.dump_facts(facts)))
            self.facts += sum(len(getattr(facts, name)) for name in _KINDS_OF_FACTS)
        self.clauses += 1

    def _insert(self, table: str, row: tuple[_Value, ...]) -> None:
        marks = ",".join("?" * len(row))
        self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)
        self._digest.update(repr(row).encode("utf-8", "backslashreplace"))

    def commit(self) -> None:
        """Make everything added so far the contents of the file; raise sqlite3.Error as SQLite does."""
        self._connection.execute("COMMIT")
        # closing would do this too, but would not say that the disk is full
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the file; what was not committed is gone."""
        self._connection.close()


def _document_row(number: int, document: Document) -> tuple[_Value, ...]:
    title = document.metadata.title
    return (
        number,
        document.id,
        document.source,
        document.sha256,
        title.value if title else None,
        codec.dump_metadata(document.metadata),
        document.text,
        codec.dump_offsets(document.offsets),
        document.pages,
        document.quality,
        document.scanned,
        codec.dump_pages(document.doubtful_pages),
    )


def _clause_row(number: int, document: int, clause: Clause) -> tuple[_Value, ...]:
    return (
        number,
        clause.id,
        document,
        codec.dump_path(clause.path),
        clause.ordinal,
        clause.heading,
        clause.text,
        clause.start,
        clause.end,
        clause.page,
        codec.dump_boxes(clause.boxes) if clause.boxes else None,
    )
