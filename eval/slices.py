"""Groups of questions by kind, document, region and length, and the measures of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from eval.asking import profile_of
from eval.kinds import kind_name
from eval.questions import Question
from eval.results import Measured, Part
from eval.suite import Suite
from ingest.errors import QuestionError
from ingest.regions import resolve

UNKNOWN = "未说明"
NO_DOCUMENT = "没有应引文件"
LENGTHS = ((15, "15 字以内"), (30, "16–30 字"), (60, "31–60 字"))
LONGER = "60 字以上"
_LENGTH_NAMES = (*(name for _, name in LENGTHS), LONGER)
MOST_GROUPS = 20  # documents of a large collection beyond so many are no slice

Slices = dict[str, dict[str, dict[str, Part]]]


def slice_measures(suite: Suite, measures: Mapping[str, Measured]) -> Slices:
    """Return the means of `measures` by dimension (kind, document, region, length) and group.

    A dimension with a single group, or with more than MOST_GROUPS, is left out.
    """
    dimensions: dict[str, Callable[[Question], str]] = {
        "kind": lambda question: kind_name(question.kind),
        "document": lambda question: _document(suite, question),
        "region": _region,
        "length": _length,
    }
    found: Slices = {}
    for dimension, group_of in dimensions.items():
        groups: dict[str, set[str]] = {}
        for question in suite.questions:
            groups.setdefault(group_of(question), set()).add(question.id)
        if dimension == "length":
            groups = {name: groups[name] for name in _LENGTH_NAMES if name in groups}
        if 1 < len(groups) <= MOST_GROUPS:
            found[dimension] = {group: _parts(ids, measures) for group, ids in groups.items()}
    return found


def _parts(ids: set[str], measures: Mapping[str, Measured]) -> dict[str, Part]:
    parts = {}
    for name, measured in measures.items():
        values = [value for key, value in measured.values.items() if key in ids]
        if values:
            parts[name] = Part(sum(values) / len(values), len(values))
    return parts


def _document(suite: Suite, question: Question) -> str:
    """Return the title of the document that answers best."""
    grades = suite.qrels.get(question.id, {})
    best = max(grades, key=lambda clause: grades[clause], default=None)
    judged = suite.judged.get(best) if best is not None and grades[best] > 0 else None
    return judged.title if judged else NO_DOCUMENT


def _region(question: Question) -> str:
    place = profile_of(question).region
    if question.region:
        try:
            place = resolve(question.region)
        except ValueError as error:
            raise QuestionError(f"题目 {question.id} 的地区无法识别：{error}") from error
    return place.name if place else UNKNOWN


def _length(question: Question) -> str:
    size = len(question.question)
    return next((name for most, name in LENGTHS if size <= most), LONGER)
