"""A web page as lines and tables in reading order, each with what tells text from chrome."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.extract.docx.numerals import counted, letters, roman
from ingest.extract.flow import ORDINAL, Block, Grid, Paragraph, is_table
from ingest.extract.html.tables import is_layout, pairs_of, read_grid
from ingest.extract.html.words import words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BLOCKS = frozenset(
    "address article blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary "
    "table tbody td tfoot th thead tr ul".split()
)
HEADS = ("h1", "h2", "h3")
# A line end of the source between two Chinese characters is no blank.
SOURCE_BREAK = re.compile(r"(?<=[⺀-鿿豈-﫿，。；：、！？”）》])[ \t]*[\r\n]\s*(?=[⺀-鿿豈-﫿“（《])")
LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
CHINESE_LISTS = ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal")
UNNUMBERED = ("none", "disc", "circle", "square")
PROSE = 25  # characters of a line that may be prose
STOPS = re.compile("[，。；：,;]")


@dataclass(slots=True)
class Piece:
    """A line or a table: its element, the characters and number of its links, whether it is a heading."""

    block: Block
    element: HtmlElement
    links: int = 0
    anchors: int = 0
    head: bool = False
    label: bool = False

    def text(self) -> str:
        """Return the text of a line, the text of all cells of a table."""
        if isinstance(self.block, Paragraph):
            return self.block.text
        return " ".join(part for cell in self.block.cells for part in cell.paragraphs)

    def linked(self) -> bool:
        """Tell whether most of the text is links."""
        return self.links > len(self.text()) / 2

    def weight(self) -> float:
        """Return how much of a document the piece is: the characters of its prose."""
        text = self.text()
        own = max(0, len(text) - self.links)
        prose = isinstance(self.block, Grid) or (len(text) >= PROSE and STOPS.search(text) is not None)
        return own if prose else own / 5


@dataclass(slots=True)
class Flow:
    """Collects the pieces of a page in document order."""

    pieces: list[Piece] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _links: int = 0
    _anchors: int = 0
    _edge: bool = False
    _mark: str = ""
    _counts: dict[HtmlElement, int] = field(default_factory=dict)  # of each numbered list the last number

    def walk(self, element: HtmlElement, block: HtmlElement, link: bool = False) -> None:
        """Take what `element` holds; `block` is the innermost element that makes a line of its own."""
        tag = element.tag
        if tag == "br":
            self.flush(block)
            return
        if tag == "table" and self._table(element):
            return
        own = tag in BLOCKS
        if own:
            self.flush(block)
            block = element
            if tag == "li":
                self._mark = self._list_mark(element)
        else:
            self._edge = True
        self.inside(element, block, link or (tag == "a" and element.get("href") is not None))
        if own:
            self._mark = ""
        else:
            self._edge = True

    def inside(self, element: HtmlElement, block: HtmlElement, link: bool = False) -> None:
        """Take the text and the children of `element`; a line of its own ends with it."""
        pre = element.tag == "pre"
        self._say(element.text, link, pre, block)
        for child in element:
            if isinstance(child.tag, str):
                self.walk(child, block, link)
            self._say(child.tail, link, pre, block)
        if element is block:
            self.flush(block)

    def _say(self, text: str | None, link: bool, pre: bool, block: HtmlElement) -> None:
        if not text:
            return
        if pre and "\n" in text:
            for line in text.split("\n"):
                self._text.append(line)
                self.flush(block)
            return
        text = SOURCE_BREAK.sub("", text)
        if self._edge and self._text and not self._text[-1][-1:].isspace() and words().edge.match(text):
            text = f" {text}"
        if text.strip():
            self._edge = False
        self._text.append(text)
        self._links += len(text.strip()) if link else 0
        self._anchors += bool(link and text.strip())

    def flush(self, block: HtmlElement) -> None:
        """End a line."""
        text = re.sub(r"[\s\u00a0\u200b\ufeff]+", " ", "".join(self._text)).strip()
        text = SOURCE_BREAK.sub("", text)
        if text:
            mark = "" if ORDINAL.match(text) else self._mark
            self._mark = ""
            head = block.tag in HEADS
            self.pieces.append(
                Piece(Paragraph(mark + text), block, min(self._links, len(text)), self._anchors, head)
            )
        self._text.clear()
        self._links = self._anchors = 0
        self._edge = False

    def _list_mark(self, item: HtmlElement) -> str:
        """Return the number a browser shows before an item of a numbered list, "" for any other item."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        before = self._counts.get(parent, _whole(parent.get("start"), 1) - 1)
        self._counts[parent] = number = _whole(item.get("value"), before + 1)
        style = LIST_STYLE.search(f"{item.get('style', '')};{parent.get('style', '')}")
        form = (style[1].lower() if style else "") or item.get("type") or parent.get("type") or "1"
        return _shown(number, form)

    def _table(self, table: HtmlElement) -> bool:
        """Take a table of data or metadata as one; tell whether it was one."""
        grid = read_grid(table, paragraphs_of)
        if is_layout(table, grid):
            return False
        self.flush(table)
        pairs = pairs_of(grid)
        if pairs:
            self.pieces += (Piece(Paragraph(pair.line()), table, label=True) for pair in pairs)
            return True
        for caption in table.iterchildren("caption"):
            self.pieces += (Piece(Paragraph(line), table) for line in paragraphs_of(caption))
        links = sum(len(link.text_content()) for link in table.iter("a") if link.get("href") is not None)
        self.pieces.append(Piece(grid, table, links))
        return True


def paragraphs_of(element: HtmlElement) -> tuple[str, ...]:
    """Return the paragraphs in a cell; a table in it row by row."""
    flow = Flow()
    flow.inside(element, element)
    found: list[str] = []
    for piece in flow.pieces:
        if isinstance(piece.block, Paragraph):
            found.append(piece.block.text)
        else:
            found += _rows(piece.block)
    return tuple(found)


def _rows(grid: Grid) -> list[str]:
    if not is_table(grid):
        return [part for cell in grid.cells for part in cell.paragraphs]
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).extend(["；".join(cell.paragraphs)] if cell.paragraphs else [])
    return [" ".join(row) for row in rows.values() if row]


def _whole(text: str | None, otherwise: int) -> int:
    bare = (text or "").strip()
    return int(bare) if bare.isdecimal() and len(bare) < 7 else otherwise


def _shown(number: int, form: str) -> str:
    if form in CHINESE_LISTS:
        return f"{counted(number)}、"
    if form in ("a", "lower-alpha", "lower-latin"):
        return f"{letters(number)}. "
    if form in ("A", "upper-alpha", "upper-latin"):
        return f"{letters(number).upper()}. "
    if form in ("i", "lower-roman"):
        return f"{roman(number)}. "
    if form in ("I", "upper-roman"):
        return f"{roman(number).upper()}. "
    return "" if form in UNNUMBERED else f"{number}. "
