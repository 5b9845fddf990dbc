"""What an evaluation leaves behind: `measures.json` is the JSON of these records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import QuestionError, reason_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of one system: the value of each question judged on it, mean and 95 % interval."""

    mean: float
    low: float
    high: float
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Part:
    """The mean of a measure over the `questions` of one slice."""

    mean: float
    questions: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause as the report shows it; `grade` is its judgement for the question, None where it has none."""

    clause_id: str
    title: str
    path: str
    text: str
    grade: int | None


@dataclass(frozen=True, slots=True)
class Worst:
    """A question a system did badly on: what was wanted, retrieved and said, and what was wrong.

    `value` is the mean of its main measures, 0..1; `said` is the summary of the answer, None without one.
    """

    id: str
    question: str
    kind: str
    value: float
    wanted: tuple[Shown, ...]
    retrieved: tuple[Shown, ...]
    said: str | None
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """At `coverage` (share of the questions answered, the most confident first) the share answered wrong."""

    coverage: float
    risk: float
    threshold: float


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """The answers whose confidence lies in low..high: mean confidence, share answered right, how many."""

    low: float
    high: float
    confidence: float
    accuracy: float
    answers: int


@dataclass(frozen=True, slots=True)
class SystemResult:
    """One system on one suite.

    `row` is its row of the systems file, `snapshot` and `model` the fingerprints of what was searched.
    `slices` maps dimension (kind, document, region, length) to group to measure. `latency_ms` has p50, p95,
    p99 and mean of a question; `cost` has index_mb, model_mb, build_s and cpu_ms where known.
    `totals` holds figures without a value for each question (aurc, ece).
    """

    name: str
    row: Mapping[str, str | int | float | bool]
    snapshot: str
    model: str
    measures: Mapping[str, Measured]
    slices: Mapping[str, Mapping[str, Mapping[str, Part]]]
    latency_ms: Mapping[str, float]
    cost: Mapping[str, float]
    totals: Mapping[str, float] = field(default_factory=dict)
    risk_coverage: tuple[RiskPoint, ...] = ()
    calibration: tuple[CalibrationBin, ...] = ()
    worst: tuple[Worst, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems, or two runs of one, on the same questions: paired randomisation, Holm's correction."""

    suite: str
    measure: str
    a: str
    b: str
    questions: int
    mean_a: float
    mean_b: float
    p: float
    p_corrected: float

    @property
    def difference(self) -> float:
        """Return how much higher `b` is."""
        return self.mean_b - self.mean_a

    @property
    def significant(self) -> bool:
        """Tell whether the corrected p is below .05."""
        return self.p_corrected < 0.05


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """Every system on one suite; `digest` is the sha256 over its files, `stale` names judgements left out."""

    name: str
    path: str
    digest: str
    questions: int
    kinds: Mapping[str, int]
    stale: tuple[str, ...]
    systems: tuple[SystemResult, ...]
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """One run of `huice eval run`: when (ISO time, UTC), with which version and command, what came out."""

    schema: int
    created: str
    version: str
    command: str
    suites: tuple[SuiteResult, ...]


@cache
def _adapter() -> TypeAdapter[Results]:
    from pydantic import TypeAdapter

    return TypeAdapter(Results)


def write_results(path: Path, results: Results) -> None:
    """Write `results` as JSON; raise OSError as the disk does."""
    path.write_bytes(_adapter().dump_json(results, indent=1) + b"\n")


def read_results(path: Path) -> Results:
    """Read a `measures.json`, or the one in a folder; raise QuestionError where it cannot be read."""
    file = path / "measures.json" if path.is_dir() else path
    try:
        results = _adapter().validate_json(file.read_bytes())
    except OSError as error:
        raise QuestionError(
            f"读不到评测结果 {file}：{reason_of(error)}；请给出 huice eval run 的输出目录"
        ) from error
    except ValueError as error:
        raise QuestionError(f"{file} 不是评测结果：{error}；请用 huice eval run 重新生成") from error
    if results.schema != SCHEMA:
        raise QuestionError(
            f"{file} 的格式是 {results.schema}，本版本需要 {SCHEMA}；请用 huice eval run 重新生成"
        )
    return results
