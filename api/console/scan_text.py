"""What the command line says of scans."""

from __future__ import annotations

from api.views import DocumentView
from ingest.versions.copies import MOSTLY

_MOST_PAGES = 10


def scan_text(document: DocumentView) -> str:
    """Say that a document was scanned and which pages could hardly be read; "" where OCR read none of it."""
    if not document.scanned:
        return ""
    what = "扫描件" if document.scanned >= MOSTLY else "部分页是扫描件"
    pages = document.doubtful_pages
    if not pages:
        return what
    named = "、".join(map(str, pages[:_MOST_PAGES]))
    more = f" 等 {len(pages)} 页" if len(pages) > _MOST_PAGES else " 页"
    return f"{what}，第 {named}{more}识别不清"
