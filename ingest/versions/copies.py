"""Recognise a scan of a document that is here too: alike but for what OCR misread, and told apart by nothing.

A misread character must not make a new version, and a new version that was scanned must not pass for a copy:
what a revision changes are dates, numbers and amounts, and in a readable scan OCR misreads few figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from ingest.versions.shingles import similarity
from ingest.versions.verdict import Entry, Signature, judged

MOSTLY = 0.5  # share of the characters read by OCR from which a document counts as scanned
_ALIKE = 0.6  # of the texts: one character in twenty misread
_ALIKE_BADLY_READ = 0.25
_BADLY = 0.9  # quality under which figures tell nothing any more
_ALIKE_TITLES = 0.8
_SHINGLE = 5  # characters, so many of which one misread character spoils


def is_copy(a: Entry, b: Entry, likeness: float) -> bool:
    """Tell whether two documents with texts alike by `likeness` are one, at least one of them a scan."""
    scans = [each.of for each in (a, b) if each.of.scanned >= MOSTLY]
    if not scans or _told_apart(a, b):
        return False
    if likeness >= _ALIKE and _changed_figures(a.of, b.of) <= (1 - likeness) / _SHINGLE:
        return True
    badly_read = min(scan.quality for scan in scans) < _BADLY
    return badly_read and likeness >= _ALIKE_BADLY_READ and _named_alike(a, b)


def _told_apart(a: Entry, b: Entry) -> bool:
    """Tell whether something that both documents state differs; what OCR lost speaks against nothing."""
    stated = (
        (a.of.doc_number, b.of.doc_number),
        (a.of.issued_on, b.of.issued_on),
        (a.of.region_code, b.of.region_code),
        (a.title and a.title.edition, b.title and b.title.edition),
    )
    if a.draft != b.draft or any(one and other and one != other for one, other in stated):
        return True
    return bool(a.title and b.title) and not alike_titles(a.of.title or "", b.of.title or "")


def _named_alike(a: Entry, b: Entry) -> bool:
    """Tell whether both bear one title, and not one that every document of its kind bears."""
    if a.title is None or b.title is None:
        return False
    return a.title.key == b.title.key and not a.title.occasional


def alike_titles(one: str, other: str) -> bool:
    """Tell whether two titles may be one, but for a few misread characters."""
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.quick_ratio() >= _ALIKE_TITLES and match.ratio() >= _ALIKE_TITLES


def _changed_figures(a: Signature, b: Signature) -> float:
    """Return the share of figures that stand in each text in the place of others."""
    changed = min(len(a.figures - b.figures), len(b.figures - a.figures))
    return changed / max(len(a.figures), len(b.figures), 1)


def worse_first(a: Entry, b: Entry) -> tuple[Entry, Entry]:
    """Return two copies, the one that was read worse first; of equal ones the one that came later."""

    def badness(entry: Entry) -> tuple[bool, float, int]:
        return entry.of.scanned >= MOSTLY, -entry.of.quality, entry.number

    return (a, b) if badness(a) > badness(b) else (b, a)


def originals(found: Iterable[tuple[float, Entry, Entry]]) -> Mapping[int, Entry]:
    """Return for the number of each copy the document that was read better; `found` most alike first."""
    found_for: dict[int, Entry] = {}
    for likeness, a, b in found:
        worse, better = worse_first(a, b)
        if worse.number not in found_for and is_copy(a, b, likeness):
            found_for[worse.number] = better
    return found_for


def original_of(scan: Signature, others: Sequence[Signature]) -> str | None:
    """Return the id of that one of `others` which `scan` is a copy of, read no better than that was."""
    entry = judged(len(others), scan)
    for number, other in enumerate(others):
        there = judged(number, other)
        likeness = similarity(scan.sketch, other.sketch)
        if is_copy(entry, there, likeness) and worse_first(entry, there)[1] is there:
            return other.document_id
    return None
