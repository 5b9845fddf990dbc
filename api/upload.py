"""Read one document that was sent over the network, under the name it was sent with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from api.building import Note, Reading, Skipped
from ingest.errors import SourceError, has_surrogate, shown
from ingest.pool import read_files
from ingest.pool.cache import FOLDER as CACHE
from ingest.records import Document, Facts

_LONGEST_NAME = 200  # bytes


def file_name(name: str) -> str:
    """Return the last part of a name somebody sent, without what no file name holds; raise SourceError.

    The result names the source and never a place on the disk.
    """
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(char for char in last if unicodedata.category(char)[0] != "C" or has_surrogate(char))
    bare = unicodedata.normalize("NFC", kept).strip(" .")
    if not bare or has_surrogate(bare) or len(bare.encode()) > _LONGEST_NAME:
        raise SourceError(f"文件名 {shown(name)} 不能用：请给出不超过 60 个字的文件名，如 若干措施.docx")
    return bare


@dataclass(slots=True)
class Upload:
    """The file at `path`, cited as `source`; it is read in another process."""

    home: Path
    path: Path
    source: str
    reading: Reading
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def documents(self) -> Generator[tuple[Document, tuple[Facts, ...]], None, None]:
        """Yield the documents of the file with the facts of their clauses; raise SourceError."""
        files = read_files(
            [(self.path, self.source)],
            workers=1,
            limits=self.reading.limits,
            cache=self.home / CACHE,
        )
        with closing(files):
            for file in files:
                if file.error is not None:
                    message = str(file.error).replace(str(self.path), self.source)
                    raise SourceError(message) from file.error
                self.notes += (Note(self.source, text) for text in file.notes)
                yield from file.documents
