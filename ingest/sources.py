"""Which files a user means by the sources given: files, folders, a corpus with its manifest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.errors import SourceError
from ingest.extract.sniff import SUFFIXES

MANIFEST = "manifest.jsonl"


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
        raise SourceError(f"{named}中没有可以读取的文件：请给出 {'、'.join(SUFFIXES)} 文件或含有它们的文件夹")
    return found


def unsupported(sources: Sequence[Path]) -> list[Path]:
    """Return the files in the folders among `sources` that are left out because of their format."""
    return [path for source in sources for path in _files(source) if not _readable(path, source)]


def _readable(path: Path, source: Path) -> bool:
    return path == source or path.suffix.lower() in SUFFIXES


def _files(source: Path) -> Iterator[Path]:
    if not source.exists():
        raise SourceError(f"找不到“{source}”：请检查路径")
    if not source.is_dir():
        yield source
        return
    root = source / "sources" if (source / MANIFEST).is_file() and (source / "sources").is_dir() else source
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        # a broken link or a pipe is none to read either, but to be told of
        if not path.is_dir() and not hidden and path.name != MANIFEST and path.stem.upper() != "README":
            yield path
