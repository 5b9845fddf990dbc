"""Files to measure ingest on: PDFs and scans drawn from the corpus, a ruled table, many small texts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.rendering import render_docx, render_pdfs
from eval.rendering_scan import scan
from ingest.pipeline import read_source
from ingest.records import Document
from ingest.sources import expand

TEXTS, TABLES, SCANS = "文字 PDF", "表格 PDF", "扫描件"
SCANNED = 2  # of the drawn documents, the shortest: OCR takes seconds a page
TABLE_ROWS = 400
CLAUSES = 6  # of a small file
SEED = 0
_PLACES = ("湖北省", "黄石市", "宜昌市", "咸宁市", "武汉市", "襄阳市")
_VERBS = ("支持", "鼓励", "加快", "推动", "引导")
_WHO = ("中小企业", "专精特新企业", "制造业企业", "科技型企业", "小微企业")
_WHAT = ("技术改造", "数字化转型", "上市融资", "开拓市场", "绿色发展", "人才引进")


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one kind that are read together."""

    kind: str
    files: tuple[Path, ...]


def drawn_groups(corpus: Path, folder: Path) -> Iterator[Group]:
    """Draw the documents of `corpus` in `folder` and yield them as PDFs, a table and scans.

    Raises RenderingError where LibreOffice is missing.
    """
    found = [document for path in expand([corpus]) for document in read_source(path, path.name).documents]
    words = []
    for number, document in enumerate([*found, _table(found[0])]):
        words.append(folder / f"{number}.docx")
        render_docx(document, words[-1])
    *texts, table = render_pdfs(words, folder)
    yield Group(TEXTS, tuple(texts))
    yield Group(TABLES, (table,))
    yield Group(SCANS, tuple(_scans(texts, folder)))


def _table(like: Document) -> Document:
    chance = random.Random(SEED)
    rows = ["序号\t支持对象\t支持内容\t标准"]
    for number in range(1, TABLE_ROWS + 1):
        what = f"{chance.choice(_VERBS)}{chance.choice(_WHAT)}"
        rows.append(f"{number}\t{chance.choice(_WHO)}\t{what}\t最高{chance.randint(5, 500)}万元")
    return replace(like, text="\n".join(rows), clauses=())


def _scans(pdfs: Sequence[Path], folder: Path) -> Iterator[Path]:
    for number, pdf in enumerate(sorted(pdfs, key=pages_of)[:SCANNED]):
        path = folder / f"scan{number}.pdf"
        scan(pdf, path)
        yield path


def pages_of(pdf: Path) -> int:
    """Return how many pages the PDF has."""
    import pypdfium2

    file = pypdfium2.PdfDocument(pdf)
    try:
        return len(file)
    finally:
        file.close()


def write_small_files(folder: Path, count: int) -> None:
    """Write `count` different measures of a few hundred characters into the new `folder`."""
    folder.mkdir()
    chance = random.Random(SEED)
    for number in range(count):
        place, year = chance.choice(_PLACES), 2020 + number % 6
        lines = [f"{place}促进{chance.choice(_WHO)}发展若干措施（第{number}号）", f"{place}人民政府办公室"]
        lines.append(f"{year}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日")
        for clause in range(CLAUSES):
            what = f"{chance.choice(_VERBS)}{chance.choice(_WHO)}{chance.choice(_WHAT)}"
            amount = f"给予最高{chance.randint(5, 500)}万元补助"
            lines.append(f"第{'一二三四五六'[clause]}条 {what}，{amount}，由市经济和信息化局牵头。")
        (folder / f"{number:06}.txt").write_text("\n".join(lines), encoding="utf-8")
