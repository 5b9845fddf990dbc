"""One answer against one judgement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.answered import Answered, Cited, Hit, Said
from eval.overlap import Overlap, compare_funds, compare_units
from eval.questions import Question, Snippet
from eval.sources import faithful, squeeze


@dataclass(frozen=True, slots=True)
class Judged:
    """What one answer got right; None where the question is not judged on that part.

    `clause_rank` and `search_rank` count from 1, 0 says not found. `applicable` and `facts` are shares.
    """

    id: str
    kind: str
    expected: str
    status: str
    clause_rank: int | None
    search_rank: int | None
    units: Overlap | None
    funds: Overlap | None
    facts: float | None
    applicable: float | None
    reason_right: bool | None
    forbidden: int
    unfaithful: int
    citations: int
    dangling: int


def _holds(snippet: Snippet, source: str, texts: Iterable[str]) -> bool:
    wanted = squeeze(snippet.quote)
    return source == snippet.source and any(wanted in squeeze(text) for text in texts)


def cites(cited: Cited, snippet: Snippet, clauses: Mapping[str, str]) -> bool:
    """Tell whether a citation is to the clause that `snippet` names.

    `clauses` maps clause ids to their texts; without it the quote and the headings must hold the snippet,
    or the quote lie within it.
    """
    if _holds(snippet, cited.source, (cited.quote, cited.path, clauses.get(cited.clause_id, ""))):
        return True
    quote = squeeze(cited.quote)
    return cited.source == snippet.source and bool(quote) and quote in squeeze(snippet.quote)


def _rank(found: Iterable[bool]) -> int:
    return next((rank for rank, hit in enumerate(found, 1) if hit), 0)


def clause_rank(question: Question, answer: Answered, clauses: Mapping[str, str]) -> int | None:
    """Return the rank of the first citation to a gold clause (0: none, or the answer abstained)."""
    gold = question.judgement
    if not gold.clauses or gold.status != "answered":
        return None
    if answer.status != "answered":
        return 0
    return _rank(any(cites(c, snippet, clauses) for snippet in gold.clauses) for c in answer.citations)


def search_rank(question: Question, hits: Sequence[Hit] | None, clauses: Mapping[str, str]) -> int | None:
    """Return the rank of the first hit that is a gold clause (0: none); None where nothing was searched."""
    gold = question.judgement.clauses
    if hits is None or not gold:
        return None
    return _rank(
        any(_holds(snippet, hit.source, (hit.text, clauses.get(hit.clause_id, ""))) for snippet in gold)
        for hit in hits
    )


def _leaning(said: Said, answer: Answered) -> Cited | None:
    return next((cited for cited in answer.citations if cited.n == said.citation), None)


def forbidden_measures(question: Question, answer: Answered) -> tuple[Said, ...]:
    """Return the measures offered as applicable from a source that gives the asker none."""
    forbidden = set(question.judgement.forbidden_sources)
    offered = (measure for measure in answer.measures if measure.offered)
    return tuple(m for m in offered if (cited := _leaning(m, answer)) and cited.source in forbidden)


def applicable_share(question: Question, answer: Answered, clauses: Mapping[str, str]) -> float | None:
    """Return the share of the measures that apply which the answer offers."""
    gold = question.judgement.applicable
    if not gold:
        return None
    cited = [c for m in answer.measures if m.offered and (c := _leaning(m, answer))]
    return sum(any(cites(c, snippet, clauses) for c in cited) for snippet in gold) / len(gold)


def fact_share(question: Question, answer: Answered) -> float | None:
    """Return the share of the wanted facts that the answer says or quotes in its first three citations."""
    gold = question.judgement.facts
    if not gold:
        return None
    if answer.status != "answered":
        return 0.0
    said = [item.text for item in (*answer.facts, *answer.measures, *answer.precedents)]
    shown = squeeze("\n".join([*said, *(cited.quote for cited in answer.citations[:3])]))
    return sum(squeeze(fact) in shown for fact in gold) / len(gold)


def _reason_right(question: Question, answer: Answered) -> bool | None:
    gold = question.judgement
    if gold.status == "answered" or not gold.reasons or answer.status != "abstained":
        return None
    return answer.reason in gold.reasons


def judge(
    question: Question,
    answer: Answered,
    hits: Sequence[Hit] | None,
    clauses: Mapping[str, str],
    source_of: Callable[[str], str | None],
) -> Judged:
    """Judge one answer; `source_of` gives the decoded text of a source by file name, None if unknown."""
    gold = question.judgement
    unfaithful = sum(
        (text := source_of(c.source)) is None or not faithful(c.quote, text, c.start, c.end)
        for c in answer.citations
    )
    return Judged(
        id=question.id,
        kind=question.kind,
        expected=gold.status,
        status=answer.status,
        clause_rank=clause_rank(question, answer, clauses),
        search_rank=search_rank(question, hits, clauses),
        units=None if gold.units is None else compare_units(answer.units, gold.units),
        funds=None if gold.funds is None else compare_funds(answer.funds, gold.funds),
        facts=fact_share(question, answer),
        applicable=applicable_share(question, answer, clauses),
        reason_right=_reason_right(question, answer),
        forbidden=len(forbidden_measures(question, answer)),
        unfaithful=unfaithful,
        citations=len(answer.citations),
        dangling=answer.dangling,
    )
