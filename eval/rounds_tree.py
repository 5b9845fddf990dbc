"""Two clause trees of one document compared: which clauses are found again, and what became of the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval.sources import fold
from ingest.records import Clause, Document

ROW = re.compile(r"(?:^|/)(?:行|续)\d+(?:~\d+)?(?:/|$)")  # a row of a table, or what follows the table
MISSING, ADDED, HEADINGS, WORDS = "缺失", "多出", "路径不同", "文字不同"


@dataclass(frozen=True, slots=True)
class Difference:
    """A clause that is not read as it was written; `place` is its id without the document's.

    缺失: no clause has its place; 多出: a clause at a place that was not written; 路径不同 and 文字不同:
    the headings above it, or its text, differ, blanks aside.
    """

    what: str
    place: str
    wanted: str
    read: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far a tree is the one wanted, each as a share of the larger tree's clauses.

    Blanks and the width of signs are no difference here; the character error rate counts the latter. The
    rows of a table are read with the clause it stands in, since a plain text does not tell its tables.
    `places`: the same place and ordinal; `paths`: the same headings too; `texts`: the same text too.
    """

    clauses: int
    read: int
    places: float
    paths: float
    texts: float
    differences: tuple[Difference, ...]


def likeness(wanted: Sequence[Document], read: Sequence[Document]) -> Likeness:
    """Compare what was written with what was read of it, clause by clause."""
    before, after = _by_place(wanted), _by_place(read)
    found = [place for place in before if place in after]
    largest = max(len(before), len(after), 1)
    paths = [place for place in found if _path(before[place]) == _path(after[place])]
    texts = [place for place in paths if fold(before[place].text) == fold(after[place].text)]
    return Likeness(
        len(before),
        len(after),
        len(found) / largest,
        len(paths) / largest,
        len(texts) / largest,
        tuple(_differences(before, after)),
    )


def place_of(clause: Clause) -> str:
    """Return where a clause stands in its document: its id without the document's."""
    return clause.id.removeprefix(f"{clause.document_id}#")


def _by_place(documents: Sequence[Document]) -> dict[tuple[int, str, str], Clause]:
    """Clauses by the number of their document, place and ordinal, in order, with the rows of their tables."""
    found: dict[tuple[int, str, str], Clause] = {}
    for number, document in enumerate(documents):
        for clause in document.clauses:
            place = place_of(clause)
            if found and ROW.search(place):
                last = next(reversed(found))
                found[last] = replace(found[last], text=f"{found[last].text}\n{clause.text}")
            else:
                found[number, place, clause.ordinal] = clause
    return found


def _path(clause: Clause) -> tuple[str, ...]:
    return tuple(fold(heading) for heading in clause.path)


def _differences(
    before: dict[tuple[int, str, str], Clause], after: dict[tuple[int, str, str], Clause]
) -> list[Difference]:
    found: list[Difference] = []
    for place, clause in before.items():
        other = after.get(place)
        if other is None:
            found.append(Difference(MISSING, place[1], clause.text, ""))
        elif _path(clause) != _path(other):
            found.append(Difference(HEADINGS, place[1], " > ".join(clause.path), " > ".join(other.path)))
        elif fold(clause.text) != fold(other.text):
            found.append(Difference(WORDS, place[1], *_where(clause.text, other.text)))
    found += [Difference(ADDED, place[1], "", after[place].text) for place in after if place not in before]
    return found


def _where(wanted: str, read: str) -> tuple[str, str]:
    """Return both texts around the first character in which they differ."""
    one, two = fold(wanted), fold(read)
    at = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    start = max(at - 8, 0)
    return one[start : at + 24], two[start : at + 24]
