"""The character error rate counts single edits, whatever the length of the texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.character_error import character_error, edits

TEXTS = st.text("一二三，。ab", max_size=14)


def _by_table(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


@given(TEXTS, TEXTS)
def test_the_distance_is_that_of_the_whole_table(one: str, other: str) -> None:
    assert edits(one, other) == _by_table(one, other)


def test_one_wrong_and_one_lost_character_of_ten_are_a_fifth() -> None:
    assert character_error("给予不超过五十万元。", "给子不超过五十万元") == pytest.approx(0.2)


def test_blanks_and_line_ends_do_not_count() -> None:
    assert character_error("第一章\u3000总 则", "第一章\n总则") == 0.0


def test_a_text_of_fifty_thousand_characters_is_compared_whole() -> None:
    truth = "".join(chr(0x4E00 + i * 7919 % 20000) for i in range(50_000))
    read = truth[1:20_000] + "口" + truth[20_001:]
    assert edits(truth, read) == 2


def test_an_empty_truth_is_refused() -> None:
    with pytest.raises(ValueError, match="no character"):
        character_error(" \n", "字")
