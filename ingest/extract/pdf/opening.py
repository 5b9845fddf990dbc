"""Open a PDF, and say clearly why one cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import SourceError
from ingest.extract.pdf.bombs import check_streams
from ingest.extract.pdf.forms import check_forms
from ingest.limits import LARGEST_FILE, MOST_PAGES, check_size

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MAGIC, HEAD = b"%PDF-", 1024  # what a PDF begins with, and where
TAIL = 64 * 1024  # bytes at the end in which a whole file says where its table of objects is


@contextmanager
def opened(path: Path) -> Iterator[PdfDocument]:
    """Open the PDF at `path`; raise SourceError where it is locked, damaged, empty or beyond the limits."""
    from pypdfium2 import PdfDocument, PdfiumError

    check_size(path, LARGEST_FILE)
    _check_whole(path)
    check_streams(path)
    check_forms(path)
    try:
        document = PdfDocument(path)
    except PdfiumError as error:
        raise SourceError(_why(path)) from error
    try:
        _check_pages(path, len(document))
        yield document
    finally:
        document.close()


def page_at(document: PdfDocument, index: int, path: Path) -> PdfPage:
    """Return a page, `index` from 0; raise SourceError where it is damaged."""
    from pypdfium2 import PdfiumError

    try:
        return document[index]
    except PdfiumError as error:
        raise SourceError(
            f"PDF“{path.name}”的第 {index + 1} 页已损坏，无法读取：请重新下载或重新导出"
        ) from error


def _check_whole(path: Path) -> None:
    size = path.stat().st_size
    if not size:
        raise SourceError(f"PDF“{path.name}”是空文件：请重新下载或重新导出")
    with path.open("rb") as file:
        if MAGIC not in file.read(HEAD):
            raise SourceError(f"“{path.name}”不是 PDF，或文件开头已损坏：请换一个文件，或重新导出")
        file.seek(max(size - TAIL, 0))
        tail = file.read(TAIL)
    if b"startxref" not in tail:
        raise SourceError(f"PDF“{path.name}”不完整（文件末尾缺失，可能没有下载完）：请重新下载或重新导出")


def _check_pages(path: Path, pages: int) -> None:
    if pages > MOST_PAGES:
        raise SourceError(f"PDF“{path.name}”有 {pages} 页，超过上限 {MOST_PAGES} 页：请拆成几个文件再试")


def _why(path: Path) -> str:
    from pypdfium2 import raw

    handle = raw.FPDF_LoadDocument(bytes(path) + b"\0", None)
    if handle:  # it opens, and pypdfium2 refused it for having no page
        raw.FPDF_CloseDocument(handle)
        return f"PDF“{path.name}”一页也没有：请换一个有内容的文件"
    code = raw.FPDF_GetLastError()
    if code == raw.FPDF_ERR_PASSWORD:
        return f"PDF“{path.name}”已加密，需要密码才能打开：请先去掉密码再试"
    if code == raw.FPDF_ERR_SECURITY:
        return f"PDF“{path.name}”用了不支持的加密方式：请先去掉加密再试"
    return f"PDF“{path.name}”已损坏或不是 PDF，无法打开：请重新下载或重新导出"
