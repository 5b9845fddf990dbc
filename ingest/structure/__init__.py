"""The clause tree of a document, flattened in text order: every character of the text in one clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.records import Clause
from ingest.structure.entries import HEADING, PARAGRAPH, RUN_IN, Entry, entries_of
from ingest.structure.frame import ADDRESSEE, CLOSING, FORM, TITLE
from ingest.structure.tree import Node, tree_of

LONGEST_LABEL = 12
FRAME = (TITLE, FORM, ADDRESSEE, CLOSING)
PREAMBLE = "前言"


def clauses_of(document_id: str, text: str, title: str | None = None) -> tuple[Clause, ...]:
    """Return the clauses of `text` (one paragraph a line), which partition it but for blanks between them.

    `title` is the document's title where it is known: its lines are a clause, not a heading. Ids are
    `<document_id>#` and the ordinals from the top down joined by "/".
    """
    nodes = tree_of(entries_of(text, title))
    labels = _labels(nodes)
    starts = [node.entry.start for node in nodes]
    if starts:
        starts[0] = len(text) - len(text.lstrip())
    ends = [*starts[1:], len(text)]
    clauses = []
    for index, node in enumerate(nodes):
        start = starts[index]
        end = start + len(text[start : ends[index]].rstrip())
        line = _ancestry(nodes, index)
        clauses.append(
            Clause(
                id=f"{document_id}#" + "/".join(labels[at] for at in line),
                document_id=document_id,
                path=tuple(nodes[at].entry.shown for at in line if nodes[at].entry.shown),
                ordinal=_ordinal(node.entry),
                heading=node.entry.heading,
                text=text[start:end],
                start=start,
                end=end,
            )
        )
    return tuple(clauses)


def _ancestry(nodes: Sequence[Node], index: int) -> list[int]:
    line = [index]
    while nodes[line[-1]].parent >= 0:
        line.append(nodes[line[-1]].parent)
    return line[::-1]


def _ordinal(entry: Entry) -> str:
    return "" if entry.kind in (HEADING, RUN_IN, PARAGRAPH, *FRAME) else entry.label


def _labels(nodes: Sequence[Node]) -> list[str]:
    """Return the last part of each node's id, unique among the children of its parent."""
    taken: Counter[tuple[int, str]] = Counter()
    plain: Counter[tuple[int, str]] = Counter()
    has_body = any(node.entry.kind not in (*FRAME, PARAGRAPH) for node in nodes)
    first_body = next((at for at, node in enumerate(nodes) if node.entry.kind not in (*FRAME, PARAGRAPH)), 0)
    labels = []
    for at, node in enumerate(nodes):
        entry = node.entry
        if entry.kind == PARAGRAPH and has_body and at < first_body:
            label = PREAMBLE
        elif entry.kind == PARAGRAPH:
            plain[node.parent, "¶"] += 1
            label = f"¶{plain[node.parent, '¶']}"
        elif entry.kind in ("——", "•"):
            plain[node.parent, entry.label] += 1
            label = f"{entry.label}{plain[node.parent, entry.label]}"
        elif entry.kind in (HEADING, RUN_IN):
            label = entry.heading.replace(" ", "").replace("/", "-")[:LONGEST_LABEL]
        else:
            label = entry.label
        taken[node.parent, label] += 1
        count = taken[node.parent, label]
        labels.append(label if count == 1 else f"{label}~{count}")
    return labels
