"""The tree of a web page without scripts, hidden parts, menus, share bars and footers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.errors import SourceError
from ingest.extract.html.words import labels_in, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.I
)
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
GOOD_PART = 0.3  # share of a page's text that no menu and no hidden part holds
NOTE = re.compile(r"#_(?:ftn|edn|msocom)", re.IGNORECASE)  # what Word links a note with
LINKED = 0.5  # share of links in a text that makes it a menu
LEAST_LABELS = 2
BLANKS = re.compile(r"\s+")


def parsed(text: str, name: str) -> HtmlElement:
    """Return the root of a page; raise SourceError where it has no element at all."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(CONTROLS.sub("", text).encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise SourceError(f"网页“{name}”是空的或已损坏：请用浏览器打开后重新保存再试") from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise SourceError(f"网页“{name}”的标签嵌套太深：请用浏览器打开，把正文复制到 .docx 或 .txt 后再试")
    return root


def strip(root: HtmlElement) -> None:
    """Drop from a page what is no text of a document, in place."""
    for element in list(root.iter()):
        note = element.tag == "a" and NOTE.match(element.get("href") or "")
        if note or (element.tag in words().silent and element.tag != "head"):
            _drop(element)
    whole = max(1, length_of(root))
    for element in list(root.iter()):
        if (
            element.getparent() is not None
            and element.tag not in ("html", "body", "head")
            and _around(element, whole)
        ):
            _drop(element)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def length_of(element: HtmlElement) -> int:
    """Return the characters of an element that are not blank."""
    return len(BLANKS.sub("", "".join(element.itertext())))


def _around(element: HtmlElement, whole: int) -> bool:
    """Tell whether an element is hidden or one of the page's own parts."""
    look = f"{element.get('class', '')} {element.get('style', '')}"
    hidden = element.get("hidden") is not None or bool(HIDDEN.search(look) or words().word.search(look))
    names = frozenset(
        each.lower() for each in WORD.findall(f"{element.get('class', '')} {element.get('id', '')}")
    )
    strong = element.tag in words().frames or not names.isdisjoint(words().strong)
    weak = element.tag == "header" or not names.isdisjoint(words().weak)
    if not (hidden or strong or weak):
        return False
    length = length_of(element)
    if length > GOOD_PART * whole:
        return False
    if hidden:
        return True
    if labels_in("".join(element.itertext())) >= LEAST_LABELS:
        return False
    return strong or (length > 0 and linked(element) > LINKED * length)


def linked(element: HtmlElement) -> int:
    """Return the characters of an element that are links."""
    return sum(length_of(link) for link in element.iter("a") if link.get("href") is not None)
