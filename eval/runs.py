"""What a system gave for the questions of a suite, kept as a TREC run and as answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.rows import Rows, dump_row, read_text
from ingest.errors import QuestionError

Ranking = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Run:
    """Rankings (clause id, score; best first) and answers by question id, and what they took.

    `clauses` holds the text of each clause that an answer cites. Seconds are wall time, one a question;
    `cpu_s` is what all searches and answers took of the processor.
    """

    rankings: Mapping[str, Ranking]
    answers: Rows = field(default_factory=dict)
    clauses: Mapping[str, str] = field(default_factory=dict)
    search_s: Mapping[str, float] = field(default_factory=dict)
    ask_s: Mapping[str, float] = field(default_factory=dict)
    cpu_s: float = 0.0

    @property
    def scores(self) -> dict[str, dict[str, float]]:
        """Return the score of each clause by question, as measures want it; a rank stands in for the score.

        What ranks a clause is its place: scores that are equal, or rounded to be, would be reordered by id.
        """
        return {key: {clause: 1.0 / rank for rank, (clause, _) in enumerate(ranking, 1)}
                for key, ranking in self.rankings.items()}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a run was made of: enough to make it again."""

    suite: str
    suite_digest: str
    system: str
    row: Mapping[str, str | int | float | bool]
    snapshot: str
    model: str
    depth: int


def format_run(run: Run, tag: str) -> str:
    """Return the rankings in TREC's form: question, Q0, clause, rank, score, tag; scores strictly fall."""
    return "".join(
        f"{key} Q0 {clause} {rank} {_falling(ranking, rank):.6f} {tag}\n"
        for key, ranking in run.rankings.items()
        for rank, (clause, _) in enumerate(ranking, 1)
    )


def _falling(ranking: Ranking, rank: int) -> float:
    # trec_eval orders by score alone; a run is written so that it keeps our order
    return len(ranking) + 1 - rank + min(max(ranking[rank - 1][1], 0.0), 0.999999) / 2


def parse_run(text: str, name: str) -> dict[str, dict[str, float]]:
    """Return the scores of a TREC run by question and clause; `name` says in messages where it comes from.

    Raises QuestionError for a line that has not six columns or no number for a score.
    """
    scores: dict[str, dict[str, float]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = line.split()
        try:
            question, _, clause, _, score, _ = parts
            scores.setdefault(question, {})[clause] = float(score)
        except ValueError as error:
            raise QuestionError(f"{name} 第 {number} 行不是 TREC 结果：应有六列，第五列是数") from error
    return scores


def read_run(path: Path) -> dict[str, dict[str, float]]:
    """Read a TREC run; raise QuestionError where it cannot be read as such."""
    return parse_run(read_text(path), str(path))


def write_run(folder: Path, run: Run, facts: RunFacts) -> None:
    """Write `<suite>.<system>.trec`, what it was made of as `.json`, and the answers as `.answers.jsonl`.

    The tag of the TREC run is the system and the snapshot's fingerprint. Raises OSError as the disk does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{facts.suite}.{facts.system}"
    tag = f"{facts.system}@{facts.snapshot[:12]}"
    (folder / f"{stem}.trec").write_text(format_run(run, tag), encoding="utf-8", newline="\n")
    told = {name: getattr(facts, name) for name in RunFacts.__slots__}
    text = json.dumps({**told, "row": dict(facts.row)}, ensure_ascii=False, indent=1)
    (folder / f"{stem}.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    if run.answers:
        rows = "".join(map(dump_row, run.answers.values()))
        (folder / f"{stem}.answers.jsonl").write_text(rows, encoding="utf-8", newline="\n")
