import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import Fusion, best_of_parts, chance, fuse, standardised

SCORES = st.lists(st.floats(0, 100, width=32), min_size=1, max_size=12)


def _array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_reciprocal_ranks_reward_what_two_signals_agree_on() -> None:
    fusion = Fusion(method="rrf", words=1, bigrams=1, dense=0)
    fused = fuse([(1, _array(9, 8, 0)), (1, _array(0, 8, 9))], fusion)
    assert fused.argmax() == 1
    assert fused[1] == pytest.approx(61 / 62)


def test_weighted_fusion_scales_each_signal_by_its_best() -> None:
    fused = fuse([(3, _array(10, 5)), (1, _array(0, 2))], Fusion())
    assert fused == pytest.approx([0.75, 0.75 / 2 + 0.25])


def test_a_negative_cosine_counts_as_not_found() -> None:
    assert fuse([(1, _array(-0.5, 0.5))], Fusion()).tolist() == [0.0, 1.0]


def test_the_best_chunk_speaks_for_its_clause() -> None:
    assert best_of_parts(_array(1, 5, 2, 7), np.array([0, 2, 3])).tolist() == [5.0, 2.0, 7.0]


def test_settings_that_rank_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        Fusion(words=0, bigrams=0, dense=0)
    with pytest.raises(ValueError, match="negative"):
        Fusion(words=-1)
    with pytest.raises(ValueError, match="depth"):
        Fusion(depth=0)


@given(SCORES, st.sampled_from(["rrf", "weighted"]))
def test_the_order_of_candidates_changes_no_score(values: list[float], method: str) -> None:
    fusion = Fusion(method="rrf" if method == "rrf" else "weighted")
    scores = np.array(values, dtype=np.float32)
    order = np.random.default_rng(len(values)).permutation(len(values))
    fused = fuse([(1, scores)], fusion)
    assert fuse([(1, scores[order])], fusion) == pytest.approx(fused[order])
    assert ((fused >= 0) & (fused <= 1.0001)).all()


def test_vectors_count_for_more_where_they_are_surer_than_words() -> None:
    usual = Fusion()
    assert usual.for_query(attained=0.6, cosine=0.5) == usual
    surer = usual.for_query(attained=0.2, cosine=0.7)
    assert surer.dense == pytest.approx(0.8)
    assert surer.words / surer.bigrams == pytest.approx(usual.words / usual.bigrams)
    assert surer.words + surer.bigrams + surer.dense == pytest.approx(1)
    between = usual.for_query(attained=0.4, cosine=0.57)
    assert usual.dense < between.dense < surer.dense


def test_weights_stay_where_there_is_one_signal_or_none_is_to_be_adapted() -> None:
    for fixed in (Fusion(adaptive=False), Fusion(words=0, bigrams=0, dense=1), Fusion(dense=0)):
        assert fixed.for_query(attained=0.0, cosine=0.9) == fixed


def test_standardised_fusion_adds_deviations_by_weight() -> None:
    fused = fuse([(3, _array(10, 5)), (1, _array(0, 2))], Fusion(method="standardised"))
    assert fused == pytest.approx([2.0, -2.0])


def test_cosines_that_lie_close_together_count_when_standardised() -> None:
    signals = [(1, _array(2, 1, 0)), (3, _array(0.85, 0.86, 0.88))]
    assert fuse(signals, Fusion(method="weighted")).argmax() == 0
    assert fuse(signals, Fusion(method="standardised")).argmax() == 2


def test_scores_that_are_alike_tell_nothing() -> None:
    assert standardised(_array(0.5, 0.5, 0.5)).tolist() == [0, 0, 0]


def test_a_chance_keeps_the_order_and_lies_between_0_and_1() -> None:
    made = chance(_array(-400, -1, 0, 2, 400))
    assert (np.diff(made) > 0).all()
    assert (made[0] >= 0, made[2] == 0.5, made[-1] <= 1) == (True, True, True)
