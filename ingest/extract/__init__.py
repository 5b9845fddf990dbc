"""Extractors: one module a format, each turns a file into `Extracted`. What a file is, its content tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.errors import SourceError
from ingest.extract.extracted import Extracted
from ingest.extract.sniff import Format, sniff


def extract(path: Path) -> Extracted:
    """Return what the file at `path` holds; raise SourceError for what cannot be read."""
    extracted = _READERS[sniff(path)](path)
    if not extracted.text.strip():
        raise SourceError(f"文件“{path.name}”里没有文字：请换一个有正文的文件")
    return extracted


# The modules are imported when a file needs them: a question never pays for the readers.
def _pdf(path: Path) -> Extracted:
    from ingest.extract.pdf import read_pdf

    return read_pdf(path)


def _docx(path: Path) -> Extracted:
    from ingest.extract.docx import read_docx

    return read_docx(path)


def _word(path: Path) -> Extracted:
    from ingest.extract.doc import read_doc

    return read_doc(path)


def _html(path: Path) -> Extracted:
    from ingest.extract.html import read_html

    return read_html(path)


def _mhtml(path: Path) -> Extracted:
    from ingest.extract.html import read_mhtml

    return read_mhtml(path)


def _markdown(path: Path) -> Extracted:
    from ingest.extract.markdown import read_markdown

    return read_markdown(path)


def _text(path: Path) -> Extracted:
    from ingest.extract.text import read_text

    return Extracted(read_text(path))


def _archive(path: Path) -> Extracted:
    raise SourceError(f"“{path.name}”是 ZIP 压缩包，不是一份文件：请先解压，再给出其中的文件")


_READERS: dict[Format, Callable[[Path], Extracted]] = {
    Format.PDF: _pdf,
    Format.DOCX: _docx,
    Format.WORD: _word,
    Format.HTML: _html,
    Format.MHTML: _mhtml,
    Format.MARKDOWN: _markdown,
    Format.TEXT: _text,
    Format.ARCHIVE: _archive,
}
