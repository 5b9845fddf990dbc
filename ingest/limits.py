"""How much one file may ask for: a file beyond is refused with a message before it is read whole."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import SourceError, reason_of

MEGABYTE = 1 << 20
LARGEST_FILE = 200 * MEGABYTE
LARGEST_TEXT = 32 * MEGABYTE  # of plain text, HTML and what an office file unpacks to
MOST_PAGES = 3_000
LARGEST_PICTURE = 60_000_000  # pixels of a page
MOST_MEMBERS = 2_000  # files in an archive
LARGEST_UNPACKED = 500 * MEGABYTE
MOST_RATIO = 200  # bytes unpacked for one packed: text reaches 20, a bomb 1,000
DEEPEST_ARCHIVE = 2  # archives in archives


def check_size(path: Path, largest: int, what: str = "文件") -> int:
    """Return the size of the file at `path` in bytes; raise SourceError where it is missing or too large."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise SourceError(f"无法读取文件“{path}”（{reason_of(error)}）：请检查路径和读取权限") from error
    if size > largest:
        raise SourceError(
            f"{what}“{path.name}”有 {size / MEGABYTE:.0f} MB，"
            f"超过上限 {largest // MEGABYTE} MB：请拆成较小的文件再试"
        )
    return size
