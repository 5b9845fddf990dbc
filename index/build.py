"""Build a generation of the knowledge base from documents and publish it."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.home import building, writing
from index.journal import record
from index.models import Encoder
from index.priors import document_prior, structure_prior
from index.snapshot import SCHEMA, Contents, Manifest, aside, current, prune, publish, verify
from index.store import STORE_FILE, Store
from index.store_writer import StoreWriter
from index.succession import Succession
from index.tables import Passage, TableWriter
from index.tokens import count_tokens, lexicon_fingerprint
from ingest.chunks import chunks_of
from ingest.errors import HomeError, SourceError
from ingest.pool.cache import FOLDER as CACHE
from ingest.pool.cache import prune as prune_cache
from ingest.records import Clause, Document, Facts

Progress = Callable[[str, int], None]
_REPORTED_EACH = 1_000


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made; `unchanged` says that the same was already current and was left as it is."""

    generation: str
    documents: int
    clauses: int
    chunks: int
    facts: int
    unchanged: bool


def build(
    home: Path,
    documents: Iterable[tuple[Document, tuple[Facts, ...]]],
    encoder: Encoder,
    progress: Progress | None = None,
) -> BuildReport:
    """Make `documents`, and nothing else, the current contents of the knowledge base at `home`.

    `progress` is called with the name of the stage (入库 · 切分 · 索引 · 发布) and the clauses done so far.
    A document that comes twice is taken once. Raises HomeError when the folder is not ours, busy or the disk
    is full, SourceError when there is nothing to build; the last good generation then stays current.
    """
    report = progress or (lambda stage, done: None)
    with building(home), aside(home) as folder:
        contents = _write_store(home, folder, documents, encoder, report)
        same = _already_current(home, contents.fingerprint)
        if same is not None:
            prune_cache(home / CACHE, contents.documents)
            record(home, contents.documents)
            return _report(same, unchanged=True)
        with writing(home):
            chunks = _write_tables(folder, encoder, report)
            report("发布", contents.clauses)
            manifest = publish(home, folder, replace(contents, chunks=chunks))
        prune(home, manifest)
        prune_cache(home / CACHE, contents.documents)
        record(home, contents.documents)
        return _report(manifest, unchanged=False)


def _report(manifest: Manifest, unchanged: bool) -> BuildReport:
    made = manifest.contents
    return BuildReport(
        manifest.generation, len(made.documents), made.clauses, made.chunks, made.facts, unchanged
    )


def _write_store(
    home: Path,
    folder: Path,
    documents: Iterable[tuple[Document, tuple[Facts, ...]]],
    encoder: Encoder,
    report: Progress,
) -> Contents:
    with writing(home):
        writer = StoreWriter(folder / STORE_FILE)
    succession = Succession()
    try:
        for document, facts in documents:  # an error of the source is none of the home folder
            before = writer.clauses
            if document.id not in writer.documents:
                with writing(home):
                    writer.add(document, facts)
                succession.add(document, facts)
            if before // _REPORTED_EACH != writer.clauses // _REPORTED_EACH:
                report("入库", writer.clauses)
        if not writer.clauses:
            raise SourceError("没有可以入库的条款；请检查给出的文件或文件夹")
        ended = succession.ended()
        with writing(home):
            writer.add_ended(ended)
            writer.commit()
    finally:
        writer.close()
    return _contents(writer, encoder)


def _contents(writer: StoreWriter, encoder: Encoder) -> Contents:
    basis = "\n".join((str(SCHEMA), writer.fingerprint, encoder.fingerprint, lexicon_fingerprint()))
    return Contents(
        fingerprint=hashlib.sha256(basis.encode()).hexdigest(),
        model=encoder.fingerprint,
        lexicon=lexicon_fingerprint(),
        documents=tuple(writer.documents),
        clauses=writer.clauses,
        chunks=0,
        facts=writer.facts,
    )


def _already_current(home: Path, fingerprint: str) -> Manifest | None:
    try:
        found = current(home)
        if found is None or found[1].contents.fingerprint != fingerprint:
            return None
        verify(home, *found)
    except HomeError:
        return None  # a damaged generation is what this build replaces
    return found[1]


def _write_tables(folder: Path, encoder: Encoder, report: Progress) -> int:
    store = Store(folder / STORE_FILE)
    try:
        rows = [(row.id, row.title, document_prior(row.metadata), row.clauses) for row in store.documents()]
        writer = TableWriter(encoder)
        priors = array("f")
        for document_id, title, kind, _ in rows:
            for clause in store.clauses(document_id):  # never all at once: there may be very many
                for passage in _passages(len(priors), clause, title):
                    writer.add(passage)
                priors.append(structure_prior(clause) * kind)
                if len(priors) % _REPORTED_EACH == 0:
                    report("切分", len(priors))
    finally:
        store.close()
    report("索引", len(priors))
    writer.write(folder, [clauses for *_, clauses in rows], priors)
    return writer.chunks


def _passages(number: int, clause: Clause, title: str) -> Iterator[Passage]:
    chunks = chunks_of(clause, title, count_tokens)
    if not chunks:  # every clause can be found, an empty one by its headings
        yield Passage(number, "\n".join((title, *clause.path)), clause.text)
    for chunk in chunks:
        yield Passage(number, chunk.header, chunk.text, chunk.start)
