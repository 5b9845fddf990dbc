"""Whether a quote is what its source says: the source with characters left out, nothing rewritten."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ingest.errors import SourceError

KEPT_AT_LEAST = 0.3  # a quote that keeps less of its stretch of the source is not a quote of it


@cache
def read_source(path: Path) -> str:
    """Return the decoded source: UTF-8 or GB18030, no BOM, line ends folded to a newline."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            raise SourceError(f"{path} 既不是 UTF-8 也不是 GB18030，无法核对引文") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def find_sources(given: Iterable[str], folder: Path) -> tuple[dict[str, str], list[str]]:
    """Return the decoded sources by bare file name, and the names of those that cannot be read.

    `given` are the paths a base was built from; one that is not there is looked for under `folder`.
    """
    beside = {path.name: path for path in sorted(folder.rglob("*")) if path.is_file()}
    found: dict[str, str] = {}
    lost: list[str] = []
    for path in map(Path, dict.fromkeys(given)):
        try:
            found[path.name] = read_source(path if path.is_file() else beside[path.name])
        except (KeyError, OSError, SourceError):
            lost.append(path.name)
    return found, lost


def squeeze(text: str) -> str:
    """Return the text without white space."""
    return "".join(text.split())


def fold(text: str) -> str:
    """Return the text without white space and with widths folded (NFKC), for comparing names."""
    return squeeze(unicodedata.normalize("NFKC", text))


def is_subsequence(part: str, whole: str) -> bool:
    """Tell whether `part` is `whole` with characters left out."""
    rest = iter(whole)
    return all(character in rest for character in part)


def faithful(quote: str, source: str, start: int, end: int) -> bool:
    """Tell whether `quote` is ``source[start:end]`` with white space and other characters left out.

    Both ends must be kept, since the range is the quote's own.
    """
    if not 0 <= start < end <= len(source):
        return False
    kept, whole = squeeze(quote), squeeze(source[start:end])
    if not kept or not whole or (kept[0], kept[-1]) != (source[start], source[end - 1]):
        return False
    return len(kept) >= KEPT_AT_LEAST * len(whole) and is_subsequence(kept, whole)
