"""Judging on after the documents changed: new candidates, and what still stands of the judgements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from eval.bases import source_names
from eval.judging.folder import read_pool, replace_pool
from eval.judging.judgements import Judged, read_judgements
from eval.judging.pool import DEPTH, Pool, Pooled, Progress, pool_questions
from eval.places import Places
from eval.stale import Resolved, carry
from index.search import KnowledgeBase
from ingest.errors import QuestionError


@dataclass(frozen=True, slots=True)
class Again:
    """The new pool, how many judgements stand and how many do not, and the questions to be judged on."""

    pool: Pool
    kept: int
    lost: int
    open: tuple[str, ...]


def pool_again(
    folder: Path, kb: KnowledgeBase, *, made: date | None = None, progress: Progress | None = None
) -> Again:
    """Pool clauses anew for the questions of a folder and keep the judgements of texts that did not change.

    A clause that moved keeps its grade; one with other words, or gone, is to be judged again. A question
    ticked as not answered stays so unless it has a candidate that was none before. Raises QuestionError,
    with nothing changed, where the folder is none of `new_suite` or holds no question.
    """
    old, recorded = read_pool(folder), read_judgements(folder)
    asked = [recorded[one.asked.id].asked if one.asked.id in recorded else one.asked for one in old.questions]
    asked = [one for one in asked if one.question]
    if not asked:
        raise QuestionError(f"{folder} 里还没有写好的问题：请先写问题，再用 huice eval judged 记录")
    places = Places(kb.clauses(), source_names(kb), lambda clause_id: clause_id)
    stands = carry({key: one.grades for key, one in recorded.items()}, old.clauses, places)
    day = (made or date.today()).isoformat()
    depth = DEPTH if old.sample else old.depth
    pool = pool_questions(asked, kb, day, depth, old.seed, progress, also=stands.qrels)
    seen = carry(
        {one.asked.id: dict.fromkeys(one.candidates, 0) for one in old.questions}, old.clauses, places
    )
    judged = dict(_judged(pool, recorded, stands, seen))
    replace_pool(folder, pool, judged)
    kept = sum(len(one.grades) for one in judged.values())
    before = sum(len(one.grades) for one in recorded.values())
    return Again(pool, kept, before - kept, tuple(_open(pool, judged)))


def _judged(
    pool: Pool, recorded: Mapping[str, Judged], stands: Resolved, seen: Resolved
) -> list[tuple[str, Judged]]:
    found = []
    for one in pool.questions:
        before = recorded.get(one.asked.id)
        if before is None:
            continue
        known = seen.qrels.get(one.asked.id, {})
        abstain = before.abstain and all(key in known for key in one.candidates)
        now = replace(before, grades=stands.qrels.get(one.asked.id, {}), abstain=abstain)
        if now.grades or now.abstain:
            found.append((one.asked.id, now))
    return found


def _open(pool: Pool, judged: Mapping[str, Judged]) -> list[str]:
    return [one.asked.id for one in pool.questions if _is_open(one, judged.get(one.asked.id))]


def _is_open(one: Pooled, judged: Judged | None) -> bool:
    return judged is None or not (judged.abstain or len(judged.grades) == len(one.candidates))
