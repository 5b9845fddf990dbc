"""Judged questions: a suite is a folder of `queries.jsonl` and `answers.jsonl`, joined by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.rows import read_rows
from ingest.errors import QuestionError

KINDS = (
    "lookup", "responsible", "fund", "situation", "colloquial",
    "other_city", "unanswerable", "precedent", "expired",
)  # fmt: skip
STATUSES = ("answered", "abstained", "either")
Bounds = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Words that stand in exactly one place of `source`, a file name: they name the clause around them."""

    source: str
    quote: str


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


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its judgement."""

    id: str
    question: str
    kind: str
    judgement: Judgement


def _list(row: Mapping[str, object], name: str) -> Sequence[object]:
    value = row.get(name)
    if value is not None and not isinstance(value, list):
        raise QuestionError(f"{row['id']} 的 {name} 应是列表，现在是 {value!r}")
    return value or ()


def _snippets(row: Mapping[str, object], name: str) -> tuple[Snippet, ...]:
    found = []
    for item in _list(row, name):
        if not isinstance(item, dict) or not {"source", "quote"} <= item.keys():
            raise QuestionError(f"{row['id']} 的 {name} 里每一项都要有 source 和 quote，现在是 {item!r}")
        found.append(Snippet(str(item["source"]), str(item["quote"])))
    return tuple(found)


def _strings(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    return tuple(str(item) for item in _list(row, name))


def _funds(row: Mapping[str, object]) -> tuple[Bounds, ...]:
    found = []
    for item in _list(row, "funds"):
        if not isinstance(item, list) or len(item) != 2:
            raise QuestionError(f"{row['id']} 的 funds 每一项是 [下限元, 上限元]，现在是 {item!r}")
        found.append((item[0], item[1]))
    return tuple(found)


def _judgement(row: Mapping[str, object]) -> Judgement:
    if row.get("status") not in STATUSES:
        raise QuestionError(f"{row['id']} 的 status 是 {row.get('status')!r}，只能是 {'、'.join(STATUSES)}")
    return Judgement(
        status=str(row["status"]),
        reasons=_strings(row, "reason"),
        clauses=_snippets(row, "clauses"),
        units=None if row.get("units") is None else _strings(row, "units"),
        funds=None if row.get("funds") is None else _funds(row),
        facts=_strings(row, "facts"),
        applicable=_snippets(row, "applicable_quotes"),
        forbidden_sources=_strings(row, "forbidden_sources"),
    )


def load_suite(folder: Path) -> tuple[Question, ...]:
    """Read the judged questions of a suite in the order of its queries.

    Raises QuestionError where a file is missing or broken, or the two files do not hold the same ids.
    """
    queries, answers = read_rows(folder / "queries.jsonl"), read_rows(folder / "answers.jsonl")
    if unmatched := queries.keys() ^ answers.keys():
        raise QuestionError(f"{folder} 的题目和判定对不上：{'、'.join(sorted(unmatched))} 只在一个文件里")
    questions = []
    for key, row in queries.items():
        if row.get("kind") not in KINDS:
            raise QuestionError(f"{folder} 的 {key} 类别是 {row.get('kind')!r}，只能是 {'、'.join(KINDS)}")
        questions.append(
            Question(key, str(row.get("question", "")), str(row["kind"]), _judgement(answers[key]))
        )
    return tuple(questions)
