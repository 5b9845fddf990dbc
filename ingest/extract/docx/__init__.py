"""Word files: headings with their automatic numbers, tables, text boxes, changes accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import SourceError
from ingest.extract.docx.numbering import Numbering, numbered
from ingest.extract.docx.package import Package, W, opened, value
from ingest.extract.docx.styles import read_styles
from ingest.extract.docx.tables import inside, read_grid
from ingest.extract.docx.text import PAGE_BREAK, Inline, InlineReader
from ingest.extract.extracted import Extracted
from ingest.extract.flow import Block, Grid, Paragraph, is_table, soft_lines, trimmed, written

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTENTS_STYLE = re.compile(r"toc(?: ?\d| heading)|目录.{0,3}|contents.*")
CONTENTS_HEAD = re.compile(r"目\s*[录次錄]")
MAIN, STYLES, NUMBERING = "officeDocument", "styles", "numbering"


def read_docx(path: Path, name: str | None = None) -> Extracted:
    """Return the text of a Word file, one paragraph a line; messages call it `name`.

    Raise SourceError where it is broken, locked, over the limits, or holds no text or a document type
    definition.
    """
    name = name or path.name
    with opened(path, name) as package:
        main = package.related(MAIN) or "word/document.xml"
        root = package.part(main)
        body = None if root is None else root.find(f"{W}body")
        if body is None:
            raise SourceError(f"Word 文件“{name}”里没有正文部件：请用 Word 或 WPS 打开后另存再试")
        try:
            blocks = list(_Reader(package, main).blocks(body))
        except RecursionError as error:
            raise SourceError(f"Word 文件“{name}”嵌套太深：请用 Word 或 WPS 打开后另存再试") from error
    notes = _notes(body)
    extracted = written(blocks, notes=notes)
    if not extracted.text.strip():
        pictures = sum(1 for _ in body.iter("{*}blip", "{*}imagedata"))
        why = f"只有 {pictures} 张图片" if pictures else "没有文字"
        raise SourceError(
            f"Word 文件“{name}”{why}：请导出为 PDF 后再试（按扫描件识别），或换一个有正文的文件"
        )
    return extracted


def _notes(body: _Element) -> tuple[str, ...]:
    if next(body.iter(f"{W}altChunk"), None) is not None:
        return ("文件里嵌有其他文件（altChunk），其中的内容没有读：请用 Word 打开后另存再试",)
    return ()


class _Reader:
    """Reads the blocks of one file in order: lists count and fields run from paragraph to paragraph."""

    def __init__(self, package: Package, main: str) -> None:
        self._styles = read_styles(_part(package, STYLES, main))
        self._numbering = Numbering(_part(package, NUMBERING, main))
        self._inline = InlineReader(self._styles)

    def blocks(self, parent: _Element) -> Iterator[Block]:
        """Yield the paragraphs and grids in a body, a cell or a text box."""
        carried = ""  # the text of a paragraph whose end was deleted: it goes on in the next
        waiting: list[Block] = []  # a heading of a table of contents goes with it
        for element in inside(parent, f"{W}p", f"{W}tbl"):
            if element.tag == f"{W}tbl":
                yield from waiting
                waiting = []
                yield read_grid(element, self._styles, self._cell)
                continue
            was_contents = self._inline.in_contents()
            label, found = self._paragraph(element)
            if not was_contents and self._inline.in_contents():
                waiting = []
            text = carried + numbered(label, found.whole().lstrip())
            carried = text if _end_deleted(element) else ""
            made = [] if carried else [Paragraph(line) for line in _lines(text)]
            if made or found.boxes:
                yield from waiting
                waiting = []
            if len(made) == 1 and CONTENTS_HEAD.fullmatch(trimmed(made[0].text)):
                waiting = [*made]
            else:
                yield from made
            for box in found.boxes:
                yield from self.blocks(box)
        yield from waiting
        if carried:
            yield Paragraph(carried)

    def _paragraph(self, element: _Element) -> tuple[str, Inline]:
        properties = element.find(f"{W}pPr")
        style = self._styles.of_paragraph(properties)
        found = self._inline.read(element, style)
        if CONTENTS_STYLE.fullmatch(style.name):
            return "", Inline()
        if not found.whole().strip():
            return "", found
        style_id = None if properties is None else value(properties.find(f"{W}pStyle"))
        return self._numbering.label(properties, style, style_id), found

    def _cell(self, cell: _Element) -> tuple[tuple[str, ...], bool]:
        paragraphs: list[str] = []
        for block in self.blocks(cell):
            paragraphs += [block.text] if isinstance(block, Paragraph) else _flat(block)
        return tuple(paragraphs), self._bold(cell)

    def _bold(self, cell: _Element) -> bool:
        """Tell whether all text of a cell is bold; fields and lists have moved on already."""
        reader = InlineReader(self._styles)
        found = [
            reader.read(each, self._styles.of_paragraph(each.find(f"{W}pPr")))
            for each in inside(cell, f"{W}p")
        ]
        shown = sum(each.shown for each in found)
        return shown > 0 and shown == sum(each.bold for each in found)


def _part(package: Package, kind: str, main: str) -> _Element | None:
    name = package.related(kind, main)
    return None if name is None else package.part(name)


def _lines(text: str) -> Iterable[str]:
    for stretch in text.split(PAGE_BREAK):
        yield from soft_lines(stretch)


def _end_deleted(paragraph: _Element) -> bool:
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


def _flat(grid: Grid) -> list[str]:
    """Return a table inside a cell as paragraphs, a row each."""
    if not is_table(grid):
        return [part for cell in grid.cells for part in cell.paragraphs]
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        said = "；".join(line for part in cell.paragraphs if (line := trimmed(part)))
        rows.setdefault(cell.row, []).extend([said] if said else [])
    return [" ".join(row) for row in rows.values() if row]
