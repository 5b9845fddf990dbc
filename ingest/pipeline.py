"""From files to documents: read, clean, split, and say of each part what it is and which clauses it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from ingest.clean import clean
from ingest.collection import read_collection
from ingest.errors import SourceError, has_surrogate, shown
from ingest.extract.text import read_text
from ingest.facts.read import read_facts
from ingest.metadata import read_metadata
from ingest.records import Document, Facts
from ingest.split import Part, split
from ingest.structure import clauses_of

TEXTS = (".txt", ".text", ".md", ".markdown")
COLLECTION = ".jsonl"
MANIFEST = "manifest.jsonl"
ID_LENGTH = 12


def ingest_path(path: Path, source: str) -> list[Document]:
    """Return the documents in the file at `path`, cited as `source`; raise SourceError where it has none."""
    if has_surrogate(source):
        raise SourceError(f"文件名 {shown(source)} 不是有效的 UTF-8，无法引用：请改名后再试")
    if path.suffix.lower() == COLLECTION:
        return list(read_collection(path, source))
    decoded = read_text(path)
    digest = sha256(path.read_bytes()).hexdigest()
    return ingest_text(decoded, source, digest)


def ingest_text(decoded: str, source: str, digest: str) -> list[Document]:
    """Return the documents in a decoded text; `digest` is the sha256 of the bytes it was decoded from."""
    cleaned = clean(decoded)
    documents = [_document(part, decoded, source, digest) for part in split(cleaned) if part.text.strip()]
    if not documents:
        raise SourceError(f"文件“{source}”除目录、页眉页脚外没有正文：请换一个有正文的文件")
    return documents


def _document(part: Part, decoded: str, source: str, digest: str) -> Document:
    metadata = read_metadata(part, decoded)
    identity = sha256(part.text.encode()).hexdigest()[:ID_LENGTH]
    title = metadata.title.value if metadata.title else None
    clauses = clauses_of(identity, part.text, title)
    kept = sum(not char.isspace() for char in part.text)
    lost = sum(not char.isspace() for each in part.dropped for char in each.span.text)
    quality = kept / (kept + lost) if kept + lost else None
    return Document(identity, source, digest, part.text, part.offsets, metadata, clauses, quality=quality)


def facts_of(document: Document) -> tuple[Facts, ...]:
    """Return the facts of each clause of `document`, in the order of its clauses."""
    issued = document.metadata.issued_on.value if document.metadata.issued_on else None
    return tuple(read_facts(clause.text, clause.path, issued) for clause in document.clauses)


def expand(sources: Sequence[Path]) -> list[Path]:
    """Return the files to read for `sources`: files as given, folders searched recursively, each file once.

    Of a folder with a manifest.jsonl and a sources folder only the latter counts. Hidden files, manifests and
    README files are left out, as are files of formats that are not read (see `unsupported`).
    Raise SourceError for a source that does not exist, or when nothing is left to read.
    """
    found = list(
        dict.fromkeys(path for source in sources for path in _files(source) if _readable(path, source))
    )
    if not found:
        named = "、".join(f"“{source}”" for source in sources)
        raise SourceError(
            f"{named}中没有可以读取的文件：请给出 {'、'.join((*TEXTS, COLLECTION))} 文件或含有它们的文件夹"
        )
    return found


def unsupported(sources: Sequence[Path]) -> list[Path]:
    """Return the files in the folders among `sources` that are left out because of their format."""
    return [path for source in sources for path in _files(source) if not _readable(path, source)]


def _readable(path: Path, source: Path) -> bool:
    return path == source or path.suffix.lower() in (*TEXTS, COLLECTION)


def _files(source: Path) -> Iterator[Path]:
    if not source.exists():
        raise SourceError(f"找不到“{source}”：请检查路径")
    if not source.is_dir():
        yield source
        return
    root = source / "sources" if (source / MANIFEST).is_file() and (source / "sources").is_dir() else source
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.is_file() and not hidden and path.name != MANIFEST and path.stem.upper() != "README":
            yield path
