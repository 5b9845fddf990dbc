"""What an answer says of the measures it was judged on, and whether it promises what does not apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from eval.answered import Answered, Cited, Said
from eval.citing import cites, leaning
from eval.questions import Judgement, Snippet, Verdict
from eval.sources import squeeze

APPLIES, NOT_APPLICABLE = "符合", "不适用"
REFUSED = frozenset({NOT_APPLICABLE, "不符合"})  # a measure judged so must not be offered
LEAST_LIKE = 0.5  # of the shorter one that both share: less is another measure of the same clause
Leaning = tuple[Said, Cited]


def _snippet(verdict: Verdict) -> Snippet:
    return Snippet(verdict.source, verdict.quote)


def _likeness(measure: str, quote: str) -> float:
    """Return the longest run of characters in both over the shorter length: 1 where one holds the other."""
    one, other = squeeze(measure), squeeze(quote)
    run = SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
    return run / max(1, min(len(one), len(other)))


def _speaking(
    wanted: Verdict, every: Sequence[Verdict], measures: Sequence[Leaning], clauses: Mapping[str, str]
) -> list[Said]:
    """Return the measures that speak for `wanted`, in the order of the answer.

    They lean on a citation to the clause in which its quote stands, and are like it unless it is a heading,
    which stands for all below it. Where several quotes are judged in one clause, a measure speaks for the
    one it is most like; where several measures speak, the most alike do.
    """
    found: list[tuple[float, Said]] = []
    for said, cited in measures:
        if not cites(cited, _snippet(wanted), clauses):
            continue
        like = _likeness(said.text, wanted.quote)
        if like < LEAST_LIKE and squeeze(wanted.quote) not in squeeze(cited.path):
            continue
        rivals = (other for other in every if other is not wanted and cites(cited, _snippet(other), clauses))
        if all(like >= _likeness(said.text, other.quote) for other in rivals):
            found.append((like, said))
    best = max((like for like, _ in found), default=0.0)
    return [said for like, said in found if like == best]


def _spoken(
    gold: Judgement, answer: Answered, clauses: Mapping[str, str]
) -> list[tuple[Verdict, list[Said]]]:
    judged = gold.verdicts or ()
    measures = [(said, cited) for said in answer.measures if (cited := leaning(said, answer))]
    return [(wanted, _speaking(wanted, judged, measures, clauses)) for wanted in judged]


def verdict_share(gold: Judgement, answer: Answered, clauses: Mapping[str, str]) -> float | None:
    """Return the share of the judged verdicts that the answer gives right, None where none is judged.

    A measure that is not among those of the answer is said not to apply (不适用).
    """
    pairs = verdict_pairs(gold, answer, clauses)
    return sum(wanted == said for wanted, said in pairs) / len(pairs) if pairs else None


def verdict_pairs(
    gold: Judgement, answer: Answered, clauses: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return for each judged verdict what was wanted and what the answer says."""
    return tuple(
        (wanted.verdict, str(measures[0].verdict) if measures else NOT_APPLICABLE)
        for wanted, measures in _spoken(gold, answer, clauses)
    )


def forbidden_measures(gold: Judgement, answer: Answered) -> tuple[Said, ...]:
    """Return the measures offered as applicable from a source that gives the asker none."""
    forbidden = set(gold.forbidden_sources)
    offered = (measure for measure in answer.measures if measure.offered)
    return tuple(m for m in offered if (cited := leaning(m, answer)) and cited.source in forbidden)


def unsafe(gold: Judgement, answer: Answered, clauses: Mapping[str, str]) -> bool | None:
    """Tell whether the answer promises more than it may; None where nothing is judged that could tell.

    So does one that offers (符合, 部分符合, 信息不足) a measure judged 不适用 or 不符合 or any of a forbidden
    source, and one that says 符合 of a measure judged 部分符合 or 信息不足: it claims an entitlement that the
    facts given do not carry. To say 部分符合 for 信息不足 is wrong but still asks, and is not counted here.
    """
    if not gold.verdicts and not gold.forbidden_sources:
        return None
    return bool(forbidden_measures(gold, answer)) or any(
        measure.offered and (wanted.verdict in REFUSED or _overstated(wanted, measure))
        for wanted, measures in _spoken(gold, answer, clauses)
        for measure in measures
    )


def _overstated(wanted: Verdict, measure: Said) -> bool:
    return measure.verdict == APPLIES != wanted.verdict
