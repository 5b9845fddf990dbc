"""Add documents to a knowledge base and remove them; what is there already is carried over as it was read.

A change publishes a new generation like a build does, in one step: an interrupted one leaves the last good
generation. The documents that stay are taken from the current store, not from their sources, which need not
exist any more; the index over them is made anew, about a second for 10,000 clauses with the shipped encoder.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from api.building import Note, Skipped
from api.changes import IDENTICAL, SCAN, TYPOGRAPHY, Added, AddSummary, Counts, Known, Removed, RemoveSummary
from api.console.progress import Progress
from api.current import current_store
from api.history import lineages_of
from index.build import BuildReport, build
from index.home import check_buildable, check_home
from index.models import Encoder
from index.models.loading import load_encoder
from index.snapshot import Manifest, current
from index.store import DocumentRow, Store
from ingest.errors import HomeError, NotFoundError
from ingest.records import Document, Facts
from ingest.versions import signature_of
from ingest.versions.clause_diff import diff
from ingest.versions.copies import MOSTLY, alike_titles, original_of
from ingest.versions.shingles import folded

Read = tuple[Document, tuple[Facts, ...]]


class Reader(Protocol):
    """What reads new documents; `skipped` and `notes` are complete once `documents` has ended."""

    skipped: list[Skipped]
    notes: list[Note]

    def documents(self) -> Generator[Read, None, None]:
        """Yield the documents with the facts of their clauses; raise SourceError."""
        ...


def add_documents(home: Path, reader: Reader, encoder: Path | None, progress: Progress) -> AddSummary:
    """Add what `reader` reads to the documents of `home`, a new home being built.

    What is there already is not added again. Raises SourceError when something cannot be read, HomeError when
    the home is busy, not ours, damaged or of another model; either leaves everything as it was.
    """
    started = time.monotonic()
    check_buildable(home)
    adding = _Adding(home, reader, load_encoder(encoder))
    with closing(adding.documents()) as documents:
        report = _build(home, documents, adding.encoder, progress)
    return AddSummary(
        home=str(home),
        generation=report.generation,
        added=_added(home, adding.new),
        known=tuple(adding.known),
        documents=report.documents,
        clauses=report.clauses,
        seconds=round(time.monotonic() - started, 2),
        skipped=tuple(reader.skipped),
        notes=tuple(reader.notes),
    )


def remove_documents(
    home: Path, names: Sequence[str], encoder: Path | None, progress: Progress, all_versions: bool = False
) -> RemoveSummary:
    """Remove the documents of those ids or sources, with `all_versions` every version of their policies.

    Nothing of them is left in the home but their ids in the journal. Raises NotFoundError for an unknown
    name, HomeError when nothing would be left or the home is busy, not ours, damaged or of another model.
    """
    started = time.monotonic()
    check_home(home)
    removing = _Removing(home, names, all_versions, load_encoder(encoder))
    with closing(removing.documents()) as documents:
        report = _build(home, documents, removing.encoder, progress)
    return RemoveSummary(
        home=str(home),
        generation=report.generation,
        removed=tuple(Removed(row.id, row.title or None, row.source) for row in removing.gone),
        documents=report.documents,
        clauses=report.clauses,
        seconds=round(time.monotonic() - started, 2),
    )


def _build(home: Path, documents: Iterator[Read], encoder: Encoder, progress: Progress) -> BuildReport:
    return build(home, documents, encoder, lambda stage, done: progress(stage, done, None))


class _Adding:
    """The documents of a home and the new ones; they are read while `build` holds the home."""

    def __init__(self, home: Path, reader: Reader, encoder: Encoder) -> None:
        self.encoder = encoder
        self.new: list[str] = []
        self.known: list[Known] = []
        self._home = home
        self._reader = reader
        self._seen: dict[str, tuple[str | None, str]] = {}  # title and source by id
        self._folded: dict[bytes, str] = {}

    def documents(self) -> Generator[Read, None, None]:
        if current(self._home) is not None:
            with current_store(self._home) as (store, manifest):
                check_carried(self._home, manifest, self.encoder)
                for document, facts in _stored(store, store.documents()):
                    self._see(document)
                    yield document, facts
        with closing(self._reader.documents()) as documents:
            for document, facts in documents:
                if not self._is_known(document):
                    self.new.append(document.id)
                    self._see(document)
                    yield document, facts

    def _see(self, document: Document) -> None:
        title = document.metadata.title.value if document.metadata.title else None
        self._seen[document.id] = (title, document.source)
        self._folded.setdefault(_print_of(document), document.id)

    def _is_known(self, document: Document) -> bool:
        scanned = document.scanned >= MOSTLY
        found = document.id if document.id in self._seen else self._folded.get(_print_of(document))
        if found is None and scanned:
            found = self._original_of(document)
        if found is None:
            return False
        why = IDENTICAL if found == document.id else SCAN if scanned else TYPOGRAPHY
        self.known.append(Known(found, *self._seen[found], given=document.source, why=why))
        return True

    def _original_of(self, scan: Document) -> str | None:
        """Return the id of the stored document of like title that `scan` is a copy of."""
        title = scan.metadata.title.value if scan.metadata.title else None
        if title is None or current(self._home) is None:
            return None  # told by its text alone it is left to the build
        with current_store(self._home) as (store, _):
            named = (row.id for row in store.documents() if row.title and alike_titles(row.title, title))
            return original_of(signature_of(scan), [signature_of(store.document(one)) for one in named])


class _Removing:
    """The documents of a home that stay; they are read while `build` holds the home."""

    def __init__(self, home: Path, names: Sequence[str], all_versions: bool, encoder: Encoder) -> None:
        self.encoder = encoder
        self.gone: list[DocumentRow] = []
        self._home = home
        self._names = names
        self._all_versions = all_versions

    def documents(self) -> Generator[Read, None, None]:
        with current_store(self._home) as (store, manifest):
            check_carried(self._home, manifest, self.encoder)
            rows = store.documents()
            gone = {one for name in self._names for one in _meant(name, rows)}
            if self._all_versions:
                lineages = lineages_of(store)
                gone = {member for one in gone for member in lineages.members(one)}
            self.gone = [row for row in rows if row.id in gone]
            if len(gone) == len(rows):
                raise HomeError(
                    f"删掉这些文件，知识库 {self._home} 就空了，未作改动；要全部清空，请直接删除这个文件夹"
                )
            yield from _stored(store, [row for row in rows if row.id not in gone])


def check_carried(home: Path, manifest: Manifest, encoder: Encoder) -> None:
    """Refuse to index what was indexed by one model with another."""
    if manifest.contents.model != encoder.fingerprint:
        raise HomeError(
            f"知识库 {home} 是用另一个向量模型构建的（{manifest.contents.model[:12]}，"
            f"现在的是 {encoder.fingerprint[:12]}）；请用 --encoder 指定同一个模型，"
            f"或运行 huice build --home {home} 重新构建"
        )


def _stored(store: Store, rows: Sequence[DocumentRow]) -> Iterator[Read]:
    for row in rows:
        document = store.document(row.id)
        yield document, tuple(store.facts(clause.id) for clause in document.clauses)


def _print_of(document: Document) -> bytes:
    return sha256(folded(document.text).encode("utf-8", "surrogatepass")).digest()


def _meant(name: str, rows: Sequence[DocumentRow]) -> list[str]:
    """Return the document of that id, or those read from that file."""
    if any(row.id == name for row in rows):
        return [name]
    found = [row.id for row in rows if row.source == name or Path(row.source) == Path(name)]
    if not found:
        raise NotFoundError(
            f"知识库里没有编号或来源是“{name}”的文件，未作改动。用 huice documents 查看编号和来源。"
        )
    return found


def _added(home: Path, new: Sequence[str]) -> tuple[Added, ...]:
    if not new:
        return ()
    with current_store(home) as (store, _):
        rows = {row.id: row for row in store.documents()}
        lineages = lineages_of(store)
        found = []
        for one in new:
            before = lineages.older.get(one, (None,))[0]
            found.append(
                Added(
                    id=one,
                    title=rows[one].title or None,
                    source=rows[one].source,
                    clauses=rows[one].clauses,
                    version=lineages.number(one),
                    versions=lineages.number(lineages.members(one)[-1]),
                    replaces=before,
                    replaces_title=rows[before].title or None if before else None,
                    counts=_counts(store, before, one) if before else None,
                )
            )
        return tuple(found)


def _counts(store: Store, old: str, new: str) -> Counts:
    found = diff(store.document(old), store.document(new))
    return Counts(len(found.added), len(found.removed), len(found.changed), len(found.moved), found.unchanged)
