"""A document as a Word file or a PDF that looks like an official one, for reading it back."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ingest.errors import HuiceError
from ingest.records import Document

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.text.paragraph import Paragraph as WordParagraph
    from docx.text.run import Run as WordRun

TITLE, HEAD, BODY, CELLS = "题名", "标题", "正文", "表格"
BODY_FONT, HEAD_FONT = "Noto Serif CJK SC", "Noto Sans CJK SC"
# GB/T 9704: A4, type area 156 x 225 mm, 22 lines of 28 characters of 三号 (16 pt) a page.
PAPER_MM, MARGINS_MM = (210, 297), (37, 26, 35, 28)  # top, right, bottom, left
BODY_PT, TITLE_PT, LEADING_PT, SMALL_PT = 16, 22, 28.5, 10.5
LONGEST_WAIT = 300  # seconds for LibreOffice


class RenderingError(HuiceError):
    """A document cannot be drawn on this machine; the message says what to install."""

    code = "cannot_render"


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of a document's text and how it is set; its first `strong` characters are bold."""

    text: str
    style: str
    strong: int = 0


def shown_lines(document: Document) -> tuple[Shown, ...]:
    """Return the lines of `document` in their order: its title, headings, body, and rows of cells."""
    title = document.metadata.title.value if document.metadata.title else ""
    starts = {clause.start: clause for clause in document.clauses if clause.heading}
    lines: list[Shown] = []
    at = 0
    for line in document.text.split("\n"):
        clause = starts.get(at)
        at += len(line) + 1
        if "\t" in line:
            lines.append(Shown(line, CELLS))
        elif title and line in (title, f"《{title}》"):
            lines.append(Shown(line, TITLE, len(line)))
        elif clause is not None and line.startswith(clause.path[-1]):
            strong = len(clause.path[-1])
            alone = len(line) - strong <= 1  # a stop may follow
            lines.append(Shown(line, HEAD, len(line)) if alone else Shown(line, BODY, strong))
        else:
            lines.append(Shown(line, BODY))
    return tuple(lines)


def render_docx(document: Document, path: Path) -> None:
    """Write `document` to `path` as a Word file with a running head and page numbers.

    Lines with tabs become a ruled table; a row that is short has its last cell widened.
    """
    import docx

    word = docx.Document()
    _set_page(word, document.metadata.title.value if document.metadata.title else document.source)
    for style, group in groupby(shown_lines(document), key=lambda line: line.style):
        lines = list(group)
        if style == CELLS:
            _add_table(word, [line.text.split("\t") for line in lines])
            continue
        for line in lines:
            _add_line(word, line)
    word.save(str(path))


def render_pdfs(docx: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    """Convert Word files to PDFs of the same stems in `folder` with one start of LibreOffice.

    Raise RenderingError where LibreOffice is missing, is not done in time or writes no file.
    """
    office = shutil.which("soffice")
    if office is None:
        raise RenderingError("没有找到 LibreOffice（soffice），无法生成 PDF：请安装它的 Writer 再试")
    made = tuple(folder / f"{path.stem}.pdf" for path in docx)
    with TemporaryDirectory() as home:  # a profile of its own, so that it runs beside an open LibreOffice
        command = [office, f"-env:UserInstallation={Path(home).as_uri()}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, docx)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=LONGEST_WAIT)
        except (subprocess.SubprocessError, OSError) as error:
            raise RenderingError(f"LibreOffice 没能生成 PDF（{error}）：请单独运行它看出了什么错") from error
    missing = [path.name for path in made if not path.is_file()]
    if missing:
        raise RenderingError(f"LibreOffice 没有写出 {'、'.join(missing)}：请单独运行它看出了什么错")
    return made


def _set_page(word: WordFile, head: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    section = word.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in PAPER_MM)
    top, right, bottom, left = (Mm(margin) for margin in MARGINS_MM)
    section.top_margin, section.right_margin = top, right
    section.bottom_margin, section.left_margin = bottom, left
    above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
    above.alignment = below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set_run(above.add_run(head), SMALL_PT)
    _set_run(below.add_run("— "), SMALL_PT)
    _add_field(below, "PAGE")
    _set_run(below.add_run(" —"), SMALL_PT)


def _add_field(paragraph: WordParagraph, code: str) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    run = paragraph.add_run()
    _set_run(run, SMALL_PT)
    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = code
        run._r.append(element)


def _add_line(word: WordFile, line: Shown) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Pt

    paragraph = word.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LEADING_PT)
    size = BODY_PT
    if line.style == TITLE:
        paragraph.alignment, size = WD_ALIGN_PARAGRAPH.CENTER, TITLE_PT
        form.line_spacing = form.space_after = Pt(LEADING_PT + TITLE_PT - BODY_PT)
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        form.first_line_indent = Pt(2 * BODY_PT)
    for text, strong in _runs(line):
        _set_run(paragraph.add_run(text), size, strong)


def _runs(line: Shown) -> Iterator[tuple[str, bool]]:
    if line.strong:
        yield line.text[: line.strong], True
    if line.strong < len(line.text):
        yield line.text[line.strong :], False


def _add_table(word: WordFile, rows: Sequence[Sequence[str]]) -> None:
    columns = max(len(row) for row in rows)
    table = word.add_table(len(rows), columns, "Table Grid")
    for number, row in enumerate(rows):
        cells = table.rows[number].cells
        for column, text in enumerate(row):
            _set_run(cells[column].paragraphs[0].add_run(text), SMALL_PT + 1.5)
        if len(row) < columns:
            cells[len(row) - 1].merge(cells[columns - 1])


def _set_run(run: WordRun, size: float, strong: bool = False) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run.font.size, run.font.bold, run.font.name = Pt(size), strong, BODY_FONT
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), HEAD_FONT if strong else BODY_FONT)
