"""Judgements against the documents of today: which stand, which moved, which are to be judged again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from eval.places import Places
from eval.qrels import Qrels
from eval.questions import Question
from eval.sources import squeeze
from eval.suite import JudgedClause, Suite
from ingest.records import Clause

MOVED, CHANGED, GONE, UNQUOTED = "已移动", "文字已改", "条款已不在", "引语已不在"


@dataclass(frozen=True, slots=True)
class Stale:
    """A judgement whose clause is not what or where it was.

    已移动: the same text, its number aside, stands at `now`; the judgement is kept.
    The others are to be judged again. 文字已改: `now` stands in its place with other words.
    条款已不在: nothing like it is there.
    引语已不在: no clause holds the quote; `clause_id` then is its source and the quote.
    """

    question_id: str
    clause_id: str
    why: str
    now: str | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The judgements that hold in a base, under the ids clauses have in it, and those that do not."""

    qrels: Qrels
    stale: tuple[Stale, ...]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What `qrels.tsv` and `judged.jsonl` should hold for a base, and what could not be carried over."""

    qrels: Qrels
    judged: Mapping[str, JudgedClause]
    stale: tuple[Stale, ...]


def resolve(suite: Suite, clauses: Iterable[Clause], sources: Mapping[str, str]) -> Resolved:
    """Match the judgements of a suite with every clause of an opened base.

    `sources` gives the bare file name of a document by its id. A judged clause whose text was not kept stands
    as long as its id does. A question of which no clause is judged, but whose answer has quotes, gets the
    grades of `refresh`. Ids are those of `Suite.judged_id`.
    """
    places = Places(clauses, sources, suite.judged_id)
    found = carry(suite.qrels, suite.judged, places)
    unjudged = [question for question in suite.questions if question.id not in suite.qrels]
    quoted = {question.id: _quoted(question, places) for question in unjudged}
    qrels = {**found.qrels, **{key: grades for key, (grades, _) in quoted.items() if grades}}
    return Resolved(qrels, (*found.stale, *(one for _, lost in quoted.values() for one in lost)))


def check(suite: Suite, clauses: Iterable[Clause], sources: Mapping[str, str]) -> tuple[Stale, ...]:
    """Return the judged clauses that do not stand as judged and the judged quotes found nowhere."""
    places = Places(clauses, sources, suite.judged_id)
    lost = (stale for question in suite.questions for stale in _quoted(question, places)[1])
    return (*carry(suite.qrels, suite.judged, places).stale, *lost)


def refresh(
    suite: Suite, clauses: Iterable[Clause], sources: Mapping[str, str], titles: Mapping[str, str]
) -> Refreshed:
    """Judge the clauses of a base by the quotes of the answers; carry other judgements over.

    The clause around the first quote of a question gets grade 2, those around its others 1. A judgement of a
    clause that held one of these quotes follows the quote, and is reported where the rest of it changed.
    Every other one stays, moves with its text or is reported. `titles` gives a document's title by its id.
    """
    places = Places(clauses, sources, suite.judged_id)
    qrels: dict[str, Mapping[str, int]] = {}
    stale: list[Stale] = []
    for question in suite.questions:
        quoted, lost = _quoted(question, places)
        others = {
            key: grade
            for key, grade in suite.qrels.get(question.id, {}).items()
            if not _follows_quote(suite.judged.get(key), question)
        }
        carried = carry({question.id: others}, suite.judged, places)
        stale += (*carried.stale, *lost, *_reworded(suite, question, others, places))
        if grades := {**quoted, **_without(carried.qrels.get(question.id, {}), quoted)}:
            qrels[question.id] = grades
    return Refreshed(qrels, _judged(qrels, places, titles), tuple(stale))


def _reworded(suite: Suite, question: Question, others: Mapping[str, int], places: Places) -> Iterator[Stale]:
    """Yield the clauses that follow a quote although other words of theirs changed: an amount, a year."""
    following = {k: grade for k, grade in suite.qrels.get(question.id, {}).items() if k not in others}
    for one in carry({question.id: following}, suite.judged, places).stale:
        if one.why == CHANGED:
            yield one


def carry(qrels: Qrels, judged: Mapping[str, JudgedClause], places: Places) -> Resolved:
    """Follow every grade to where the text that was judged stands now; changed and lost texts lose theirs."""
    kept: dict[str, dict[str, int]] = {}
    stale: list[Stale] = []
    fates = {key: _fate(key, judged.get(key), places) for grades in qrels.values() for key in grades}
    for question, grades in qrels.items():
        for key, grade in grades.items():
            why, now = fates[key]
            if why is not None:
                stale.append(Stale(question, key, why, now))
            if why in (None, MOVED) and now is not None:
                held = kept.setdefault(question, {})
                held[now] = max(grade, held.get(now, grade))
    return Resolved(kept, tuple(stale))


def _fate(key: str, judged: JudgedClause | None, places: Places) -> tuple[str | None, str | None]:
    """Return why a judged clause does not stand, None where it does, and the id that stands for it now."""
    there = places.get(key)
    if there and (judged is None or squeeze(there.text) == squeeze(judged.text)):
        return None, key
    if judged is None:
        return GONE, None
    if moved := places.same_text(judged):
        return MOVED, places.judged_id(moved)
    if changed := places.changed(judged):
        return CHANGED, places.judged_id(changed)
    return GONE, None


def _quoted(question: Question, places: Places) -> tuple[dict[str, int], list[Stale]]:
    """Return the grades that the quotes of a judgement give, and the quotes found nowhere."""
    grades: dict[str, int] = {}
    lost = []
    for number, snippet in enumerate(question.judgement.clauses if question.judgement else ()):
        clause = places.holding(snippet.source, snippet.quote)
        if clause is None:
            lost.append(Stale(question.id, f"{snippet.source}：{snippet.quote}", UNQUOTED, None))
        else:
            grades.setdefault(places.judged_id(clause), 1 if number else 2)
    return grades, lost


def _follows_quote(judged: JudgedClause | None, question: Question) -> bool:
    if judged is None or question.judgement is None:
        return False
    text = squeeze(judged.text)
    quotes = (each.quote for each in question.judgement.clauses if each.source == judged.source)
    return any(squeeze(quote) in text for quote in quotes)


def _without(grades: Mapping[str, int], others: Mapping[str, int]) -> dict[str, int]:
    return {key: grade for key, grade in grades.items() if key not in others}


def _judged(qrels: Qrels, places: Places, titles: Mapping[str, str]) -> dict[str, JudgedClause]:
    return {key: _record(key, clause, places, titles) for key, clause in _clauses(qrels, places)}


def _clauses(qrels: Qrels, places: Places) -> Iterator[tuple[str, Clause]]:
    for grades in qrels.values():
        for key in grades:
            if clause := places.get(key):
                yield key, clause


def _record(key: str, clause: Clause, places: Places, titles: Mapping[str, str]) -> JudgedClause:
    title = titles.get(clause.document_id, "")
    return JudgedClause(key, places.source(clause), title, clause.path, clause.text)
