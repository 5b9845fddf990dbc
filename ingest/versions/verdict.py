"""Judge whether two documents are versions of one policy: nothing may speak against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingest.versions.titles import TitleReading, alike, read_title

_SAME_NUMBER = 0.1  # one number and title: the text may be written anew
_SAME_PLACE = 0.25  # one title and place: much may have changed
_ALIKE = 0.6  # where title or place is only alike or unknown


@dataclass(frozen=True, slots=True)
class Signature:
    """What tells a document from others and its versions from each other.

    `folded` is the sha256 of the text without spaces and punctuation; `sketch` estimates how much two texts
    share. `place` is the region most named at the head of the text, where the document states none.
    `scanned` is the share read by OCR, `quality` how well all was read, `figures` the numbers in the text.
    """

    document_id: str
    sha256: str
    title: str | None
    doc_number: str | None
    issuers: tuple[str, ...]
    region_code: str | None
    place: str | None
    issued_on: date | None
    draft: bool
    evidence: bool
    folded: str
    sketch: bytes
    scanned: float = 0.0
    quality: float = 1.0
    figures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """A signature with its place in the order of arrival and what its title says."""

    number: int
    of: Signature
    title: TitleReading | None

    @property
    def draft(self) -> bool:
        return self.of.draft or (self.title is not None and self.title.draft)

    @property
    def dated(self) -> date | None:
        """The day this version is of: when it was issued, or its edition's year where that is later."""
        year = self.title.edition if self.title else None
        known = [day for day in (self.of.issued_on, date(year, 1, 1) if year else None) if day]
        return max(known, default=None)


def judged(number: int, signature: Signature) -> Entry:
    """Return a signature as what is judged: the `number`-th to arrive, its title read."""
    return Entry(number, signature, read_title(signature.title, signature.issuers))


def is_version(a: Entry, b: Entry, likeness: float) -> bool:
    """Tell whether two documents whose texts are alike by `likeness` are versions of one policy."""
    if contradict(a, b):
        return False
    if a.of.folded == b.of.folded:
        return True
    if a.title is None or b.title is None:
        return a.title is b.title and likeness >= _ALIKE
    if a.of.doc_number and a.of.doc_number == b.of.doc_number:
        return alike(a.title, b.title) and likeness >= _SAME_NUMBER
    if a.title.key == b.title.key:
        return likeness >= (_SAME_PLACE if _same_place(a.of, b.of) else _ALIKE)
    return alike(a.title, b.title) and likeness >= _ALIKE and not _numbered_together(a, b)


def contradict(a: Entry, b: Entry) -> bool:
    return a.draft != b.draft or _places_contradict(a.of, b.of) or _comes_anew(a, b)


def _places_contradict(a: Signature, b: Signature) -> bool:
    if a.region_code and b.region_code:
        return a.region_code != b.region_code
    places = (a.region_code or a.place, b.region_code or b.place)
    if all(places) and places[0] != places[1]:
        return True
    return bool(a.issuers and b.issuers) and not _share_issuer(a, b)


def _share_issuer(a: Signature, b: Signature) -> bool:
    return any(one.endswith(other) or other.endswith(one) for one in a.issuers for other in b.issuers)


def _same_place(a: Signature, b: Signature) -> bool:
    places = (a.region_code or a.place, b.region_code or b.place)
    return (all(places) and places[0] == places[1]) or _share_issuer(a, b)


def _comes_anew(a: Entry, b: Entry) -> bool:
    """Tell whether two occasional documents are of different days."""
    if not (a.title and b.title and a.title.occasional and b.title.occasional):
        return False
    edition = a.title.edition or b.title.edition
    return edition is None and a.of.issued_on != b.of.issued_on and a.of.doc_number != b.of.doc_number


def _numbered_together(a: Entry, b: Entry) -> bool:
    """Tell whether two documents bear different numbers of one year, so that titles must agree."""
    days = (a.of.issued_on, b.of.issued_on)
    return (
        a.of.doc_number is not None
        and b.of.doc_number is not None
        and days[0] is not None
        and days[1] is not None
        and days[0].year == days[1].year
    )
