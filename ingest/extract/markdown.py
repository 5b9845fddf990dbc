"""Markdown: headings, lists, tables and text without their marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.extract.extracted import Extracted
from ingest.extract.flow import Block, Grid, GridCell, Paragraph, soft_lines, written
from ingest.extract.text import read_text

if TYPE_CHECKING:
    from markdown_it.token import Token

FRONT = re.compile(
    r"\A---[ \t]*\n(?P<fields>(?=[^\n]*:)(?:(?!---|\.\.\.)[^\n]+\n){1,60})(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
FIELD = re.compile(r"^\s*(?P<name>[\w\u4e00-\u9fff-]+)\s*:\s*(?P<value>.*?)\s*$", re.MULTILINE)
TITLE_FIELDS = ("title", "标题")
BULLET = "•"
BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)


def read_markdown(path: Path) -> Extracted:
    """Return the text of a Markdown file; its title is that of its front matter, else None."""
    return markdown(read_text(path))


def markdown(source: str) -> Extracted:
    """Return the text of Markdown (CommonMark with tables), one paragraph a line."""
    from markdown_it import MarkdownIt

    front = FRONT.match(source)
    body = source[front.end() :] if front else source
    # Chinese paragraphs are indented by hand: four blanks are no code.
    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table").disable("code")
    return written(_blocks(parser.parse(body)), title=_title(front["fields"]) if front else None)


def _title(fields: str) -> str | None:
    for found in FIELD.finditer(fields):
        if found["name"].lower() in TITLE_FIELDS:
            return found["value"].strip("\"'") or None
    return None


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    mark = ""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "list_item_open":
            mark = f"{token.info}{token.markup}" if token.info else BULLET
        elif token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            yield _grid(tokens[at:end])
            at = end
        elif token.type == "inline":
            lines = soft_lines(plain(token))
            if lines:
                lines[0] = _marked(mark, lines[0])
                mark = ""
            yield from map(Paragraph, lines)
        elif token.type in ("fence", "code_block"):
            yield from map(Paragraph, token.content.split("\n"))
        elif token.type == "html_block":
            yield from map(Paragraph, TAG.sub("", BREAK_TAG.sub("\n", token.content)).split("\n"))
        at += 1


def _marked(mark: str, line: str) -> str:
    """Return a list item with its number; a digit after "1." would read as a decimal."""
    return f"{mark} {line}" if mark and mark != BULLET else mark + line


def plain(token: Token) -> str:
    """Return the words of an inline token with its line ends; marks and targets of links are dropped."""
    text = ""
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            text += child.content
        elif child.type in ("softbreak", "hardbreak") or (
            child.type == "html_inline" and BREAK_TAG.fullmatch(child.content)
        ):
            text += "\n"
    return text


def _grid(tokens: Sequence[Token]) -> Grid:
    cells: list[GridCell] = []
    row, column, head = -1, 0, False
    for token in tokens:
        if token.type == "tr_open":
            row, column = row + 1, 0
        elif token.type in ("th_open", "td_open"):
            head = token.type == "th_open"
        elif token.type == "inline":
            cells.append(GridCell(tuple(plain(token).split("\n")), row, column, strong=head))
        elif token.type in ("th_close", "td_close"):
            column += 1
    return Grid(tuple(cells), header_rows=int(any(cell.strong for cell in cells)))
