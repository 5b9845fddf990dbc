"""Risk-coverage and calibration against curves worked out by hand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.confidence import aurc, calibration, ece, risk_coverage
from eval.results import CalibrationBin, RiskPoint

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_the_curve_covers_the_most_confident_answers_first() -> None:
    points = risk_coverage([(0.5, False), (0.9, True), (0.7, True)], 4)
    assert points == (RiskPoint(0.25, 0.0, 0.9), RiskPoint(0.5, 0.0, 0.7), RiskPoint(0.75, 1 / 3, 0.5))
    assert aurc(points) == pytest.approx((0 + 0 + 1 / 3) / 3)


def test_answers_of_one_confidence_make_one_point() -> None:
    for pairs in ([(0.8, True), (0.8, False)], [(0.8, False), (0.8, True)]):
        assert risk_coverage(pairs, 2) == (RiskPoint(1.0, 0.5, 0.8),)


def test_confident_mistakes_cost_more_than_hesitant_ones() -> None:
    hesitant = risk_coverage([(0.9, True), (0.1, False)], 2)
    confident = risk_coverage([(0.1, True), (0.9, False)], 2)
    assert aurc(hesitant) == pytest.approx(0.25)
    assert aurc(confident) == pytest.approx(0.75)


def test_bins_hold_their_lower_end_and_the_last_one_both() -> None:
    bins = calibration([(0.0, False), (0.05, True), (0.5, True), (1.0, True)])
    assert bins == (
        CalibrationBin(0.0, 0.1, 0.025, 0.5, 2),
        CalibrationBin(0.5, 0.6, 0.5, 1.0, 1),
        CalibrationBin(0.9, 1.0, 1.0, 1.0, 1),
    )
    assert ece(bins) == pytest.approx((2 * 0.475 + 0.5 + 0.0) / 4)


def test_a_system_right_as_often_as_it_says_has_no_calibration_error() -> None:
    assert ece(calibration([(0.75, True)] * 3 + [(0.75, False)])) == pytest.approx(0.0)


@given(PAIRS)
def test_the_curve_ends_at_the_share_answered_and_the_share_wrong(pairs: list[tuple[float, bool]]) -> None:
    points = risk_coverage(pairs, 60)
    wrong = sum(not right for _, right in pairs)
    assert (points[-1].coverage, points[-1].risk) == (len(pairs) / 60, wrong / len(pairs))
    assert all(one.coverage < other.coverage for one, other in pairwise(points))
    assert 0 <= aurc(points) <= 1
    bins = calibration(pairs)
    assert sum(one.answers for one in bins) == len(pairs)
    assert 0 <= ece(bins) <= 1
    assert all(one.low <= one.confidence + 1e-9 and one.confidence <= one.high + 1e-9 for one in bins)


def test_nothing_to_measure_and_impossible_values_are_refused() -> None:
    with pytest.raises(ValueError, match="no curve"):
        aurc(risk_coverage([], 3))
    with pytest.raises(ValueError, match="nothing is calibrated"):
        ece(calibration([]))
    with pytest.raises(ValueError, match=r"not 1\.5"):
        calibration([(1.5, True)])
    with pytest.raises(ValueError, match="2 answers to 1 questions"):
        risk_coverage([(0.5, True), (0.5, True)], 1)
