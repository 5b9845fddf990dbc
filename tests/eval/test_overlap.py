"""Lists of units and of amounts compared."""

import pytest

from eval.overlap import Overlap, compare_funds, compare_units, same_amount
from eval.questions import Bounds


def test_f1_weighs_entries_too_many_and_missing_alike() -> None:
    assert Overlap(3, 1, 1).f1 == pytest.approx(0.75)
    assert Overlap().f1 is None


def test_units_are_compared_without_order_width_or_repeats() -> None:
    given = ["各县(市、区)人民政府", "市经信局", "市经信局"]
    assert compare_units(given, ["市经信局", "各县（市、区）人民政府"]) == Overlap(2, 0, 0)


def test_an_abbreviated_bureau_is_the_same_unit_and_a_collective_name_is_none() -> None:
    assert compare_units(["市市场监管局", "各单位"], ["市市场监督管理局"]) == Overlap(1, 0, 0)


def test_units_too_many_and_missing_are_counted() -> None:
    assert compare_units(["市财政局", "市科技局"], ["市科技局", "市商务局"]) == Overlap(1, 1, 1)


@pytest.mark.parametrize(
    ("given", "wanted", "same"),
    [
        ((4e7, 4e7), (4e7, 4e7), True),
        ((6e7, None), (6e7, 6e7), True),
        ((None, 1e6), (None, 1e6), True),
        ((1e6, 1e6), (None, 1e6), False),
        ((1e6, None), (None, 1e6), False),
        ((4e3, 4e3), (4e7, 4e7), False),
        ((None, None), (4e7, 4e7), False),
        ((1e7, 2e7), (1e7, 2e7), True),
    ],
)
def test_amounts_are_the_same_when_their_bounds_are(given: Bounds, wanted: Bounds, same: bool) -> None:
    assert same_amount(given, wanted) is same


def test_an_amount_given_twice_counts_once() -> None:
    assert compare_funds([(1e6, 1e6), (1e6, 1e6), (5.0, 5.0)], [(1e6, 1e6), (2e6, 2e6)]) == Overlap(1, 1, 1)
