"""Does what was found carry the question? The line between an answer and an honest no.

The weights of a statement were fitted by logistic regression on the look-ups of eval/suites/five and
eval/suites/second and of a suite on sixteen other documents (right answer or not); those of a measure were
set by hand on the same. Neither was fitted on eval/suites/held_out.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from api.candidates import Candidates
from api.evidence import Candidate
from api.general import names_the_matter
from api.lookup import Finding
from api.question import FIGURES, Question

# a statement: covered words, nearness, best sentence, words carried in all, the words that are asked about
COVERED, NEAR, SHARE, CARRIED, FOCUS, BIAS = 2.6, 0.2, 2.4, 4.7, 1.6, -5.0
MOST_CARRIED = 4.0  # rare words carried beyond so many prove nothing more
NEEDED_FOR_A_STATEMENT, NEEDED_FOR_A_FIGURE, NEEDED_FOR_UNITS = 0.2, 0.36, 0.1

# a measure: covered words, nearness, best sentence
MEASURE_COVERED, MEASURE_NEAR, MEASURE_SHARE = 0.5, 0.3, 0.2
AT_ITS_WORD, NEEDED_FOR_A_MEASURE = 0.5, 0.14
LEAST_COVERED = 0.08
STEEP, START = 7.0, -0.9  # support to the chance that the first measure is right: fitted on five and second
TOP = 3  # one of the best so many must carry enough
BESIDE_THE_BEST = 0.6
CLEAR = 0.3  # support elsewhere that is worth telling, and a reason for an abstention
OUTWEIGHED, WEAK = 0.5, 0.4  # support that counts for nothing beside twice as much elsewhere


def measure_support(candidate: Candidate) -> float:
    """Weigh how much of a need a clause carries, about 0..1; everyday words count as what they stand for."""
    covered = max(candidate.hit.coverage, candidate.hit.read_coverage)
    if covered < LEAST_COVERED:
        return 0.0
    near = max(candidate.hit.dense, 0.0)
    return MEASURE_COVERED * covered + MEASURE_NEAR * near + MEASURE_SHARE * candidate.share


def supporting_measures(found: Candidates) -> tuple[Candidate, ...]:
    """Return the fitting candidates that carry enough of a need, none where the best does not.

    Nor where it is weak and a clause elsewhere carries more than twice as much: that is what was meant.
    A clause that shares only general words with the need (企业, 补贴) carries none of it.
    """
    needed = NEEDED_FOR_A_MEASURE if found.colloquial else AT_ITS_WORD
    first = [candidate for candidate in found.fitting[:TOP] if names_the_matter(candidate, found)]
    best, elsewhere = best_support(first), best_support(found.others)
    if best < needed or (best < WEAK and best < OUTWEIGHED * elsewhere):
        return ()
    return tuple(
        candidate
        for candidate in found.fitting
        if (candidate.score >= BESIDE_THE_BEST or measure_support(candidate) >= NEEDED_FOR_A_MEASURE)
        and names_the_matter(candidate, found)
    )


def supporting_others(found: Candidates) -> tuple[Candidate, ...]:
    """Return the candidates of other documents that clearly carry a need or a question."""
    return tuple(
        candidate
        for candidate in found.others
        if measure_support(candidate) >= CLEAR and names_the_matter(candidate, found)
    )


def best_support(candidates: Sequence[Candidate]) -> float:
    """Return the support of the best of the first few candidates, 0 where there are none."""
    return max((measure_support(candidate) for candidate in candidates[:TOP]), default=0.0)


def is_supported(finding: Finding, question: Question, found: Candidates) -> bool:
    """Tell whether a finding carries enough of a look-up to be stated as its answer."""
    needed = NEEDED_FOR_A_FIGURE if question.asks & FIGURES else NEEDED_FOR_A_STATEMENT
    if "units" in question.asks:
        needed = NEEDED_FOR_UNITS
    return statement_support(finding, found) >= needed


def statement_support(finding: Finding, found: Candidates) -> float:
    """Return the probability (0..1) that a finding answers a look-up."""
    hit = finding.candidate.hit
    read = max(hit.coverage, hit.read_coverage) if found.colloquial else hit.coverage
    covered = (hit.coverage + read) / 2
    carried = min(covered * found.reach, MOST_CARRIED) / MOST_CARRIED
    weight = (
        COVERED * covered
        + NEAR * max(hit.dense, 0.0)
        + SHARE * finding.candidate.share
        + CARRIED * carried
        + FOCUS * finding.focus
        + BIAS
    )
    return _chance(weight)


def measure_confidence(found: Candidates) -> float:
    """Return the probability (0..1) that the best of the measures found is what a need asks for."""
    return _chance(STEEP * best_support(found.fitting) + START)


def _chance(weight: float) -> float:
    return 1 / (1 + exp(-weight))
