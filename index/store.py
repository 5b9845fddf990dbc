"""Keep documents, clauses and facts of one generation in one SQLite file.

A generation's file is written once, in one transaction, and only read afterwards: it lies in the folder of
its snapshot, so that clauses and index can never be of different generations. It is in WAL mode like every
database of the house; with no writer left, readers open it as immutable and leave no side files.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from threading import Lock

from index import codec
from ingest.errors import SourceError
from ingest.records import Clause, Document, Facts, Metadata
from ingest.relations import Ended

STORE_FILE = "store.sqlite"
MIGRATION = 2
_SCHEMA = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, sha256 TEXT NOT NULL,
    title TEXT, metadata BLOB NOT NULL, text TEXT NOT NULL, offsets BLOB NOT NULL,
    pages INTEGER, quality REAL);
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
_CLAUSE = """SELECT c.id, d.id, c.path, c.ordinal, c.heading, c.text, c.start, c."end", c.page, c.boxes
    FROM clauses c JOIN documents d ON d.number = c.document"""
_CACHED_DOCUMENTS = 32
_NO_FACTS = Facts()
_KINDS_OF_FACTS = tuple(field.name for field in fields(Facts))
_Value = str | bytes | int | float | None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document without its text and clauses; `number` counts documents from 0 in order of arrival."""

    number: int
    id: str
    source: str
    sha256: str
    title: str
    metadata: Metadata
    clauses: int
    pages: int | None
    quality: float | None
    ended: tuple[Ended, ...] = ()  # what other documents here do to it


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


class Store:
    """Reads the store of one generation; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path` read-only; raise sqlite3.Error or ValueError when it is no such store."""
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = Lock()
        version = self._rows("PRAGMA user_version")[0][0]
        if version != MIGRATION:
            self.close()
            raise ValueError(f"store of migration {version}, not {MIGRATION}")
        self._cached_document = lru_cache(_CACHED_DOCUMENTS)(self._read_document)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def documents(self) -> list[DocumentRow]:
        """Return every document in order of arrival."""
        rows = self._rows(
            """SELECT d.number, d.id, source, sha256, coalesce(title, ''), metadata,
            (SELECT count(*) FROM clauses c WHERE c.document = d.number), pages, quality
            FROM documents d ORDER BY d.number"""
        )
        ended = self._ended()
        return [
            DocumentRow(
                *(number, name, source, sha256, title, codec.load_metadata(metadata)),
                *(clauses, pages, quality, ended[number]),
            )
            for number, name, source, sha256, title, metadata, clauses, pages, quality in rows
        ]

    def _ended(self) -> Mapping[int, tuple[Ended, ...]]:
        found: dict[int, tuple[Ended, ...]] = defaultdict(tuple)
        for document, record in self._rows("SELECT document, record FROM ended ORDER BY number"):
            found[document] += (codec.load_ended(record),)
        return found

    def document(self, document_id: str) -> Document:
        """Return a document with its text and clauses; raise KeyError when there is none of that id."""
        return self._cached_document(document_id)

    def _read_document(self, document_id: str) -> Document:
        rows = self._rows(
            "SELECT source, sha256, text, offsets, metadata, pages, quality FROM documents WHERE id = ?",
            document_id,
        )
        if not rows:
            raise KeyError(document_id)
        source, sha256, text, offsets, metadata, pages, quality = rows[0]
        return Document(
            id=document_id,
            source=source,
            sha256=sha256,
            text=text,
            offsets=codec.load_offsets(offsets),
            metadata=codec.load_metadata(metadata),
            clauses=tuple(self.clauses(document_id)),
            pages=pages,
            quality=quality,
        )

    def clause(self, clause_id: str) -> Clause:
        """Return a clause; raise KeyError when there is none of that id."""
        rows = self._rows(f"{_CLAUSE} WHERE c.id = ?", clause_id)
        if not rows:
            raise KeyError(clause_id)
        return _clause(rows[0])

    def clauses(self, document_id: str | None = None) -> Iterator[Clause]:
        """Yield the clauses of one document, or of all, in order of arrival."""
        if document_id is None:
            rows = self._rows(f"{_CLAUSE} ORDER BY c.number")
        else:
            rows = self._rows(f"{_CLAUSE} WHERE d.id = ? ORDER BY c.number", document_id)
        return map(_clause, rows)

    def facts(self, clause_id: str) -> Facts:
        """Return what was read from a clause; raise KeyError when there is no such clause."""
        rows = self._rows(
            "SELECT record FROM clauses LEFT JOIN facts ON clause = number WHERE id = ?", clause_id
        )
        if not rows:
            raise KeyError(clause_id)
        return _NO_FACTS if rows[0][0] is None else codec.load_facts(rows[0][0])

    def clause_ids(self, numbers: Sequence[int]) -> dict[int, str]:
        """Return the ids of the clauses of those numbers."""
        marks = ",".join("?" * len(numbers))
        return dict(self._rows(f"SELECT number, id FROM clauses WHERE number IN ({marks})", *numbers))

    def passages(self, numbers: Sequence[int]) -> list[tuple[str, tuple[str, ...], str]]:
        """Return title of the document, path and text of the clauses of those numbers, in that order."""
        marks = ",".join("?" * len(numbers))
        rows = self._rows(
            f"""SELECT c.number, d.title, c.path, c.text FROM clauses c JOIN documents d
            ON d.number = c.document WHERE c.number IN ({marks})""",
            *numbers,
        )
        found = {number: (title or "", codec.load_path(path), text) for number, title, path, text in rows}
        return [found[number] for number in numbers]

    def _rows(self, query: str, *parameters: str | int) -> list[tuple]:  # type: ignore[type-arg]  # rows differ
        with self._lock:
            return self._connection.execute(query, parameters).fetchall()


def _clause(row: tuple) -> Clause:  # type: ignore[type-arg]  # a row of _CLAUSE
    clause_id, document_id, path, ordinal, heading, text, start, end, page, boxes = row
    return Clause(
        id=clause_id,
        document_id=document_id,
        path=codec.load_path(path),
        ordinal=ordinal,
        heading=heading,
        text=text,
        start=start,
        end=end,
        page=page,
        boxes=codec.load_boxes(boxes) if boxes is not None else (),
    )
