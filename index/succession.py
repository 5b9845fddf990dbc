"""Collect, while documents are stored, what is needed to tell which of them end which."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.records import Document, Facts
from ingest.relations import Ended, Paper, paper_of, relations
from ingest.versions import Signature, revisions, signature_of


class Succession:
    """The documents of one build, each as a few names and a small sketch of its text."""

    def __init__(self) -> None:
        """Start without documents."""
        self._papers: list[Paper] = []
        self._signatures: list[Signature] = []

    def add(self, document: Document, facts: Sequence[Facts]) -> None:
        """Take note of a document with the facts of its clauses, aligned."""
        self._papers.append(paper_of(document, facts))
        self._signatures.append(signature_of(document))

    def ended(self) -> tuple[Ended, ...]:
        """Return what the documents do to each other, in the order of those that are ended."""
        return relations(self._papers, revisions(self._signatures))
