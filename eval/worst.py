"""The questions a system did worst on: what was wanted against what was retrieved and said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from eval.compare import main_measures
from eval.kinds import kind_name
from eval.measures import MEASURES
from eval.questions import Question
from eval.results import Measured, Shown, Worst
from eval.runs import Run
from eval.suite import JudgedClause, Suite

MOST = 20
RETRIEVED = 5
LONGEST = 240  # characters of a clause that are shown


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of one system on one suite; `faults` names by question what was wrong with its answer.

    `clause_of` gives a clause, as it would be judged, by the id judgements use; it raises KeyError for none.
    """

    run: Run
    measures: Mapping[str, Measured]
    faults: Mapping[str, tuple[str, ...]]
    clause_of: Callable[[str], JudgedClause]


def worst_questions(suite: Suite, outcome: Outcome) -> tuple[Worst, ...]:
    """Return up to MOST questions with the lowest mean of the main measures, those below 1, worst first."""
    values = {question.id: _value(question.id, outcome.measures) for question in suite.questions}
    low = [
        question for question in suite.questions if (value := values[question.id]) is not None and value < 1
    ]
    low.sort(key=lambda question: values[question.id] or 0.0)
    return tuple(_worst(suite, question, values[question.id] or 0.0, outcome) for question in low[:MOST])


def _value(question: str, measures: Mapping[str, Measured]) -> float | None:
    found = [
        value if MEASURES[name].higher_is_better else 1 - value
        for name in main_measures(measures)
        if (value := measures[name].values.get(question)) is not None
    ]
    return sum(found) / len(found) if found else None


def _worst(suite: Suite, question: Question, value: float, outcome: Outcome) -> Worst:
    grades = suite.qrels.get(question.id, {})
    wanted = sorted((clause for clause, grade in grades.items() if grade > 0), key=lambda c: -grades[c])
    retrieved = [clause for clause, _ in outcome.run.rankings.get(question.id, ())[:RETRIEVED]]
    answer = outcome.run.answers.get(question.id)
    return Worst(
        id=question.id,
        question=question.question,
        kind=kind_name(question.kind),
        value=value,
        wanted=tuple(_shown(wanted, grades, lambda clause: _judged(suite, clause, outcome))),
        retrieved=tuple(_shown(retrieved, grades, outcome.clause_of)),
        said=str(answer["summary"]) if answer else None,
        faults=outcome.faults.get(question.id, ()),
    )


def _judged(suite: Suite, clause: str, outcome: Outcome) -> JudgedClause:
    return suite.judged[clause] if clause in suite.judged else outcome.clause_of(clause)


def _shown(
    clauses: Iterable[str], grades: Mapping[str, int], clause_of: Callable[[str], JudgedClause]
) -> Iterable[Shown]:
    for clause in clauses:
        try:
            known = clause_of(clause)
        except KeyError:
            continue  # judged once, gone now: the suite's stale judgements name it
        text = known.text if len(known.text) <= LONGEST else known.text[:LONGEST] + "……"
        yield Shown(clause, known.title, " > ".join(known.path), text, grades.get(clause))
