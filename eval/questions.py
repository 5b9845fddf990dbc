"""Judged questions: `queries.jsonl` of a suite, joined by id with its `answers.jsonl` where it has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eval.rows import read_rows
from ingest.errors import QuestionError, shown

QUERIES, ANSWERS, QRELS = "queries.jsonl", "answers.jsonl", "qrels.tsv"
NAMED = 5  # ids a message names at most
STATUSES = ("answered", "abstained", "either")
VERDICTS = ("符合", "部分符合", "不符合", "信息不足", "不适用")
OTHER = "other"  # the kind of a question that names none
Bounds = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Words that stand in exactly one place of `source`, a file name: they name the clause around them."""

    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a right answer says to the asker of the measure of the clause in which `quote` stands.

    不适用: it must not be offered (elsewhere, expired, not in force, mere report).
    """

    source: str
    quote: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a right answer holds; None where the question is not judged on that part."""

    status: str
    reasons: tuple[str, ...]
    clauses: tuple[Snippet, ...]
    units: tuple[str, ...] | None
    funds: tuple[Bounds, ...] | None
    facts: tuple[str, ...]
    applicable: tuple[Snippet, ...]
    forbidden_sources: tuple[str, ...]
    verdicts: tuple[Verdict, ...] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `judgement` is None where only its clauses are judged.

    `region` and `raw_profile` are as written, None where not given.
    """

    id: str
    question: str
    kind: str
    judgement: Judgement | None
    region: str | None = None
    as_of: date | None = None
    raw_profile: object = None


def _list(row: Mapping[str, object], name: str) -> Sequence[object]:
    value = row.get(name)
    if value is not None and not isinstance(value, list):
        raise QuestionError(f"{row['id']} 的 {name} 应是列表，现在是 {shown(value)}；请写在方括号里")
    return value or ()


def _pairs(row: Mapping[str, object], name: str) -> Sequence[tuple[Mapping[str, object], str, str]]:
    """Return each object of a list with its source and quote."""
    found = []
    for item in _list(row, name):
        if not isinstance(item, dict) or not {"source", "quote"} <= item.keys():
            raise QuestionError(f"{row['id']} 的 {name} 里每一项都要有 source 和 quote，现在是 {shown(item)}")
        if not str(item["quote"]).strip():
            raise QuestionError(f"{row['id']} 的 {name} 里有空的 quote；请摘一段只出现一次的原文")
        found.append((item, str(item["source"]), str(item["quote"])))
    return found


def _snippets(row: Mapping[str, object], name: str) -> tuple[Snippet, ...]:
    return tuple(Snippet(source, quote) for _, source, quote in _pairs(row, name))


def _verdicts(row: Mapping[str, object]) -> tuple[Verdict, ...]:
    found = []
    for item, source, quote in _pairs(row, "verdicts"):
        if item.get("verdict") not in VERDICTS:
            only = "、".join(VERDICTS)
            raise QuestionError(f"{row['id']} 的 verdict 是 {shown(item.get('verdict'))}，只能是 {only}")
        found.append(Verdict(source, quote, str(item["verdict"])))
    return tuple(found)


def _strings(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    return tuple(str(item) for item in _list(row, name))


def _funds(row: Mapping[str, object]) -> tuple[Bounds, ...]:
    found = []
    for item in _list(row, "funds"):
        if not isinstance(item, list) or len(item) != 2:
            raise QuestionError(f"{row['id']} 的 funds 每一项是 [下限元, 上限元]，现在是 {shown(item)}")
        found.append((item[0], item[1]))
    return tuple(found)


def _judgement(row: Mapping[str, object]) -> Judgement:
    if row.get("status") not in STATUSES:
        only = "、".join(STATUSES)
        raise QuestionError(f"{row['id']} 的 status 是 {shown(row.get('status'))}，只能是 {only}")
    return Judgement(
        status=str(row["status"]),
        reasons=_strings(row, "reason"),
        clauses=_snippets(row, "clauses"),
        units=None if row.get("units") is None else _strings(row, "units"),
        funds=None if row.get("funds") is None else _funds(row),
        facts=_strings(row, "facts"),
        applicable=_snippets(row, "applicable_quotes"),
        forbidden_sources=_strings(row, "forbidden_sources"),
        verdicts=None if row.get("verdicts") is None else _verdicts(row),
    )


def _optional(row: Mapping[str, object], name: str) -> str | None:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise QuestionError(f"{row['id']} 的 {name} 是 {shown(value)}，应是文字；请改正或删去")
    return value.strip() or None if value else None


def _day(row: Mapping[str, object]) -> date | None:
    written = _optional(row, "as_of")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise QuestionError(f"{row['id']} 的 as_of 是 {shown(written)}，请写成 2026-01-31 这样") from error


def _question(row: Mapping[str, object], judged: Mapping[str, object] | None) -> Question:
    text = row.get("question", row.get("query"))
    if not isinstance(text, str) or not text.strip():
        raise QuestionError(f"{row['id']} 的 question 是 {shown(text)}；请写上问题的文字")
    return Question(
        id=str(row["id"]),
        question=text,
        kind=_optional(row, "kind") or OTHER,
        judgement=None if judged is None else _judgement(judged),
        region=_optional(row, "region"),
        as_of=_day(row),
        raw_profile=row.get("profile"),
    )


def load_questions(folder: Path) -> tuple[Question, ...]:
    """Read the questions of a suite in the order of `queries.jsonl`, with the judgements of their answers.

    A suite without `answers.jsonl` has none; beside `qrels.tsv` it may leave questions out. Raises
    QuestionError where a file is broken or a judgement has no question.
    """
    queries = read_rows(folder / QUERIES)
    if not queries:
        raise QuestionError(f"{folder / QUERIES} 里没有题目；请每行写一道题")
    answers = read_rows(folder / ANSWERS) if (folder / ANSWERS).is_file() else {}
    unmatched = answers.keys() ^ queries.keys()
    if (folder / QRELS).is_file():
        unmatched -= queries.keys()
    if unmatched and (folder / ANSWERS).is_file():
        named = "、".join(sorted(unmatched)[:NAMED])
        raise QuestionError(f"{folder} 的题目和判定对不上：{named} 只在一个文件里；请在两个文件里都写上")
    try:
        return tuple(_question(row, answers.get(key)) for key, row in queries.items())
    except QuestionError as error:
        raise QuestionError(f"{folder}：{error}") from error
