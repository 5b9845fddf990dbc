"""Intervals, randomisation and correction against cases worked by hand and against scipy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import permutation_test

from eval.statistics import holm, interval, randomisation

SHARES = st.sampled_from([0.0, 0.25, 0.5, 0.1 + 0.2, 1.0])
PAIRED = st.lists(st.tuples(SHARES, SHARES), min_size=1, max_size=10)
EIGHTHS = st.integers(0, 8).map(lambda eighths: eighths / 8)  # sums without rounding: scipy has its own slack
EXACT = st.lists(st.tuples(EIGHTHS, EIGHTHS), min_size=1, max_size=10)


def test_an_interval_of_equal_values_is_that_value() -> None:
    assert interval([0.5, 0.5, 0.5]) == (0.5, 0.5, 0.5)
    assert interval([1.0]) == (1.0, 1.0, 1.0)


def test_an_interval_is_about_two_standard_errors_wide_and_the_same_each_time() -> None:
    values = [0.0, 1.0] * 200
    mean, low, high = interval(values)
    assert mean == 0.5
    assert low == pytest.approx(0.5 - 1.96 * 0.5 / 20, abs=0.006)
    assert high == pytest.approx(0.5 + 1.96 * 0.5 / 20, abs=0.006)
    assert interval(values) == (mean, low, high)
    shares = [n / 400 for n in range(400)]
    assert interval(shares) == interval(shares, seed=0) != interval(shares, seed=1)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
@settings(max_examples=40)
def test_an_interval_stays_within_the_values(values: list[float]) -> None:
    mean, low, high = interval(values)
    assert mean == pytest.approx(np.mean(values))
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9


def test_an_interval_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        interval([])


def test_five_wins_of_five_are_two_of_thirty_two_patterns() -> None:
    a, b = [1.0] * 5 + [0.3], [0.0] * 5 + [0.3]
    assert randomisation(a, b) == 2 / 32
    assert randomisation(a, b, one_sided=True) == 1 / 32
    assert randomisation(b, a, one_sided=True) == 1.0


def test_equal_sums_are_equal_in_spite_of_rounding() -> None:
    # Of the eight patterns only 0.1 - 0.2 + 0.1 and its opposite fall short of 0.1 + 0.2 - 0.1.
    assert randomisation([0.1, 0.2, 0.0], [0.0, 0.0, 0.1]) == 6 / 8
    # Of those of 0.1 + 0.2 - 0.3, which is 0, five are not below it.
    assert randomisation([0.1, 0.2, 0.0], [0.0, 0.0, 0.3], one_sided=True) == 5 / 8


@given(EXACT)
@settings(max_examples=30)
def test_exact_p_values_are_those_of_scipy(pairs: list[tuple[float, float]]) -> None:
    a, b = [list(side) for side in zip(*pairs, strict=True)]
    if len(pairs) < 2:  # scipy wants two
        return
    for one_sided, alternative in ((False, "two-sided"), (True, "greater")):
        expected = permutation_test(
            (a, b),
            lambda x, y, axis: np.mean(x - y, axis=axis),
            permutation_type="samples",
            alternative=alternative,
            n_resamples=np.inf,
            vectorized=True,
        )
        assert randomisation(a, b, one_sided=one_sided) == pytest.approx(expected.pvalue)


@given(PAIRED, st.integers(1, 4))
@settings(max_examples=40)
def test_p_is_a_probability_symmetric_and_1_for_identical_runs(
    pairs: list[tuple[float, float]], times: int
) -> None:
    a, b = [list(side) * times for side in zip(*pairs, strict=True)]
    p = randomisation(a, b, rounds=200)
    assert 0 < p <= 1
    assert randomisation(b, a, rounds=200) == p
    assert randomisation(a, a) == randomisation(b, b, one_sided=True) == 1.0


def test_random_patterns_come_near_the_exact_p() -> None:
    rng = np.random.default_rng(5)
    a = rng.random(40)
    b = a.copy()
    b[:14] -= rng.normal(0.04, 0.1, 14)
    exact = randomisation(a.tolist(), b.tolist())
    more = randomisation([*a, 1e-7], [*b, 0.0])  # one pair more that hardly weighs: no longer exact
    assert 0.01 < exact < 0.9
    assert more == pytest.approx(exact, abs=0.015)


def test_the_same_seed_gives_the_same_p_and_a_clear_difference_the_smallest() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.random(300).tolist(), rng.random(300).tolist()
    assert randomisation(a, b) == randomisation(a, b)
    assert randomisation(a, b) != randomisation(a, b, seed=1)
    assert randomisation([1.0] * 300, [0.0] * 300, rounds=999) == 1 / 1000


def test_values_of_other_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="2 values against 1"):
        randomisation([1.0, 0.0], [1.0])


def test_holm_corrects_a_worked_example_in_the_order_given() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9, 0.6]) == [1.0, 1.0, 1.0]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=20))
def test_holm_keeps_the_order_and_lies_between_no_correction_and_bonferroni(ps: list[float]) -> None:
    corrected = holm(ps)
    assert all(p <= c <= min(1.0, len(ps) * p) + 1e-12 for p, c in zip(ps, corrected, strict=True))
    assert sorted(corrected) == [c for _, c in sorted(zip(ps, corrected, strict=True))]
