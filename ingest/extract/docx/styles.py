"""What the styles of a Word file say: names, bold, hidden, and the list a paragraph style counts in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.extract.docx.package import W, flag, number, value

if TYPE_CHECKING:
    from lxml.etree import _Element

DEEPEST = 20  # styles based on styles; a circle ends here


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it takes from those it is based on."""

    name: str = ""
    bold: bool | None = None
    hidden: bool | None = None
    list_id: str | None = None
    level: int | None = None
    bold_head: bool = False  # the first row of a table in this style is bold


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles by id, and the one of a paragraph that names none."""

    by_id: Mapping[str, Style]
    paragraph: Style

    def get(self, style_id: str | None) -> Style | None:
        """Return a style, None where there is none of this id."""
        return None if style_id is None else self.by_id.get(style_id)

    def of_paragraph(self, properties: _Element | None) -> Style:
        """Return the style of a paragraph by its properties."""
        named = None if properties is None else value(properties.find(f"{W}pStyle"))
        return self.get(named) or self.paragraph


def read_styles(root: _Element | None) -> Styles:
    """Return the styles in styles.xml; none where a file has none."""
    elements = [] if root is None else root.findall(f"{W}style")
    raw = {element.get(f"{W}styleId", ""): element for element in elements}
    by_id = {style_id: _style(style_id, raw) for style_id in raw}
    default = next(
        (
            element.get(f"{W}styleId", "")
            for element in elements
            if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true", "on")
        ),
        "",
    )
    return Styles(by_id, by_id.get(default, Style()))


def _style(style_id: str, raw: Mapping[str, _Element]) -> Style:
    """Return a style; what it does not say itself the style it is based on says."""
    name = bold = hidden = list_id = level = None
    bold_head = False
    at: str | None = style_id
    for _ in range(DEEPEST):
        element = raw.get(at or "")
        if element is None:
            break
        name = name if name is not None else value(element.find(f"{W}name"))
        bold = bold if bold is not None else flag(element.find(f"{W}rPr/{W}b"))
        hidden = hidden if hidden is not None else flag(element.find(f"{W}rPr/{W}vanish"))
        list_id = list_id if list_id is not None else value(element.find(f"{W}pPr/{W}numPr/{W}numId"))
        level = level if level is not None else number(value(element.find(f"{W}pPr/{W}numPr/{W}ilvl")))
        bold_head = bold_head or any(
            part.get(f"{W}type") == "firstRow" and bool(flag(part.find(f"{W}rPr/{W}b")))
            for part in element.findall(f"{W}tblStylePr")
        )
        at = value(element.find(f"{W}basedOn"))
    return Style((name or "").lower(), bold, hidden, list_id, level, bold_head)
