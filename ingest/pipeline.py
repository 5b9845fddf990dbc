"""From files to documents: read, clean, split, and say of each part what it is and which clauses it has."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from ingest.cards import Card, card_document, cut_cards
from ingest.clean import clean
from ingest.collection import read_collection
from ingest.errors import SourceError, has_surrogate, shown
from ingest.extract import extract
from ingest.extract.archive import is_archive, unpacked
from ingest.extract.extracted import Extracted
from ingest.facts.read import read_facts
from ingest.metadata import read_metadata
from ingest.paging import placed
from ingest.records import Document, Facts
from ingest.rows import cut_rows
from ingest.split import Part, split
from ingest.structure import clauses_of

COLLECTION = ".jsonl"
ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Ingested:
    """The documents in one file, and what the user should know of how they were read."""

    documents: tuple[Document, ...]
    notes: tuple[str, ...] = ()


def read_source(path: Path, source: str) -> Ingested:
    """Return the documents in the file at `path`, cited as `source`; raise SourceError where it has none.

    The files in an archive are cited as `source`/name; one that cannot be read is told in the notes.
    """
    if has_surrogate(source):
        raise SourceError(f"文件名 {shown(source)} 不是有效的 UTF-8，无法引用：请改名后再试")
    if path.suffix.lower() == COLLECTION:
        return Ingested(tuple(read_collection(path, source)))
    if is_archive(path):
        return _read_archive(path, source)
    extracted = extract(path)
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Ingested(ingest_extracted(extracted, source, digest), extracted.notes)


def _read_archive(path: Path, source: str) -> Ingested:
    documents: list[Document] = []
    notes: list[str] = []
    with unpacked(path) as members:
        for member in members:
            try:
                found = read_source(member.path, f"{source}/{member.name}")
            except SourceError as error:
                notes.append(f"{member.name}：{error}")
                continue
            documents += found.documents
            notes += (f"{member.name}：{note}" for note in found.notes)
    if not documents:
        raise SourceError(f"压缩包“{path.name}”里没有能读的文件：" + ("；".join(notes) or "它是空的"))
    return Ingested(tuple(documents), tuple(notes))


def ingest_extracted(extracted: Extracted, source: str, digest: str) -> tuple[Document, ...]:
    """Return the documents in what was extracted, in text order; raise SourceError where there is none."""
    cleaned = clean(extracted.text, extracted.settled)
    cards, parts = cut_cards(cleaned, extracted.tables) if extracted.tables else ((), split(cleaned))
    found: list[tuple[int, Document]] = []
    for each in (*cards, *parts):
        part = each.part if isinstance(each, Card) else each
        if part.text.strip():
            made = (
                card_document(each, extracted.text, source, digest)
                if isinstance(each, Card)
                else _document(each, extracted, source, digest)
            )
            found.append((part.offsets.to_source(0), placed(made, extracted)))
    if not found:
        raise SourceError(f"文件“{source}”除目录、页眉页脚外没有正文：请换一个有正文的文件")
    return tuple(document for _, document in sorted(found, key=lambda pair: pair[0]))


def _document(part: Part, extracted: Extracted, source: str, digest: str) -> Document:
    metadata = read_metadata(part, extracted.text, extracted.title)
    identity = sha256(part.text.encode()).hexdigest()[:ID_LENGTH]
    title = metadata.title.value if metadata.title else None
    clauses = clauses_of(identity, part.text, title)
    if extracted.tables:
        clauses = cut_rows(clauses, part, extracted.tables)
    return Document(
        identity, source, digest, part.text, part.offsets, metadata, clauses, quality=quality_of(part)
    )


def quality_of(part: Part) -> float | None:
    """Return the share of a part's characters that were kept, None where it has none."""
    kept = sum(not char.isspace() for char in part.text)
    lost = sum(not char.isspace() for each in part.dropped for char in each.span.text)
    return kept / (kept + lost) if kept + lost else None


def facts_of(document: Document) -> tuple[Facts, ...]:
    """Return the facts of each clause of `document`, in the order of its clauses."""
    issued = document.metadata.issued_on.value if document.metadata.issued_on else None
    return tuple(read_facts(clause.text, clause.path, issued) for clause in document.clauses)
