"""Say which words of a text were kept, removed and added."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

KEPT, REMOVED, ADDED = "kept", "removed", "added"
# a number with its sign and a latin word change as a whole, everything else character by character
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*[%％‰]?|[A-Za-z]+|\s+|.", re.DOTALL)
_LONG = 3_000  # tokens from which common characters no longer anchor: what is quadratic stays in bounds
_STRAY = 1  # kept characters between two changes that read better as changed too


@dataclass(frozen=True, slots=True)
class Edit:
    """A run of text that was kept, removed or added (`kind`)."""

    kind: str
    text: str


def word_edits(old: str, new: str) -> tuple[Edit, ...]:
    """Return the runs that make `new` of `old`: the kept and removed are `old`, the kept and added `new`."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, a, b, autojunk=max(len(a), len(b)) > _LONG)
    steps = [["".join(a[a0:a1]), "".join(b[b0:b1])] for _, a0, a1, b0, b1 in matcher.get_opcodes()]
    kinds = [kind for kind, *_ in matcher.get_opcodes()]
    return tuple(_runs(_gathered(steps, kinds)))


def _gathered(steps: list[list[str]], kinds: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Return (old, new, kept) with stray kept characters between changes taken into these."""
    gathered: list[tuple[str, str, bool]] = []
    for at, ((old, new), kind) in enumerate(zip(steps, kinds, strict=True)):
        inside = 0 < at < len(steps) - 1
        kept = kind == "equal" and not (inside and len(old) <= _STRAY)
        if gathered and gathered[-1][2] == kept:
            before = gathered.pop()
            old, new = before[0] + old, before[1] + new
        gathered.append((old, new, kept))
    return gathered


def _runs(gathered: list[tuple[str, str, bool]]) -> Iterator[Edit]:
    for old, new, kept in gathered:
        if kept:
            yield Edit(KEPT, old)
            continue
        if old:
            yield Edit(REMOVED, old)
        if new:
            yield Edit(ADDED, new)
