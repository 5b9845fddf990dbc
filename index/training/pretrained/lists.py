"""Lists to learn from: a query, passages that answer it or do not, and what a judge said of each."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import SourceError


@dataclass(frozen=True, slots=True)
class RankedList:
    """A query and its passages; `grades` holds 1 (answers), 0.5 (partly) or 0 for each.

    `scores` are a judge's logits for the same passages, empty before it was asked. Lists of one `source` make
    up a batch, so that the passages of others are wrong in a way that is not told at a glance.
    """

    query: str
    passages: tuple[str, ...]
    grades: tuple[float, ...]
    source: str
    scores: tuple[float, ...] = ()


def write_lists(path: Path, lists: Iterable[RankedList]) -> None:
    """Write lists, one JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        for one in lists:
            row = {"query": one.query, "passages": one.passages, "grades": one.grades, "source": one.source}
            file.write(
                json.dumps(row | ({"scores": one.scores} if one.scores else {}), ensure_ascii=False) + "\n"
            )


def read_lists(path: Path) -> Iterator[RankedList]:
    """Yield the lists of a file; raise SourceError with the line where one is broken."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                row = json.loads(line)
                yield RankedList(
                    row["query"],
                    tuple(row["passages"]),
                    tuple(map(float, row["grades"])),
                    row["source"],
                    tuple(map(float, row.get("scores", ()))),
                )
            except (ValueError, KeyError, TypeError) as error:
                raise SourceError(
                    f"{path.name} 第 {number} 行不是训练列表：{error}；请重新生成该文件"
                ) from error


def batches(lists: Sequence[RankedList], size: int, seed: int) -> list[list[RankedList]]:
    """Shuffle lists into batches of one source; no query or right passage comes twice in one."""
    chance = random.Random(seed)
    sources: dict[str, list[RankedList]] = {}
    for one in lists:
        sources.setdefault(one.source, []).append(one)
    made = []
    for rows in sources.values():
        chance.shuffle(rows)
        waiting = list(rows)
        while waiting:
            taken: list[RankedList] = []
            left: list[RankedList] = []
            seen: set[str] = set()
            for one in waiting:
                keys = {one.query, *(p for p, g in zip(one.passages, one.grades, strict=True) if g > 0)}
                if len(taken) < size and not keys & seen:
                    taken.append(one)
                    seen |= keys
                else:
                    left.append(one)
            made.append(taken)
            waiting = left
    chance.shuffle(made)
    return [one for one in made if len(one) >= min(size, len(lists)) // 2]
