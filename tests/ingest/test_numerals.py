"""Numbers are read as policy documents write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numerals import fold, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("１２", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("二〇二一", 2021),
        ("二○二五", 2025),
        ("⑫", 12),
        ("两", 2),
        ("七百零七", 707),
    ],
)
def test_a_number_is_read(text: str, number: int) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["", "甲", "一甲", "1.5", "-1"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="不是数字"):
        parse_number(text)


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
