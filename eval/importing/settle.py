"""Make what a form holds fit for a suite: ids without white space, judgements only of what is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from eval.importing.records import Gathered, Grades
from ingest.errors import QuestionError

_BAD = re.compile(r"\s+")


def settle(gathered: Gathered) -> Gathered:
    """Return the same with safe ids and without judgements of missing clauses; `notes` counts what changed.

    A question none of whose right clauses is in the collection cannot be measured and is left out. Raises
    QuestionError for ids that stand twice, and where no question is left.
    """
    for what, ids in (("题号", gathered.questions), ("条款编号", gathered.entries or ())):
        _refuse_twice(what, (one.id for one in ids))
    named = _with_safe_ids(gathered)
    present = _without_missing(named)
    return _without_unmeasured(present)


def _refuse_twice(what: str, ids: Iterable[str]) -> None:
    twice = [key for key, count in Counter(ids).items() if count > 1]
    if twice:
        raise QuestionError(f"{what} {'、'.join(twice[:5])} 重复（共 {len(twice)} 个）：请改成不同的编号")


def _with_safe_ids(gathered: Gathered) -> Gathered:
    questions = safe_ids([one.id for one in gathered.questions])
    judged = {clause for found in gathered.grades.values() for clause in found}
    listed = [entry.id for entry in gathered.entries or ()]
    clauses = safe_ids([*listed, *sorted(judged.difference(listed))])
    changed = [key for key, safe in (*questions.items(), *clauses.items()) if key != safe]
    notes = gathered.notes
    if changed:
        notes += (f"{len(changed)} 个编号含空白，已换成下划线（如 {changed[0]!r}）",)
    return replace(
        gathered,
        questions=tuple(replace(one, id=questions[one.id]) for one in gathered.questions),
        grades={
            questions.get(key, key): {clauses[clause]: grade for clause, grade in found.items()}
            for key, found in gathered.grades.items()
        },
        entries=None
        if gathered.entries is None
        else tuple(replace(entry, id=clauses[entry.id]) for entry in gathered.entries),
        quotes={questions[key]: found for key, found in gathered.quotes.items()},
        abstained=frozenset(questions[key] for key in gathered.abstained),
        notes=notes,
    )


def safe_ids(ids: Iterable[str]) -> Mapping[str, str]:
    """Map each id to itself, or to one without white space that no other has."""
    wanted = list(ids)
    taken = {key for key in wanted if not _BAD.search(key)}
    safe: dict[str, str] = {}
    for key in wanted:
        new, number = _BAD.sub("_", key), 1
        while new != key and new in taken:
            number += 1
            new = f"{_BAD.sub('_', key)}_{number}"
        taken.add(new)
        safe[key] = new
    return safe


def _without_missing(gathered: Gathered) -> Gathered:
    known = {one.id for one in gathered.questions}
    unasked = len(gathered.grades.keys() - known)
    grades: Grades = {key: found for key, found in gathered.grades.items() if key in known}
    notes = gathered.notes + ((f"{unasked} 题有判定而没有题目，未收",) if unasked else ())
    if gathered.entries is not None:
        there = {entry.id for entry in gathered.entries}
        kept = {key: {c: g for c, g in found.items() if c in there} for key, found in grades.items()}
        short = sum(len(kept[key]) < len(found) for key, found in grades.items())
        missing = {clause for found in grades.values() for clause in found} - there
        if missing:
            notes += (f"{len(missing)} 个被判的条款不在条款文件里（涉及 {short} 题），这些判定未收",)
        grades = kept
    return replace(gathered, grades=grades, notes=notes)


def _without_unmeasured(gathered: Gathered) -> Gathered:
    right = {key for key, found in gathered.grades.items() if any(found.values())}
    kept = right | gathered.abstained | gathered.quotes.keys()
    questions = tuple(one for one in gathered.questions if one.id in kept)
    if not questions:
        raise QuestionError(
            "没有一题留下：判定里的题号和条款编号与题目、条款文件对不上，请检查是否拿错了文件"
        )
    left = len(gathered.questions) - len(questions)
    notes = gathered.notes + ((f"{left} 题没有可用的正确条款，未收",) if left else ())
    grades = {key: found for key, found in gathered.grades.items() if key in kept}
    return replace(gathered, questions=questions, grades=grades, notes=notes)
