"""The tilt of a page is told from its ink, whatever the tilt, and told as none where nothing tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract.ocr.deskew import ink_of, levelled, skew

if TYPE_CHECKING:
    from ingest.extract.ocr.deskew import Pixels

TILTS = st.floats(-8, 8, allow_nan=False)


def _page(seed: int, noise: float) -> Pixels:
    """Return a grey page of rows of little squares, as text is from afar."""
    chance = np.random.default_rng(seed)
    page = np.full((900, 640), 235.0)
    for top in range(80, 820, 26):
        for left in range(60, 60 + 20 * int(chance.integers(8, 26)), 20):
            page[top : top + 14, left : left + 15] -= 170 * (chance.random((14, 15)) < 0.6)
    page += chance.normal(0, noise, page.shape)
    return np.asarray(page.clip(0, 255), dtype=np.uint8)


@settings(max_examples=15)
@given(TILTS, st.integers(0, 99), st.floats(0, 10))
def test_a_tilt_is_found_to_a_seventh_of_a_degree(tilt: float, seed: int, noise: float) -> None:
    tilted = levelled(_page(seed, noise), -tilt)
    assert skew(ink_of(tilted)) == pytest.approx(tilt, abs=0.15)


def test_a_level_page_is_left_level() -> None:
    assert abs(skew(ink_of(_page(1, 4.0)))) <= 0.05


def test_a_page_turned_level_has_no_tilt_left() -> None:
    tilted = levelled(_page(2, 4.0), -3.0)
    assert abs(skew(ink_of(levelled(tilted, skew(ink_of(tilted)))))) <= 0.15


@pytest.mark.parametrize("value", [0, 255])
def test_a_blank_page_has_no_tilt(value: int) -> None:
    assert skew(ink_of(np.full((500, 400), value, dtype=np.uint8))) == 0.0


def test_specks_alone_have_no_tilt() -> None:
    chance = np.random.default_rng(3)
    specks = np.where(chance.random((900, 640)) < 0.004, 0, 240).astype(np.uint8)
    assert skew(ink_of(specks)) == 0.0


def test_a_dark_edge_of_the_scanner_does_not_hide_the_tilt() -> None:
    tilted = levelled(_page(4, 4.0), -2.0)
    tilted[:, :30] = 10
    tilted[-25:] = 10
    assert skew(ink_of(tilted)) == pytest.approx(2.0, abs=0.15)
