"""The text of a Word paragraph: runs, fields, changes accepted, hidden text dropped, text boxes aside."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.extract.docx.package import MATH, MC, W, flag, value
from ingest.extract.docx.styles import Style, Styles

if TYPE_CHECKING:
    from lxml.etree import _Element

BREAK, PAGE_BREAK = "\n", "\f"
PRIVATE = re.compile("[\ue000-\uf8ff]")
# Fields whose result is page furniture, not text of the document.
FURNITURE_FIELD = re.compile(r"\s*(?:TOC|INDEX|TOA)\b", re.IGNORECASE)
CHOICE, FALLBACK, ALTERNATE = f"{MC}Choice", f"{MC}Fallback", f"{MC}AlternateContent"
TEXT_BOX = f"{W}txbxContent"
DROPPED = frozenset(
    f"{W}{name}"
    for name in (
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "pPr",
        "rPr",
        "tblPr",
        "sectPr",
        "footnoteReference",
        "endnoteReference",
        "commentReference",
        "footnoteRef",
        "endnoteRef",
        "annotationRef",
        "pgNum",
        "softHyphen",
        "sdtPr",
        "sdtEndPr",
        "rt",
    )
)
SIGNS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}cr": BREAK, f"{W}noBreakHyphen": "-"}


@dataclass(slots=True)
class Inline:
    """What a paragraph holds: its characters, how many of them are bold, its text boxes."""

    text: list[str] = field(default_factory=list)
    bold: int = 0
    shown: int = 0
    boxes: list[_Element] = field(default_factory=list)

    def whole(self) -> str:
        """Return the text with soft line ends."""
        return "".join(self.text)


class InlineReader:
    """Reads paragraphs in document order; a field may run over several of them."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[
            list[str]
        ] = []  # of each open field its instruction, then "|" once its result began

    def in_contents(self) -> bool:
        """Tell whether a table of contents is being read."""
        return any(FURNITURE_FIELD.match(parts[0]) for parts in self._fields if parts)

    def read(self, paragraph: _Element, style: Style) -> Inline:
        """Return what `paragraph` holds; what is in a table of contents is left out."""
        found = Inline()
        self._walk(paragraph, found, style)
        return found

    def _walk(self, element: _Element, found: Inline, style: Style) -> None:
        for child in element:
            tag = child.tag
            if tag in DROPPED:
                continue
            if tag == f"{W}r":
                self._run(child, found, style)
            elif tag == ALTERNATE:
                self._walk(chosen(child), found, style)
            elif tag == TEXT_BOX:
                found.boxes.append(child)
            elif tag == f"{W}fldSimple":
                if not FURNITURE_FIELD.match(child.get(f"{W}instr", "")):
                    self._walk(child, found, style)
            elif tag == f"{MATH}t":
                self._say(child.text or "", found, False)
            elif not is_contents(child):
                self._walk(child, found, style)

    def _run(self, run: _Element, found: Inline, style: Style) -> None:
        properties = run.find(f"{W}rPr")
        own = self._styles.get(None if properties is None else value(properties.find(f"{W}rStyle")))
        hidden = _property(properties, "vanish", own.hidden if own else None, style.hidden)
        bold = _property(properties, "b", own.bold if own else None, style.bold)
        self._content(run, found, style, hidden, bold)

    def _content(self, run: _Element, found: Inline, style: Style, hidden: bool, bold: bool) -> None:
        for child in run:
            tag = child.tag
            if tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType", ""))
            elif tag == f"{W}instrText":
                if self._fields:
                    self._fields[-1][0] += child.text or ""
            elif tag == ALTERNATE:
                self._content(chosen(child), found, style, hidden, bold)
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                found.boxes += text_boxes(child)
            elif tag == f"{W}ruby":
                for base in child.findall(f"{W}rubyBase"):
                    self._walk(base, found, style)
            elif tag not in DROPPED and not hidden:
                self._say(said(child), found, bold)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append([""])
        elif kind == "separate" and self._fields:
            self._fields[-1].append("|")
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _say(self, text: str, found: Inline, bold: bool) -> None:
        if not text or self.in_contents() or any(len(parts) == 1 for parts in self._fields):
            return
        found.text.append(text)
        shown = len(text.strip())
        found.shown += shown
        found.bold += shown if bold else 0


def _property(properties: _Element | None, name: str, *inherited: bool | None) -> bool:
    own = None if properties is None else flag(properties.find(f"{W}{name}"))
    return next((each for each in (own, *inherited) if each is not None), False)


def said(element: _Element) -> str:
    """Return what an element of a run stands for."""
    if element.tag == f"{W}t":
        return PRIVATE.sub(lambda found: sign(f"{ord(found[0]):04x}"), element.text or "")
    if element.tag == f"{W}sym":
        return sign(element.get(f"{W}char", ""))
    if element.tag == f"{W}br":
        return PAGE_BREAK if element.get(f"{W}type") in ("page", "column") else BREAK
    return SIGNS.get(str(element.tag), "")


def sign(code: str) -> str:
    """Return the sign of a symbol font by its hexadecimal code, "" where it is not known."""
    code = code.lower()
    return _signs().get(code if len(code) > 2 and code.startswith("f") else f"f0{code[-2:]}", "")


@cache
def _signs() -> Mapping[str, str]:
    table = tomllib.loads(Path(__file__).with_name("symbols.toml").read_text(encoding="utf-8"))
    signs: Mapping[str, str] = table["signs"]
    return signs


def chosen(alternatives: _Element) -> _Element | list[_Element]:
    """Return the alternative to read: the first choice, or the fallback where only that has a text box."""
    choice = alternatives.find(CHOICE)
    fallback = alternatives.find(FALLBACK)
    if choice is None or (fallback is not None and not _speaks(choice) and _speaks(fallback)):
        return fallback if fallback is not None else []
    return choice


def _speaks(element: _Element) -> bool:
    return next(element.iter(TEXT_BOX, f"{W}t"), None) is not None


def text_boxes(element: _Element) -> Iterator[_Element]:
    """Yield the text boxes in a drawing, those inside them apart, each once."""
    children: Iterable[_Element] = element
    for child in children:
        if child.tag == TEXT_BOX:
            yield child
        elif child.tag == ALTERNATE:
            found = chosen(child)
            for part in found:
                yield from ([part] if part.tag == TEXT_BOX else text_boxes(part))
        else:
            yield from text_boxes(child)


def is_contents(element: _Element) -> bool:
    """Tell whether a content control holds a table of contents or only asks for text."""
    properties = element.find(f"{W}sdtPr")
    if properties is None:
        return False
    gallery = value(properties.find(f"{W}docPartObj/{W}docPartGallery"))
    return gallery == "Table of Contents" or bool(flag(properties.find(f"{W}showingPlcHdr")))
