"""Put every question of a suite to a system and keep what it gave, with the time it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.console.progress import Progress
from api.console.render import plain
from api.engine import Engine
from api.profile import parse_profile
from eval.bases import Base
from eval.questions import Question
from eval.runs import Ranking, Run
from eval.suite import Suite
from eval.systems import OURS, System
from ingest.errors import ProfileError, QuestionError
from ingest.records import Profile

Find = Callable[[Question], Ranking]
Ask = Callable[[Question], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What can be asked of a system: it finds clauses, and answers where it can."""

    find: Find
    ask: Ask | None
    text_of: Callable[[str], str]


def profile_of(question: Question) -> Profile:
    """Return the asker's profile; raise QuestionError naming the question."""
    try:
        return parse_profile(question.raw_profile)
    except ProfileError as error:
        raise QuestionError(f"题目 {question.id}：{error}") from error


def region_of(question: Question) -> str | None:
    """Return the place a question is asked for: its own, or that of the profile."""
    place = profile_of(question).region
    return question.region or (place.code if place else None)


def askable(base: Base, system: System, suite: Suite, depth: int) -> Asked:
    """Return what can be asked of `system` over `base`.

    Raises QuestionError where a library from outside is not installed.
    """
    engine = Engine(base.kb.ranked_by(system.fusion_in(base.kb)))

    def ask(question: Question) -> Mapping[str, object]:
        shown = plain(engine.ask(question.question, profile_of(question), question.as_of, question.region))
        return {"id": question.id, **shown} if isinstance(shown, dict) else {"id": question.id}

    return Asked(
        find=_ours(engine, depth) if system.engine == OURS else _outside(base, system, depth),
        ask=ask if system.answers and any(one.judgement for one in suite.questions) else None,
        text_of=lambda clause_id: base.kb.clause(clause_id).text,
    )


def _ours(engine: Engine, depth: int) -> Find:
    def find(question: Question) -> Ranking:
        # the judges looked at every document, whether in force or not
        hits = engine.find(question.question, depth, region_of(question), include_dead=True)
        return [(hit.clause_id, hit.score) for hit in hits if hit.score > 0]

    return find


def _outside(base: Base, system: System, depth: int) -> Find:
    from eval.outside import build_outside

    documents = [base.kb.document(row.id) for row in base.kb.documents]
    index = build_outside(system.engine, documents, base.encoder)
    return lambda question: index.search(question.question, depth)


def run_suite(suite: Suite, asked: Asked, name: str, progress: Progress) -> Run:
    """Ask a system every question of a suite; the first is put twice, to warm up."""
    rankings: dict[str, Ranking] = {}
    answers: dict[str, Mapping[str, object]] = {}
    search_s: dict[str, float] = {}
    ask_s: dict[str, float] = {}
    for question in suite.questions[:1]:
        _once(question, suite, asked)
    before = time.process_time()
    for done, question in enumerate(suite.questions, 1):
        started = time.perf_counter()
        rankings[question.id] = [(suite.judged_id(clause), score) for clause, score in asked.find(question)]
        search_s[question.id] = time.perf_counter() - started
        if asked.ask is not None:
            started = time.perf_counter()
            answers[question.id] = asked.ask(question)
            ask_s[question.id] = time.perf_counter() - started
        progress(f"{suite.name} · {name}", done, len(suite.questions))
    cpu_s = time.process_time() - before
    return Run(rankings, answers, _cited(answers, asked), search_s, ask_s, cpu_s)


def _once(question: Question, suite: Suite, asked: Asked) -> None:
    asked.find(question)
    if asked.ask is not None:
        asked.ask(question)


def _cited(answers: Mapping[str, Mapping[str, object]], asked: Asked) -> dict[str, str]:
    ids = {
        str(cited["clause_id"])
        for answer in answers.values()
        if isinstance(listed := answer.get("citations"), list)
        for cited in listed
    }
    return {clause: asked.text_of(clause) for clause in sorted(ids)}
