"""Cut clauses to chunks an encoder can read whole: at sentences, never inside a number, under a hard cap."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from langchain_text_splitters import RecursiveCharacterTextSplitter

from ingest.records import Clause

CAP = 250  # tokens in a chunk
OVERLAP = 30  # tokens of the sentence before that are repeated
QUOTED = "[”’」』）)]*"
# Tried from top to bottom; each is kept at the end of the piece before it, runs of one as a whole, since the
# splitter gives the inner ones of a run twice. The last but one cuts anywhere but in a number, the last
# anywhere.
SEPARATORS = (
    r"\n+",
    rf"(?:[。！？]{QUOTED})+",
    rf"(?:[；;]{QUOTED})+",
    rf"(?:[：，]{QUOTED})+",
    r"[、 ]+",
    r"(?<=[^\d.,%])(?=.)|(?<=.)(?=[^\d.,%])",
    "",
)
_IN_A_NUMBER = re.compile(r"[\d.,%](?=[\d.,%])")
SENTENCE = re.compile(rf"[。！？\n]{QUOTED}")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a clause: ``clause.text[start:end] == text``; `header` is document title and path."""

    clause_id: str
    text: str
    start: int
    end: int
    header: str


def chunks_of(
    clause: Clause, title: str, count: Callable[[str], int], cap: int = CAP, overlap: int = OVERLAP
) -> tuple[Chunk, ...]:
    """Return the chunks of `clause`, each of at most `cap` tokens as `count` counts them.

    Every character lies in a chunk. A chunk may begin with the last sentence of the one before it where that
    has at most `overlap` tokens. Raise ValueError unless 0 <= overlap < cap.
    """
    if not 0 <= overlap < cap:
        raise ValueError(f"overlap {overlap} must lie between 0 and the cap {cap}")
    header = " ".join((title, *clause.path)).strip()
    if len(clause.text) <= cap // 2 or count(clause.text) <= cap:
        return (Chunk(clause.id, clause.text, 0, len(clause.text), header),)
    found: list[Chunk] = []
    start = 0
    for piece in _pieces(clause.text, count, cap - overlap):
        end = start + len(piece)
        if piece.strip():
            begin = _sentence_before(clause.text, start, count, overlap)
            found.append(Chunk(clause.id, clause.text[begin:end], begin, end, header))
        start = end
    return tuple(found)


def _pieces(text: str, count: Callable[[str], int], cap: int) -> Iterator[str]:
    """Yield the consecutive pieces that make up `text`, none above `cap` tokens but a single character."""
    splitter = RecursiveCharacterTextSplitter(
        separators=list(SEPARATORS),
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=cap,
        chunk_overlap=0,
        length_function=count,
        strip_whitespace=False,
    )
    for piece in splitter.split_text(text):
        yield from _halved(piece, count, cap)


def _halved(piece: str, count: Callable[[str], int], cap: int) -> Iterator[str]:
    """Guard the cap: a word's tokens alone can be fewer than those of the same words joined."""
    if len(piece) < 2 or count(piece) <= cap:
        yield piece
        return
    middle = _middle(piece)
    yield from _halved(piece[:middle], count, cap)
    yield from _halved(piece[middle:], count, cap)


def _middle(piece: str) -> int:
    """Return the place nearest the middle that is in no number, the very middle where all of it is one."""
    middle = len(piece) // 2
    outside = [at for at in range(1, len(piece)) if not _IN_A_NUMBER.match(piece, at - 1)]
    return min(outside, key=lambda at: abs(at - middle), default=middle)


def _sentence_before(text: str, start: int, count: Callable[[str], int], overlap: int) -> int:
    """Return where the sentence that ends at `start` begins, or `start` where it is too long to repeat."""
    if not start or not overlap or not SENTENCE.search(text[max(0, start - 3) : start]):
        return start
    before = [found.end() for found in SENTENCE.finditer(text, 0, start) if found.end() < start]
    begin = before[-1] if before else 0
    return begin if count(text[begin:start]) <= overlap else start
