"""From entries to a tree: whose child each clause is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.structure.depth import depth_of
from ingest.structure.entries import HEADING, PARAGRAPH, Entry


@dataclass(frozen=True, slots=True)
class Node:
    """An entry with the index of its parent node; -1 is the root."""

    entry: Entry
    parent: int


def tree_of(entries: Sequence[Entry]) -> tuple[Node, ...]:
    """Nest `entries`; a paragraph that belongs to the clause before it gets no node."""
    nodes: list[Node] = []
    stack: list[int] = []
    nested: set[tuple[str, str]] = set()
    for at, entry in enumerate(entries):
        if entry.inline:
            nodes.append(Node(entry, _owner(nodes, entry)))
            continue
        depth = depth_of(entries, at, [nodes[index].entry for index in stack], nested)
        if entry.kind == PARAGRAPH and _joins(nodes, stack, depth):
            continue
        del stack[depth:]
        nodes.append(Node(entry, stack[-1] if stack else -1))
        if stack:
            nested.add((nodes[stack[-1]].entry.kind, entry.kind))
        if entry.kind != PARAGRAPH and entry.rank >= -1:
            stack.append(len(nodes) - 1)
    return tuple(nodes)


def _owner(nodes: Sequence[Node], entry: Entry) -> int:
    """An item inside a paragraph is the child of the paragraph, or the sibling of the item it follows."""
    last = nodes[-1].entry
    if last.kind == entry.kind and last.number == (entry.number or 0) - 1:
        return nodes[-1].parent
    return len(nodes) - 1


def _joins(nodes: Sequence[Node], stack: Sequence[int], depth: int) -> bool:
    """Whether a plain paragraph goes on with the clause on top of the stack, which is the last one."""
    if depth < len(stack) or not stack:
        return False
    top = stack[-1]
    return top == len(nodes) - 1 and nodes[top].entry.kind != HEADING
