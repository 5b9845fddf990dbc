"""Read the documents, clauses and facts of one generation from the SQLite file `index.store_writer` wrote.

With no writer left, readers open it as immutable and leave no side files.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from index import codec
from ingest.records import Clause, Document, Facts, Metadata
from ingest.relations import Ended

STORE_FILE = "store.sqlite"
MIGRATION = 3
_CLAUSE = """SELECT c.id, d.id, c.path, c.ordinal, c.heading, c.text, c.start, c."end", c.page, c.boxes
    FROM clauses c JOIN documents d ON d.number = c.document"""
_CACHED_DOCUMENTS = 32
_NO_FACTS = Facts()


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
    scanned: float = 0.0
    doubtful_pages: tuple[int, ...] = ()
    ended: tuple[Ended, ...] = ()  # what other documents here do to it


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
            (SELECT count(*) FROM clauses c WHERE c.document = d.number), pages, quality, scanned,
            doubtful_pages
            FROM documents d ORDER BY d.number"""
        )
        ended = self._ended()
        return [_listed(row, ended[row[0]]) for row in rows]

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
            """SELECT source, sha256, text, offsets, metadata, pages, quality, scanned, doubtful_pages
            FROM documents WHERE id = ?""",
            document_id,
        )
        if not rows:
            raise KeyError(document_id)
        source, sha256, text, offsets, metadata, pages, quality, scanned, doubtful = rows[0]
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
            scanned=scanned,
            doubtful_pages=codec.load_pages(doubtful),
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


def _listed(row: tuple, ended: tuple[Ended, ...]) -> DocumentRow:  # type: ignore[type-arg]  # a row of `documents`
    number, name, source, sha256, title, metadata, clauses, pages, quality, scanned, doubtful = row
    return DocumentRow(
        number=number,
        id=name,
        source=source,
        sha256=sha256,
        title=title,
        metadata=codec.load_metadata(metadata),
        clauses=clauses,
        pages=pages,
        quality=quality,
        scanned=scanned,
        doubtful_pages=codec.load_pages(doubtful),
        ended=ended,
    )


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
