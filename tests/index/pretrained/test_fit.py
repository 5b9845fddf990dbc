import numpy as np
import pytest

from index.training.pretrained.fit import (
    Choice,
    area_under_curve,
    calibration_error,
    conditional_logit,
    platt,
    reliability,
    threshold,
)


def test_the_signal_that_tells_gets_the_weight_and_noise_none() -> None:
    chance = np.random.default_rng(0)
    choices = []
    for _ in range(200):
        rows = chance.normal(size=(20, 2)).astype(np.float32)
        odds = np.exp(2 * rows[:, 0])
        choices.append(Choice(rows, int(chance.choice(20, p=odds / odds.sum()))))
    told, noise = conditional_logit(choices)
    assert told == pytest.approx(2, abs=0.3)
    assert noise < 0.2


def test_platt_finds_the_scale_and_the_shift_that_made_the_labels() -> None:
    chance = np.random.default_rng(1)
    logits = chance.normal(scale=3, size=20_000).astype(np.float32)
    right = (chance.random(20_000) < 1 / (1 + np.exp(-(0.5 * logits - 1)))).astype(np.float32)
    assert platt(logits, right) == pytest.approx((0.5, -1), abs=0.1)


def test_calibrated_probabilities_have_no_error_and_overconfident_ones_have() -> None:
    right = np.array([1, 0, 0, 0] * 50, dtype=np.float32)
    assert calibration_error(np.full(200, 0.25, dtype=np.float32), right) == pytest.approx(0)
    assert calibration_error(np.full(200, 0.95, dtype=np.float32), right) == pytest.approx(0.7)
    assert reliability(np.full(200, 0.25, dtype=np.float32), right) == [(0.25, 0.25, 200)]


def test_the_area_under_the_curve_counts_pairs_in_order() -> None:
    right = np.array([1, 1, 0, 0], dtype=np.float32)
    assert area_under_curve(np.array([0.9, 0.4, 0.5, 0.1], dtype=np.float32), right) == 0.75
    assert area_under_curve(np.array([0.5, 0.5, 0.5, 0.5], dtype=np.float32), right) == 0.5


def test_the_threshold_keeps_the_bound_of_the_risk_below_what_was_stated() -> None:
    wrong = np.linspace(0, 1, 200, dtype=np.float32)
    strict, loose = threshold(wrong, 0.05), threshold(wrong, 0.2)
    assert strict > loose
    assert 0.75 < 1 - (wrong >= loose).mean() < 0.9
    assert (wrong >= loose).mean() < 0.2  # the bound lies above the share seen


def test_no_threshold_is_promised_from_too_few_questions() -> None:
    assert threshold(np.array([0.1, 0.2], dtype=np.float32), 0.05) == 1.0
