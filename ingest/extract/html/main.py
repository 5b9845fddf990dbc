"""The lines of a web page that are the document: its main part, title and metadata before, annexes after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.extract.flow import Grid, Paragraph
from ingest.extract.html.flow import Piece
from ingest.extract.html.words import (
    COLON,
    is_after,
    is_beside_foot,
    is_button,
    is_foot,
    is_label,
    label_start,
    squeezed,
    without_tail,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAIN_SHARE = 0.75  # share of a page's prose that its main part holds
CONTAINERS = frozenset("html body div section article main form center table tbody tr td fieldset".split())
LEFT = 0.1  # share of the prose that may stand after the foot of the page has begun
LITTLE = 20  # characters that may in any case
NEAR = 5  # lines in which the foot of a page is told
MENU = 3  # links in a row that make a menu
LONGEST_VALUE = 200
LONGEST_TITLE = 120
ANNEX = re.compile(r"附\s*[件表录]")
NUMBER = re.compile(r".{0,24}[〔\[（(【]\s*\d{4}\s*[〕\]）)】]\s*第?\s*\d+\s*号.{0,4}")
FEW_PIECES = 2
HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")


def document_of(pieces: Sequence[Piece], title: str | None) -> list[Piece]:
    """Return the pieces of the document, labels of metadata put together with their values."""
    kept = [_bared(piece) for piece in _paired(pieces) if not _is_furniture(piece)]
    if not kept:
        return []
    main = main_part(kept)
    places = [at for at, piece in enumerate(kept) if _is_in(piece.element, main)]
    first, last = places[0], places[-1] + 1
    before = _before(kept[:first], title)
    until_foot = list(_until_foot(kept[first:last]))
    inside = _without_menus(_without_menu_heads(until_foot))
    after = _following(_without_menu_heads(kept[last:])) if len(until_foot) == last - first else ()
    return [*before, *inside, *after]


def _bared(piece: Piece) -> Piece:
    if not isinstance(piece.block, Paragraph):
        return piece
    return replace(piece, block=Paragraph(without_tail(piece.block.text)))


def _is_furniture(piece: Piece) -> bool:
    return isinstance(piece.block, Paragraph) and not piece.label and is_button(piece.block.text)


def main_part(pieces: Sequence[Piece]) -> HtmlElement:
    """Return the smallest container that holds most of the prose and more than a line of it."""
    weights: dict[HtmlElement, float] = {}
    counts: dict[HtmlElement, int] = {}
    for piece in pieces:
        weight = _prose(piece)
        for element in (piece.element, *piece.element.iterancestors()):
            weights[element] = weights.get(element, 0.0) + weight
            counts[element] = counts.get(element, 0) + 1
    top = pieces[0].element.getroottree().getroot()
    whole = weights[top]
    at = top
    while True:
        inner = max(
            (each for each in at if each in weights and each.tag in CONTAINERS and counts[each] > FEW_PIECES),
            key=lambda each: weights[each],
            default=None,
        )
        if inner is None or weights[inner] < MAIN_SHARE * whole:
            break
        at = inner
    return next((up for up in at.iterancestors("article")), at)


def _prose(piece: Piece) -> float:
    """Return how much of a document a piece is, nothing for the foot of a page."""
    text = piece.text()
    return 0.0 if is_foot(text) or is_beside_foot(text) else piece.weight()


def _is_in(element: HtmlElement, container: HtmlElement) -> bool:
    return element is container or any(up is container for up in element.iterancestors())


def _before(pieces: Sequence[Piece], title: str | None) -> list[Piece]:
    """Return the title and metadata before the main part, and what stands between them and it."""
    titled = max((at for at, piece in enumerate(pieces) if _is_title(piece, title)), default=len(pieces))
    return [
        piece
        for at, piece in enumerate(pieces)
        if not piece.linked() and (at > titled or _tells(piece) or _is_title(piece, title))
    ]


def _is_title(piece: Piece, title: str | None) -> bool:
    text = piece.text()
    if isinstance(piece.block, Grid) or piece.linked() or len(text) > LONGEST_TITLE:
        return False
    return piece.head or (title is not None and len(text) > 5 and squeezed(text) in squeezed(title))


def _tells(piece: Piece) -> bool:
    """Tell whether a line is metadata: a label and its value, a document number."""
    text = piece.text()
    if isinstance(piece.block, Grid) or len(text) > LONGEST_VALUE:
        return False
    return piece.label or label_start().search(text) is not None or NUMBER.fullmatch(text) is not None


def _until_foot(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces before the foot of the page, which begins when hardly any prose is left."""
    weights = [_prose(piece) for piece in pieces]
    rest = whole = sum(weights)
    for at, piece in enumerate(pieces):
        text = piece.text() if isinstance(piece.block, Paragraph) else ""
        if rest <= LEFT * whole and is_after(text):
            return
        if rest <= max(LEFT * whole, LITTLE) and _begins_foot(text, pieces[at + 1 : at + NEAR]):
            return
        rest -= weights[at]
        yield piece


def _begins_foot(text: str, after: Sequence[Piece]) -> bool:
    return is_foot(text) or (is_beside_foot(text) and any(is_foot(piece.text()) for piece in after))


def _without_menu_heads(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces that are no heading right above links."""
    for piece, after in pairwise([*pieces, None]):
        headed = after is not None and after.linked() and not ANNEX.match(after.text())
        if piece is not None and not (headed and piece.element.tag in HEADS):
            yield piece


def _without_menus(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the pieces that are no menu: several links in a line or lines in a row, links before all text."""
    run: list[Piece] = []
    begun = False
    for piece in pieces:
        if piece.linked() and not ANNEX.match(piece.text()):
            run.append(piece)
            continue
        yield from run if begun and _few(run) else ()
        run, begun = [], True
        yield piece
    yield from run if _few(run) else ()


def _few(run: Sequence[Piece]) -> bool:
    return sum(piece.anchors for piece in run) < MENU


def _following(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the pieces right after the main part that go on with it, up to the first of the page's own."""
    for piece in pieces:
        text = piece.text()
        if ANNEX.match(text):
            yield piece
        elif piece.linked() or is_after(text) or is_foot(text) or is_beside_foot(text):
            return
        else:
            yield piece


def _paired(pieces: Sequence[Piece]) -> list[Piece]:
    """Put a label that stands alone before the value in the next line."""
    found: list[Piece] = []
    taken = False
    for piece, after in pairwise([*pieces, None]):
        if taken or piece is None:
            taken = False
            continue
        if after is not None and _is_bare_label(piece) and _is_value(after):
            text = f"{piece.text().rstrip(COLON + ' ')}：{after.text()}"
            found.append(replace(piece, block=Paragraph(text), links=after.links, label=True))
            taken = True
        else:
            found.append(piece)
    return found


def _is_bare_label(piece: Piece) -> bool:
    if not isinstance(piece.block, Paragraph) or not is_label(piece.block.text):
        return False
    return piece.block.text.rstrip()[-1] in COLON or piece.element.tag in (
        "dt",
        "th",
        "td",
        "li",
        "div",
        "span",
    )


def _is_value(piece: Piece) -> bool:
    if not isinstance(piece.block, Paragraph) or len(piece.block.text) > LONGEST_VALUE:
        return False
    return not is_label(piece.block.text) and label_start().match(piece.block.text) is None
