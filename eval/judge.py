"""One answer against one judgement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from eval.answered import Answered
from eval.citing import citation_shares, cites, leaning
from eval.overlap import Overlap, compare_funds, compare_units
from eval.questions import Judgement, Question
from eval.sources import faithful, squeeze
from eval.verdicts import forbidden_measures, unsafe, verdict_pairs, verdict_share

MISSING = "missing"  # the status of a question that got no answer
_NOTHING = Answered(MISSING, None, (), (), (), (), (), (), 0)


@dataclass(frozen=True, slots=True)
class Judged:
    """What one answer got right; None where the question is not judged on that part.

    `clause_rank` counts from 1, 0 says not found. `applicable`, `facts`, `verdicts`,
    `citation_recall` and `citation_precision` are shares. `reason_due` says that an abstention is due and its
    reason judged.
    """

    id: str
    kind: str
    expected: str
    status: str
    clause_rank: int | None
    units: Overlap | None
    funds: Overlap | None
    facts: float | None
    applicable: float | None
    reason_right: bool | None
    forbidden: int
    unfaithful: int
    citations: int
    dangling: int
    reason_due: bool = False
    citation_recall: float | None = None
    citation_precision: float | None = None
    verdicts: float | None = None
    unsafe: bool | None = None
    confidence: float | None = None
    verdict_pairs: tuple[tuple[str, str], ...] = ()  # wanted, said


def _rank(found: Iterable[bool]) -> int:
    return next((rank for rank, hit in enumerate(found, 1) if hit), 0)


def clause_rank(gold: Judgement, answer: Answered, clauses: Mapping[str, str]) -> int | None:
    """Return the rank of the first citation to a gold clause (0: none, or the answer abstained)."""
    if not gold.clauses or gold.status != "answered":
        return None
    if answer.status != "answered":
        return 0
    return _rank(any(cites(c, snippet, clauses) for snippet in gold.clauses) for c in answer.citations)


def applicable_share(gold: Judgement, answer: Answered, clauses: Mapping[str, str]) -> float | None:
    """Return the share of the measures that apply which the answer offers."""
    wanted = gold.applicable
    if not wanted:
        return None
    cited = [c for m in answer.measures if m.offered and (c := leaning(m, answer))]
    return sum(any(cites(c, snippet, clauses) for c in cited) for snippet in wanted) / len(wanted)


def fact_share(gold: Judgement, answer: Answered) -> float | None:
    """Return the share of the wanted facts that the answer says or quotes in its first three citations."""
    wanted = gold.facts
    if not wanted:
        return None
    if answer.status != "answered":
        return 0.0
    said = [item.text for item in (*answer.facts, *answer.measures, *answer.precedents)]
    shown = squeeze("\n".join([*said, *(cited.quote for cited in answer.citations[:3])]))
    return sum(squeeze(fact) in shown for fact in wanted) / len(wanted)


def _reason_right(gold: Judgement, answer: Answered) -> bool | None:
    if gold.status == "answered" or not gold.reasons or answer.status != "abstained":
        return None
    return answer.reason in gold.reasons


def _citation_shares(
    gold: Judgement, answer: Answered, clauses: Mapping[str, str]
) -> tuple[float | None, float | None]:
    # Where an answer is due, saying nothing is no way to be well supported.
    nothing = (0.0, 0.0) if gold.status == "answered" else (None, None)
    return citation_shares(answer, clauses) or nothing


def judge(
    question: Question,
    answer: Answered,
    clauses: Mapping[str, str],
    source_of: Callable[[str], str | None],
) -> Judged:
    """Judge one answer; `source_of` gives the decoded text of a source by file name, None if unknown.

    Raises ValueError where no answer to the question was judged.
    """
    gold = question.judgement
    if gold is None:
        raise ValueError(f"{question.id} has no judgement of an answer")
    recall, precision = _citation_shares(gold, answer, clauses)
    return Judged(
        id=question.id,
        kind=question.kind,
        expected=gold.status,
        status=answer.status,
        clause_rank=clause_rank(gold, answer, clauses),
        units=None if gold.units is None else compare_units(answer.units, gold.units),
        funds=None if gold.funds is None else compare_funds(answer.funds, gold.funds),
        facts=fact_share(gold, answer),
        applicable=applicable_share(gold, answer, clauses),
        reason_right=_reason_right(gold, answer),
        forbidden=len(forbidden_measures(gold, answer)),
        unfaithful=_unfaithful(answer, source_of),
        citations=len(answer.citations),
        dangling=answer.dangling,
        reason_due=gold.status == "abstained" and bool(gold.reasons),
        citation_recall=recall,
        citation_precision=precision,
        verdicts=verdict_share(gold, answer, clauses),
        unsafe=unsafe(gold, answer, clauses),
        confidence=answer.confidence,
        verdict_pairs=verdict_pairs(gold, answer, clauses),
    )


def missing(question: Question) -> Judged:
    """Judge a question that got no answer: on each part the question is judged on, the worst there is."""
    return judge(question, _NOTHING, {}, lambda _: None)


def _unfaithful(answer: Answered, source_of: Callable[[str], str | None]) -> int:
    return sum(
        (text := source_of(c.source)) is None or not faithful(c.quote, text, c.start, c.end)
        for c in answer.citations
    )
