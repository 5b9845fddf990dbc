"""Put every question of a suite to an opened knowledge base and keep what it gave, with the time it took."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.console.batch import BatchItem, read_items
from api.console.render import plain
from api.engine import Engine
from eval.rows import Rows


@dataclass(frozen=True, slots=True)
class Run:
    """What a system gave: answers and search results by question id, clause texts by clause id, seconds."""

    answers: Rows
    hits: Rows
    clauses: Mapping[str, str]
    ask_seconds: tuple[float, ...] = ()
    search_seconds: tuple[float, ...] = ()


def run_engine(engine: Engine, suite: Path, k: int) -> Run:
    """Ask and search every question of the folder `suite`; the first one is put twice, to warm up.

    Raises QuestionError or ProfileError where a question cannot be put.
    """
    items = read_items(suite / "queries.jsonl", "question")
    answers: dict[str, Mapping[str, object]] = {}
    hits: dict[str, Mapping[str, object]] = {}
    clauses: dict[str, str] = {}
    times: list[tuple[float, float]] = []
    for item in [*items[:1], *items]:
        started = time.perf_counter()
        answer = engine.ask(item.text, item.profile(), item.as_of(), item.region())
        asked = time.perf_counter()
        found = engine.search(item.text, k, item.region(), item.as_of())
        times.append((asked - started, time.perf_counter() - asked))
        answers[str(item.id)], hits[str(item.id)] = _row(item, answer), _row(item, found)
        clauses |= {cited.clause_id: engine.clause(cited.clause_id).text for cited in answer.citations}
    asks, searches = zip(*times[1:], strict=True) if items else ((), ())
    return Run(answers, hits, clauses, asks, searches)


def _row(item: BatchItem, record: object) -> Mapping[str, object]:
    shown = plain(record)
    return {"id": item.id, **shown} if isinstance(shown, dict) else {"id": item.id}
